"""Screens to JSON and back, so that a delivery can keep a screen until it is posted or edited."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime, time
from enum import Enum

from chat import fields, parts, people, press, say, screens

_CLASSES: dict[str, type] = {
    cls.__name__: cls
    for module in (people, say, press, parts, fields, screens)
    for cls in vars(module).values()
    if isinstance(cls, type) and cls.__module__ == module.__name__
}
_TIMES: dict[str, type[datetime | date | time]] = {"datetime": datetime, "date": date, "time": time}


def dumps(value: screens.Post | screens.Home | screens.Form) -> str:
    """A screen as JSON text."""
    return json.dumps(_encode(value), separators=(",", ":"), ensure_ascii=False)


def loads_post(text: str) -> screens.Post:
    """The post that `dumps` wrote.

    Raises ValueError when the text holds something else.
    """
    value = _decode(json.loads(text))
    if not isinstance(value, screens.Post):
        raise ValueError("the stored screen is not a post")
    return value


def _encode(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        filled = {
            f.name: _encode(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if getattr(value, f.name) != f.default
        }
        return {"_": type(value).__name__, **filled}
    if isinstance(value, Enum):
        return {"_": type(value).__name__, "value": value.value}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, datetime | date | time):
        return {"_": type(value).__name__, "value": value.isoformat()}
    return value


def _decode(value: object) -> object:
    if isinstance(value, list):
        return tuple(_decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    name = value["_"]
    if name in _TIMES:
        return _TIMES[name].fromisoformat(value["value"])
    cls = _CLASSES[name]
    if issubclass(cls, Enum):
        return cls(value["value"])
    return cls(**{key: _decode(item) for key, item in value.items() if key != "_"})
