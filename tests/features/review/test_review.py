"""Review: content is decided on by another person than its author, and that is recorded."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import pytest_asyncio

import handlers.delivery.tasks
import handlers.review.actions
import handlers.review.tasks  # noqa: F401 - these fill the routes
from chat.parts import Buttons, ContentCard, Notice, Quote
from chat.replies import Close, FieldErrors, Replace, Whisper
from content_store.unit import Store
from programme.roles import Role
from programme.states import ItemState
from tests.helpers.company import Company, job_keys, message_of, verbatim_of
from tests.helpers.databases import ManualClock
from tests.helpers.reviewing import (
    audit_lines,
    direct,
    entry,
    in_review,
    notices,
    opened,
    push,
    read,
    refused,
    review_of,
    reviewing,
)


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await reviewing(store, clock)


async def test_cards_go_to_the_review_channel_if_there_is_one(company: Company) -> None:
    """With a review channel the card comes there; without one each lead and owner gets it."""
    item, maja, tom = await in_review(company)
    assert [len(direct(company, lead)) for lead in (maja, tom)] == [1, 1]

    await company.channel("advocacy-leads", review=True)
    await read(company, entry(2), entry(1))
    assert len(company.chat.in_("C-advocacy-leads")) == 1
    assert [len(direct(company, lead)) for lead in (maja, tom)] == [1, 1]
    assert item


async def test_the_card_shows_what_is_to_be_decided(company: Company) -> None:
    """The card carries the item, each caption as it would be published, and the four buttons."""
    _, maja, _ = await in_review(company)
    [post] = direct(company, maja)

    assert [verbatim_of(part.title) for part in post.parts if isinstance(part, ContentCard)] == [
        "Article 1"
    ]
    assert len([part for part in post.parts if isinstance(part, Quote)]) == 3
    names = [
        found.press.name
        for part in post.parts
        if isinstance(part, Buttons)
        for found in part.buttons
        if found.press
    ]
    assert names == ["review.approve", "review.edit", "review.return", "guidelines.show"]


async def test_approving_is_seen_everywhere(company: Company) -> None:
    """Once approved every card says so, by whom, and the exact captions are on record."""
    item, maja, tom = await in_review(company)
    reply = await push(company, maja, direct(company, maja)[0], "review.approve")
    await company.work()

    assert isinstance(reply, Replace)
    assert notices(reply.post) == ["review.approved_by"]
    found = await review_of(company, item)
    assert (found.item.state, found.decided_by) == (ItemState.APPROVED, maja.id)
    assert notices(direct(company, tom)[0]) == ["review.approved_by"]
    [line] = await audit_lines(company, "item.approved")
    recorded = json.loads(line.detail)["captions"]
    assert recorded == [caption.text for caption in found.item.captions]


async def test_the_second_lead_hears_who_was_first(company: Company) -> None:
    """Approving what was approved changes nothing and names the first."""
    item, maja, tom = await in_review(company)
    card = direct(company, tom)[0]
    await push(company, maja, direct(company, maja)[0], "review.approve")

    again = await push(company, tom, card, "review.approve")
    assert refused(again) == ("refused.review.already_approved", {"who": "Maja"})
    returned = await push(company, tom, card, "review.return")
    assert refused(returned)[0] == "refused.review.already_approved"
    assert len(await audit_lines(company, "item.approved")) == 1
    assert (await review_of(company, item)).decided_by == maja.id


async def test_nobody_approves_their_own_item(company: Company) -> None:
    """An author is refused by button and by form, and their own item is not sent to them."""
    maja = await company.person("Maja", role=Role.LEAD)
    await company.person("Tom", role=Role.LEAD)
    item = await company.item("Mine", state=ItemState.IN_REVIEW, author=maja)

    assert refused(await company.press(maja, "review.approve", item=item))[0] == (
        "refused.review.own_item"
    )
    assert refused(await company.press(maja, "review.edit", item=item))[0] == (
        "refused.review.own_item"
    )
    assert (await review_of(company, item)).item.state is ItemState.IN_REVIEW


async def test_the_only_lead_may_approve_their_own(company: Company) -> None:
    """Where there is one lead only, the programme does not stand still."""
    maja = await company.person("Maja", role=Role.LEAD)
    item = await company.item("Mine", state=ItemState.IN_REVIEW, author=maja)
    assert isinstance(await company.press(maja, "review.approve", item=item), Replace)


async def test_only_leads_decide(company: Company) -> None:
    """A member is refused, whatever they press."""
    item, _, _ = await in_review(company)
    ana = await company.person("Ana")
    for name in ("review.approve", "review.edit", "review.return", "review.queue"):
        assert refused(await company.press(ana, name, item=item))[0] == "refused.not_allowed"
    assert (await review_of(company, item)).item.state is ItemState.IN_REVIEW


async def test_a_forbidden_caption_is_not_approved_by_button(company: Company) -> None:
    """The button approves nothing that the guidelines forbid."""
    maja = await company.person("Maja", role=Role.LEAD)
    item = await company.item(
        "Offer", state=ItemState.IN_REVIEW, captions=("Fine words", "Buy now!")
    )
    reply = await company.press(maja, "review.approve", item=item)
    assert refused(reply) == ("refused.review.caption_blocked", {"number": 2})


async def test_a_picture_without_description_is_not_approved(company: Company) -> None:
    """A picture needs words for those who can't see it."""
    maja = await company.person("Maja", role=Role.LEAD)
    item = await company.item(
        "Picture", state=ItemState.IN_REVIEW, image_url="https://blog.example/p.png"
    )
    reply = await company.press(maja, "review.approve", item=item)
    assert refused(reply)[0] == "refused.review.no_alt"


