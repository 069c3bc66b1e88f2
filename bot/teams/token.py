"""Is this request the Bot Connector's? Decided before anybody reads what it says.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
("Step 4: Verify the JWT token"). Everything that can be seen without a key is looked at first, so
that no made-up token makes us fetch anything. Checking a signature takes 0.04 ms, so it is done
where it stands. Must not know activities or HTTP.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from bot.teams.keys import Keys

ISSUER = "https://api.botframework.com"
ALGORITHM = "RS256"
LEEWAY_SECONDS = 300
"""How far two clocks may be apart: five minutes, says the source."""

_LONGEST_KID = 256


class Refused(Exception):
    """Not the Bot Connector's; the reason is for the log and holds nothing of the token."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """What a verified token vouches for."""

    service_url: str
    endorsements: frozenset[str]

    def check(self, *, service_url: str, channel: str) -> None:
        """Make sure that an activity is one that the token vouches for.

        Raises Refused.
        """
        if service_url != self.service_url:
            raise Refused("serviceUrl")
        if channel not in self.endorsements:
            raise Refused("endorsements")


class Verifier:
    """Verifies tokens for one app."""

    def __init__(self, *, app_id: str, keys: Keys, wall: Callable[[], datetime]) -> None:
        """`wall` is the true time, because by it tokens are dated."""
        self._app_id = app_id.lower()
        self._keys = keys
        self._wall = wall
        self._jws = jwt.PyJWS(algorithms=[ALGORITHM])

    async def ticket(self, headers: Sequence[str]) -> Ticket:
        """What the `Authorization` headers of a request vouch for.

        Raises Refused, and KeysUnavailable when nobody can tell.
        """
        token = _bearer(headers)
        kid, claims = self._unverified(token)
        service_url = self._check(claims)
        key = await self._keys.find(kid)
        if key is None:
            raise Refused("kid is unknown")
        try:
            self._jws.decode(token, key.public, algorithms=[ALGORITHM])
        except jwt.PyJWTError as fault:
            raise Refused(type(fault).__name__) from None
        return Ticket(service_url=service_url, endorsements=key.endorsements)

    def _unverified(self, token: str) -> tuple[str, Mapping[str, Any]]:
        """The name of the key and the claims, which nobody has signed yet."""
        try:
            parts = self._jws.decode_complete(token, options={"verify_signature": False})
            claims = json.loads(parts["payload"])
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise Refused("no token") from None
        header = parts["header"]
        if header.get("alg") != ALGORITHM:
            raise Refused("alg")
        kid = header.get("kid")
        if not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_KID:
            raise Refused("kid")
        if not isinstance(claims, dict):
            raise Refused("claims")
        return kid, claims

    def _check(self, claims: Mapping[str, Any]) -> str:
        """The address in the claims, when all of them are right."""
        if claims.get("iss") != ISSUER:
            raise Refused("issuer")
        audience = claims.get("aud")
        if not isinstance(audience, str) or audience.lower() != self._app_id:
            raise Refused("audience")
        now = self._wall().timestamp()
        expires, begins = _moment(claims, "exp"), _moment(claims, "nbf")
        if expires is None or now > expires + LEEWAY_SECONDS:
            raise Refused("expired")
        if "nbf" in claims and (begins is None or now < begins - LEEWAY_SECONDS):
            raise Refused("not valid yet")
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise Refused("serviceurl")
        return service_url


def _bearer(headers: Sequence[str]) -> str:
    if len(headers) != 1:
        raise Refused("no token" if not headers else "several tokens")
    scheme, _, token = headers[0].strip().partition(" ")
    if scheme.lower() != "bearer":
        raise Refused("scheme")
    token = token.strip()
    if not token or not token.isascii():
        raise Refused("no token")
    return token


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        moment = float(value)
    except OverflowError:
        return None
    return moment if math.isfinite(moment) else None
