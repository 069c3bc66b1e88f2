"""The one server of the sandbox: every fake platform under its own prefix.

Puts the routes together and starts and stops what needs a running loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import jinja2
from aiohttp import web

from sandbox.bluesky import server as bluesky
from sandbox.control import Control
from sandbox.linkedin.gate import Gate as LinkedInGate
from sandbox.linkedin.media import Media
from sandbox.linkedin.oauth import OAuth as LinkedInOAuth
from sandbox.linkedin.posts import Posts as LinkedInPosts
from sandbox.mastodon import server as mastodon
from sandbox.page import assets
from sandbox.social.composer import Composer
from sandbox.ui.api import CLOSING, Ui
from sandbox.ui.teams import TeamsUi
from sandbox.world import World
from sandbox.x.gate import Gate as XGate
from sandbox.x.media import Uploads
from sandbox.x.oauth import OAuth as XOAuth
from sandbox.x.posts import Posts as XPosts
from sandbox.x.search import Search

_PAGE = Path(__file__).parent / "page"
_MOST_BYTES = 40 * 1024 * 1024
_STOP_SECONDS = 2.0


def build(world: World) -> web.Application:
    """Return the application that serves this world."""
    app = web.Application(client_max_size=_MOST_BYTES)
    app[CLOSING] = asyncio.Event()
    app.add_routes(_slack(world))
    app.add_routes(world.teams.routes())
    app.add_routes(_networks(world))
    app.add_routes(Ui(world).routes())
    app.add_routes(TeamsUi(world).routes())
    control = Control(world.core)
    app.add_routes([*control.routes(), web.post("/ui/api/clock", control.move)])
    app.add_routes(world.blog.routes())
    app.add_routes([web.get("/", _index(world))])
    app.add_routes(assets.routes())
    app.add_routes(Composer(world.core, world.social).routes())
    app.cleanup_ctx.append(_delivery(world))
    app.on_shutdown.append(_closing(world))
    return app


@asynccontextmanager
async def serve(world: World, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve the world while in the block, and give its address; port 0 takes any free one."""
    runner = web.AppRunner(build(world), shutdown_timeout=_STOP_SECONDS, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        if port == 0:
            taken: int = runner.addresses[0][1]
            world.core.base_url = f"http://{host}:{taken}"
        yield world.core.base_url
    finally:
        await runner.cleanup()


def _slack(world: World) -> list[web.RouteDef]:
    return [
        web.route("*", "/slack/api/{method}", world.api.handle),
        web.post("/slack/response/{token}", world.responses.handle),
        web.post("/slack/upload/{token}", world.files.receive),
        web.get("/slack/link/", world.delivery.sockets.handle),
    ]


def _networks(world: World) -> list[web.RouteDef]:
    linkedin, x = LinkedInGate(world.linkedin), XGate(world.x)
    return [
        *LinkedInOAuth(world.linkedin, linkedin).routes(),
        *LinkedInPosts(world.linkedin, linkedin).routes(),
        *Media(world.linkedin, linkedin).routes(),
        *XOAuth(world.x).routes(),
        *XPosts(world.x, x).routes(),
        *Uploads(world.x, x).routes(),
        *Search(world.x, x).routes(),
        *bluesky.routes(world.bluesky),
        *mastodon.routes(world.mastodon),
    ]


def _delivery(world: World) -> Callable[[web.Application], AsyncIterator[None]]:
    async def running(_app: web.Application) -> AsyncIterator[None]:
        world.delivery.start()
        world.teams.delivery.start()
        yield
        await world.teams.delivery.stop()
        await world.delivery.stop()

    return running


def _closing(world: World) -> Callable[[web.Application], Awaitable[None]]:
    async def close(app: web.Application) -> None:
        app[CLOSING].set()
        world.core.bus.tell("closing")
        await world.delivery.sockets.close()

    return close


def _index(world: World) -> Callable[[web.Request], Awaitable[web.Response]]:
    loader = jinja2.FileSystemLoader(_PAGE / "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True)

    async def index(_request: web.Request) -> web.Response:
        template = await asyncio.to_thread(environment.get_template, "index.html")
        text = template.render(company=world.core.company)
        return web.Response(text=text, content_type="text/html")

    return index
