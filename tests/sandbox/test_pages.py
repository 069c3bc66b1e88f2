"""The blog, the share pages and the workplace page's API."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from aiohttp import ClientSession
from yarl import URL

from sandbox import company
from sandbox.app import serve
from sandbox.blog import scenes
from sandbox.blog.articles import ARTICLES
from sandbox.slack import manifest
from sandbox.social.composer import INTENTS
from sandbox.world import World
from tests.sandbox.stub import App, Slack, actions, button, field_of, modal, says, section

Json = dict[str, Any]


async def _read(session: ClientSession, url: str, /, **params: str) -> str:
    async with session.get(url, params=params) as response:
        assert response.status == 200, await response.text()
        return await response.text()


async def test_the_feed_is_a_feed(world: World, session: ClientSession) -> None:
    """Nine dated, categorised, pictured items in two languages, and more tomorrow."""
    url = f"{world.core.base_url}/blog/feed.xml"
    parsed = feedparser.parse(await _read(session, url))
    assert not parsed.bozo
    assert len(parsed.entries) == 9
    topics = Counter(entry.category for entry in parsed.entries)
    assert set(topics) == {"internal news", "product news", "thought leadership", "hiring"}
    first = parsed.entries[0]
    assert first.enclosures[0].type == "image/png"
    assert first.media_content[0]["url"].endswith(".png")
    world.clock.advance(timedelta(days=1))
    assert len(feedparser.parse(await _read(session, url)).entries) == 10


async def test_articles_describe_themselves(world: World, session: ClientSession) -> None:
    """Each page carries Open Graph tags and a picture with an alt text."""
    page = await _read(session, f"{world.core.base_url}/blog/{ARTICLES[0].slug}")
    assert f'<meta property="og:title" content="{ARTICLES[0].title}">' in page
    assert f'alt="{ARTICLES[0].alt}"' in page


@pytest.mark.parametrize("scene", sorted({article.scene for article in ARTICLES}))
def test_every_article_has_its_picture(scene: str) -> None:
    """Pictures are real PNG files of the size that networks want."""
    data = scenes.picture(scene)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert (data[16:20], data[20:24]) == ((1200).to_bytes(4), (628).to_bytes(4))
    assert len(data) < 200_000


async def test_the_feed_can_be_replaced(tmp_path: Path, session: ClientSession) -> None:
    """A file given at the start takes the place of the blog's own feed."""
    path = tmp_path / "feed.xml"
    path.write_text("<rss version='2.0'><channel><title>Ours</title></channel></rss>", "utf-8")
    world = company.build(staff=14, feed=str(path))
    async with serve(world) as url:
        assert "Ours" in await _read(session, f"{url}/blog/feed.xml")
        path.write_bytes("<?xml version='1.0' encoding='iso-8859-2'?><rss>č</rss>".encode("latin2"))
        async with session.get(f"{url}/blog/feed.xml") as response:
            assert await response.read() == path.read_bytes()


@pytest.mark.parametrize("feed", ["nowhere.xml", "http://127.0.0.1:9/feed.xml"])
async def test_a_replacement_that_cannot_be_read_is_said(feed: str, session: ClientSession) -> None:
    """Without an answer of its own the blog says which feed is missing and why."""
    world = company.build(staff=14, feed=feed)
    async with serve(world) as url, session.get(f"{url}/blog/feed.xml") as response:
        assert response.status == 502
        assert feed in await response.text()


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.path)
async def test_a_share_page_posts(world: World, session: ClientSession, intent: Any) -> None:
    """Each share page shows what would be posted, and posts as the chosen person."""
    url = world.core.base_url + intent.path
    nina = world.person("nina").id
    link = f"{world.core.base_url}/blog/{ARTICLES[1].slug}"
    query = {"text": f"So true {link}", "title": "So true", "url": link, "u": link, "as": nina}
    page = await _read(session, url, **query)
    assert f'value="{nina}" selected' in page
    assert ARTICLES[1].title in page or not (intent.link or "text" in page)
    form = {"as": nina, "text": "My words", "url": link if intent.link else ""}
    async with session.post(url, data=form) as posted:
        assert posted.status == 200
    post = world.posts(intent.network)[0]
    assert (post.person, post.text, post.via) == (nina, "My words", "composer")
    assert "My words" in await _read(session, post.url)


