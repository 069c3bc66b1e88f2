"""The parts of a card: elements, inputs, actions, each by its own rules.

Knows nothing of ids, mentions or versions, which belong to the whole card.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sandbox.teams.cards import rules, table
from sandbox.teams.cards.rules import Rule
from sandbox.teams.cards.table import Spec
from sandbox.values import Json

_MOST_ACTIONS: Final = 6
"""Buttons in one row that Teams shows; more of them go into a menu, when they are secondary."""
_ONE_LINE: Final = 60
"""A text longer than this is cut off at the card's edge unless it wraps."""


def card(value: Json, *, is_inner: bool) -> list[str]:
    """Return what is wrong with a card, with everything in it."""
    found = _properties(
        "AdaptiveCard", value, table.CARD, {"version": table.CARD.required["version"]}
    )
    if is_inner:
        found = [each for each in found if "has no version" not in each]
    for each in _listed(value, "body"):
        found += element(each)
    return found + _actions(_listed(value, "actions")) + _select(value)


def element(value: Any) -> list[str]:
    """Return what is wrong with an element, with everything in it."""
    if not isinstance(value, dict):
        return [f"an element that is {value!r}"]
    kind = str(value.get("type"))
    found = _fallback(value, element)
    spec = table.ELEMENTS.get(kind)
    if spec is None:
        if "fallback" in value:
            return found
        known = "which older clients do not draw" if kind in table.ONLY_TEAMS else "unknown"
        return [*found, f"element {kind}, {known}, without a fallback"]
    if kind in table.NEWER and "fallback" not in value:
        found.append(f"{kind} without a fallback: phones may not draw it")
    found += _properties(kind, value, spec, table.ANY)
    found += _special(kind, value) + _select(value)
    found += _actions(_listed(value, "actions"))
    for name in ("items", "columns", "rows", "cells", "images"):
        if kind != "Table" or name != "columns":
            for each in _listed(value, name):
                found += element(_typed(each, kind, name))
    return found


def action(value: Any, *, needs_title: bool = True) -> list[str]:
    """Return what is wrong with an action, with the card behind it."""
    if not isinstance(value, dict):
        return [f"an action that is {value!r}"]
    kind = str(value.get("type"))
    found = _fallback(value, action)
    spec = table.ACTIONS.get(kind)
    if spec is None:
        return found if "fallback" in value else [*found, f"action {kind}, unknown"]
    found += _properties(kind, value, spec, table.ANY_ACTION)
    if needs_title and not value.get("title"):
        found.append(f"{kind} without a title")
    inner = value.get("card")
    if kind == "Action.ShowCard" and isinstance(inner, dict):
        found += card(inner, is_inner=True)
    return found


def _listed(value: Json, name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _typed(child: Any, kind: str, name: str) -> Any:
    """Return a child whose type may be left out where only one fits."""
    usual = {
        ("ColumnSet", "columns"): "Column",
        ("Table", "rows"): "TableRow",
        ("TableRow", "cells"): "TableCell",
        ("ImageSet", "images"): "Image",
    }.get((kind, name))
    if usual and isinstance(child, dict) and "type" not in child:
        return {"type": usual, **child}
    return child


def _properties(kind: str, value: Json, spec: Spec, common: Mapping[str, Rule]) -> list[str]:
    allowed = {**common, **spec.optional, **spec.required}
    found = [f"{kind} has no {name}" for name in spec.required if name not in value]
    for name, given in value.items():
        rule = allowed.get(name)
        if rule is None:
            found.append(f"{kind} has no property {name!r}")
            continue
        problem = rule(given)
        if problem:
            found.append(f"{kind}: {name} {problem}")
    return found


def _fallback(value: Json, check: Any) -> list[str]:
    fallback = value.get("fallback")
    if fallback is None or fallback == "drop":
        return []
    return [f"in a fallback: {each}" for each in check(fallback)]


def _select(value: Json) -> list[str]:
    found = []
    for name in ("selectAction", "inlineAction"):
        chosen = value.get(name)
        if isinstance(chosen, dict):
            found += action(chosen, needs_title=name == "inlineAction")
            if chosen.get("type") == "Action.ShowCard":
                found.append(f"{name} cannot be Action.ShowCard")
    return found


def _actions(listed: list[Any]) -> list[str]:
    found = [problem for each in listed for problem in action(each)]
    shown = [a for a in listed if isinstance(a, dict) and a.get("mode") != "secondary"]
    if len(shown) > _MOST_ACTIONS:
        found.append(f"{len(shown)} buttons in a row, Teams shows {_MOST_ACTIONS}")
    return found


def _special(kind: str, value: Json) -> list[str]:
    if kind.startswith("Input."):
        return _input(kind, value)
    match kind:
        case "TextBlock":
            text = value.get("text")
            cut = isinstance(text, str) and not value.get("wrap") and len(text) > _ONE_LINE
            return [f"a TextBlock that does not wrap is cut: {str(text)[:40]!r}"] if cut else []
        case "Image":
            return [] if "altText" in value else ["an Image without altText"]
        case "FactSet":
            return _facts(value)
        case "RichTextBlock":
            return _runs(value)
        case "Table":
            return _table(value)
        case _:
            return []


def _facts(value: Json) -> list[str]:
    return [
        f"a fact that is not a title and a value: {fact!r}"
        for fact in _listed(value, "facts")
        if not isinstance(fact, dict)
        or set(fact) != {"title", "value"}
        or not all(isinstance(each, str) for each in fact.values())
    ]


def _runs(value: Json) -> list[str]:
    found = []
    for run in _listed(value, "inlines"):
        if isinstance(run, dict) and run.get("type") == "TextRun":
            found += _properties("TextRun", run, table.TEXT_RUN, {"type": rules.anything})
        elif not isinstance(run, str):
            found.append(f"a RichTextBlock with {run!r} in it")
    return found


def _table(value: Json) -> list[str]:
    columns = len(_listed(value, "columns"))
    wide = [len(_listed(row, "cells")) for row in _listed(value, "rows") if isinstance(row, dict)]
    return [
        f"a Table of {columns} columns with a row of {cells}" for cells in wide if cells > columns
    ]


def _input(kind: str, value: Json) -> list[str]:
    found = []
    if not value.get("label") and not (kind == "Input.Toggle" and value.get("title")):
        found.append(f"{kind} {value.get('id')!r} has no label")
    checked = value.get("isRequired") or value.get("regex")
    if checked and not value.get("errorMessage"):
        found.append(f"{kind} {value.get('id')!r} has no errorMessage for what it refuses")
    if kind == "Input.ChoiceSet":
        found += _choices(value)
    return found


def _choices(value: Json) -> list[str]:
    name = value.get("id")
    choices = _listed(value, "choices")
    if not all(
        isinstance(c, dict)
        and set(c) == {"title", "value"}
        and all(isinstance(each, str) and each for each in c.values())
        for c in choices
    ):
        return [f"the choices of {name!r} are not titles and values"]
    offered = [choice["value"] for choice in choices]
    found = []
    if len(set(offered)) != len(offered):
        found.append(f"two choices of {name!r} have the same value")
    many = bool(value.get("isMultiSelect"))
    if many and any("," in each for each in offered):
        found.append(f"a choice of {name!r} has a comma in its value, which separates choices")
    chosen = str(value.get("value") or "")
    found += [
        f"{name!r} starts with {each!r}, which is not offered"
        for each in (chosen.split(",") if many else [chosen])
        if each and each not in offered
    ]
    return found
