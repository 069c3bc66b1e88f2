"""Handlers that take too long: what people see meanwhile, and how the reply follows."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chat.replies import (
    Close,
    FieldErrors,
    Found,
    Later,
    NextForm,
    Nothing,
    OpenForm,
    Replace,
    Reply,
    ShowHome,
    Whisper,
)
from chat.say import verbatim
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_api import Call
from tests.helpers.teams_forms import (
    HIDE,
    NOTE,
    OPEN,
    PAGE,
    TROUBLE,
    data_of,
    dialog_form,
    form,
    inline_form,
    input_of,
    sent,
    words,
)
from tests.helpers.teams_sender import ANA, CHANNEL, OWN, THREAD, activity, by
from tests.helpers.waiting import until

LATER = "Še delam na tem. Odgovor pride v najin klepet."


@pytest.fixture
def decide_seconds() -> float:
    """A deadline too short to be kept by handlers that are held."""
    return 0.02


async def _next(bench: Bench, name: str, n: int = 1) -> Call:
    """The n-th call of a name, when it has come."""
    await until(lambda: len(bench.teams.of(name)) >= n, f"call {n} of {name}")
    return bench.teams.of(name)[n - 1]


async def test_who_waits_for_a_command_sees_that_an_answer_is_written(bench: Bench) -> None:
    """The message is taken at once, the bot is seen typing, and the answer follows."""
    bench.handlers.reply = Whisper(post=NOTE)
    gate = bench.hold()
    assert await bench.sender.say("report") == (202, "")
    assert (await _next(bench, "send")).body["type"] == "typing"
    gate.set()
    assert (await _next(bench, "send", 2)).body["text"] == "Noted."


async def test_that_typing_is_not_shown_is_nobodys_trouble(bench: Bench) -> None:
    """A Teams that takes no typing keeps no answer back, and nobody is told of it."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.teams.refuse("send", status=400, body='{"error":{"code":"BadSyntax"}}')
    gate = bench.hold()
    await bench.sender.say("report")
    await _next(bench, "send")
    gate.set()
    assert (await _next(bench, "send", 2)).body["text"] == "Noted."


async def test_a_late_command_in_a_channel_is_answered_privately(bench: Bench) -> None:
    """Also late, the answer goes into the own chat, and the thread says only where it is."""
    bench.handlers.reply = OpenForm(form=form())
    gate = bench.hold()
    await bench.sender.say("share", channel=True)
    gate.set()
    shown = await _next(bench, "send", 2)
    assert shown.parts[0] == f"a:{ANA}"
    assert input_of(shown.body, "caption")
    assert (await _next(bench, "send", 3)).parts[0] == THREAD


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (OpenForm(form=form()), "Caption"),
        (NextForm(form=form()), "Caption"),
        (Whisper(post=NOTE), "Noted."),
        (Nothing(), "Opravljeno."),
        (ShowHome(home=PAGE), "Your page."),
    ],
)
async def test_a_late_dialog_follows_in_the_own_chat(
    bench: Bench, reply: Reply, shown: str
) -> None:
    """A dialog can't be opened later, so it says so, and its form stands in the own chat."""
    bench.handlers.reply = reply
    gate = bench.hold()
    _, body = await bench.sender.fetch(OPEN, channel=True)
    assert body == {"task": {"type": "message", "value": LATER}}
    gate.set()
    call = await _next(bench, "send")
    assert call.parts[0] == f"a:{ANA}"
    assert shown in words(call.body)
    if shown == "Caption":
        assert data_of(call.body, "submit")["glasnik"]["origin"]["message"] == "500"


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (Close(note=NOTE), "Noted."),
        (Close(), "Opravljeno."),
        (Nothing(), "Opravljeno."),
        (Later(note=NOTE), "Noted."),
        (NextForm(form=form()), "My words"),
        (FieldErrors(errors=(("caption", verbatim("Too loud.")),), form=form()), "Too loud."),
    ],
)
async def test_a_late_submission_says_what_became_of_it(
    bench: Bench, reply: Reply, shown: str
) -> None:
    """A dialog sent off says that the answer follows; then it stands in the own chat."""
    bench.handlers.reply = reply
    gate = bench.hold()
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert body == {"task": {"type": "message", "value": LATER}}
    gate.set()
    call = await _next(bench, "send")
    assert call.parts[0] == OWN
    assert shown in words(call.body)
    if isinstance(reply, FieldErrors):
        assert input_of(call.body, "caption")["value"] == "My words"


