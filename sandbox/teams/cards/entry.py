"""What people type and choose in a card, as the client collects and checks it.

Starting values, the checks before an action goes out, and the strings that are sent.
Source: learn.microsoft.com/adaptive-cards/authoring-cards/input-validation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sandbox.teams.cards import walk
from sandbox.values import Json

_REFUSED: Final = "This value is not accepted."
_CHOICES: Final = "Input.ChoiceSet"


def fields(cards: list[Json]) -> dict[str, Json]:
    """Return the inputs of these cards by id."""
    return {
        str(element["id"]): element
        for card in cards
        for element in walk.inputs(card)
        if "id" in element
    }


def starting(cards: list[Json]) -> dict[str, str]:
    """Return what stands in the inputs of freshly shown cards, by id."""
    return {name: blank(element) for name, element in fields(cards).items()}


def blank(element: Json) -> str:
    """Return what stands in a freshly shown input."""
    value = element.get("value", "")
    if element["type"] == "Input.Toggle":
        return str(value or element.get("valueOff", "false"))
    return str(value)


def entered(cards: list[Json], given: Mapping[str, object]) -> dict[str, str]:
    """Return the values of all inputs, with what the person entered.

    Several choices may come as a list, a tick as true or false. Raises ValueError for what is not
    in the cards or was not offered.
    """
    known = fields(cards)
    values = starting(cards)
    for name, value in given.items():
        element = known.get(name)
        if element is None:
            raise ValueError(f"no such field: {name}")
        values[name] = _taken(element, value)
    return values


def _taken(element: Json, value: object) -> str:
    if element["type"] == "Input.Toggle" and isinstance(value, bool):
        return str(element.get("valueOn", "true") if value else element.get("valueOff", "false"))
    if element["type"] == _CHOICES:
        return _chosen(element, value)
    return "" if value is None else str(value)


def _chosen(element: Json, value: object) -> str:
    many = bool(element.get("isMultiSelect"))
    if isinstance(value, list | tuple):
        wanted = [str(each) for each in value]
    else:
        wanted = str(value or "").split(",") if many else [str(value or "")]
    wanted = [each for each in wanted if each]
    offered = {choice["value"] for choice in element.get("choices", [])}
    for each in wanted:
        if each not in offered:
            raise ValueError(f"not a choice of {element.get('id')}: {each}")
    if len(wanted) > 1 and not many:
        raise ValueError(f"{element.get('id')} takes one choice")
    return ",".join(wanted)


def problems(cards: list[Json], values: Mapping[str, str]) -> dict[str, str]:
    """Return what the client refuses to send: input id → what it says there."""
    return {
        name: str(element.get("errorMessage") or _REFUSED)
        for name, element in fields(cards).items()
        if not _accepted(element, values.get(name, ""))
    }


def _accepted(element: Json, value: str) -> bool:
    if not value or (
        element["type"] == "Input.Toggle" and value == element.get("valueOff", "false")
    ):
        return not element.get("isRequired")
    match element["type"]:
        case "Input.Text":
            pattern = element.get("regex")
            most = element.get("maxLength")
            fits = most is None or len(value) <= most
            return fits and (not pattern or re.search(pattern, value) is not None)
        case "Input.Number":
            return _number(element, value)
        case "Input.Date" | "Input.Time":
            low, high = element.get("min"), element.get("max")
            return (not low or value >= low) and (not high or value <= high)
        case _:
            return True


def _number(element: Json, value: str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    low, high = element.get("min"), element.get("max")
    return (low is None or number >= low) and (high is None or number <= high)
