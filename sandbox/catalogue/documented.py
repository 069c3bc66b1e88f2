"""What a documented answer is: status, body, headers, and where it is usually given.

Knows no network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sandbox.values import Json


class Form(StrEnum):
    """How a header writes a moment: epoch seconds, or ISO 8601 with microseconds."""

    EPOCH = "epoch"
    ISO = "iso"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reset:
    """A header's moment, `after` the time at which the answer is given."""

    after: timedelta
    form: Form

    def written(self, now: datetime) -> str:
        """Return the moment as the header carries it."""
        moment = (now + self.after).astimezone(UTC)
        match self.form:
            case Form.EPOCH:
                return str(int(moment.timestamp()))
            case Form.ISO:
                return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Documented:
    """One answer. `where` is the place, as faults name places, at which it is usually given.

    A `redirect` has no body: the visitor goes back to the app with these fields and the `state`.
    """

    where: str
    status: int
    body: Json | str = ""
    headers: Mapping[str, str | Reset] = field(default_factory=dict)
    redirect: Mapping[str, str] | None = None

    def text(self) -> str:
        """Return the body as it travels: JSON without spaces, its fields in the order given."""
        return written(self.body)

    def headers_at(self, now: datetime) -> dict[str, str]:
        """Return the headers of the answer when it is given at that moment."""
        return {
            name: value.written(now) if isinstance(value, Reset) else value
            for name, value in self.headers.items()
        }


def written(body: Json | str) -> str:
    """Return a body as it travels."""
    if isinstance(body, str):
        return body
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
