"""Each reply to commands, cards, searches and events, carried by the way that is open."""

from __future__ import annotations

import pytest

from bot.teams import action_data
from chat.press import press as a_press
from chat.replies import (
    Close,
    Found,
    Later,
    Nothing,
    OpenForm,
    Replace,
    Reply,
    Result,
    ShowHome,
    Whisper,
)
from chat.say import verbatim
from chat.stimuli import Surface
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_api import Told
from tests.helpers.teams_forms import (
    HIDE,
    NOTE,
    PAGE,
    data_of,
    form,
    inline_form,
    pressing,
    sent,
    words,
)
from tests.helpers.teams_sender import ANA, CHANNEL, OWN, THREAD, activity

GONE: Told = {"status": 403, "body": '{"error":{"code":"ForbiddenOperationException"}}'}
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


async def test_a_command_in_the_own_chat_is_answered_there(bench: Bench) -> None:
    """What a person asks in their own chat is answered there, in words where words do."""
    bench.handlers.reply = Whisper(post=NOTE)
    assert await bench.sender.say("help") == (202, "")
    assert bench.said == [(OWN, "Noted.")]


async def test_a_command_in_a_channel_is_answered_privately(bench: Bench) -> None:
    """The answer goes to the person's own chat, and the thread says only where it is."""
    bench.handlers.reply = Whisper(post=NOTE)
    await bench.sender.say("report", channel=True)
    assert bench.said == [(f"a:{ANA}", "Noted."), (THREAD, "Poglej v najin klepet.")]


async def test_who_can_not_be_written_to_alone_is_told_what_to_do(bench: Bench) -> None:
    """Where the app is not installed for the person, nothing private is said in the channel."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.teams.refuse("create", **GONE)
    await bench.sender.say("report", channel=True)
    ((place, text),) = bench.said
    assert place == THREAD
    assert "Dodaj me" in text
    assert "Noted" not in text


@pytest.mark.parametrize(("channel", "place"), [(False, OWN), (True, f"a:{ANA}")])
async def test_a_command_can_open_a_form(bench: Bench, channel: bool, place: str) -> None:
    """A form asked for by command stands as a card in the own chat."""
    bench.handlers.reply = OpenForm(form=form())
    await bench.sender.say("share", channel=channel)
    first = bench.teams.of("send")[0]
    assert first.parts[0] == place
    assert data_of(first.body, "submit")["glasnik"]["form"] == "share"
    assert len(bench.teams.of("send")) == (2 if channel else 1)


@pytest.mark.parametrize(("channel", "place"), [(False, OWN), (True, f"a:{ANA}")])
async def test_the_page_comes_into_the_own_chat(bench: Bench, channel: bool, place: str) -> None:
    """The page asked for by command is the newest message there, and their page from now on."""
    bench.handlers.reply = ShowHome(home=PAGE)
    await bench.sender.say("home", channel=channel)
    shown = bench.teams.of("send")[0]
    assert shown.parts[0] == place
    assert "Your page." in words(shown.body)
    own = await bench.references.of_person(ANA, fresh=True)
    assert own is not None
    assert own.page_message is not None


async def test_nothing_says_nothing(bench: Bench) -> None:
    """A command that needs no answer gets none."""
    await bench.sender.say("help", channel=True)
    assert bench.teams.calls == []


async def test_a_pressed_card_is_replaced_for_everybody(bench: Bench) -> None:
    """The new card is the answer for who pressed, and goes into the message for all others."""
    bench.handlers.reply = Replace(post=NOTE)
    status, body = await bench.sender.execute(HIDE, channel=True)
    (put,) = bench.teams.of("update")
    assert (status, body["statusCode"], body["type"]) == (200, 200, CARD)
    assert put.parts == (CHANNEL, "500")
    assert put.body["attachments"][0]["content"] == body["value"]
    assert bench.teams.of("send") == []


async def test_a_whisper_goes_into_the_own_chat(bench: Bench) -> None:
    """Something private is said in the own chat, and the answer says to look there."""
    bench.handlers.reply = Whisper(post=NOTE)
    _, body = await bench.sender.execute(HIDE, channel=True)
    assert body == {"statusCode": 200, "type": MESSAGE, "value": "Poglej v najin klepet."}
    assert bench.said == [(f"a:{ANA}", "Noted.")]
    _, body = await bench.sender.execute(HIDE)
    assert body["value"] == "Poglej spodaj."
    assert bench.said[-1] == (OWN, "Noted.")


async def test_a_whisper_without_an_own_chat_is_the_answer_itself(bench: Bench) -> None:
    """Only the person sees an answer, so it may hold what could be said nowhere else."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.teams.refuse("create", **GONE)
    _, body = await bench.sender.execute(HIDE, channel=True)
    assert body == {"statusCode": 200, "type": MESSAGE, "value": "Noted."}
    assert bench.teams.of("send") == []


async def test_a_press_that_needs_no_answer_gets_a_word(bench: Bench) -> None:
    """The client is always answered, because it would report a fault else."""
    _, body = await bench.sender.execute(HIDE)
    assert body == {"statusCode": 200, "type": MESSAGE, "value": "Opravljeno."}
    assert bench.teams.calls == []


@pytest.mark.parametrize(("channel", "place"), [(False, OWN), (True, f"a:{ANA}")])
async def test_a_press_that_turns_out_to_need_a_form(
    bench: Bench, channel: bool, place: str
) -> None:
    """A form that no dialog was asked for stands as a card in the own chat."""
    bench.handlers.reply = OpenForm(form=form())
    _, body = await bench.sender.execute(HIDE, channel=channel)
    (shown,) = bench.teams.of("send")
    assert shown.parts[0] == place
    origin = data_of(shown.body, "submit")["glasnik"]["origin"]
    assert (origin["place"], origin["message"]) == (CHANNEL if channel else OWN, "500")
    assert body["type"] == MESSAGE


