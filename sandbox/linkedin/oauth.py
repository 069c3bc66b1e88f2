"""LinkedIn sign-in: the consent page, the token endpoint, userinfo, introspection.

Source: learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow and
learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2.
"""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox import faults
from sandbox.linkedin.errors import denied
from sandbox.linkedin.gate import Gate, owner
from sandbox.linkedin.state import CODE_SECONDS, TOKEN_LIFE, Code, State, Token
from sandbox.people import Person
from sandbox.values import Json
from sandbox.web import colleagues, page, visitor

_SCOPE_WORDS: Final = {
    "openid": "Know which LinkedIn account is yours",
    "profile": "Use your name and photo",
    "email": "Use the primary email address of your account",
    "w_member_social": "Create, modify and delete posts on your behalf",
    "r_member_postAnalytics": "Read how your posts are doing",
}


def _refused(error: str, description: str, status: int = 400) -> web.Response:
    return web.json_response({"error": error, "error_description": description}, status=status)


class OAuth:
    """The sign-in of one developer app."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        return [
            web.get("/linkedin/oauth/v2/authorization", self.ask),
            web.post("/linkedin/oauth/v2/authorization", self.decide),
            web.post("/linkedin/oauth/v2/accessToken", self.exchange),
            web.post("/linkedin/oauth/v2/introspectToken", self.introspect),
            web.get(
                "/linkedin/v2/userinfo",
                self._gate.wrap("userinfo", self.userinfo, versioned=False),
            ),
        ]

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """Show the consent page, or send the visitor back with an error."""

        async def effect() -> web.StreamResponse:
            return self._ask(request)

        return await faults.around(
            self._state.core.faults,
            request,
            where="linkedin.authorize",
            person=_id(visitor(request, self._state.core.people)),
            effect=effect,
        )

    def _ask(self, request: web.Request) -> web.Response:
        query = request.query
        redirect_uri = query.get("redirect_uri", "")
        if query.get("client_id") != self._state.client_id or not _absolute(redirect_uri):
            return page(
                "oops.html",
                status=400,
                label="LinkedIn",
                network="linkedin",
                company=self._state.core.company,
                text="The application or its redirect_uri is not registered.",
            )
        if query.get("response_type") != "code":
            return _back(redirect_uri, query.get("state", ""), error="unsupported_response_type")
        asked = query.get("scope", "").split()
        if not asked or set(asked) - set(self._state.core.options.linkedin_scopes.split()):
            return _back(
                redirect_uri,
                query.get("state", ""),
                error="unauthorized_scope_error",
                error_description="Scope is not authorized for your application",
            )
        return page(
            "consent.html",
            label="LinkedIn",
            network="linkedin",
            company=self._state.core.company,
            me=visitor(request, self._state.core.people),
            people=colleagues(self._state.core.people),
            wishes=[_SCOPE_WORDS.get(scope, scope) for scope in asked],
            hidden={
                "redirect_uri": redirect_uri,
                "state": query.get("state", ""),
                "scope": " ".join(asked),
            },
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
            where="linkedin.authorize",
            person=_id(person),
            effect=effect,
        )

    def _decided(self, form: dict[str, str], person: Person | None) -> web.Response:
        redirect_uri, state = form.get("redirect_uri", ""), form.get("state", "")
        if not _absolute(redirect_uri):
            return web.Response(status=400, text="redirect_uri")
        if form.get("decision") != "allow" or person is None:
            return _back(
                redirect_uri,
                state,
                error="user_cancelled_authorize",
                error_description="The user cancelled the authorization",
            )
        code = "AQT" + self._state.core.ids.fresh_secret("linkedin code", 40)
        self._state.codes[code] = Code(
            person=person.id,
            redirect_uri=redirect_uri,
            scope=form.get("scope", ""),
            issued=self._state.core.clock.ticks(),
        )
        return _back(redirect_uri, state, code=code)

    async def exchange(self, request: web.Request) -> web.StreamResponse:
        """Turn a code into a token. Ordinary apps get no refresh token."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        code = self._state.codes.get(form.get("code", ""))

        async def effect() -> web.StreamResponse:
            return self._exchange(form, code)

        return await faults.around(
            self._state.core.faults,
            request,
            where="linkedin.token",
            person=code.person if code else None,
            effect=effect,
        )

    def _exchange(self, form: dict[str, str], code: Code | None) -> web.Response:
        if form.get("grant_type") == "refresh_token":
            return _refused("invalid_request", "Refresh tokens are not enabled for this app")
        if form.get("grant_type") != "authorization_code":
            return _refused("invalid_request", "A required parameter grant_type is invalid")
        if not self._is_app(form):
            return _refused("invalid_client", "Client authentication failed", 401)
        late = code is not None and self._state.core.clock.ticks() - code.issued > CODE_SECONDS
        if code is None or code.used or late:
            return _refused("invalid_grant", "Token has been expired or revoked.")
        if form.get("redirect_uri") != code.redirect_uri:
            return _refused(
                "invalid_redirect_uri", "Redirect uri does not match the authorization request"
            )
        code.used = True
        token = self._state.issue(code.person, code.scope)
        return web.json_response(
            {
                "access_token": token.value,
                "expires_in": int(TOKEN_LIFE.total_seconds()),
                "scope": ",".join(token.scope.split()),
                "token_type": "Bearer",
            }
        )

    async def introspect(self, request: web.Request) -> web.StreamResponse:
        """Say what a token is worth."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        token = self._state.tokens.get(form.get("token", ""))

        async def effect() -> web.StreamResponse:
            return self._introspected(form, token)

        return await faults.around(
            self._state.core.faults,
            request,
            where="linkedin.introspect",
            person=token.person if token else None,
            effect=effect,
        )

    def _introspected(self, form: dict[str, str], token: Token | None) -> web.Response:
        if not self._is_app(form):
            return _refused("invalid_client", "Client authentication failed", 401)
        expired = token is not None and self._state.core.clock.now() >= token.expires
        if token is None or token.revoked or expired:
            status = "expired" if expired else "revoked"
            return web.json_response({"active": False, "status": status})
        return web.json_response(
            {
                "active": True,
                "status": "active",
                "client_id": self._state.client_id,
                "scope": ",".join(token.scope.split()),
                "created_at": int(token.created.timestamp()),
                "expires_at": int(token.expires.timestamp()),
                "auth_type": "3L",
            }
        )

    async def userinfo(self, request: web.Request, token: Token) -> web.Response:
        """Describe the member whose token it is."""
        if "openid" not in token.scopes:
            raise denied("userinfo.GET.NO_VERSION")
        person = owner(self._state, token)
        info: Json = {"sub": self._state.sub(person)}
        if "profile" in token.scopes:
            language, _, country = person.locale.partition("-")
            info |= {
                "name": person.name,
                "given_name": person.first_name,
                "family_name": person.name.partition(" ")[2],
                "picture": f"{self._state.core.base_url}/avatars/{person.id}.png",
                "locale": {"country": country, "language": language},
            }
        if "email" in token.scopes:
            info |= {"email": person.email, "email_verified": True}
        return web.json_response(info)

    def _is_app(self, form: dict[str, str]) -> bool:
        given = form.get("client_secret", "").encode()
        secret = self._state.client_secret.encode()
        return form.get("client_id") == self._state.client_id and hmac.compare_digest(given, secret)


def _id(person: Person | None) -> str | None:
    return person.id if person else None


def _absolute(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _back(redirect_uri: str, state: str, **fields: str) -> web.Response:
    joint = "&" if urlsplit(redirect_uri).query else "?"
    location = redirect_uri + joint + urlencode({**fields, "state": state})
    return web.Response(status=302, headers={"Location": location})
