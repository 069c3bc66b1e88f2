"""Every documented answer to what is asked for a share besides its post: tokens, figures, deletion.

The networks are real, at the sandbox; the database is SQLite alone, as nothing here depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from content_store.queries import accounts, figures
from content_store.tables.accounts import AccountRow
from handlers import tokens
from handlers.accounts.tasks import TRIES, NotRevoked
from networks.base import Credentials, Deleted, DeleteOutcome, PostRef, RefusalReason, Refused
from programme.states import ShareState
from programme.tasks import RevokeAccount
from programme.values import Member
from tests.helpers import sharing
from tests.helpers.error_tables import AFTERWARDS, After, network_of
from tests.helpers.live_networks import Live

TOKENS_ARE_OLD = timedelta(hours=3)
"""Longer than an access token of X or Bluesky lives."""


def that(*does: After) -> Iterable[str]:
    """The rows after which this happens."""
    return [row for row, later in AFTERWARDS.items() if later.does in does]


async def connected(live: Live, network: str) -> Member:
    """Joe, who has connected an account."""
    joe = await live.company.person("Joe", joined=True)
    status, page = await live.connect(joe, network)
    assert status == 200, page
    await live.company.work()
    live.company.chat.messages.clear()
    return joe


async def published(live: Live, network: str) -> tuple[Member, int]:
    """Joe's share, which is out."""
    joe = await connected(live, network)
    item = await live.item()
    await live.share_again(joe, network, item)
    await live.company.work()
    assert (await live.share(joe, network, item)).state is ShareState.PUBLISHED
    return joe, item


async def late(live: Live, network: str, *rows: str, times: int | None = 1) -> tuple[Member, int]:
    """Joe's share after a pause in which his token ran out, when the network answers like this."""
    joe = await connected(live, network)
    live.company.clock.now += TOKENS_ARE_OLD
    for row in rows:
        where = "x.token" if network == "x" else ""
        live.world.faults.add(where, documented=row, times=times)
    item = await live.item()
    await live.share_again(joe, network, item)
    await live.company.work()
    return joe, item


async def credentials(live: Live, who: Member, network: str) -> Credentials:
    """What is kept of an account."""
    async with live.company.store.reading(1) as u:
        kept = await accounts.sealed_of(u, who.id, network)
    assert kept is not None
    return tokens.unseal(live.company.tools().vault, kept)


@pytest.mark.parametrize("row", that(After.RENEWED))
async def test_a_session_that_ended_is_begun_anew(live: Live, row: str) -> None:
    """The app password signs in again, and the share goes out without anybody noticing."""
    network = network_of(row)
    joe, item = await late(live, network, row)

    assert live.world.faults.shown() == []
    assert (await live.share(joe, network, item)).state is ShareState.PUBLISHED
    assert sharing.told(live.company, joe) == ["share.published"]


ENDED = "bluesky.InvalidToken_refresh"


@pytest.mark.parametrize(
    ("network", "rows", "failure", "usable"),
    [
        ("x", ["x.invalid_request"], "reconnect", False),
        ("x", ["x.unauthorized_client"], "app", True),
        ("bluesky", [ENDED, "bluesky.AuthenticationRequired_password"], "reconnect", False),
        ("bluesky", [ENDED, "bluesky.AuthFactorTokenRequired"], "reconnect", False),
        ("bluesky", [ENDED, "bluesky.AccountTakedown_session"], "permission", True),
    ],
)
async def test_tokens_that_can_not_be_renewed(
    live: Live, network: str, rows: list[str], failure: str, *, usable: bool
) -> None:
    """Only where a new consent helps is the person asked for one."""
    joe, item = await late(live, network, *rows, times=None)

    share = await live.share(joe, network, item)
    assert (share.state, share.failure) == (ShareState.FAILED, failure)
    assert live.posts(network) == []
    assert sharing.told(live.company, joe) == ["share.failed"]
    [account] = await sharing.accounts_of(live.company, joe)
    assert account.usable is usable


