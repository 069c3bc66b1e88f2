"""Handlers that break, and a Teams that refuses: what people are told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chat.replies import (
    OpenForm,
    Replace,
    Whisper,
)
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_forms import (
    HIDE,
    NOTE,
    OPEN,
    TROUBLE,
    dialog_form,
    form,
    inline_form,
    sent,
    words,
)
from tests.helpers.teams_sender import CHANNEL, OWN, activity

MESSAGE = "application/vnd.microsoft.activity.message"


async def test_a_handler_that_breaks_is_confessed_with_a_reference(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets a reference, which stands in the log beside the stack."""
    bench.handlers.reply = RuntimeError("boom")
    _, on_card = await bench.sender.execute(HIDE)
    _, opening = await bench.sender.fetch(OPEN)
    _, sought = await bench.sender.search("x")
    for body in (on_card["value"], opening["task"]["value"], sought["composeExtension"]["text"]):
        assert TROUBLE in body
    await bench.sender.say("help")
    assert TROUBLE in bench.said[0][1]
    assert "boom" in caplog.text
    assert f"reference {TROUBLE}" in caplog.text


async def test_a_dialog_that_breaks_loses_nothing_that_was_typed(bench: Bench) -> None:
    """With the reference comes everything that was written, to be copied."""
    bench.handlers.reply = RuntimeError("boom")
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert TROUBLE in words(body)
    assert "My words" in words(body)


async def test_an_inline_form_that_breaks_stays_as_it_is(bench: Bench) -> None:
    """The reference is said under the form."""
    bench.handlers.reply = RuntimeError("boom")
    _, body = await bench.sender.execute(sent(inline_form()))
    assert (body["type"], TROUBLE in body["value"]) == (MESSAGE, True)
    assert bench.teams.calls == []


async def test_a_refusal_of_teams_is_told_in_the_answer(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """What Teams would not show is told with Teams' own word for it."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.teams.refuse("send", status=400, body='{"error":{"code":"BadSyntax"}}')
    _, body = await bench.sender.execute(HIDE)
    assert "BadSyntax" in body["value"]
    assert "teams refused a reply: BadSyntax" in caplog.text


async def test_a_refusal_after_a_command_is_told_by_the_way_that_is_left(bench: Bench) -> None:
    """Where a form can't be shown, a message says so."""
    bench.handlers.reply = OpenForm(form=form())
    bench.teams.refuse("send", status=413, body='{"error":{"code":"MessageSizeTooBig"}}')
    await bench.sender.say("share")
    assert "MessageSizeTooBig" in bench.said[-1][1]


async def test_a_message_that_is_gone_is_said_anew(bench: Bench) -> None:
    """Where the message to replace was deleted meanwhile, the post comes as a new one."""
    bench.handlers.reply = Replace(post=NOTE)
    bench.teams.refuse(
        "update", status=404, body='{"error":{"code":"ActivityNotFoundInConversation"}}'
    )
    await bench.sender.submit(sent(dialog_form(bench.origin(CHANNEL, "77"))))
    assert bench.said == [(OWN, "Noted.")]


async def test_a_card_that_is_gone_is_still_the_answer(bench: Bench) -> None:
    """A card deleted while it was pressed changes nothing for who pressed it."""
    bench.handlers.reply = Replace(post=NOTE)
    bench.teams.refuse(
        "update", status=404, body='{"error":{"code":"ActivityNotFoundInConversation"}}'
    )
    _, body = await bench.sender.execute(HIDE)
    assert "Noted." in words(body["value"])


async def test_a_screen_that_can_not_be_painted_is_confessed(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours in painting is told like one in a handler."""
    bench.handlers.reply = OpenForm(form=replace(form(), body=(object(),)))  # type: ignore[arg-type] # a fault
    _, body = await bench.sender.fetch(OPEN)
    assert TROUBLE in body["task"]["value"]
    assert f"reference {TROUBLE}" in caplog.text


async def test_a_fault_in_a_message_is_confessed(bench: Bench) -> None:
    """Also where what is said is painted on its way, the person hears of it."""
    bench.handlers.reply = OpenForm(form=replace(form(), body=(object(),)))  # type: ignore[arg-type] # a fault
    await bench.sender.say("share")
    assert "broken" in bench.said[-1][1]


async def test_answers_are_json(bench: Bench) -> None:
    """What is answered is JSON as the client wants it, not what the SDK would make of it."""
    bench.handlers.reply = OpenForm(form=form())
    headers = {**bench.sender.authorization(), "Content-Type": "application/json"}
    value = {"data": OPEN}
    body = activity("invoke", name="task/fetch", value=value, serviceUrl=bench.sender.service_url)
    async with bench.sender.session.post(
        bench.sender.url, data=json.dumps(body), headers=headers
    ) as answer:
        assert answer.content_type == "application/json"
        assert (await answer.json())["task"]["type"] == "continue"
