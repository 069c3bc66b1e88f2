"""Which moments fall due in a workspace: digests, boards, and reading the people anew.

Derived from the store at every tick, so that a change of settings needs no restart.
"""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from content_store.queries import feeds, people, places, workspaces
from content_store.unit import Unit
from programme import tasks
from programme.calendars import Weekday
from programme.tasks import Task
from programme.values import Workspace
from scheduler.occurrences import LATEST, Schedule

_EVERY_DAY = frozenset(Weekday)
_FEED_HOURS = range(6, 21)
_PEOPLE_AT = time(4, 30)


async def of_workspace(u: Unit) -> tuple[Schedule, ...]:
    """All schedules of the unit's workspace."""
    workspace = await workspaces.get(u)
    zone = ZoneInfo(workspace.zone)
    days = frozenset(Weekday(day) for day in workspace.digest_days)
    schedules = [
        Schedule(
            name=f"digest:place:{place.id}",
            workspace=workspace.id,
            at=workspace.digest_at,
            zone=zone,
            days=days,
            misfire=LATEST,
            holidays=workspace.country or None,
            make_task=partial(_place_digest, place.id),
        )
        for place in await places.for_digest(u)
    ]
    schedules += [
        _direct_digests(workspace, days, zone_name, at)
        for zone_name, at in sorted(await people.direct_digest_times(u), key=str)
    ]
    schedules.append(
        Schedule(
            name="board",
            workspace=workspace.id,
            at=workspace.board_at,
            zone=zone,
            days=frozenset({Weekday(workspace.board_day)}),
            misfire=LATEST,
            make_task=_board,
        )
    )
    schedules += [
        Schedule(
            name=f"people:{installation.id}",
            workspace=workspace.id,
            at=_PEOPLE_AT,
            zone=zone,
            days=_EVERY_DAY,
            misfire=LATEST,
            make_task=partial(_people, installation.id),
        )
        for installation in await workspaces.installations(u)
        if installation.active
    ]
    schedules += [
        Schedule(
            name=f"feed:{feed.id}:{hour}",
            workspace=workspace.id,
            at=time(hour),
            zone=zone,
            days=_EVERY_DAY,
            misfire=LATEST,
            make_task=partial(_feed, feed.id),
        )
        for feed in await feeds.active(u)
        for hour in _FEED_HOURS
    ]
    return tuple(schedules)


def _direct_digests(
    workspace: Workspace, days: frozenset[Weekday], zone: str | None, at: time | None
) -> Schedule:
    """One schedule for all who want their digest at the same time of the same zone."""
    return Schedule(
        name=f"digest:direct:{zone or '-'}:{at or '-'}",
        workspace=workspace.id,
        at=at or workspace.digest_at,
        zone=ZoneInfo(zone or workspace.zone),
        days=days,
        misfire=LATEST,
        holidays=workspace.country or None,
        make_task=partial(_direct_round, zone or "", at.isoformat() if at else ""),
    )


def _place_digest(place: int, due: datetime) -> tuple[Task, str]:
    moment = due.isoformat()
    return tasks.BuildDigest(due=moment, place=place), f"digest:place:{place}:{moment}"


def _direct_round(zone: str, at: str, due: datetime) -> tuple[Task, str]:
    moment = due.isoformat()
    return (
        tasks.BuildDirectDigests(due=moment, zone=zone, at=at),
        f"digest:direct:{zone}:{at}:{moment}",
    )


def _board(due: datetime) -> tuple[Task, str]:
    return tasks.PublishBoard(due=due.isoformat()), f"board:{due.isoformat()}"


def _people(installation: int, due: datetime) -> tuple[Task, str]:
    return (
        tasks.SyncPeople(installation=installation),
        f"sync-people:{installation}:{due.isoformat()}",
    )


def _feed(feed: int, due: datetime) -> tuple[Task, str]:
    return tasks.ReadFeed(feed=feed), f"read-feed:{feed}:{due.isoformat()}"
