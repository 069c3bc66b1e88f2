"""The company's guidelines: what people read, and what the caption check looks for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class GuidelinesRow(Owned, table=True):
    """One version of the guidelines; the highest is in force."""

    __tablename__ = "guidelines"
    __table_args__ = (UniqueConstraint("workspace_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    version: int
    content: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    changed_by: int | None = Field(default=None, foreign_key="members.id")
    at: datetime
