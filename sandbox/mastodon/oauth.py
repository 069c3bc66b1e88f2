"""Mastodon sign-in: registered apps, consent with PKCE, tokens, revocation.

Sources: docs.joinmastodon.org/methods/apps, docs.joinmastodon.org/methods/oauth,
docs.joinmastodon.org/api/oauth-scopes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from sandbox import faults
from sandbox.mastodon import errors, inputs
from sandbox.mastodon.consent import Asked, Consent
from sandbox.mastodon.errors import MastodonError
from sandbox.mastodon.gate import Call, Gate
from sandbox.mastodon.inputs import Arguments
from sandbox.mastodon.scopes import KNOWN
from sandbox.mastodon.state import CODE_SECONDS, App, Code, Server, State, Token
from sandbox.people import Person
from sandbox.values import Json
from sandbox.web import visitor

_DANGEROUS: Final = frozenset({"javascript", "data", "vbscript", "mailto"})
_OOB: Final = "urn:ietf:wg:oauth:2.0:oob"


class OAuth:
    """The sign-in of all apps on all servers."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate
        self._consent = Consent(state)

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        base = "/mastodon/{server}"
        return [
            web.post(f"{base}/api/v1/apps", self._gate.wrap("apps", self.register)),
            web.get(f"{base}/oauth/authorize", self.ask),
            web.post(f"{base}/oauth/authorize", self.decide),
            web.post(f"{base}/oauth/token", self.token),
            web.post(f"{base}/oauth/revoke", self.revoke),
            web.get(f"{base}/.well-known/oauth-authorization-server", self.metadata),
        ]

    async def register(self, call: Call) -> web.Response:
        """Register an app; everyone may, and every call makes a new one."""
        name, scope = call.arguments.text("client_name"), call.arguments.text("scopes") or "read"
        uris = tuple(uri for given in call.arguments.many("redirect_uris") for uri in given.split())
        if not name.strip():
            raise errors.invalid("Name can't be blank")
        if not uris:
            raise errors.invalid("Redirect URI can't be blank")
        if not all(uri == _OOB or _absolute(uri) for uri in uris):
            raise errors.invalid("Redirect URI must be an absolute URI.")
        if set(scope.split()) - KNOWN.keys():
            raise errors.invalid("Scopes doesn't match configured on the server.")
        app = self._state.register(
            call.server,
            name=name,
            redirect_uris=uris,
            scope=scope,
            website=call.arguments.text("website"),
        )
        return web.json_response(_registered(app))

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """Show the consent page, or send the visitor back with what is wrong."""
        server = self._gate.server(request)
        asked = Asked.of(request.query)

        async def effect() -> web.StreamResponse:
            return self._consent.stopped(server, asked) or self._consent.shown(
                request, server, asked
            )

        return await faults.around(
            self._state.core.faults,
            request,
            where="mastodon.authorize",
            person=_id(visitor(request, self._state.core.people)),
            effect=effect,
        )

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """Take the visitor's Allow or Cancel and send them back to the app."""
        server = self._gate.server(request)
        form = {name: str(value) for name, value in (await request.post()).items()}
        person = visitor(request, self._state.core.people, form.get("as", ""))

        async def effect() -> web.StreamResponse:
            return self._decided(server, form, person)

        return await faults.around(
            self._state.core.faults,
            request,
            where="mastodon.authorize",
            person=_id(person),
            effect=effect,
        )

    def _decided(self, server: Server, form: dict[str, str], person: Person | None) -> web.Response:
        asked = Asked.of(form)
        stopped = self._consent.stopped(server, asked)
        if stopped is not None:
            return stopped
        if form.get("decision") != "allow" or person is None:
            return asked.denied()
        code = self._state.core.ids.fresh_secret(f"mastodon code {server.name}", 43)
        server.codes[code] = Code(
            client_id=asked.client_id,
            person=person.id,
            redirect_uri=asked.redirect_uri,
            scope=asked.scope,
            challenge=asked.challenge,
            issued=self._state.core.clock.ticks(),
        )
        return asked.back(code=code)

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Exchange a code for a token."""
        server = self._gate.server(request)
        arguments = await inputs.read(request)
        code = server.codes.get(arguments.text("code"))

        async def effect() -> web.StreamResponse:
            try:
                return web.json_response(self._granted(request, server, arguments, code))
            except MastodonError as error:
                return web.json_response(error.body, status=error.status)

        return await faults.around(
            self._state.core.faults,
            request,
            where="mastodon.token",
            person=code.person if code else None,
            effect=effect,
        )

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        """Make a token worthless; one that never was is no error."""
        server = self._gate.server(request)
        arguments = await inputs.read(request)
        token = server.tokens.get(arguments.text("token"))

        async def effect() -> web.StreamResponse:
            app = self._app(request, server, arguments)
            if app is None or (token is not None and token.client_id != app.client_id):
                told = "You are not authorized to revoke this token"
                error = errors.oauth("unauthorized_client", told, status=403)
                return web.json_response(error.body, status=error.status)
            if token is not None:
                token.revoked = True
            return web.json_response({})

        return await faults.around(
            self._state.core.faults,
            request,
            where="mastodon.revoke",
            person=token.person if token else None,
            effect=effect,
        )

    async def metadata(self, request: web.Request) -> web.Response:
        """Describe the sign-in (RFC 8414)."""
        url = self._gate.server(request).url
        return web.json_response(
            {
                "issuer": f"{url}/",
                "authorization_endpoint": f"{url}/oauth/authorize",
                "token_endpoint": f"{url}/oauth/token",
                "app_registration_endpoint": f"{url}/api/v1/apps",
                "revocation_endpoint": f"{url}/oauth/revoke",
                "scopes_supported": sorted(KNOWN),
                "response_types_supported": ["code"],
                "response_modes_supported": ["query", "fragment", "form_post"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "grant_types_supported": ["authorization_code"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    # ------------------------------------------------------------------------------------------

    def _app(self, request: web.Request, server: Server, arguments: Arguments) -> App | None:
        """Return the app that calls, when its secret is right."""
        if "client_secret" in request.query:
            self._state.core.complain("Mastodon: a secret in an address is written into logs")
        given = _basic(request) or (arguments.text("client_id"), arguments.text("client_secret"))
        app = server.apps.get(given[0])
        if app is None or not hmac.compare_digest(app.client_secret.encode(), given[1].encode()):
            return None
        return app

    def _granted(
        self, request: web.Request, server: Server, arguments: Arguments, code: Code | None
    ) -> Json:
        kind = arguments.text("grant_type")
        if not kind:
            told = "Missing required parameter: grant_type."
            raise errors.oauth("invalid_request", told)
        if kind != "authorization_code":
            told = "The authorization grant type is not supported by the authorization server."
            raise errors.oauth("unsupported_grant_type", told)
        app = self._app(request, server, arguments)
        if app is None:
            raise errors.client_unknown()
        token = self._exchanged(server, app, arguments, code)
        return {
            "access_token": token.value,
            "token_type": "Bearer",
            "scope": token.scope,
            "created_at": int(token.created.timestamp()),
        }

    def _exchanged(
        self, server: Server, app: App, arguments: Arguments, code: Code | None
    ) -> Token:
        for name in ("code", "redirect_uri"):
            if not arguments.text(name):
                raise errors.oauth("invalid_request", f"Missing required parameter: {name}.")
        late = code is not None and self._state.core.clock.ticks() - code.issued > CODE_SECONDS
        if code is None or code.used or late or code.client_id != app.client_id:
            raise errors.grant_invalid()
        if arguments.text("redirect_uri") != code.redirect_uri:
            raise errors.grant_invalid()
        if code.challenge and not _proves(arguments.text("code_verifier"), code.challenge):
            raise errors.grant_invalid()
        code.used = True
        person = self._state.core.people.get(code.person)
        if person is None:
            raise errors.grant_invalid()
        return self._state.issue(server, person, code.scope, app.client_id)


def _registered(app: App) -> Json:
    return {
        "id": app.id,
        "name": app.name,
        "website": app.website or None,
        "scopes": app.scope.split(),
        "redirect_uri": "\n".join(app.redirect_uris),
        "redirect_uris": list(app.redirect_uris),
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "client_secret_expires_at": 0,
        "vapid_key": "",
    }


def _absolute(uri: str) -> bool:
    parts = urlsplit(uri)
    return bool(parts.scheme and parts.netloc) and parts.scheme not in _DANGEROUS


def _basic(request: web.Request) -> tuple[str, str] | None:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind != "Basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def _id(person: Person | None) -> str | None:
    return person.id if person else None
