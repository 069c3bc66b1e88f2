"""Campaigns: a goal, a hashtag and a period that shares can belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class CampaignRow(Owned, table=True):
    """A campaign; shares of its items within its period count for it."""

    __tablename__ = "campaigns"
    __table_args__ = (UniqueConstraint("workspace_id", "slug"),)

    id: int | None = Field(default=None, primary_key=True)
    slug: str
    name: str
    goal: str
    hashtag: str = ""
    zone: str
    starts_at: datetime
    ends_at: datetime
    has_prize: bool = False
    state: str = "draft"
    created_by: int | None = Field(default=None, foreign_key="members.id")
    created_at: datetime


class CampaignItemRow(Owned, table=True):
    """An item that belongs to a campaign."""

    __tablename__ = "campaign_items"

    campaign_id: int = Field(foreign_key="campaigns.id", primary_key=True)
    item_id: int = Field(foreign_key="items.id", primary_key=True)
