"""Reading feeds, pages and pictures through the guarded fetcher."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from networks import feeds
from networks.fetching import FetchRefusal, FetchRefused, GuardedFetcher
from tests.contract.networks.network_fakes import served

PAGE = """<!doctype html><html lang="sl-SI"><head><title>Blog</title>
<meta property="og:title" content="Poročilo o omrežju">
<meta property="og:image" content="/slike/omrezje.png">
</head><body>…</body></html>"""


@pytest.fixture
async def blog() -> AsyncIterator[str]:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def feed(_: web.Request) -> web.Response:
        return web.Response(body=b"<rss/>", content_type="application/rss+xml")

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=b"\x89PNG", content_type="image/png")

    app = web.Application()
    app.router.add_get("/page", page)
    app.router.add_get("/feed", feed)
    app.router.add_get("/picture", picture)
    async with served(app) as base:
        yield base


@pytest.fixture
def fetcher(blog: str) -> GuardedFetcher:
    return GuardedFetcher(allow_hosts=frozenset({blog.removeprefix("http://")}))


async def test_a_page_becomes_a_card(fetcher: GuardedFetcher, blog: str) -> None:
    """A page's own words and absolute picture address come back."""
    card = await feeds.read_page(fetcher, f"{blog}/page")

    assert card.title == "Poročilo o omrežju"
    assert card.image == f"{blog}/slike/omrezje.png"
    assert (card.url, card.language) == (f"{blog}/page", "sl")


async def test_feeds_and_pictures_are_bytes(fetcher: GuardedFetcher, blog: str) -> None:
    """A feed and a picture come back as they are."""
    assert await feeds.fetch_feed(fetcher, f"{blog}/feed") == b"<rss/>"
    assert await feeds.fetch_image(fetcher, f"{blog}/picture") == b"\x89PNG"


async def test_a_picture_is_no_page(fetcher: GuardedFetcher, blog: str) -> None:
    """What is not a page is refused as one."""
    with pytest.raises(FetchRefused) as failed:
        await feeds.read_page(fetcher, f"{blog}/picture")

    assert failed.value.reason is FetchRefusal.CONTENT_TYPE
