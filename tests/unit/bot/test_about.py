"""The pages that app descriptions point to."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web import about, pages
from chat import catalogue
from chat.people import Reader
from chat.say import say

Client = TestClient[web.Request, web.Application]
PATHS = (about.ABOUT, about.PRIVACY, about.TERMS)


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    """A browser at a server with these pages."""
    application = web.Application()
    application.add_routes([*about.routes(), *pages.assets()])
    async with TestClient(TestServer(application)) as found:
        yield found


async def read(client: Client, path: str, languages: str) -> str:
    async with client.get(path, headers={"Accept-Language": languages}) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        return html.unescape(await answer.text())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("languages", "language"), [("en-GB", "en"), ("sl-SI,sl;q=0.9", "sl"), ("", "en")]
)
async def test_each_page_speaks_the_readers_language(
    client: Client, path: str, languages: str, language: str
) -> None:
    """English and Slovene, and English to whoever asks for neither."""
    text = await read(client, path, languages)

    titles = {
        about.ABOUT: "about.title",
        about.PRIVACY: "about.privacy",
        about.TERMS: "about.terms",
    }
    title = catalogue.plain(say(titles[path]), Reader(locale=language, zone="UTC"))
    assert f'<html lang="{language}">' in text
    assert f"<h1>{title}</h1>" in text


@pytest.mark.parametrize("path", PATHS)
async def test_every_link_on_them_leads_somewhere(client: Client, path: str) -> None:
    """What a page points to is there."""
    text = await read(client, path, "en")
    linked = re.findall(r'(?:href|src)="([^"]+)"', text)
    assert len(linked) > 1

    for target in linked:
        async with client.get(target) as answer:
            assert answer.status == 200


async def test_the_privacy_page_tells_what_people_ask(client: Client) -> None:
    """It says who answers for the data, what is kept, and what never happens."""
    text = await read(client, about.PRIVACY, "en")

    for words in ("Your company runs Glasnik", "e-mail address", "No password", "one tap each"):
        assert words in text


async def test_the_terms_say_that_taking_part_is_voluntary(client: Client) -> None:
    """The terms bind nobody to take part, and promise nothing that the licence doesn't."""
    text = await read(client, about.TERMS, "en")

    assert "Taking part is voluntary" in text
    assert "Apache License 2.0" in text
