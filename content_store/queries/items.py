"""Content items with their captions and topics: reading, adding, rewriting, deciding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Update, func
from sqlmodel import col, delete, select, update

from content_store.inserts import insert_once
from content_store.queries.writing import changed
from content_store.tables.items import CaptionAssignmentRow, CaptionRow, ItemRow, TopicRow
from content_store.unit import Unit
from programme import states
from programme.errors import Missing
from programme.states import ItemState
from programme.values import Caption, Item, Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What people see of an item, as it is added or rewritten.

    `captions` are those that suit all networks and may be changed.
    """

    title: str
    summary: str
    url: str
    image_url: str | None
    image_alt: str
    source: str
    language: str
    topic_id: int | None
    product: bool
    evergreen: bool
    published_at: datetime | None
    expires_at: datetime | None
    captions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """An item on its way through review."""

    item: Item
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: int | None
    return_reason: str


async def get(u: Unit, item_id: int) -> Item:
    """One item. Raises Missing."""
    return (await review(u, item_id)).item


async def several(u: Unit, ids: Sequence[int]) -> tuple[Item, ...]:
    """The items with these ids, in this order; those that are not there are left out."""
    rows = (await u.session.exec(select(ItemRow).where(col(ItemRow.id).in_(ids)))).all()
    by_id = {item.id: item for item in await _values(u, rows)}
    return tuple(by_id[item_id] for item_id in ids if item_id in by_id)


async def review(u: Unit, item_id: int) -> Review:
    """An item with where its review stands. Raises Missing."""
    row = await u.session.get(ItemRow, item_id)
    if row is None:
        raise Missing("item")
    return Review(
        item=(await _values(u, [row]))[0],
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        return_reason=row.return_reason,
    )


async def add(
    u: Unit,
    content: Content,
    *,
    state: ItemState,
    author_id: int | None = None,
    feed_id: int | None = None,
    guid: str | None = None,
) -> int | None:
    """Add an item and return its id; None when the feed's entry `guid` is known already."""
    row = ItemRow(
        workspace_id=u.workspace or 0,
        state=state,
        url=content.url,
        source=content.source,
        title=content.title,
        author_id=author_id,
        feed_id=feed_id,
        guid=guid,
        published_at=content.published_at,
        submitted_at=u.now if state is ItemState.IN_REVIEW else None,
        created_at=u.now,
    )
    _write(row, content)
    if not await insert_once(u, row) or row.id is None:
        return None
    await _put_captions(u, row.id, content)
    return row.id


async def rewrite(u: Unit, item_id: int, content: Content) -> None:
    """Replace what people see of an item. Raises Missing."""
    row = await u.session.get(ItemRow, item_id)
    if row is None:
        raise Missing("item")
    _write(row, content)
    u.session.add(row)
    await u.session.flush()
    await _put_captions(u, item_id, content)


async def decide(
    u: Unit, item_id: int, state: ItemState, *, by: int | None, reason: str = ""
) -> bool:
    """Move an item on if the rules allow it from where it is; False when somebody was faster.

    Raises Conflict when no item may ever go to `state` from where this one is, and Missing.
    """
    row = await u.session.get(ItemRow, item_id)
    if row is None:
        raise Missing("item")
    states.check_item_move(ItemState(row.state), state)
    statement = (
        update(ItemRow)
        .where(col(ItemRow.id) == item_id, col(ItemRow.state) == row.state)
        .values(state=state, decided_at=u.now, decided_by=by, return_reason=reason)
    )
    return await _moved(u, row, statement)


async def submit(u: Unit, item_id: int) -> bool:
    """Put a draft or returned item into review; False when somebody was faster.

    Raises Conflict and Missing as `decide` does.
    """
    row = await u.session.get(ItemRow, item_id)
    if row is None:
        raise Missing("item")
    states.check_item_move(ItemState(row.state), ItemState.IN_REVIEW)
    statement = (
        update(ItemRow)
        .where(col(ItemRow.id) == item_id, col(ItemRow.state) == row.state)
        .values(
            state=ItemState.IN_REVIEW,
            submitted_at=u.now,
            decided_at=None,
            decided_by=None,
            return_reason="",
        )
    )
    return await _moved(u, row, statement)


async def _moved(u: Unit, row: ItemRow, statement: Update) -> bool:
    moved = await changed(u, statement)
    # What stands there now is asked for next: decided by whom, and when.
    query = select(ItemRow).where(col(ItemRow.id) == row.id)
    await u.session.exec(query.execution_options(populate_existing=True))
    return moved


async def known_guids(u: Unit, feed_id: int, guids: Sequence[str]) -> frozenset[str]:
    """Which of a feed's entries are items already."""
    found = await u.session.exec(
        select(col(ItemRow.guid)).where(
            col(ItemRow.feed_id) == feed_id, col(ItemRow.guid).in_(guids)
        )
    )
    return frozenset(guid for guid in found if guid is not None)


