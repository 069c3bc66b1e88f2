"""The Teams side of the server that answers like the sandbox does."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from . import teams_canned, teams_gallery
from .canned import BOT, NOW, PEOPLE, Json
from .teams_canned import ADVOCACY, GALLERY, GENERAL, WRONG


@dataclass(kw_only=True, slots=True)
class Teams:
    """The state behind the canned answers; tests read and change it."""

    tell: Callable[..., None]
    """Sends one event to every open page."""
    received: list[tuple[str, Json]]
    messages: dict[str, list[Json]] = field(default_factory=dict)
    dialog: Json | None = None
    answer: Json | None = None
    """What the next actions are answered instead of what they would be."""
    released: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by a test when a slow answer may come."""
    unread: dict[str, int] = field(default_factory=dict)
    installed: set[str] = field(default_factory=lambda: {p["id"] for p in PEOPLE})
    """The people that have the app."""
    without: set[str] = field(default_factory=set)
    """The channels where the app is not."""
    serial: int = 500

    def say(
        self, conversation: str, author: Json = BOT, text: str = "", *cards: Json, **extra: Any
    ) -> Json:
        """Add a message, or a reply when `thread` names a post, and tell the page."""
        self.serial += 1
        thread = extra.pop("thread", None)
        new = teams_canned.message(self.serial, author, text, cards=list(cards), **extra)
        messages = self.messages.setdefault(conversation, [])
        post = next((m for m in messages if m["id"] == thread), None)
        (post["replies"] if post else messages).append(new)
        self.tell(type="teams", id=conversation)
        return new

    def open(self, title: str, card: Json | None, **extra: object) -> None:
        """Open a dialog."""
        self.serial += 1
        self.dialog = {
            "id": f"D{self.serial}",
            "title": title,
            "card": copy.deepcopy(card),
            "height": "medium",
            "width": "medium",
            **extra,
        }
        self.tell(type="teams_dialog")


KEY = web.AppKey("teams", Teams)
routes = web.RouteTableDef()


def fresh(tell: Callable[..., None], received: list[tuple[str, Json]]) -> Teams:
    """A morning in the office, and channels with one of every card."""
    maja, tom, joe, priya = PEOPLE[:4]
    say = teams_canned.message
    solar = say(
        1,
        maja,
        "The solar roof goes live tomorrow! Photos at https://example.com/roof",
        at="2026-11-23T15:02:00+01:00",
        replies=[
            say(2, priya, "I’ll bring photos.", at="2026-11-23T15:04:00+01:00"),
            say(3, joe, "And I promise <at>Glasnik</at> cake.", at="2026-11-23T15:05:00+01:00"),
        ],
    )
    teams = Teams(tell=tell, received=received)
    teams.messages = {
        GENERAL: [],
        ADVOCACY: [solar, say(4, BOT, cards=[copy.deepcopy(teams_canned.DIGEST)])],
        GALLERY: [say(10 + i, BOT, cards=[one]) for i, one in enumerate(teams_gallery.CARDS)],
        WRONG: [say(30 + i, BOT, cards=[one]) for i, one in enumerate(teams_gallery.WRONG)],
    }
    for person in PEOPLE:
        own = teams_canned.SLOVENE if person["id"] == "U6" else teams_canned.HOME
        teams.messages[teams_canned.chat_of(person["id"])] = [
            say(40, person, "hello", at="2026-11-24T08:50:00+01:00"),
            say(41, BOT, "Good morning! Type **home** to see your page.", at=NOW),
            say(42, person, "home"),
            say(43, BOT, cards=[copy.deepcopy(own)]),
        ]
        teams.messages[f"19:{person['id']}_U2@unq"] = [say(50, tom, "Is the queue *empty*?")]
    return teams


async def _posted(request: web.Request, kind: str) -> tuple[Teams, Json]:
    teams = request.app[KEY]
    body: Json = await request.json()
    teams.received.append((f"teams/{kind}", body))
    return teams, body


@routes.get("/ui/api/teams/workplace")
async def workplace(request: web.Request) -> web.Response:
    """Describe the teams and chats of one person."""
    me = request.query["as"]
    data = teams_canned.workplace(me)
    if me not in request.app[KEY].installed:
        data["bot"]["installed"] = False
        data["chats"] = data["chats"][1:]
    for team in data["teams"]:
        for channel in team["channels"]:
            channel["unread"] = request.app[KEY].unread.get(channel["id"], 0)
    return web.json_response(data)


