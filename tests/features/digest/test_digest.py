"""The digest: who gets which items when, and how a person takes one out of their sight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

import handlers.delivery.tasks
import handlers.digest.actions
import handlers.digest.tasks  # noqa: F401 - these fill the routes
from chat import codec
from chat.parts import ContentCard
from chat.ports import AnswerLost
from chat.replies import Replace, Whisper
from chat.screens import Post
from content_store.queries import digests, items, people, places, workspaces
from content_store.unit import Store
from handlers.delivery.routes import routes as delivery
from handlers.digest.routes import routes as digest
from programme.states import ItemState
from programme.tasks import BuildDigest
from programme.values import Member, Place
from tests.helpers import company as companies
from tests.helpers import pressing
from tests.helpers.company import Company, verbatim_of
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, delivery, digest)


async def build(
    company: Company, *, place: Place | None = None, member: Member | None = None
) -> None:
    await company.run(
        BuildDigest(
            due=company.clock().isoformat(),
            place=None if place is None else place.id,
            member=None if member is None else member.id,
        )
    )
    await company.work()


def cards(post: Post) -> list[ContentCard]:
    return [part for part in post.parts if isinstance(part, ContentCard)]


def titles(post: Post) -> list[str]:
    return [verbatim_of(card.title) for card in cards(post)]


async def test_only_approved_live_items_are_in_a_digest(company: Company) -> None:
    """What is in review, returned, or past its last day never reaches anybody."""
    place = await company.channel("general")
    await company.item("Good")
    await company.item("Unread", state=ItemState.IN_REVIEW)
    await company.item("Returned", state=ItemState.RETURNED)
    await company.item("Old", expires_at=company.clock() - timedelta(hours=1))
    await build(company, place=place)

    [message] = company.chat.in_("C-general")
    assert titles(message.post) == ["Good"]


async def test_an_item_comes_to_a_channel_once(company: Company) -> None:
    """What was shown in a channel does not come again; with nothing new nothing is posted."""
    place = await company.channel("general")
    await company.item("First")
    await build(company, place=place)
    company.clock.forward(days=1)
    await build(company, place=place)
    assert len(company.chat.in_("C-general")) == 1

    await company.item("Second")
    await build(company, place=place)
    assert [titles(m.post) for m in company.chat.in_("C-general")] == [["First"], ["Second"]]


async def test_a_digest_is_built_once(company: Company) -> None:
    """The same occasion built twice posts one digest."""
    place = await company.channel("general")
    for number in range(8):
        await company.item(f"Item {number}")
    await build(company, place=place)
    await build(company, place=place)

    [message] = company.chat.in_("C-general")
    assert len(cards(message.post)) == 5


async def test_an_evergreen_item_comes_back_after_a_rest(company: Company) -> None:
    """An evergreen item may be shown again when it has rested."""
    place = await company.channel("general")
    await company.item("Evergreen", evergreen=True)
    await build(company, place=place)
    company.clock.forward(days=29)
    await build(company, place=place)
    assert len(company.chat.in_("C-general")) == 1
    company.clock.forward(days=7)
    await build(company, place=place)
    assert len(company.chat.in_("C-general")) == 2


async def test_what_a_failed_delivery_held_comes_again(company: Company) -> None:
    """Items of a digest that nobody is known to have seen are in the next one."""
    company.chat.finds = False
    place = await company.channel("general")
    await company.item("First")
    company.chat.fail("post", AnswerLost("timeout"))
    await build(company, place=place)
    await company.work_until_idle(hours=1)
    assert company.chat.in_("C-general") == []

    company.clock.forward(days=1)
    await build(company, place=place)
    [message] = company.chat.in_("C-general")
    assert titles(message.post) == ["First"]


async def test_a_channel_gets_its_topics(company: Company) -> None:
    """A channel that follows topics gets those, and items without a topic."""
    async with company.store.unit(1) as u:
        await items.add_topics(u, {"hiring": "Hiring", "product-news": "Product news"})
        hiring, product = await items.topics(u)
    place = await company.channel("people")
    async with company.store.unit(1) as u:
        await places.follow(u, place.id, [hiring.id])
    await company.item("Jobs", topic_id=hiring.id)
    await company.item("Release", topic_id=product.id)
    await company.item("For all")
    await build(company, place=place)

    [message] = company.chat.in_("C-people")
    assert sorted(titles(message.post)) == ["For all", "Jobs"]


async def test_a_channel_with_the_digest_off_gets_none(company: Company) -> None:
    """The switch of a channel is obeyed."""
    place = await company.channel("random", digest=False)
    await company.item("Good")
    await build(company, place=place)

    assert company.chat.messages == []


async def test_only_people_who_want_it_get_a_direct_digest(company: Company) -> None:
    """No direct digest before opting in, without asking for it, while paused, or after leaving."""
    await company.item("Good")
    stranger = await company.person("Stranger")
    joined = await company.person("Joined", joined=True)
    paused = await company.person("Paused", direct=True)
    gone = await company.person("Gone", direct=True)
    wants = await company.person("Wants", direct=True)
    async with company.store.unit(1) as u:
        await people.pause(u, paused.id, company.clock() + timedelta(days=14))
        await people.leave(u, gone.id)
    for member in (stranger, joined, paused, gone, wants):
        await build(company, member=member)

    assert [message.ref.place.id for message in company.chat.messages] == ["D-U-Wants"]


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 4, 6, 8, tzinfo=UTC)]
)
async def test_no_digest_on_a_day_off(company: Company, day: datetime) -> None:
    """Neither a Sunday nor Easter Monday brings a digest, to a channel or a person."""
    company.clock.now = day
    place = await company.channel("general")
    wants = await company.person("Wants", direct=True)
    await company.item("Good")
    await build(company, place=place)
    await build(company, member=wants)

    assert company.chat.messages == []


async def test_a_held_programme_builds_its_digest_when_released_the_same_day(
    company: Company,
) -> None:
    """On hold nothing is chosen; released the same day the digest comes, with what is good then."""
    place = await company.channel("general")
    await company.item("Good")
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=True)
    task = BuildDigest(due=company.clock().isoformat(), place=place.id)
    again = await company.run(task)
    assert again is not None
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=False)
    company.clock.now = again.run_at
    assert await company.run(task) is None
    await company.work()
    assert len(company.chat.in_("C-general")) == 1


async def test_a_digest_that_was_held_past_its_day_is_not_built(company: Company) -> None:
    """On hold until the day after, yesterday's digest stays away; its items come with today's."""
    place = await company.channel("general")
    await company.item("Good")
    task = BuildDigest(due=company.clock().isoformat(), place=place.id)
    company.clock.forward(days=1)
    assert await company.run(task) is None
    await company.work()
    assert company.chat.messages == []

    await build(company, place=place)
    assert len(company.chat.in_("C-general")) == 1


async def test_each_card_can_be_acted_on_and_told_apart(company: Company) -> None:
    """Each card has its four buttons, and a screen reader hears which item they belong to."""
    place = await company.channel("general")
    item = await company.item(
        "Launch",
        image_url="https://blog.example/p.png",
        image_alt="A wind turbine",
        product=True,
        expires_at=company.clock() + timedelta(days=3),
    )
    await build(company, place=place)
    [card] = cards(company.chat.in_("C-general")[0].post)

    assert [b.press.name for b in card.buttons if b.press] == [
        "share.open",
        "share.edit",
        "digest.hide",
        "guidelines.show",
    ]
    assert all(b.press and dict(b.press.args)["item"] == str(item) for b in card.buttons[:3])
    assert [bool(b.press and b.press.opens_form) for b in card.buttons] == [
        True,
        True,
        False,
        True,
    ]
    assert all(b.spoken is not None for b in card.buttons)
    assert card.picture is not None
    assert verbatim_of(card.picture.alt) == "A wind turbine"
    assert len(card.details) == 4


async def test_not_for_me_in_a_channel_is_between_us(company: Company) -> None:
    """In a channel the post stays; the person alone hears that it is hidden, and may say why."""
    ana = await company.person("Ana", direct=True)
    place = await company.channel("general")
    item = await company.item("Launch")
    await build(company, place=place)
    post = company.chat.in_("C-general")[0].post
    hide = pressing.button(post, "digest.hide").press
    assert hide is not None

    reply = await company.push(ana, hide)
    assert isinstance(reply, Whisper)
    why = pressing.button(reply.post, "digest.why", reason="not_now").press
    assert why is not None
    assert isinstance(await company.push(ana, why), Replace)
    async with company.store.reading(1) as u:
        assert await digests.feedback(u, item) == {"not_now": 1}
    await build(company, member=ana)
    assert company.chat.in_("D-U-Ana") == []

    undo = pressing.button(reply.post, "digest.unhide").press
    assert undo is not None
    assert isinstance(await company.push(ana, undo), Replace)
    await build(company, member=ana)
    assert len(company.chat.in_("D-U-Ana")) == 1


async def test_not_for_me_in_ones_own_digest_takes_the_card_out(company: Company) -> None:
    """In a direct digest the card goes and a way back stays; pressing twice changes nothing."""
    ana = await company.person("Ana", direct=True)
    first = await company.item("First")
    company.clock.forward(minutes=1)
    await company.item("Second")
    await build(company, member=ana)
    post = company.chat.in_("D-U-Ana")[0].post
    assert titles(post) == ["Second", "First"]
    hide = pressing.button(post, "digest.hide", item=first).press
    assert hide is not None

    await company.push(ana, hide)
    reply = await company.push(ana, hide)
    assert isinstance(reply, Replace)
    assert titles(reply.post) == ["Second"]
    undo = pressing.button(reply.post, "digest.unhide", item=first).press
    assert undo is not None
    back = await company.push(ana, undo)
    assert isinstance(back, Replace)
    assert titles(back.post) == ["Second", "First"]


async def test_the_way_back_stands_where_the_card_was(company: Company) -> None:
    """Whoever hides the first card finds the way back there, not below all the others."""
    ana = await company.person("Ana", direct=True)
    await company.item("Second")
    company.clock.forward(minutes=1)
    first = await company.item("First")
    await build(company, member=ana)
    hide = pressing.button(company.chat.in_("D-U-Ana")[0].post, "digest.hide", item=first).press
    assert hide is not None
    reply = await company.push(ana, hide)
    assert isinstance(reply, Replace)
    names = [press.name for press in pressing.presses(reply.post)]
    assert names.index("digest.unhide") < names.index("share.open")


async def test_another_persons_digest_can_not_be_changed(company: Company) -> None:
    """A press with another's digest in it hides for the one who pressed, and shows nothing."""
    ana = await company.person("Ana", direct=True)
    eve = await company.person("Eve")
    item = await company.item("First")
    await build(company, member=ana)

    reply = await company.press(eve, "digest.hide", item=item, due=company.clock().isoformat())
    assert isinstance(reply, Whisper)
    async with company.store.reading(1) as u:
        assert await digests.hidden_by(u, ana.id) == frozenset()


async def test_a_digest_survives_storage(company: Company) -> None:
    """The screen that is kept with the delivery is the one that was made."""
    place = await company.channel("general")
    await company.item("Launch", image_url="https://blog.example/p.png")
    await build(company, place=place)
    post = company.chat.in_("C-general")[0].post

    assert codec.loads_post(codec.dumps(post)) == post


@pytest.mark.parametrize("name", ["digest.hide", "digest.unhide", "digest.why"])
@pytest.mark.parametrize("state", [ItemState.IN_REVIEW, ItemState.RETURNED])
async def test_a_made_up_press_does_not_tell_what_is_in_review(
    company: Company, name: str, state: ItemState
) -> None:
    """The title of what nobody approved yet is for its leads, whatever number a press names."""
    secret = await company.item("We buy Rival Ltd", state=state)
    ana = await company.person("Ana", joined=True)
    reply = await company.press(ana, name, item=secret, reason="not_my_topic")

    assert isinstance(reply, Whisper)
    assert "Rival" not in repr(reply)