async def in_review(u: Unit, *, limit: int) -> tuple[Review, ...]:
    """What waits for review, the longest waiting first."""
    found = await u.session.exec(
        select(ItemRow)
        .where(col(ItemRow.state) == ItemState.IN_REVIEW)
        .order_by(col(ItemRow.submitted_at), col(ItemRow.id))
        .limit(limit)
    )
    rows = found.all()
    values = await _values(u, rows)
    return tuple(
        Review(
            item=item,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            return_reason=row.return_reason,
        )
        for row, item in zip(rows, values, strict=True)
    )


async def count_in_review(u: Unit) -> int:
    """How many items wait for review."""
    query = (
        select(func.count()).select_from(ItemRow).where(col(ItemRow.state) == ItemState.IN_REVIEW)
    )
    return int((await u.session.exec(query)).one())


async def topics(u: Unit) -> tuple[Topic, ...]:
    """All topics, in the order in which they were added."""
    found = await u.session.exec(select(TopicRow).order_by(col(TopicRow.id)))
    return tuple(
        Topic(id=row.id, slug=row.slug, name=row.name) for row in found if row.id is not None
    )


async def add_topics(u: Unit, names: Mapping[str, str]) -> None:
    """Add topics, slug to name; those that are there stay as they are."""
    for slug, name in names.items():
        await insert_once(u, TopicRow(workspace_id=u.workspace or 0, slug=slug, name=name))


def _write(row: ItemRow, content: Content) -> None:
    row.title, row.summary = content.title, content.summary
    row.image_url, row.image_alt = content.image_url, content.image_alt
    row.language, row.topic_id = content.language, content.topic_id
    row.product, row.evergreen = content.product, content.evergreen
    row.expires_at = content.expires_at


async def _put_captions(u: Unit, item_id: int, content: Content) -> None:
    """Make these the item's captions for all networks; those that stay keep their ids.

    Locked ones are beside these and stay as they are.
    """
    found = await u.session.exec(
        select(CaptionRow)
        .where(
            col(CaptionRow.item_id) == item_id,
            col(CaptionRow.network).is_(None),
            col(CaptionRow.locked).is_(False),
        )
        .order_by(col(CaptionRow.position), col(CaptionRow.id))
    )
    rows = list(found)
    for position, text in enumerate(content.captions):
        if position == len(rows):
            rows.append(CaptionRow(workspace_id=u.workspace or 0, item_id=item_id, text=text))
        row = rows[position]
        row.text, row.language, row.position = text, content.language, position
        u.session.add(row)
    await _drop_captions(u, [row.id for row in rows[len(content.captions) :] if row.id])
    await u.session.flush()


async def _drop_captions(u: Unit, ids: list[int]) -> None:
    if ids:
        given = delete(CaptionAssignmentRow).where(col(CaptionAssignmentRow.caption_id).in_(ids))
        await u.session.execute(given)
        await u.session.execute(delete(CaptionRow).where(col(CaptionRow.id).in_(ids)))


async def _captions(u: Unit, ids: Sequence[int]) -> dict[int, list[Caption]]:
    found = await u.session.exec(
        select(CaptionRow)
        .where(col(CaptionRow.item_id).in_(ids))
        .order_by(col(CaptionRow.position), col(CaptionRow.id))
    )
    captions: dict[int, list[Caption]] = {}
    for row in found:
        if row.id is not None:
            captions.setdefault(row.item_id, []).append(
                Caption(
                    id=row.id,
                    network=row.network,
                    language=row.language,
                    text=row.text,
                    locked=row.locked,
                )
            )
    return captions


async def _values(u: Unit, rows: Sequence[ItemRow]) -> tuple[Item, ...]:
    captions = await _captions(u, [row.id for row in rows if row.id is not None])
    about = any(row.topic_id is not None for row in rows)
    known = {topic.id: topic for topic in await topics(u)} if about else {}
    return tuple(
        Item(
            id=row.id,
            state=ItemState(row.state),
            title=row.title,
            summary=row.summary,
            url=row.url,
            image_url=row.image_url,
            image_alt=row.image_alt,
            source=row.source,
            language=row.language,
            topic=None if row.topic_id is None else known.get(row.topic_id),
            author_id=row.author_id,
            product=row.product,
            evergreen=row.evergreen,
            published_at=row.published_at,
            approved_at=row.decided_at if row.state == ItemState.APPROVED else None,
            expires_at=row.expires_at,
            embargo_until=row.embargo_until,
            captions=tuple(captions.get(row.id, ())),
        )
        for row in rows
        if row.id is not None
    )


async def titles(u: Unit, ids: Sequence[int]) -> dict[int, str]:
    """The titles of these items; those that are not there are left out."""
    found = await u.session.execute(
        select(col(ItemRow.id), col(ItemRow.title)).where(col(ItemRow.id).in_(ids))
    )
    return {item: title for item, title in found.all() if item is not None}
