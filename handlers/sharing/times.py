"""The time of a share, found in the caller's transaction, and the job that waits for it.

What is planned already is looked at here; what a good time is, `programme.spread` knows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from content_store.queries import captions, schedule
from content_store.unit import Unit
from handlers.context import Tools, reader_of
from handlers.sharing.when import When
from programme import spread, tasks
from programme.timing import Bounds, Timing, Unfit, Where, Why
from programme.values import Item, Member, Share, Workspace
from scheduler import queue

_BEFORE = timedelta(minutes=max(spread.APART))
"""How far back something that went out still matters for what goes out now."""


def zone_of(workspace: Workspace, member: Member) -> ZoneInfo:
    """The zone of a person's clock."""
    return ZoneInfo(reader_of(workspace, member).zone)


def bounds_of(item: Item) -> Bounds:
    """When an item may be shared."""
    return Bounds(embargo_until=item.embargo_until, expires_at=item.expires_at)


async def find(
    u: Unit,
    tools: Tools,
    *,
    workspace: Workspace,
    member: Member,
    item: Item,
    network: str,
    when: When,
) -> datetime | Unfit | None:
    """When the person's share of an item on a network goes out; None where it does at once.

    What is found for one is seen by the next: the item stays locked until the unit ends.
    """
    zone, bounds = zone_of(workspace, member), bounds_of(item)
    if when.timing is not Timing.SPREAD:
        return when.moment(zone=zone, now=u.now, bounds=bounds)
    await captions.lock_item(u, item.id)
    taken = await schedule.around(
        u, item_id=item.id, network=network, member_id=member.id, since=u.now - _BEFORE
    )
    found = spread.slot(
        now=u.now,
        zone=zone,
        country=workspace.country or None,
        bounds=bounds,
        taken=taken,
        random=tools.random,
    )
    return found or Unfit(why=Why.NO_ROOM, where=Where.TIMING)


async def enqueue(u: Unit, share: Share, moment: datetime | None) -> None:
    """Queue the publication for then, or at once, under the first key the share has not used.

    Jobs that were queued for another time find that it is not theirs.
    """
    lane = f"{share.network}:{share.member_id}"
    for number in count(1):
        key = f"publish:{share.id}:{number}"
        task = tasks.PublishShare(share=share.id)
        if await queue.enqueue(u, task, key=key, run_at=moment, lane=lane):
            return
