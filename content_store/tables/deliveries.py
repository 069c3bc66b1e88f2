"""What the bot posts: the screen itself, where it went, and whether it is known to be there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class DeliveryRow(Owned, table=True):
    """A screen for a channel (`place_id`) or a person (`member_id`), once per key."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str
    installation_id: int = Field(foreign_key="installations.id")
    place_id: int | None = Field(default=None, foreign_key="places.id")
    member_id: int | None = Field(default=None, foreign_key="members.id")
    screen: str
    revision: int = 1
    shown_revision: int = 0
    state: str = Field(default="queued", index=True)
    message_place: str | None = None
    message_id: str | None = None
    failure: str = ""
    armed_at: datetime | None = None
    shown_at: datetime | None = None
    created_at: datetime
