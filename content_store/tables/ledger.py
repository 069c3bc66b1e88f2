"""The points ledger (append-only), its weekly roll-up, and the boards that were posted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class LedgerEntryRow(Owned, table=True):
    """Points given or taken back, once per person, item, network and reason."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "member_id", "item_id", "network", "reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id", index=True)
    item_id: int = Field(foreign_key="items.id")
    network: str
    reason: str
    points: int
    share_id: int | None = Field(default=None, foreign_key="shares.id")
    campaign_id: int | None = Field(default=None, foreign_key="campaigns.id")
    reverses: int | None = Field(default=None, foreign_key="ledger_entries.id")
    week: date
    """The local day on which the week's board is posted."""
    note: str = ""
    at: datetime


class LedgerWeekRow(Owned, table=True):
    """The sum of a person's week, written in the ledger's own transaction."""

    __tablename__ = "ledger_weeks"

    member_id: int = Field(foreign_key="members.id", primary_key=True)
    week: date = Field(primary_key=True)
    points: int = 0
    shares: int = 0


class BoardRow(Owned, table=True):
    """A weekly board as it was posted."""

    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("workspace_id", "week"),)

    id: int | None = Field(default=None, primary_key=True)
    week: date
    snapshot: str
    at: datetime