async def test_a_late_replacement_reaches_the_message(bench: Bench) -> None:
    """A card whose press takes long is edited when the reply is there."""
    bench.handlers.reply = Replace(post=NOTE)
    gate = bench.hold()
    _, body = await bench.sender.execute(HIDE, channel=True)
    assert body["value"] == LATER
    gate.set()
    assert (await _next(bench, "update")).parts == (CHANNEL, "500")


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (Close(note=NOTE), "Noted."),
        (Close(), "Opravljeno."),
        (FieldErrors(errors=(("caption", verbatim("Too loud.")),), form=form()), "Too loud."),
        (Replace(post=NOTE), "Noted."),
    ],
)
async def test_a_late_inline_form_changes_in_its_place(
    bench: Bench, reply: Reply, shown: str
) -> None:
    """A form in a conversation becomes what became of it, however late."""
    bench.handlers.reply = reply
    gate = bench.hold()
    _, body = await bench.sender.execute(sent(inline_form()))
    assert body["value"] == LATER
    gate.set()
    put = await _next(bench, "update")
    assert put.parts == (OWN, "500")
    assert shown in words(put.body)


async def test_a_late_page_renews_in_its_place_or_stands_below(bench: Bench) -> None:
    """A page whose button took long is shown anew."""
    bench.handlers.reply = ShowHome(home=PAGE)
    gate = bench.hold()
    await bench.sender.execute(HIDE)
    gate.set()
    assert "Your page." in words((await _next(bench, "send")).body)


@pytest.mark.parametrize(
    "reply", [Replace(post=NOTE), Whisper(post=NOTE), RuntimeError("boom"), ShowHome(home=PAGE)]
)
async def test_a_late_renewal_is_let_be(bench: Bench, reply: Any) -> None:
    """Nobody waits for a card that renews itself, so what comes late is dropped."""
    bench.handlers.reply = reply
    gate = bench.hold()
    view = {"glasnik": {"do": "view", "name": "digest.mine", "args": {}}}
    _, body = await bench.sender.execute(view, channel=True, trigger="automatic")
    assert body["type"] == "application/vnd.microsoft.error"
    gate.set()
    await bench.edge.close()
    assert bench.teams.calls == []


async def test_a_late_search_says_that_it_is_working(bench: Bench) -> None:
    """A search is typed again anyhow; what comes late is dropped."""
    bench.handlers.reply = Found(results=())
    gate = bench.hold()
    _, body = await bench.sender.search("x")
    assert body["composeExtension"]["type"] == "message"
    gate.set()
    await bench.edge.close()
    assert bench.teams.calls == []


async def test_a_handler_that_breaks_late_gives_back_what_was_typed(bench: Bench) -> None:
    """The reference comes into the own chat, with what was written."""
    bench.handlers.reply = RuntimeError("boom")
    gate = bench.hold()
    await bench.sender.submit(sent(dialog_form()))
    gate.set()
    told = await _next(bench, "send")
    assert TROUBLE in words(told.body)
    assert "My words" in words(told.body)


async def test_a_late_screen_that_can_not_be_painted_is_confessed(bench: Bench) -> None:
    """A fault in painting is told when it comes late, too."""
    bench.handlers.reply = OpenForm(form=None)  # type: ignore[arg-type] # a fault
    gate = bench.hold()
    await bench.sender.execute(HIDE)
    gate.set()
    told = await _next(bench, "send")
    assert told.parts[0] == OWN


async def test_without_an_own_chat_a_late_answer_is_asked_for_again(bench: Bench) -> None:
    """Where the person can't be written to alone, the thread says what to do; nothing private."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.teams.refuse(
        "create", status=403, body='{"error":{"code":"ForbiddenOperationException"}}'
    )
    gate = bench.hold()
    await bench.sender.fetch(OPEN, channel=True)
    gate.set()
    told = await _next(bench, "send")
    assert told.parts[0] == THREAD
    assert "Dodaj me" in told.body["text"]


async def test_a_slow_teams_does_not_delay_the_answer(bench: Bench) -> None:
    """A call that hangs is left to run: the client gets its answer in time."""
    bench.handlers.reply = Whisper(post=NOTE)
    await bench.sender.say("warm up")
    gate = bench.teams.gates["send"] = asyncio.Event()
    status, body = await bench.sender.execute(HIDE)
    assert (status, body["type"]) == (200, "application/vnd.microsoft.activity.message")
    assert not gate.is_set()
    gate.set()


async def test_an_event_that_takes_too_long_comes_again(bench: Bench) -> None:
    """What is not known to be kept is not acknowledged, and goes on all the same."""
    gate = bench.hold()
    body = activity("installationUpdate", action="add")
    assert (await bench.sender.send(body))[0] == 503
    gate.set()
    await bench.edge.close()
    assert bench.teams.calls == []


async def test_each_person_is_told_to_wait_in_their_language(bench: Bench) -> None:
    """Before anybody was answered, their client says in which language they read."""
    bench.hold()
    _, body = await bench.sender.fetch(OPEN, locale="en-US", **by("29:bo"))
    assert body["task"]["value"] == "Still working on it. The answer follows in our chat."
