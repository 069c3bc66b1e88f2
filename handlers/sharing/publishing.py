"""What becomes of a share on its way to a network: each step one transaction.

`handlers.sharing.tasks` makes the calls in between. Must not call anything outside itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chat.screens import Post
from content_store import audit
from content_store.queries import accounts, items, people, shares, spending
from content_store.queries.shares import Attempts, ShareDetails
from content_store.unit import Unit
from handlers import budgets, outbox, own_links
from handlers.context import TaskContext
from handlers.sharing import clicks, forms, notices, service
from leaderboard import ledger
from leaderboard.scoring import Reason
from networks.base import PostRef
from programme import consent, tasks
from programme.errors import Missing
from programme.roles import Action
from programme.states import ShareState
from programme.values import Item, Share
from scheduler import backoff, queue
from scheduler.worker import Again

BUDGET = "budget"
"""The failure where the month's money for a network is spent."""
RECONNECT = "reconnect"
"""The failure after which the account has to be connected again."""
HELD = timedelta(minutes=10)
"""How often a held programme is asked whether it goes on."""
LATE = timedelta(hours=1)
"""How long a network may put a post off before its person is told; ours."""
GIVES_UP = timedelta(days=2)
"""How long a share is tried that its network does not take: ours, longer than any limit by day."""
MOVED_ON = timedelta(seconds=30)
"""When a share is looked at again that changed while it was about to be called; ours."""
CALL = timedelta(minutes=5)
"""Longer than a publication with all its time-outs: after it nobody can be in the middle of one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A share that is to be published, and what was tried before."""

    details: ShareDetails
    item: Item
    attempts: Attempts
    claimed_at: datetime

    @property
    def share(self) -> Share:
        """The share itself."""
        return self.details.share

    @property
    def armed(self) -> bool:
        """Whether an earlier call may have gone through."""
        return self.share.state is ShareState.ARMED

    @property
    def lane(self) -> str:
        """What paces the calls for this person on this network."""
        return f"{self.share.network}:{self.share.member_id}"


async def claim(u: Unit, ctx: TaskContext, share_id: int) -> Plan | Again | None:
    """Decide whether the share is to be published now; None where there is nothing left to do.

    A share that was put off has a job for each time it was planned for; the last counts.
    """
    try:
        details = await shares.details(u, share_id, lock=True)
    except Missing:
        return None
    share = details.share
    if share.state not in {ShareState.QUEUED, ShareState.ARMED}:
        return None
    item = await items.get(u, share.item_id)
    plan = Plan(
        details=details,
        item=item,
        attempts=await shares.attempts(u, share.id, details.confirmed_at),
        claimed_at=u.now,
    )
    if plan.armed:
        return await _claim_armed(u, ctx, plan)
    if share.scheduled_for is not None and u.now < share.scheduled_for:
        return Again(run_at=share.scheduled_for, reason="scheduled")
    if ctx.workspace.held:
        return Again(run_at=u.now + HELD, reason="held")
    if ctx.attempt >= backoff.ATTEMPTS:
        await fail(u, ctx, plan, "trouble")
        return None
    member = await people.get(u, share.member_id)
    if not consent.takes_part(consent.standing_of(member)):
        await shares.move(u, share.id, share.state, ShareState.CANCELLED)
        return None
    if not forms.is_available(item, u):
        await _cancel(u, plan, "not_available")
        return None
    return plan


async def _claim_armed(u: Unit, ctx: TaskContext, plan: Plan) -> Plan | Again | None:
    begun = plan.attempts.open_since
    if begun is not None and ctx.attempt == 1 and u.now < begun + CALL:
        # Not this job's own earlier run: another worker may be in the middle of the call.
        return Again(run_at=begun + CALL, reason="call under way")
    if ctx.attempt >= backoff.ATTEMPTS:
        await ask(u, ctx, plan, "given up")
        return None
    return plan


