"""Bodies of cards, shortened until they fit: first long texts, then whole parts.

What is doubled for the sake of new clients goes first, since nobody loses anything by it. For
parts that are left out a line says how many there are more. Buttons, fields and notices are kept
longest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot import shedding, texts
from bot.teams import markdown, paint_fields, paint_parts
from bot.teams.action_data import Json
from bot.teams.brush import FULL, Brush, Detail, and_more, strings, weight
from chat.fields import Field
from chat.parts import Buttons, ContentCard, Headline, Notice, Part, Rule
from chat.press import Press

# Tried one after the other until the card fits.
_DETAILS = (
    FULL,
    replace(FULL, rich=False),
    Detail(room=3_000, rich=False, rows=50, options=120, value=9_000, buttons=24),
    Detail(room=1_200, rich=False, rows=40, options=90, value=6_000, buttons=24),
    Detail(room=500, rich=False, rows=30, options=60, value=4_000, buttons=16),
    Detail(room=200, rich=False, rows=20, options=40, value=2_500, buttons=12),
    Detail(room=80, rich=False, rows=10, options=20, value=1_500, buttons=8),
    Detail(room=80, rich=False, rows=5, options=10, value=700, buttons=4),
)

Finish = Callable[[list[Json], Brush], Json]
"""Makes the whole card of its body."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The elements of one part or field, and how readily they are left out (0 is never)."""

    elements: list[Json]
    readiness: int
    weight: int


def fitted(body: Sequence[Part | Field], brush: Brush, most: int, finish: Finish) -> Json:
    """The card with this body, in at most `most` bytes.

    Raises texts.TooLong when the fields of a form, or what stands around the body, are too much.
    """
    presses = _presses(body)
    rules = paint_fields.Rules(demanding=not presses and not _changes(body), offered=presses)
    named = replace(brush, names=markdown.mentioned(tuple(body)))
    for detail in _DETAILS:
        drawn = replace(named, detail=detail)
        stretches: list[_Stretch] = []
        left = most
        for stretch in _stretches(body, drawn, rules):
            stretches.append(stretch)
            left -= stretch.weight
            if left < 0 and detail is not _DETAILS[-1]:
                break
        else:
            card = finish([e for stretch in stretches for e in stretch.elements], drawn)
            if weight(card) <= most:
                return card
    return _shed(stretches, drawn, most, finish)


def entities(card: Json, brush: Brush) -> list[Json]:
    """The entities for the mentions in a card."""
    return markdown.entities(strings(card), brush.names)


def _presses(body: Sequence[Part | Field]) -> frozenset[Press]:
    """What the buttons of a form press."""
    return frozenset(
        button.press
        for item in body
        if isinstance(item, Buttons | ContentCard)
        for button in item.buttons
        if button.press is not None and button.url is None
    )


def _changes(body: Sequence[Part | Field]) -> bool:
    """Whether any field presses something when it is changed."""
    return any(paint_fields.on_change(item) for item in body if isinstance(item, Field))


def _stretches(
    body: Sequence[Part | Field], brush: Brush, rules: paint_fields.Rules
) -> Iterator[_Stretch]:
    ruled = False
    first = True
    for place, item in enumerate(body):
        if isinstance(item, Rule):
            ruled = True
            continue
        here = replace(brush, place=place)
        if isinstance(item, Field):
            elements, readiness = paint_fields.field(item, here, rules), 0
        else:
            keep = isinstance(item, Buttons | Headline | Notice)
            elements, readiness = paint_parts.part(item, here), 1 if keep else 2
        if elements:
            apart = ruled or (isinstance(item, ContentCard) and not first)
            elements = _set_apart(elements) if apart else elements
            ruled = first = False
            yield _Stretch(elements, readiness, weight(elements))


def _set_apart(elements: list[Json]) -> list[Json]:
    return [{**elements[0], "separator": True, "spacing": "large"}, *elements[1:]]


def _shed(stretches: list[_Stretch], brush: Brush, most: int, finish: Finish) -> Json:
    """Leave out parts from the end, the important ones last, and say how many.

    Raises texts.TooLong when what has to stay is too much.
    """
    gone: set[int] = set()
    for index in shedding.order([stretch.readiness for stretch in stretches]):
        gone.add(index)
        if sum(s.weight for at, s in enumerate(stretches) if at not in gone) > most:
            # Only to spare painting what can't fit.
            continue
        first = min(gone)
        elements: list[Json] = []
        for at, stretch in enumerate(stretches):
            if at == first:
                elements.append(and_more(len(gone), brush))
            elif at not in gone:
                elements += stretch.elements
        card = finish(elements, brush)
        if weight(card) <= most:
            return card
    raise texts.TooLong("the fields of a form are more than Teams can show")
