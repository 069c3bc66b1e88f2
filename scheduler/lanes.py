"""Claiming at a shared pace: jobs of one lane begin at least its pace apart, in all processes.

Knows no vendor's limits: `pace` gives them by the lane's name.
"""

from __future__ import annotations

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
        # In one order of lanes everywhere: two workers must not wait for each other's.
        for job in sorted(taken, key=lambda job: job.lane or ""):
            begin_at = wall
            if job.lane is not None:
                slot = await lanes.book(u, job.lane, wall=wall, pace=pace(job.lane), latest=latest)
                if slot is None:
                    await _give_back(u, job, by)
                    continue
                begin_at = slot
            claims.append(Claim(job=job, begin_at=begin_at))
        if len(taken) < asked:
            break
    return claims


async def _give_back(u: Unit, job: Job, by: str) -> None:
    await jobs.put_back(u, job, by=by, run_at=job.run_at, counts=False, reason=job.last_error)


async def hold(u: Unit, lane: str, *, wall: datetime, delay: timedelta) -> None:
    """Keep a lane closed for everyone for a while, as after a platform's "too many requests"."""
    await lanes.hold(u, lane, until=wall + delay)