async def test_few_captions_are_a_warning_not_a_ban(company: Company) -> None:
    """With fewer than three captions the lead is warned, and may approve all the same."""
    maja = await company.person("Maja", role=Role.LEAD)
    item = await company.item("Short", state=ItemState.IN_REVIEW, captions=("Only this",))
    form = await opened(company, maja, item)
    told = [message_of(part.text).key for part in form.body if isinstance(part, Notice)]
    assert told == ["review.more_captions"]
    reply = await company.press(maja, "review.approve", item=item)
    assert isinstance(reply, Replace)
    assert "review.few_captions" in notices(reply.post)


async def test_returning_needs_a_reason_that_the_author_hears(company: Company) -> None:
    """An item goes back with words, which the author gets and the record keeps."""
    maja = await company.person("Maja", role=Role.LEAD)
    ana = await company.person("Ana")
    item = await company.item("Draft", state=ItemState.IN_REVIEW, author=ana)
    form = await opened(company, maja, item, "review.return")
    assert isinstance(await company.submit(maja, form, reason="  "), FieldErrors)
    assert isinstance(await company.submit(maja, form, reason="Too long."), Close)
    await company.work()

    found = await review_of(company, item)
    assert (found.item.state, found.return_reason) == (ItemState.RETURNED, "Too long.")
    [heard] = direct(company, ana)
    assert [verbatim_of(part.text) for part in heard.parts if isinstance(part, Quote)] == [
        "Too long."
    ]
    assert len(await audit_lines(company, "item.returned")) == 1


async def test_a_returned_item_can_come_back(company: Company) -> None:
    """Put into review again it gets fresh cards, and old ones don't decide twice."""
    item, maja, tom = await in_review(company)
    form = await opened(company, maja, item, "review.return")
    await company.submit(maja, form, reason="Not yet.")
    await company.work()
    company.clock.forward(hours=1)
    reply = await push(company, tom, direct(company, tom)[0], "review.again")
    await company.work()

    assert isinstance(reply, Replace)
    assert (await review_of(company, item)).item.state is ItemState.IN_REVIEW
    assert len(direct(company, tom)) == 2
    assert isinstance(await push(company, tom, direct(company, tom)[1], "review.approve"), Replace)


async def test_the_author_hears_that_it_was_approved(company: Company) -> None:
    """Whoever wrote an item learns that it was approved, once."""
    maja = await company.person("Maja", role=Role.LEAD)
    ana = await company.person("Ana")
    item = await company.item("Draft", state=ItemState.IN_REVIEW, author=ana)
    await company.press(maja, "review.approve", item=item)
    await company.press(maja, "review.approve", item=item)
    await company.work()

    assert [post.name for post in direct(company, ana)] == ["review.outcome"]


