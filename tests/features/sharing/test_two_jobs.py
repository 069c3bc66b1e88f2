"""A share that was put off may have two jobs: whatever they meet, they make one post."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import pytest

from content_store.unit import Store
from networks.base import (
    Credentials,
    Post,
    PostRef,
    Reconnect,
    ReconnectReason,
    RepeatSafety,
)
from networks.connecting import ConnectFailure
from programme.states import ShareState
from programme.tasks import PublishShare
from tests.helpers import networks, sharing
from tests.helpers.company import Killed
from tests.helpers.databases import ManualClock
from tests.helpers.networks import LOST_AFTER, LOST_BEFORE, FakeNetwork


@dataclass(kw_only=True)
class SlowToLook(FakeNetwork):
    """A network on which something else happens while it is looked for a post."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def look(self, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
        found = await super().look(post, credentials, since)
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return found


def slow_to_look() -> SlowToLook:
    """X, looked at slowly."""
    plain = networks.network("x", "X", RepeatSafety.LOOK)
    return SlowToLook(**{field.name: getattr(plain, field.name) for field in fields(plain)})


@pytest.mark.parametrize("end", [LOST_AFTER, LOST_BEFORE, None])
async def test_two_jobs_that_both_looked_call_once(
    store: Store, clock: ManualClock, end: str | None
) -> None:
    """While one looks for a lost post the other does so too, and calls: the first does not."""
    company = await sharing.found(store, clock, slow := slow_to_look())
    slow.ends = [LOST_BEFORE, end]
    ana, item = await sharing.sent(company, "x")
    await company.work()
    share = await sharing.share_of(company, ana, item, "x")
    company.clock.forward(minutes=2)
    slow.meanwhile = lambda: company.run(PublishShare(share=share.id))
    await company.run(PublishShare(share=share.id))
    assert len(slow.used) == 2
    await company.work_until_idle(hours=1)

    assert len(slow.posts) == 1
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_an_account_that_goes_while_it_is_looked_at_gets_no_call(
    store: Store, clock: ManualClock
) -> None:
    """Let go between the look and the call, nothing is posted, and the person is asked."""
    company = await sharing.found(store, clock, slow := slow_to_look())
    slow.ends = [LOST_BEFORE]
    ana, item = await sharing.sent(company, "x")
    await company.work()
    slow.meanwhile = lambda: company.press(ana, "accounts.disconnect", network="x")
    await company.work_until_idle(hours=1)

    assert len(slow.used) == 1
    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED


@pytest.mark.parametrize("safety", [RepeatSafety.KEY, RepeatSafety.DETECTS, RepeatSafety.LOOK])
async def test_who_takes_over_lets_the_first_call_end(
    store: Store, clock: ManualClock, safety: RepeatSafety
) -> None:
    """The network may still be busy with the call of a program that died: no other joins it."""
    company = await sharing.found(store, clock, x := networks.network("x", "X", safety))
    ana, item = await sharing.sent(company, "x")
    share = await sharing.share_of(company, ana, item, "x")
    company.die_at.add("publish.armed")
    with pytest.raises(Killed):
        await company.run(PublishShare(share=share.id))
    again = await company.run(PublishShare(share=share.id), attempt=2)
    assert again is not None
    assert (x.used, again.run_at - clock()) == ([], timedelta(seconds=30))
    clock.now = again.run_at
    await company.run(PublishShare(share=share.id), attempt=2)
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_a_consent_given_meanwhile_is_not_held_against_its_person(
    store: Store, clock: ManualClock
) -> None:
    """Tokens that are refused while their person consents anew say nothing of the new ones."""
    company = await sharing.found(store, clock, slow := slow_to_look())
    slow.ends = [LOST_BEFORE]
    ana, item = await sharing.sent(company, "x")
    await company.work()

    async def consents() -> None:
        slow.connect.refuses = ConnectFailure.EXPIRED
        clock.forward(seconds=1)
        await sharing.connect(company, ana, "x")

    slow.meanwhile, slow.ends = consents, [Reconnect(reason=ReconnectReason.REVOKED)]
    await company.work_until_idle(minutes=2)
    assert await sharing.state_of(company, ana, item, "x") is ShareState.FAILED
    assert [account.usable for account in await sharing.accounts_of(company, ana)] == [True]
