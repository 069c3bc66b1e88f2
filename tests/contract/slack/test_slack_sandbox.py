"""The edge against a workplace as strict as Slack, over HTTP and over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack.ingress import SlackEdge
from chat.fields import ChoiceField, Option, TextField
from chat.parts import Button, Buttons, Chart, ChartKind, ChartPoint, Headline, Prose, Quote
from chat.people import PersonRef, PlaceRef, Platform
from chat.press import press
from chat.replies import Close, FieldErrors, NextForm, OpenForm, Replace, ShowHome, Whisper
from chat.say import say, verbatim
from chat.screens import Form, Home, Post
from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.slack.manifest import App
from sandbox.world import World
from tests.helpers.handlers import Handlers
from tests.helpers.slack_forms import READER

NOTE = Post(name="note", summary=verbatim("Noted."), parts=(Prose(text=verbatim("Noted.")),))
CARD = Post(
    name="card",
    summary=verbatim("A card"),
    parts=(
        Headline(text=verbatim("Wind")),
        Quote(text=verbatim("*as* it is")),
        Buttons(
            buttons=(
                Button(label=say("paint.submit"), press=press("open", opens_form=True, item=1)),
                Button(label=say("paint.cancel"), press=press("hide")),
            )
        ),
    ),
)


def form(caption: str = "") -> Form:
    """A form with words and a choice."""
    return Form(
        name="share",
        title=say("paint.title"),
        submit=say("paint.submit"),
        body=(
            TextField(
                name="caption",
                label=verbatim("Caption"),
                value=caption,
                on_change=press("check", item=1),
            ),
            ChoiceField(
                name="network",
                label=verbatim("Network"),
                options=(Option(value="x", label=verbatim("X")),),
                open=True,
                required=False,
            ),
        ),
    )


@dataclass
class Town:
    """The sandbox's company with the edge as its app."""

    world: World
    edge: SlackEdge
    handlers: Handlers
    ana: str
    channel: str

    async def command(self, text: str) -> None:
        """Ana runs a command in #advocacy."""
        outcome = await self.world.interact.command(self.ana, self.channel, f"/advocacy {text}")
        assert outcome.ok, outcome.error

    async def press(self, message: Any, index: int) -> None:
        """Ana presses a button of a message."""
        block = next(b for b in message.blocks if b["type"] == "actions")
        container = {"type": "message", "channel_id": self.channel, "message_ts": message.ts}
        chosen = {"action_id": block["elements"][index]["action_id"]}
        outcome = await self.world.interact.press(self.ana, container, block["block_id"], chosen)
        assert outcome.ok, outcome.error

    async def submit(self, **captions: str) -> Any:
        """Ana types into the open form and sends it off."""
        view = self.world.views(self.ana)[-1]
        values = {
            name: {_element(view, name)["action_id"]: {"value": text}}
            for name, text in captions.items()
        }
        return await self.world.forms.submit(self.ana, view.id, values)

    @property
    def seen(self) -> list[Any]:
        """The messages that Ana sees in #advocacy."""
        return self.world.messages(self.channel, self.ana)


def _element(view: Any, name: str) -> dict[str, Any]:
    element = next(b for b in view.content["blocks"] if b.get("block_id") == name)["element"]
    assert isinstance(element, dict)
    return element


