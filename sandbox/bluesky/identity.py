"""Who is who on Bluesky: handles, permanent identifiers, and the documents behind them.

Sources: atproto.com/specs/did, atproto.com/specs/handle, web.plc.directory/api/redoc.
"""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from sandbox import faults
from sandbox.bluesky import errors
from sandbox.bluesky.gate import Call, Method
from sandbox.bluesky.state import Account, State
from sandbox.values import Json

_HANDLE: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE
)
_CONTEXT: Final = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/suites/secp256k1-2019/v1",
)


def document(state: State, account: Account) -> Json:
    """Return the document of an identifier: its handle, its key, and the server it is on."""
    key = state.core.ids.secret(f"bluesky key {account.person}", 46)
    return {
        "@context": list(_CONTEXT),
        "id": account.did,
        "alsoKnownAs": [f"at://{account.handle}"],
        "verificationMethod": [
            {
                "id": f"{account.did}#atproto",
                "type": "Multikey",
                "controller": account.did,
                "publicKeyMultibase": f"zQ3sh{key}",
            }
        ],
        "service": [
            {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": state.pds,
            }
        ],
    }


class Identity:
    """Handles, identifiers and profiles."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the directory."""
        return [web.get("/bluesky/plc/{did}", self.look_up)]

    def methods(self) -> dict[str, Method]:
        """Return the methods of this part."""
        return {
            "com.atproto.identity.resolveHandle": Method(
                action=self.resolve, params={"handle": True}
            ),
            "com.atproto.server.describeServer": Method(action=self.describe),
            "app.bsky.actor.getProfile": Method(action=self.profile, params={"actor": True}),
        }

    async def look_up(self, request: web.Request) -> web.StreamResponse:
        """Return the document of an identifier, as the directory does."""
        did = request.match_info["did"]
        account = self._state.find(did) if did.startswith("did:") else None

        async def effect() -> web.StreamResponse:
            if account is None:
                body = {"message": f"DID not registered: {did}"}
                return web.json_response(body, status=404)
            return web.json_response(
                document(self._state, account), content_type="application/did+ld+json"
            )

        return await faults.around(
            self._state.core.faults,
            request,
            where="bluesky.directory",
            person=account.person if account else None,
            effect=effect,
        )

    async def resolve(self, call: Call) -> web.Response:
        """Return the identifier of a handle."""
        handle = call.params["handle"]
        if not _HANDLE.fullmatch(handle):
            raise errors.invalid("Error: Params/handle must be a valid handle")
        account = self._state.find(handle)
        if account is None:
            raise errors.invalid("Unable to resolve handle")
        return web.json_response({"did": account.did})

    async def describe(self, call: Call) -> web.Response:
        """Describe the server."""
        host = self._state.core.base_url.partition("://")[2]
        return web.json_response(
            {
                "did": "did:web:" + host.replace(":", "%3A"),
                "availableUserDomains": [".bsky.social"],
                "inviteCodeRequired": False,
                "phoneVerificationRequired": False,
                "links": {},
                "contact": {},
            }
        )

    async def profile(self, call: Call) -> web.Response:
        """Describe an account."""
        account = self._state.find(call.params["actor"])
        if account is None:
            raise errors.invalid("Profile not found")
        if account.taken_down:
            raise errors.invalid("Account has been suspended", "AccountTakedown")
        person = self._state.person(account)
        posts = self._state.feed.of("bluesky", person.id)
        return web.json_response(
            {
                **author(self._state, account),
                "description": person.headline,
                "followersCount": 0,
                "followsCount": 0,
                "postsCount": sum(1 for post in posts if post.via == "api"),
                "indexedAt": moment(self._state),
            }
        )


def author(state: State, account: Account) -> Json:
    """Return an account as it stands beside its posts."""
    person = state.person(account)
    return {
        "did": account.did,
        "handle": account.handle,
        "displayName": person.name,
        "labels": [],
        "createdAt": "2024-02-06T08:00:00.000Z",
    }


def moment(state: State) -> str:
    """Return the programme's time as Bluesky writes it."""
    return state.core.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
