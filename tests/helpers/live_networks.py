"""A company whose networks are the real ones, at the sandbox: what goes wrong there is real too.

Handlers, store, texts and pages are the program's own; people connect their accounts through the
pages of their private links and the consent pages of the sandbox.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp
import yarl
from aiohttp import web
from PIL import Image
from sqlmodel import SQLModel, select

from bot.web import network_callbacks
from chat import catalogue
from chat.parts import Buttons, Notice, Prose, Quote
from chat.people import Reader
from chat.replies import Close
from chat.screens import Post
from content_store import unit
from content_store.unit import Store
from handlers.accounts.apps import Apps
from handlers.budgets import Budget
from networks import addresses, base, bluesky, http, linkedin, mastodon, registry, x
from networks.base import Credentials, Outcome, Secret
from networks.building import NetworkTools
from networks.guard import Guard
from programme.values import Member, Share
from sandbox import company as workplaces
from sandbox.app import serve
from sandbox.clock import Clock
from sandbox.core import Options
from sandbox.social.feed import NetworkPost
from sandbox.world import World
from tests.helpers import connecting, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import BASE, Browser
from tests.helpers.databases import ManualClock

SERVER = "toot.si"
PICTURE_URL = "https://blog.example/picture.png"
LANGUAGES = ("en", "sl")
Row = TypeVar("Row", bound=SQLModel)
VISITOR = "joe"
"""The person of the sandbox whose accounts are connected."""
MONEY = 1_000_000_000
"""A month's budget that no test uses up, in millionths of a US dollar."""


@dataclass(kw_only=True)
class Live:
    """The company, the sandbox's world, and a browser in front of the pages of connecting."""

    company: Company
    world: World
    browser: Browser
    tools: NetworkTools

    def illustrate_mastodon(self) -> None:
        """Have all posts to Mastodon sent with a picture from now on."""
        pictured = PicturedSettings(
            server_url=self.world.mastodon.pattern,
            web=BASE,
            patience=mastodon.Patience(pause=0.0),
        )
        self.company.networks |= registry.build([pictured], self.tools)

    def posts(self, network: str) -> list[NetworkPost]:
        """What is on a network."""
        return self.world.posts(network)

    def typed(self, network: str) -> dict[str, str]:
        """What somebody types on the page of their private link."""
        person = self.world.person(VISITOR)
        match network:
            case "bluesky":
                bluesky_state = self.world.bluesky
                return {
                    "handle": bluesky_state.handle(person),
                    "app_password": bluesky_state.app_password(person),
                }
            case "mastodon":
                return {"server": SERVER}
            case _:
                return {}

    async def connect(self, who: Member, network: str) -> tuple[int, str]:
        """Follow a private link to its end, saying yes everywhere: the last page, and its status.

        A network that sends the visitor back at once, or with an error, is followed as well.
        """
        path = await connecting.link_for(self.company, who, network)
        answer = await self.browser.begin(path, **self.typed(network))
        if answer.status == 303:
            back = await self._consented(answer.headers["Location"])
            assert back.startswith(BASE), back
            answer = await self.browser.look(back.removeprefix(BASE))
        return answer.status, html.unescape(await answer.text())

    async def _consented(self, asked: str) -> str:
        """Say yes on a network's consent page; where it sends its visitor then."""
        url = yarl.URL(asked, encoded=True)
        who = {"as": self.world.person(VISITOR).id}
        async with aiohttp.ClientSession() as tab:
            async with tab.get(url, cookies=who, allow_redirects=False) as page:
                if page.status == 302:
                    return page.headers["Location"]
                fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', await page.text()))
            form = {name: html.unescape(value) for name, value in fields.items()}
            async with tab.post(
                url.with_query(None),
                data={**form, "decision": "allow"},
                cookies=who,
                allow_redirects=False,
            ) as landed:
                assert landed.status == 302, await landed.text()
                return landed.headers["Location"]

    async def item(self, *, picture: bool = False, url: str = "https://blog.example/post") -> int:
        """A new item, with a picture or without."""
        return await self.company.item(
            "News",
            url=url,
            image_url=PICTURE_URL if picture else None,
            image_alt="A hill with a wind turbine",
        )

    async def share_again(self, who: Member, network: str, item: int) -> None:
        """Send the form of an item off, for one network."""
        form = await sharing.opened(self.company, who, item)
        reply = await self.company.submit(who, form, networks=(network,))
        assert isinstance(reply, Close), reply

    async def rows(self, table: type[Row]) -> list[Row]:
        """Everything in a table of the company."""
        async with self.company.store.reading(1) as u:
            return list((await u.session.exec(select(table))).all())

    async def share(self, who: Member, network: str, item: int) -> Share:
        """How somebody's share stands."""
        return await sharing.share_of(self.company, who, item, network)


