"""What the documented answers mean to whoever looks for a post whose answer was lost.

The networks are real, at the sandbox; the database is SQLite alone, as nothing here depends on it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.states import ShareState
from programme.values import Member
from tests.helpers import sharing
from tests.helpers.live_networks import Live

PLACES = {
    "x": ("x.tweets", "x.timeline"),
    "mastodon": ("mastodon.statuses", "mastodon.account.statuses"),
}
"""Where a post is made, and where it is looked for."""
FORGOTTEN = timedelta(minutes=52)
"""Longer than a server of Mastodon is trusted to remember the key of a post."""

PASSING = [
    ("x", "x.TooManyRequests"),
    ("x", "x.TooManyRequests_without_reset"),
    ("x", "x.InternalError"),
    ("x", "x.ServiceUnavailable"),
    ("mastodon", "mastodon.too_many_requests"),
    ("mastodon", "mastodon.service_unavailable"),
]
LASTING = [
    ("x", "x.Forbidden", True),
    ("x", "x.ClientForbidden", True),
    ("x", "x.CreditsDepleted", True),
    ("x", "x.Unauthorized", False),
    ("x", "x.ServiceUnavailable", True),
    ("mastodon", "mastodon.login_disabled", True),
    ("mastodon", "mastodon.token_revoked", False),
    ("mastodon", "mastodon.outside_scopes", False),
]
"""Network, answer, and whether the account is in order all the same."""


async def lost(live: Live, network: str, row: str, *, times: int | None) -> tuple[Member, int]:
    """Joe's post is out, its answer was lost, and whoever looks for it gets this answer."""
    makes, looks = PLACES[network]
    joe = await live.company.person("Joe", joined=True)
    status, page = await live.connect(joe, network)
    assert status == 200, page
    await live.company.work()
    live.company.chat.messages.clear()
    live.world.faults.add(makes, "drop_after")
    live.world.faults.add(looks, documented=row, times=times)
    item = await live.item()
    await live.share_again(joe, network, item)
    await live.company.work()
    assert (await live.share(joe, network, item)).state is ShareState.ARMED
    if network == "mastodon":
        live.company.clock.now += FORGOTTEN
    return joe, item


@pytest.mark.parametrize(("network", "row"), PASSING)
async def test_a_look_that_fails_is_repeated(live: Live, network: str, row: str) -> None:
    """The post is found a little later; it is never made a second time."""
    joe, item = await lost(live, network, row, times=1)
    await live.company.work_until_idle(hours=1)

    share = await live.share(joe, network, item)
    assert live.world.faults.shown() == []
    assert share.state is ShareState.PUBLISHED
    assert [post.id for post in live.posts(network)] == [share.post_id]
    assert sharing.told(live.company, joe) == ["share.published"]


@pytest.mark.parametrize(("network", "row", "usable"), LASTING)
async def test_who_may_not_look_asks(live: Live, network: str, row: str, *, usable: bool) -> None:
    """Without a look nobody can know, so the person is asked, and nothing is made twice."""
    joe, item = await lost(live, network, row, times=None)
    await live.company.work_until_idle(hours=3)

    assert (await live.share(joe, network, item)).state is ShareState.UNCONFIRMED
    assert len(live.posts(network)) == 1
    assert sharing.told(live.company, joe) == ["share.unconfirmed"]
    [account] = await sharing.accounts_of(live.company, joe)
    assert account.usable is usable


async def test_a_repeat_that_is_refused_is_the_post_itself(live: Live) -> None:
    """X made the post and calls it a repeat: it is found by its code, and its link is known."""
    joe = await live.company.person("Joe", joined=True)
    await live.connect(joe, "x")
    live.world.faults.add("x.tweets", "error_after", documented="x.DuplicateContent")
    item = await live.item()
    await live.share_again(joe, "x", item)
    await live.company.work()

    share = await live.share(joe, "x", item)
    assert share.state is ShareState.PUBLISHED
    assert [post.id for post in live.posts("x")] == [share.post_id]


async def test_a_repeat_that_nobody_may_look_for_is_asked_about(live: Live) -> None:
    """X calls it a repeat and lets nobody look: never taken for a success, never made twice."""
    joe = await live.company.person("Joe", joined=True)
    await live.connect(joe, "x")
    await live.company.work()
    live.company.chat.messages.clear()
    live.world.faults.add("x.tweets", documented="x.DuplicateContent", times=None)
    live.world.faults.add("x.timeline", documented="x.Forbidden", times=None)
    item = await live.item()
    await live.share_again(joe, "x", item)
    await live.company.work_until_idle(hours=1)

    assert (await live.share(joe, "x", item)).state is ShareState.UNCONFIRMED
    assert live.posts("x") == []
    assert sharing.told(live.company, joe) == ["share.unconfirmed"]
