"""The networks' own "share" pages, to which share links lead, and the pages of single posts.

Each page shows what would be posted, with what the network lets a link prefill and nothing more;
"Post" publishes as the visitor. Parameters: docs.x.com/x-for-websites/tweet-button,
docs.bsky.app/docs/advanced-guides/intent-links, and the networks' share buttons.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import regex
from aiohttp import web

from sandbox import faults
from sandbox.core import Core
from sandbox.social import pages, previews
from sandbox.social.feed import LABELS, Feed, NetworkPost, handle_of
from sandbox.web import colleagues, page, visitor
from sandbox.x import weigh

Page: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_URL = re.compile(r"https?://\S+")


def _graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def _x_text(query: Mapping[str, str]) -> str:
    words = [query.get("text", ""), query.get("url", "")]
    words += [f"#{tag}" for tag in query.get("hashtags", "").split(",") if tag]
    words += [f"via @{query['via']}"] if query.get("via") else []
    return " ".join(word for word in words if word)


def _text_only(query: Mapping[str, str]) -> str:
    return query.get("text", "")


def _text_and_url(query: Mapping[str, str]) -> str:
    return " ".join(word for word in (query.get("text", ""), query.get("url", "")) if word)


def _nothing(_query: Mapping[str, str]) -> str:
    return ""


def _title(query: Mapping[str, str]) -> str:
    return query.get("title", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """One share page. `link` names the parameter that carries the link apart from the text."""

    network: str
    path: str
    limit: int
    text: Callable[[Mapping[str, str]], str]
    measure: Callable[[str], int] = len
    link: str = ""


INTENTS: Final = (
    Intent(
        network="linkedin",
        path="/linkedin/sharing/share-offsite/",
        limit=3000,
        text=_nothing,
        link="url",
    ),
    Intent(network="linkedin", path="/linkedin/feed/", limit=3000, text=_text_only),
    Intent(
        network="x", path="/x/intent/tweet", limit=280, text=_x_text, measure=weigh.weighted_length
    ),
    Intent(
        network="x", path="/x/intent/post", limit=280, text=_x_text, measure=weigh.weighted_length
    ),
    Intent(
        network="bluesky",
        path="/bluesky/intent/compose",
        limit=300,
        text=_text_only,
        measure=_graphemes,
    ),
    Intent(network="threads", path="/threads/intent/post", limit=500, text=_text_and_url),
    Intent(
        network="facebook", path="/facebook/sharer/sharer.php", limit=63206, text=_nothing, link="u"
    ),
    Intent(network="whatsapp", path="/whatsapp/", limit=65536, text=_text_only),
    Intent(network="mastodon", path="/mastodon/share", limit=500, text=_text_only),
    Intent(network="mastodon", path="/mastodon/lipa.social/share", limit=500, text=_text_only),
    Intent(network="mastodon", path="/mastodon/toot.si/share", limit=1000, text=_text_only),
    Intent(network="reddit", path="/reddit/submit", limit=300, text=_title, link="url"),
)


class Composer:
    """The share pages and post pages."""

    def __init__(self, core: Core, feed: Feed) -> None:
        self._core = core
        self._feed = feed

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        routes = []
        for intent in INTENTS:
            show, post = self._pages(intent)
            routes += [web.get(intent.path, show), web.post(intent.path, post)]
        return [
            *routes,
            web.get("/linkedin/feed/update/{id}/", self.linkedin_post),
            web.get("/linkedin/feed/update/{id}", self.linkedin_post),
            web.get("/x/{handle}/status/{id}", self.x_post),
            web.get("/{network}/post/{id}", self.other_post),
        ]

    def _pages(self, intent: Intent) -> tuple[Page, Page]:
        async def show(request: web.Request) -> web.StreamResponse:
            return await self._guarded(request, intent, lambda: self._show(request, intent))

        async def post(request: web.Request) -> web.StreamResponse:
            return await self._guarded(request, intent, lambda: self._post(request, intent))

        return show, post

    async def _guarded(
        self,
        request: web.Request,
        intent: Intent,
        effect: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        return await faults.around(
            self._core.faults,
            request,
            where=f"{intent.network}.composer",
            person=None,
            effect=effect,
        )

    async def _show(self, request: web.Request, intent: Intent) -> web.Response:
        text = intent.text(request.query)
        url = request.query.get(intent.link, "") if intent.link else _first_url(text)
        return await self._form(request, intent, text=text, url=url, error="")

    async def _form(
        self, request: web.Request, intent: Intent, *, text: str, url: str, error: str
    ) -> web.Response:
        card = await previews.card(self._core, intent.network, url) if url else None
        return page(
            "compose.html",
            network=intent.network,
            intent=intent,
            label=LABELS[intent.network],
            company=self._core.company,
            me=visitor(request, self._core.people),
            people=colleagues(self._core.people),
            text=text,
            url=url,
            card=card,
            length=intent.measure(text),
            error=error,
        )

    async def _post(self, request: web.Request, intent: Intent) -> web.Response:
        form = await request.post()
        text, url = str(form.get("text", "")).replace("\r\n", "\n"), str(form.get("url", ""))
        person = visitor(request, self._core.people, str(form.get("as", "")))
        error = ""
        if person is None:
            error = "Choose who you are."
        elif not text.strip() and not url:
            error = "Write something first."
        elif intent.measure(text) > intent.limit:
            error = f"Too long: {intent.measure(text)} of {intent.limit}."
        if error or person is None:
            return await self._form(request, intent, text=text, url=url, error=error)
        post_id, address = self._named(intent.network, handle_of(person))
        link = url or _first_url(text)
        made = self._feed.add(
            NetworkPost(
                id=post_id,
                network=intent.network,
                person=person.id,
                text=text,
                at=self._core.clock.now(),
                url=address,
                via="composer",
                link=await previews.card(self._core, intent.network, link) if link else None,
            )
        )
        return page(
            "posted.html",
            label=LABELS[intent.network],
            network=intent.network,
            company=self._core.company,
            post=self._feed.shown(made),
        )

    def _named(self, network: str, handle: str) -> tuple[str, str]:
        """Return a fresh id and the address of a post."""
        number = self._feed.fresh_number()
        base = self._core.base_url
        if network == "linkedin":
            urn = f"urn:li:share:{number}"
            return urn, f"{base}/linkedin/feed/update/{urn}/"
        if network == "x":
            return number, f"{base}/x/{handle}/status/{number}"
        return number, f"{base}/{network}/post/{number}"

    async def linkedin_post(self, request: web.Request) -> web.Response:
        """Show one LinkedIn post."""
        return self._single("linkedin", request.match_info["id"])

    async def x_post(self, request: web.Request) -> web.Response:
        """Show one post on X."""
        return self._single("x", request.match_info["id"])

    async def other_post(self, request: web.Request) -> web.Response:
        """Show one post on another network."""
        return self._single(request.match_info["network"], request.match_info["id"])

    def _single(self, network: str, post_id: str) -> web.Response:
        return pages.post(self._core, self._feed, network, self._feed.find(network, post_id))


def _first_url(text: str) -> str:
    found = _URL.search(text)
    return found.group().rstrip(".,)!?") if found else ""
