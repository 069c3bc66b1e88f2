"""The weekly leaderboard, and what a person sees of their own points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chat.parts import (
    Button,
    Buttons,
    Fact,
    Facts,
    Headline,
    Level,
    Notice,
    Part,
    Prose,
    Rank,
    Ranking,
    Rule,
)
from chat.press import press
from chat.say import Day, Moment, Say, Text, count, say, verbatim
from chat.screens import Post
from handlers import cards, words
from programme.values import LedgerLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A named person's place."""

    place: int
    name: str
    points: int
    shares: int
    gain: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """A week's board, ready to be shown."""

    closes: date
    places: tuple[Place, ...]
    unnamed: int
    rookie: Place | None
    improved: Place | None
    shares: int
    people: int


def board_post(week: Week) -> Post:
    """The board as the channel gets it."""
    together = say(
        "board.together",
        shares=count("count.shares", week.shares),
        people=count("count.people", week.people),
    )
    return Post(
        name=words.BOARD,
        summary=say("board.summary", day=Day(value=week.closes), together=together),
        parts=(
            Headline(text=say("board.headline", day=Day(value=week.closes))),
            Prose(text=together),
            *_ranking(week),
            *_honours(week),
            Buttons(buttons=(_mine(week.closes), cards.guidelines_button())),
            Prose(text=say("board.how"), quiet=True),
        ),
    )


def _ranking(week: Week) -> tuple[Part, ...]:
    if not week.places:
        return (Prose(text=say("board.nobody_named")),)
    rows = tuple(
        Rank(place=p.place, who=verbatim(p.name), score=_points(p), detail=_shares(p))
        for p in week.places
    )
    ranking = Ranking(title=say("board.top"), rows=rows)
    if not week.unnamed:
        return (ranking,)
    return (ranking, Prose(text=count("board.unnamed", week.unnamed), quiet=True))


def _points(place: Place) -> Say:
    return count("count.points", place.points)


def _shares(place: Place) -> Say:
    return count("count.shares", place.shares)


def _honours(week: Week) -> tuple[Part, ...]:
    parts: list[Part] = []
    if week.rookie is not None:
        parts.append(
            Prose(
                text=say(
                    "board.rookie", name=verbatim(week.rookie.name), points=_points(week.rookie)
                )
            )
        )
    if week.improved is not None:
        parts.append(
            Prose(
                text=say(
                    "board.improved",
                    name=verbatim(week.improved.name),
                    points=count("count.points", week.improved.gain),
                )
            )
        )
    return (Rule(), *parts) if parts else ()


def _mine(closes: date) -> Button:
    return Button(label=say("board.mine"), press=press("boards.mine", week=closes.isoformat()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """A person's own week."""

    place: int | None
    points: int
    points_before: int
    total: int
    closes: date
    named: bool
    lines: Sequence[tuple[LedgerLine, str]]
    """Entries with the title of their item, newest first."""


def mine_post(mine: Mine) -> Post:
    """A person's own place and points, and what each was for."""
    standing = (
        say(
            "mine.place",
            place=mine.place,
            day=Day(value=mine.closes),
            points=count("count.points", mine.points),
        )
        if mine.place is not None
        else say("mine.no_place", day=Day(value=mine.closes))
    )
    return Post(
        name="boards.mine",
        summary=standing,
        parts=(
            Headline(text=say("mine.headline")),
            Prose(text=standing),
            Facts(
                rows=(
                    Fact(label=say("mine.week"), value=count("count.points", mine.points)),
                    Fact(
                        label=say("mine.week_before"),
                        value=count("count.points", mine.points_before),
                    ),
                    Fact(label=say("mine.total"), value=count("count.points", mine.total)),
                )
            ),
            *(Prose(text=explain(line, title)) for line, title in mine.lines),
            Notice(
                level=Level.INFO,
                text=say("mine.named") if mine.named else say("mine.not_named"),
            ),
        ),
    )


def explain(line: LedgerLine, title: str) -> Text:
    """What one entry was for, in words."""
    if line.note == "capped":
        return say("ledger.capped", title=verbatim(title), at=Moment(value=line.at))
    reasons = {
        "share": say(
            "ledger.share",
            points=count("count.points", line.points),
            title=verbatim(title),
            at=Moment(value=line.at),
        ),
        "first_click": say(
            "ledger.first_click",
            points=count("count.points", line.points),
            title=verbatim(title),
            at=Moment(value=line.at),
        ),
    }
    return reasons[line.reason]
