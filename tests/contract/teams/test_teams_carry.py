"""Each reply, carried to the person by the way that its stimulus left open."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot import outcome
from bot.teams import action_data, paint
from chat.press import press as a_press
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
    Result,
    ShowHome,
    Whisper,
)
from chat.say import verbatim
from chat.stimuli import Surface
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_forms import (
    NOTE,
    PAGE,
    READER,
    TROUBLE,
    data_of,
    dialog_form,
    form,
    inline_form,
    input_of,
    pressing,
    rich_note,
    sent,
    words,
)
from tests.helpers.teams_sender import ANA, CHANNEL, OWN, THREAD, activity

HIDE = pressing(a_press("share.hide", item=7))
OPEN = pressing(a_press("share.open", item=7, opens_form=True))
GONE = {"status": 403, "body": '{"error":{"code":"ForbiddenOperationException"}}'}
ERRORS = FieldErrors(errors=(("caption", verbatim("Too loud.")),), form=form())
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


def sends(bench: Bench) -> list[tuple[str, str]]:
    """Where something was said, and what."""
    return [
        (call.parts[0], str(call.body.get("text") or words(call.body)))
        for call in bench.teams.of("send")
    ]


# Commands


async def test_a_command_in_the_own_chat_is_answered_there(bench: Bench) -> None:
    """What a person asks in their own chat is answered there, in words where words do."""
    bench.handlers.reply = Whisper(post=NOTE)
    assert await bench.sender.say("help") == (202, "")
    assert sends(bench) == [(OWN, "Noted.")]


async def test_a_command_in_a_channel_is_answered_privately(bench: Bench) -> None:
    """The answer goes to the person's own chat, and the thread says only where it is."""
    bench.handlers.reply = Whisper(post=NOTE)
    await bench.sender.say("report", channel=True)
    assert sends(bench) == [(f"a:{ANA}", "Noted."), (THREAD, "Poglej v najin klepet.")]


async def test_who_can_not_be_written_to_alone_is_told_what_to_do(bench: Bench) -> None:
    """Where the app is not installed for the person, nothing private is said in the channel."""
    bench.handlers.reply = Whisper(post=NOTE)
    bench.teams.refuse("create", **GONE)
    await bench.sender.say("report", channel=True)
    ((place, text),) = sends(bench)
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


# Cards


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
    assert sends(bench) == [(f"a:{ANA}", "Noted.")]
    _, body = await bench.sender.execute(HIDE)
    assert body["value"] == "Poglej spodaj."
    assert sends(bench)[-1] == (OWN, "Noted.")


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
    assert sends(bench) == [(OWN, "Noted.")]
    own = await bench.references.of_person(ANA, fresh=True)
    assert own is not None
    assert own.page_message == "500"


async def test_a_post_does_not_take_the_place_of_the_page(bench: Bench) -> None:
    """What would replace a message is said below the page, because the page is none."""
    bench.handlers.reply = Replace(post=NOTE)
    _, body = await bench.sender.execute(pressing(a_press("x"), Surface.HOME))
    assert body["type"] == MESSAGE
    assert bench.teams.of("update") == []
    assert sends(bench) == [(OWN, "Noted.")]


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


# Presses by message


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


# Dialogs


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


# Forms in a conversation


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


# Searches


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


# Events


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


# Broken handlers, and a Teams that refuses


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
    assert TROUBLE in sends(bench)[0][1]
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
    assert "MessageSizeTooBig" in sends(bench)[-1][1]


async def test_a_message_that_is_gone_is_said_anew(bench: Bench) -> None:
    """Where the message to replace was deleted meanwhile, the post comes as a new one."""
    bench.handlers.reply = Replace(post=NOTE)
    bench.teams.refuse(
        "update", status=404, body='{"error":{"code":"ActivityNotFoundInConversation"}}'
    )
    await bench.sender.submit(sent(dialog_form(bench.origin(CHANNEL, "77"))))
    assert sends(bench) == [(f"a:{ANA}", "Noted.")] or sends(bench) == [(OWN, "Noted.")]


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
    assert "broken" in sends(bench)[-1][1]


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
