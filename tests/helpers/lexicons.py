"""The AT Protocol's own descriptions of records and calls, and what breaks them.

Written from atproto.com/specs/lexicon and from nothing of ours, so that it can disagree with us.
The descriptions are not kept here: GLASNIK_CONTRACTS says where they are.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grapheme
import pytest

from tests.architecture.source import ROOT

FOLDER = Path(os.environ.get("GLASNIK_CONTRACTS", ROOT.parent / "shared" / "contracts")) / "atproto"

_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]"
_HANDLE = (
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
)
_FORMATS = {
    "at-identifier": rf"(?:{_DID}|{_HANDLE})",
    "at-uri": rf"at://(?:{_DID}|{_HANDLE})(?:/[a-zA-Z0-9.-]+(?:/[A-Za-z0-9._:~-]{{1,512}})?)?",
    "cid": r"[a-zA-Z0-9+=]{8,256}",
    "datetime": r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](?:\.[0-9]{1,20})?"
    r"(?:Z|[+-][0-2][0-9]:[0-5][0-9])",
    "did": _DID,
    "handle": _HANDLE,
    "language": r"(?:i|[a-z]{2,3})(?:-[A-Za-z0-9-]+)?",
    "nsid": r"[a-zA-Z][a-zA-Z0-9-]{0,62}(?:\.[a-zA-Z0-9-]{1,63})+",
    "record-key": r"(?!\.\.?$)[A-Za-z0-9._:~-]{1,512}",
    "tid": r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}",
    "uri": r"[a-z][a-zA-Z0-9+.-]*:[^\s]{1,8000}",
}


@dataclass(frozen=True, kw_only=True)
class Lexicons:
    """All descriptions at hand, by name."""

    documents: Mapping[str, Any]
    missing: set[str] = field(default_factory=set)
    """What was referred to and is not at hand, so that it was not looked at."""

    def problems(self, value: object, reference: str) -> list[str]:
        """What is wrong with a value of the type that is named: `app.bsky.feed.post`."""
        return list(self._of(value, {"type": "ref", "ref": reference}, reference, "$"))

    def call_problems(self, body: object, method: str) -> list[str]:
        """What is wrong with the body of a call."""
        schema = self.documents[method]["defs"]["main"]["input"]["schema"]
        return list(self._of(body, schema, method, "$"))

    def _of(self, value: object, schema: Mapping[str, Any], home: str, at: str) -> Iterator[str]:
        match schema["type"]:
            case "ref":
                yield from self._referred(value, schema["ref"], home, at)
            case "union":
                yield from self._union(value, schema, home, at)
            case "record":
                yield from self._of(value, schema["record"], home, at)
            case "object":
                yield from self._object(value, schema, home, at)
            case "array":
                yield from self._array(value, schema, home, at)
            case _:
                yield from _plain(value, schema, at)

    def _referred(self, value: object, reference: str, home: str, at: str) -> Iterator[str]:
        name, _, part = _absolute(reference, home).partition("#")
        if name not in self.documents:
            self.missing.add(name)
            return
        yield from self._of(value, self.documents[name]["defs"][part or "main"], name, at)

    def _union(self, value: object, schema: Mapping[str, Any], home: str, at: str) -> Iterator[str]:
        kind = value.get("$type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            yield f"{at}: a union needs $type"
            return
        known = {_absolute(reference, home) for reference in schema["refs"]}
        if kind not in known:
            # Open unions allow more; a post with what no app knows would show nothing of it.
            yield f"{at}: {kind} is none of {sorted(known)}"
            return
        yield from self._referred(value, kind, home, at)

    def _object(
        self, value: object, schema: Mapping[str, Any], home: str, at: str
    ) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: no object"
            return
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{at}.{name}: missing"
        for name, inner in value.items():
            if name in properties:
                yield from self._of(inner, properties[name], home, f"{at}.{name}")
            elif name != "$type":
                yield f"{at}.{name}: not described"

    def _array(self, value: object, schema: Mapping[str, Any], home: str, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: no array"
            return
        if len(value) > schema.get("maxLength", len(value)):
            yield f"{at}: {len(value)} entries"
        for number, inner in enumerate(value):
            yield from self._of(inner, schema["items"], home, f"{at}[{number}]")


def at_hand() -> Lexicons:
    """All descriptions; without them the test is skipped, saying so."""
    if not FOLDER.is_dir():
        pytest.skip(f"no vendor contracts at {FOLDER}; set GLASNIK_CONTRACTS")
    found = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")]
    return Lexicons(documents={document["id"]: document for document in found})


def _absolute(reference: str, home: str) -> str:
    name, _, part = reference.partition("#")
    name = name or home
    return f"{name}#{part}" if part and part != "main" else name


def _plain(value: object, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    match schema["type"]:
        case "string":
            yield from _string(value, schema, at)
        case "integer":
            yield from _integer(value, schema, at)
        case "boolean":
            if not isinstance(value, bool):
                yield f"{at}: no boolean"
        case "blob":
            yield from _blob(value, schema, at)
        case "unknown":
            if not isinstance(value, dict):
                yield f"{at}: no object"
        case other:
            raise AssertionError(f"{other} is not known to this reader")


def _string(value: object, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at}: no string"
        return
    size = len(value.encode())
    if size > schema.get("maxLength", size):
        yield f"{at}: {size} bytes"
    if "maxGraphemes" in schema and grapheme.length(value) > schema["maxGraphemes"]:
        yield f"{at}: {grapheme.length(value)} graphemes"
    if "format" in schema and not re.fullmatch(_FORMATS[schema["format"]], value):
        yield f"{at}: no {schema['format']}"


def _integer(value: object, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield f"{at}: no integer"
    elif value < schema.get("minimum", value):
        yield f"{at}: below {schema['minimum']}"


def _blob(value: object, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("$type") != "blob":
        yield f"{at}: no blob"
        return
    link, kind, size = value.get("ref"), value.get("mimeType"), value.get("size")
    if not isinstance(link, dict) or not isinstance(link.get("$link"), str):
        yield f"{at}: a blob needs a link"
    if not isinstance(size, int) or size > schema.get("maxSize", size):
        yield f"{at}: {size} bytes"
    if not isinstance(kind, str) or not _accepted(kind, schema.get("accept", ["*/*"])):
        yield f"{at}: {kind} is not taken"


def _accepted(kind: str, patterns: list[str]) -> bool:
    return any(
        pattern in {"*/*", kind}
        or (pattern.endswith("/*") and kind.startswith(pattern.removesuffix("*")))
        for pattern in patterns
    )
