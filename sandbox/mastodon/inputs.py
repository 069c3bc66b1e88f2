"""The arguments of a call to Mastodon: JSON, a form or the query, all the same to the server.

Source: docs.joinmastodon.org/client/intro (parameters).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.mastodon import errors
from sandbox.values import Json, decoded

_EVERYWHERE: Final = {"lang"}
"""What every call takes: the language of its errors."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arguments:
    """What was sent. `name[]` stands under `name`, as a list."""

    values: Json = field(default_factory=dict)
    files: dict[str, FileField] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return an argument as text; nothing where it is missing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def truth(self, name: str) -> bool:
        """Return an argument as yes or no."""
        return self.text(name).lower() not in {"", "false", "0", "f", "off", "none"}

    def unknown(self, known: set[str]) -> set[str]:
        """Return the names of arguments that a call does not have."""
        return set(self.values) - known - _EVERYWHERE

    def many(self, name: str) -> list[str]:
        """Return an argument that is a list."""
        value = self.values.get(name)
        if value is None:
            return []
        return [str(each) for each in (value if isinstance(value, list) else [value])]


async def read(request: web.Request) -> Arguments:
    """Return the arguments of a call. Raises MastodonError for a body that is not what it says."""
    if request.content_type == "application/json":
        data = await request.read()
        body = decoded(data) if data else {}
        if not isinstance(body, dict):
            raise errors.plain(400, "There was a problem parsing the JSON you submitted")
        return Arguments(values={**_gathered(request.query.items()), **body})
    form = await request.post()
    files = {name: value for name, value in form.items() if isinstance(value, FileField)}
    fields = [(name, value) for name, value in form.items() if isinstance(value, str)]
    return Arguments(values=_gathered([*request.query.items(), *fields]), files=files)


def _gathered(pairs: Iterable[tuple[str, str]]) -> Json:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name.endswith("[]"):
            found.setdefault(name.removesuffix("[]"), []).append(value)
        else:
            found[name] = value
    return found
