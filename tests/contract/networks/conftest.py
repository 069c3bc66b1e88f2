"""The two fakes, served, and our clients pointed at them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from networks import http, linkedin, mastodon, x
from networks.addresses import Addresses
from networks.base import Credentials, Link, Post, Secret
from networks.guard import Guard
from networks.linkedin.versions import DEFAULT as DEFAULT_VERSION
from tests.contract.networks.fake_linkedin_server import LI_SECRET, LI_TOKEN, FakeLinkedIn
from tests.contract.networks.fake_mastodon_server import (
    ACCOUNT,
    TOOT_SCOPES,
    TOOT_TOKEN,
    FakeMastodon,
    KeptApps,
)
from tests.contract.networks.fake_x_server import X_CLIENT, FakeX
from tests.contract.networks.network_fakes import QUICK, Gate, served

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def counting_bytes(size: int) -> bytes:
    return bytes(range(size))


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def client(gate: Gate) -> AsyncIterator[http.ApiClient]:
    async with http.make_session(before_call=gate, timeouts=QUICK) as session:
        yield http.ApiClient(session, before_call=gate, timeouts=QUICK)


@pytest.fixture
async def fake_linkedin() -> AsyncIterator[FakeLinkedIn]:
    fake = FakeLinkedIn()
    async with served(fake.app()) as base:
        fake.base = f"{base}/li"
        yield fake


@pytest.fixture
async def fake_x() -> AsyncIterator[FakeX]:
    fake = FakeX()
    async with served(fake.app()) as base:
        fake.base = f"{base}/x"
        yield fake


@pytest.fixture
def make_linkedin(
    fake_linkedin: FakeLinkedIn, client: http.ApiClient
) -> Callable[..., linkedin.LinkedIn]:
    def make(base: str = "", version: str = DEFAULT_VERSION) -> linkedin.LinkedIn:
        place = base or fake_linkedin.base
        settings = linkedin.Settings(
            app=linkedin.App(client_id="li-client", client_secret=Secret(LI_SECRET)),
            addresses=Addresses(api=place, web=place),
            version=version,
            settle=0.0,
        )
        return linkedin.LinkedIn(settings, client, lambda: NOW)

    return make


@pytest.fixture
def li(make_linkedin: Callable[..., linkedin.LinkedIn]) -> linkedin.LinkedIn:
    return make_linkedin()


@pytest.fixture
def make_x(fake_x: FakeX, client: http.ApiClient) -> Callable[..., x.X]:
    def make(base: str = "", secret: str | None = X_CLIENT[1]) -> x.X:
        place = base or fake_x.base
        settings = x.Settings(
            app=x.App(client_id=X_CLIENT[0], client_secret=Secret(secret) if secret else None),
            addresses=Addresses(api=place, web=place),
        )
        return x.X(settings, client, lambda: NOW, counting_bytes)

    return make


@pytest.fixture
def ex(make_x: Callable[..., x.X]) -> x.X:
    return make_x()


@pytest.fixture
def li_member() -> Credentials:
    return Credentials(
        access_token=Secret(LI_TOKEN),
        expires_at=NOW + timedelta(days=60),
        author_id="urn:li:person:782bbtaQ",
        handle="Ana Novak",
        scopes=frozenset({"openid", "profile", "w_member_social"}),
    )


@pytest.fixture
def x_member() -> Credentials:
    return Credentials(
        access_token=Secret("x-access-0"),
        refresh_token=Secret("x-refresh-0"),
        expires_at=NOW + timedelta(hours=2),
        author_id="2244994945",
        handle="ananovak",
        scopes=frozenset(
            {"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"}
        ),
    )


@pytest.fixture
def post() -> Post:
    url = "https://go.lipa.example/Ab3dE5g?utm_source=share_bot"
    return Post(
        text="Our grid report (2026) is out. #Energy_Grid & more",
        link=Link(url=url, title="Grid report", description="What we learnt"),
        marker="Ab3dE5g",
        idempotency_key="share-1-attempt",
        confirmed_at=NOW,
    )


@pytest.fixture
def kept_apps() -> KeptApps:
    return KeptApps()


@pytest.fixture
async def fake_mastodon() -> AsyncIterator[FakeMastodon]:
    fake = FakeMastodon()
    async with served(fake.app()) as base:
        fake.base = base
        yield fake


@pytest.fixture
async def make_toot(
    fake_mastodon: FakeMastodon, kept_apps: KeptApps, gate: Gate
) -> AsyncIterator[Callable[[str], mastodon.Mastodon]]:
    guard = Guard(allow_hosts=frozenset({fake_mastodon.place}))
    async with http.make_session(
        before_call=gate, timeouts=QUICK, connector=guard.connector()
    ) as session:
        client = http.ApiClient(session, before_call=gate, timeouts=QUICK)

        def make(pattern: str) -> mastodon.Mastodon:
            settings = mastodon.Settings(
                server_url=pattern,
                web="https://glasnik.lipa.example",
                patience=mastodon.Patience(pause=0.0),
            )
            return mastodon.Mastodon(
                settings,
                client,
                guard,
                kept_apps,
                now=lambda: NOW,
                random_bytes=counting_bytes,
            )

        yield make


@pytest.fixture
def toot(
    fake_mastodon: FakeMastodon, make_toot: Callable[[str], mastodon.Mastodon]
) -> mastodon.Mastodon:
    return make_toot(fake_mastodon.pattern)


@pytest.fixture
def toot_member(fake_mastodon: FakeMastodon) -> Credentials:
    return Credentials(
        access_token=Secret(TOOT_TOKEN),
        expires_at=None,
        author_id=ACCOUNT,
        handle="@ana.n@toot.si",
        scopes=frozenset(TOOT_SCOPES.split()),
        server=fake_mastodon.server,
    )
