"""Boards out of scores: ties, rookies, the most improved, and whose name may be read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.values import Member, WeekScore

ROOKIE_FOR = timedelta(days=30)
"""How long somebody is new."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A person's place. People with equal points share it, and the next place is skipped."""

    place: int
    score: WeekScore


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """A week's board as the channel sees it."""

    standings: tuple[Standing, ...]
    """Those whose names may be read, best first."""
    unnamed: int
    """How many others scored as well."""
    rookie: Standing | None
    improved: Standing | None
    shares: int
    people: int


def rank(scores: Sequence[WeekScore]) -> tuple[Standing, ...]:
    """Standard competition ranking (1, 2, 2, 4) by points, names in alphabetical order within."""
    scored = sorted(
        (score for score in scores if score.points > 0),
        key=lambda score: (-score.points, score.member.name.casefold(), score.member.id),
    )
    standings: list[Standing] = []
    for index, score in enumerate(scored):
        tied = standings and standings[-1].score.points == score.points
        place = standings[-1].place if tied else index + 1
        standings.append(Standing(place=place, score=score))
    return tuple(standings)


def board(scores: Sequence[WeekScore], *, now: datetime, length: int) -> Board:
    """The board of a week: at most `length` places of people who agreed to be named.

    Places are those among everyone, so that a name never moves up because others are hidden.
    A rookie or most improved person is named only if they agreed as well, and is never the one
    who leads the board: so more people than the first are seen.
    """
    everyone = rank(scores)
    named = [s for s in everyone if s.score.member.name_on_board]
    top = tuple(s for s in named if s.place <= length)
    others = [s for s in named if s.place > 1]
    rookie = next((s for s in others if now - s.score.joined_at <= ROOKIE_FOR), None)
    gains = [s for s in others if gain(s.score) > 0 and s.score.points_before > 0]
    improved = max(gains, key=lambda s: (gain(s.score), -s.place), default=None)
    return Board(
        standings=top,
        unnamed=len(everyone) - len(top),
        rookie=rookie,
        improved=improved,
        shares=sum(score.shares for score in scores),
        people=len(everyone),
    )


def gain(score: WeekScore) -> int:
    """Points more than in the week before."""
    return score.points - score.points_before


def place_of(member: Member, scores: Sequence[WeekScore]) -> Standing | None:
    """A person's own standing, for their eyes only."""
    return next((s for s in rank(scores) if s.score.member.id == member.id), None)