@routes.get("/ui/api/teams/conversation/{id}")
async def conversation(request: web.Request) -> web.Response:
    """Return the messages of one conversation."""
    id_ = request.match_info["id"]
    teams = request.app[KEY]
    teams.unread.pop(id_, None)
    kind = "channel" if id_ in teams_canned.CHANNELS else "personal"
    shown = {"id": id_, "name": id_, "kind": kind, "messages": teams.messages.get(id_, [])}
    return web.json_response({**shown, "installed": id_ not in teams.without})


@routes.post("/ui/api/teams/message")
async def write(request: web.Request) -> web.Response:
    """Add what a person wrote; “fail” can't be sent."""
    teams, body = await _posted(request, "message")
    if body["text"].endswith("fail"):
        return web.json_response({"ok": False, "error": "Glasnik could not be reached."})
    author = next(p for p in PEOPLE if p["id"] == body["as"])
    teams.say(body["conversation"], author, body["text"], thread=body.get("thread"))
    return web.json_response({"ok": True})


@routes.post("/ui/api/teams/install")
async def install(request: web.Request) -> web.Response:
    """Add the app for a person or to a team."""
    teams, body = await _posted(request, "install")
    teams.installed.add(body["as"])
    teams.without.discard(body.get("conversation", ""))
    return web.json_response({"ok": True})


def _message(teams: Teams, body: Json) -> Json:
    messages = teams.messages[body["conversation"]]
    every = [m for one in messages for m in (one, *one["replies"])]
    return next(m for m in every if m["id"] == body["message"])


@routes.post("/ui/api/teams/action")
async def action(request: web.Request) -> web.Response:
    """React to the few actions that tests use."""
    teams, body = await _posted(request, "action")
    if teams.answer is not None:
        return web.json_response(teams.answer)
    data = body["action"].get("data", {})
    match body["action"].get("verb") or data.get("glasnik", {}).get("name"):
        case "share" | "edit":
            teams.open("Share this story", teams_canned.FORM)
        case "guide":
            return web.json_response({"ok": True, "note": "I’ve answered in **our chat**."})
        case "slow":
            await teams.released.wait()
        case "skip":
            message = _message(teams, body)
            card = message["cards"][0]
            card["body"] = [card["body"][0], teams_canned.text("Noted."), *card["body"][2:]]
            message["edited"] = True
            teams.tell(type="teams", id=body["conversation"])
        case _:
            pass
    return web.json_response({"ok": True})


@routes.post("/ui/api/teams/refresh")
async def refresh(request: web.Request) -> web.Response:
    """Note that a card came into view."""
    await _posted(request, "refresh")
    return web.json_response({"ok": True})


@routes.get("/ui/api/teams/dialogs")
async def dialogs(request: web.Request) -> web.Response:
    """Return the open dialog."""
    return web.json_response({"dialog": request.app[KEY].dialog})


@routes.post("/ui/api/teams/dialog/action")
async def dialog_action(request: web.Request) -> web.Response:
    """Refuse a caption with “buy now”, take everything else."""
    teams, body = await _posted(request, "dialog/action")
    caption = body["inputs"].get("caption", "")
    if "break" in caption:
        return web.json_response({"ok": False, "error": "Unable to reach app."})
    if "buy now" in caption.lower() and teams.dialog:
        fields = teams.dialog["card"]["body"]
        fields[1]["value"] = caption
        wrong = teams_canned.text("“Buy now” is not allowed.", color="Attention")
        teams.dialog["card"]["body"] = [*fields[:2], wrong, *fields[2:]]
    elif body["inputs"]:
        teams.dialog = None
        teams.say(teams_canned.chat_of(body["as"]), BOT, "Shared. Thank you!")
    else:
        teams.open("Guidelines", None, message="Be yourself. Be **kind**.")
    teams.tell(type="teams_dialog")
    return web.json_response({"ok": True})


@routes.post("/ui/api/teams/dialog/close")
async def dialog_close(request: web.Request) -> web.Response:
    """Close the dialog."""
    teams, _ = await _posted(request, "dialog/close")
    teams.dialog = None
    return web.json_response({"ok": True})


@routes.post("/ui/api/teams/search")
async def search(request: web.Request) -> web.Response:
    """Find stories by words of their title."""
    _, body = await _posted(request, "search")
    words = body["text"].lower()
    titles = [(one, str(one["preview"]["content"]["title"])) for one in teams_canned.FOUND]
    return web.json_response({"results": [one for one, title in titles if words in title.lower()]})


@routes.post("/ui/api/teams/insert")
async def insert(request: web.Request) -> web.Response:
    """Send a found card as its finder."""
    teams, body = await _posted(request, "insert")
    author = next(p for p in PEOPLE if p["id"] == body["as"])
    teams.say(body["conversation"], author, "", body["card"])
    return web.json_response({"ok": True})
