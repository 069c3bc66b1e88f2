"""People who follow links: what their browsers send, and the links they follow."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from content_store.queries import links
from content_store.queries.links import ShortLink
from handlers import own_links
from programme.values import Member
from tests.helpers import sharing
from tests.helpers.company import Company

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

Client = TestClient[web.Request, web.Application]


class Serve(Protocol):
    """Serves a company's links."""

    def __call__(self, *, trusted_proxies: int = 1) -> Awaitable[Client]: ...


async def published(company: Company, network: str = "x") -> tuple[Member, int, str]:
    """A person, the item they shared, and the code of its link."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, network)
    item = await company.item("News")
    await company.submit(ana, await sharing.opened(company, ana, item))
    await company.work_until_idle(minutes=10)
    return ana, item, (await sharing.share_of(company, ana, item, network)).code


async def by_hand(company: Company, network: str) -> tuple[Member, int, ShortLink]:
    """A person without an account, an item, and their share link's short link."""
    ana = await company.person("Ana", joined=True)
    item = await company.item("News")
    await sharing.press_in(company, ana, await sharing.opened(company, ana, item), "share.more")
    async with company.store.reading(1) as u:
        link = await links.of_meaning(u, member_id=ana.id, item_id=item, network=network)
    assert link is not None
    return ana, item, link


def own(company: Company, code: str) -> str:
    """The path of a person's own link for a share's code."""
    return own_links.composer(company.tools(), code).removeprefix("https://glasnik.example")


async def get(
    client: Client, path: str, *, agent: str = BROWSER, ip: str = "203.0.113.9", **more: str
) -> ClientResponse:
    headers = {"User-Agent": agent, "X-Forwarded-For": ip, **more}
    return await client.get(path, headers=headers, allow_redirects=False)
