"""X end to end over HTTP: finding what people write with the company's hashtag."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from networks import base, x
from networks.base import Credentials
from networks.x import Mention
from tests.contract.networks.fake_x_server import FakeX, problem
from tests.contract.networks.network_fakes import Canned

SEARCH = "GET /x/2/tweets/search/recent"
MakeX = Callable[..., x.X]


async def test_mentions_come_whole(ex: x.X, fake_x: FakeX, x_member: Credentials) -> None:
    """A mention has its author, address, moment, text and figures."""
    written = "Proud of #LipaGrid & team https://lipa.example/a?b=1"
    made = fake_x.add(written, at="2026-11-23T08:00:00.000Z")
    fake_x.add("something else")

    (mention,) = await ex.mentions("LipaGrid", x_member)

    assert mention == Mention(
        id=made["id"],
        url=f"{fake_x.base}/ananovak/status/{made['id']}",
        author_id="2244994945",
        handle="ananovak",
        text=written,
        at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        figures={"impressions": 40, "reactions": 3, "comments": 0, "reshares": 2, "saves": 0},
    )
    assert "Proud" not in repr(mention)


async def test_only_what_is_new_is_asked_for(ex: x.X, fake_x: FakeX, x_member: Credentials) -> None:
    """Posts up to the last one known are not read again; passing on is no mention."""
    known = fake_x.add("first #LipaGrid")
    newer = fake_x.add("second #LipaGrid")

    found = await ex.mentions("#LipaGrid", x_member, known["id"])

    assert [mention.id for mention in found] == [newer["id"]]
    (sent,) = fake_x.requests
    query = parse_qs(sent.query)
    assert query["query"] == ["#LipaGrid -is:retweet"]
    assert query["since_id"] == [known["id"]]


async def test_a_mark_older_than_a_week_loses_nothing(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """When the last one known is too old for X, all of the week is read and the known left out.

    X is told once, and not again for each page.
    """
    known = fake_x.add("first #LipaGrid")
    newer = [fake_x.add(f"{n} #LipaGrid")["id"] for n in range(12)]
    fake_x.page_size, fake_x.oldest_since = 10, int(newer[0])

    found = await ex.mentions("LipaGrid", x_member, known["id"])

    assert [mention.id for mention in found] == newer[::-1]
    assert len(fake_x.calls) == 3


async def test_all_pages_are_read_up_to_the_most(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """Pages are read until enough is found and no further; the newest come first."""
    posts = [fake_x.add(f"{n} #LipaGrid") for n in range(30)]
    fake_x.page_size = 10

    found = await ex.mentions("LipaGrid", x_member, most=20)

    assert [mention.id for mention in found] == [post["id"] for post in posts[:9:-1]]
    assert len(fake_x.calls) == 2


async def test_few_are_asked_for_where_few_are_wanted(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """No more is read, and paid, than is wanted, as far as X's least page allows."""
    for n in range(30):
        fake_x.add(f"{n} #LipaGrid")

    found = await ex.mentions("LipaGrid", x_member, most=3)

    assert len(found) == 3
    (sent,) = fake_x.requests
    assert parse_qs(sent.query)["max_results"] == ["10"]


async def test_a_page_that_repeats_itself_ends_the_search(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """A next page that brings nothing new is not followed for ever."""
    page = {
        "data": [
            {"id": "1", "text": "#LipaGrid", "author_id": "7", "created_at": "2026-11-23T08:00:00Z"}
        ],
        "meta": {"result_count": 1, "next_token": "again"},
    }
    fake_x.next(SEARCH, *[Canned(status=200, body=page)] * 5)

    (mention,) = await ex.mentions("LipaGrid", x_member)

    assert mention.url == f"{fake_x.base}/i/status/1"
    assert mention.figures == {}
    assert len(fake_x.calls) == 2


async def test_nothing_found_is_nothing(ex: x.X, x_member: Credentials) -> None:
    """A search that finds nothing says so."""
    assert await ex.mentions("LipaGrid", x_member) == ()


@pytest.mark.parametrize(
    "tag", ["", "#", "#1", "Lipa Grid", "Lipa OR from:ana", "#Lipa-Grid", '"Lipa"', "a" * 500]
)
async def test_only_a_hashtag_is_searched(
    ex: x.X, fake_x: FakeX, x_member: Credentials, tag: str
) -> None:
    """What is no hashtag could be an operator, and is never sent."""
    with pytest.raises(ValueError, match="hashtag"):
        await ex.mentions(tag, x_member)

    assert fake_x.calls == []


@pytest.mark.parametrize("tag", ["energija", "#čistoNebo", "Lipa_2026", "2026lipa"])
async def test_hashtags_of_all_letters_are_searched(
    ex: x.X, fake_x: FakeX, x_member: Credentials, tag: str
) -> None:
    """Letters of any alphabet, digits and underscores make a hashtag."""
    fake_x.add(f"look #{tag.removeprefix('#')}")

    assert len(await ex.mentions(tag, x_member)) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (problem(401, "Unauthorized", "Unauthorized"), base.Reconnect),
        (problem(402, "CreditsDepleted", ""), base.OutOfBudget),
        (problem(429, "Too Many Requests", "Too Many Requests"), base.Throttled),
        (problem(400, "Invalid Request", "since_id"), base.Refused),
        (Canned(status=503, body="<html>"), base.Unclear),
        (Canned(status=200, body={"errors": [{"title": "odd"}]}), base.Unclear),
        (Canned(status=200, body="<html>"), base.Unclear),
    ],
)
async def test_a_failed_search_is_not_silence(
    *, ex: x.X, fake_x: FakeX, x_member: Credentials, answer: Canned, expected: type
) -> None:
    """A search that failed raises with the problem instead of finding nothing."""
    fake_x.next(SEARCH, answer)

    with pytest.raises(base.ReadFailed) as failed:
        await ex.mentions("LipaGrid", x_member)

    assert isinstance(failed.value.problem, expected)


async def test_an_unreachable_x_is_not_silence(make_x: MakeX, x_member: Credentials) -> None:
    """Without a connection the search says so."""
    with pytest.raises(base.ReadFailed) as failed:
        await make_x(base="http://127.0.0.1:9").mentions("LipaGrid", x_member)

    assert isinstance(failed.value.problem, base.Throttled)


async def test_what_cannot_be_read_is_left_out(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """Entries without id, author or moment are passed over; the others are found."""
    good = {"id": "9", "author_id": "7", "created_at": "2026-11-23T08:00:00Z"}
    odd = [
        None,
        {},
        {**good, "id": "../1"},
        {**good, "author_id": None},
        {**good, "created_at": "x"},
        {**good, "created_at": "2026-11-23T08:00:00"},
    ]
    page = {"data": [*odd, good], "includes": {"users": [None, {"id": 7}]}}
    fake_x.next(SEARCH, Canned(status=200, body=page))

    (mention,) = await ex.mentions("LipaGrid", x_member)

    assert (mention.id, mention.handle, mention.text) == ("9", "", "")
