"""What every call to one of Bluesky's servers passes: method, token, input, rate limit.

Sources: atproto.com/specs/xrpc, docs.bsky.app/docs/advanced-guides/rate-limits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from aiohttp import web
from multidict import MultiMapping

from sandbox import faults
from sandbox.bluesky import errors, tokens
from sandbox.bluesky.errors import XrpcError
from sandbox.bluesky.state import Account, State
from sandbox.social.windows import Limit, Standing
from sandbox.values import Json, decoded

MOST_BYTES: Final = 50 * 1024 * 1024
_MOST_JSON: Final = 1024 * 1024
_CHUNK: Final = 64 * 1024
EVERYTHING: Final = Limit(name="global", points=3000, seconds=300)
WRITES: Final = (
    Limit(name="repo-write-hour", points=5000, seconds=3600),
    Limit(name="repo-write-day", points=35_000, seconds=86_400),
)
SIGN_INS: Final = (
    Limit(name="session-day", points=300, seconds=86_400),
    Limit(name="session", points=30, seconds=300),
)
UPLOADS: Final = (Limit(name="uploads", points=1000, seconds=86_400),)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call that was let through. `account` and `session` are the token's, where one is due."""

    request: web.Request
    account: Account | None
    session: str
    params: MultiMapping[str]
    body: Json
    data: bytes

    def owner(self) -> Account:
        """Return whose token it is. Raises XrpcError."""
        if self.account is None:
            raise errors.unauthenticated()
        return self.account


Action: TypeAlias = Callable[[Call], Awaitable[web.Response]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Method:
    """One method. `scope` of its token is empty where it needs none.

    `inputs` are the arguments of its body, and whether each is needed; None where it takes none.
    """

    action: Action
    verb: str = "GET"
    scope: str = ""
    params: Mapping[str, bool] = field(default_factory=dict)
    inputs: Mapping[str, bool] | None = None
    takes_file: bool = False
    limits: tuple[Limit, ...] = ()
    points: int = 1


class Gate:
    """The methods of one server."""

    def __init__(self, state: State, prefix: str, methods: Mapping[str, Method]) -> None:
        self._state = state
        self._prefix = prefix
        self._methods = methods

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        return [web.route("*", f"{self._prefix}/xrpc/{{method}}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Carry out a call."""
        name = request.match_info["method"]
        method = self._methods.get(name)
        if method is None:
            return _answer(XrpcError(501, "MethodNotImplemented", "Method Not Implemented"))
        # A HEAD is a GET without its answer's body.
        if request.method.replace("HEAD", "GET") != method.verb:
            told = f"Incorrect HTTP method ({request.method}) expected {method.verb}"
            return _answer(errors.invalid(told))
        try:
            data = await _read(request, MOST_BYTES if method.takes_file else _MOST_JSON)
        except XrpcError as error:
            return _answer(error)
        claimed = self._claimed(request, data)

        async def effect() -> web.StreamResponse:
            return await self._carried_out(request, name, method, data)

        return await faults.around(
            self._state.core.faults,
            request,
            where=f"bluesky.{name.rpartition('.')[2]}",
            person=claimed.person if claimed else None,
            effect=effect,
        )

    async def _carried_out(
        self, request: web.Request, name: str, method: Method, data: bytes
    ) -> web.Response:
        headers: dict[str, str] = {}
        try:
            who = request.remote or ""
            self._counted([self._state.windows.spend(EVERYTHING, who)], headers)
            call = self._admitted(request, name, method, data)
            if method.limits:
                key = _counted_as(call, who)
                spent = [
                    self._state.windows.spend(limit, key, method.points) for limit in method.limits
                ]
                self._counted(spent, headers)
            response = await method.action(call)
        except XrpcError as error:
            response = _answer(error)
        response.headers.update(headers)
        return response

    def _counted(self, spent: list[Standing], headers: dict[str, str]) -> None:
        """Note the tightest limit in the headers. Raises XrpcError beyond it."""
        tightest = min(spent, key=lambda standing: (not standing.over, standing.remaining))
        limit = tightest.limit
        headers |= {
            "RateLimit-Limit": str(limit.points),
            "RateLimit-Remaining": str(tightest.remaining),
            "RateLimit-Reset": str(int(tightest.ends.timestamp())),
            "RateLimit-Policy": f"{limit.points};w={limit.seconds}",
        }
        if tightest.over and self._state.core.options.rate_limits:
            raise errors.too_many()

    def _admitted(self, request: web.Request, name: str, method: Method, data: bytes) -> Call:
        account, session = None, ""
        if method.scope:
            header = request.headers.get("Authorization", "")
            claims = tokens.read(self._state, header, scope=method.scope)
            account, session = self._state.find(claims.did), claims.session
            if account is None:
                raise errors.unauthenticated()
            if account.taken_down:
                raise errors.taken_down()
        for param, needed in method.params.items():
            if needed and param not in request.query:
                raise errors.invalid(f'Error: Params must have the property "{param}"')
        body = self._body(request, name, method, data)
        return Call(
            request=request,
            account=account,
            session=session,
            params=request.query,
            body=body,
            data=data,
        )

    def _body(self, request: web.Request, name: str, method: Method, data: bytes) -> Json:
        if method.takes_file and "Content-Type" not in request.headers:
            raise errors.invalid("Request encoding (Content-Type) required but not provided")
        if method.inputs is None:
            if data and method.verb == "POST" and not method.takes_file:
                raise errors.invalid("A request body was provided when none was expected")
            return {}
        body = _object(request, data)
        for argument, needed in method.inputs.items():
            if needed and argument not in body:
                raise errors.invalid(f'Input must have the property "{argument}"')
        for argument in body.keys() - method.inputs.keys():
            self._state.core.complain(f"Bluesky: {name} has no argument {argument}")
        return body

    def _claimed(self, request: web.Request, data: bytes) -> Account | None:
        """Return whom a call is about, whatever it is worth."""
        header = request.headers.get("Authorization", "")
        if header:
            return tokens.owner(self._state, header)
        body = decoded(data) if request.content_type == "application/json" else None
        who = body.get("identifier") if isinstance(body, dict) else None
        who = who or request.query.get("repo") or request.query.get("handle") or ""
        return self._state.find(str(who))


def _object(request: web.Request, data: bytes) -> Json:
    if not data:
        raise errors.invalid("A request body is expected but none was provided")
    if request.content_type != "application/json":
        told = f"Wrong request encoding (Content-Type): {request.content_type}"
        raise errors.invalid(told)
    body = decoded(data)
    if not isinstance(body, dict):
        raise errors.invalid("Input must be an object")
    return body


def _counted_as(call: Call, address: str) -> str:
    if call.account is not None:
        return call.account.did
    return f"{call.body.get('identifier', '')}-{address}"


async def _read(request: web.Request, limit: int) -> bytes:
    """Return the body, beyond what the sandbox takes elsewhere. Raises XrpcError."""
    if (request.content_length or 0) > limit:
        raise errors.too_large()
    found = bytearray()
    while chunk := await request.content.read(_CHUNK):
        found += chunk
        if len(found) > limit:
            raise errors.too_large()
    return bytes(found)


def _answer(error: XrpcError) -> web.Response:
    return web.json_response(error.body(), status=error.status)
