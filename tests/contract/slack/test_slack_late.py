"""Replies that come after the deadline: what people see meanwhile, and how the reply follows."""

from __future__ import annotations

import json

import pytest

from chat.replies import (
    Close,
    FieldErrors,
    Later,
    NextForm,
    Nothing,
    OpenForm,
    Replace,
    Reply,
    Whisper,
)
from chat.say import verbatim
from tests.contract.slack.conftest import Bench
from tests.helpers import block_kit
from tests.helpers.slack_api import press, submission
from tests.helpers.slack_forms import NOTE, TROUBLE, element, form, typed, words


async def test_a_late_command_is_answered_twice(bench: Bench) -> None:
    """Who waits is told so at once, and gets the answer when it is there."""
    bench.handlers.reply = Whisper(post=NOTE)
    gate = bench.hold()
    _, body = await bench.sender.command("report", bench.url)
    assert body["response_type"] == "ephemeral"
    assert body["text"] == "One moment…"
    gate.set()
    assert (await bench.slack.wait_for("respond"))["text"] == "Noted."


async def test_a_late_form_takes_the_place_of_a_waiting_one(bench: Bench) -> None:
    """A press that opens a form opens one in time, and the real one follows into it."""
    bench.handlers.reply = OpenForm(form=form())
    gate = bench.hold()
    await bench.sender.interaction(press("+share.open", '{"item":"7"}', bench.url))
    assert (await bench.slack.wait_for("views.open"))["view"]["callback_id"] == "waiting"
    gate.set()
    shown = await bench.slack.wait_for("views.update")
    assert shown["view"]["callback_id"] == "share"
    assert json.loads(shown["view"]["private_metadata"])["origin"]["message"] == "5.5"


async def test_a_late_press_is_told_to_wait(bench: Bench) -> None:
    """Another press is answered with a word at once and its reply later."""
    bench.handlers.reply = Replace(post=NOTE)
    gate = bench.hold()
    await bench.sender.interaction(press("hide", url=bench.url))
    assert (await bench.slack.wait_for("respond"))["replace_original"] is False
    gate.set()
    assert (await bench.slack.wait_for("respond", 2))["replace_original"] is True


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (Close(note=NOTE), "Noted."),
        (Close(), "Okno lahko zapreš"),
        (Nothing(), "Okno lahko zapreš"),
        (Later(note=NOTE), "Noted."),
        (NextForm(form=form()), "Caption"),
        (FieldErrors(errors=(("caption", verbatim("Too loud.")),), form=form()), "Too loud."),
    ],
)
async def test_a_late_submission_shows_what_became_of_it(
    bench: Bench, reply: Reply, shown: str
) -> None:
    """A form sent off says that it is being worked on, and then shows the result in its place."""
    bench.handlers.reply = reply
    gate = bench.hold()
    _, body = await bench.sender.interaction(submission(typed()))
    assert body["response_action"] == "update"
    assert "submit" not in body["view"]
    gate.set()
    update = await bench.slack.wait_for("views.update")
    assert update["view_id"] == "V1"
    assert shown in words(update)


@pytest.mark.parametrize("settle_seconds", [0.5])
async def test_slack_gets_time_to_show_the_waiting_form(bench: Bench) -> None:
    """A result that is there at once does not overtake the acknowledgement on its way to Slack."""
    bench.handlers.reply = Close(note=NOTE)
    gate = bench.hold()
    await bench.sender.interaction(submission(typed()))
    gate.set()
    for _ in range(5):
        await bench.sender.command("help")
    assert bench.slack.of("views.update") == []
    assert "Noted." in words(await bench.slack.wait_for("views.update"))


async def test_late_errors_lose_nothing_that_was_typed(bench: Bench) -> None:
    """A form that comes back late with an error holds what the person had typed and chosen."""
    bench.handlers.reply = FieldErrors(errors=(("caption", verbatim("No.")),), form=form())
    gate = bench.hold()
    await bench.sender.interaction(submission(typed()))
    gate.set()
    update = await bench.slack.wait_for("views.update")
    assert element(update, "caption")["initial_value"] == "My words"
    assert element(update, "network")["initial_option"]["value"] == "x"


async def test_a_late_note_reaches_somebody_who_closed_the_window(bench: Bench) -> None:
    """When the waiting form is gone, the note is said where the form was opened."""
    bench.handlers.reply = Close(note=NOTE)
    gate = bench.hold()
    await bench.sender.interaction(submission(typed()))
    bench.slack.fail("views.update", "not_found")
    gate.set()
    said = await bench.slack.wait_for("chat.postEphemeral")
    assert (said["channel"], said["text"]) == ("C1", "Noted.")


async def test_a_handler_that_breaks_late_gives_the_form_back(bench: Bench) -> None:
    """After the deadline the form comes back as it was, with everything that was typed."""
    bench.handlers.reply = RuntimeError("boom")
    gate = bench.hold()
    await bench.sender.interaction(submission(typed()))
    gate.set()
    update = await bench.slack.wait_for("views.update")
    assert TROUBLE in words(update)
    assert element(update, "caption")["initial_value"] == "My words"
    sure = element(update, "sure")
    assert sure["initial_options"] == sure["options"]
    assert element(update, "network")["initial_option"]["value"] == "x"
    assert block_kit.view_faults(update["view"]) == []


async def test_a_slow_slack_does_not_delay_the_acknowledgement(bench: Bench) -> None:
    """A call that hangs is left to run: Slack gets its answer within its three seconds."""
    bench.handlers.reply = OpenForm(form=form())
    gate = bench.slack.gates["views.open"] = bench.hold()
    bench.handlers.gate = None
    assert await bench.sender.interaction(press("+share.open", url=bench.url)) == (200, "")
    gate.set()


async def test_each_person_is_told_to_wait_in_their_language(bench: Bench) -> None:
    """Who was answered before is told to wait in the language of that answer."""
    await bench.sender.command("help")
    bench.hold()
    _, body = await bench.sender.command("report", bench.url)
    assert body["text"] == "Samo trenutek …"
