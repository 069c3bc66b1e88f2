"""Deliveries reach their channel or person once, whatever breaks on the way."""

from __future__ import annotations

import pytest
import pytest_asyncio

import handlers.delivery.tasks  # noqa: F401 - fills the routes
from chat.parts import Prose
from chat.ports import (
    AnswerLost,
    ConnectionLost,
    MessageGone,
    Rejected,
    TargetGone,
)
from chat.say import verbatim
from chat.screens import Post
from content_store.queries import deliveries, identities, people, places, workspaces
from content_store.queries.deliveries import Delivery, DeliveryState
from content_store.unit import Store
from handlers import outbox, words
from handlers.delivery.routes import routes
from programme.roles import Role
from programme.values import Member, Place
from tests.helpers import company as companies
from tests.helpers.company import Company, verbatim_of
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, routes)


def said(text: str, name: str = "note") -> Post:
    return Post(name=name, summary=verbatim(text), parts=(Prose(text=verbatim(text)),))


async def to_channel(company: Company, place: Place, post: Post, key: str = "k") -> None:
    async with company.store.unit(1) as u:
        assert await outbox.post_to_place(u, place.id, post, key)


async def to_person(company: Company, member: Member, post: Post, key: str = "k") -> None:
    async with company.store.unit(1) as u:
        assert await outbox.post_to_member(u, member.id, post, key)


async def state(company: Company, key: str = "k") -> Delivery:
    async with company.store.reading(1) as u:
        delivery = await deliveries.by_key(u, key)
    assert delivery is not None
    return delivery


def texts(company: Company, place: str) -> list[str]:
    return [verbatim_of(message.post.summary) for message in company.chat.in_(place)]


async def test_a_post_reaches_its_channel_in_the_companys_language(company: Company) -> None:
    """A post to a channel is shown there once, for a reader with the company's language."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    await company.work()

    assert texts(company, "C-general") == ["hello"]
    assert company.chat.messages[0].reader.locale == "en"
    assert (await state(company)).state is DeliveryState.SHOWN


async def test_a_post_to_a_person_opens_their_conversation_once(company: Company) -> None:
    """A person is written to in their language, in a conversation that is opened only once."""
    ana = await company.person("Ana", locale="sl-SI")
    await to_person(company, ana, said("one"), "k1")
    await to_person(company, ana, said("two"), "k2")
    await company.work()

    assert texts(company, "D-U-Ana") == ["one", "two"]
    assert company.chat.opened == ["U-Ana"]
    assert {message.reader.locale for message in company.chat.messages} == {"sl-SI"}


async def test_the_same_key_is_delivered_once(company: Company) -> None:
    """What is queued twice under one key is shown once."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    async with company.store.unit(1) as u:
        again = await outbox.post_to_place(u, place.id, said("hello again"), "k")
    await company.work()

    assert not again
    assert texts(company, "C-general") == ["hello"]


@pytest.mark.parametrize("step", ["deliver.armed", "deliver.called", "deliver.recorded"])
async def test_a_crash_at_any_step_shows_it_once(company: Company, step: str) -> None:
    """Killed at any step, the next run finds out what happened: it is shown exactly once."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    company.die_at.add(step)
    await company.work_until_idle(minutes=10)

    assert texts(company, "C-general") == ["hello"]
    assert (await state(company)).state is DeliveryState.SHOWN


@pytest.mark.parametrize("step", ["deliver.armed", "deliver.called"])
async def test_an_announcement_is_never_repeated_blindly(company: Company, step: str) -> None:
    """Where the platform can't look, a channel message after a crash is unconfirmed, told once."""
    company.chat.finds = False
    lead = await company.person("Maja", role=Role.LEAD)
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    company.die_at.add(step)
    await company.work_until_idle(minutes=10)

    assert texts(company, "C-general") == (["hello"] if step == "deliver.called" else [])
    assert (await state(company)).state is DeliveryState.UNCONFIRMED
    assert [m.post.name for m in company.chat.in_(f"D-{company.people[lead.id]}")] == [
        "delivery_unconfirmed"
    ]


