"""The channel's digest on the days on which it is easy to get wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from content_store.tables.jobs import OccurrenceRow
from sandbox.slack.model import Message
from tests.helpers.days import DIGEST, MONDAY, ZONE
from tests.helpers.forms import elements, texts
from tests.helpers.ports import free_port
from tests.helpers.stage import Stage, open_stage
from tests.helpers.town import Town
from tests.helpers.waiting import until

CHANNELS = ("#advocacy", "#engineering", "#advocacy-leads")


def digests(town: Town, channel: str = "#advocacy") -> list[Message]:
    """The digests that a channel has seen."""
    bot = town.world.slack.bot_user.id
    found = [m for m in town.world.messages(channel) if m.author == bot]
    return [m for m in found if "Today's picks" in texts(m.blocks)]


def titles(digest: Message) -> list[str]:
    """The items of a digest."""
    return [element.element["accessibility_label"] for element in elements(digest.blocks, "Share")]


def at(digest: Message, zone: ZoneInfo) -> datetime:
    """When it came, in a zone."""
    return datetime.fromtimestamp(float(digest.ts), zone)


async def comes(town: Town, number: int) -> Message:
    """The channel's digest number so-and-so, once it is there; no channel has more."""
    await until(lambda: len(digests(town)) >= number, f"digest {number}")
    await town.idle()
    assert [len(digests(town, channel)) for channel in CHANNELS] == [number] * 3
    return digests(town)[-1]


async def passes(town: Town, day: date) -> None:
    """Wait until the clock has looked at a day: the people are read anew early on each."""

    async def looked() -> bool:
        rows = await town.rows(OccurrenceRow)
        return any(":people:" in row.schedule and row.day == day for row in rows)

    await until(looked, f"{day} to be looked at")
    await town.idle()


def local(zone: ZoneInfo, day: str, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, second=second, tzinfo=zone)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Europe/Ljubljana", "2026-03-27", "2026-03-30"),
        ("Europe/Ljubljana", "2026-10-23", "2026-10-26"),
        ("Africa/Cairo", "2026-04-23", "2026-04-24"),
    ],
    ids=["spring", "autumn", "on a working day"],
)
async def test_nine_o_clock_stays_nine_o_clock(
    sqlite_url: str, name: str, before: str, after: str
) -> None:
    """The clocks change over a weekend, or in Cairo overnight to a Friday: nine by the wall."""
    zone = ZoneInfo(name)
    assert local(zone, before, 9).utcoffset() != local(zone, after, 9).utcoffset()
    async with (
        open_stage(sqlite_url, now=local(zone, before, 8, 30), zone=name, country="") as stage,
        stage.running() as town,
    ):
        await town.approve()
        await town.scheduled()
        town.move_to(local(zone, before, 8, 59, 59))
        first = await comes(town, 1)
        town.move_to(local(zone, after, 8, 59, 59))
        second = await comes(town, 2)
    for digest in (first, second):
        came = at(digest, zone)
        assert (came.hour, came.minute) == (9, 0)
    assert not set(titles(first)) & set(titles(second))
    assert (len(titles(first)), len(titles(second))) == (5, 4)


async def test_no_digest_on_holidays_and_weekends(store_url: str) -> None:
    """Christmas is a Friday: nothing then nor at the weekend, and the rest comes on Monday."""
    start = local(ZONE, "2026-12-24", 8, 30)
    async with open_stage(store_url, now=start) as stage, stage.running() as town:
        await town.approve()
        await town.scheduled()
        town.move_to(local(ZONE, "2026-12-24", 9, 0, 1))
        first = await comes(town, 1)
        for day in ("2026-12-25", "2026-12-26", "2026-12-27"):
            town.move_to(local(ZONE, day, 10))
            await passes(town, date.fromisoformat(day))
            assert len(digests(town)) == 1
        town.move_to(local(ZONE, "2026-12-28", 9, 0, 1))
        second = await comes(town, 2)
        assert not set(titles(first)) & set(titles(second))
        town.move_to(local(ZONE, "2026-12-29", 10))
        await passes(town, date(2026, 12, 29))
        assert len(digests(town)) == 2


async def test_nothing_new_is_no_digest(town: Town) -> None:
    """Nothing is approved: no channel hears anything."""
    await town.idle()
    await town.scheduled()
    town.move_to(MONDAY + timedelta(days=1, hours=2))
    await passes(town, date(2026, 11, 24))
    assert [digests(town, channel) for channel in CHANNELS] == [[], [], []]


@pytest_asyncio.fixture
async def prepared(stage: Stage) -> AsyncIterator[Stage]:
    """Items are approved and the clock knows the digest's time, but the program is down."""
    async with stage.running() as town:
        await town.approve()
        await town.scheduled()
    yield stage


async def test_a_late_start_on_the_same_day_makes_up_for_it_once(prepared: Stage) -> None:
    """Down at nine, up at eleven and again at noon: one digest, at eleven."""
    prepared.world.clock.move_to(DIGEST + timedelta(hours=2))
    async with prepared.running() as town:
        digest = await comes(town, 1)
        assert at(digest, ZONE).hour == 11
    prepared.world.clock.move_to(DIGEST + timedelta(hours=3))
    async with prepared.running() as town:
        await town.scheduled()
        town.move_to(DIGEST + timedelta(days=1, seconds=1))
        second = await comes(town, 2)
        assert at(second, ZONE).day == 24
        assert not set(titles(digest)) & set(titles(second))


async def test_a_digest_missed_for_a_whole_day_is_left_out(prepared: Stage) -> None:
    """Down until the next morning: nothing at the start, and Tuesday's has Monday's items."""
    prepared.world.clock.move_to(DIGEST + timedelta(hours=23))
    async with prepared.running() as town:
        await passes(town, date(2026, 11, 24))
        assert digests(town) == []
        town.move_to(DIGEST + timedelta(days=1, seconds=1))
        digest = await comes(town, 1)
        assert at(digest, ZONE).day == 24
        assert len(titles(digest)) == 5


async def test_two_replicas_post_one_digest(postgres_url: str) -> None:
    """Two programs on one PostgreSQL at nine o'clock, two days long: each channel hears one."""
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(open_stage(postgres_url))
        town = await stack.enter_async_context(stage.running())
        await stack.enter_async_context(stage.running(port=free_port()))
        await town.approve()
        await town.scheduled()
        town.move_to(DIGEST - timedelta(seconds=1))
        first = await comes(town, 1)
        town.move_to(DIGEST + timedelta(days=1, seconds=-1))
        second = await comes(town, 2)
        assert not set(titles(first)) & set(titles(second))
