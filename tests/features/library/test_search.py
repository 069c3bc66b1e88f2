"""Finding content by words, in a platform's search box or by command."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio

import handlers.library.actions  # noqa: F401 - fills the routes
from chat.parts import ContentCard
from chat.people import PersonRef, Platform
from chat.replies import Found, Whisper
from chat.screens import Post
from chat.stimuli import Sought
from content_store.unit import Store
from handlers.library.routes import routes
from programme.states import ItemState
from programme.values import Member
from tests.helpers import company as companies
from tests.helpers.company import TEAM, Company, verbatim_of
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    found = await companies.found(store, clock, routes)
    for title in ("Apprentices on the roof", "Črpalke brez hrupa", "Why batteries age"):
        await found.item(title)
    return found


async def search(
    company: Company, who: Member, words: str, *, skip: int = 0, count: int = 25
) -> Found:
    person = PersonRef(platform=Platform.SLACK, id=company.people[who.id])
    reply = await company.does(
        Sought(workspace=TEAM, person=person, words=words, skip=skip, count=count)
    )
    assert isinstance(reply, Found)
    return reply


def titles(post: Post) -> list[str]:
    return [verbatim_of(part.title) for part in post.parts if isinstance(part, ContentCard)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["Why batteries age", "Črpalke brez hrupa", "Apprentices on the roof"]),
        ("BATT", ["Why batteries age"]),
        ("crpalke", ["Črpalke brez hrupa"]),
        ("roof apprentice", ["Apprentices on the roof"]),
        ("roof batteries", []),
        ("%", ["Why batteries age", "Črpalke brez hrupa", "Apprentices on the roof"]),
    ],
)
async def test_beginnings_of_words_are_enough(
    company: Company, words: str, expected: list[str]
) -> None:
    """Each word must begin a word of the item, whatever its capitals and accents."""
    ana = await company.person("Ana")
    found = await search(company, ana, words)
    assert [verbatim_of(result.title) for result in found.results] == expected
    assert (found.note is None) == bool(expected)


async def test_results_come_in_pages(company: Company) -> None:
    """A search box asks for more when somebody scrolls."""
    ana = await company.person("Ana")
    first = await search(company, ana, "", count=2)
    rest = await search(company, ana, "", skip=2, count=2)
    assert [len(first.results), len(rest.results)] == [2, 1]


async def test_only_what_may_be_shared_is_found(company: Company) -> None:
    """What is in review, or has had its time, is not in the library."""
    ana = await company.person("Ana")
    await company.item("Secret batteries", state=ItemState.IN_REVIEW)
    await company.item("Old batteries", expires_at=company.clock() + timedelta(hours=1))
    company.clock.now = company.clock() + timedelta(hours=2)
    found = await search(company, ana, "batteries")
    assert [verbatim_of(result.title) for result in found.results] == ["Why batteries age"]


async def test_the_command_lists_as_many_as_a_digest(company: Company) -> None:
    """By command the first five are shown with their buttons, and how many more there are."""
    ana = await company.person("Ana")
    for number in range(4):
        await company.item(f"Batteries, part {number}")
    reply = await company.say(ana, "library")
    assert isinstance(reply, Whisper)
    assert len(titles(reply.post)) == 5
    few = await company.say(ana, "library why")
    assert isinstance(few, Whisper)
    assert titles(few.post) == ["Why batteries age"]
    [card] = [part for part in few.post.parts if isinstance(part, ContentCard)]
    assert [button.press.name for button in card.buttons if button.press] == [
        "share.open",
        "share.edit",
        "guidelines.show",
    ]
    none = await company.say(ana, "library zeppelin")
    assert isinstance(none, Whisper)
    assert titles(none.post) == []
