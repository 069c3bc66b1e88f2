"""Which button of a card is pressed, and what goes along with it.

Reads cards; sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.teams.cards import entry, walk
from sandbox.teams.model import TeamsError
from sandbox.values import Json

_TELLING: Final = ("type", "title", "verb", "data", "url", "id")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A button, with the cards whose inputs go along: its own and those around it."""

    action: Json
    cards: list[Json]

    @property
    def kind(self) -> str:
        """The type of the action."""
        return str(self.action.get("type"))

    @property
    def takes_inputs(self) -> bool:
        """Whether what was typed is checked and sent along."""
        kinds = {"Action.Execute", "Action.Submit"}
        return self.kind in kinds and self.action.get("associatedInputs") != "none"

    def for_older_clients(self) -> Choice:
        """Return what a client without Action.Execute does: the fallback. Raises TeamsError."""
        if self.kind != "Action.Execute":
            return self
        fallback = self.action.get("fallback")
        if not isinstance(fallback, dict):
            raise TeamsError("This button is not shown by older clients.")
        return Choice(action=fallback, cards=self.cards)


def buttons(cards: list[Json]) -> list[Choice]:
    """Return every button of these cards, those behind Action.ShowCard included."""
    return [
        Choice(action=action, cards=way)
        for card in cards
        for inner, way in walk.nested(card)
        for action in walk.actions(inner)
    ]


def pressed(cards: list[Json], what: str | Json, number: int = 0) -> Choice:
    """Return the button with this title, or this very button. Raises TeamsError."""
    if isinstance(what, str):
        found = [b for b in buttons(cards) if b.action.get("title") == what]
    else:
        found = [b for b in buttons(cards) if _same(b.action, what)]
        found += [
            Choice(action=b.action["fallback"], cards=b.cards)
            for b in buttons(cards)
            if isinstance(b.action.get("fallback"), dict) and _same(b.action["fallback"], what)
        ]
    if len(found) <= number:
        titles = [b.action.get("title") for b in buttons(cards)]
        name = what if isinstance(what, str) else what.get("title")
        raise TeamsError(f"There is no button {name!r}, only {titles}.")
    return found[number]


def _same(one: Json, other: Json) -> bool:
    return all(one.get(name) == other.get(name) for name in _TELLING)


def merged(choice: Choice, values: Mapping[str, str]) -> Any:
    """Return the data that is sent: the button's own with what was typed beside it.

    Inputs that the button does not take along are left out.
    """
    data = choice.action.get("data")
    if not choice.takes_inputs or not values:
        return data if data is not None else {}
    return {**(data if isinstance(data, dict) else {}), **values}


def checked(choice: Choice, given: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values that go along, and what the client refuses. Raises TeamsError."""
    if not choice.takes_inputs:
        return {}, {}
    known = entry.fields(choice.cards)
    try:
        values = entry.entered(choice.cards, {n: v for n, v in given.items() if n in known})
    except ValueError as error:
        raise TeamsError(str(error)) from None
    return values, entry.problems(choice.cards, values)
