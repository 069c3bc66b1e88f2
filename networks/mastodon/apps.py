"""What each server knows this program as (docs.joinmastodon.org/methods/apps).

A server is told of us by ourselves, once, when the first account on it is connected; one that has
forgotten us is told again. It must not know of accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from networks import http
from networks.base import Secret
from networks.connecting import AppStore, ConnectFailed, ConnectFailure, RegisteredApp
from networks.mastodon.client import Api

NETWORK = "mastodon"
SCOPES = ("read:accounts", "read:statuses", "write:statuses", "write:media")


@dataclass(frozen=True, kw_only=True, slots=True)
class Apps:
    """Finds or makes the app of a server. `name` and `website` are what people see there."""

    api: Api
    store: AppStore
    name: str
    website: str

    async def of(self, server: str, redirect_uri: str) -> RegisteredApp:
        """The app that leads back to this address. Raises `ConnectFailed`."""
        kept = await self.store.find(NETWORK, server)
        if (
            kept is not None
            and kept.redirect_uri == redirect_uri
            and await self._is_known(server, kept)
        ):
            return kept
        return await self.register(server, redirect_uri)

    async def register(self, server: str, redirect_uri: str) -> RegisteredApp:
        """Tell the server of us, and keep what it knows us as. Raises `ConnectFailed`."""
        form = {
            "client_name": self.name,
            "redirect_uris": redirect_uri,
            "scopes": " ".join(SCOPES),
            "website": self.website,
        }
        answer = await self._post(server, "/api/v1/apps", form)
        if answer.status >= 500 or answer.status == 429:
            raise ConnectFailed(ConnectFailure.UNREACHABLE)
        if answer.status != 200:
            raise ConnectFailed(ConnectFailure.CLIENT)
        said = answer.json()
        client_id, client_secret = said.get("client_id"), said.get("client_secret")
        if not isinstance(client_id, str) or not isinstance(client_secret, str) or not client_id:
            raise ConnectFailed(ConnectFailure.MALFORMED)
        app = RegisteredApp(
            client_id=client_id, client_secret=Secret(client_secret), redirect_uri=redirect_uri
        )
        await self.store.keep(NETWORK, server, app)
        return app

    async def _is_known(self, server: str, app: RegisteredApp) -> bool:
        """Whether the server still knows the app; before 4.3 it removed unused ones.

        With a forgotten app a person would see the server's error and never come back. A token
        for the app itself tells, and is given back at once.
        """
        form = {**secret_of(app), "grant_type": "client_credentials", "scope": SCOPES[0]}
        answer = await self._post(server, "/oauth/token", form)
        if answer.status in {400, 401} and is_forgotten(answer):
            return False
        token = answer.json().get("access_token")
        if answer.status == 200 and isinstance(token, str) and token:
            await give_back(self.api, server, app, Secret(token))
        return True

    async def _post(self, server: str, path: str, form: dict[str, str]) -> http.Answer:
        try:
            return await self.api.call("POST", server, path, form=form)
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None


def secret_of(app: RegisteredApp) -> dict[str, str]:
    """How the app names itself, in the body of a call and never in an address."""
    return {"client_id": app.client_id, "client_secret": app.client_secret.reveal()}


def is_forgotten(answer: http.Answer) -> bool:
    """Whether a token endpoint says that it knows no such app."""
    return answer.json().get("error") == "invalid_client"


async def give_back(api: Api, server: str, app: RegisteredApp, token: Secret) -> bool:
    """Revoke a token; True when the server confirmed it. Never raises."""
    form = {**secret_of(app), "token": token.reveal()}
    try:
        answer = await api.call("POST", server, "/oauth/revoke", form=form)
    except (http.NotSent, http.Lost):
        return False
    return answer.status == 200
