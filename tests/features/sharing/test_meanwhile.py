"""What happens between a plan and its post: it is kept, moved or dropped, never half of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest
import pytest_asyncio

from chat.replies import Close, OpenForm
from content_store.queries import accounts, items, people, shares, workspaces
from content_store.tables.items import ItemRow
from content_store.unit import Store, Unit
from handlers import connecting
from handlers.home import service as home
from handlers.welcome import service as welcome
from programme.states import ItemState, ShareState
from programme.values import Member, Share
from tests.helpers import networks, sharing
from tests.helpers.company import Company, Feeds
from tests.helpers.databases import START, ManualClock

Change = Callable[[Unit, Member, int], Awaitable[object]]


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock, networks.linkedin(), networks.x())


async def planned(company: Company) -> tuple[Member, int, Share]:
    """Ana planned an item for a good time on LinkedIn."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News")
    await company.submit(ana, await sharing.opened(company, ana, item), when="spread")
    return ana, item, await sharing.share_of(company, ana, item, "linkedin")


async def recalled(u: Unit, _: Member, item: int) -> None:
    assert await items.decide(u, item, ItemState.RECALLED, by=None)


async def expired(u: Unit, _: Member, item: int) -> None:
    row = await u.session.get(ItemRow, item)
    assert row is not None
    row.expires_at = u.now + timedelta(minutes=1)
    u.session.add(row)


async def left(u: Unit, ana: Member, _: int) -> None:
    await welcome.leave(u, ana)


async def departed(u: Unit, ana: Member, _: int) -> None:
    await connecting.disconnect_all(u, ana.id)


async def disconnected(u: Unit, ana: Member, _: int) -> None:
    assert await connecting.disconnect(u, member_id=ana.id, network="linkedin") == 1


@pytest.mark.parametrize("change", [recalled, expired, left, departed, disconnected])
async def test_what_ends_a_share_ends_its_plan(company: Company, change: Change) -> None:
    """Recalled, expired, left, departed, disconnected: nothing goes out at the planned time."""
    ana, item, share = await planned(company)
    async with company.store.unit(1) as u:
        await change(u, ana, item)
    await company.work_until_idle(days=10)
    assert sharing.fake(company, "linkedin").posts == []
    assert (await sharing.share_of(company, ana, item, "linkedin")).state is ShareState.CANCELLED
    assert share.state is ShareState.QUEUED


@pytest.mark.parametrize("change", [recalled, expired])
async def test_an_item_that_is_gone_is_told_of(company: Company, change: Change) -> None:
    """Whoever planned it hears that it did not go out, and that nobody is to blame."""
    ana, item, _ = await planned(company)
    async with company.store.unit(1) as u:
        await change(u, ana, item)
    await company.work_until_idle(days=10)
    assert sharing.key(sharing.last_told(company, ana).summary) == "share.cancelled"


@pytest.mark.parametrize("press", ["planned.now", "planned.change"])
async def test_a_recalled_item_goes_out_by_no_other_way(company: Company, press: str) -> None:
    """Sending it at once and moving it are refused, before its time comes."""
    ana, item, share = await planned(company)
    async with company.store.unit(1) as u:
        await recalled(u, ana, item)
    reply = await company.press(ana, press, share=share.id)
    form = getattr(reply, "form", None)
    if form is not None:
        reply = await company.submit(ana, form)
    post = getattr(reply, "post", None)
    assert post is not None, reply
    assert sharing.key(post.summary) == "refused.share_not_available"
    await company.work_until_idle(days=10)
    assert sharing.fake(company, "linkedin").posts == []


async def test_a_pause_is_silence_and_no_more(company: Company) -> None:
    """What somebody planned before their pause goes out as they planned it."""
    ana, item, _ = await planned(company)
    async with company.store.unit(1) as u:
        await welcome.pause(u, await people.get(u, ana.id))
    await company.work_until_idle(days=10)
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED


async def test_another_text_of_the_item_changes_nothing(company: Company) -> None:
    """What goes out is what was confirmed, whatever the item says by then."""
    _, item, share = await planned(company)
    async with company.store.unit(1) as u:
        row = await u.session.get(ItemRow, item)
        assert row is not None
        row.title, row.summary, row.url = "Other", "Other.", "https://other.example/"
        u.session.add(row)
    await company.work_until_idle(days=10)
    [(_, post)] = sharing.fake(company, "linkedin").posts
    assert post.text == share.text
    assert "News" in post.text


async def test_a_held_programme_holds_plans_too(company: Company) -> None:
    """What comes due while the programme is on hold goes out when it goes on."""
    ana, item, share = await planned(company)
    assert share.scheduled_for is not None
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=True)
    company.clock.now = share.scheduled_for
    await company.work()
    assert sharing.fake(company, "linkedin").posts == []
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=False)
    await company.work_until_idle(hours=1)
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED


async def test_an_account_that_ends_meanwhile_is_told_of(company: Company) -> None:
    """The person hears why nothing went out, and is asked to connect again."""
    ana, item, _ = await planned(company)
    async with company.store.unit(1) as u:
        [account] = await accounts.of_member(u, ana.id)
        assert await accounts.needs_reconnect(u, account.id)
    await company.work_until_idle(days=10)
    share = await sharing.share_of(company, ana, item, "linkedin")
    assert (share.state, share.failure) == (ShareState.FAILED, "reconnect")


