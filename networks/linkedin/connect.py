"""Connecting a LinkedIn account: the authorisation code flow.

python-linkedin-v2 builds the consent address and holds the flow's parts. What it does after that
is done here: it knows LinkedIn's retired paths, draws a state it does not keep, drops refresh
token and scopes, and on Python 3 its error handling fails on today's error bodies.
It must not know how posts are made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from linkedin_v2.linkedin import LinkedInAuthentication

from networks import http, oauth
from networks.addresses import Addresses
from networks.base import Credentials, Secret
from networks.connecting import Ask, Authorisation, Callback, ConnectFailed, ConnectFailure

# LinkedIn may not know a token it has just made for a few seconds; the waits, in seconds.
_SETTLING = (0.5, 1.5)


SCOPES = ("openid", "profile", "w_member_social")


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """The company's LinkedIn app.

    Ask only for scopes of products the app has been given: with one scope too many LinkedIn
    refuses them all.
    """

    client_id: str
    client_secret: Secret
    scopes: tuple[str, ...] = SCOPES


# The library has no types, and subclassing is the one way to give it today's addresses.
class _Flow(LinkedInAuthentication):  # type: ignore[misc]
    """The library's flow with current addresses, the caller's state, and whole answers."""

    def __init__(self, app: App, redirect_uri: str, *, web: str, state: str | None = None) -> None:
        super().__init__(
            app.client_id, app.client_secret.reveal(), redirect_uri, permissions=list(app.scopes)
        )
        self.AUTHORIZATION_URL = f"{web}/oauth/v2/authorization"
        self.ACCESS_TOKEN_URL = f"{web}/oauth/v2/accessToken"
        self.state = state

    def _make_new_state(self) -> str:
        raise ValueError("the state comes from the caller, who keeps it")

    def token_answer(
        self, form: Mapping[str, str], timeouts: http.Timeouts
    ) -> tuple[int, dict[str, Any]]:
        """Status and body of one call to the token endpoint; blocks."""
        whole = {**form, "client_id": self.key, "client_secret": self.secret}
        with (
            http.blocking_session() as session,
            session.post(
                self.ACCESS_TOKEN_URL,
                data=whole,
                timeout=(timeouts.connect, timeouts.total),
                allow_redirects=False,
            ) as response,
        ):
            return response.status_code, http.json_object(response.content)


class LinkedInConnect:
    """Implements `connecting.Connect`."""

    asks: tuple[Ask, ...] = ()

    def __init__(
        self, app: App, addresses: Addresses, client: http.ApiClient, now: Callable[[], datetime]
    ) -> None:
        self._app = app
        self._addresses = addresses
        self._client = client
        self._now = now

    async def begin(
        self, state: str, callback: Callback, answers: Mapping[Ask, str]
    ) -> Authorisation:
        """The consent page. LinkedIn has no PKCE for confidential apps, so no verifier."""
        if not state:
            raise ValueError("a state is needed")
        flow = _Flow(self._app, callback(""), web=self._addresses.web, state=state)
        return Authorisation(url=str(flow.authorization_url), verifier=None)

    async def exchange(self, code: str, callback: Callback, begun: Authorisation) -> Credentials:
        """Turn the code into credentials, and ask who the member is. Raises `ConnectFailed`."""
        grant = await self._token(
            {"grant_type": "authorization_code", "code": code, "redirect_uri": callback("")}
        )
        profile = await self._userinfo(grant.access_token)
        subject, name = profile.get("sub"), profile.get("name")
        if not isinstance(subject, str) or not subject:
            raise ConnectFailed(ConnectFailure.MALFORMED)
        return Credentials(
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            expires_at=grant.expires_at,
            author_id=f"urn:li:person:{subject}",
            handle=name if isinstance(name, str) else "",
            scopes=grant.scopes,
        )

    async def refresh(self, credentials: Credentials) -> Credentials:
        """New tokens where LinkedIn gave a refresh token, as it does to approved partners only.

        Otherwise the member consents again every 60 days: `ConnectFailed(EXPIRED)`.
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
        """Ask LinkedIn to forget the token; False leaves it to the member's own settings page."""
        try:
            answer = await self._client.call(
                "POST",
                f"{self._addresses.web}/oauth/v2/revoke",
                form={
                    "token": credentials.access_token.reveal(),
                    "client_id": self._app.client_id,
                    "client_secret": self._app.client_secret.reveal(),
                },
            )
        except (http.NotSent, http.Lost):
            return False
        return answer.status == 200

    async def _token(self, form: Mapping[str, str]) -> oauth.Grant:
        flow = _Flow(self._app, form.get("redirect_uri", ""), web=self._addresses.web)
        try:
            status, body = await self._client.in_thread(
                lambda: flow.token_answer(form, self._client.timeouts)
            )
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        asked = frozenset(self._app.scopes)
        return oauth.parse_grant(status, body, asked=asked, now=self._now())

    async def _userinfo(self, token: Secret) -> dict[str, Any]:
        for wait in (*_SETTLING, None):
            try:
                answer = await self._client.call(
                    "GET", f"{self._addresses.api}/v2/userinfo", token=token
                )
            except (http.NotSent, http.Lost):
                raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
            if answer.status == 200:
                return answer.json()
            if answer.status != 401 or wait is None:
                break
            await asyncio.sleep(wait)
        if answer.status >= 500 or answer.status == 429:
            raise ConnectFailed(ConnectFailure.UNREACHABLE)
        raise ConnectFailed(
            ConnectFailure.SCOPE if answer.status == 403 else ConnectFailure.MALFORMED
        )
