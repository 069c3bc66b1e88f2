"""Pictures go along with posts: fetched once, clean, described, and never in the way of a post."""

from __future__ import annotations

import pytest_asyncio

import handlers.review.tasks  # noqa: F401 - imported for what it registers
from content_store.unit import Store
from handlers.review.routes import routes as review_routes
from programme.states import ShareState
from programme.tasks import KeepPicture
from tests.helpers import sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock
from tests.helpers.photos import SECRET_PLACE, photo

URL = "https://blog.example/roof.jpg"


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    made = await sharing.found(store, clock)
    made.feeds.documents[URL] = photo()
    return made


async def shared_by(company: Company, name: str, item: int, network: str = "linkedin") -> None:
    who = await company.person(name, joined=True)
    await sharing.connect(company, who, network)
    await company.submit(who, await sharing.opened(company, who, item))
    await company.work_until_idle(minutes=1)
    assert await sharing.state_of(company, who, item, network) is ShareState.PUBLISHED


async def test_two_shares_fetch_a_picture_once(company: Company) -> None:
    """The second share of an item takes the picture that is kept, described by the item's words."""
    item = await company.item("Roof", image_url=URL, image_alt="A roof with panels")
    assert SECRET_PLACE.encode() in photo()
    await shared_by(company, "Ana", item)
    await shared_by(company, "Bor", item)
    assert company.feeds.fetched == [URL]
    for _, post in sharing.fake(company, "linkedin").posts:
        assert post.link is not None
        assert post.link.image is not None
        assert post.link.image.alt == "A roof with panels"
        assert SECRET_PLACE.encode() not in post.link.image.body
        assert (post.link.image.width, post.link.image.height) == (1200, 800)


async def test_a_picture_that_can_not_be_had_stops_no_post(company: Company) -> None:
    """Neither a dead address nor a file that is no picture keeps a share from going out."""
    company.feeds.documents[URL] = b"<html>gone</html>"
    await shared_by(company, "Ana", await company.item("Roof", image_url=URL, image_alt="A roof"))
    dead = "https://blog.example/dead.png"
    await shared_by(company, "Bor", await company.item("Wind", image_url=dead, image_alt="Wind"))
    assert all(p.link and p.link.image is None for _, p in sharing.fake(company, "linkedin").posts)


async def test_networks_that_draw_their_own_card_get_none(company: Company) -> None:
    """X reads the linked page itself: nothing is fetched for it."""
    item = await company.item("Roof", image_url=URL, image_alt="A roof")
    await shared_by(company, "Ana", item, "x")
    assert company.feeds.fetched == []


async def test_an_approved_items_picture_is_kept_at_once(company: Company) -> None:
    """It is fetched when the item is approved, so that nobody's share waits for it."""
    company.routes.tasks[KeepPicture] = review_routes.tasks[KeepPicture]
    item = await company.item("Roof", image_url=URL, image_alt="A roof")
    await company.run(KeepPicture(item=item))
    await shared_by(company, "Ana", item)
    assert company.feeds.fetched == [URL]


async def test_a_post_of_the_company_is_passed_on_as_it_is(company: Company) -> None:
    """An item that is itself a post on the network is reshared, with the person's own words."""
    item = await company.item(
        "Ours", url="https://linkedin.example/p77", image_url=URL, image_alt="x"
    )
    await shared_by(company, "Ana", item)
    ((_, post),) = sharing.fake(company, "linkedin").posts
    assert post.reshare == "post:https://linkedin.example/p77"
    assert post.text
    assert company.feeds.fetched == []
