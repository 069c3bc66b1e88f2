"""Each reply, carried to the person by the way that its stimulus left open; late ones included."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chat.parts import Button, Buttons
from chat.press import press as a_press
from chat.replies import (
    Close,
    FieldErrors,
    NextForm,
    OpenForm,
    Replace,
    ShowHome,
    Whisper,
)
from chat.say import say, verbatim
from chat.stimuli import Pressed, Said, Submitted, Surface
from tests.contract.slack.conftest import Bench
from tests.helpers.block_kit import all_texts
from tests.helpers.slack_api import press, submission
from tests.helpers.slack_forms import NOTE, PAGE, TROUBLE, element, form, in_form, typed, words


async def test_a_command_is_answered_in_its_acknowledgement(bench: Bench) -> None:
    """A whisper after a command needs no call at all."""
    bench.handlers.reply = Whisper(post=NOTE)
    status, body = await bench.sender.command("help", bench.url)
    assert (status, body["response_type"], body["text"]) == (200, "ephemeral", "Noted.")
    assert bench.slack.calls == []


async def test_a_command_can_open_a_form(bench: Bench) -> None:
    """A form after a command is opened with its trigger, and remembers where it was asked for."""
    bench.handlers.reply = OpenForm(form=form())
    assert await bench.sender.command("share", bench.url) == (200, "")
    opened = await bench.slack.wait_for("views.open")
    assert opened["trigger_id"] == "1.2.abc"
    assert json.loads(opened["view"]["private_metadata"])["origin"] == {
        "place": "C1",
        "url": bench.url,
    }


@pytest.mark.parametrize("code", ["expired_trigger_id", "invalid_trigger_id"])
async def test_a_form_that_came_too_late_can_be_asked_for_again(bench: Bench, code: str) -> None:
    """An expired trigger gives a button, and that button repeats the command."""
    bench.handlers.reply = OpenForm(form=form())
    bench.slack.fail("views.open", code)
    await bench.sender.command("share 7", bench.url)
    told = await bench.slack.wait_for("respond")
    button = told["blocks"][-1]["elements"][0]
    await bench.sender.interaction(press(button["action_id"], button["value"], bench.url))
    again = bench.handlers.seen[-1]
    assert isinstance(again, Said)
    assert again.words == "share 7"
    assert len(bench.slack.of("views.open")) == 2


async def test_a_press_can_be_repeated_after_an_expired_trigger(bench: Bench) -> None:
    """The button offered after an expired trigger repeats the press with its arguments."""
    bench.handlers.reply = OpenForm(form=form())
    bench.slack.fail("views.open", "expired_trigger_id")
    await bench.sender.interaction(press("+share.open", '{"item":"7"}', bench.url))
    button = (await bench.slack.wait_for("respond"))["blocks"][-1]["elements"][0]
    await bench.sender.interaction(press(button["action_id"], button["value"], bench.url))
    again = bench.handlers.seen[-1]
    assert isinstance(again, Pressed)
    assert (again.name, again.args) == ("share.open", {"item": "7"})


async def test_a_pressed_message_is_replaced(bench: Bench) -> None:
    """The post in a message's place goes through its response URL."""
    bench.handlers.reply = Replace(post=NOTE)
    await bench.sender.interaction(press("done", url=bench.url))
    assert (await bench.slack.wait_for("respond"))["replace_original"] is True


async def test_a_message_without_response_url_is_edited(bench: Bench) -> None:
    """Where a response URL is missing or used up, the message is edited."""
    bench.handlers.reply = Replace(post=NOTE)
    bench.slack.fail("respond", "used_url")
    await bench.sender.interaction(press("done", url=bench.url))
    edited = await bench.slack.wait_for("chat.update")
    assert (edited["channel"], edited["ts"]) == ("C1", "5.5")


async def test_a_whisper_finds_another_way(bench: Bench) -> None:
    """A whisper goes by response URL, else into the channel, else to the person directly."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.slack.fail("respond", "expired_url")
    bench.slack.fail("chat.postEphemeral", "user_not_in_channel")
    await bench.sender.interaction(press("x", url=bench.url))
    said = await bench.slack.wait_for("chat.postMessage")
    assert said["channel"] == "DU1"
    assert [call.method for call in bench.slack.calls] == [
        "respond",
        "chat.postEphemeral",
        "conversations.open",
        "chat.postMessage",
    ]


async def test_a_press_on_the_home_page_renews_it(bench: Bench) -> None:
    """A page is published for the person who acted on it, and its note opens over it."""
    bench.handlers.reply = ShowHome(home=PAGE, note=NOTE)
    view = {"id": "VH", "type": "home", "blocks": []}
    await bench.sender.interaction(
        press("home.more", view=view, container={"type": "view"}, channel=None)
    )
    assert (await bench.slack.wait_for("views.publish"))["user_id"] == "U1"
    opened = (await bench.slack.wait_for("views.open"))["view"]
    assert "Noted." in " ".join(all_texts(opened["blocks"]))
    assert bench.slack.of("chat.postMessage") == []
    (pressed,) = bench.handlers.seen
    assert isinstance(pressed, Pressed)
    assert pressed.surface is Surface.HOME


async def test_a_note_that_cannot_open_is_said_directly(bench: Bench) -> None:
    """Where the moment to open a window is over, a home page's note comes as a message."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.slack.fail("views.open", "expired_trigger_id")
    view = {"id": "VH", "type": "home", "blocks": []}
    await bench.sender.interaction(
        press("home.more", view=view, container={"type": "view"}, channel=None)
    )
    assert (await bench.slack.wait_for("chat.postMessage"))["channel"] == "DU1"


