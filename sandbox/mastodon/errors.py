"""The errors of a Mastodon server, with the bodies it sends.

Sources: docs.joinmastodon.org/methods, docs.joinmastodon.org/methods/oauth, and the words of the
server's own catalogue (github.com/mastodon/mastodon, config/locales).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sandbox.values import Json

NOT_FOUND: Final = "Record not found"
_CLIENT: Final = (
    "Client authentication failed due to unknown client, no client authentication included, or "
    "unsupported authentication method."
)
_GRANT: Final = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection "
    "URI used in the authorization request, or was issued to another client."
)


class MastodonError(Exception):
    """An answer that is not a success: its HTTP status, body and headers."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(body.get("error", status)))
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def plain(status: int, text: str) -> MastodonError:
    """Return an error of the API."""
    return MastodonError(status, {"error": text})


def invalid(text: str) -> MastodonError:
    """Return the answer to a thing that fails its own rules."""
    return plain(422, f"Validation failed: {text}")


def not_found() -> MastodonError:
    """Return the answer to a thing that is not there, or not for this person."""
    return plain(404, NOT_FOUND)


def token_invalid() -> MastodonError:
    """Return the answer to no token, or to one that this server does not know."""
    return plain(401, "The access token is invalid")


def token_revoked() -> MastodonError:
    """Return the answer to a token that was taken back."""
    return plain(401, "The access token was revoked")


def out_of_scope() -> MastodonError:
    """Return the answer to a token without the scope."""
    return plain(403, "This action is outside the authorized scopes")


def login_disabled() -> MastodonError:
    """Return the answer to an account whose login a moderator has disabled."""
    return plain(403, "Your login is currently disabled")


def too_many(headers: Mapping[str, str]) -> MastodonError:
    """Return the answer beyond a rate limit."""
    return MastodonError(429, {"error": "Too many requests"}, headers)


def oauth(name: str, description: str, *, status: int = 400) -> MastodonError:
    """Return an error of the sign-in."""
    return MastodonError(status, {"error": name, "error_description": description})


def client_unknown() -> MastodonError:
    """Return the answer to an app that this server does not know, or whose secret is wrong."""
    return oauth("invalid_client", _CLIENT, status=401)


def grant_invalid() -> MastodonError:
    """Return the answer to a code that is good for nothing."""
    return oauth("invalid_grant", _GRANT)
