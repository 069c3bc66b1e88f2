"""What is wrong with a card: by Microsoft's schema, and by what clients do with it besides.

What is newer than the schema has to stand above a `fallback`, and the card has to be right both
for clients that take the newer element and for those that take the other.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

CONTRACTS = Path(
    os.environ.get("GLASNIK_CONTRACTS", Path(__file__).parents[3] / "shared" / "contracts")
)
SCHEMA = CONTRACTS / "adaptive-card.1.5.json"
NEWER = {"Chart.Pie", "Chart.VerticalBar", "Chart.Line", "ProgressBar"}
"""Elements that the schema does not know, and Teams does."""
NOT_ON_PHONES = {*NEWER, "Table", "Action.Execute"}
PEOPLE = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
_SEEN = {"text", "title", "value", "label", "placeholder", "altText", "errorMessage", "tooltip"}

# What a client does not show, or only where it does not know something.
_UNREAD = {"data", "fallback", "msteams", "refresh", "targetElements", "selectAction"}
# A run may be the space between two others; what somebody typed may be spaces.
_UNSEEN = {"TextRun", "Input.Text"}


def faults(card: Mapping[str, Any], most: int = 25_000) -> list[str]:
    """Everything wrong with a card of at most `most` bytes; empty when nothing is."""
    found = [*_size(card, most), *_own_rules(card), *_ids(card)]
    for shown in (taken(card, set()), taken(card, NEWER), taken(card, NOT_ON_PHONES)):
        found += _by_schema(shown)
    return found


def by_original_schema(card: Mapping[str, Any]) -> list[str]:
    """What the schema says, exactly as it is published; slow."""
    validator = jsonschema.Draft6Validator(_original())
    return [error.message[:200] for error in validator.iter_errors(taken(card, NEWER))]


def taken(card: Mapping[str, Any], unknown: set[str]) -> dict[str, Any]:
    """The card as a client draws it that does not know these types.

    The known ones among the newer have no place in the schema, so they are left out.
    """
    # What clients without universal actions do not read.
    newer = {"msteams"} | ({"refresh"} if "Action.Execute" in unknown else set())
    drawn = _taken({key: value for key, value in card.items() if key not in newer}, unknown)
    assert isinstance(drawn, dict)
    return drawn


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a card, but for what is in the data of actions."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "data" or not str(value.get("type", "")).startswith("Action."):
                yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def texts(value: Any) -> list[str]:
    """Every text of a card that people see, in order; what runs together is one text."""
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "RichTextBlock":
        return ["".join(run["text"] for run in value["inlines"])]
    found: list[str] = []
    for key, inner in value.items():
        if key in _SEEN and isinstance(inner, str):
            found.append(inner)
        elif key not in _UNREAD:
            found += texts(inner)
    return found


def _taken(value: Any, unknown: set[str]) -> Any:
    if isinstance(value, list):
        drawn = (_taken(item, unknown) for item in value)
        return [item for item in drawn if item is not None]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind in unknown:
        return _taken(value.get("fallback"), unknown)
    if kind in NEWER:
        return None
    kept = {key: inner for key, inner in value.items() if key != "choices.data"}
    if unknown:
        kept.pop("fallback", None)
    return {key: inner if key == "data" else _taken(inner, unknown) for key, inner in kept.items()}


def _size(card: Mapping[str, Any], most: int) -> Iterator[str]:
    written = json.dumps(card, ensure_ascii=False, separators=(",", ":"))
    if len(written.encode()) > most:
        yield f"{len(written.encode())} bytes of UTF-8"
    if len(written.encode("utf-16-le")) > 80_000:
        yield "too many bytes of UTF-16"


def _own_rules(card: Mapping[str, Any]) -> Iterator[str]:
    if not card["body"]:
        yield "nothing to see"
    if not card.get("speak") or not card.get("fallbackText"):
        yield "nothing to hear"
    for node in nodes(card):
        kind = str(node.get("type", ""))
        if kind not in _UNSEEN:
            yield from (
                f"{kind}.{key}: empty"
                for key in sorted(_SEEN & node.keys())
                if isinstance(node[key], str) and not _visible(node[key])
            )
        if kind in NOT_ON_PHONES and "fallback" not in node and node is not _refresh(card):
            yield f"{kind}: nothing for clients without it"
        if kind.startswith("Input."):
            yield from _input(node)
        yield from _of_kind(kind, node)


def _of_kind(kind: str, node: dict[str, Any]) -> Iterator[str]:
    if kind.startswith("Action.") and not node.get("title"):
        yield f"{kind}: no title"
    match kind:
        case "RichTextBlock" if not _visible("".join(run["text"] for run in node["inlines"])):
            yield "RichTextBlock: empty"
        case "Image" if not node.get("altText"):
            yield "Image: no words for it"
        case "TextBlock" if node.get("wrap") is not True:
            yield "TextBlock: does not wrap"
        case "ActionSet" if not 1 <= len(node["actions"]) <= 6:
            yield f"{len(node['actions'])} actions in a row"


def _visible(text: str) -> bool:
    return any(not sign.isspace() and unicodedata.category(sign) != "Cf" for sign in text)


def _refresh(card: Mapping[str, Any]) -> object:
    refresh = card.get("refresh")
    return refresh.get("action") if isinstance(refresh, dict) else None


def _input(node: dict[str, Any]) -> Iterator[str]:
    if not node.get("id") or not node.get("label"):
        yield "input: no id or label"
    if node.get("isRequired") and not node.get("errorMessage"):
        yield "input: required without a reason"
    if node.get("choices.data", PEOPLE) != PEOPLE:
        yield "input: unknown choices"
    values = [choice["value"] for choice in node.get("choices", [])]
    if any("," in value or not value for value in values):
        yield "choice: a comma in its value"
    chosen = node.get("value", "").split(",") if values and "value" in node else []
    if not set(chosen) <= set(values):
        yield "choice: chosen without being offered"
    if len(str(node.get("value", ""))) > node.get("maxLength", 10**9):
        yield "input: longer than allowed"


def _ids(card: Mapping[str, Any]) -> list[str]:
    ids = Counter(node["id"] for node in nodes(card["body"]) if isinstance(node.get("id"), str))
    targets = {
        target
        for node in nodes(card["body"])
        for target in node.get("targetElements", [])
        if node.get("type") == "Action.ToggleVisibility"
    }
    twice = [f"id {name} twice" for name, times in ids.items() if times > 1]
    return twice + [f"nothing is called {name}" for name in targets - ids.keys()]


def _by_schema(card: dict[str, Any]) -> list[str]:
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:150]}"
        for error in _validator().iter_errors(card)
    ]


@cache
def _original() -> dict[str, Any]:
    if not SCHEMA.exists():
        pytest.skip(f"no schema of cards at {SCHEMA}; set GLASNIK_CONTRACTS")
    found: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return found


@cache
def _validator() -> jsonschema.Draft7Validator:
    """The schema with each choice among types decided by the type, which makes it quick."""
    schema = json.loads(json.dumps(_original()))
    definitions = schema["definitions"]
    for name, definition in definitions.items():
        if name.startswith("ImplementationsOf."):
            definitions[name] = _decided(definition["anyOf"])
    whole = {"$ref": "#/definitions/AdaptiveCard", "definitions": definitions}
    return jsonschema.Draft7Validator(whole)


def _decided(options: list[dict[str, Any]]) -> dict[str, Any]:
    refs = [option["allOf"][0]["$ref"] for option in options]
    kinds = {ref.rpartition("/")[2]: ref for ref in refs}
    chosen = [
        {"if": {"properties": {"type": {"const": kind}}}, "then": {"$ref": ref}}
        for kind, ref in kinds.items()
    ]
    known = {"properties": {"type": {"enum": list(kinds)}}}
    if "TextRun" in kinds:
        return {"anyOf": [{"type": "string"}, {**known, "required": ["type"], "allOf": chosen}]}
    return {**known, "required": ["type"], "allOf": chosen}
