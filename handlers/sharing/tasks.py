"""Publishing shares and reading what they brought: the calls that can't be taken back.

Arm (commit) → call → record (commit). After a lost answer, what a second try may do depends on the
network's own trait; where that is nothing, the person is asked. Never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from content_store.queries import accounts, figures, shares
from content_store.unit import Unit
from handlers import tokens
from handlers.context import TaskContext
from handlers.sharing import forms, publishing
from handlers.sharing.publishing import READINGS, RECONNECT, Plan
from handlers.sharing.routes import routes
from networks import base
from networks.base import (
    AlreadyThere,
    Credentials,
    Network,
    Outcome,
    OutOfBudget,
    PostRef,
    Published,
    ReadFailed,
    Reconnect,
    Refused,
    RepeatSafety,
    Throttled,
    Unclear,
)
from networks.fetching import FetchRefused
from programme.errors import Missing
from programme.figures import Grade
from programme.states import ShareState
from programme.tasks import PublishShare, ReadFigures
from scheduler.worker import Again

log = structlog.get_logger(__name__)

MAX_CALLS = 5
"""Calls for one share whose answers may all be lost, before the person is asked; ours."""
LOOKS_FOR = timedelta(hours=1)
"""How long a post is looked for on a network that can't be read, before the person is asked."""
KEY_LIFE = timedelta(minutes=50)
"""Networks remember a key for up to an hour (docs.joinmastodon.org/methods/statuses)."""
LOOK_AGAIN = timedelta(minutes=2)
REPEAT_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Call:
    """All that one publication needs."""

    ctx: TaskContext
    plan: Plan
    network: Network
    credentials: Credentials
    post: base.Post


@routes.task(PublishShare)
async def publish(ctx: TaskContext, task: PublishShare) -> Again | None:
    """Post a person's share to their own account."""
    async with ctx.unit() as u:
        plan = await publishing.claim(u, ctx, task.share)
    ctx.reached("publish.claimed")
    if plan is None or isinstance(plan, Again):
        return plan
    network = ctx.networks.get(plan.share.network)
    if network is None:
        return await _unusable(ctx, plan, "not_offered")
    try:
        credentials = await tokens.usable(ctx, network, plan.details.account_id)
    except tokens.NotNow as later:
        return Again(run_at=later.until, reason="tokens")
    except tokens.NeedsConsent:
        return await _unusable(ctx, plan, RECONNECT)
    call = _Call(
        ctx=ctx,
        plan=plan,
        network=network,
        credentials=credentials,
        post=await _post(ctx, plan, network),
    )
    if plan.armed:
        return await _second_try(call)
    return await _go(call, doubtful=False)


async def _unusable(ctx: TaskContext, plan: Plan, reason: str) -> Again | None:
    """Nothing can be called: a share that may be out already is asked about, never failed."""
    async with ctx.unit() as u:
        if reason == RECONNECT:
            await publishing.lose_account(u, plan)
        if plan.armed:
            await publishing.ask(u, ctx, plan, reason)
        else:
            await publishing.fail(u, ctx, plan, reason)
    return None


async def _post(ctx: TaskContext, plan: Plan, network: Network) -> base.Post:
    item, share = plan.item, plan.share
    image = None
    if item.image_url and network.traits.images and network.traits.carries_card:
        try:
            image = await ctx.feeds.fetch_image(item.image_url)
        except FetchRefused:
            log.info("a card goes without its picture", action="publish.no_image", share=share.id)
    return base.Post(
        text=share.text,
        link=base.Link(
            url=forms.short_url(ctx.tools, share.code),
            title=item.title,
            description=item.summary,
            image=image,
            alt=item.image_alt,
        ),
        marker=share.code,
        idempotency_key=plan.details.idempotency_key,
    )


async def _second_try(call: _Call) -> Again | None:
    """An earlier call may have gone through: what the network's trait allows, and no more."""
    attempts, now = call.plan.attempts, call.ctx.now
    first = attempts.first_at or now
    if attempts.made >= MAX_CALLS:
        return await _ask(call, "too many calls")
    match call.network.traits.repeat_safety:
        case RepeatSafety.NONE:
            return await _ask(call, "can't be repeated")
        case RepeatSafety.DETECTS:
            return await _go(call, doubtful=True)
        case RepeatSafety.KEY if now - first <= KEY_LIFE:
            return await _go(call, doubtful=True)
        case RepeatSafety.KEY:
            return await _look_first(call, may_repeat=False)
        case RepeatSafety.LOOK:
            return await _look_first(call, may_repeat=True)
    assert_never(call.network.traits.repeat_safety)


async def _look_first(call: _Call, *, may_repeat: bool) -> Again | None:
    plan, now = call.plan, call.ctx.now
    settled = (plan.attempts.last_at or now) + call.network.traits.settles
    if now < settled:
        return Again(run_at=settled, reason="settling")
    first = plan.attempts.first_at or now
    try:
        ref = await call.network.look(call.post, call.credentials, first)
    except ReadFailed as failure:
        return await _could_not_look(call, failure.problem, give_up=now - first > LOOKS_FOR)
    if ref is not None:
        async with call.ctx.unit() as u:
            await publishing.publish(u, call.ctx, plan, ref, outcome="found", bare=False)
        call.ctx.reached("publish.recorded")
        return None
    if may_repeat:
        return await _go(call, doubtful=False)
    return await _ask(call, "not found")