def words(post: Post, language: str) -> str:
    """All that a message says to a reader of this language, buttons included."""
    reader = Reader(locale=language, zone="Europe/Ljubljana")
    said = []
    for part in post.parts:
        match part:
            case Notice() | Prose():
                said.append(part.text)
            case Quote():
                said += [part.text] if part.caption is None else [part.caption, part.text]
            case Buttons():
                said += [button.label for button in part.buttons]
            case _:
                raise AssertionError(f"nobody told this test how {type(part).__name__} is read")
    return "\n".join(catalogue.plain(text, reader) for text in said)


@asynccontextmanager
async def open_live(store: Store, clock: ManualClock) -> AsyncIterator[Live]:
    """The sandbox, the networks in front of it and the company, for as long as the block lasts."""
    world = workplaces.build(
        staff=13,
        options=Options(rate_limits=False, link_previews=False),
        clock=Clock(wall=clock),
    )
    async with serve(world) as place:
        guard = Guard(allow_hosts=frozenset({urlsplit(place).netloc}))
        async with (
            http.make_session(before_call=unit.forbid_inside_unit) as plain,
            http.make_session(
                before_call=unit.forbid_inside_unit, connector=guard.connector()
            ) as guarded,
        ):
            company = await sharing.found(store, clock)
            tools = NetworkTools(
                client=http.ApiClient(plain, before_call=unit.forbid_inside_unit),
                guarded=http.ApiClient(guarded, before_call=unit.forbid_inside_unit),
                guard=guard,
                apps=Apps(store, company.tools().vault),
                now=clock,
                random_bytes=company.random.randbytes,
            )
            company.networks = registry.build(settings(world), tools)
            company.intents = {name: f"{place}/{name}" for name in company.networks}
            company.budgets = {
                "x": Budget(limit=MONEY, prices=company.networks["x"].prices),
            }
            company.feeds.documents[PICTURE_URL] = picture()
            pages = web.Application()
            pages.add_routes(network_callbacks.routes(company.tools(), company.networks))
            async with Browser.open(pages) as browser:
                yield Live(company=company, world=world, browser=browser, tools=tools)


Settings = linkedin.Settings | x.Settings | bluesky.Settings | mastodon.Settings


def settings(world: World) -> tuple[Settings, ...]:
    """Each network, at the sandbox."""
    place = world.core.base_url
    return (
        linkedin.Settings(
            app=linkedin.App(
                client_id=world.linkedin.client_id,
                client_secret=Secret(world.linkedin.client_secret),
                scopes=("openid", "profile", "w_member_social", "r_member_postAnalytics"),
            ),
            addresses=addresses.Addresses(api=f"{place}/linkedin", web=f"{place}/linkedin"),
            settle=0.0,
        ),
        x.Settings(
            app=x.App(client_id=world.x.client_id, client_secret=Secret(world.x.client_secret)),
            addresses=addresses.Addresses(api=f"{place}/x", web=f"{place}/x"),
        ),
        bluesky.Settings(
            addresses=addresses.Addresses(api=f"{place}/bluesky/appview", web=f"{place}/bluesky"),
            directory=f"{place}/bluesky/plc",
        ),
        mastodon.Settings(server_url=world.mastodon.pattern, web=BASE),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class PicturedSettings(mastodon.Settings):
    """For `Pictured`."""

    def build(self, tools: NetworkTools) -> mastodon.Mastodon:
        return Pictured(
            self,
            tools.guarded,
            tools.guard,
            tools.apps,
            now=tools.now,
            random_bytes=tools.random_bytes,
        )


class Pictured(mastodon.Mastodon):
    """Mastodon, each post of which is sent with a picture of its own.

    Handlers leave the picture to the server's preview of the link, so they never send one.
    """

    async def publish(self, post: base.Post, credentials: Credentials) -> Outcome:
        image = base.Image(body=picture(), media_type="image/png", width=64, height=48)
        return await super().publish(replace(post, images=(image,)), credentials)


def picture() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG")
    return out.getvalue()
