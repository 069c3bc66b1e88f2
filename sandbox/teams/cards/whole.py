"""Whole cards as Teams judges them: version, elements, actions, ids, mentions, refresh, size.

Returns plain words for what Teams would drop, cut or show badly.
Sources: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards (design, format,
universal actions, user-specific views), adaptivecards.io/explorer.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from enum import StrEnum
from typing import Any, Final

from sandbox.teams.cards import parts, rules, table, walk
from sandbox.values import Json

MOST_REFRESHED: Final = 60
"""People named in a card's refresh."""
MOST_CARD_BYTES: Final = 28 * 1024
"""Above this, older clients and connectors refuse a card."""
_NEWEST: Final = (1, 5)
_EXECUTE_SINCE: Final = (1, 4)
_VERSION: Final = re.compile(r"(\d+)\.(\d+)")
_AT: Final = re.compile(r"<at>.*?</at>")


class Place(StrEnum):
    """Where a card is shown."""

    MESSAGE = "message"
    DIALOG = "dialog"
    SEARCH = "search"


def faults(card: Any, place: Place) -> list[str]:
    """Return what is wrong with a card at this place."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["not an AdaptiveCard"]
    version = _VERSION.fullmatch(str(card.get("version")))
    if version is None:
        return [f"a card of version {card.get('version')!r}"]
    number = (int(version[1]), int(version[2]))
    found = []
    if number > _NEWEST:
        found.append(f"a card of version {version[0]}, Teams shows up to 1.5")
    found += parts.card(card, is_inner=False)
    found += _executes(card, number, place)
    found += _inputs(card)
    found += _targets(card)
    found += _mentions(card)
    found += _refresh(card, number, place)
    weight = len(json.dumps(card, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if weight > MOST_CARD_BYTES:
        found.append(f"a card of {weight} bytes, some clients take no more than {MOST_CARD_BYTES}")
    return found


def _executes(card: Json, version: tuple[int, int], place: Place) -> list[str]:
    found = []
    for inner, _ in walk.nested(card):
        for action in walk.actions(inner):
            if action.get("type") != "Action.Execute":
                continue
            title = action.get("title")
            if version < _EXECUTE_SINCE:
                found.append(f"Action.Execute {title!r} needs version 1.4")
            if place is Place.DIALOG:
                found.append(f"Action.Execute {title!r} does nothing in a dialog")
            elif "fallback" not in action:
                found.append(f"Action.Execute {title!r} has no fallback for older clients")
    return found


def _inputs(card: Json) -> list[str]:
    named: Counter[str] = Counter()
    found = []
    for inner, _ in walk.nested(card):
        for element in walk.inputs(inner):
            if not isinstance(element.get("id"), str):
                found.append(f"{element.get('type')} without an id: its value is lost")
                continue
            named[element["id"]] += 1
    found += [f"{count} inputs are named {name!r}" for name, count in named.items() if count > 1]
    return found


def _targets(card: Json) -> list[str]:
    """Every element that a button shows or hides must be there."""
    cards = [inner for inner, _ in walk.nested(card)]
    known = {element.get("id") for inner in cards for element in walk.elements(inner)}
    found = []
    for inner in cards:
        for action in walk.actions(inner):
            targets = action.get("targetElements") if action.get("type") else None
            for target in targets if isinstance(targets, list) else []:
                name = target.get("elementId") if isinstance(target, dict) else target
                if name not in known:
                    found.append(f"{action.get('title')!r} shows or hides {name!r}: not there")
    return found


def _mentions(card: Json) -> list[str]:
    """Each mention needs its text in the card and an entity in `msteams`."""
    extra = card.get("msteams")
    entities = extra.get("entities", []) if isinstance(extra, dict) else []
    text = "\n".join(walk.texts(card))
    found = []
    named = set()
    for entity in entities:
        words, who = entity.get("text"), entity.get("mentioned") or {}
        named.add(words)
        if entity.get("type") != "mention" or not words or words not in text:
            found.append(f"the mention {words!r} is not in the card's text")
        if not who.get("id") or not who.get("name"):
            found.append(f"the mention {words!r} names nobody")
    return found + [f"{at} has no mention entity" for at in _AT.findall(text) if at not in named]


def _refresh(card: Json, version: tuple[int, int], place: Place) -> list[str]:
    refresh = card.get("refresh")
    if not isinstance(refresh, dict):
        return []
    found = []
    if version < _EXECUTE_SINCE:
        found.append("refresh needs version 1.4")
    if place is Place.DIALOG:
        found.append("refresh does nothing in a dialog")
    action = refresh.get("action")
    if not isinstance(action, dict) or action.get("type") != "Action.Execute":
        found.append("refresh.action is not an Action.Execute")
    else:
        found += parts.action(action, needs_title=False)
    people = refresh.get("userIds")
    if people is not None:
        if rules.some(people) or not all(str(each).startswith(("29:", "8:")) for each in people):
            found.append("refresh.userIds are not Teams ids")
        elif len(people) > MOST_REFRESHED:
            found.append(f"refresh.userIds names {len(people)} people, more than {MOST_REFRESHED}")
    found += [
        f"refresh has no property {name!r}"
        for name in refresh
        if name not in {"action", "userIds", "expires"}
    ]
    return found


def is_card(value: Any) -> bool:
    """Whether this can be shown as a card at all."""
    return (
        isinstance(value, dict)
        and value.get("type") == "AdaptiveCard"
        and table.CARD.required.keys() <= value.keys()
    )
