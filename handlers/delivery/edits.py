"""Bringing a posted message to its newest revision: a call that may be repeated at will."""

from __future__ import annotations

from datetime import timedelta

import structlog

from chat import ports
from chat.people import MessageRef
from content_store.queries import deliveries
from content_store.queries.deliveries import DeliveryState
from handlers.context import TaskContext
from handlers.delivery import service
from handlers.delivery.service import Target
from scheduler.worker import Again

log = structlog.get_logger(__name__)

SOON = timedelta(seconds=15)


async def edit(ctx: TaskContext, target: Target, revision: int) -> Again | None:
    """Put the newest screen into the message, unless another edit did."""
    delivery = target.delivery
    if delivery.shown_revision >= revision or not target.open:
        return None
    match delivery.state:
        case DeliveryState.ARMED:
            return Again(run_at=ctx.now + SOON, reason="not shown yet")
        case DeliveryState.SHOWN:
            message = target.message
        case DeliveryState.UNCONFIRMED:
            message = await _find(ctx, target)
        case DeliveryState.QUEUED | DeliveryState.FAILED | DeliveryState.CANCELLED:
            # A queued one is posted with its newest screen; the others were never there.
            return None
    return None if message is None else await _call(ctx, target, message)


async def _find(ctx: TaskContext, target: Target) -> MessageRef | None:
    """A message that was given up on may be there all the same."""
    messenger = ctx.messenger(target.installation)
    if not messenger.traits.can_find_deliveries or target.place is None:
        return None
    since = target.delivery.armed_at or target.delivery.created_at
    try:
        message = await messenger.find(target.place, target.key, since - timedelta(minutes=1))
    except (ports.RetryAt, ports.AnswerLost):
        raise
    except ports.PlatformError as error:
        log.info("could not look", action="delivery.look", code=error.code)
        return None
    if message is not None:
        async with ctx.unit() as u:
            await deliveries.shown(
                u,
                target.delivery.id,
                revision=service.surely_shown(target),
                place=message.place.id,
                message=message.id,
            )
    return message


async def _call(ctx: TaskContext, target: Target, message: MessageRef) -> Again | None:
    try:
        await ctx.messenger(target.installation).edit(message, target.post, target.reader)
    except ports.RetryAt as error:
        return Again(run_at=error.until, reason=error.code, hold_lane=error.everyone)
    except ports.AnswerLost:
        # The edit may be repeated at will.
        raise
    except ports.PlatformError as error:
        await _refused(ctx, target, error)
        return None
    ctx.reached("deliver.edited")
    async with ctx.unit() as u:
        newest = await deliveries.edited(u, target.delivery)
    # A later screen was put there while this call was on its way and may lie under this one.
    return None if newest else await _again_with_newest(ctx, target)


async def _again_with_newest(ctx: TaskContext, target: Target) -> Again | None:
    async with ctx.reading() as u:
        fresh = await service.load(u, target.delivery.id)
    if fresh is None or fresh.message is None:
        return None
    return await _call(ctx, fresh, fresh.message)


async def _refused(ctx: TaskContext, target: Target, error: ports.PlatformError) -> None:
    async with ctx.unit() as u:
        match error:
            case ports.MessageGone():
                # Somebody deleted it: there is nothing left that could be wrong.
                await deliveries.edited(u, target.delivery)
            case ports.TargetGone():
                await service.target_gone(u, target, error.code)
            case ports.ConnectionLost():
                await service.connection_lost(u, target, error.code)
            case _:
                log.error(
                    "edit rejected",
                    action="delivery.edit_rejected",
                    delivery=target.delivery.id,
                    screen=target.post.name,
                    code=error.code,
                )
