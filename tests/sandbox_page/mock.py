"""A small server that answers like the sandbox does, with canned JSON.

For the page's tests and for working on the page: `cd tests && python -m sandbox_page.mock`,
then open http://127.0.0.1:3801/. It keeps what the page sends in `Mock.received`.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from sandbox.page import assets

from . import canned, feeds, gallery, teams_mock
from .canned import BOT, Json

PAGE = Path(__file__).parents[2] / "sandbox" / "page"
CSP = "default-src 'self'"
SOLAR = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 382 200">
<rect width="382" height="200" fill="#f3d9a0"/><circle cx="290" cy="70" r="34" fill="#e9a93b"/>
<path d="M0 200 70 110h250l62 90Z" fill="#1d5c4d"/>
<path d="M58 125h274M44 145h302M25 170h332M130 110 105 200M190 110v90M255 110l25 90"
stroke="#f3d9a0" stroke-width="3"/></svg>"""


@dataclass(kw_only=True, slots=True)
class Mock:
    """The state behind the canned answers; tests read and change it."""

    received: list[tuple[str, Json]] = field(default_factory=list)
    messages: dict[str, list[Json]] = field(default_factory=dict)
    stack: list[Json] = field(default_factory=list)
    home: Json = field(default_factory=lambda: copy.deepcopy(canned.HOME))
    unread: dict[str, int] = field(default_factory=lambda: {"C2": 2})
    listeners: set[asyncio.Queue[Json]] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    """The steps of the guide that are done."""
    read_only: bool = False
    now: str = canned.NOW
    serial: int = 100
    released: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by a test when a slow answer may come."""
    teams: teams_mock.Teams = field(init=False)

    def __post_init__(self) -> None:
        self.teams = teams_mock.fresh(self.tell, self.received)

    def tell(self, **event: str) -> None:
        """Send one event to every open page."""
        for queue in self.listeners:
            queue.put_nowait(event)

    def say(self, channel: str, text: str, author: Json = BOT, **extra: Any) -> Json:
        """Add a message and tell the page."""
        self.serial += 1
        new = canned.message(self.serial, author, self.now, text, **extra)
        self.messages[channel].append(new)
        self.tell(type="conversation", id=channel)
        return new

    def open(self, view: Json) -> None:
        """Put a modal on top of the stack."""
        self.serial += 1
        self.stack.append({"id": f"V{self.serial}", "hash": "1", "view": copy.deepcopy(view)})
        self.tell(type="views")

    def update(self, **changes: Any) -> None:
        """Change the top modal, as views.update does."""
        top = self.stack[-1]
        top["hash"] = str(int(top["hash"]) + 1)
        top["view"].update(changes)
        self.tell(type="views")

    def sent(self, kind: str) -> list[Json]:
        """What the page has posted to one address."""
        return [body for path, body in self.received if path == kind]


def fresh() -> Mock:
    """A morning in the office, and a channel with one of everything."""
    maja, tom, joe, priya = canned.PEOPLE[:4]
    talk = [
        (maja, "2026-11-23T15:02:00+01:00", "Reminder: the solar roof goes live tomorrow :tada:"),
        (priya, "2026-11-23T15:04:00+01:00", "I’ll bring photos. <@U3> promised cake."),
        (priya, "2026-11-23T15:05:00+01:00", "And a helmet."),
        (joe, "2026-11-24T08:41:00+01:00", "Cake is in the kitchen on 2. `first come`"),
    ]
    advocacy = [canned.message(i, who, at, text) for i, (who, at, text) in enumerate(talk)]
    advocacy.append(
        canned.message(20, BOT, canned.NOW, "Three stories for today", blocks=canned.DIGEST)
    )
    advocacy.append(
        canned.message(
            21, BOT, canned.NOW, "Saved. I’ll keep *hiring* stories coming.", ephemeral=True
        )
    )
    pictures = [
        canned.message(i, BOT, canned.NOW, "Gallery", blocks=blocks)
        for i, blocks in enumerate(gallery.MESSAGES)
    ]
    hello = [
        canned.message(1, tom, canned.NOW, "Morning! Is the *review queue* empty?", edited=True)
    ]
    return Mock(messages={"C1": [], "C2": advocacy, "C3": [], "C4": pictures, "C5": hello})


STATE = web.AppKey("state", Mock)
routes = web.RouteTableDef()


async def _posted(request: web.Request, kind: str) -> tuple[Mock, Json]:
    mock = request.app[STATE]
    body: Json = await request.json()
    mock.received.append((kind, body))
    return mock, body


@routes.get("/")
async def page(_request: web.Request) -> web.Response:
    """Serve the page itself."""
    source = (PAGE / "templates" / "index.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return web.Response(text=environment.from_string(source).render(), content_type="text/html")


@routes.get("/img/solar.svg")
async def picture(_request: web.Request) -> web.Response:
    """Serve the one picture there is."""
    return web.Response(text=SOLAR, content_type="image/svg+xml")


@routes.get("/ui/api/workplace")
async def workplace(request: web.Request) -> web.Response:
    """Describe the workplace for one person."""
    mock = request.app[STATE]
    data = canned.workplace(request.query.get("as", "U1"))
    for channel in data["channels"]:
        channel["unread"] = mock.unread.get(channel["id"], 0)
    data["clock"]["now"] = mock.now
    data["bot"]["read_only"] = mock.read_only
    return web.json_response(data)


@routes.get("/ui/api/conversation/{id}")
async def conversation(request: web.Request) -> web.Response:
    """Return the messages of one conversation."""
    channel = request.match_info["id"]
    messages = request.app[STATE].messages.setdefault(channel, [])
    return web.json_response(
        {"id": channel, "name": channel, "kind": "channel", "messages": messages}
    )


@routes.post("/ui/api/conversation/{id}/read")
async def mark_read(request: web.Request) -> web.Response:
    """Forget the unread count."""
    mock, _ = await _posted(request, "read")
    mock.unread.pop(request.match_info["id"], None)
    return web.json_response({"ok": True})


@routes.post("/ui/api/message")
async def write(request: web.Request) -> web.Response:
    """Add what a person wrote."""
    mock, body = await _posted(request, "message")
    author = next(p for p in canned.PEOPLE if p["id"] == body["as"])
    mock.messages.setdefault(body["channel"], [])
    mock.say(body["channel"], body["text"], author)
    return web.json_response({"ok": True})


@routes.get("/ui/api/home")
async def home(request: web.Request) -> web.Response:
    """Return the app's Home."""
    return web.json_response({"view": {**request.app[STATE].home, "id": "VHOME"}})