async def test_linkedins_share_page_ignores_text(world: World, session: ClientSession) -> None:
    """The official LinkedIn link prefills nothing but the link's card."""
    link = f"{world.core.base_url}/blog/{ARTICLES[0].slug}"
    url = f"{world.core.base_url}/linkedin/sharing/share-offsite/"
    page = await _read(session, url, url=link, text="SMUGGLED")
    assert "SMUGGLED" not in page
    assert ARTICLES[0].title in page


async def test_a_long_post_is_refused_with_its_words_kept(
    world: World, session: ClientSession
) -> None:
    """A post beyond the limit is not published, and what was written is still there."""
    form = {"as": world.person("nina").id, "text": "long " * 100, "url": ""}
    async with session.post(f"{world.core.base_url}/x/intent/tweet", data=form) as refused:
        page = await refused.text()
    assert "Too long" in page
    assert "long long" in page
    assert world.posts() == []


async def test_crawlers_stay_in_the_sandbox(
    world: World, stub: App, session: ClientSession
) -> None:
    """A link to elsewhere gets a bare card and is never fetched."""
    url = f"{world.core.base_url}/bluesky/intent/compose"
    page = await _read(session, url, text="see http://10.0.0.1/secret")
    assert "10.0.0.1" in page
    assert stub.got == []


class Visitor:
    """The page, as it calls its API."""

    def __init__(self, world: World, session: ClientSession, name: str) -> None:
        self.base = f"{world.core.base_url}/ui/api"
        self.session = session
        self.me = world.person(name).id

    async def get(self, path: str) -> Json:
        async with self.session.get(f"{self.base}/{path}", params={"as": self.me}) as response:
            return dict(await response.json())

    async def post(self, path: str, **body: Any) -> Json:
        body = {"as": self.me, **body}
        async with self.session.post(f"{self.base}/{path}", json=body) as response:
            return dict(await response.json())


@pytest.fixture
def visitor(world: World, session: ClientSession) -> Visitor:
    """Someone at the page who is Joe."""
    return Visitor(world, session, "joe")


async def test_the_workplace_is_described(world: World, visitor: Visitor) -> None:
    """The page learns of people, channels, commands, clock and networks; private rooms stay so."""
    place = await visitor.get("workplace")
    assert place["company"]["name"] == "Lipa Energija"
    assert {channel["name"] for channel in place["channels"]} == {"general", "advocacy"}
    assert {person["name"] for person in place["people"]} >= {"Maja Kovač", "Ana Novak", "Glasnik"}
    assert place["bot"]["installed"] is True
    assert place["commands"][0]["command"] == "/advocacy"
    assert place["clock"]["zone"] == "Europe/Ljubljana"
    leads = world.slack.channel_named("advocacy-leads").id
    async with visitor.session.get(f"{visitor.base}/conversation/{leads}?as={visitor.me}") as no:
        assert no.status == 404


async def test_a_visitor_lives_through_a_share(
    world: World, stub: App, slack: Slack, visitor: Visitor
) -> None:
    """Card, press, form, refusal, success: all through the page's API."""
    channel = world.slack.channel_named("advocacy").id
    await slack.json(
        "chat.postMessage",
        channel=channel,
        text="News",
        blocks=[section("News"), actions(button("share"))],
    )
    talk = await visitor.get(f"conversation/{channel}")
    card = talk["messages"][-1]
    assert card["author"]["is_bot"] is True
    container = {"type": "message", "channel_id": channel, "message_ts": card["ts"]}
    pressed = await visitor.post(
        "press",
        container=container,
        block_id="acts",
        action=card["blocks"][1]["elements"][0],
        state={"values": {}},
    )
    assert pressed == {"ok": True}
    await slack.json(
        "views.open", trigger_id=stub.last["trigger_id"], view=modal(field_of("caption"))
    )
    (form,) = (await visitor.get("views"))["stack"]
    values = {"caption": {"value": {"type": "plain_text_input", "value": "Mine"}}}
    stub.answer = says({"response_action": "errors", "errors": {"caption": "No"}})
    refused = await visitor.post("submit", view_id=form["id"], state={"values": values})
    assert refused == {"ok": False, "errors": {"caption": "No"}}
    stub.answer = says({"response_action": "clear"})
    assert (await visitor.post("submit", view_id=form["id"], state={"values": values}))["ok"]
    assert (await visitor.get("views"))["stack"] == []
    assert [call["method"] for call in (await visitor.get("log"))["calls"]] == [
        "chat.postMessage",
        "views.open",
    ]


