"""The consent page of a Mastodon server: what is asked, what is wrong with it, and the way back.

Source: docs.joinmastodon.org/methods/oauth (authorize).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox.mastodon.scopes import KNOWN
from sandbox.mastodon.state import Server, State
from sandbox.web import colleagues, page, visitor

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_DENIED: Final = "The resource owner or authorization server denied the request."
_CLIENT: Final = (
    "Client authentication failed due to unknown client, no client authentication included, or "
    "unsupported authentication method."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What an app asks of a visitor. Without a challenge it does not use PKCE."""

    client_id: str
    redirect_uri: str
    response_type: str
    scope: str
    state: str
    challenge: str
    method: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """Return what a query or the consent form says."""
        return cls(
            client_id=query.get("client_id", ""),
            redirect_uri=query.get("redirect_uri", ""),
            response_type=query.get("response_type", ""),
            scope=query.get("scope") or "read",
            state=query.get("state", ""),
            challenge=query.get("code_challenge", ""),
            method=query.get("code_challenge_method", ""),
        )

    def fields(self) -> dict[str, str]:
        """Return the hidden fields that carry it through the consent form."""
        return {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": self.response_type,
            "scope": self.scope,
            "state": self.state,
            "code_challenge": self.challenge,
            "code_challenge_method": self.method,
        }

    def back(self, **fields: str) -> web.Response:
        """Send the visitor back to the app."""
        if self.state:
            fields["state"] = self.state
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        location = self.redirect_uri + joint + urlencode(fields)
        return web.Response(status=302, headers={"Location": location})

    def refused(self, error: str, description: str) -> web.Response:
        """Send the visitor back with an error."""
        return self.back(error=error, error_description=description)

    def denied(self) -> web.Response:
        """Send back a visitor who does not want to."""
        return self.refused("access_denied", _DENIED)


class Consent:
    """The consent page of every server."""

    def __init__(self, state: State) -> None:
        self._state = state

    def stopped(self, server: Server, asked: Asked) -> web.Response | None:
        """Return the answer to a wrong request, or None when the visitor may be asked.

        An app that is not known is told to the visitor; all else to the app.
        """
        app = server.apps.get(asked.client_id)
        if app is None:
            return self._told(server, _CLIENT)
        if asked.redirect_uri not in app.redirect_uris:
            return self._told(server, "The redirect uri included is not valid.")
        if asked.response_type != "code":
            told = "The authorization server does not support this response type."
            return asked.refused("unsupported_response_type", told)
        wanted = set(asked.scope.split())
        if not wanted or wanted - app.scopes:
            told = "The requested scope is invalid, unknown, or malformed."
            return asked.refused("invalid_scope", told)
        if asked.challenge and asked.method != "S256":
            told = "The code_challenge_method must be S256."
            return asked.refused("invalid_code_challenge_method", told)
        if asked.challenge and not _CHALLENGE.fullmatch(asked.challenge):
            return asked.refused("invalid_request", "The code_challenge is malformed.")
        return None

    def shown(self, request: web.Request, server: Server, asked: Asked) -> web.Response:
        """Return the page that asks the visitor."""
        if not asked.challenge:
            self._state.core.complain("Mastodon: a sign-in without PKCE")
        people = self._state.core.people
        return page(
            "consent.html",
            me=visitor(request, people),
            people=colleagues(people),
            wishes=[KNOWN[scope] for scope in asked.scope.split()],
            hidden=asked.fields(),
            app=server.apps[asked.client_id].name,
            label=server.name,
            network="mastodon",
            company=self._state.core.company,
        )

    def _told(self, server: Server, text: str) -> web.Response:
        return page(
            "oops.html",
            status=400,
            label=server.name,
            network="mastodon",
            company=self._state.core.company,
            text=text,
        )
