"""Conversations of chats that have to be called at an address of their own.

What stands here is what such a chat said last. Knows no chat: ids and addresses are text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy
from sqlmodel import col, delete, select, update

from content_store.inserts import insert_into
from content_store.tables.conversations import ConversationRow
from content_store.unit import Unit


class Kind(StrEnum):
    """What a conversation is."""

    PERSONAL = "personal"
    """With one person."""
    CHANNEL = "channel"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A conversation, and the address at which it is reached."""

    external_id: str
    kind: Kind
    service_url: str
    person: str | None = None
    """The chat's id of the one person, in a personal conversation."""
    team: str | None = None
    """The chat's id of the team that a channel belongs to."""
    name: str = ""
    page_message: str | None = None
    """The message that shows the person's own page, where pages are messages."""


async def remember(u: Unit, installation: int, conversation: Conversation) -> None:
    """Add a conversation, or take over what is new of it.

    A name or a page that is not given now stays as it was. Safe to do twice at once.
    """
    found = conversation
    statement: Any = insert_into(u, ConversationRow).values(
        installation_id=installation,
        external_id=found.external_id,
        kind=found.kind.value,
        service_url=found.service_url,
        person=found.person,
        team=found.team,
        name=found.name,
        page_message=found.page_message,
        seen_at=u.now,
    )
    new = statement.excluded
    given: dict[str, object] = {
        "kind": new.kind,
        "service_url": new.service_url,
        "person": new.person,
        "team": new.team,
        "seen_at": new.seen_at,
    }
    if found.name:
        given["name"] = new.name
    if found.page_message is not None:
        given["page_message"] = new.page_message
    await u.session.execute(
        statement.on_conflict_do_update(
            index_elements=["installation_id", "external_id"], set_=given
        )
    )


async def get(u: Unit, installation: int, external_id: str) -> Conversation | None:
    """The conversation that a chat knows under this id."""
    found = await u.session.exec(
        select(ConversationRow).where(
            col(ConversationRow.installation_id) == installation,
            col(ConversationRow.external_id) == external_id,
        )
    )
    row = found.one_or_none()
    return None if row is None else _value(row)


async def of_person(u: Unit, installation: int, person: str) -> Conversation | None:
    """The newest one-to-one conversation with a person, by the chat's id of them."""
    found = await u.session.exec(
        select(ConversationRow)
        .where(
            col(ConversationRow.installation_id) == installation,
            col(ConversationRow.person) == person,
            col(ConversationRow.kind) == Kind.PERSONAL.value,
        )
        .order_by(col(ConversationRow.seen_at).desc(), col(ConversationRow.id).desc())
    )
    row = found.first()
    return None if row is None else _value(row)


async def all_of(u: Unit, installation: int, kind: Kind | None = None) -> tuple[Conversation, ...]:
    """Every conversation of an installation, or those of a kind, in a stable order."""
    # Columns, not rows: there may be one for each of thousands of people.
    query = (
        sqlalchemy.select(
            col(ConversationRow.external_id),
            col(ConversationRow.kind),
            col(ConversationRow.service_url),
            col(ConversationRow.person),
            col(ConversationRow.team),
            col(ConversationRow.name),
            col(ConversationRow.page_message),
        )
        .where(col(ConversationRow.installation_id) == installation)
        .order_by(col(ConversationRow.id))
    )
    if kind is not None:
        query = query.where(col(ConversationRow.kind) == kind.value)
    return tuple(
        Conversation(
            external_id=row[0],
            kind=Kind(row[1]),
            service_url=row[2],
            person=row[3],
            team=row[4],
            name=row[5],
            page_message=row[6],
        )
        for row in await u.session.execute(query)
    )


async def newest_address(u: Unit, installation: int) -> str | None:
    """The address that the chat named last, in any conversation."""
    found = await u.session.exec(
        select(col(ConversationRow.service_url))
        .where(col(ConversationRow.installation_id) == installation)
        .order_by(col(ConversationRow.seen_at).desc(), col(ConversationRow.id).desc())
        .limit(1)
    )
    return found.first()


async def forget(u: Unit, installation: int, external_id: str) -> None:
    """The bot is not part of this conversation any more."""
    await u.session.execute(
        delete(ConversationRow).where(
            col(ConversationRow.installation_id) == installation,
            col(ConversationRow.external_id) == external_id,
        )
    )


async def set_page(u: Unit, installation: int, external_id: str, message: str | None) -> None:
    """Note which message shows the person's own page; None when none does any more."""
    await u.session.execute(
        update(ConversationRow)
        .where(
            col(ConversationRow.installation_id) == installation,
            col(ConversationRow.external_id) == external_id,
        )
        .values(page_message=message)
    )


def _value(row: ConversationRow) -> Conversation:
    return Conversation(
        external_id=row.external_id,
        kind=Kind(row.kind),
        service_url=row.service_url,
        person=row.person,
        team=row.team,
        name=row.name,
        page_message=row.page_message,
    )
