"""The ways through a card: its elements, its inputs, its actions.

Reads cards, checks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.values import Json

_CHILDREN: Final = ("body", "items", "columns", "rows", "cells", "images", "inlines")


def children(element: Json) -> Iterator[Json]:
    """Yield the elements directly inside an element or card."""
    for name in _CHILDREN:
        inside = element.get(name)
        if isinstance(inside, list):
            yield from (each for each in inside if isinstance(each, dict))


def elements(card: Json) -> Iterator[Json]:
    """Yield every element of a card in reading order, without those of cards behind buttons."""
    for element in children(card):
        yield element
        yield from elements(element)


def actions(card: Json) -> Iterator[Json]:
    """Yield every action of a card in reading order, without those of cards behind buttons."""
    for element in (*elements(card), card):
        for name in ("selectAction", "inlineAction"):
            if isinstance(element.get(name), dict):
                yield element[name]
        listed = element.get("actions")
        if isinstance(listed, list):
            yield from (each for each in listed if isinstance(each, dict))


def nested(card: Json) -> Iterator[tuple[Json, list[Json]]]:
    """Yield each card that can be opened in this one, itself first, with the way to it."""
    yield from _nested(card, [card])


def _nested(card: Json, way: list[Json]) -> Iterator[tuple[Json, list[Json]]]:
    yield card, way
    for action in actions(card):
        inner = action.get("card")
        if action.get("type") == "Action.ShowCard" and isinstance(inner, dict):
            yield from _nested(inner, [*way, inner])


def inputs(card: Json) -> Iterator[Json]:
    """Yield every input of a card, without those of cards behind buttons."""
    for element in elements(card):
        if str(element.get("type", "")).startswith("Input."):
            yield element


def texts(card: Json) -> Iterator[str]:
    """Yield every text of a card in which mentions are looked for, those behind buttons too."""
    for inner, _ in nested(card):
        for element in elements(inner):
            match element.get("type"):
                case "TextBlock":
                    yield str(element.get("text", ""))
                case "FactSet":
                    for fact in element.get("facts") or []:
                        if isinstance(fact, dict):
                            yield from (str(each) for each in fact.values())
                case _:
                    pass