@pytest.mark.parametrize("reply", [Whisper(post=NOTE), Replace(post=NOTE)])
async def test_what_is_pressed_in_a_note_goes_on_in_it(
    bench: Bench, reply: Whisper | Replace
) -> None:
    """The answer to a button in a dialog that only says something stands in that dialog."""
    bench.handlers.reply = reply
    view = typed() | {"callback_id": "note", "private_metadata": '{"form":"note"}'}
    await bench.sender.interaction(press("accounts.disconnect", view=view, channel=None))
    renewed = await bench.slack.wait_for("views.update")
    assert "Noted." in " ".join(all_texts(renewed["view"]["blocks"]))
    assert bench.slack.of("chat.postMessage") == []


async def test_the_opened_home_page_is_published(bench: Bench) -> None:
    """Opening the home page publishes it."""
    bench.handlers.reply = ShowHome(home=PAGE)
    await bench.sender.event({"type": "app_home_opened", "user": "U1", "tab": "home"})
    assert (await bench.slack.wait_for("views.publish"))["view"]["type"] == "home"


async def test_a_submission_carries_everything_typed(bench: Bench) -> None:
    """A submitted form comes with its name, context, place and typed values."""
    await bench.sender.interaction(submission(typed()))
    (sent,) = bench.handlers.seen
    assert isinstance(sent, Submitted)
    assert (sent.form, sent.context) == ("share", {"item": "7"})
    assert sent.place is not None
    assert sent.values.text("caption") == "My words"
    assert sent.values.choice("network") == "x"
    assert sent.values.ticked("sure")


async def test_errors_stand_at_their_fields(bench: Bench) -> None:
    """Errors are answered by field name, and the form stays open as it is."""
    bench.handlers.reply = FieldErrors(errors=(("caption", verbatim("Too loud.")),), form=form())
    status, body = await bench.sender.interaction(submission(typed()))
    assert (status, body) == (
        200,
        {"response_action": "errors", "errors": {"caption": "Too loud."}},
    )


async def test_an_error_without_a_field_is_not_lost(bench: Bench) -> None:
    """An error of no field comes at the top of the same form, with what was typed in it."""
    bench.handlers.reply = FieldErrors(errors=(("rules", verbatim("Paused.")),), form=form())
    _, body = await bench.sender.interaction(submission(typed()))
    assert body["response_action"] == "update"
    assert "Paused." in " ".join(all_texts(body["view"]["blocks"]))
    caption = next(b for b in body["view"]["blocks"] if b.get("block_id") == "caption")
    assert caption["element"]["initial_value"] == "My words"


async def test_closing_a_form_says_its_note_where_it_was_opened(bench: Bench) -> None:
    """A closed form clears the stack; its note goes by the response URL of where it began."""
    bench.handlers.reply = Close(note=NOTE, home=PAGE)
    view = typed(url=bench.url)
    _, body = await bench.sender.interaction(submission(view))
    assert body == {"response_action": "clear"}
    assert (await bench.slack.wait_for("respond"))["text"] == "Noted."
    assert len(bench.slack.of("views.publish")) == 1


async def test_a_submission_can_replace_the_message_it_began_with(bench: Bench) -> None:
    """The post in the place of a message reaches it even from a form opened there."""
    bench.handlers.reply = Replace(post=NOTE)
    view = typed(message="5.5")
    _, body = await bench.sender.interaction(submission(view))
    assert body == {"response_action": "clear"}
    assert (await bench.slack.wait_for("chat.update"))["ts"] == "5.5"


async def test_the_next_form_keeps_what_is_typed(bench: Bench) -> None:
    """An untouched field keeps its ids; one with a new value gets ids that Slack shows anew."""
    bench.handlers.reply = NextForm(form=form())
    await bench.sender.interaction(in_form(typed(), "more"))
    kept = await bench.slack.wait_for("views.update")
    assert (kept["view_id"], kept["hash"]) == ("V1", "h1")
    first = element(kept, "caption")
    assert (first["action_id"], first["initial_value"]) == ("caption.check", "My words")
    bench.handlers.reply = NextForm(form=form(caption="Suggested"))
    await bench.sender.interaction(in_form(typed(), "suggest"))
    fresh = element(await bench.slack.wait_for("views.update", 2), "caption")
    assert (fresh["action_id"], fresh["initial_value"]) == ("caption.check~1", "Suggested")


