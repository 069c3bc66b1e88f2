"""Claiming at a shared pace: jobs of one lane begin at least its pace apart, in all processes.

Knows no vendor's limits: `pace` gives them by the lane's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from content_store.queries import jobs, lanes
from content_store.queries.jobs import Job
from content_store.unit import Unit

Pace = Callable[[str], timedelta]
"""The least time between two beginnings in the lane of this name."""

AHEAD = timedelta(milliseconds=250)
"""How far ahead slots are booked: long enough to fill a lane of 50 a second between two claims,
short enough that a job waiting for its slot does not keep a worker from other lanes' jobs."""
LOOK_AGAIN = AHEAD / 2
"""With how much of that booked a worker looks for more: several slots a look, not one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A job that was claimed, and when it may begin."""

    job: Job
    begin_at: datetime
    """By the machine's clock."""


async def claim(
    u: Unit, *, by: str, wall: datetime, lease: timedelta, limit: int, pace: Pace
) -> list[Claim]:
    """Take due jobs and book a slot in the lane of each, in the unit's transaction.

    Jobs whose next slot is further than `AHEAD` away go back as if they had not been taken, and
    others are taken in their place.
    """
    latest = wall + AHEAD
    claims: list[Claim] = []
    while len(claims) < limit:
        asked = limit - len(claims)
        taken = await jobs.claim(
            u, by=by, wall=wall, lease=lease, limit=asked, lanes_free_by=latest
        )
        by_lane: dict[str, list[Job]] = defaultdict(list)
        for job in taken:
            if job.lane is None:
                claims.append(Claim(job=job, begin_at=wall))
            else:
                by_lane[job.lane].append(job)
        late: list[Job] = []
        # In one order of lanes everywhere: two workers must not wait for each other's.
        for lane, waiting in sorted(by_lane.items()):
            slots = await lanes.book(
                u, lane, wall=wall, pace=pace(lane), latest=latest, most=len(waiting)
            )
            claims += [
                Claim(job=job, begin_at=slot) for job, slot in zip(waiting, slots, strict=False)
            ]
            late += waiting[len(slots) :]
        if late:
            await jobs.return_unbegun(u, late, by=by)
        if len(taken) < asked:
            break
    return claims


async def charge(u: Unit, lane: str, *, wall: datetime, calls: int, pace: Pace) -> None:
    """Make a lane give way for calls that were made without a slot, as answers to people are."""
    await lanes.charge(u, lane, wall=wall, by=calls * pace(lane))


async def hold(u: Unit, lane: str, *, wall: datetime, delay: timedelta) -> None:
    """Keep a lane closed for everyone for a while, as after a platform's "too many requests"."""
    await lanes.hold(u, lane, until=wall + delay)
