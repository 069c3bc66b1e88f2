"""The blog over HTTP: a front page, articles with Open Graph tags, pictures, an RSS feed.

RSS 2.0 (www.rssboard.org/rss-specification) with Media RSS for the pictures and their alt texts.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from sandbox import faults
from sandbox.blog import scenes
from sandbox.blog.articles import ARTICLES, Article
from sandbox.core import Core
from sandbox.web import page

_SECONDS: Final = 10.0
_BAD_GATEWAY: Final = 502
_RSS: Final = "application/rss+xml"


class Blog:
    """The blog of the company. `feed` is a file or URL whose content replaces its own feed."""

    def __init__(self, core: Core, *, feed: str = "") -> None:
        self._core = core
        self._feed = feed
        self.articles: list[Article] = list(ARTICLES)

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        return [
            web.get("/blog/", self.front),
            web.get("/blog/feed.xml", self.feed),
            web.get("/blog/pictures/{scene}.png", self.picture),
            web.get("/blog/{slug}", self.article),
            web.get("/avatars/{id}.png", self.avatar),
        ]

    def published(self) -> list[Article]:
        """Return what is published by now, newest first."""
        now = self._core.clock.now()
        found = [a for a in self.articles if self._date(a) <= now]
        return sorted(found, key=self._date, reverse=True)

    def url(self, article: Article) -> str:
        """Return the address of an article."""
        return f"{self._core.base_url}/blog/{article.slug}"

    async def front(self, request: web.Request) -> web.Response:
        """Show the list of articles."""
        shown = [self._shown(article) for article in self.published()]
        return page("blog.html", company=self._core.company, articles=shown)

    async def article(self, request: web.Request) -> web.Response:
        """Show one article."""
        slug = request.match_info["slug"]
        found = next((each for each in self.published() if each.slug == slug), None)
        if found is None:
            return page(
                "oops.html",
                status=404,
                label="Blog",
                network="blog",
                company=self._core.company,
                text="There is no such article.",
            )
        return page("article.html", company=self._core.company, article=self._shown(found))

    async def picture(self, request: web.Request) -> web.Response:
        """Serve a picture."""
        try:
            data = await asyncio.to_thread(scenes.picture, request.match_info["scene"])
        except KeyError:
            return web.Response(status=404)
        return web.Response(
            body=data, content_type="image/png", headers={"Cache-Control": "max-age=86400"}
        )

    async def avatar(self, request: web.Request) -> web.Response:
        """Serve the portrait of a person."""
        person = self._core.people.get(request.match_info["id"])
        if person is None:
            return web.Response(status=404)
        data = await asyncio.to_thread(scenes.avatar, person.color)
        return web.Response(body=data, content_type="image/png")

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """Serve the feed."""

        async def effect() -> web.StreamResponse:
            if not self._feed:
                return web.Response(text=self._rss(), content_type=_RSS)
            try:
                return web.Response(body=await self._replacement(), content_type=_RSS)
            except (OSError, aiohttp.ClientError) as error:
                return web.Response(text=f"{self._feed}: {error}", status=_BAD_GATEWAY)

        return await faults.around(
            self._core.faults, request, where="blog.feed", person=None, effect=effect
        )

    # ------------------------------------------------------------------------------------------

    def _date(self, article: Article) -> datetime:
        return article.published(self._core.clock.started)

    def _picture(self, article: Article) -> str:
        return f"{self._core.base_url}/blog/pictures/{article.scene}.png"

    def _shown(self, article: Article) -> dict[str, object]:
        local = self._date(article).astimezone(ZoneInfo(self._core.clock.zone))
        return {
            "title": article.title,
            "summary": article.summary,
            "body": article.body,
            "category": article.category,
            "author": article.author,
            "alt": article.alt,
            "language": article.language,
            "url": self.url(article),
            "image": self._picture(article),
            "date": f"{local.day}. {local.month}. {local.year}",
        }

    async def _replacement(self) -> bytes:
        """What stands at the file or address, as it is. Raises OSError and ClientError."""
        if not self._feed.startswith(("http://", "https://")):
            return await asyncio.to_thread(Path(self._feed).read_bytes)
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(self._feed, raise_for_status=True) as answer,
        ):
            return await answer.read()

    def _rss(self) -> str:
        items = "".join(self._item(article) for article in self.published())
        base = self._core.base_url
        name = escape(self._core.company)
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:media="http://search.yahoo.com/mrss/"><channel>'
            f"<title>{name}: blog</title><link>{base}/blog/</link>"
            f"<description>News from {name}</description><language>en</language>"
            f'<atom:link href="{base}/blog/feed.xml" rel="self" type="{_RSS}"/>'
            f"<lastBuildDate>{format_datetime(self._core.clock.now())}</lastBuildDate>"
            f"{items}</channel></rss>\n"
        )

    def _item(self, article: Article) -> str:
        url, image = escape(self.url(article)), quoteattr(self._picture(article))
        size = len(scenes.picture(article.scene))
        return (
            f"<item><title>{escape(article.title)}</title><link>{url}</link>"
            f'<guid isPermaLink="true">{url}</guid>'
            f"<pubDate>{format_datetime(self._date(article))}</pubDate>"
            f"<dc:creator>{escape(article.author)}</dc:creator>"
            f"<dc:language>{article.language}</dc:language>"
            f"<category>{escape(article.category)}</category>"
            f"<description>{escape(article.summary)}</description>"
            f'<enclosure url={image} length="{size}" type="image/png"/>'
            f'<media:content url={image} medium="image" type="image/png">'
            f'<media:description type="plain">{escape(article.alt)}</media:description>'
            "</media:content></item>"
        )