async def test_a_changed_field_presses_with_the_arguments_of_the_form(bench: Bench) -> None:
    """What a field presses is known by its name, with arguments from the form's own metadata."""
    view = typed("Hello")
    await bench.sender.interaction(
        in_form(view, "caption.check~4", kind="plain_text_input", value="Hello")
    )
    (pressed,) = bench.handlers.seen
    assert isinstance(pressed, Pressed)
    assert (pressed.name, pressed.args) == ("caption.check", {"item": "7"})
    assert (pressed.surface, pressed.form) == (Surface.FORM, "share")
    assert pressed.values.text("caption") == "Hello"


async def test_a_newer_answer_covers_a_changed_view(bench: Bench) -> None:
    """When the view changed meanwhile, the newest answer is shown all the same."""
    bench.handlers.reply = NextForm(form=form())
    bench.slack.fail("views.update", "hash_conflict")
    await bench.sender.interaction(in_form(typed(), "more"))
    assert "hash" not in await bench.slack.wait_for("views.update", 2)


async def test_an_older_answer_never_covers_a_newer_one(bench: Bench) -> None:
    """Of two answers for one view, the one for the older press gives way."""
    bench.handlers.reply = NextForm(form=form())
    gate = bench.hold()
    await bench.sender.interaction(in_form(typed(), "slow"))
    bench.handlers.gate = None
    await bench.sender.interaction(in_form(typed(), "fast"))
    bench.slack.fail("views.update", "hash_conflict")
    gate.set()
    await bench.slack.wait_for("views.update", 2)
    await bench.edge.close()
    assert len(bench.slack.of("views.update")) == 2


async def test_a_form_from_a_form_goes_on_top(bench: Bench) -> None:
    """A form opened from a form is pushed; with three already there, it takes the last place."""
    bench.handlers.reply = OpenForm(form=replace(form(), name="rules"))
    bench.slack.fail("views.push", "push_limit_reached")
    await bench.sender.interaction(in_form(typed(), "+rules"))
    assert (await bench.slack.wait_for("views.push"))["trigger_id"] == "1.2.abc"
    assert (await bench.slack.wait_for("views.update"))["view"]["callback_id"] == "rules"


async def test_a_press_in_a_form_can_end_it(bench: Bench) -> None:
    """Slack closes no form after a press in it, so the form says what became of it."""
    bench.handlers.reply = Close(note=NOTE)
    await bench.sender.interaction(in_form(typed(), "leave"))
    shown = await bench.slack.wait_for("views.update")
    assert "Noted." in words(shown)
    assert "submit" not in shown["view"]


async def test_a_broken_handler_keeps_the_form_open(bench: Bench) -> None:
    """A fault of ours is told at the form, with a reference, and nothing typed is lost."""
    bench.handlers.reply = RuntimeError("boom")
    _, body = await bench.sender.interaction(submission(typed()))
    assert body["response_action"] == "errors"
    assert TROUBLE in next(iter(body["errors"].values()))


@pytest.mark.parametrize("kind", ["command", "press"])
async def test_a_broken_handler_is_told_to_the_person(bench: Bench, kind: str) -> None:
    """A fault of ours after a command or a press is told with a reference."""
    bench.handlers.reply = RuntimeError("boom")
    if kind == "command":
        _, told = await bench.sender.command("x", bench.url)
    else:
        await bench.sender.interaction(press("x", url=bench.url))
        told = await bench.slack.wait_for("respond")
    assert TROUBLE in told["text"]


async def test_a_refused_call_is_told_and_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """When Slack refuses a form, the person hears it and the log has Slack's word for it."""
    bench.handlers.reply = OpenForm(form=form())
    bench.slack.fail("views.open", "view_too_large")
    await bench.sender.interaction(press("+share.open", url=bench.url))
    assert "view_too_large" in (await bench.slack.wait_for("respond"))["text"]
    assert "view_too_large" in caplog.text


async def test_a_whispered_button_leads_back(bench: Bench) -> None:
    """A button painted into a whisper comes back as the press it was painted from."""
    button = Button(label=say("paint.again"), press=a_press("a.b", item="ž<&>"))
    post = replace(NOTE, parts=(Buttons(buttons=(button, button)),))
    bench.handlers.reply = Whisper(post=post)
    _, body = await bench.sender.command("x")
    second = body["blocks"][0]["elements"][1]
    await bench.sender.interaction(press(second["action_id"], second["value"]))
    pressed = bench.handlers.seen[-1]
    assert isinstance(pressed, Pressed)
    assert (pressed.name, pressed.args) == ("a.b", {"item": "ž<&>"})
