"""Channels that the bot is part of: what they get, which topics, and whether they still work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, delete, select

from content_store.inserts import insert_once
from content_store.tables.people import InstallationRow, PlaceRow, PlaceTopicRow
from content_store.unit import Unit
from programme.errors import Missing
from programme.values import Place


async def get(u: Unit, place_id: int) -> Place:
    """One channel, also one that the bot has lost. Raises Missing."""
    row = await u.session.get(PlaceRow, place_id)
    if row is None:
        raise Missing("place")
    return (await _values(u, [row]))[0]


async def by_external_id(u: Unit, installation: int, external_id: str) -> Place | None:
    """The channel that a chat knows under this id, also one that the bot has lost."""
    found = await u.session.exec(
        select(PlaceRow).where(
            col(PlaceRow.installation_id) == installation,
            col(PlaceRow.external_id) == external_id,
        )
    )
    row = found.one_or_none()
    return None if row is None else (await _values(u, [row]))[0]


async def active(u: Unit) -> tuple[Place, ...]:
    """Every channel that can be written to, by name."""
    found = await u.session.exec(
        select(PlaceRow)
        .join(InstallationRow, col(InstallationRow.id) == col(PlaceRow.installation_id))
        .where(col(PlaceRow.active), col(InstallationRow.active))
        .order_by(col(PlaceRow.name), col(PlaceRow.id))
    )
    return await _values(u, found.all())


async def for_digest(u: Unit) -> tuple[Place, ...]:
    """The channels that get the digest."""
    return tuple(place for place in await active(u) if place.digest_on)


async def for_board(u: Unit) -> tuple[Place, ...]:
    """The channels that get the leaderboard."""
    return tuple(place for place in await active(u) if place.board_on)


async def for_review(u: Unit) -> tuple[Place, ...]:
    """The channels in which leads review what comes in."""
    return tuple(place for place in await active(u) if place.review_on)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What was last known of a channel, also of one that the bot has lost."""

    id: int
    name: str
    private: bool
    active: bool


async def standings(u: Unit, installation: int) -> dict[str, Standing]:
    """Every channel that an installation ever had, by the chat's id of it."""
    found = await u.session.exec(
        select(PlaceRow).where(col(PlaceRow.installation_id) == installation)
    )
    return {
        row.external_id: Standing(
            id=row.id or 0, name=row.name, private=row.private, active=row.active
        )
        for row in found
    }


async def is_active(u: Unit, place_id: int) -> bool:
    """Whether a channel can be written to."""
    row = await u.session.get(PlaceRow, place_id)
    return row is not None and row.active


async def arrived(
    u: Unit, installation: int, external_id: str, *, name: str, private: bool
) -> Place:
    """The bot is part of this channel: add it, or take over its name and use it again.

    Its switches stay as they are.
    """
    row = PlaceRow(
        workspace_id=u.workspace or 0,
        installation_id=installation,
        external_id=external_id,
        name=name,
        private=private,
    )
    await insert_once(u, row)
    found = await u.session.exec(
        select(PlaceRow).where(
            col(PlaceRow.installation_id) == installation,
            col(PlaceRow.external_id) == external_id,
        )
    )
    known = found.one()
    known.name, known.private = name, private
    known.active, known.inactive_reason = True, ""
    u.session.add(known)
    await u.session.flush()
    return (await _values(u, [known]))[0]


async def deactivate(u: Unit, place_id: int, reason: str) -> bool:
    """Note that a channel can't be written to any more; False when that was known."""
    row = await u.session.get(PlaceRow, place_id)
    if row is None or not row.active:
        return False
    row.active, row.inactive_reason = False, reason
    u.session.add(row)
    return True


async def switch(
    u: Unit,
    place_id: int,
    *,
    digest_on: bool | None = None,
    board_on: bool | None = None,
    review_on: bool | None = None,
) -> None:
    """Change what a channel gets, as far as it is given. Raises Missing."""
    row = await u.session.get(PlaceRow, place_id)
    if row is None:
        raise Missing("place")
    row.digest_on = row.digest_on if digest_on is None else digest_on
    row.board_on = row.board_on if board_on is None else board_on
    row.review_on = row.review_on if review_on is None else review_on
    u.session.add(row)


async def follow(u: Unit, place_id: int, topics: Iterable[int]) -> None:
    """Let a channel get these topics only; none means all."""
    await u.session.execute(delete(PlaceTopicRow).where(col(PlaceTopicRow.place_id) == place_id))
    for topic in sorted(set(topics)):
        u.session.add(
            PlaceTopicRow(workspace_id=u.workspace or 0, place_id=place_id, topic_id=topic)
        )
    await u.session.flush()


async def _values(u: Unit, rows: Sequence[PlaceRow]) -> tuple[Place, ...]:
    found = await u.session.exec(
        select(col(PlaceTopicRow.place_id), col(PlaceTopicRow.topic_id))
        .where(col(PlaceTopicRow.place_id).in_([row.id for row in rows]))
        .order_by(col(PlaceTopicRow.topic_id))
    )
    topics: dict[int, list[int]] = {}
    for place_id, topic_id in found.all():
        topics.setdefault(place_id, []).append(topic_id)
    return tuple(
        Place(
            id=row.id,
            installation=row.installation_id,
            external_id=row.external_id,
            name=row.name,
            private=row.private,
            digest_on=row.digest_on,
            board_on=row.board_on,
            review_on=row.review_on,
            topics=tuple(topics.get(row.id, ())),
        )
        for row in rows
        if row.id is not None
    )
