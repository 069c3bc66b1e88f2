"""What calls to networks that cost money have cost."""

from __future__ import annotations

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class SpendingRow(Owned, table=True):
    """One calendar month (`YYYY-MM`, UTC) of one network, in millionths of a US dollar."""

    __tablename__ = "spending"
    __table_args__ = (UniqueConstraint("workspace_id", "network", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    network: str
    month: str
    spent: int = Field(default=0, sa_type=BigInteger)
    told: bool = False
    """Whether the leads heard that the month's budget is spent."""
