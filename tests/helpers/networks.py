"""A social network as the program sees it: remembers posts, and breaks the way they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from networks.base import (
    AlreadyThere,
    Authorisation,
    ConnectFailed,
    ConnectFailure,
    Credentials,
    Deleted,
    DeleteOutcome,
    Outcome,
    Post,
    PostRef,
    Problem,
    Published,
    ReadFailed,
    RepeatSafety,
    Secret,
    Traits,
    Unclear,
)

LOST_BEFORE = "lost_before"
"""No answer, and nothing was posted."""
LOST_AFTER = "lost_after"
"""No answer, but the post is there."""


@dataclass(kw_only=True)
class FakeConnect:
    """Consents by code; refresh tokens are single-use and rotate."""

    network: str
    handle: str = "Ana Novak"
    refuses: ConnectFailure | None = None
    revokes: bool = True
    lifetime: timedelta | None = None
    now: datetime | None = None
    exchanged: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    current_refresh: str = "r0"
    refreshed: int = 0

    def authorise_url(self, state: str, redirect_uri: str) -> Authorisation:
        address = f"https://{self.network}.example/consent?state={state}&to={redirect_uri}"
        return Authorisation(url=address, verifier="v" * 43)

    async def exchange(self, code: str, redirect_uri: str, verifier: str | None) -> Credentials:
        if self.refuses is not None:
            raise ConnectFailed(self.refuses)
        assert verifier == "v" * 43
        self.exchanged.append(code)
        return self.credentials(f"access-{code}")

    def credentials(self, access: str) -> Credentials:
        return Credentials(
            access_token=Secret(access),
            refresh_token=Secret(self.current_refresh),
            expires_at=None
            if self.now is None or self.lifetime is None
            else self.now + self.lifetime,
            author_id=f"{self.network}-author",
            handle=self.handle,
            scopes=frozenset({"post"}),
        )

    async def refresh(self, credentials: Credentials) -> Credentials:
        if self.refuses is not None:
            raise ConnectFailed(self.refuses)
        assert credentials.refresh_token is not None
        if credentials.refresh_token.reveal() != self.current_refresh:
            raise ConnectFailed(ConnectFailure.EXPIRED)
        self.refreshed += 1
        self.current_refresh = f"r{self.refreshed}"
        return replace(
            credentials,
            access_token=Secret(f"access-renewed-{self.refreshed}"),
            refresh_token=Secret(self.current_refresh),
            expires_at=credentials.expires_at and credentials.expires_at + timedelta(hours=2),
        )

    async def revoke(self, credentials: Credentials) -> bool:
        self.revoked.append(credentials.access_token.reveal())
        return self.revokes


@dataclass(kw_only=True)
class FakeNetwork:
    """One network. `ends` are what the next publishing calls end with; None is a success."""

    name: str
    label: str
    traits: Traits
    connect: FakeConnect
    posts: list[tuple[PostRef, Post]] = field(default_factory=list)
    ends: list[Outcome | str | None] = field(default_factory=list)
    cannot_look: Problem | None = None
    figures: Mapping[str, int] | None = None
    figures_fail: Problem | None = None
    used: list[str] = field(default_factory=list)
    """The access tokens that came with publishing calls."""

    async def publish(self, post: Post, credentials: Credentials) -> Outcome:
        self.used.append(credentials.access_token.reveal())
        end = self.ends.pop(0) if self.ends else None
        if end == LOST_BEFORE:
            return Unclear(detail="no answer")
        if end is not None and end != LOST_AFTER:
            assert not isinstance(end, str)
            return end
        outcome = self._take(post)
        return Unclear(detail="no answer") if end == LOST_AFTER else outcome

    def _take(self, post: Post) -> Outcome:
        for ref, known in self.posts:
            if self._is_repeat(post, known):
                safety = self.traits.repeat_safety
                if safety is RepeatSafety.DETECTS:
                    return AlreadyThere(ref=ref)
                return Published(ref=ref)
        number = len(self.posts) + 1
        ref = PostRef(id=f"p{number}", url=f"https://{self.name}.example/p{number}")
        self.posts.append((ref, post))
        return Published(ref=ref)

    def _is_repeat(self, post: Post, known: Post) -> bool:
        match self.traits.repeat_safety:
            case RepeatSafety.DETECTS:
                return post.text == known.text
            case RepeatSafety.KEY:
                return post.idempotency_key == known.idempotency_key
            case _:
                return False

    async def look(self, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
        if self.cannot_look is not None:
            raise ReadFailed(self.cannot_look)
        return next((ref for ref, known in self.posts if known.marker == post.marker), None)

    async def read_figures(
        self, ref: PostRef, credentials: Credentials
    ) -> Mapping[str, int] | None:
        if self.figures_fail is not None:
            raise ReadFailed(self.figures_fail)
        return self.figures

    async def delete(self, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
        return Deleted()


def network(
    name: str, label: str, safety: RepeatSafety, *, card: bool = False, figures: bool = True
) -> FakeNetwork:
    """A network of this kind, in good order."""
    return FakeNetwork(
        name=name,
        label=label,
        traits=Traits(
            repeat_safety=safety,
            carries_card=card,
            deletes=True,
            reads_figures=figures,
            images=card,
            settles=timedelta(seconds=30) if safety is RepeatSafety.LOOK else timedelta(0),
        ),
        connect=FakeConnect(network=name),
    )


def linkedin() -> FakeNetwork:
    """Finds repeats by itself; the link travels as a card."""
    return network("linkedin", "LinkedIn", RepeatSafety.DETECTS, card=True)


def x() -> FakeNetwork:
    """Repeats itself if asked to, but lets its posts be read."""
    return network("x", "X", RepeatSafety.LOOK)