async def arm(u: Unit, ctx: TaskContext, plan: Plan, *, price: int) -> Plan | Again | None:
    """Write down that a call begins and what it costs, in millionths of a US dollar.

    None where the share was moved on or put off since it was claimed, or nothing is left to pay it
    with, which the person then hears. Again where another call was begun meanwhile, or the account
    was changed: what to do is to be decided anew.
    """
    share = plan.share
    current = await shares.details(u, share.id, lock=True)
    if current != plan.details or plan.attempts != await shares.attempts(
        u, share.id, current.confirmed_at
    ):
        if plan.armed and current.share.state is ShareState.ARMED:
            return Again(run_at=u.now + MOVED_ON, reason="moved on")
        return None
    if not await budgets.reserve(u, ctx.tools.budgets, share.network, price):
        await tell_leads(u, share.network, notices.budget_spent(share.network))
        if plan.armed:
            await ask(u, ctx, plan, BUDGET)
        else:
            await fail(u, ctx, plan, BUDGET)
        return None
    if plan.armed:
        await shares.end_attempts(u, share.id, "lost")
    else:
        await shares.move(u, share.id, ShareState.QUEUED, ShareState.ARMED, armed_at=u.now)
    await shares.start_attempt(u, share.id, price=price)
    return replace(
        plan,
        details=await shares.details(u, share.id),
        attempts=await shares.attempts(u, share.id, plan.details.confirmed_at),
    )


async def take_back_price(u: Unit, plan: Plan) -> None:
    """Give back the price of the call just made: the network did nothing that it charges for."""
    price, begun = plan.attempts.open_price, plan.attempts.open_since
    if price and begun is not None:
        await spending.release(u, plan.share.network, price, reserved_at=begun)


async def tell_leads(u: Unit, network: str, said: Post) -> None:
    """Let the leads know, once a month, that nothing more is posted on a network by account."""
    if not await spending.first_to_tell(u, network):
        return
    for lead in await people.with_action(u, Action.MANAGE_CAMPAIGNS):
        await outbox.post_to_member(
            u, lead.id, said, f"budget:{network}:{spending.month_of(u.now)}:member:{lead.id}"
        )


async def publish(
    u: Unit, ctx: TaskContext, plan: Plan, ref: PostRef | None, *, outcome: str, bare: bool
) -> None:
    """Record that the post is there, with all that follows from it."""
    share = plan.share
    await shares.end_attempts(u, share.id, outcome)
    if not await shares.move(
        u,
        share.id,
        ShareState.ARMED,
        ShareState.PUBLISHED,
        post_id=None if ref is None else ref.id,
        post_url=None if ref is None else ref.url,
        published_at=u.now,
        failure=None,
    ):
        return
    points = await ledger.award(
        u,
        workspace=ctx.workspace,
        member_id=share.member_id,
        item_id=share.item_id,
        network=share.network,
        reason=Reason.SHARE,
        share_id=share.id,
    )
    await clicks.verify_if_clicked(u, ctx.workspace, share.id)
    out = replace(share, post_url=None if ref is None else ref.url)
    said = notices.published(
        out,
        plan.item.title,
        points=points,
        without_image=bare,
        own_post=own_links.post(ctx.tools, share.code),
    )
    await outbox.post_to_member(u, share.member_id, said, key=f"share-result:{share.id}")
    network = ctx.networks.get(share.network)
    if ref is not None and network is not None:
        for reading, after in enumerate(network.traits.readings, start=1):
            await queue.enqueue(
                u,
                tasks.ReadFigures(share=share.id, reading=reading),
                key=f"figures:{share.id}:{reading}",
                run_at=u.now + after,
                lane=plan.lane,
            )
    if await budgets.is_used_up(u, ctx.tools.budgets, share.network):
        # From now on forms offer no account there, so nothing else would ever tell.
        await tell_leads(u, share.network, notices.budget_spent(share.network))
    await _decided(u, share, "share.published", {"outcome": outcome})


