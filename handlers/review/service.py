"""Deciding on items, each decision one transaction: the item, the record, the cards, the author."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from content_store import audit
from content_store.queries import items, people, places, policy
from content_store.queries.items import Content, Review
from content_store.unit import Unit
from handlers import outbox
from handlers.review import screens
from handlers.review.screens import Card, Outcome
from programme import consent, findings, guidelines, roles
from programme.errors import Conflict, Refused
from programme.findings import Finding
from programme.guidelines import Guidelines
from programme.roles import Action
from programme.states import ItemState
from programme.tasks import Escalate, KeepPicture
from programme.values import Item, Member, Workspace
from scheduler import queue


async def card_of(u: Unit, workspace: Workspace, review: Review) -> Card:
    """An item's card, with the names of those who had to do with it."""
    item = review.item
    author = "" if item.author_id is None else (await people.get(u, item.author_id)).name
    return Card(
        item=item,
        author=author,
        submitted_at=review.submitted_at,
        outcome=await _outcome(u, review),
        zone=ZoneInfo(workspace.zone),
    )


async def _outcome(u: Unit, review: Review) -> Outcome | None:
    if review.item.state is ItemState.IN_REVIEW or review.decided_at is None:
        return None
    by = "" if review.decided_by is None else (await people.get(u, review.decided_by)).name
    return Outcome(
        state=review.item.state, by=by, at=review.decided_at, reason=review.return_reason
    )


async def ask(u: Unit, workspace: Workspace, item_id: int) -> None:
    """Put an item that is in review before the leads, and plan what happens if nobody decides."""
    review = await items.review(u, item_id)
    post = screens.review_card(await card_of(u, workspace, review))
    prefix = _round(review)
    channels = await places.for_review(u)
    for place in channels:
        await outbox.post_to_place(u, place.id, post, f"{prefix}place:{place.id}")
    if not channels:
        for lead in await _reviewers(u, review.item):
            await outbox.post_to_member(u, lead.id, post, f"{prefix}member:{lead.id}")
    await queue.enqueue(
        u,
        Escalate(item=item_id),
        key=f"{prefix}escalate",
        run_at=consent.next_escalation(review.submitted_at or u.now, working_hours(workspace)),
    )


async def has_reviewers(u: Unit) -> bool:
    """Whether there is anybody to put an item before."""
    return bool(await places.for_review(u) or await people.with_action(u, Action.REVIEW_ITEM))


def working_hours(workspace: Workspace) -> consent.WorkingHours:
    """When leads are expected to decide."""
    return consent.WorkingHours(zone=ZoneInfo(workspace.zone), country=workspace.country or None)


async def remind(u: Unit, workspace: Workspace, item_id: int) -> None:
    """Put an item that nobody decided on before each lead and owner; silence approves nothing."""
    review = await items.review(u, item_id)
    if review.item.state is not ItemState.IN_REVIEW or review.submitted_at is None:
        return
    if u.now < consent.next_escalation(review.submitted_at, working_hours(workspace)):
        # It came back into review in the meantime: its own reminder follows.
        return
    post = screens.review_card(await card_of(u, workspace, review), reminder=True)
    for lead in await _reviewers(u, review.item):
        await outbox.post_to_member(u, lead.id, post, f"{_round(review)}reminder:member:{lead.id}")


async def _reviewers(u: Unit, item: Item) -> Sequence[Member]:
    """Who may decide on an item: not its author, unless there is nobody else."""
    leads = await people.with_action(u, Action.REVIEW_ITEM)
    return [
        lead
        for lead in leads
        if roles.may_review(lead.role, is_author=lead.id == item.author_id, leads=len(leads))
    ]


async def approve(
    u: Unit, workspace: Workspace, by: Member, item_id: int, content: Content | None = None
) -> Item:
    """Approve an item, with `content` in place of what it says if that is given.

    Raises Refused for an own item or one that breaks the rules, and Conflict when it was decided
    already.
    """
    await undecided(u, by, item_id)
    if content is not None:
        await items.rewrite(u, item_id, content)
    item = await items.get(u, item_id)
    await _check(u, item)
    if not await items.decide(u, item_id, ItemState.APPROVED, by=by.id):
        await _refuse_decided(u, item_id)
    await audit.append(
        u,
        actor=f"member:{by.id}",
        action="item.approved",
        subject=f"item:{item_id}",
        detail={
            "title": item.title,
            "url": item.url,
            "captions": [caption.text for caption in item.captions],
            "product": item.product,
            "edited": content is not None,
        },
    )
    if item.image_url is not None:
        await queue.enqueue(u, KeepPicture(item=item_id), key=f"picture:{item_id}:{u.now}")
    return await _tell(u, workspace, by, item_id)


