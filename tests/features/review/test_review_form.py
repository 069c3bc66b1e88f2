"""The form of review: what is changed there is what is approved, all or nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest_asyncio

import handlers.delivery.tasks
import handlers.review.actions
import handlers.review.tasks  # noqa: F401 - these fill the routes
from chat.fields import TextField
from chat.replies import Close, FieldErrors
from content_store.tables.items import CaptionRow
from content_store.unit import Store
from programme.states import ItemState
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock
from tests.helpers.reviewing import (
    audit_lines,
    direct,
    in_review,
    notices,
    opened,
    refused,
    review_of,
    reviewing,
)


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await reviewing(store, clock)


async def test_saving_the_form_changes_and_approves(company: Company) -> None:
    """What a lead changes in the form is what is approved and put on record."""
    item, maja, tom = await in_review(company)
    form = await opened(company, maja, item)
    reply = await company.submit(
        maja,
        form,
        title="A better title",
        caption_1="My own words.",
        caption_2="",
        caption_4="A fourth.",
        product=True,
        expires=date(2026, 3, 20),
    )
    await company.work()

    assert isinstance(reply, Close)
    found = (await review_of(company, item)).item
    assert found.state is ItemState.APPROVED
    assert found.title == "A better title"
    assert found.product
    texts = [caption.text for caption in found.captions]
    assert texts[0] == "My own words."
    assert texts[2] == "A fourth."
    assert found.expires_at is not None
    assert found.expires_at.isoformat() == "2026-03-20T23:00:00+00:00"
    [line] = await audit_lines(company, "item.approved")
    assert json.loads(line.detail)["captions"] == texts
    assert notices(direct(company, tom)[0]) == ["review.approved_by"]


async def test_a_form_with_mistakes_keeps_what_was_typed(company: Company) -> None:
    """Mistakes come back at their fields with all that was typed, and nothing is written."""
    item, maja, _ = await in_review(company)
    form = await opened(company, maja, item)
    reply = await company.submit(
        maja,
        form,
        title=" ",
        image_alt="",
        caption_1="Buy now, it is risk-free!",
        caption_2="",
        caption_3="",
        expires=date(2026, 3, 1),
    )

    assert isinstance(reply, FieldErrors)
    assert {name for name, _ in reply.errors} == {"title", "image_alt", "caption_1", "expires"}
    field = next(
        part for part in reply.form.body if isinstance(part, TextField) and part.name == "caption_1"
    )
    assert field.value == "Buy now, it is risk-free!"
    assert field.error is not None
    assert (await review_of(company, item)).item.state is ItemState.IN_REVIEW
    assert (await review_of(company, item)).item.title == "Article 1"


async def test_a_form_without_captions_is_refused(company: Company) -> None:
    """An item needs at least one caption."""
    item, maja, _ = await in_review(company)
    form = await opened(company, maja, item)
    empty = {f"caption_{number}": "" for number in range(1, 6)}
    reply = await company.submit(maja, form, **empty)

    assert isinstance(reply, FieldErrors)
    assert [name for name, _ in reply.errors] == ["caption_1"]


async def test_a_form_that_comes_late_changes_nothing(company: Company) -> None:
    """Two forms open at once: the second to be sent is told, and its changes are not kept."""
    item, maja, tom = await in_review(company)
    first, second = await opened(company, maja, item), await opened(company, tom, item)
    await company.submit(maja, first)
    late = await company.submit(tom, second, title="Too late")

    assert refused(late) == ("refused.review.already_approved", {"who": "Maja"})
    assert (await review_of(company, item)).item.title == "Article 1"


async def test_locked_captions_and_those_of_one_network_can_not_be_edited(company: Company) -> None:
    """The form has no field for them, and whatever is sent off they stay letter by letter."""
    item, maja, _ = await in_review(company)
    async with company.store.unit(1) as u:
        for text, network, locked in (("As agreed.", None, True), ("For X.", "x", False)):
            u.session.add(
                CaptionRow(workspace_id=1, item_id=item, text=text, network=network, locked=locked)
            )
    form = await opened(company, maja, item)
    values = {
        part.name: part.value
        for part in form.body
        if isinstance(part, TextField) and part.name.startswith("caption_")
    }
    assert not {"As agreed.", "For X."} & set(values.values())
    reply = await company.submit(maja, form, **dict.fromkeys(values, ""))

    assert isinstance(reply, Close)
    found = (await review_of(company, item)).item
    assert sorted((c.text, c.network, c.locked) for c in found.captions) == [
        ("As agreed.", None, True),
        ("For X.", "x", False),
    ]