async def fail(u: Unit, ctx: TaskContext, plan: Plan, reason: str, detail: str = "") -> None:
    """Record that nothing was posted, and tell the person why and what they can do."""
    share = plan.share
    await shares.end_attempts(u, share.id, reason, detail)
    if not await shares.move(u, share.id, share.state, ShareState.FAILED, failure=reason):
        return
    said = notices.failed(
        share,
        plan.item.title,
        reason=reason,
        link=own_links.composer(ctx.tools, share.code),
        connect=reason == RECONNECT,
    )
    await _tell(u, plan, "share-failed", said)
    await _decided(u, share, "share.failed", {"reason": reason})


async def lose_account(u: Unit, plan: Plan) -> None:
    """Mark the account as one that needs a new consent."""
    if plan.details.account_id is not None:
        await accounts.needs_reconnect(u, plan.details.account_id, as_of=plan.claimed_at)


async def wait(
    u: Unit, ctx: TaskContext, plan: Plan, until: datetime, *, doubtful: bool
) -> Again | None:
    """Record that the network did nothing, and come back. `doubtful`: an earlier call may have.

    A person whose post is late by more than they would notice is told, once. None where it would
    be too late for any sense: then it has failed.
    """
    share = plan.share
    if is_hopeless(plan, until):
        await give_up(u, ctx, plan, doubtful=doubtful)
        return None
    await shares.end_attempts(u, share.id, "throttled")
    if not doubtful:
        await shares.move(u, share.id, ShareState.ARMED, ShareState.QUEUED)
        if until - u.now >= LATE:
            await _tell(u, plan, "share-waits", notices.waits(share, plan.item.title, until))
    return Again(run_at=until, reason="throttled", hold_lane=True)


def is_hopeless(plan: Plan, until: datetime) -> bool:
    """Whether a share that can't go out before then has been tried for long enough."""
    due = plan.share.scheduled_for or plan.details.confirmed_at
    begun = plan.attempts.first_at or due
    return begun is not None and until >= begun + GIVES_UP


async def give_up(u: Unit, ctx: TaskContext, plan: Plan, *, doubtful: bool) -> None:
    """End a share that the network does not take; one that may be out is asked about."""
    if doubtful:
        await ask(u, ctx, plan, "given up")
    else:
        await fail(u, ctx, plan, "trouble")


async def unclear(u: Unit, plan: Plan, detail: str) -> None:
    """Record that the call may or may not have gone through."""
    await shares.end_attempts(u, plan.share.id, "unclear", detail)


async def ask(u: Unit, ctx: TaskContext, plan: Plan, detail: str) -> None:
    """Give up finding out, and ask the person."""
    share = plan.share
    await shares.end_attempts(u, share.id, "unclear", detail)
    if not await shares.move(u, share.id, ShareState.ARMED, ShareState.UNCONFIRMED):
        return
    await _tell(u, plan, "share-unconfirmed", notices.unconfirmed(share, plan.item.title))
    await _decided(u, share, "share.unconfirmed", {})
    await clicks.verify_if_clicked(u, ctx.workspace, share.id)


async def _cancel(u: Unit, plan: Plan, reason: str) -> None:
    share = plan.share
    if await shares.move(u, share.id, share.state, ShareState.CANCELLED, failure=reason):
        said = notices.cancelled(share, plan.item.title, reason=reason)
        await _tell(u, plan, "share-cancelled", said)
        await _decided(u, share, "share.cancelled", {"reason": reason})


async def _tell(u: Unit, plan: Plan, what: str, said: Post) -> None:
    confirmed = plan.details.confirmed_at
    occasion = "" if confirmed is None else confirmed.isoformat()
    await outbox.post_to_member(
        u, plan.share.member_id, said, key=f"{what}:{plan.share.id}:{occasion}"
    )


async def _decided(u: Unit, share: Share, action: str, detail: dict[str, object]) -> None:
    await audit.append(
        u,
        actor="glasnik",
        action=action,
        subject=f"share:{share.id}",
        detail={"network": share.network, **detail},
    )
    await service.refresh_home(u, share, action)