async def _could_not_look(call: _Call, problem: base.Problem, *, give_up: bool) -> Again | None:
    match problem:
        case Reconnect():
            async with call.ctx.unit() as u:
                await publishing.lose_account(u, call.plan)
            return await _ask(call, "can't look")
        case Refused() | OutOfBudget():
            return await _ask(call, "can't look")
        case Throttled(until=until) if not give_up:
            return Again(run_at=until, reason="throttled", hold_lane=True)
        case Unclear() if not give_up:
            return Again(run_at=call.ctx.now + LOOK_AGAIN, reason="looking")
        case Throttled() | Unclear():
            return await _ask(call, "can't look")
    assert_never(problem)


async def _ask(call: _Call, why: str) -> Again | None:
    async with call.ctx.unit() as u:
        await publishing.ask(u, call.ctx, call.plan, why)
    call.ctx.reached("publish.recorded")
    return None


async def _go(call: _Call, *, doubtful: bool) -> Again | None:
    """Arm, call, record. `doubtful`: an earlier call may have gone through all the same."""
    ctx = call.ctx
    async with ctx.unit() as u:
        plan = await publishing.arm(u, call.plan)
    if plan is None:
        return None
    ctx.reached("publish.armed")
    outcome = await call.network.publish(call.post, call.credentials)
    if outcome == AlreadyThere(ref=None):
        outcome = AlreadyThere(ref=await _which(call, plan))
    ctx.reached("publish.called")
    armed = _Call(
        ctx=ctx,
        plan=plan,
        network=call.network,
        credentials=call.credentials,
        post=call.post,
    )
    again = await _settle(armed, outcome, doubtful=doubtful)
    ctx.reached("publish.recorded")
    return again


async def _which(call: _Call, plan: Plan) -> PostRef | None:
    """Which post the network meant by "already there", where it lets us look."""
    since = plan.attempts.first_at or call.ctx.now
    try:
        return await call.network.look(call.post, call.credentials, since)
    except ReadFailed:
        return None


async def _settle(call: _Call, outcome: Outcome, *, doubtful: bool) -> Again | None:
    ctx, plan = call.ctx, call.plan
    async with ctx.unit() as u:
        match outcome:
            case Published(ref=ref, without_image=bare):
                await publishing.publish(u, ctx, plan, ref, outcome="published", bare=bare)
            case AlreadyThere(ref=known):
                await publishing.publish(u, ctx, plan, known, outcome="already_there", bare=False)
            case Throttled(until=until):
                return await publishing.wait(u, plan, until, "throttled", doubtful=doubtful)
            case Unclear(detail=detail):
                return await _unclear(u, call, detail)
            case Refused(reason=reason, detail=detail):
                await _refused(u, ctx, plan, reason.value, detail, doubtful=doubtful)
            case OutOfBudget():
                await _refused(u, ctx, plan, "budget", "", doubtful=doubtful)
            case Reconnect(reason=why):
                await publishing.lose_account(u, plan)
                await _refused(u, ctx, plan, RECONNECT, why.value, doubtful=doubtful)
            case _:
                assert_never(outcome)
    return None


async def _refused(
    u: Unit, ctx: TaskContext, plan: Plan, reason: str, detail: str, *, doubtful: bool
) -> None:
    if doubtful:
        await publishing.ask(u, ctx, plan, reason)
    else:
        await publishing.fail(u, ctx, plan, reason, detail)


async def _unclear(u: Unit, call: _Call, detail: str) -> Again | None:
    safety = call.network.traits.repeat_safety
    if safety is RepeatSafety.NONE or call.plan.attempts.made >= MAX_CALLS:
        await publishing.ask(u, call.ctx, call.plan, detail)
        return None
    await publishing.unclear(u, call.plan, detail)
    after = max(call.network.traits.settles, REPEAT_AFTER)
    return Again(run_at=u.now + after, reason="unclear")


@routes.task(ReadFigures)
async def read_figures(ctx: TaskContext, task: ReadFigures) -> Again | None:
    """Read what a published share brought; what the network does not tell stays unknown."""
    try:
        async with ctx.reading() as u:
            details = await shares.details(u, task.share)
    except Missing:
        return None
    share = details.share
    network = ctx.networks.get(share.network)
    readable = network is not None and network.traits.reads_figures
    if share.state is not ShareState.PUBLISHED or share.post_id is None or not readable:
        return None
    assert network is not None  # noqa: S101 - `readable` says so, which mypy can't follow
    ref = PostRef(id=share.post_id, url=share.post_url or "")
    try:
        credentials = await tokens.usable(ctx, network, details.account_id)
        found = await network.read_figures(ref, credentials)
    except tokens.NeedsConsent:
        return None
    except tokens.NotNow as later:
        return _within_a_day(share.published_at, task, later.until)
    except ReadFailed as failure:
        return await _figures_failed(ctx, details, task, failure.problem)
    if found:
        async with ctx.unit() as u:
            await figures.save(u, share.id, found, Grade.MEASURED)
    return None


async def _figures_failed(
    ctx: TaskContext, details: shares.ShareDetails, task: ReadFigures, problem: base.Problem
) -> Again | None:
    match problem:
        case Throttled(until=until):
            return _within_a_day(details.share.published_at, task, until)
        case Unclear():
            return _within_a_day(details.share.published_at, task, ctx.now + LOOK_AGAIN)
        case Reconnect():
            if details.account_id is not None:
                async with ctx.unit() as u:
                    await accounts.needs_reconnect(u, details.account_id)
            return None
        case Refused() | OutOfBudget():
            return None
    assert_never(problem)


def _within_a_day(
    published_at: datetime | None, task: ReadFigures, until: datetime
) -> Again | None:
    """Come back, unless this reading has lost its meaning: the next one comes anyway."""
    planned = READINGS[min(task.reading, len(READINGS)) - 1]
    if published_at is None or until > published_at + planned + timedelta(days=1):
        return None
    return Again(run_at=until, reason="figures", hold_lane=False)