async def test_a_lost_answer_is_looked_up(company: Company) -> None:
    """When the answer was lost after the message was posted, it is found and not repeated."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    company.chat.fail("post", AnswerLost("lost_after"))
    await company.work_until_idle(minutes=10)

    assert texts(company, "C-general") == ["hello"]
    assert (await state(company)).state is DeliveryState.SHOWN


async def test_a_lost_question_is_asked_again(company: Company) -> None:
    """When the message never got there, looking tells so and it is posted."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    company.chat.fail("post", AnswerLost("timeout"))
    await company.work_until_idle(minutes=10)

    assert texts(company, "C-general") == ["hello"]


async def test_one_to_one_may_repeat_but_not_for_ever(company: Company) -> None:
    """Where nothing can be looked up, a person gets it again rather than never, with an end."""
    company.chat.finds = False
    ana = await company.person("Ana")
    await to_person(company, ana, said("hello"))
    company.chat.fail("post", AnswerLost("timeout"))
    await company.work_until_idle(minutes=10)
    assert texts(company, "D-U-Ana") == ["hello"]

    await to_person(company, ana, said("storm"), "k2")
    company.chat.fail("post", *[AnswerLost("lost_after")] * 20)
    await company.work_until_idle(hours=2)
    assert (await state(company, "k2")).state is DeliveryState.UNCONFIRMED
    assert texts(company, "D-U-Ana").count("storm") <= 4


async def test_a_platform_that_asks_to_wait_is_obeyed(company: Company) -> None:
    """Nothing was done when the platform says wait: it is posted after that moment."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    company.chat.fail("post", companies.retry_in(company.clock, 40))
    await company.work()
    assert texts(company, "C-general") == []
    assert (await state(company)).state is DeliveryState.QUEUED

    await company.work_until_idle(minutes=1)
    assert texts(company, "C-general") == ["hello"]


async def test_a_lost_channel_is_marked_and_leads_hear_once_a_day(company: Company) -> None:
    """A channel that is gone gets nothing more; leads are told once, not for each message."""
    lead = await company.person("Maja", role=Role.OWNER)
    place = await company.channel("general")
    await to_channel(company, place, said("one"), "k1")
    await to_channel(company, place, said("two"), "k2")
    company.chat.fail("post", TargetGone("is_archived"))
    await company.work()

    async with company.store.unit(1) as u:
        assert not await places.is_active(u, place.id)
        assert not await outbox.post_to_place(u, place.id, said("three"), "k3")
    told = company.chat.in_(f"D-{company.people[lead.id]}")
    assert [message.post.name for message in told] == ["place_lost"]
    assert (await state(company, "k1")).state is DeliveryState.FAILED


async def test_an_unreachable_person_is_passed_over_quietly(company: Company) -> None:
    """Nobody is told about a person who can't be written to."""
    await company.person("Maja", role=Role.LEAD)
    ana = await company.person("Ana")
    await to_person(company, ana, said("hello"))
    company.chat.fail("open_direct", TargetGone("cannot_dm_bot"))
    await company.work()

    assert company.chat.messages == []
    assert (await state(company)).state is DeliveryState.FAILED


async def test_a_person_who_left_gets_nothing_that_was_waiting(company: Company) -> None:
    """A message to somebody who left the company before it went out stays unsent."""
    ana = await company.person("Ana")
    await to_person(company, ana, said("hello"))
    async with company.store.unit(1) as u:
        await identities.close(u, company.installation.id, company.people[ana.id])
    await company.work()

    assert company.chat.messages == []


async def test_a_dead_token_marks_the_installation(company: Company) -> None:
    """When the installation is cut off nothing more is tried on it."""
    place = await company.channel("general")
    await to_channel(company, place, said("one"), "k1")
    await to_channel(company, place, said("two"), "k2")
    company.chat.fail("post", ConnectionLost("token_revoked"))
    await company.work()

    async with company.store.reading(1) as u:
        assert not (await workspaces.installation(u, company.installation.id)).active
    assert company.chat.messages == []


