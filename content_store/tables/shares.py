"""Shares, the attempts to publish them, and what they brought."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from content_store.tables.base import Owned


class ShareRow(Owned, table=True):
    """One person's share of one item on one network: one row, whatever happens to it."""

    __tablename__ = "shares"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "item_id", "network"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id")
    item_id: int = Field(foreign_key="items.id", index=True)
    network: str
    state: str = Field(index=True)
    by_account: bool = False
    account_id: int | None = Field(default=None, foreign_key="accounts.id")
    campaign_id: int | None = Field(default=None, foreign_key="campaigns.id")
    link_id: int = Field(foreign_key="short_links.id")
    caption: str = ""
    """What the person confirmed."""
    text: str = ""
    """What was, or will be, published: the caption with its disclosure and link."""
    idempotency_key: str
    post_id: str | None = None
    post_url: str | None = None
    failure: str | None = None
    timing: str = Field(default="now", sa_column_kwargs={"server_default": sql("'now'")})
    """When the person wanted it to go out: see `programme.timing`."""
    scheduled_for: datetime | None = None
    opened_at: datetime
    confirmed_at: datetime | None = None
    armed_at: datetime | None = None
    published_at: datetime | None = None
    verified_at: datetime | None = None


class AttemptRow(Owned, table=True):
    """One try to publish a share: written before the call, finished after it."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("share_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    share_id: int = Field(foreign_key="shares.id")
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    detail: str = ""
    price: int = Field(default=0, sa_column_kwargs={"server_default": sql("0")})
    """What the call costs the company, in millionths of a US dollar."""


class FigureRow(Owned, table=True):
    """A number that a network reported about a share, with its grade."""

    __tablename__ = "figures"
    __table_args__ = (UniqueConstraint("share_id", "name", "read_at"),)

    id: int | None = Field(default=None, primary_key=True)
    share_id: int = Field(foreign_key="shares.id", index=True)
    name: str
    value: int
    grade: str
    read_at: datetime
