"""The faults of the matrix, and what becomes of a publication that meets one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import aiohttp
from sqlmodel import select

from content_store.tables.jobs import JobRow, LaneRow
from content_store.tables.ledger import LedgerEntryRow
from content_store.tables.shares import AttemptRow, ShareRow
from programme.tasks import PublishShare
from sandbox.catalogue import CATALOGUE
from sandbox.slack.model import Message
from sandbox.world import World
from tests.helpers.fault_figures import Cell
from tests.helpers.forms import texts
from tests.helpers.once import assert_shared_once
from tests.helpers.stage import Stage
from tests.helpers.town import Citizen, Town
from tests.helpers.waiting import until

CALLS: Final = {
    "linkedin": "linkedin.posts",
    "x": "x.tweets",
    "bluesky": "bluesky.createRecord",
    "mastodon": "mastodon.statuses",
}
"""Where each network makes a post."""
ASKS: Final = "I could not make sure"
_OVER: Final = frozenset({"published", "unconfirmed", "failed", "cancelled"})
_MOST_TRIES: Final = 12
_LONGER_THAN_ANY_CLIENT_WAITS: Final = 90.0
_LONGEST_CALL: Final = 60.0
_A_LITTLE: Final = timedelta(seconds=1)

WORDS: Final = (
    "Thirty winters in one notebook, and our engineers could read every one of them.",
    "What does a school from 1962 have in common with a good sweater? It keeps warm.",
    "I did not expect a boiler room to make me smile on a Monday morning.",
    "The apprentices asked why, and nobody at the table had a good answer.",
    "Wind is patient, and for twelve months so were we, with a mast and a logbook.",
    "Eight people who like ladders: if that is you, come and climb with us.",
    "My neighbour's electricity bill has become the talk of the whole staircase.",
    "A cable drum, two cranes and a road closed by snow: a postcard from the pass.",
)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One way in which the call that makes a post goes wrong."""

    name: str
    kind: str
    more: Mapping[str, Any] = field(default_factory=dict)


def pairs_for(network: str) -> tuple[tuple[Trouble, Trouble], ...]:
    """The troubles of a network, two by two: they befall two people at the same time."""
    waits = {"seconds": _LONGER_THAN_ANY_CLIENT_WAITS}
    named, bare = _LIMITED[network]
    broken = {"status": 500, "body": "Internal Server Error"}
    return (
        (
            Trouble(name="time-out before the effect", kind="timeout_before", more=waits),
            Trouble(name="time-out after the effect", kind="timeout_after", more=waits),
        ),
        (
            Trouble(name="connection dropped before", kind="drop_before"),
            Trouble(name="connection dropped after", kind="drop_after"),
        ),
        (
            Trouble(name="500 before the effect", kind="error", more=broken),
            Trouble(name="500 after the effect", kind="error_after", more=broken),
        ),
        (
            Trouble(name="429 with the time of its end", kind="error", more=named),
            Trouble(name="429 without any time", kind="error", more=bare),
        ),
    )


_PLAIN_LIMIT: Final = CATALOGUE["linkedin.TOO_MANY_REQUESTS_without_day"]
_LIMITED: Final[Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]] = {
    # LinkedIn documents no header at all; should it ever send the usual one, it is honoured.
    "linkedin": (
        {"status": 429, "body": _PLAIN_LIMIT.body, "headers": {"Retry-After": "120"}},
        {"documented": "linkedin.TOO_MANY_REQUESTS_without_day"},
    ),
    "x": (
        {"documented": "x.TooManyRequests"},
        {"documented": "x.TooManyRequests_without_reset"},
    ),
    "bluesky": (
        {"documented": "bluesky.RateLimitExceeded"},
        {"documented": "bluesky.RateLimitExceeded_without_reset"},
    ),
    "mastodon": (
        {"documented": "mastodon.too_many_requests"},
        {"documented": "mastodon.too_many_requests_without_reset"},
    ),
}


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Who shares what in which words, and what befalls it."""

    trouble: str
    network: str
    who: str
    number: int
    words: str


async def prepare(stage: Stage, network: str, people: Sequence[str]) -> Message:
    """The day's digest, and people who have connected an account."""
    async with stage.running() as town:
        digest = await town.morning(5)
        for name in people:
            citizen = town.person(name)
            await citizen.joins(digest=False)
            page = await citizen.connects(network, **_typed(town.world, network, citizen))
            assert "connected" in page.lower(), page
        await town.idle()
    # A post without its picture is made three seconds sooner.
    stage.world.faults.add("linkedin.images", "error", status=500, times=None)
    return digest


