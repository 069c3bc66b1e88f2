"""A social network as the program sees it: remembers posts, and breaks the way they do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from networks.base import (
    AlreadyThere,
    Credentials,
    Deleted,
    DeleteOutcome,
    ImageRules,
    Outcome,
    Post,
    PostRef,
    Prices,
    Problem,
    Published,
    ReadFailed,
    RepeatSafety,
    Secret,
    TextLimits,
    Traits,
    Unclear,
)
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    Authorisation,
    Callback,
    ConnectFailed,
    ConnectFailure,
    RegisteredApp,
)
from programme import text_rules
from programme.text_rules import LinkPlace, TextRules

LOST_BEFORE = "lost_before"
"""No answer, and nothing was posted."""
LOST_AFTER = "lost_after"
"""No answer, but the post is there."""
VERIFIER = "v" * 43
APP_PASSWORD = "wxyz-2345-tuvw-6723"
READINGS = (timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=7))


@dataclass(kw_only=True)
class FakeConnect:
    """Consents by code, signs in with `APP_PASSWORD`; refresh tokens are single-use and rotate."""

    network: str
    asks: tuple[Ask, ...] = ()
    handle: str = "Ana Novak"
    author: str = ""
    refuses: ConnectFailure | None = None
    """Why it gives no credentials."""
    cannot_begin: ConnectFailure | None = None
    servers: frozenset[str] = frozenset({"lipa.social", "toot.si"})
    revokes: bool = True
    renews: bool = True
    """Whether it gives refresh tokens."""
    lifetime: timedelta | None = None
    now: datetime | None = None
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """What happens elsewhere while it answers."""
    begun: int = 0
    exchanged: list[str] = field(default_factory=list)
    callbacks: list[str] = field(default_factory=list)
    """The callback's address at each exchange."""
    revoked: list[str] = field(default_factory=list)
    current_refresh: str = "r0"
    refreshed: int = 0

    async def begin(
        self, state: str, callback: Callback, answers: Mapping[Ask, str]
    ) -> Authorisation | Credentials:
        assert set(answers) == set(self.asks)
        self.begun += 1
        session = f"session-{self.begun}"
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.cannot_begin is not None:
            raise ConnectFailed(self.cannot_begin)
        if Ask.APP_PASSWORD in self.asks:
            if answers[Ask.APP_PASSWORD] != APP_PASSWORD:
                raise AnswerRefused(Ask.APP_PASSWORD, AnswerProblem.NOT_ACCEPTED)
            return self.credentials(session, password=answers[Ask.APP_PASSWORD])
        server, host = "", f"{self.network}.example"
        if Ask.SERVER in self.asks:
            host = answers[Ask.SERVER]
            if "." not in host:
                raise AnswerRefused(Ask.SERVER, AnswerProblem.MALFORMED)
            if host not in self.servers:
                raise AnswerRefused(Ask.SERVER, AnswerProblem.UNKNOWN)
            server = f"https://{host}"
        address = f"https://{host}/consent?state={state}&to={callback(server)}"
        return Authorisation(url=address, verifier=Secret(VERIFIER), server=server)

    async def exchange(self, code: str, callback: Callback, begun: Authorisation) -> Credentials:
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.refuses is not None:
            raise ConnectFailed(self.refuses)
        assert begun.verifier is not None
        assert begun.verifier.reveal() == VERIFIER
        self.exchanged.append(code)
        self.callbacks.append(callback(begun.server))
        return self.credentials(f"access-{code}", server=begun.server)

    def credentials(
        self, access: str, *, server: str = "", password: str | None = None
    ) -> Credentials:
        return Credentials(
            access_token=Secret(access),
            refresh_token=Secret(self.current_refresh) if self.renews else None,
            app_password=None if password is None else Secret(password),
            expires_at=None
            if self.now is None or self.lifetime is None
            else self.now + self.lifetime,
            author_id=self.author or f"{self.network}-author",
            handle=self.handle,
            scopes=frozenset({"post"}),
            server=server,
        )

    async def refresh(self, credentials: Credentials) -> Credentials:
        if self.meanwhile is not None:
            await self.meanwhile()
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
    text_rules: TextRules
    prices: Prices = field(default_factory=Prices)
    text_limits: TextLimits | None = None
    posts: list[tuple[PostRef, Post]] = field(default_factory=list)
    ends: list[Outcome | str | None] = field(default_factory=list)
    cannot_look: Problem | None = None
    figures: Mapping[str, int] | None = None
    figures_fail: Problem | None = None
    used: list[str] = field(default_factory=list)
    """The access tokens that came with publishing calls."""

    def reshareable(self, url: str) -> str | None:
        return f"post:{url}" if url.startswith(f"https://{self.name}.example/p") else None

    async def limits(self, credentials: Credentials) -> TextLimits | None:
        return self.text_limits

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


PICTURES = ImageRules(max_bytes=5_000_000, max_side=4096, max_alt=1000, most=4)


def network(
    name: str,
    label: str,
    safety: RepeatSafety,
    *,
    card: bool = False,
    figures: bool = True,
    asks: tuple[Ask, ...] = (),
) -> FakeNetwork:
    """A network of this kind, in good order."""
    return FakeNetwork(
        name=name,
        label=label,
        traits=Traits(
            repeat_safety=safety,
            carries_card=card,
            deletes=True,
            images=PICTURES if card else None,
            readings=READINGS if figures else (),
            settles=timedelta(seconds=30) if safety is RepeatSafety.LOOK else timedelta(0),
        ),
        connect=FakeConnect(network=name, asks=asks),
        text_rules=replace(text_rules.RULES[name], link=LinkPlace.CARD if card else LinkPlace.TEXT),
    )


def linkedin() -> FakeNetwork:
    """Finds repeats by itself; the link travels as a card."""
    return network("linkedin", "LinkedIn", RepeatSafety.DETECTS, card=True)


def x() -> FakeNetwork:
    """Repeats itself if asked to, but lets its posts be read."""
    return network("x", "X", RepeatSafety.LOOK)


def mastodon() -> FakeNetwork:
    """Has many servers, each with limits of its own."""
    made = network("mastodon", "Mastodon", RepeatSafety.KEY, asks=(Ask.SERVER,))
    made.text_limits = TextLimits(max_characters=1500, characters_per_url=23)
    return made


def bluesky() -> FakeNetwork:
    """Is signed in to with a password for apps; the link travels as a card."""
    return network(
        "bluesky", "Bluesky", RepeatSafety.KEY, card=True, asks=(Ask.HANDLE, Ask.APP_PASSWORD)
    )


class NoApps:
    """Knows no registered app."""

    async def find(self, network: str, server: str) -> RegisteredApp | None:
        return None

    async def keep(self, network: str, server: str, app: RegisteredApp) -> None:
        raise AssertionError("nothing is registered here")
