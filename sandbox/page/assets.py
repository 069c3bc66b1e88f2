"""Serves the files of the page from memory.

A file that is streamed stays open while a browser reads it, and a browser that leaves
at that moment leaves it to the garbage collector; a dozen small files need no stream.
Knows nothing of what the page shows.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

from aiohttp import web

_STATIC = Path(__file__).parent / "static"


def routes() -> list[web.RouteDef]:
    """Give the route of every file below /static/, read when it is asked for."""
    return [web.get("/static/{name}", _file)]


async def _file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _names():
        raise web.HTTPNotFound
    kind, _ = mimetypes.guess_type(name)
    return web.Response(
        body=(_STATIC / name).read_bytes(),
        content_type=kind or "application/octet-stream",
        charset="utf-8" if kind and not kind.startswith("image/png") else None,
        headers={"Cache-Control": "no-cache"},
    )


def _names() -> set[str]:
    return {path.name for path in _STATIC.iterdir()}