async def test_a_button_of_the_page_renews_it(bench: Bench) -> None:
    """The page is the answer and goes into its message; its note is said below."""
    bench.handlers.reply = ShowHome(home=PAGE, note=NOTE)
    _, body = await bench.sender.execute(pressing(a_press("home.more"), Surface.HOME))
    assert "Your page." in words(body["value"])
    assert bench.teams.of("update")[0].parts == (OWN, "500")
    assert bench.said == [(OWN, "Noted.")]
    own = await bench.references.of_person(ANA, fresh=True)
    assert own is not None
    assert own.page_message == "500"


async def test_a_post_does_not_take_the_place_of_the_page(bench: Bench) -> None:
    """What would replace a message is said below the page, because the page is none."""
    bench.handlers.reply = Replace(post=NOTE)
    _, body = await bench.sender.execute(pressing(a_press("x"), Surface.HOME))
    assert body["type"] == MESSAGE
    assert bench.teams.of("update") == []
    assert bench.said == [(OWN, "Noted.")]


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (Replace(post=NOTE), "Noted."),
        (ShowHome(home=PAGE), None),
        (Whisper(post=NOTE), None),
        (OpenForm(form=form()), None),
        (Nothing(), None),
        (Later(note=NOTE), None),
        (RuntimeError("boom"), None),
    ],
)
@pytest.mark.parametrize("trigger", ["automatic", "manual"])
async def test_a_card_that_renews_itself_changes_nothing_else(
    bench: Bench, reply: Reply | Exception, shown: str | None, trigger: str
) -> None:
    """A renewal nobody asked for changes what this viewer sees, or nothing; it never says a word.

    Teams calls it manual when somebody chooses to renew the card.
    """
    bench.handlers.reply = reply
    data = action_data.viewing(a_press("digest.mine", item=7))
    status, body = await bench.sender.execute(data, channel=True, trigger=trigger)
    assert status == 200
    if shown is None:
        assert (body["statusCode"], body["type"]) == (500, "application/vnd.microsoft.error")
    else:
        assert shown in words(body["value"])
    assert bench.teams.calls == []


async def test_a_page_that_renews_itself(bench: Bench) -> None:
    """A page that is looked at is answered with the newest one, and with nothing besides."""
    bench.handlers.reply = ShowHome(home=PAGE, note=NOTE)
    _, body = await bench.sender.execute(action_data.viewing_home(), trigger="automatic")
    assert "Your page." in words(body["value"])
    assert bench.teams.calls == []


@pytest.mark.parametrize(
    ("reply", "calls"),
    [
        (Replace(post=NOTE), [("update", OWN)]),
        (Whisper(post=NOTE), [("send", OWN)]),
        (OpenForm(form=form()), [("send", OWN)]),
        (ShowHome(home=PAGE), [("send", OWN)]),
        (Nothing(), []),
    ],
)
async def test_older_clients_see_the_same_by_messages(
    bench: Bench, reply: Reply, calls: list[tuple[str, str]]
) -> None:
    """A press that came as a message is answered by messages and edits alone."""
    bench.handlers.reply = reply
    assert await bench.sender.press_by_message(HIDE) == (202, "")
    assert [(call.name, call.parts[0]) for call in bench.teams.calls] == calls


async def test_an_inline_form_sent_by_message_becomes_its_note(bench: Bench) -> None:
    """Without an answer that could hold a card, the form's message is edited."""
    bench.handlers.reply = Close(note=NOTE)
    await bench.sender.press_by_message(sent(inline_form()))
    (put,) = bench.teams.of("update")
    assert put.parts == (OWN, "500")
    assert "Noted." in words(put.body)
    assert bench.teams.of("send") == []


async def test_what_a_search_finds(bench: Bench) -> None:
    """Results come with a card to send and a preview for the list."""
    one = Result(title=verbatim("An item"), summary=verbatim("About it"), post=NOTE)
    bench.handlers.reply = Found(results=(one,))
    _, body = await bench.sender.search("hiring")
    found = body["composeExtension"]
    assert (found["type"], found["attachmentLayout"]) == ("result", "list")
    assert found["attachments"][0]["contentType"] == CARD
    assert found["attachments"][0]["preview"]["content"]["title"] == "An item"


@pytest.mark.parametrize("reply", [Found(results=(), note=verbatim("Noted.")), Whisper(post=NOTE)])
async def test_a_search_that_finds_nothing_says_why(bench: Bench, reply: Reply) -> None:
    """Why there is nothing, or why it may not be looked for, is said in the results' place."""
    bench.handlers.reply = reply
    _, body = await bench.sender.search("hiring")
    assert body == {"composeExtension": {"type": "message", "text": "Noted."}}
    assert bench.teams.calls == []


async def test_events_are_answered_in_the_own_chat_only(bench: Bench) -> None:
    """Who adds the bot for themselves can be greeted; nobody who joins a team is written to."""
    bench.handlers.reply = ShowHome(home=PAGE)
    await bench.sender.send(activity("installationUpdate", action="add"))
    assert [call.parts[0] for call in bench.teams.of("send")] == [OWN]
    bench.handlers.reply = Whisper(post=NOTE)
    newcomer = activity("conversationUpdate", channel=True, membersAdded=[{"id": "29:bo"}])
    await bench.sender.send(newcomer)
    await bench.sender.send(activity("installationUpdate", action="remove"))
    assert len(bench.teams.calls) == 1
