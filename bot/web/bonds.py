"""The cookie that binds a consent to the browser it began in (RFC 9700, section 4.7).

A page of another site, or a person with another's link, can't go on where somebody began. Each
consent has its own cookie, so that two can be under way. Knows no store and no network.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from aiohttp import web

PREFIX = "glasnik_consent_"


class Stage(StrEnum):
    """How far a browser came with a consent."""

    OPENED = "opened"
    """It was shown for whom the link is."""
    SENT = "sent"
    """Its person pressed the button and was sent to the network."""


class Bonds:
    """Ties and recognises browsers. `digest` is how states are hashed."""

    def __init__(self, *, secure: bool, life: timedelta, digest: Callable[[str], str]) -> None:
        self._secure = secure
        self._life = life
        self._digest = digest

    def tie(self, answer: web.Response, state: str, stage: Stage) -> None:
        """Let the browser that gets this answer go on from this stage."""
        answer.set_cookie(
            self._name(state),
            self._value(state, stage),
            max_age=int(self._life.total_seconds()),
            path=self._path,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )

    def untie(self, answer: web.Response, state: str) -> None:
        """Let the browser forget it."""
        answer.del_cookie(
            self._name(state),
            path=self._path,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )

    def stage(self, request: web.Request, state: str) -> Stage | None:
        """How far this browser came; None where it is not the one."""
        kept = request.cookies.get(self._name(state), "").encode("utf-8", "replace")
        for stage in Stage:
            if hmac.compare_digest(kept, self._value(state, stage).encode()):
                return stage
        return None

    @property
    def _path(self) -> str:
        return "/" if self._secure else "/connect"

    def _name(self, state: str) -> str:
        # "__Host-" keeps sites of the same domain from setting it; it asks for https and "/"
        # (datatracker.ietf.org/doc/draft-ietf-httpbis-rfc6265bis, "The __Host- Prefix").
        name = f"{PREFIX}{self._digest(state)[:16]}"
        return f"__Host-{name}" if self._secure else name

    def _value(self, state: str, stage: Stage) -> str:
        return self._digest(f"{stage.value}:{state}")
