"""People's own accounts on the networks. Secrets are sealed; nothing here opens them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from content_store.tables.base import Owned


class AccountRow(Owned, table=True):
    """A connected account; `sealed` holds its tokens, bound to this row's owner and purpose."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "network"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id")
    network: str
    author_id: str
    handle: str
    name: str = ""
    sealed: str
    scopes: str = ""
    expires_at: datetime | None = None
    state: str = "active"
    locked_until: datetime | None = None
    """While a worker renews the tokens: single-use refresh tokens allow no second renewal."""
    connected_at: datetime


class OAuthStateRow(Owned, table=True):
    """A consent that was begun: usable once, for ten minutes, by the person who began it."""

    __tablename__ = "oauth_states"

    digest: str = Field(primary_key=True)
    """SHA-256 of the state value; the value itself travels only with the person."""
    member_id: int = Field(foreign_key="members.id")
    network: str
    verifier: str | None = None
    begun_at: datetime
    used_at: datetime | None = None
