"""Pictures of content, fetched once and kept without what a camera wrote into them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class PictureRow(Owned, table=True):
    """One picture by the address it was fetched from; width and height in pixels."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("workspace_id", "url"),)

    id: int | None = Field(default=None, primary_key=True)
    url: str
    media_type: str
    width: int
    height: int
    body: bytes
    fetched_at: datetime
