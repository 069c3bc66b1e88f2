"""The page that offers a text for copying: what it shows, to whom, and that it fetches nothing."""

from __future__ import annotations

import io
import re

import PIL.Image
import pytest

import handlers.review.tasks  # noqa: F401 - imported for what it registers
from content_store.queries import items, links
from handlers import own_links
from handlers.review.routes import routes as review_routes
from programme.states import ItemState
from programme.tasks import KeepPicture
from programme.values import Member
from tests.helpers import sharing, visiting
from tests.helpers.company import Company
from tests.helpers.photos import SECRET_PLACE, photo
from tests.helpers.visiting import Serve

URL = "https://blog.example/roof.jpg"
ALT = 'A roof with "new" panels'


async def offered(
    company: Company, name: str, item: int, network: str = "linkedin"
) -> tuple[Member, str]:
    """Somebody who opened the share form for an item, and the path of their own link."""
    who = await company.person(name, joined=True)
    await sharing.press_in(company, who, await sharing.opened(company, who, item), "share.more")
    async with company.store.reading(1) as u:
        link = await links.of_meaning(u, member_id=who.id, item_id=item, network=network)
    assert link is not None
    return who, visiting.own(company, link.code)


async def pictured(company: Company, *, kept: bool = True) -> int:
    """An item whose picture is kept, unless it is not."""
    company.feeds.documents[URL] = photo()
    item = await company.item("Roof", image_url=URL, image_alt=ALT, source="Our blog")
    if kept:
        company.routes.tasks[KeepPicture] = review_routes.tasks[KeepPicture]
        await company.run(KeepPicture(item=item))
    company.feeds.fetched.clear()
    return item


@pytest.mark.parametrize("network", ["linkedin", "facebook"])
async def test_it_shows_what_readers_will_see(company: Company, serve: Serve, network: str) -> None:
    """Picture with its description, title and source stand there, and the picture is ours."""
    _, path = await offered(company, "Ana", await pictured(company), network)
    client = await serve()
    html = await (await visiting.get(client, path)).text()
    (picture,) = re.findall(r'<img src="https://glasnik\.example([^"]+)"', html)

    assert picture == f"{path}/picture"
    assert 'alt="A roof with &#34;new&#34; panels"' in html
    assert "<strong>Roof</strong> <span>Our blog</span>" in html
    given = await visiting.get(client, picture)
    body = await given.read()
    assert given.status == 200
    assert given.content_type == PIL.Image.open(io.BytesIO(body)).get_format_mimetype()
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert SECRET_PLACE.encode() not in body


async def test_a_picture_that_is_not_kept_is_neither_shown_nor_fetched(
    company: Company, serve: Serve
) -> None:
    """The page does without, and whoever asks for the picture makes the program call nobody."""
    _, path = await offered(company, "Ana", await pictured(company, kept=False))
    client = await serve()
    html = await (await visiting.get(client, path)).text()

    assert "<img" not in html
    assert "<strong>Roof</strong>" in html
    assert (await visiting.get(client, f"{path}/picture")).status == 404
    assert company.feeds.fetched == []


async def test_a_picture_goes_with_its_item(company: Company, serve: Serve) -> None:
    """What was recalled shows its picture to nobody any more."""
    item = await pictured(company)
    _, path = await offered(company, "Ana", item)
    client = await serve()
    assert (await visiting.get(client, f"{path}/picture")).status == 200
    async with company.store.unit(1) as u:
        assert await items.decide(u, item, ItemState.RECALLED, by=None)

    assert (await visiting.get(client, f"{path}/picture")).status == 404


async def test_it_asks_to_leave_the_disclosure_in(company: Company, serve: Serve) -> None:
    """Where the text tells readers of the employer, the page says so; elsewhere it does not."""
    client = await serve()
    said = {}
    for product in (True, False):
        item = await company.item("Heat pumps", product=product)
        _, path = await offered(company, f"Ana {product}", item)
        said[product] = await (await visiting.get(client, path)).text()

    told = "The text says that you work at Company 1. Please leave that in"
    assert told in said[True]
    assert re.search(r"<textarea[^>]*>[^<]*I work at Company 1\.", said[True])
    assert "Please leave that in" not in said[False]


async def test_it_works_without_a_script(company: Company, serve: Serve) -> None:
    """The text can be marked and the network opened; the button that needs a script is hidden."""
    _, path = await offered(company, "Ana", await company.item("News"), "facebook")
    html = await (await visiting.get(await serve(), path)).text()

    assert re.search(r"<textarea[^>]* readonly>[^<]*News", html)
    assert re.search(r'<a class="go" href="https://www\.facebook\.com/sharer/[^"]+"', html)
    assert re.search(r'<button type="button" id="copy"[^>]* hidden>', html)
    assert "onclick" not in html


async def test_only_a_signed_link_opens_anything(company: Company, serve: Serve) -> None:
    """The code alone, which all can read in the post, opens nothing; nor does what was made up."""
    _, path = await offered(company, "Ana", await pictured(company))
    code, _, signature = path.removeprefix("/go/").partition(".")
    made_up = ["", ".", f".{'A' * len(signature)}", f".{signature[:-1]}", f".{signature}A"]
    client = await serve()
    for ending in made_up:
        for more in ("", "/post", "/picture"):
            assert (await visiting.get(client, f"/go/{code}{ending}{more}")).status == 404
    assert (await visiting.get(client, path)).status == 200


async def test_one_persons_signature_opens_nobody_elses_link(
    company: Company, serve: Serve
) -> None:
    """Ana's signature on Bor's code is worth nothing, and neither is one for another purpose."""
    item = await pictured(company)
    _, anas = await offered(company, "Ana", item)
    _, bors = await offered(company, "Bor", item)
    code = bors.removeprefix("/go/").partition(".")[0]
    other = company.tools().vault.sign(code, purpose="something else")
    client = await serve()
    for signature in (anas.partition(".")[2], other):
        for more in ("", "/post", "/picture"):
            assert (await visiting.get(client, f"/go/{code}.{signature}{more}")).status == 404
    assert own_links.code_of(company.tools(), bors.removeprefix("/go/")) == code
