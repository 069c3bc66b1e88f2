"""Feeds that content comes from, and how reading them went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from content_store.inserts import insert_once
from content_store.tables.items import FeedRow
from content_store.unit import Unit
from programme.errors import Missing


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed and its last reading."""

    id: int
    url: str
    title: str
    active: bool
    read_at: datetime | None
    """When it was last read well; None where it never was."""
    failure: str
    failures: int
    """Failed readings since then, in a row."""


async def get(u: Unit, feed_id: int) -> Feed:
    """One feed. Raises Missing."""
    return _value(await _row(u, feed_id))


async def every(u: Unit) -> tuple[Feed, ...]:
    """All feeds, in the order in which they were added."""
    found = await u.session.exec(select(FeedRow).order_by(col(FeedRow.id)))
    return tuple(_value(row) for row in found)


async def active(u: Unit) -> tuple[Feed, ...]:
    """The feeds that are read."""
    return tuple(feed for feed in await every(u) if feed.active)


async def add(u: Unit, url: str, *, title: str = "") -> Feed:
    """The feed at this address, added or switched on again."""
    await insert_once(u, FeedRow(workspace_id=u.workspace or 0, url=url, title=title))
    row = (await u.session.exec(select(FeedRow).where(col(FeedRow.url) == url))).one()
    row.active = True
    u.session.add(row)
    await u.session.flush()
    return _value(row)


async def stop(u: Unit, feed_id: int) -> None:
    """Read a feed no more; what came from it stays. Raises Missing."""
    row = await _row(u, feed_id)
    row.active = False
    u.session.add(row)


async def was_read(u: Unit, feed_id: int, *, title: str) -> None:
    """A reading went well; `title` is the feed's own name, "" where it has none."""
    row = await _row(u, feed_id)
    row.read_at, row.failure, row.failures = u.now, "", 0
    row.title = title or row.title
    u.session.add(row)


async def failed(u: Unit, feed_id: int, reason: str) -> int:
    """A reading failed; how many did in a row by now."""
    row = await _row(u, feed_id)
    row.failure, row.failures = reason, row.failures + 1
    u.session.add(row)
    return row.failures


async def _row(u: Unit, feed_id: int) -> FeedRow:
    row = await u.session.get(FeedRow, feed_id)
    if row is None:
        raise Missing("feed")
    return row


def _value(row: FeedRow) -> Feed:
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return Feed(
        id=row.id,
        url=row.url,
        title=row.title,
        active=row.active,
        read_at=row.read_at,
        failure=row.failure,
        failures=row.failures,
    )
