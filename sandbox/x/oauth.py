"""X sign-in: OAuth 2.0 authorisation code with PKCE, rotating refresh tokens, revocation.

Source: docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import Final
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox import faults
from sandbox.people import Person
from sandbox.values import Json
from sandbox.web import colleagues, page, visitor
from sandbox.x import errors
from sandbox.x.errors import XError
from sandbox.x.state import ACCESS_LIFE, CODE_SECONDS, REFRESH_LIFE, Code, Grant, State

_SCOPE_WORDS: Final = {
    "tweet.read": "See the posts you can see",
    "tweet.write": "Post and delete posts for you",
    "users.read": "See the profiles you can see",
    "offline.access": "Stay connected until you disconnect",
    "media.write": "Upload pictures for your posts",
}
_STATE: Final = 500
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class OAuth:
    """The sign-in of one developer app."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        return [
            web.get("/x/i/oauth2/authorize", self.ask),
            web.post("/x/i/oauth2/authorize", self.decide),
            web.post("/x/2/oauth2/token", self.token),
            web.post("/x/2/oauth2/revoke", self.revoke),
        ]

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """Show the consent page."""
        query = request.query
        problem = self._problem(dict(query))

        async def effect() -> web.StreamResponse:
            if problem:
                return page(
                    "oops.html",
                    status=400,
                    label="X",
                    network="x",
                    company=self._state.core.company,
                    text=problem,
                )
            return page(
                "consent.html",
                me=visitor(request, self._state.core.people),
                people=colleagues(self._state.core.people),
                wishes=[_SCOPE_WORDS.get(scope, scope) for scope in query["scope"].split()],
                hidden={
                    name: query[name]
                    for name in ("redirect_uri", "state", "scope", "code_challenge")
                },
                label="X",
                network="x",
                company=self._state.core.company,
            )

        return await faults.around(
            self._state.core.faults,
            request,
            where="x.authorize",
            person=_id(visitor(request, self._state.core.people)),
            effect=effect,
        )

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """Take the visitor's Allow or Cancel and send them back to the app."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        person = visitor(request, self._state.core.people, form.get("as", ""))

        async def effect() -> web.StreamResponse:
            return self._decided(form, person)

        return await faults.around(
            self._state.core.faults,
            request,
            where="x.authorize",
            person=_id(person),
            effect=effect,
        )

    def _decided(self, form: dict[str, str], person: Person | None) -> web.Response:
        if not _absolute(form.get("redirect_uri", "")):
            return web.Response(status=400, text="redirect_uri")
        if form.get("decision") != "allow" or person is None:
            return _back(form["redirect_uri"], error="access_denied", state=form.get("state", ""))
        code = self._state.core.ids.fresh_secret("x code", 60)
        self._state.codes[code] = Code(
            person=person.id,
            redirect_uri=form["redirect_uri"],
            scope=form.get("scope", ""),
            challenge=form.get("code_challenge", ""),
            issued=self._state.core.clock.ticks(),
        )
        return _back(form["redirect_uri"], state=form.get("state", ""), code=code)

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Exchange a code or a refresh token for a new pair."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        code = self._state.codes.get(form.get("code", ""))
        old = self._state.by_refresh(form.get("refresh_token", ""))

        async def effect() -> web.StreamResponse:
            try:
                self._authenticate(request, form)
                return web.json_response(self._granted(form, code, old))
            except XError as error:
                return error.response()

        return await faults.around(
            self._state.core.faults,
            request,
            where="x.token",
            person=code.person if code else (old.person if old else None),
            effect=effect,
        )

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        """Make a token worthless."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        value = form.get("token", "")
        grant = self._state.by_access(value) or self._state.by_refresh(value)

        async def effect() -> web.StreamResponse:
            try:
                self._authenticate(request, form)
            except XError as error:
                return error.response()
            if grant is not None:
                grant.revoked = True
            return web.json_response({"revoked": True})

        return await faults.around(
            self._state.core.faults,
            request,
            where="x.revoke",
            person=grant.person if grant else None,
            effect=effect,
        )

    # ------------------------------------------------------------------------------------------

    def _problem(self, query: dict[str, str]) -> str:
        """Return what is wrong with an authorisation request, or nothing."""
        checks = (
            (query.get("response_type") == "code", "response_type must be code"),
            (query.get("client_id") == self._state.client_id, "unknown client_id"),
            (_absolute(query.get("redirect_uri", "")), "redirect_uri is not registered"),
            (0 < len(query.get("state", "")) <= _STATE, "state must have 1 to 500 characters"),
            (bool(query.get("scope", "").split()), "scope is missing"),
            (not set(query.get("scope", "").split()) - set(_SCOPE_WORDS), "unknown scope"),
            (query.get("code_challenge_method") == "S256", "code_challenge_method must be S256"),
            (
                bool(_CHALLENGE.fullmatch(query.get("code_challenge", ""))),
                "code_challenge is not a SHA-256 in base64url",
            ),
        )
        return next((text for fine, text in checks if not fine), "")

    def _authenticate(self, request: web.Request, form: dict[str, str]) -> None:
        """Confidential apps send Basic credentials, public ones their client_id in the body."""
        if self._state.core.options.x_public_client:
            if form.get("client_id") != self._state.client_id:
                raise errors.grant("Missing valid authorization header")
            return
        wanted = f"{self._state.client_id}:{self._state.client_secret}".encode()
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        try:
            given = base64.b64decode(value, validate=True)
        except binascii.Error:
            given = b""
        if kind != "Basic" or not hmac.compare_digest(given, wanted):
            raise errors.documented("unauthorized_client")

    def _granted(self, form: dict[str, str], code: Code | None, old: Grant | None) -> Json:
        match form.get("grant_type"):
            case "authorization_code":
                grant = self._from_code(form, code)
            case "refresh_token":
                grant = self._from_refresh(old)
            case _:
                raise errors.grant("Missing required parameter [grant_type].")
        body: Json = {
            "token_type": "bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "access_token": grant.access,
            "scope": grant.scope,
        }
        return body | ({"refresh_token": grant.refresh} if grant.refresh else {})

    def _from_code(self, form: dict[str, str], code: Code | None) -> Grant:
        late = code is not None and self._state.core.clock.ticks() - code.issued > CODE_SECONDS
        if code is None or code.used or late:
            raise errors.grant("Value passed for the authorization code was invalid.")
        code.used = True
        if form.get("redirect_uri") != code.redirect_uri:
            raise errors.grant("Value passed for the redirect uri did not match the uri.")
        verifier = form.get("code_verifier", "")
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not _VERIFIER.fullmatch(verifier) or challenge != code.challenge:
            raise errors.grant("Value passed for the code verifier did not match the challenge.")
        return self._state.issue(code.person, code.scope)

    def _from_refresh(self, old: Grant | None) -> Grant:
        now = self._state.core.clock.now()
        if old is None or old.rotated or old.revoked or now >= old.created + REFRESH_LIFE:
            raise errors.grant()
        old.rotated = True
        return self._state.issue(old.person, old.scope)


def _id(person: Person | None) -> str | None:
    return person.id if person else None


def _absolute(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _back(redirect_uri: str, **fields: str) -> web.Response:
    joint = "&" if urlsplit(redirect_uri).query else "?"
    return web.Response(status=302, headers={"Location": redirect_uri + joint + urlencode(fields)})
