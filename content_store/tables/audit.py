"""The audit log: one hash chain per workspace, append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class AuditRow(Owned, table=True):
    """One decision: `hash` covers the entry and the hash before it."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    hash: str