@pytest.fixture(params=["http", "socket"])
async def town(request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """A company of twenty, reached by HTTP or by Socket Mode; it must not complain."""
    socket = request.param == "socket"
    world = company.build(
        now=datetime(2026, 11, 24, 8, tzinfo=UTC),
        staff=20,
        app=replace(App(), socket_mode=socket),
        options=Options(retry_after=(0.0,)),
    )
    handlers = Handlers(reader=READER)
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(serve(world))
        edge = SlackEdge(
            signing_secret=world.slack.signing_secret,
            bot_token=world.slack.bot_token,
            api_url=f"{base_url}/slack/api/",
            dispatch=handlers,
            settle_seconds=0.0,
        )
        stack.push_async_callback(edge.close)
        if socket:
            await edge.start_socket_mode(world.slack.app_token)
            await world.delivery.sockets.wait()
        else:
            application = web.Application()
            edge.mount(application)
            server = TestServer(application)
            await server.start_server()
            stack.push_async_callback(server.close)
            world.core.bot_url = str(server.make_url("")).rstrip("/")
        ana = world.person("Ana").id
        channel = world.slack.channel_named("#advocacy").id
        yield Town(world, edge, handlers, ana, channel)
        assert world.complaints == []


async def test_a_command_whispers(town: Town) -> None:
    """The answer to a command is seen by the person who gave it, and by nobody else."""
    town.handlers.reply = Whisper(post=NOTE)
    await town.command("help")
    assert town.seen[-1].ephemeral_for == town.ana
    assert town.seen[-1].text == "Noted."


async def test_a_message_leads_through_a_form_and_is_replaced(town: Town) -> None:
    """Card, form, refusal at the field, correction, note: the whole way is accepted by Slack."""
    place = PlaceRef(platform=Platform.SLACK, id=town.channel)
    since = town.world.clock.now()
    posted = await town.edge.messenger.post(place, CARD, READER, "key-1")
    assert await town.edge.messenger.find(place, "key-1", since) == posted
    card = town.seen[-1]
    town.handlers.reply = OpenForm(form=form())
    await town.press(card, 0)
    town.handlers.reply = FieldErrors(errors=(("caption", verbatim("No.")),), form=form())
    refused = await town.submit(caption="Buy now!")
    assert refused.errors == {"caption": "No."}
    town.handlers.reply = Close(note=NOTE)
    assert (await town.submit(caption="Have a look")).ok
    assert town.world.views(town.ana) == []
    assert town.seen[-1].text == "Noted."
    town.handlers.reply = Replace(post=NOTE)
    await town.press(card, 1)
    (now,) = [m for m in town.seen if m.ts == posted.id]
    assert now.text == "Noted."


async def test_a_suggested_text_is_shown_and_typed_ones_are_kept(town: Town) -> None:
    """A press in a form can put words into a field, and leaves the other fields alone."""
    town.handlers.reply = OpenForm(form=form())
    await town.command("share")
    town.handlers.reply = NextForm(form=form(caption="Suggested"))
    view = town.world.views(town.ana)[-1]
    await town.world.interact.press(
        town.ana,
        {"type": "view", "view_id": view.id},
        "caption",
        {"action_id": "check", "value": "Typed"},
        {"caption": {"check": {"value": "Typed"}}},
    )
    after = town.world.views(town.ana)[-1]
    action_id = _element(after, "caption")["action_id"]
    assert after.values["caption"][action_id]["value"] == "Suggested"


async def test_the_home_page_is_shown(town: Town) -> None:
    """Opening the home page publishes it, with a drawn chart in it."""
    chart = Chart(
        title=verbatim("Weeks"),
        kind=ChartKind.LINE,
        points=(
            ChartPoint(label=verbatim("W1"), value=3),
            ChartPoint(label=verbatim("W2"), value=5),
        ),
        spoken=verbatim("It rose."),
    )
    town.handlers.reply = ShowHome(home=Home(name="home", parts=(chart,)))
    town.world.interact.open_home(town.ana)
    await town.world.delivery.settled()
    shown = town.world.home(town.ana)
    assert shown is not None
    assert shown.content["blocks"][0]["type"] == "data_visualization"


async def test_people_rooms_and_direct_messages(town: Town) -> None:
    """The company's people and the bot's rooms are read, and a person can be written to."""
    people = [person async for person in town.edge.messenger.people()]
    assert {"Europe/Ljubljana"} < {person.zone for person in people}
    assert any(person.locale == "sl-SI" for person in people)
    rooms = {room.name: room.private async for room in town.edge.messenger.rooms()}
    assert rooms["advocacy"] is False
    assert rooms["advocacy-leads"] is True
    direct = await town.edge.messenger.open_direct(PersonRef(platform=Platform.SLACK, id=town.ana))
    await town.edge.messenger.post(direct, CARD, READER, "key-2")
    assert town.world.dm(town.ana)[-1].text == "A card"