@pytest.mark.parametrize(
    ("network", "rows"),
    [
        ("x", ["x.ServiceUnavailable"]),
        ("x", ["x.TooManyRequests"]),
        ("bluesky", [ENDED, "bluesky.RateLimitExceeded_session"]),
    ],
)
async def test_tokens_that_can_be_renewed_later(live: Live, network: str, rows: list[str]) -> None:
    """A network that can't be asked for a moment costs half a minute and nothing else."""
    joe, item = await late(live, network, *rows)
    assert (await live.share(joe, network, item)).state is ShareState.QUEUED
    await live.company.work_until_idle(minutes=1)

    assert (await live.share(joe, network, item)).state is ShareState.PUBLISHED
    assert len(live.posts(network)) == 1


@pytest.mark.parametrize("row", that(After.FIGURES, After.NO_FIGURES))
async def test_figures_are_read_or_stay_unknown(live: Live, row: str) -> None:
    """No answer to a reading changes how a share or an account stands, and nobody is bothered."""
    network, later = network_of(row), AFTERWARDS[row]
    joe, item = await published(live, network)
    lasts = later.does is After.NO_FIGURES
    live.world.faults.add(later.where, documented=row, times=None if lasts else 1)
    await live.company.work_until_idle(days=1, hours=2)

    share = await live.share(joe, network, item)
    async with live.company.store.reading(1) as u:
        known = await figures.latest(u, share.id)
    assert bool(known) is not lasts
    assert [fault["struck"] for fault in live.world.faults.shown()] == [1] * lasts
    assert share.state is ShareState.PUBLISHED
    [account] = await sharing.accounts_of(live.company, joe)
    assert account.usable
    assert sharing.told(live.company, joe) == ["share.published"]


@pytest.mark.parametrize("row", that(After.DELETED, After.NOT_DELETED))
async def test_a_post_is_deleted_or_the_network_forbids_it(live: Live, row: str) -> None:
    """A post that is gone already is as good as deleted; a refusal is no success."""
    network = network_of(row)
    joe, item = await published(live, network)
    share = await live.share(joe, network, item)
    assert share.post_id is not None
    live.world.faults.add(documented=row)
    ref = PostRef(id=share.post_id, url=share.post_url or "")
    kept = await credentials(live, joe, network)
    outcome: DeleteOutcome = await live.company.networks[network].delete(ref, kept)

    assert live.world.faults.shown() == []
    if AFTERWARDS[row].does is After.DELETED:
        assert outcome == Deleted()
    else:
        assert isinstance(outcome, Refused)
        assert outcome.reason is RefusalReason.PERMISSION
        assert len(live.posts(network)) == 1


@pytest.mark.parametrize(
    ("network", "where", "row"),
    [
        ("x", "x.revoke", "x.invalid_request"),
        ("x", "x.revoke", "x.ServiceUnavailable"),
        ("bluesky", "bluesky.deleteSession", "bluesky.InternalServerError"),
        ("bluesky", "bluesky.deleteSession", "bluesky.RateLimitExceeded"),
        ("mastodon", "mastodon.revoke", "mastodon.invalid_client"),
        ("mastodon", "mastodon.revoke", "mastodon.service_unavailable"),
    ],
)
async def test_whoever_disconnects_is_rid_of_their_tokens(
    live: Live, network: str, where: str, row: str
) -> None:
    """The network is asked again while it confirms nothing; after the last try they are wiped."""
    joe = await connected(live, network)
    [account] = await live.rows(AccountRow)
    assert account.id is not None
    live.world.faults.add(where, documented=row, times=None)
    await live.company.press(joe, "accounts.disconnect", network=network)
    task = RevokeAccount(account=account.id)
    with pytest.raises(NotRevoked):
        await live.company.run(task, attempt=1)
    await live.company.run(task, attempt=TRIES)

    assert await sharing.accounts_of(live.company, joe) == ()
    [account] = await live.rows(AccountRow)
    assert account.sealed == ""


async def test_a_session_that_is_over_needs_no_ending(live: Live) -> None:
    """Bluesky's word that a session has ended is as good as its end."""
    joe = await connected(live, "bluesky")
    kept = await credentials(live, joe, "bluesky")
    live.world.faults.add("bluesky.deleteSession", documented="bluesky.ExpiredToken")

    assert await live.company.networks["bluesky"].connect.revoke(kept)