async def test_silence_reminds_after_a_working_day_and_approves_nothing(company: Company) -> None:
    """A working day without a decision brings one reminder to each lead; the item stays unread."""
    company.clock.now = company.clock.now + timedelta(days=4)  # a Friday
    item, maja, tom = await in_review(company)
    await company.work_until_idle(days=2)
    assert [len(direct(company, lead)) for lead in (maja, tom)] == [1, 1]
    await company.work_until_idle(days=30)

    assert [len(direct(company, lead)) for lead in (maja, tom)] == [2, 2]
    assert "review.waiting_since" in notices(direct(company, maja)[1])
    assert (await review_of(company, item)).item.state is ItemState.IN_REVIEW


async def test_an_item_that_came_back_has_its_own_working_day(company: Company) -> None:
    """The reminder planned for an earlier round does not come early in a later one."""
    company.clock.forward(hours=1)
    item, maja, tom = await in_review(company)
    form = await opened(company, maja, item, "review.return")
    await company.submit(maja, form, reason="Not yet.")
    await company.work()
    company.clock.forward(hours=23.5)
    await company.press(tom, "review.again", item=item)
    await company.work_until_idle(hours=20)
    assert [len(direct(company, lead)) for lead in (maja, tom)] == [2, 2]

    await company.work_until_idle(days=3)
    assert [len(direct(company, lead)) for lead in (maja, tom)] == [3, 3]


async def test_what_was_decided_needs_no_reminder(company: Company) -> None:
    """An item decided in time is not brought up again."""
    _, maja, tom = await in_review(company)
    await push(company, maja, direct(company, maja)[0], "review.approve")
    await company.work_until_idle(days=7)

    assert [len(direct(company, lead)) for lead in (maja, tom)] == [1, 1]
    assert any("escalate" in key for key in await job_keys(company.store))


@pytest.mark.parametrize("waiting", [0, 1, 7])
async def test_the_queue_shows_five_and_counts_the_rest(company: Company, waiting: int) -> None:
    """The command shows the longest waiting five and says how many more there are."""
    maja = await company.person("Maja", role=Role.LEAD)
    for number in range(waiting):
        await company.item(f"Item {number}", state=ItemState.IN_REVIEW)
        company.clock.forward(minutes=1)
    reply = await company.say(maja, "review")

    assert isinstance(reply, Whisper)
    shown = [verbatim_of(part.title) for part in reply.post.parts if isinstance(part, ContentCard)]
    assert shown == [f"Item {number}" for number in range(min(waiting, 5))]
    told = [getattr(getattr(part, "text", None), "key", "") for part in reply.post.parts]
    assert ("review.queue_more" in told) == (waiting > 5)


async def test_approving_in_the_queue_leaves_the_rest_of_it(company: Company) -> None:
    """Decided in the queue, the next ones move up."""
    maja = await company.person("Maja", role=Role.LEAD)
    ids = [await company.item(f"Item {n}", state=ItemState.IN_REVIEW) for n in range(2)]
    reply = await company.say(maja, "review")
    assert isinstance(reply, Whisper)
    reply = await push(company, maja, reply.post, "review.approve", item=ids[0])

    assert isinstance(reply, Replace)
    left = [verbatim_of(part.title) for part in reply.post.parts if isinstance(part, ContentCard)]
    assert left == ["Item 1"]


async def test_a_queue_that_is_out_of_date_is_renewed(company: Company) -> None:
    """Approving what was decided meanwhile tells who was first, and shows what still waits."""
    maja = await company.person("Maja", role=Role.LEAD)
    tom = await company.person("Tom", role=Role.OWNER)
    ids = [await company.item(f"Item {n}", state=ItemState.IN_REVIEW) for n in range(2)]
    reply = await company.say(maja, "review")
    assert isinstance(reply, Whisper)
    await company.press(tom, "review.approve", item=ids[0])
    reply = await push(company, maja, reply.post, "review.approve", item=ids[0])

    assert isinstance(reply, Replace)
    assert notices(reply.post) == ["refused.review.already_approved"]
    left = [verbatim_of(part.title) for part in reply.post.parts if isinstance(part, ContentCard)]
    assert left == ["Item 1"]