def _typed(world: World, network: str, who: Citizen) -> dict[str, str]:
    """What somebody types on the page of their private link."""
    match network:
        case "bluesky":
            return {
                "handle": world.bluesky.handle(who.person),
                "app_password": world.bluesky.app_password(who.person),
            }
        case "mastodon":
            return {"server": "toot.si"}
        case _:
            return {}


async def settled(town: Town, sharings: Sequence[Sharing], *, since: datetime) -> list[Cell]:
    """Let time go on to each moment for which a next try is planned, until none is left.

    Each share must have ended as one post whose link is known, or with a question to its person.
    """
    for _ in range(_MOST_TRIES):
        await until(partial(_nobody_calls, town), "every call to end", within=_LONGEST_CALL)
        await town.idle()
        ids = {s.id for s in [await _share(town, each) for each in sharings] if not _is_over(s)}
        planned = [
            row.run_at
            for row in await town.rows(JobRow)
            if row.state == "queued"
            and row.task == PublishShare.name
            and json.loads(row.payload)["share"] in ids
        ]
        if not planned:
            break
        ahead = min(planned) + _A_LITTLE - town.world.clock.now()
        if ahead > timedelta(0):
            await _pass(town, ahead)
    return [await _ended(town, each, since) for each in sharings]


async def _pass(town: Town, ahead: timedelta) -> None:
    """Let time go on; lanes are closed by the machine's time, which has to go on as well."""
    async with town.store.system() as u:
        for lane in (await u.session.exec(select(LaneRow))).all():
            lane.next_free_at -= ahead
            u.session.add(lane)
    town.move_to(town.world.clock.now() + ahead)


async def _nobody_calls(town: Town) -> bool:
    """Whether no publication is under way or due; a time-out takes longer than other work."""
    now = town.world.clock.now()
    return not [
        row
        for row in await town.rows(JobRow)
        if row.task == PublishShare.name
        and (row.state == "running" or (row.state == "queued" and row.run_at <= now))
    ]


async def _share(town: Town, sharing: Sharing) -> ShareRow:
    member = await town.member(town.person(sharing.who))
    [found] = [
        row
        for row in await town.rows(ShareRow)
        if row.member_id == member and row.network == sharing.network and sharing.words in row.text
    ]
    return found


def _is_over(share: ShareRow) -> bool:
    return share.state in _OVER


async def _ended(town: Town, sharing: Sharing, since: datetime) -> Cell:
    """What became of a share: looked at from the network, from the store and from the person."""
    who, share = town.person(sharing.who), await _share(town, sharing)
    posts = [post for post in town.world.social.posts if sharing.words in post.text]
    asked = [
        m for m in who.direct() if ASKS in texts(m.blocks) and sharing.words in texts(m.blocks)
    ]
    attempts = [row for row in await town.rows(AttemptRow) if row.share_id == share.id]
    assert len(posts) <= 1, f"{len(posts)} posts: {sharing}"
    if share.state == "published":
        assert not asked, sharing
        await assert_shared_once(town, who, sharing.words, sharing.network)
        await _assert_link_leads_there(share, sharing.words)
    else:
        assert share.state == "unconfirmed", f"{share.state} {share.failure}: {sharing}"
        assert len(asked) == 1, sharing
        points = [r for r in await town.rows(LedgerEntryRow) if r.share_id == share.id]
        assert points == [], sharing
    return Cell(
        trouble=sharing.trouble,
        network=sharing.network,
        posts=len(posts),
        linked=share.state == "published",
        asked=bool(asked),
        calls=len(attempts),
        minutes=round(
            ((share.published_at or town.world.clock.now()) - since).total_seconds() / 60
        ),
    )


async def _assert_link_leads_there(share: ShareRow, words: str) -> None:
    """The address that the person was given shows the post."""
    assert share.post_url is not None
    async with aiohttp.ClientSession() as tab, tab.get(share.post_url) as page:
        assert page.status == 200, share.post_url
        assert words.rpartition(" ")[2] in await page.text(), share.post_url
