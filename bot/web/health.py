"""Is it alive, is it ready, and how is it doing: for whoever looks after the process."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""What proxies add (RFC 7239 and before it): with any of these the visitor is not the peer."""

Checks = Callable[[], Awaitable[Mapping[str, str]]]
"""What is wrong now, by name; empty when all is well."""


def routes(
    *, checks: Checks, registry: CollectorRegistry, metrics_token: str | None
) -> list[web.RouteDef]:
    """`/healthz`, `/readyz` and `/metrics`."""

    async def alive(request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(request: web.Request) -> web.Response:
        wrong = await checks()
        body = {"status": "not ready" if wrong else "ready", "wrong": dict(wrong)}
        return web.json_response(body, status=503 if wrong else 200)

    async def metrics(request: web.Request) -> web.Response:
        if not _may_read(request, metrics_token):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        await checks()
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
    ]


def _may_read(request: web.Request, token: str | None) -> bool:
    """With a token: whoever has it. Without one: this machine, and not through a proxy."""
    if token is not None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
    if request.remote is None or any(name in request.headers for name in _PROXIED):
        return False
    return ipaddress.ip_address(request.remote).is_loopback
