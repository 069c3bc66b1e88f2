"""People's own accounts on the networks. Secrets are sealed; nothing here opens them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

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
    renews: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Whether the program renews the tokens by itself; else they end for good at `expires_at`."""
    server: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """The base address of the account's server, where a network has many."""
    max_characters: int | None = None
    characters_per_url: int | None = None
    """That server's own limits, where it has any."""
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
    """Sealed."""
    server: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    tries: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """How many answers of the person the network did not take, the one it looks at included."""
    begun_at: datetime
    used_at: datetime | None = None


class NetworkAppRow(SQLModel, table=True):
    """This program as one server of a network knows it: one app for the whole installation."""

    __tablename__ = "network_apps"

    network: str = Field(primary_key=True)
    server: str = Field(primary_key=True)
    client_id: str
    sealed: str
    """The client secret, bound to the network and the server."""
    redirect_uri: str
    registered_at: datetime