@routes.post("/ui/api/home/open")
async def home_open(request: web.Request) -> web.Response:
    """Note that Home was opened."""
    await _posted(request, "home/open")
    return web.json_response({"ok": True})


@routes.post("/ui/api/command")
async def command(request: web.Request) -> web.Response:
    """Answer `/advocacy fail` with a failure and open a form for the rest."""
    mock, body = await _posted(request, "command")
    if body["text"].endswith("fail"):
        error = '/advocacy failed with the error "dispatch_failed"'
        return web.json_response({"ok": False, "error": error})
    mock.open(canned.SHARE_FORM)
    return web.json_response({"ok": True})


@routes.post("/ui/api/press")
async def press(request: web.Request) -> web.Response:
    """React to the few presses that tests use."""
    mock, body = await _posted(request, "press")
    match body["action"]["action_id"]:
        case "share":
            mock.open(canned.SHARE_FORM)
        case "push":
            mock.open(canned.GUIDELINES)
        case "fail":
            return web.json_response({"ok": False, "error": "Glasnik had trouble with that."})
        case "slow":
            await mock.released.wait()
        case "skip":
            message = mock.messages["C2"][4]
            message["blocks"] = [*message["blocks"][:1], *message["blocks"][3:]]
            message["edited"] = True
            mock.tell(type="conversation", id="C2")
        case "text":
            hint = canned.plain(f"You typed {len(body['action']['value'] or '')} characters.")
            blocks = mock.stack[-1]["view"]["blocks"]
            mock.update(
                blocks=[{**b, "hint": hint} if b["block_id"] == "caption" else b for b in blocks]
            )
        case _:
            pass
    return web.json_response({"ok": True})