async def send_back(u: Unit, workspace: Workspace, by: Member, item_id: int, reason: str) -> Item:
    """Return an item with a reason. Raises as `approve` does."""
    await undecided(u, by, item_id)
    if not await items.decide(u, item_id, ItemState.RETURNED, by=by.id, reason=reason):
        await _refuse_decided(u, item_id)
    await audit.append(
        u,
        actor=f"member:{by.id}",
        action="item.returned",
        subject=f"item:{item_id}",
        detail={"reason": reason},
    )
    return await _tell(u, workspace, by, item_id)


async def submit_again(u: Unit, workspace: Workspace, by: Member, item_id: int) -> Item:
    """Put a returned item into review once more. Raises Conflict when it is not returned (now)."""
    review = await items.review(u, item_id)
    if review.item.state is not ItemState.RETURNED or not await items.submit(u, item_id):
        await _refuse_decided(u, item_id)
    await audit.append(
        u, actor=f"member:{by.id}", action="item.submitted", subject=f"item:{item_id}"
    )
    await ask(u, workspace, item_id)
    return await items.get(u, item_id)


async def undecided(u: Unit, by: Member, item_id: int) -> Item:
    """The item, if this person may decide on it now. Raises as `approve` does."""
    review = await items.review(u, item_id)
    if review.item.state is not ItemState.IN_REVIEW:
        await _refuse_decided(u, item_id)
    leads = await people.with_action(u, Action.REVIEW_ITEM)
    is_author = review.item.author_id == by.id
    if not roles.may_review(by.role, is_author=is_author, leads=len(leads)):
        raise Refused("review.own_item")
    return review.item


async def _refuse_decided(u: Unit, item_id: int) -> NoReturn:
    """Tell whoever came second what happened, and through whom."""
    review = await items.review(u, item_id)
    outcome = await _outcome(u, review)
    if outcome is None:
        raise Conflict("review.in_review")
    raise Conflict(f"review.already_{outcome.state}", who=outcome.by)


async def _check(u: Unit, item: Item) -> None:
    """What must be right about an item whose approval was pressed without the form."""
    if item.image_url is not None and not item.image_alt.strip():
        raise Refused("review.no_alt", field="image_alt")
    if not item.captions:
        raise Refused("review.no_captions", field="caption_1")
    rules = (await policy.current(u)).guidelines
    for number, caption in enumerate(item.captions, start=1):
        if findings.blocked(check_caption(rules, caption.text, "caption", now=u.now)):
            raise Refused("review.caption_blocked", number=number)


def check_caption(
    rules: Guidelines, text: str, field: str, *, now: datetime
) -> tuple[Finding, ...]:
    """The guidelines' findings about a caption; an embargo concerns its sharing, not its review."""
    return guidelines.check(text, rules, embargo_until=None, now=now, locked_text=None, field=field)


async def _tell(u: Unit, workspace: Workspace, by: Member, item_id: int) -> Item:
    """Renew the item's card wherever it was delivered, and let its author hear of it."""
    review = await items.review(u, item_id)
    card = await card_of(u, workspace, review)
    await outbox.edit_all(u, f"review:{item_id}:", screens.review_card(card))
    author = review.item.author_id
    if author is not None and author != by.id and card.outcome is not None:
        await outbox.post_to_member(
            u,
            author,
            screens.outcome_post(review.item, card.outcome),
            f"review-outcome:{item_id}:{card.outcome.at.isoformat()}",
        )
    return review.item


def _round(review: Review) -> str:
    """The beginning of the keys of one round of review: an item may go through several."""
    submitted = review.submitted_at
    moment = 0 if submitted is None else int(submitted.timestamp())
    return f"review:{review.item.id}:{moment}:"


async def waiting(u: Unit, workspace: Workspace) -> tuple[tuple[Card, ...], int]:
    """The cards of the queue's beginning, and how many items wait in all."""
    found = await items.in_review(u, limit=screens.QUEUE_SIZE)
    cards = [await card_of(u, workspace, review) for review in found]
    return tuple(cards), await items.count_in_review(u)
