"""What happens without any database: painting a digest, and checking a long caption."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from bench.figures import Row, Table, percentile
from bot.slack import paint as slack_paint
from bot.teams import paint as teams_paint
from chat.people import Reader
from chat.screens import Post
from handlers.digest import screens
from handlers.digest.screens import Edition
from handlers.library import defaults
from programme import compose, guidelines, text_rules
from programme.disclosure import Need
from programme.states import ItemState
from programme.values import Item

NAME = "pure"

_ROUNDS = 7
_REPEATS = 60
_NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_CHARACTERS = 3000
_SENTENCE = (
    "Our crew kept forty turbines turning at minus nineteen, and I am a little proud of them: "
    "planning beats heroics, again. Šest ljudi, dva snežna plaza, nobene izgubljene ure 💨. "
)


def run(*, scale: float) -> Table:
    """Measure both."""
    rounds = max(round(_ROUNDS * scale), 2)
    return Table(
        name=NAME,
        title="Without a database",
        columns=("median ms", "p99 ms"),
        rows=(
            _row("a digest of 5 items, painted for Slack", _paint(slack_paint.message), rounds),
            _row("a digest of 5 items, painted for Teams", _paint(teams_paint.message), rounds),
            _row(f"a caption of {_CHARACTERS} characters, checked", _check(), rounds),
        ),
    )


def _row(name: str, work: Callable[[], object], rounds: int) -> Row:
    found = _times(work, rounds)
    return Row(name=name, values=(statistics.median(found), percentile(found, 0.99)))


def _times(work: Callable[[], object], rounds: int) -> Sequence[float]:
    """Milliseconds of each repeat, the first round left out."""
    found: list[float] = []
    for number in range(rounds):
        for _ in range(_REPEATS):
            began = perf_counter()
            work()
            if number > 0:
                found.append((perf_counter() - began) * 1000)
    return found


def _paint(painter: Callable[[Post, Reader], object]) -> Callable[[], object]:
    reader = Reader(locale="en", zone="Europe/Ljubljana")
    edition = Edition(due=_NOW.isoformat(), personal=False, zone=ZoneInfo(reader.zone))
    found = [_item(number) for number in range(5)]
    return lambda: painter(screens.digest_post(found, edition), reader)


def _check() -> Callable[[], object]:
    rules = defaults.default_guidelines().guidelines
    text = (_SENTENCE * (_CHARACTERS // len(_SENTENCE) + 1))[:_CHARACTERS]
    need = Need(product=True, prize=False, company="Lipa Energija")

    def check() -> object:
        found = guidelines.check(text, rules, embargo_until=None, now=_NOW, locked_text=None)
        composed = compose.compose(
            text,
            link="https://glasnik.example/s/abcdefgh",
            need=need,
            rules=text_rules.RULES["linkedin"],
            language="en",
        )
        return found, composed

    return check


def _item(number: int) -> Item:
    return Item(
        id=number + 1,
        state=ItemState.APPROVED,
        title=f"Week {number + 1} on the ridge: what the wind taught us",
        summary=_SENTENCE,
        url=f"https://blog.example/ridge-{number}",
        image_url=f"https://blog.example/ridge-{number}.png",
        image_alt="Turbines in the snow",
        source="Company blog",
        language="en",
        topic=None,
        author_id=None,
        product=number == 0,
        evergreen=False,
        published_at=_NOW - timedelta(days=1),
        approved_at=_NOW,
        expires_at=None,
        embargo_until=None,
        captions=(),
    )
