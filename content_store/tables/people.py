"""Companies, their chat installations, their people and their channels."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

from content_store.tables.base import Owned


class WorkspaceRow(SQLModel, table=True):
    """A company and its programme's settings."""

    __tablename__ = "workspaces"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    zone: str
    locale: str
    country: str = ""
    digest_at: time = time(9, 0)
    digest_days: str = "1,2,3,4,5"
    digest_size: int = 5
    board_day: int = 5
    board_at: time = time(16, 0)
    held: bool = False
    company_networks: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    click_salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime


class InstallationRow(Owned, table=True):
    """The app in one chat workspace or tenant of the company."""

    __tablename__ = "installations"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    external_id: str
    name: str = ""
    bot_id: str = ""
    active: bool = True
    inactive_reason: str = ""
    connected_at: datetime
    people_read_at: datetime | None = None
    """When it was last asked for its list of people, which was then read to the end."""


class MemberRow(Owned, table=True):
    """A person of the company."""

    __tablename__ = "members"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    title: str = ""
    locale: str | None = None
    zone: str | None = None
    role: str = "member"
    active: bool = True
    opted_in_at: datetime | None = None
    left_at: datetime | None = None
    paused_until: datetime | None = None
    direct_digest: bool = False
    digest_at: time | None = None
    name_on_board: bool = False
    joined_at: datetime


class IdentityRow(Owned, table=True):
    """A person as one of the chats knows them."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("installation_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id", index=True)
    installation_id: int = Field(foreign_key="installations.id")
    external_id: str
    direct_place: str | None = None
    directory_id: str | None = Field(default=None, index=True)
    """What the company's directory calls them, whatever the chat does (Entra's object id)."""
    email_hash: str | None = Field(default=None, index=True)
    """Of the address the chat vouches for, keyed with the workspace's own salt; see
    `content_store.queries.identities`."""
    email_since: datetime | None = None
    """When that address was first read for them."""
    role: str = Field(default="member", sa_column_kwargs={"server_default": text("'member'")})
    """The role that this chat and the settings give them; a person has the widest of theirs."""
    active: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    closed_at: datetime | None = None
    """When they were last found gone from this chat; stays when they come back."""
    chosen_at: datetime | None = None
    """When they last came to this chat, by saying yes or by doing something in it: people hear
    from us in the chat that they came to last."""
    unreachable_since: datetime | None = None
    """Since when this chat refuses to take messages to them; they end it by doing anything."""


class ConsentRow(Owned, table=True):
    """What a person agreed to or took back, in the exact words they saw. Append-only."""

    __tablename__ = "consents"

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id", index=True)
    kind: str
    given: bool
    words: str
    at: datetime


class PlaceRow(Owned, table=True):
    """A channel that the bot is part of."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("installation_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    installation_id: int = Field(foreign_key="installations.id")
    external_id: str
    name: str
    private: bool = False
    digest_on: bool = True
    board_on: bool = True
    review_on: bool = False
    active: bool = True
    inactive_reason: str = ""


class PlaceTopicRow(Owned, table=True):
    """A channel's topics; a channel without any gets all."""

    __tablename__ = "place_topics"

    place_id: int = Field(foreign_key="places.id", primary_key=True)
    topic_id: int = Field(foreign_key="topics.id", primary_key=True)


class MemberTopicRow(Owned, table=True):
    """A person's topics; a person without any gets all."""

    __tablename__ = "member_topics"

    member_id: int = Field(foreign_key="members.id", primary_key=True)
    topic_id: int = Field(foreign_key="topics.id", primary_key=True)
