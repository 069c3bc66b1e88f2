"""What LinkedIn knows: consents, tokens, uploaded images, calls of the day.

Knows nothing of HTTP.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sandbox.core import Core
from sandbox.people import Person
from sandbox.pictures import Picture
from sandbox.social.feed import Feed

TOKEN_LIFE: Final = timedelta(days=60)
CODE_SECONDS: Final = 1800.0
MEMBER_DAY: Final = 150
APPLICATION_DAY: Final = 100_000
IMAGE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/gif"})
IMAGE_PIXELS: Final = 36_152_320
""".../community-management/shares/images-api: JPG, GIF and PNG with fewer pixels than that."""


@dataclass(kw_only=True, slots=True)
class Code:
    """An authorisation code; used once, within half an hour."""

    person: str
    redirect_uri: str
    scope: str
    issued: float
    used: bool = False


@dataclass(kw_only=True, slots=True)
class Token:
    """An access token."""

    value: str
    person: str
    scope: str
    created: datetime
    expires: datetime
    revoked: bool = False

    @property
    def scopes(self) -> set[str]:
        """The granted scopes."""
        return set(self.scope.split())


@dataclass(kw_only=True, slots=True)
class Image:
    """An image on its way in: `data` comes with the upload, which shows that it is a picture."""

    urn: str
    owner: str
    token: str
    data: bytes | None = None
    picture: Picture | None = None

    @property
    def good(self) -> bool:
        """Whether LinkedIn can show it; for one that it can't, the post is never seen."""
        picture = self.picture
        return (
            picture is not None
            and picture.media_type in IMAGE_TYPES
            and picture.pixels < IMAGE_PIXELS
        )


@dataclass(kw_only=True, slots=True)
class State:
    """All of it, for one developer app."""

    core: Core
    feed: Feed
    client_id: str
    client_secret: str
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    """The posts whose authors do not let them be passed on."""
    calls: Counter[tuple[date, str]] = field(default_factory=Counter)

    def sub(self, person: Person) -> str:
        """Return the member's id towards this app."""
        return self.core.ids.named("", f"linkedin {person.id}", 10)

    def urn(self, person: Person) -> str:
        """Return the member's urn."""
        return f"urn:li:person:{self.sub(person)}"

    def issue(self, person: str, scope: str) -> Token:
        """Return a new token; a different set of scopes makes earlier tokens worthless."""
        for token in self.tokens.values():
            if token.person == person and token.scopes != set(scope.split()):
                token.revoked = True
        now = self.core.clock.now()
        token = Token(
            value="AQ" + self.core.ids.fresh_secret("linkedin token", 48),
            person=person,
            scope=scope,
            created=now,
            expires=now + TOKEN_LIFE,
        )
        self.tokens[token.value] = token
        return token

    def revoke(self, person: str) -> None:
        """Take back what a member has granted, as in their LinkedIn settings."""
        for token in self.tokens.values():
            if token.person == person:
                token.revoked = True

    def count(self, who: str) -> int:
        """Count one call of today and return how many there were."""
        key = (self.core.clock.now().date(), who)
        self.calls[key] += 1
        return self.calls[key]
