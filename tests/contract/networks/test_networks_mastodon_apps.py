"""How a Mastodon server gets to know us: once, and again when it has forgotten."""

from __future__ import annotations

import pytest

from networks import mastodon
from networks.connecting import (
    Ask,
    ConnectFailed,
    ConnectFailure,
)
from tests.contract.networks.fake_mastodon_server import (
    ACCOUNT,
    TOOT_TOKEN,
    FakeMastodon,
    KeptApps,
    wrong,
)
from tests.contract.networks.mastodon_connecting import begun, callback, connected, failure_of
from tests.contract.networks.network_fakes import Canned

APPS = "POST /api/v1/apps"


async def test_a_server_is_told_of_us_once(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon
) -> None:
    """The second colleague on the same server uses the same app, and leaves no token behind."""
    await connected(toot, fake_mastodon)
    await begun(toot)

    assert len(fake_mastodon.apps) == 1
    assert set(fake_mastodon.tokens) == {TOOT_TOKEN}


async def test_a_server_that_has_forgotten_us_is_told_again(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, kept_apps: KeptApps
) -> None:
    """Servers remove apps that nobody used; the next person does not meet an error there."""
    await begun(toot)
    fake_mastodon.apps.clear()

    credentials = await connected(toot, fake_mastodon)

    assert credentials.author_id == ACCOUNT
    (kept,) = kept_apps.apps.values()
    assert kept.client_id in fake_mastodon.apps


async def test_an_app_that_leads_back_elsewhere_is_replaced(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, kept_apps: KeptApps
) -> None:
    """After our own address changed, the server is told the new one."""
    await toot.connect.begin(
        "state-0", lambda _: "https://old.example/back", {Ask.SERVER: fake_mastodon.name}
    )

    await connected(toot, fake_mastodon)

    (kept,) = kept_apps.apps.values()
    assert kept.redirect_uri == callback(fake_mastodon.server)
    assert len(fake_mastodon.apps) == 2


async def test_an_app_forgotten_while_the_person_was_away_is_made_anew(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, kept_apps: KeptApps
) -> None:
    """That code is lost, which is told as "try again"; and trying again works."""
    authorisation = await begun(toot)
    fake_mastodon.apps.clear()

    assert await failure_of(toot, authorisation) is ConnectFailure.EXPIRED

    (kept,) = kept_apps.apps.values()
    assert list(fake_mastodon.apps) == [kept.client_id]
    assert (await connected(toot, fake_mastodon)).author_id == ACCOUNT


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (wrong(422, "Validation failed: Redirect URI must be absolute"), ConnectFailure.CLIENT),
        (wrong(429, "Too many requests"), ConnectFailure.UNREACHABLE),
        (wrong(500, "Error"), ConnectFailure.UNREACHABLE),
        (Canned(status=200, body={"client_id": 5}), ConnectFailure.MALFORMED),
        (Canned(status=200, body="[]"), ConnectFailure.MALFORMED),
    ],
)
async def test_a_server_that_does_not_take_us_is_told_apart(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    kept_apps: KeptApps,
    answer: Canned,
    failure: ConnectFailure,
) -> None:
    """Nothing is kept of a registration that failed."""
    fake_mastodon.next(fake_mastodon.at(APPS), answer)

    with pytest.raises(ConnectFailed) as failed:
        await begun(toot)

    assert failed.value.reason is failure
    assert kept_apps.apps == {}