@routes.post("/ui/api/options")
async def options(request: web.Request) -> web.Response:
    """Find colleagues by name."""
    _, body = await _posted(request, "options")
    found = [p for p in canned.PEOPLE if body["value"].lower() in p["name"].lower()]
    return web.json_response(
        {"options": [canned.option(p["name"], p["id"], p["title"]) for p in found]}
    )


@routes.get("/ui/api/views")
async def views(request: web.Request) -> web.Response:
    """Return the stack of open modals."""
    return web.json_response({"stack": request.app[STATE].stack})


@routes.post("/ui/api/submit")
async def submit(request: web.Request) -> web.Response:
    """Refuse a caption with “buy now”, take everything else."""
    mock, body = await _posted(request, "submit")
    if "buy now" in (body["state"]["values"]["caption"]["text"]["value"] or "").lower():
        errors = {"caption": "“Buy now” is not allowed. Try “Have a look”."}
        return web.json_response({"ok": True, "errors": errors})
    mock.stack.clear()
    mock.tell(type="views")
    mock.say("C2", "Shared. Thank you!", ephemeral=True)
    return web.json_response({"ok": True})


@routes.post("/ui/api/close")
async def close(request: web.Request) -> web.Response:
    """Take a modal off the stack."""
    mock, body = await _posted(request, "close")
    mock.stack[:] = [entry for entry in mock.stack if entry["id"] != body["view_id"]]
    mock.tell(type="views")
    return web.json_response({"ok": True})


@routes.post("/ui/api/clock")
async def clock(request: web.Request) -> web.Response:
    """Move the clock to a fixed later moment."""
    mock, _ = await _posted(request, "clock")
    mock.now = "2026-11-25T09:00:00+01:00"
    mock.tell(type="clock", now=mock.now)
    return web.json_response({"now": mock.now})


@routes.get("/ui/api/guide")
async def guide(request: web.Request) -> web.Response:
    """What to try first; a step is done when the test says so."""
    steps = [{**step, "done": step["id"] in request.app[STATE].tried} for step in canned.STEPS]
    return web.json_response({"steps": steps})


@routes.get("/ui/api/networks")
async def networks(_request: web.Request) -> web.Response:
    """Return what was posted."""
    return web.json_response(feeds.NETWORKS)


@routes.get("/ui/api/log")
async def log(_request: web.Request) -> web.Response:
    """Return the bot's latest calls."""
    return web.json_response({"calls": feeds.CALLS})


@routes.get("/ui/api/events")
async def events(request: web.Request) -> web.StreamResponse:
    """Stream events until the page goes away."""
    mock = request.app[STATE]
    queue: asyncio.Queue[Json] = asyncio.Queue()
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(b": hello\n\n")
    mock.listeners.add(queue)
    try:
        while True:
            await response.write(f"data: {json.dumps(await queue.get())}\n\n".encode())
    finally:
        mock.listeners.discard(queue)


@web.middleware
async def strict(request: web.Request, handler: Any) -> web.StreamResponse:
    """Forbid everything that does not come from here, as the page promises to need nothing else."""
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        response.headers["Content-Security-Policy"] = CSP
        response.headers["Cache-Control"] = "no-cache"
    return response


def build(mock: Mock) -> web.Application:
    """Build the application around a state that the caller keeps."""
    app = web.Application(middlewares=[strict])
    app[STATE] = mock
    app[teams_mock.KEY] = mock.teams
    app.add_routes(routes)
    app.add_routes(teams_mock.routes)
    app.add_routes(assets.routes())
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=3801)
    web.run_app(
        build(fresh()),
        host="127.0.0.1",
        port=parser.parse_args().port,
        handler_cancellation=True,  # event streams end with the page that listened
        shutdown_timeout=1,
    )
