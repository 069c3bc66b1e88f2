"""Connecting an account on a Mastodon server: OAuth 2.0 with PKCE (docs.joinmastodon.org/methods/
oauth).

Written out by hand, as Mastodon.py has no argument for PKCE. The code and the secrets only ever go
to the server that the person named at the beginning, in the body of a call. It must not know how
posts are made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from networks import http, oauth
from networks.base import Credentials, Secret
from networks.connecting import (
    Ask,
    Authorisation,
    Callback,
    ConnectFailed,
    ConnectFailure,
)
from networks.mastodon import apps, servers, statuses
from networks.mastodon.client import Api

# What may be sent in a header (RFC 6750, section 2.1).
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
_NAME = re.compile(r"\w+(?:[.-]\w+)*", re.ASCII)


class MastodonConnect:
    """Implements `connecting.Connect`."""

    asks: tuple[Ask, ...] = (Ask.SERVER,)

    def __init__(
        self, api: Api, known: apps.Apps, pattern: str, random_bytes: oauth.RandomBytes
    ) -> None:
        self._api = api
        self._apps = known
        self._pattern = pattern
        self._random_bytes = random_bytes

    async def begin(
        self, state: str, callback: Callback, answers: Mapping[Ask, str]
    ) -> Authorisation:
        """The consent page on the person's own server, which is told of us where need be.

        Raises `AnswerRefused` and `ConnectFailed`.
        """
        if not state:
            raise ValueError("a state is needed")
        base = servers.base_of(
            answers.get(Ask.SERVER, ""), pattern=self._pattern, guard=self._api.guard
        )
        await servers.check(self._api, base)
        app = await self._apps.of(base, callback(base))
        pkce = oauth.new_pkce(self._random_bytes)
        query = urlencode(
            {
                "response_type": "code",
                "client_id": app.client_id,
                "redirect_uri": app.redirect_uri,
                "scope": " ".join(apps.SCOPES),
                "state": state,
                "force_login": "false",
                "code_challenge": pkce.challenge,
                "code_challenge_method": "S256",
            },
            quote_via=quote,
        )
        return Authorisation(
            url=f"{base}/oauth/authorize?{query}", verifier=Secret(pkce.verifier), server=base
        )

    async def exchange(self, code: str, callback: Callback, begun: Authorisation) -> Credentials:
        """Turn the code into credentials. Raises `ConnectFailed`."""
        if begun.verifier is None or not begun.server:
            raise ConnectFailed(ConnectFailure.EXPIRED)
        app = await self._apps.store.find(apps.NETWORK, begun.server)
        if app is None:
            raise ConnectFailed(ConnectFailure.EXPIRED)
        form = {
            **apps.secret_of(app),
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback(begun.server),
            "code_verifier": begun.verifier.reveal(),
        }
        grant = await self._token(begun.server, form, callback)
        try:
            identifier, name = await self._me(begun.server, grant.access_token)
        except ConnectFailed:
            # Nobody will use this token.
            await apps.give_back(self._api, begun.server, app, grant.access_token)
            raise
        return Credentials(
            access_token=grant.access_token,
            expires_at=grant.expires_at,
            author_id=identifier,
            handle=f"@{name}@{servers.name_of(begun.server, pattern=self._pattern)}",
            scopes=grant.scopes,
            server=begun.server,
        )

    async def refresh(self, credentials: Credentials) -> Credentials:
        """Not possible: a server gives no refresh tokens. Raises `ConnectFailed`."""
        raise ConnectFailed(ConnectFailure.EXPIRED)

    async def revoke(self, credentials: Credentials) -> bool:
        """Give the token back; True when the server confirmed it."""
        app = await self._apps.store.find(apps.NETWORK, credentials.server)
        if app is None:
            return False
        return await apps.give_back(self._api, credentials.server, app, credentials.access_token)

    async def _token(self, server: str, form: dict[str, str], callback: Callback) -> oauth.Grant:
        try:
            answer = await self._api.call("POST", server, "/oauth/token", form=form)
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        if answer.status in {400, 401} and apps.is_forgotten(answer):
            # This code is lost with the app; with a new app the next attempt works.
            await self._apps.register(server, callback(server))
            raise ConnectFailed(ConnectFailure.EXPIRED)
        grant = oauth.parse_grant(
            answer.status, answer.json(), asked=frozenset(apps.SCOPES), now=self._api.now()
        )
        if _TOKEN.fullmatch(grant.access_token.reveal()) is None:
            raise ConnectFailed(ConnectFailure.MALFORMED)
        return grant

    async def _me(self, server: str, token: Secret) -> tuple[str, str]:
        """The account's id and its name on the server."""
        path = "/api/v1/accounts/verify_credentials"
        try:
            answer = await self._api.call("GET", server, path, token=token)
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        if answer.status >= 500 or answer.status == 429:
            raise ConnectFailed(ConnectFailure.UNREACHABLE)
        if answer.status == 403:
            # The login is disabled, or waits for approval.
            raise ConnectFailed(ConnectFailure.CLOSED)
        said = answer.json()
        identifier, name = said.get("id"), said.get("acct")
        if not isinstance(identifier, str) or not isinstance(name, str):
            raise ConnectFailed(ConnectFailure.MALFORMED)
        if not statuses.is_id(identifier) or _NAME.fullmatch(name) is None:
            raise ConnectFailed(ConnectFailure.MALFORMED)
        return identifier, name
