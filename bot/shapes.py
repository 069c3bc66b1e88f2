"""Payloads of a platform checked by their shapes. Must not know any platform's payloads."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

_T = TypeVar("_T")


class Malformed(Exception):
    """A payload is not as the platform sends it; the message names the place, never the value."""


class Shapes:
    """The shapes that one platform's payloads have, prepared once."""

    def __init__(self, *shapes: type[Any]) -> None:
        self._adapters: dict[type, TypeAdapter[Any]] = {
            shape: TypeAdapter(shape) for shape in shapes
        }

    def read(self, shape: type[_T], payload: object) -> _T:
        """The payload as `shape`.

        Raises Malformed, naming the place of the first fault.
        """
        try:
            checked: _T = self._adapters[shape].validate_python(payload)
        except ValidationError as error:
            fault = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(map(str, fault["loc"])) or "payload"
            raise Malformed(f"{place}: {fault['type']}") from None
        except RecursionError:
            raise Malformed("payload: nested too deeply") from None
        return checked
