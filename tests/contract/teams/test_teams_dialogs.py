"""Forms in dialogs and in conversations: how they open, come back and end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import outcome
from bot.teams import paint
from chat.replies import (
    Close,
    FieldErrors,
    NextForm,
    OpenForm,
    Replace,
    Reply,
    ShowHome,
    Whisper,
)
from chat.say import verbatim
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_forms import (
    NOTE,
    OPEN,
    PAGE,
    READER,
    data_of,
    dialog_form,
    form,
    inline_form,
    input_of,
    rich_note,
    sent,
    words,
)
from tests.helpers.teams_sender import CHANNEL, OWN

ERRORS = FieldErrors(errors=(("caption", verbatim("Too loud.")),), form=form())
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


@pytest.mark.parametrize("kind", [OpenForm, NextForm])
async def test_a_dialog_opens(bench: Bench, kind: type[OpenForm | NextForm]) -> None:
    """A form is the dialog, and remembers from which message it was opened."""
    bench.handlers.reply = kind(form=form())
    status, body = await bench.sender.fetch(OPEN, channel=True)
    assert (status, body["task"]["type"]) == (200, "continue")
    assert input_of(body, "caption")
    origin = data_of(body, "submit")["glasnik"]["origin"]
    assert (origin["place"], origin["message"]) == (CHANNEL, "500")
    assert bench.teams.calls == []


async def test_a_dialog_can_turn_out_to_be_words(bench: Bench) -> None:
    """A refusal instead of the form stands in the dialog that is opening."""
    bench.handlers.reply = Whisper(post=NOTE)
    _, body = await bench.sender.fetch(OPEN)
    assert body == {"task": {"type": "message", "value": "Noted."}}
    bench.handlers.reply = Whisper(post=rich_note())
    _, body = await bench.sender.fetch(OPEN)
    assert body["task"]["type"] == "continue"
    assert data_of(body, "press", "more")


async def test_a_dialog_that_is_not_needed_says_so(bench: Bench) -> None:
    """Where the message itself changes instead, the dialog has a word for it."""
    bench.handlers.reply = Replace(post=NOTE)
    _, body = await bench.sender.fetch(OPEN, channel=True)
    assert body == {"task": {"type": "message", "value": "Opravljeno."}}
    assert bench.teams.of("update")[0].parts == (CHANNEL, "500")


async def test_errors_come_back_at_their_fields(bench: Bench) -> None:
    """The dialog goes on with everything typed and each error at its field."""
    bench.handlers.reply = ERRORS
    _, body = await bench.sender.submit(sent(dialog_form(bench.origin(CHANNEL, "77"))))
    assert body["task"]["type"] == "continue"
    assert "Too loud." in words(body)
    assert input_of(body, "caption")["value"] == "My words"
    assert input_of(body, "network")["value"] == "x"
    assert input_of(body, "days")["value"] == "linkedin,x"
    assert input_of(body, "sure")["value"] == "true"
    assert data_of(body, "submit")["glasnik"]["origin"]["message"] == "77"


async def test_an_error_without_a_field_is_not_lost(bench: Bench) -> None:
    """An error of no field stands at the top of the form."""
    bench.handlers.reply = replace(ERRORS, errors=(("rules", verbatim("Paused.")),))
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert "Paused." in words(body)
    assert input_of(body, "caption")["value"] == "My words"


async def test_a_changed_field_renews_the_dialog(bench: Bench) -> None:
    """A form renewed by its quiet button keeps what is typed and takes what the handler put in."""
    renewed = form(caption="A suggestion")
    bench.handlers.reply = NextForm(form=renewed)
    data = {**data_of(dialog_form(), "press", "caption.check"), "caption": "Mine", "network": "x"}
    _, body = await bench.sender.submit(data)
    assert input_of(body, "caption")["value"] == "A suggestion"
    assert input_of(body, "network")["value"] == "x"


async def test_another_form_begins_empty(bench: Bench) -> None:
    """A form that opens upon another takes nothing over from it."""
    bench.handlers.reply = OpenForm(form=form())
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert not input_of(body, "caption").get("value")


async def test_a_dialog_closes(bench: Bench) -> None:
    """No body at all closes the dialog."""
    bench.handlers.reply = Close()
    assert await bench.sender.submit(sent(dialog_form())) == (200, "")
    assert await bench.sender.submit(data_of(inline_form(), "cancel")) == (200, "")
    assert len(bench.handlers.seen) == 1
    assert bench.teams.calls == []


async def test_a_dialog_closes_with_a_note(bench: Bench) -> None:
    """What became of it is said in the dialog: in words, or with its buttons."""
    bench.handlers.reply = Close(note=NOTE)
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert body == {"task": {"type": "message", "value": "Noted."}}
    bench.handlers.reply = Close(note=rich_note())
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert data_of(body, "press", "more")
    assert "My words" not in words(body)


async def test_a_form_can_change_the_message_it_was_opened_from(bench: Bench) -> None:
    """The message is edited, and the dialog closes."""
    bench.handlers.reply = Replace(post=NOTE)
    data = sent(dialog_form(bench.origin(CHANNEL, "77")))
    assert await bench.sender.submit(data) == (200, "")
    assert bench.teams.of("update")[0].parts == (CHANNEL, "77")


async def test_without_a_message_the_dialog_itself_goes_on(bench: Bench) -> None:
    """A form asked for by command has no message, so the post stands in the dialog."""
    bench.handlers.reply = Replace(post=NOTE)
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert body == {"task": {"type": "message", "value": "Noted."}}
    assert bench.teams.calls == []


@pytest.mark.parametrize("reply", [Whisper(post=rich_note()), Replace(post=rich_note())])
async def test_what_is_pressed_in_a_note_goes_on_in_it(bench: Bench, reply: Reply) -> None:
    """The answer to a button in a dialog that only says something stands in that dialog."""
    bench.handlers.reply = reply
    noted = paint.dialog(outcome.note_form(rich_note()), READER, origin=bench.origin(CHANNEL, "77"))
    _, body = await bench.sender.submit(data_of(noted, "press", "more"))
    assert data_of(body, "press", "more")
    assert bench.teams.calls == []


async def test_words_instead_of_a_form_quote_what_was_typed(bench: Bench) -> None:
    """Where a refusal takes the place of a form, what was written in it is there to be copied."""
    bench.handlers.reply = Whisper(post=NOTE)
    _, body = await bench.sender.submit(sent(dialog_form()))
    assert "Noted." in words(body)
    assert "My words" in words(body)
    assert bench.teams.calls == []


async def test_a_page_behind_a_form_is_renewed(bench: Bench) -> None:
    """After a form the page is renewed where it stands, and nothing is said where it never was."""
    bench.handlers.reply = Close(note=NOTE, home=PAGE)
    await bench.sender.submit(sent(dialog_form()))
    assert bench.teams.calls == []
    bench.handlers.reply = ShowHome(home=PAGE)
    await bench.sender.say("home")
    bench.handlers.reply = Close(note=NOTE, home=PAGE)
    await bench.sender.submit(sent(dialog_form()))
    assert [call.name for call in bench.teams.calls] == ["send", "update"]


async def test_an_inline_form_becomes_its_note(bench: Bench) -> None:
    """The card becomes the note for every client, and no message is added."""
    bench.handlers.reply = Close(note=NOTE)
    _, body = await bench.sender.execute(sent(inline_form()))
    assert (body["type"], "Noted." in words(body["value"])) == (CARD, True)
    (put,) = bench.teams.of("update")
    assert put.parts == (OWN, "500")
    assert put.body["attachments"][0]["content"] == body["value"]
    assert bench.teams.of("send") == []


async def test_an_inline_form_comes_back_with_errors(bench: Bench) -> None:
    """The card is painted again with everything typed and each error at its field."""
    bench.handlers.reply = ERRORS
    _, body = await bench.sender.execute(sent(inline_form(bench.origin(CHANNEL, "77"))))
    assert "Too loud." in words(body["value"])
    assert input_of(body, "caption")["value"] == "My words"
    assert data_of(body, "submit")["glasnik"]["origin"]["message"] == "77"
    assert bench.teams.of("update")[0].body["attachments"][0]["content"] == body["value"]


async def test_an_inline_form_can_change_the_message_it_was_opened_from(bench: Bench) -> None:
    """The message is edited, and the form's card says that it is done."""
    bench.handlers.reply = Replace(post=NOTE)
    _, body = await bench.sender.execute(sent(inline_form(bench.origin(CHANNEL, "77"))))
    assert "Opravljeno." in words(body["value"])
    assert [call.parts for call in bench.teams.of("update")] == [(OWN, "500"), (CHANNEL, "77")]


async def test_words_about_an_inline_form_leave_it_as_it_is(bench: Bench) -> None:
    """A refusal is said under the form, which stays with everything typed."""
    bench.handlers.reply = Whisper(post=NOTE)
    _, body = await bench.sender.execute(sent(inline_form()))
    assert body == {"statusCode": 200, "type": MESSAGE, "value": "Noted."}
    bench.handlers.reply = Whisper(post=rich_note())
    _, body = await bench.sender.execute(sent(inline_form()))
    assert body["value"] == "Poglej spodaj."
    assert [call.name for call in bench.teams.calls] == ["send"]


async def test_an_inline_form_is_put_away(bench: Bench) -> None:
    """Cancelling asks no handler; the card says that nothing was sent."""
    _, body = await bench.sender.execute(data_of(inline_form(), "cancel"))
    assert "Nič ni bilo poslano" in words(body["value"])
    assert bench.teams.of("update")[0].parts == (OWN, "500")
    assert bench.handlers.seen == []
    assert await bench.sender.press_by_message(data_of(inline_form(), "cancel")) == (202, "")
    assert len(bench.teams.of("update")) == 2