async def test_the_page_lists_a_plan_once(company: Company) -> None:
    """Under what is planned while it waits, among the shares once it is out."""
    ana, item, share = await planned(company)
    before = await _page(company, ana)
    assert (before.count("plan.line"), before.count("home.share_not_out")) == (1, 0)
    assert share.scheduled_for is not None
    company.clock.now = share.scheduled_for
    await company.work()
    after = await _page(company, ana)
    assert (after.count("plan.line"), after.count("home.share")) == (0, 1)
    async with company.store.reading(1) as u:
        assert (await shares.get(u, share.id)).item_id == item


async def test_many_plans_leave_the_shares_in_view(company: Company) -> None:
    """However much is planned, the page shows five plans, five shares, and how many more."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    for number in range(6):
        item = await company.item(f"Out {number}")
        await company.submit(ana, await sharing.opened(company, ana, item))
    await company.work()
    for number in range(7):
        item = await company.item(f"Later {number}")
        await company.submit(ana, await sharing.opened(company, ana, item), when="spread")
    page = await _page(company, ana)
    assert (page.count("plan.line"), page.count("home.share")) == (5, 5)
    assert page.count("plan.more") == 1
    assert company.clock() == START


async def _page(company: Company, who: Member) -> list[str]:
    """The sentences of a person's own page."""
    async with company.store.reading(1) as u:
        workspace = await workspaces.get(u)
        labels = {name: network.label for name, network in company.networks.items()}
        page = await home.page(u, workspace, who.id, connectable=labels)
    return [sharing.key(text) for part in page.parts if (text := getattr(part, "text", None))]


@dataclass(kw_only=True)
class SlowPictures(Feeds):
    """Something happens while a picture is fetched: between the claim of a share and its call."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def fetch_image(self, url: str) -> bytes:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return await super().fetch_image(url)


async def due_with_a_picture(
    company: Company, then: Callable[[Member, Share], Awaitable[None]]
) -> tuple[Member, int, Share]:
    """Ana's plan comes due, and while its picture is fetched she does this.

    Her tap is answered by a machine whose clock is a second behind, so the time has not come there.
    """
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News", image_url="https://blog.example/picture.png")
    await company.submit(ana, await sharing.opened(company, ana, item), when="spread")
    share = await sharing.share_of(company, ana, item, "linkedin")
    assert share.scheduled_for is not None
    due = share.scheduled_for

    async def a_second_behind() -> None:
        company.clock.now = due - timedelta(seconds=1)
        await then(ana, share)
        company.clock.now = due

    pictures = SlowPictures(meanwhile=a_second_behind)
    company.feeds = pictures
    company.clock.now = due
    await company.work()
    assert pictures.meanwhile is None
    return ana, item, share


async def test_a_plan_that_is_moved_in_the_last_moment(company: Company) -> None:
    """Moved between its claim and its call, it is not posted early, and goes out then, once."""
    moved: list[datetime] = []

    async def move(ana: Member, share: Share) -> None:
        opened = await company.press(ana, "planned.change", share=share.id)
        assert isinstance(opened, OpenForm)
        asked = await sharing.press_in(company, ana, opened.form, "planned.refresh", when="at")
        day = (company.clock() + timedelta(days=2)).date()
        reply = await company.submit(ana, asked, when="at", when_day=day, when_time=time(11, 30))
        assert isinstance(reply, Close), reply
        # Half past eleven in Ljubljana, in winter.
        moved.append(datetime.combine(day, time(10, 30), UTC))

    ana, item, _ = await due_with_a_picture(company, move)
    waiting = await sharing.share_of(company, ana, item, "linkedin")
    assert (waiting.state, waiting.scheduled_for) == (ShareState.QUEUED, moved[0])
    company.clock.now = moved[0] - timedelta(seconds=1)
    await company.work()
    assert sharing.fake(company, "linkedin").used == []
    await company.work_until_idle(days=10)

    share = await sharing.share_of(company, ana, item, "linkedin")
    assert (share.state, share.published_at) == (ShareState.PUBLISHED, moved[0])
    [(_, post)] = sharing.fake(company, "linkedin").posts
    assert post.confirmed_at == moved[0]
    assert sharing.told(company, ana) == ["share.published"]


async def test_a_plan_that_is_stopped_in_the_last_moment(company: Company) -> None:
    """Stopped between its claim and its call, it never goes out."""

    async def stop(ana: Member, share: Share) -> None:
        await company.press(ana, "planned.cancel", share=share.id)

    ana, item, _ = await due_with_a_picture(company, stop)
    await company.work_until_idle(days=10)
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.CANCELLED
    assert sharing.fake(company, "linkedin").used == []


async def test_a_plan_that_is_sent_off_in_the_last_moment(company: Company) -> None:
    """Sent off at once between its claim and its call, it goes out once all the same."""

    async def send(ana: Member, share: Share) -> None:
        await company.press(ana, "planned.now", share=share.id)

    ana, item, _ = await due_with_a_picture(company, send)
    await company.work_until_idle(days=10)
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED
    assert len(sharing.fake(company, "linkedin").used) == 1
