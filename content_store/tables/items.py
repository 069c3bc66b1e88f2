"""Content: topics, feeds, items and their captions, and who was given or refused what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class TopicRow(Owned, table=True):
    """A subject that content belongs to and people can follow."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("workspace_id", "slug"),)

    id: int | None = Field(default=None, primary_key=True)
    slug: str
    name: str


class FeedRow(Owned, table=True):
    """An RSS or Atom feed that content comes from."""

    __tablename__ = "feeds"
    __table_args__ = (UniqueConstraint("workspace_id", "url"),)

    id: int | None = Field(default=None, primary_key=True)
    url: str
    title: str = ""
    active: bool = True
    read_at: datetime | None = None
    failure: str = ""
    failures: int = 0
    """Failed readings in a row."""


class ItemRow(Owned, table=True):
    """A content item."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("workspace_id", "feed_id", "guid"),)

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(index=True)
    title: str
    summary: str = ""
    url: str
    image_url: str | None = None
    image_alt: str = ""
    source: str = ""
    language: str = "en"
    topic_id: int | None = Field(default=None, foreign_key="topics.id")
    author_id: int | None = Field(default=None, foreign_key="members.id")
    feed_id: int | None = Field(default=None, foreign_key="feeds.id")
    guid: str | None = None
    product: bool = False
    evergreen: bool = False
    published_at: datetime | None = None
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, foreign_key="members.id")
    return_reason: str = ""
    expires_at: datetime | None = None
    embargo_until: datetime | None = None
    created_at: datetime


class CaptionRow(Owned, table=True):
    """A suggested text; without a network it suits all."""

    __tablename__ = "captions"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="items.id", index=True)
    network: str | None = None
    language: str = "en"
    text: str
    locked: bool = False
    position: int = 0


class CaptionAssignmentRow(Owned, table=True):
    """The caption that a person was given for an item on a network, so that colleagues differ."""

    __tablename__ = "caption_assignments"
    __table_args__ = (UniqueConstraint("item_id", "member_id", "network"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="items.id", index=True)
    member_id: int = Field(foreign_key="members.id")
    network: str
    caption_id: int = Field(foreign_key="captions.id")


class HiddenItemRow(Owned, table=True):
    """An item that a person does not want to see, and why if they said so."""

    __tablename__ = "hidden_items"
    __table_args__ = (UniqueConstraint("item_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="items.id")
    member_id: int = Field(foreign_key="members.id", index=True)
    reason: str = ""
    at: datetime


class ShownItemRow(Owned, table=True):
    """An item that was put into a digest of a channel (`place:3`) or a person (`member:9`)."""

    __tablename__ = "shown_items"
    __table_args__ = (UniqueConstraint("audience", "item_id", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    audience: str = Field(index=True)
    item_id: int = Field(foreign_key="items.id")
    due_at: datetime
    delivery_id: int | None = Field(default=None, foreign_key="deliveries.id")
