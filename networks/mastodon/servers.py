"""Which server a person means, whether it speaks Mastodon's API, and how long its posts may be.

It must not know of accounts (docs.joinmastodon.org/methods/instance).
"""

from __future__ import annotations

from typing import Any

from networks import http
from networks.base import TextLimits
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    ConnectFailed,
    ConnectFailure,
)
from networks.guard import AddressFault, AddressRefused, Guard
from networks.mastodon.client import Api
from programme import errors, intents

_PLACE = "{server}"

# Mastodon's own: 500 characters, 23 for a link. What a server says is believed within bounds.
_DEFAULT_PER_URL = 23
_FEWEST, _MOST = 100, 100_000
_MOST_PER_URL = 100


def base_of(written: str, *, pattern: str, guard: Guard) -> str:
    """The base address of the server that a person wrote: "toot.si", "@ana@toot.si".

    `pattern` has {server} where the server's name goes. Raises `AnswerRefused`.
    """
    try:
        host = intents.host_of_instance(written)
        return guard.checked_base(pattern.replace(_PLACE, host))
    except errors.Refused:
        raise AnswerRefused(Ask.SERVER, AnswerProblem.MALFORMED) from None
    except AddressRefused as refused:
        inner = refused.fault is AddressFault.ADDRESS
        problem = AnswerProblem.UNKNOWN if inner else AnswerProblem.MALFORMED
        raise AnswerRefused(Ask.SERVER, problem) from None


def name_of(base: str, *, pattern: str) -> str:
    """The server's name, as in people's handles: the inverse of `base_of`."""
    before, _, after = pattern.partition(_PLACE)
    return base.removeprefix(before).removesuffix(after.rstrip("/"))


async def check(api: Api, base: str) -> None:
    """See that a server speaks Mastodon's API. Raises `AnswerRefused` and `ConnectFailed`."""
    try:
        found = await _instance(api, base)
    except http.NotSent:
        # For the person it is the same whether the name or the machine is not there.
        raise AnswerRefused(Ask.SERVER, AnswerProblem.UNKNOWN) from None
    except http.Lost:
        raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
    if found is None:
        raise AnswerRefused(Ask.SERVER, AnswerProblem.UNKNOWN)


async def limits(api: Api, base: str) -> TextLimits | None:
    """How long a post may be there; None where the server does not say. Never raises."""
    try:
        found = await _instance(api, base)
    except (http.NotSent, http.Lost, ConnectFailed):
        return None
    return None if found is None else _limits_in(found)


async def _instance(api: Api, base: str) -> dict[str, Any] | None:
    """What the server says of itself; None where it is no such server."""
    # Version 2 since Mastodon 4.0; other servers of the API may have version 1 only.
    for path in ("/api/v2/instance", "/api/v1/instance"):
        answer = await api.call("GET", base, path)
        if answer.status >= 500 or answer.status == 429:
            raise ConnectFailed(ConnectFailure.UNREACHABLE)
        said = answer.json()
        if answer.status == 200 and isinstance(said.get("version"), str):
            return said
    return None


def _limits_in(instance: dict[str, Any]) -> TextLimits | None:
    configuration = instance.get("configuration")
    statuses = configuration.get("statuses") if isinstance(configuration, dict) else None
    told = statuses if isinstance(statuses, dict) else {}
    most = _within(told.get("max_characters"), _FEWEST, _MOST)
    if most is None:
        # Where version 1 has no configuration, servers with other limits say so here.
        most = _within(instance.get("max_toot_chars"), _FEWEST, _MOST)
    if most is None:
        return None
    per_url = _within(told.get("characters_reserved_per_url"), 1, _MOST_PER_URL)
    return TextLimits(max_characters=most, characters_per_url=per_url or _DEFAULT_PER_URL)


def _within(value: object, least: int, most: int) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if least <= value <= most else None
