"""The login that gives an app its tokens, and the description of the keys that sign activities.

Sources: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow,
learn.microsoft.com/entra/identity-platform/reference-error-codes,
learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from aiohttp import web

from sandbox import faults
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

AUDIENCE: Final = "https://api.botframework.com"
_SCOPE: Final = f"{AUDIENCE}/.default"
_WANTED: Final = ("client_id", "grant_type", "client_secret", "scope")
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(kw_only=True, slots=True)
class _RefusedError(Exception):
    status: int
    error: str
    code: int
    message: str


class Login:
    """Tokens of one tenant. `secret_expired` is what happens to every secret one day."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._issued: dict[str, float] = {}
        self.secret_expired = False

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        return [
            web.get("/teams/openid/.well-known/openidconfiguration", self.metadata),
            web.get("/teams/openid/keys", self.keys),
            web.post("/teams/login/{tenant}/oauth2/v2.0/token", self.token),
            web.get("/teams/identity/token", self.managed),
        ]

    def knows(self, header: str) -> bool:
        """Whether this Authorization header carries a token that is worth something."""
        scheme, _, token = header.partition(" ")
        expires = self._issued.get(token)
        return (
            scheme.lower() == "bearer"
            and expires is not None
            and self._tenant.core.clock.ticks() < expires
        )

    def revoke(self) -> None:
        """Make every token worthless, as when the app's secret was stolen."""
        self._issued.clear()

    async def metadata(self, request: web.Request) -> web.StreamResponse:
        """Describe where the keys are."""
        base = self._tenant.core.base_url
        return await self._faulty(
            request,
            "teams.openid",
            {
                "issuer": AUDIENCE,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{base}/teams/openid/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            },
        )

    async def keys(self, request: web.Request) -> web.StreamResponse:
        """Give the public keys."""
        return await self._faulty(request, "teams.keys", {"keys": [self._tenant.key.published()]})

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Answer the client credentials grant."""
        form: Json = dict(await request.post()) if request.content_type in _FORMS else {}

        async def effect() -> web.StreamResponse:
            try:
                self._check(request.match_info["tenant"], form)
            except _RefusedError as refused:
                self._log(refused.status, refused.error)
                return web.json_response(self._refusal(refused), status=refused.status)
            self._log(200, None)
            return web.json_response(self._grant())

        return await faults.around(
            self._tenant.core.faults, request, where="teams.token", person=None, effect=effect
        )

    async def managed(self, request: web.Request) -> web.StreamResponse:
        """Answer as the identity endpoint of an Azure machine does.

        Source: learn.microsoft.com/azure/app-service/overview-managed-identity (REST endpoint).
        """
        asked = request.query
        if not request.headers.get("X-IDENTITY-HEADER"):
            return web.json_response({"statusCode": 401, "message": "No header."}, status=401)
        if asked.get("client_id") != self._tenant.app_id or asked.get("resource") != AUDIENCE:
            return web.json_response(
                {"statusCode": 400, "message": "No User Assigned or Delegated identity found."},
                status=400,
            )

        async def effect() -> web.StreamResponse:
            self._log(200, None)
            grant = self._grant()
            expires = self._tenant.core.clock.wall() + timedelta(seconds=grant["expires_in"])
            return web.json_response(
                {
                    "access_token": grant["access_token"],
                    "expires_on": str(int(expires.timestamp())),
                    "resource": AUDIENCE,
                    "token_type": "Bearer",
                    "client_id": self._tenant.app_id,
                }
            )

        return await faults.around(
            self._tenant.core.faults, request, where="teams.token", person=None, effect=effect
        )

    # ------------------------------------------------------------------------------------------

    async def _faulty(self, request: web.Request, place: str, body: Json) -> web.StreamResponse:
        async def effect() -> web.StreamResponse:
            return web.json_response(body)

        return await faults.around(
            self._tenant.core.faults, request, where=place, person=None, effect=effect
        )

    def _check(self, tenant: str, form: Json) -> None:
        """Raise what Entra refuses."""
        space = self._tenant
        missing = [name for name in _WANTED if not form.get(name)]
        if missing:
            raise _RefusedError(
                status=400,
                error="invalid_request",
                code=900144,
                message=f"The request body must contain the following parameter: '{missing[0]}'.",
            )
        if tenant != space.id:
            message = f"Tenant '{tenant}' not found. Check to make sure you have the correct id."
            raise _RefusedError(status=400, error="invalid_request", code=90002, message=message)
        if form["grant_type"] != "client_credentials":
            message = f"The app requested an unsupported grant type '{form['grant_type']}'."
            raise _RefusedError(
                status=400, error="unsupported_grant_type", code=70003, message=message
            )
        if form["client_id"] != space.app_id:
            message = (
                f"Application with identifier '{form['client_id']}' was not found in the "
                f"directory '{space.core.company}'."
            )
            raise _RefusedError(
                status=400, error="unauthorized_client", code=700016, message=message
            )
        self._check_secret(form)

    def _check_secret(self, form: Json) -> None:
        space = self._tenant
        if form["client_secret"] != space.app_password:
            message = (
                "Invalid client secret provided. Ensure the secret being sent in the request is "
                "the client secret value, not the client secret ID, for a secret added to app "
                f"'{space.app_id}'."
            )
            raise _RefusedError(status=401, error="invalid_client", code=7000215, message=message)
        if self.secret_expired:
            message = f"The provided client secret keys for app '{space.app_id}' are expired."
            raise _RefusedError(status=401, error="invalid_client", code=7000222, message=message)
        if form["scope"] != _SCOPE:
            message = f"The provided value for the input parameter 'scope' is not valid: {_SCOPE}"
            raise _RefusedError(status=400, error="invalid_scope", code=70011, message=message)

    def _refusal(self, refused: _RefusedError) -> Json:
        space = self._tenant
        at = f"{space.core.clock.wall():%Y-%m-%d %H:%M:%S}Z"
        trace, correlation = (space.core.ids.guid(f"teams {name} {at}") for name in ("t", "c"))
        return {
            "error": refused.error,
            "error_description": f"AADSTS{refused.code}: {refused.message} Trace ID: {trace} "
            f"Correlation ID: {correlation} Timestamp: {at}",
            "error_codes": [refused.code],
            "timestamp": at,
            "trace_id": trace,
            "correlation_id": correlation,
        }

    def _grant(self) -> Json:
        space = self._tenant
        seconds = space.core.options.teams_token_seconds
        now = int(space.core.clock.wall().timestamp())
        claims: dict[str, Any] = {
            "aud": AUDIENCE,
            "iss": f"https://sts.windows.net/{space.id}/",
            "iat": now,
            "nbf": now,
            "exp": now + seconds,
            "appid": space.app_id,
            "tid": space.id,
            "uti": space.core.ids.fresh_secret("teams token"),
        }
        token = space.key.sign(claims)
        self._issued[token] = space.core.clock.ticks() + seconds
        return {
            "token_type": "Bearer",
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": token,
        }

    def _log(self, status: int, error: str | None) -> None:
        self._tenant.log("teams.token", status, error=error, conversation="", body={})
