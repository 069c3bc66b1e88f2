"""The tokens of a session: signed, with an end that follows the programme's clock.

Source: atproto.com/specs/xrpc (authentication). Clients read the end of an access token from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import jwt

from sandbox.bluesky import errors
from sandbox.bluesky.state import Account, Session, State
from sandbox.values import Json

ACCESS_LIFE: Final = timedelta(hours=2)
ACCESS: Final = "com.atproto.appPass"
REFRESH: Final = "com.atproto.refresh"
_ALGORITHM: Final = "HS256"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """What a token says. `session` is empty in an access token."""

    did: str
    scope: str
    session: str


def access(state: State, account: Account) -> str:
    """Return an access token for an account."""
    now = state.core.clock.now()
    claims = {
        "scope": ACCESS,
        "sub": account.did,
        "iat": int(now.timestamp()),
        "exp": int((now + ACCESS_LIFE).timestamp()),
        "aud": _audience(state),
    }
    return jwt.encode(claims, _key(state), algorithm=_ALGORITHM, headers={"typ": "at+jwt"})


def refresh(state: State, session: Session) -> str:
    """Return the refresh token of a session."""
    claims = {
        "scope": REFRESH,
        "sub": session.did,
        "iat": int(state.core.clock.now().timestamp()),
        "exp": int(session.ends.timestamp()),
        "aud": _audience(state),
        "jti": session.id,
    }
    return jwt.encode(claims, _key(state), algorithm=_ALGORITHM, headers={"typ": "refresh+jwt"})


def read(state: State, authorization: str, *, scope: str) -> Claims:
    """Return what the token of a call says. Raises XrpcError when it is not good for this."""
    kind, _, token = authorization.partition(" ")
    if kind != "Bearer" or not token:
        raise errors.unauthenticated(name="AuthMissing")
    claims = _claims(state, token)
    if claims is None:
        raise errors.worthless()
    if datetime.fromtimestamp(claims["exp"], UTC) <= state.core.clock.now():
        raise errors.expired()
    if claims["scope"] != scope:
        raise errors.worthless("Bad token scope")
    return Claims(did=claims["sub"], scope=claims["scope"], session=claims.get("jti", ""))


def owner(state: State, authorization: str) -> Account | None:
    """Return whose token it is, whatever it is worth."""
    claims = _claims(state, authorization.partition(" ")[2])
    return state.find(claims["sub"]) if claims else None


def _claims(state: State, token: str) -> Json | None:
    try:
        claims: Json = jwt.decode(
            token,
            _key(state),
            algorithms=[_ALGORITHM],
            # Its end is compared with the programme's clock, which this library does not know.
            options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
        )
    except jwt.InvalidTokenError:
        return None
    return claims


def _key(state: State) -> str:
    return state.core.ids.secret("bluesky signing", 64)


def _audience(state: State) -> str:
    return "did:web:" + state.core.base_url.partition("://")[2].replace(":", "%3A")
