"""The parts of OAuth 2.0 that are the same everywhere: state, PKCE, scopes, error codes.

Pure: randomness is passed in, nothing is sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from networks.base import Secret
from networks.connecting import ConnectFailed, ConnectFailure

RandomBytes = Callable[[int], bytes]

_FAILURES = {
    "access_denied": ConnectFailure.DENIED,
    "user_cancelled_login": ConnectFailure.DENIED,
    "user_cancelled_authorize": ConnectFailure.DENIED,
    "invalid_grant": ConnectFailure.EXPIRED,
    "invalid_scope": ConnectFailure.SCOPE,
    "unauthorized_scope_error": ConnectFailure.SCOPE,
    "temporarily_unavailable": ConnectFailure.UNREACHABLE,
    "server_error": ConnectFailure.UNREACHABLE,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pkce:
    """A proof key (RFC 7636): the verifier stays here, the S256 challenge travels."""

    verifier: str
    challenge: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """What a token endpoint gave."""

    access_token: Secret
    refresh_token: Secret | None
    expires_at: datetime | None
    scopes: frozenset[str]


def new_state(random_bytes: RandomBytes) -> str:
    """An unguessable `state` of 43 URL-safe characters (256 bits)."""
    return _urlsafe(random_bytes(32))


def same_state(kept: str, returned: str) -> bool:
    """Compare the two states without telling by the time taken how much of them agrees."""
    return bool(kept) and hmac.compare_digest(kept.encode(), returned.encode())


def new_pkce(random_bytes: RandomBytes) -> Pkce:
    """A fresh verifier of 43 characters, the least RFC 7636 §4.1 allows, and its challenge."""
    verifier = _urlsafe(random_bytes(32))
    return Pkce(verifier=verifier, challenge=challenge_of(verifier))


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 §4.2)."""
    return _urlsafe(hashlib.sha256(verifier.encode("ascii")).digest())


def failure_of(code: str) -> ConnectFailure:
    """The meaning of an OAuth `error`, from a redirect or from a token endpoint."""
    return _FAILURES.get(code, ConnectFailure.CLIENT)


def parse_scopes(value: str) -> frozenset[str]:
    """Granted scopes; they come with spaces (RFC 6749 §3.3) or, from LinkedIn, with commas."""
    return frozenset(value.replace(",", " ").split())


def parse_grant(
    status: int, body: dict[str, Any], *, asked: frozenset[str], now: datetime
) -> Grant:
    """Read the answer of a token endpoint (RFC 6749 §5).

    `asked` are the scopes asked for: an answer without `scope` grants exactly these.
    Raises `ConnectFailed`.
    """
    if status >= 500 or status == 429:
        raise ConnectFailed(ConnectFailure.UNREACHABLE)
    if status != 200:
        raise ConnectFailed(failure_of(str(body.get("error", ""))))
    access, refresh, lifetime = (
        body.get("access_token"),
        body.get("refresh_token"),
        body.get("expires_in"),
    )
    if not isinstance(access, str) or not access:
        raise ConnectFailed(ConnectFailure.MALFORMED)
    scope = body.get("scope")
    return Grant(
        access_token=Secret(access),
        refresh_token=Secret(refresh) if isinstance(refresh, str) and refresh else None,
        expires_at=_end_of(lifetime, now),
        scopes=parse_scopes(scope) if isinstance(scope, str) and scope else asked,
    )


def _end_of(lifetime: object, now: datetime) -> datetime | None:
    """When a token ends; seconds up to ten years, anything else in `expires_in` is no lifetime."""
    if not isinstance(lifetime, int) or not 0 < lifetime < 315_360_000:
        return None
    return now + timedelta(seconds=lifetime)


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
