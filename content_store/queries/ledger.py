"""The points ledger, its weekly roll-up and the boards that were posted. Appends, never edits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from content_store.inserts import add_up, insert_once
from content_store.queries.people import as_member
from content_store.tables.ledger import BoardRow, LedgerEntryRow, LedgerWeekRow
from content_store.tables.people import MemberRow
from content_store.unit import Unit
from programme.values import LedgerLine, WeekScore


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLine:
    """An entry about to be appended."""

    member_id: int
    item_id: int
    network: str
    reason: str
    points: int
    shares: int
    share_id: int | None
    week: date
    note: str


def _line(row: LedgerEntryRow) -> LedgerLine:
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return LedgerLine(
        id=row.id,
        member_id=row.member_id,
        item_id=row.item_id,
        network=row.network,
        reason=row.reason,
        points=row.points,
        at=row.at,
        note=row.note,
    )


async def append(u: Unit, line: NewLine) -> bool:
    """Append an entry and its share of the roll-up, once per meaning; False when it is there."""
    entry = LedgerEntryRow(
        workspace_id=u.workspace or 0,
        member_id=line.member_id,
        item_id=line.item_id,
        network=line.network,
        reason=line.reason,
        points=line.points,
        share_id=line.share_id,
        week=line.week,
        note=line.note,
        at=u.now,
    )
    if not await insert_once(u, entry):
        return False
    await add_up(
        u,
        LedgerWeekRow(
            workspace_id=u.workspace or 0,
            member_id=line.member_id,
            week=line.week,
            points=line.points,
            shares=line.shares,
        ),
        keys=("member_id", "week"),
        sums=("points", "shares"),
    )
    return True


async def lines(u: Unit, member_id: int, *, limit: int) -> tuple[LedgerLine, ...]:
    """A person's latest entries, newest first."""
    found = await u.session.exec(
        select(LedgerEntryRow)
        .where(col(LedgerEntryRow.member_id) == member_id)
        .order_by(col(LedgerEntryRow.id).desc())
        .limit(limit)
    )
    return tuple(_line(row) for row in found)


async def total(u: Unit, member_id: int) -> int:
    """All of a person's points, from the roll-up."""
    found = await u.session.exec(
        select(func.coalesce(func.sum(LedgerWeekRow.points), 0)).where(
            col(LedgerWeekRow.member_id) == member_id
        )
    )
    return int(found.one())


async def scored_since(u: Unit, member_id: int, reason: str, since: datetime) -> int:
    """How often a person was given points for this reason since then."""
    found = await u.session.exec(
        select(func.count())
        .select_from(LedgerEntryRow)
        .where(
            col(LedgerEntryRow.member_id) == member_id,
            col(LedgerEntryRow.reason) == reason,
            col(LedgerEntryRow.points) > 0,
            col(LedgerEntryRow.at) >= since,
        )
    )
    return int(found.one())


async def week_scores(u: Unit, week: date) -> tuple[WeekScore, ...]:
    """What everyone earned in the week that closes on `week`, with the week before beside it."""
    before = week - timedelta(days=7)
    found = await u.session.exec(
        select(LedgerWeekRow, MemberRow)
        .join(MemberRow, col(MemberRow.id) == col(LedgerWeekRow.member_id))
        .where(col(LedgerWeekRow.week).in_([week, before]), col(MemberRow.active))
        .order_by(col(MemberRow.id))
    )
    rows = found.all()
    earlier = {row.member_id: row.points for row, _ in rows if row.week == before}
    return tuple(
        WeekScore(
            member=as_member(member),
            week=week,
            points=row.points,
            shares=row.shares,
            joined_at=member.opted_in_at or member.joined_at,
            points_before=earlier.get(row.member_id, 0),
        )
        for row, member in rows
        if row.week == week
    )


async def disagreements(u: Unit) -> tuple[tuple[int, date, int, int], ...]:
    """Roll-ups that the ledger does not add up to: (member, week, rolled up, recomputed)."""
    sums = await u.session.exec(
        select(
            col(LedgerEntryRow.member_id),
            col(LedgerEntryRow.week),
            func.sum(LedgerEntryRow.points),
        ).group_by(col(LedgerEntryRow.member_id), col(LedgerEntryRow.week))
    )
    recomputed = {(member, week): int(points) for member, week, points in sums.all()}
    rolled = await u.session.exec(select(LedgerWeekRow))
    stored = {(row.member_id, row.week): row.points for row in rolled}
    return tuple(
        (member, week, stored.get((member, week), 0), recomputed.get((member, week), 0))
        for member, week in sorted(stored.keys() | recomputed.keys())
        if stored.get((member, week), 0) != recomputed.get((member, week), 0)
    )


async def keep_board(u: Unit, week: date, snapshot: str) -> bool:
    """Keep a week's board as it is posted; False when it was kept before."""
    return await insert_once(
        u, BoardRow(workspace_id=u.workspace or 0, week=week, snapshot=snapshot, at=u.now)
    )
