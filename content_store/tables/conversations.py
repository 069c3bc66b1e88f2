"""How a chat's conversations are reached, where the chat asks to be told more than their id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class ConversationRow(Owned, table=True):
    """A conversation that the bot is part of: the address to call, and who or what it is with."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("installation_id", "external_id"),
        Index("ix_conversations_person", "installation_id", "person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    installation_id: int = Field(foreign_key="installations.id")
    external_id: str
    kind: str
    service_url: str
    person: str | None = None
    """The chat's id of the one person, in a conversation with one."""
    team: str | None = None
    """The chat's id of the team that a channel belongs to."""
    name: str = ""
    page_message: str | None = None
    """The message that shows the person's own page, where pages are messages."""
    seen_at: datetime
