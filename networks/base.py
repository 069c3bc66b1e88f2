"""What every social network looks like to the rest of the program.

The values that go in (`Post`, `Credentials`), the closed set of answers that come out
(`Outcome`, `DeleteOutcome`), and the protocol that a network implements; how its accounts are
connected is in `networks.connecting`. It must not know any particular network, nor how a call is
made.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn, Protocol

from programme.text_rules import TextRules

if TYPE_CHECKING:
    from networks.connecting import Connect


class Secret:
    """A token or password that cannot be printed, logged or pickled by accident."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the one line that sends or seals it."""
        return self._value

    def __repr__(self) -> str:
        return "•••"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not to be pickled or copied")


@dataclass(frozen=True, kw_only=True, slots=True)
class PostRef:
    """Where a post is: the network's own id, and the address a person can open."""

    id: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """A picture that is ready for one network: within its limits, and without a camera's data.

    `alt` says in words what it shows.
    """

    body: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The article a post points at, with all a network needs to draw its card."""

    url: str
    title: str
    description: str = ""
    image: Image | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """One post, ready to go out.

    `text` is final and already measured. `marker` is the short code that stands in the post's
    link and in no other post; `idempotency_key` and `confirmed_at` are the same for every attempt
    at this post. `images` are shown in the post itself, in place of a card. `reshare` is what
    `Network.reshareable` gave for the post that this one passes on. `language` is a BCP 47 tag.
    """

    text: str = field(repr=False)
    link: Link | None = field(default=None, repr=False)
    images: tuple[Image, ...] = ()
    reshare: str | None = None
    language: str = "en"
    marker: str
    idempotency_key: str
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """One person's connected account. `author_id` is the network's id for the author.

    `server` is the base address of the server the account is on, where a network has many.
    `app_password` signs in anew where a network's sessions end without a consent page.
    """

    access_token: Secret
    refresh_token: Secret | None = None
    app_password: Secret | None = None
    expires_at: datetime | None
    author_id: str
    handle: str
    scopes: frozenset[str] = frozenset()
    server: str = ""

    def stale(self, now: datetime, *, margin: timedelta = timedelta(minutes=5)) -> bool:
        """Whether the access token is over, or so nearly that a call should not start with it."""
        return self.expires_at is not None and now + margin >= self.expires_at


@dataclass(frozen=True, kw_only=True, slots=True)
class TextLimits:
    """How long a text one server takes, where servers of a network differ.

    `max_characters` in the network's own measure; `characters_per_url` is what any link counts.
    """

    max_characters: int
    characters_per_url: int


class RefusalReason(StrEnum):
    """Why a network said no, sorted by who can do something about it."""

    TOO_LONG = "too_long"
    CONTENT = "content"
    REPEAT = "repeat"
    """Another post of the author's says the same."""
    PERMISSION = "permission"
    APP = "app"
    GONE = "gone"


class ReconnectReason(StrEnum):
    """Why the person has to connect the account again."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    REJECTED = "rejected"
    SCOPE = "scope"


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """The post is out. `without_image`: the network did not take the card's picture."""

    ref: PostRef
    without_image: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AlreadyThere:
    """The network says that this very post exists. `ref` is None where it does not say which."""

    ref: PostRef | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """Nothing was posted and the same call would fail again. `detail` is safe to log."""

    reason: RefusalReason
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Throttled:
    """Certainly nothing was done; the same call may be made again at `until`."""

    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconnect:
    """Nothing was done, because the network does not accept the person's token."""

    reason: ReconnectReason


@dataclass(frozen=True, kw_only=True, slots=True)
class OutOfBudget:
    """Nothing was done: the company's account with the network has no credit left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unclear:
    """It may or may not have been done. What to do next depends on `Traits.repeat_safety`."""

    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Deleted:
    """The post does not exist any more, whoever removed it."""


Problem = Refused | Throttled | Reconnect | OutOfBudget | Unclear
Outcome = Published | AlreadyThere | Problem
DeleteOutcome = Deleted | Problem


class ReadFailed(Exception):
    """A reading call gave no answer. It says nothing about whether a post is there."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(type(problem).__name__)
        self.problem = problem


class RepeatSafety(StrEnum):
    """What makes a second attempt safe after a lost answer."""

    KEY = "key"
    DETECTS = "detects"
    LOOK = "look"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What a network can do, so that nobody needs to ask which network it is.

    `carries_card`: the link travels as a card of its own and not inside the text.
    `settles`: how long after a lost answer `look` may first be believed.
    `key_life`: how long the network remembers a key, where `repeat_safety` is a key.
    `readings`: how long after a post its figures are read, thinner and thinner, within what the
    network allows and what a reading costs; empty where it shows none.
    """

    repeat_safety: RepeatSafety
    carries_card: bool
    deletes: bool
    images: ImageRules | None
    readings: tuple[timedelta, ...]
    settles: timedelta = timedelta(0)
    key_life: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageRules:
    """What pictures a network takes. `max_side` in pixels; `max_alt` in characters."""

    max_bytes: int
    max_side: int
    media_types: frozenset[str] = frozenset({"image/jpeg", "image/png"})
    max_alt: int
    most: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Prices:
    """What calls cost the company, in millionths of a US dollar."""

    post: int = 0
    linked_post: int = 0
    """A post with a link in its text."""
    reading: int = 0
    """The figures of one post, or one post looked at."""


FREE_READINGS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=30),
)
"""When figures are read where that costs nothing: most of what a post brings comes on its first
day; ours."""


class FigureName(StrEnum):
    """The names under which all networks report their figures."""

    IMPRESSIONS = "impressions"
    REACH = "reach"
    REACTIONS = "reactions"
    COMMENTS = "comments"
    RESHARES = "reshares"
    SAVES = "saves"
    CLICKS = "clicks"


class Network(Protocol):
    """One social network."""

    @property
    def name(self) -> str:
        """The key under which it is stored: `linkedin`, `x`."""
        ...

    @property
    def label(self) -> str:
        """The name people know."""
        ...

    @property
    def traits(self) -> Traits:
        """What it can do with the app's present configuration."""
        ...

    @property
    def text_rules(self) -> TextRules:
        """How long a text may be, and where the link goes, in a post made through an account."""
        ...

    @property
    def prices(self) -> Prices:
        """What its calls cost."""
        ...

    @property
    def connect(self) -> Connect:
        """How accounts are connected."""
        ...

    def reshareable(self, url: str) -> str | None:
        """What stands for the post at this address in `Post.reshare`; None where it is none."""
        ...

    async def limits(self, credentials: Credentials) -> TextLimits | None:
        """The server's own limits; None where all servers have the network's, or it is silent.

        Never raises.
        """
        ...

    async def publish(self, post: Post, credentials: Credentials) -> Outcome:
        """Send the post once. Every failure is an `Outcome`; it raises nothing of its own."""
        ...

    async def look(self, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
        """Find this post among the author's posts since then; None means it is not there.

        Raises `ReadFailed` when the network could not be asked.
        """
        ...

    async def read_figures(
        self, ref: PostRef, credentials: Credentials
    ) -> Mapping[str, int] | None:
        """The post's figures by `FigureName`; a missing key is unknown, not zero.

        None where the network does not show figures to this app or account.
        Raises `ReadFailed` when the network could not be asked.
        """
        ...

    async def delete(self, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
        """Remove the post."""
        ...