async def test_a_post_the_platform_finds_fault_with_is_not_repeated(company: Company) -> None:
    """A bug of ours fails once and does not come round again."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    company.chat.fail("post", Rejected("invalid_blocks"))
    await company.work_until_idle(hours=1)

    assert company.chat.messages == []
    assert (await state(company)).state is DeliveryState.FAILED


async def test_an_edit_replaces_what_is_there(company: Company) -> None:
    """An edit changes the message in place; one that says the same calls nobody."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    await company.work()
    async with company.store.unit(1) as u:
        assert await outbox.edit(u, "k", said("changed"))
        assert not await outbox.edit(u, "k", said("changed"))
    await company.work()

    [message] = company.chat.messages
    assert [verbatim_of(version.summary) for version in message.versions] == ["hello", "changed"]


async def test_an_edit_before_the_posting_is_posted(company: Company) -> None:
    """What was changed while it waited goes out once, as changed."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    async with company.store.unit(1) as u:
        assert await outbox.edit(u, "k", said("changed"))
    await company.work()

    [message] = company.chat.messages
    assert [verbatim_of(version.summary) for version in message.versions] == ["changed"]


async def test_an_edit_during_a_lost_posting_is_not_lost(company: Company) -> None:
    """An edit made between the call and its lost answer shows in the end."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    company.die_at.add("deliver.called")
    await company.work()
    async with company.store.unit(1) as u:
        assert await outbox.edit(u, "k", said("changed"))
    await company.work_until_idle(minutes=10)

    [message] = company.chat.messages
    assert verbatim_of(message.post.summary) == "changed"


async def test_several_edits_end_with_the_newest(company: Company) -> None:
    """Of several waiting edits only the newest is carried out, again if its answer is lost."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    await company.work()
    async with company.store.unit(1) as u:
        await outbox.edit(u, "k", said("second"))
        await outbox.edit(u, "k", said("third"))
    company.chat.fail("edit", companies.retry_in(company.clock, 5), AnswerLost("timeout"))
    await company.work_until_idle(minutes=10)

    [message] = company.chat.messages
    assert [verbatim_of(version.summary) for version in message.versions] == ["hello", "third"]
    assert (await state(company)).shown_revision == 3


async def test_a_message_that_somebody_deleted_is_let_be(company: Company) -> None:
    """An edit of a message that is gone posts nothing anew."""
    place = await company.channel("general")
    await to_channel(company, place, said("hello"))
    await company.work()
    company.chat.fail("edit", MessageGone("message_not_found"))
    async with company.store.unit(1) as u:
        await outbox.edit(u, "k", said("changed"))
    await company.work_until_idle(minutes=10)

    assert texts(company, "C-general") == ["hello"]


async def test_while_held_digests_wait_and_notices_go(company: Company) -> None:
    """With the programme on hold a digest waits, a notice goes; afterwards the digest goes too."""
    place = await company.channel("general")
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=True)
    await to_channel(company, place, said("picks", words.DIGEST), "digest")
    await to_channel(company, place, said("notice"), "notice")
    await company.work_until_idle(minutes=15)
    assert texts(company, "C-general") == ["notice"]

    async with company.store.unit(1) as u:
        await workspaces.change(u, held=False)
    await company.work_until_idle(minutes=15)
    assert texts(company, "C-general") == ["notice", "picks"]


async def test_a_digest_held_into_another_day_is_left_out(company: Company) -> None:
    """A digest is for its day: released the day after, it does not come late."""
    place = await company.channel("general")
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=True)
    await to_channel(company, place, said("picks", words.DIGEST))
    await company.work()
    company.clock.forward(days=1)
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=False)
    await company.work_until_idle(minutes=15)

    assert company.chat.messages == []
    assert (await state(company)).state is DeliveryState.CANCELLED


async def test_leaving_stops_a_digest_that_was_on_its_way(company: Company) -> None:
    """A direct digest that waits is not sent to somebody who left the programme meanwhile."""
    ana = await company.person("Ana", direct=True)
    await to_person(company, ana, said("picks", words.DIGEST))
    async with company.store.unit(1) as u:
        await people.leave(u, ana.id)
    await company.work()

    assert company.chat.messages == []
    assert (await state(company)).state is DeliveryState.CANCELLED
