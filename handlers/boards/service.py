"""The week's board and a person's own points, out of the ledger."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

from content_store.queries import items, ledger, people
from content_store.unit import Unit
from handlers.boards import screens
from leaderboard import ranking, weeks
from programme.values import Member, Workspace

LENGTH = 10
"""Places on a board."""

LINES = 8
"""Entries that a person sees of their ledger at once."""


def _place(standing: ranking.Standing) -> screens.Place:
    return screens.Place(
        place=standing.place,
        name=standing.score.member.name,
        points=standing.score.points,
        shares=standing.score.shares,
        gain=ranking.gain(standing.score),
    )


async def week_of(u: Unit, closes: date) -> screens.Week:
    """The board of the week that closes on this day."""
    board = ranking.board(await ledger.week_scores(u, closes), now=u.now, length=LENGTH)
    return screens.Week(
        closes=closes,
        places=tuple(_place(s) for s in board.standings),
        unnamed=board.unnamed,
        rookie=_place(board.rookie) if board.rookie else None,
        improved=_place(board.improved) if board.improved else None,
        shares=board.shares,
        people=board.people,
    )


def snapshot(week: screens.Week) -> str:
    """A board as it is kept, with keys in order."""
    return json.dumps(
        dataclasses.asdict(week), default=date.isoformat, sort_keys=True, ensure_ascii=False
    )


async def mine(u: Unit, workspace: Workspace, member: Member, closes: date | None) -> screens.Mine:
    """A person's own place in a week (the present one if none is given), points and reasons."""
    closes = closes or weeks.closing_day(u.now, workspace)
    scores = await ledger.week_scores(u, closes)
    standing = ranking.place_of(member, scores)
    lines = await ledger.lines(u, member.id, limit=LINES)
    titles = await items.titles(u, tuple({line.item_id for line in lines if line.item_id}))
    before = {s.member.id: s.points for s in await ledger.week_scores(u, closes - weeks.WEEK)}
    fresh = await people.get(u, member.id)
    return screens.Mine(
        place=standing.place if standing else None,
        points=standing.score.points if standing else 0,
        points_before=before.get(member.id, 0),
        total=await ledger.total(u, member.id),
        closes=closes,
        named=fresh.name_on_board,
        lines=tuple((line, titles.get(line.item_id or 0, "")) for line in lines),
    )
