"""What each activity of a person becomes."""

from __future__ import annotations

from typing import Any

import pytest

from chat.people import MessageRef, PersonRef, PlaceRef, Platform
from chat.press import press as a_press
from chat.replies import Replace
from chat.stimuli import HomeOpened, Pressed, Said, Sought, Submitted, Surface
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_api import TENANT
from tests.helpers.teams_forms import NOTE, dialog_form, pressing, sent
from tests.helpers.teams_sender import ANA, CHANNEL, OWN, activity, by, mention

OWN_PLACE = PlaceRef(platform=Platform.TEAMS, id=OWN)
CHANNEL_PLACE = PlaceRef(platform=Platform.TEAMS, id=CHANNEL)
PERSON = PersonRef(platform=Platform.TEAMS, id=ANA, name="Ana")


async def test_words_to_the_bot_are_said(bench: Bench) -> None:
    """A message in the own conversation is a command, with the language and zone of the client."""
    status, answer = await bench.sender.say("help me", id="42")
    assert (status, answer) == (202, "")
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Said)
    assert (seen.workspace, seen.person, seen.place) == (TENANT, PERSON, OWN_PLACE)
    assert (seen.words, seen.locale, seen.zone) == ("help me", "sl-SI", "Europe/Ljubljana")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (mention("report"), "report"),
        (mention("&nbsp;report  7\n"), "report 7"),
        (mention("find Glasnik news"), "find Glasnik news"),
        (mention("/advocacy report"), "report"),
        (mention("thank you", who="29:bo", name="Bo"), "<at>Bo</at> thank you"),
        (mention("x") | {"text": "<at>Glasnik</at>"}, ""),
        ({"text": "/advocacy report"}, "report"),
        ({"text": "Advocacy  report"}, "report"),
        ({"text": "advocacy"}, ""),
        ({"text": "advocacy-report"}, "advocacy-report"),
        ({"text": "R&amp;D", "textFormat": "plain"}, "R&amp;D"),
        ({"text": "<b>R&amp;D</b>", "textFormat": "xml"}, "R&D"),
        ({"text": "help", "entities": [{"type": "mention", "text": "help"}]}, "help"),
    ],
)
async def test_a_command_is_what_is_left_without_ceremony(
    bench: Bench, more: dict[str, Any], words: str
) -> None:
    """The bot's mention and the name of the command go; all else is left as it was written."""
    await bench.sender.send(activity("message", channel=True) | more)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Said)
    assert (seen.words, seen.place) == (words, CHANNEL_PLACE)


async def test_a_press_on_a_card(bench: Bench) -> None:
    """`Action.Execute` is a press, with its arguments and the message whose card it was."""
    data = pressing(a_press("share.hide", item=7))
    await bench.sender.execute(data, channel=True)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Pressed)
    assert (seen.name, seen.args, seen.surface) == ("share.hide", {"item": "7"}, Surface.MESSAGE)
    assert seen.message == MessageRef(place=CHANNEL_PLACE, id="500")


async def test_the_same_press_from_an_older_client(bench: Bench) -> None:
    """A message with a card's data and no words is the same press."""
    data = pressing(a_press("share.hide", item=7))
    await bench.sender.execute(data)
    await bench.sender.press_by_message(data)
    one, other = bench.handlers.seen
    assert isinstance(one, Pressed)
    assert isinstance(other, Pressed)
    assert (one.name, one.args, one.message) == (other.name, other.args, other.message)


async def test_a_press_that_opens_a_dialog(bench: Bench) -> None:
    """`task/fetch` is a press as well; what Teams itself wants of the data is passed over."""
    data = {**pressing(a_press("share.open", item=7)), "msteams": {"type": "task/fetch"}}
    await bench.sender.fetch(data)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Pressed)
    assert (seen.name, seen.message) == ("share.open", MessageRef(place=OWN_PLACE, id="500"))


async def test_a_form_sent_off_brings_everything_typed(bench: Bench) -> None:
    """A form comes with its name, context, place and typed values, each as its field reads it."""
    data = sent(dialog_form(bench.origin(CHANNEL, "77")))
    await bench.sender.submit(data)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Submitted)
    assert (seen.form, seen.context, seen.place) == ("share", {"item": "7"}, CHANNEL_PLACE)
    assert seen.values.text("caption") == "My words"
    assert seen.values.choice("network") == "x"
    assert seen.values.choices("days") == ("linkedin", "x")
    assert seen.values.ticked("sure")


async def test_fields_left_empty_are_known_to_be_empty(bench: Bench) -> None:
    """Clients leave empty inputs out; handlers see that the field was there and empty."""
    data = sent(dialog_form())
    for name in ("caption", "network", "days", "sure"):
        del data[name]
    await bench.sender.submit(data)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Submitted)
    assert "caption" in seen.values
    assert (seen.values.text("caption"), seen.values.choice("network")) == ("", None)
    assert (seen.values.choices("days"), seen.values.ticked("sure")) == ((), False)


@pytest.mark.parametrize(
    "origin",
    [
        {"place": CHANNEL, "message": "77"},
        {"place": CHANNEL, "message": "77", "seal": "x"},
        {"place": CHANNEL, "message": "77", "seal": "\u00e9"},
        {"seal": ""},
        {},
    ],
)
async def test_a_made_up_origin_is_as_good_as_none(bench: Bench, origin: dict[str, str]) -> None:
    """By data that somebody made up, no message of ours can be changed."""
    bench.handlers.reply = Replace(post=NOTE)
    await bench.sender.submit(sent(dialog_form(origin)))
    (seen,) = bench.handlers.seen
    assert seen.place is None
    assert bench.teams.of("update") == []


async def test_an_origin_of_somebody_elses_is_as_good_as_none(bench: Bench) -> None:
    """What was sealed for one person opens nothing for another."""
    bench.handlers.reply = Replace(post=NOTE)
    data = sent(dialog_form(bench.origin(CHANNEL, "77")))
    await bench.sender.submit(data, **by("29:eve", name="Eve"))
    assert bench.teams.of("update") == []


async def test_a_search_without_names(bench: Bench) -> None:
    """Microsoft's test client names neither the command nor what was typed."""
    value = {"parameters": [{"value": "launch"}], "commandContext": "compose"}
    await bench.sender.send(activity("invoke", name="composeExtension/query", value=value))
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Sought)
    assert seen.words == "launch"


async def test_a_search(bench: Bench) -> None:
    """What is typed into the message extension is sought; the first look seeks nothing."""
    await bench.sender.search("hiring  ", skip=25, count=500)
    value = {"parameters": [{"name": "initialRun", "value": "true"}]}
    body = activity("invoke", name="composeExtension/query", value=value)
    await bench.sender.send(body)
    first, second = bench.handlers.seen
    assert isinstance(first, Sought)
    assert isinstance(second, Sought)
    assert (first.words, first.skip, first.count) == ("hiring", 25, 25)
    assert (second.words, second.skip) == ("", 0)


async def test_a_page_in_the_own_chat_renews_itself(bench: Bench) -> None:
    """The page's renewal is the person looking at it."""
    await bench.sender.execute({"glasnik": {"do": "home"}}, trigger="automatic")
    (seen,) = bench.handlers.seen
    assert isinstance(seen, HomeOpened)
