"""What the store gives and the rules and screens take: frozen values, never live rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from programme.roles import Role
from programme.states import ItemState, ShareState
from programme.timing import Timing


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """A company with its programme's settings."""

    id: int
    name: str
    zone: str
    locale: str
    country: str
    """ISO 3166-1 code, with `-` and a subdivision where it matters; decides public holidays."""
    digest_at: time
    digest_days: frozenset[int]
    """ISO weekdays, Monday is 1."""
    digest_size: int
    board_day: int
    board_at: time
    held: bool
    """The programme is paused as a whole: nothing goes out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Installation:
    """The app in one chat workspace or tenant of the company."""

    id: int
    workspace: int
    platform: str
    external_id: str
    name: str
    bot_id: str
    active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A person of the company, with everything that decides what may be said to them."""

    id: int
    name: str
    title: str
    locale: str | None
    zone: str | None
    role: Role
    active: bool
    opted_in_at: datetime | None
    left_at: datetime | None
    paused_until: datetime | None
    direct_digest: bool
    digest_at: time | None
    name_on_board: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A channel that the bot is part of."""

    id: int
    installation: int
    external_id: str
    name: str
    private: bool
    digest_on: bool
    board_on: bool
    review_on: bool
    topics: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A subject that content belongs to and people can follow."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Caption:
    """A suggested text for one network, or for all (`network` None)."""

    id: int
    network: str | None
    language: str
    text: str
    locked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A content item with its captions."""

    id: int
    state: ItemState
    title: str
    summary: str
    url: str
    image_url: str | None
    image_alt: str
    source: str
    language: str
    topic: Topic | None
    author_id: int | None
    product: bool
    evergreen: bool
    published_at: datetime | None
    approved_at: datetime | None
    expires_at: datetime | None
    embargo_until: datetime | None
    captions: tuple[Caption, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A clean picture: nothing in it but what it shows. Width and height in pixels."""

    media_type: str
    width: int
    height: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A person's connected account on a network, without its secrets."""

    id: int
    network: str
    handle: str
    name: str
    expires_at: datetime | None
    usable: bool
    renews: bool = True
    """Whether its permission is renewed without the person; else it ends at `expires_at`."""
    max_characters: int | None = None
    characters_per_url: int | None = None
    """What the account's own server takes, where servers of its network differ."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One person's share of one item on one network."""

    id: int
    member_id: int
    item_id: int
    network: str
    state: ShareState
    by_account: bool
    caption: str
    text: str
    code: str
    post_id: str | None
    post_url: str | None
    failure: str | None
    timing: Timing
    scheduled_for: datetime | None
    published_at: datetime | None
    verified_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerLine:
    """One entry of the points ledger."""

    id: int
    member_id: int
    item_id: int | None
    network: str | None
    reason: str
    points: int
    at: datetime
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekScore:
    """What a person earned in one week; recomputable from the ledger."""

    member: Member
    week: date
    points: int
    shares: int
    joined_at: datetime
    """When the person began to take part."""
    points_before: int
    """Points of the week before, for the most improved place."""
