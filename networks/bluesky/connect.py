"""Connecting an account of Bluesky with an app password; there is no consent page.

Signing in is limited to 30 times in five minutes and 300 a day for each account
(docs.bsky.app/docs/advanced-guides/rate-limits), so the session is kept and refreshed, and the
password is used again only when that no longer works. It must not know how posts are made.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from networks import http
from networks.base import Credentials, Secret
from networks.bluesky import errors, identity, xrpc
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    Authorisation,
    Callback,
    ConnectFailed,
    ConnectFailure,
)

_APP_PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")
# Tokens are opaque to clients; for one that does not say when it ends an hour is our own choice.
_UNTOLD_LIFE = timedelta(hours=1)
# Renewing may take three calls, and whoever waits for it holds the account meanwhile: ours.
_RENEWING = 50.0
_ENDED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
_CLOSED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated"})


class BlueskyConnect:
    """Implements `connecting.Connect`."""

    asks = (Ask.HANDLE, Ask.APP_PASSWORD)

    def __init__(self, api: xrpc.Api) -> None:
        self._api = api

    async def begin(
        self, state: str, callback: Callback, answers: Mapping[Ask, str]
    ) -> Authorisation | Credentials:
        """The account, signed in to. Raises `AnswerRefused` and `ConnectFailed`."""
        name = identity.normalised(answers[Ask.HANDLE])
        password = answers[Ask.APP_PASSWORD].strip().lower()
        if not _APP_PASSWORD.fullmatch(password):
            raise AnswerRefused(Ask.APP_PASSWORD, AnswerProblem.NOT_AN_APP_PASSWORD)
        account = await identity.resolve(self._api, name)
        return await self._sign_in(account, Secret(password))

    async def exchange(self, code: str, callback: Callback, begun: Authorisation) -> Credentials:
        """Never: nobody was sent to a consent page."""
        raise ConnectFailed(ConnectFailure.CLIENT)

    async def refresh(self, credentials: Credentials) -> Credentials:
        """A new session for the old one, and where that has ended one by the password.

        Raises `ConnectFailed`.
        """
        try:
            async with asyncio.timeout(_RENEWING):
                return await self._refreshed(credentials) or await self._again(credentials)
        except TimeoutError:
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None

    async def revoke(self, credentials: Credentials) -> bool:
        """End the session. The app password itself can be removed only by its owner."""
        token = credentials.refresh_token or credentials.access_token
        try:
            await self._api.at(
                credentials.server, token, lambda call: call.com.atproto.server.delete_session()
            )
        except xrpc.Answered as answered:
            return errors.name_of(answered.answer) in _ENDED
        except (http.NotSent, http.Lost):
            return False
        return True

    async def _sign_in(self, account: identity.Identity, password: Secret) -> Credentials:
        """One attempt and no more."""
        asked = {"identifier": account.did, "password": password.reveal()}
        try:
            session = await self._api.at(
                account.server, None, lambda call: call.com.atproto.server.create_session(asked)
            )
        except xrpc.Answered as answered:
            raise _why_not(answered.answer) from None
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        if session.active is False:
            raise ConnectFailed(ConnectFailure.CLOSED)
        access, refresh = self._tokens(session, account.did)
        return Credentials(
            access_token=access,
            refresh_token=refresh,
            app_password=password,
            expires_at=self._end_of(access),
            author_id=account.did,
            handle=account.handle,
            server=account.server,
        )

    async def _refreshed(self, credentials: Credentials) -> Credentials | None:
        """The session renewed; None where it has ended."""
        if credentials.refresh_token is None:
            return None
        try:
            session = await self._api.at(
                credentials.server,
                credentials.refresh_token,
                lambda call: call.com.atproto.server.refresh_session(),
            )
        except xrpc.Answered as answered:
            if errors.is_passing(answered.answer):
                raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
            return None
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        access, refresh = self._tokens(session, credentials.author_id)
        return replace(
            credentials,
            access_token=access,
            refresh_token=refresh,
            expires_at=self._end_of(access),
        )

    async def _again(self, credentials: Credentials) -> Credentials:
        """A session by the password, at the server where the account lives today."""
        if credentials.app_password is None:
            raise ConnectFailed(ConnectFailure.EXPIRED)
        try:
            server = await identity.server_of(self._api, credentials.author_id)
            account = identity.Identity(
                did=credentials.author_id, handle=credentials.handle, server=server
            )
            return await self._sign_in(account, credentials.app_password)
        except AnswerRefused:
            raise ConnectFailed(ConnectFailure.EXPIRED) from None

    def _tokens(self, session: Any, did: str) -> tuple[Secret, Secret]:
        """A session's two tokens, if it is this account's."""
        if session.did != did or not session.access_jwt or not session.refresh_jwt:
            raise ConnectFailed(ConnectFailure.MALFORMED)
        return Secret(session.access_jwt), Secret(session.refresh_jwt)

    def _end_of(self, token: Secret) -> datetime:
        """When an access token ends, as it says itself; it is not ours to verify."""
        untold = self._api.now() + _UNTOLD_LIFE
        try:
            told = jwt.decode(token.reveal(), options={"verify_signature": False}).get("exp")
            return datetime.fromtimestamp(told, UTC) if isinstance(told, int) else untold
        except (jwt.InvalidTokenError, ValueError, OverflowError, OSError):
            return untold


def _why_not(answer: http.Answer) -> AnswerRefused | ConnectFailed:
    """Why a password was not taken."""
    name = errors.name_of(answer)
    if errors.is_passing(answer):
        return ConnectFailed(ConnectFailure.UNREACHABLE)
    if name == "AuthFactorTokenRequired":
        # Only the password of the account itself is asked for a second factor.
        return AnswerRefused(Ask.APP_PASSWORD, AnswerProblem.NOT_AN_APP_PASSWORD)
    if name in _CLOSED:
        return ConnectFailed(ConnectFailure.CLOSED)
    if answer.status == 401:
        return AnswerRefused(Ask.APP_PASSWORD, AnswerProblem.NOT_ACCEPTED)
    return ConnectFailed(ConnectFailure.MALFORMED)
