"""Short links and the clicks on them. No raw address is ever stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class ShortLinkRow(Owned, table=True):
    """A short address for one person, item and network."""

    __tablename__ = "short_links"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "item_id", "network"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    member_id: int = Field(foreign_key="members.id")
    item_id: int = Field(foreign_key="items.id")
    network: str
    target: str
    neutral: bool = False
    created_at: datetime


class ClickRow(Owned, table=True):
    """A request for a short link: what kind it was, and a hash that changes every day."""

    __tablename__ = "clicks"

    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="short_links.id", index=True)
    at: datetime
    kind: str
    visitor: str = Field(index=True)
