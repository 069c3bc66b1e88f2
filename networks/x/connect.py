"""Connecting an X account: OAuth 2.0 with PKCE, written out by hand.

tweepy keeps the verifier inside an object that would have to live until the person comes back, has
no address for refreshing, and holds the retired host. See docs.x.com/fundamentals/authentication/
oauth-2-0/authorization-code. It must not know how posts are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp

from networks import http, oauth
from networks.addresses import Addresses
from networks.base import Credentials, Secret
from networks.connecting import Ask, Authorisation, Callback, ConnectFailed, ConnectFailure


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """The company's X app. Without a secret it is a public client.

    `offline.access` is what brings a refresh token; access tokens live two hours. Accounts that
    were connected before `media.write` was asked for go on posting, without pictures.
    """

    client_id: str
    client_secret: Secret | None = None
    scopes: tuple[str, ...] = (
        "tweet.read",
        "tweet.write",
        "users.read",
        "media.write",
        "offline.access",
    )


class XConnect:
    """Implements `connecting.Connect`."""

    asks: tuple[Ask, ...] = ()

    def __init__(
        self,
        app: App,
        addresses: Addresses,
        client: http.ApiClient,
        now: Callable[[], datetime],
        random_bytes: oauth.RandomBytes,
    ) -> None:
        self._app = app
        self._addresses = addresses
        self._client = client
        self._now = now
        self._random_bytes = random_bytes

    async def begin(
        self, state: str, callback: Callback, answers: Mapping[Ask, str]
    ) -> Authorisation:
        """The consent page and the verifier for `exchange`; a state has at most 500 letters."""
        if not state or len(state) > 500:
            raise ValueError("a state of 1 to 500 characters is needed")
        pkce = oauth.new_pkce(self._random_bytes)
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._app.client_id,
                "redirect_uri": callback(""),
                "scope": " ".join(self._app.scopes),
                "state": state,
                "code_challenge": pkce.challenge,
                "code_challenge_method": "S256",
            },
            quote_via=quote,
        )
        url = f"{self._addresses.web}/i/oauth2/authorize?{query}"
        return Authorisation(url=url, verifier=Secret(pkce.verifier))

    async def exchange(self, code: str, callback: Callback, begun: Authorisation) -> Credentials:
        """Turn the code into credentials, at once: it lives 30 seconds. Raises `ConnectFailed`."""
        if begun.verifier is None:
            raise ConnectFailed(ConnectFailure.EXPIRED)
        grant = await self._token(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": callback(""),
                "code_verifier": begun.verifier.reveal(),
            }
        )
        identifier, handle = await self._me(grant.access_token)
        return Credentials(
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            expires_at=grant.expires_at,
            author_id=identifier,
            handle=handle,
            scopes=grant.scopes,
        )

    async def refresh(self, credentials: Credentials) -> Credentials:
        """New tokens; the old refresh token is used up. Raises `ConnectFailed`.

        After `UNREACHABLE` the answer may have been lost with the new token in it: try once more,
        then let the person reconnect.
        """
        if credentials.refresh_token is None:
            raise ConnectFailed(ConnectFailure.EXPIRED)
        grant = await self._token(
            {
                "grant_type": "refresh_token",
                "refresh_token": credentials.refresh_token.reveal(),
            }
        )
        return replace(
            credentials,
            access_token=grant.access_token,
            refresh_token=grant.refresh_token or credentials.refresh_token,
            expires_at=grant.expires_at,
            scopes=grant.scopes or credentials.scopes,
        )

    async def revoke(self, credentials: Credentials) -> bool:
        """Give back both tokens (RFC 7009); True when X confirmed it."""
        confirmed = True
        for hint, token in (
            ("refresh_token", credentials.refresh_token),
            ("access_token", credentials.access_token),
        ):
            if token is None:
                continue
            try:
                answer = await self._post(
                    "/2/oauth2/revoke", {"token": token.reveal(), "token_type_hint": hint}
                )
            except (http.NotSent, http.Lost):
                return False
            confirmed = confirmed and answer.status == 200
        return confirmed

    async def _token(self, form: dict[str, str]) -> oauth.Grant:
        try:
            answer = await self._post("/2/oauth2/token", form)
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        body = with_standard_error(answer.json())
        asked = frozenset(self._app.scopes)
        return oauth.parse_grant(answer.status, body, asked=asked, now=self._now())

    async def _post(self, path: str, form: dict[str, str]) -> http.Answer:
        app = self._app
        headers: dict[str, str] = {}
        if app.client_secret is None:
            form = {**form, "client_id": app.client_id}
        else:
            secret = app.client_secret.reveal()
            headers["Authorization"] = aiohttp.encode_basic_auth(app.client_id, secret)
        return await self._client.call(
            "POST",
            self._addresses.api + path,
            form=form,
            headers=headers,
        )

    async def _me(self, token: Secret) -> tuple[str, str]:
        try:
            answer = await self._client.call(
                "GET", f"{self._addresses.api}/2/users/me", token=token
            )
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        if answer.status >= 500 or answer.status == 429:
            raise ConnectFailed(ConnectFailure.UNREACHABLE)
        if answer.status in {402, 403}:
            raise ConnectFailed(ConnectFailure.CLIENT)
        data = answer.json().get("data")
        identifier, handle = (
            (data.get("id"), data.get("username")) if isinstance(data, dict) else (None, None)
        )
        if not isinstance(identifier, str) or not isinstance(handle, str):
            raise ConnectFailed(ConnectFailure.MALFORMED)
        return identifier, handle


def with_standard_error(body: dict[str, Any]) -> dict[str, Any]:
    """X calls a spent code or token `invalid_request`; the standard's word is `invalid_grant`."""
    said = str(body.get("error_description", ""))
    if body.get("error") == "invalid_request" and said.startswith("Value passed for the"):
        return {**body, "error": "invalid_grant"}
    return body