async def test_unread_counts_until_it_is_read(world: World, slack: Slack, visitor: Visitor) -> None:
    """A new message counts for those who have not looked yet."""
    channel = world.slack.channel_named("advocacy").id

    async def unread() -> int:
        place = await visitor.get("workplace")
        return int(next(c["unread"] for c in place["channels"] if c["id"] == channel))

    before = await unread()
    await slack.json("chat.postMessage", channel=channel, text="News")
    assert (before, await unread()) == (0, 1)
    await visitor.post(f"conversation/{channel}/read")
    assert await unread() == 0


async def test_changes_arrive_by_themselves(world: World, slack: Slack, visitor: Visitor) -> None:
    """The stream tells of a message to this person, and nothing of others' private ones."""
    mine, other = visitor.me, world.person("ana").id
    async with visitor.session.get(f"{visitor.base}/events", params={"as": mine}) as stream:
        assert (await stream.content.readline()).startswith(b":")
        await stream.content.readline()
        for person in (other, mine):
            await slack.json("chat.postMessage", channel=person, text="psst")
        seen: list[Json] = []
        async with asyncio.timeout(2):
            while not any(change["type"] == "conversation" for change in seen):
                line = await stream.content.readline()
                if line.startswith(b"data: "):
                    seen.append(json.loads(line.removeprefix(b"data: ")))
    dm = world.slack.dm(mine)
    assert dm is not None
    assert [c["id"] for c in seen if c["type"] == "conversation"] == [dm.id]


async def test_home_opens_and_shows(
    world: World, stub: App, slack: Slack, visitor: Visitor
) -> None:
    """Opening Home tells the app; what it publishes is what the page shows."""
    assert (await visitor.get("home"))["view"] is None
    await visitor.post("home/open")
    await world.delivery.settled()
    assert stub.last["event"]["type"] == "app_home_opened"
    view = {"type": "home", "blocks": [section("Welcome")]}
    await slack.json("views.publish", user_id=visitor.me, view=view)
    assert (await visitor.get("home"))["view"]["blocks"][0]["text"]["text"] == "Welcome"


async def test_the_page_remembers_who_the_visitor_is(world: World, visitor: Visitor) -> None:
    """The networks' pages learn the person from the workplace's cookie."""
    visitor.session.cookie_jar.clear()
    async with visitor.session.get(f"{visitor.base}/workplace?as={visitor.me}") as response:
        assert response.cookies["as"].value == visitor.me
    assert URL(world.core.base_url).host == "127.0.0.1"


async def test_networks_list_what_was_posted(
    world: World, session: ClientSession, visitor: Visitor
) -> None:
    """The feed of each network shows author, card and numbers."""
    link = f"{world.core.base_url}/blog/{ARTICLES[0].slug}"
    form = {"as": visitor.me, "text": "", "url": link}
    url = f"{world.core.base_url}/linkedin/sharing/share-offsite/"
    async with session.post(url, data=form) as posted:
        assert posted.status == 200
    (post,) = (await visitor.get("networks"))["linkedin"]
    assert post["author"]["name"] == "Joe Baker"
    assert post["link"]["title"] == ARTICLES[0].title
    assert set(post["metrics"]) == {"impressions", "reactions", "comments", "reshares", "clicks"}


def test_the_same_seed_gives_the_same_world() -> None:
    """Identifiers and secrets do not change between runs, and do with another seed."""
    first, second, other = (company.build(staff=30, seed=seed) for seed in ("a", "a", "b"))
    assert [p.id for p in first.core.people] == [p.id for p in second.core.people]
    assert first.slack.bot_token == second.slack.bot_token != other.slack.bot_token


@pytest.mark.parametrize("staff", [14, 84, 5000])
def test_the_company_has_as_many_people_as_asked(staff: int) -> None:
    """Handles and addresses stay unique however large the company is."""
    world = company.build(staff=staff)
    people = [person for person in world.core.people if not person.is_bot]
    assert len(people) == staff
    assert len({person.handle for person in people}) == staff
    assert len({person.id for person in people}) == staff


def test_a_manifest_configures_the_app() -> None:
    """Name, commands, scopes, events and surfaces come from the manifest."""
    app = manifest.parse(
        {
            "display_information": {"name": "Herald"},
            "features": {
                "bot_user": {"display_name": "herald"},
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False},
                "slash_commands": [{"command": "/herald", "description": "d"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
        }
    )
    assert (app.name, app.home, app.messages_tab) == ("herald", True, False)
    assert (app.scopes, app.events) == (("chat:write",), frozenset({"app_home_opened"}))
    assert app.commands[0].command == "/herald"
