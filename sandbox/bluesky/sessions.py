"""Signing in to Bluesky with an app password, staying signed in, and signing out.

Source: docs.bsky.app/docs/api/com-atproto-server-create-session and its neighbours.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from sandbox.bluesky import errors, identity, tokens
from sandbox.bluesky.gate import SIGN_INS, Call, Method
from sandbox.bluesky.state import Account, Session, State
from sandbox.values import Json

_WRONG: Final = "Invalid identifier or password"
_CODE_SENT: Final = "A sign in code has been sent to your email address"


class Sessions:
    """The sessions of all accounts."""

    def __init__(self, state: State) -> None:
        self._state = state

    def methods(self) -> dict[str, Method]:
        """Return the methods of this part."""
        return {
            "com.atproto.server.createSession": Method(
                action=self.create,
                verb="POST",
                inputs={
                    "identifier": True,
                    "password": True,
                    "authFactorToken": False,
                    "allowTakendown": False,
                },
                limits=SIGN_INS,
            ),
            "com.atproto.server.refreshSession": Method(
                action=self.refresh, verb="POST", scope=tokens.REFRESH
            ),
            "com.atproto.server.deleteSession": Method(
                action=self.delete, verb="POST", scope=tokens.REFRESH
            ),
            "com.atproto.server.getSession": Method(action=self.show, scope=tokens.ACCESS),
        }

    async def create(self, call: Call) -> web.Response:
        """Sign in. The account's own password is not enough: its owner wants a code with it."""
        identifier, password = call.body["identifier"], call.body["password"]
        for name, value in (("identifier", identifier), ("password", password)):
            if not isinstance(value, str):
                raise errors.invalid(f"Input/{name} must be a string")
        account = self._state.find(identifier) or self._by_email(identifier)
        if account is None:
            raise errors.unauthenticated(_WRONG)
        if password == account.password:
            raise errors.unauthenticated(_CODE_SENT, "AuthFactorTokenRequired")
        used = [name for name, known in account.app_passwords.items() if known == password]
        if not used:
            raise errors.unauthenticated(_WRONG)
        if account.taken_down:
            raise errors.taken_down()
        session = self._state.begin(account, used[0])
        return web.json_response(self._signed_in(account, session))

    async def refresh(self, call: Call) -> web.Response:
        """Exchange a refresh token for a new pair."""
        account = call.owner()
        session = self._state.sessions.get(call.session)
        fresh = self._state.rotate(session) if session is not None else None
        if fresh is None:
            raise errors.expired("Token has been revoked")
        return web.json_response(self._signed_in(account, fresh))

    async def delete(self, call: Call) -> web.Response:
        """Sign out; a session that is over already is no error."""
        self._state.sessions.pop(call.session, None)
        return web.Response()

    async def show(self, call: Call) -> web.Response:
        """Say whose session it is."""
        return web.json_response(self._described(call.owner()))

    def _by_email(self, identifier: str) -> Account | None:
        person = next((p for p in self._state.core.people if p.email == identifier), None)
        return self._state.account(person) if person is not None else None

    def _signed_in(self, account: Account, session: Session) -> Json:
        return {
            "accessJwt": tokens.access(self._state, account),
            "refreshJwt": tokens.refresh(self._state, session),
            **self._described(account),
        }

    def _described(self, account: Account) -> Json:
        return {
            "handle": account.handle,
            "did": account.did,
            "didDoc": identity.document(self._state, account),
            "emailConfirmed": True,
            "emailAuthFactor": True,
            "active": True,
        }
