"""Telling people in time that the permission for an account ends.

Only for accounts that the program can't renew by itself (LinkedIn's, after 60 days:
learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens). Must not know any
network.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content_store.queries import accounts, people
from content_store.queries.accounts import AccountState
from content_store.unit import Unit
from handlers import outbox
from handlers.accounts import screens
from handlers.context import Tools, reader_of
from programme import calendars, consent
from programme.tasks import RemindReconnect
from programme.values import Account, Member, Workspace
from scheduler import queue

DAYS = (14, 7, 1)
"""How many days before the end a person is told; ours."""
AT = time(10)
"""On the person's own clock; ours."""


async def plan(u: Unit, workspace: Workspace, member: Member, account: Account) -> None:
    """Queue the reminders of an account that was connected just now."""
    if account.expires_at is None:
        return
    zone = ZoneInfo(reader_of(workspace, member).zone)
    ends = account.expires_at.isoformat()
    planned = moments(account.expires_at, u.now, zone=zone, country=workspace.country or None)
    for days, moment in planned:
        await queue.enqueue(
            u,
            RemindReconnect(account=account.id, days=days, ends=ends),
            key=f"remind-reconnect:{account.id}:{ends}:{days}",
            run_at=moment,
        )


def moments(
    ends: datetime, now: datetime, *, zone: ZoneInfo, country: str | None
) -> list[tuple[int, datetime]]:
    """How many days before the end a reminder goes out, and when: the nearest to the end first.

    At ten of a working day: on a day off, the working day before, so that nobody is told too
    late. Never two on one day, and none on the day of connecting.
    """
    found: list[tuple[int, datetime]] = []
    taken = {calendars.local_date(now, zone)}
    for days in sorted(DAYS):
        day = _working_day(calendars.local_date(ends - timedelta(days=days), zone), country)
        moment = calendars.instant(day, AT, zone)
        if day not in taken and moment > now:
            taken.add(day)
            found.append((days, moment))
    return found


def _working_day(day: date, country: str | None) -> date:
    while not calendars.is_working_day(day, country):
        day -= timedelta(days=1)
    return day


async def remind(u: Unit, tools: Tools, workspace: Workspace, task: RemindReconnect) -> bool:
    """Tell the person, unless there is nothing to tell any more; whether that was done."""
    account = await accounts.sealed(u, task.account)
    if account is None or account.state is not AccountState.ACTIVE or account.expires_at is None:
        return False
    if account.expires_at != datetime.fromisoformat(task.ends) or account.expires_at <= u.now:
        return False
    member = await people.get(u, account.member_id)
    standing = consent.standing_of(member)
    if workspace.held or not consent.takes_part(standing) or consent.is_paused(standing, u.now):
        return False
    # After an outage several are due at once: the day is part of the key, so that one goes out.
    today = calendars.local_date(u.now, ZoneInfo(reader_of(workspace, member).zone))
    return await outbox.post_to_member(
        u,
        account.member_id,
        screens.ends_soon(
            account.network,
            tools.connectable.get(account.network, account.network),
            account.handle,
            account.expires_at,
        ),
        key=f"ends-soon:{account.id}:{today.isoformat()}",
    )
