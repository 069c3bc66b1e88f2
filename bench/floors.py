"""The floors, in a process of their own: what the libraries alone do under the same requests.

`/open` is a Bolt app that checks the signature, acknowledges and opens a view that is ready;
`/ack` is one that only acknowledges; `/s/…` is a redirect that knows nothing. Same web server,
same client library as the program's.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.outside import SECRET

_EVERY = re.compile(".*")
_quiet = logging.getLogger("bench.bolt")
_quiet.setLevel(logging.ERROR)


def _bolt(api: str, session: aiohttp.ClientSession) -> AsyncApp:
    return AsyncApp(
        signing_secret=SECRET,
        client=AsyncWebClient(token="xoxb-bench", base_url=api, session=session),  # noqa: S106 - made up
        process_before_response=True,
        logger=_quiet,
    )


def _opening(app: AsyncApp, view: dict[str, Any]) -> None:
    @app.action(_EVERY)
    async def opened(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)


def _acknowledging(app: AsyncApp) -> None:
    @app.action(_EVERY)
    async def acknowledged(ack: Any) -> None:
        await ack()


def _mount(application: web.Application, path: str, app: AsyncApp) -> None:
    async def answer(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application.router.add_post(path, answer)


async def _redirect(_request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "https://blog.example/post"})


async def _serve(api: str, view: dict[str, Any]) -> None:
    async with aiohttp.ClientSession() as session:
        opening, acknowledging = _bolt(api, session), _bolt(api, session)
        _opening(opening, view)
        _acknowledging(acknowledging)
        application = web.Application()
        _mount(application, "/open", opening)
        _mount(application, "/ack", acknowledging)
        application.router.add_get("/s/{code}", _redirect)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
