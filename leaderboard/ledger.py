"""Giving points: once per person, item, network and reason, and never by editing.

Called inside the transaction of what earned them, so that neither exists without the other.
"""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from content_store.queries import ledger as entries
from content_store.unit import Unit
from leaderboard import scoring, weeks
from leaderboard.scoring import Reason
from programme import calendars
from programme.values import Workspace

CAPPED = "capped"
"""Note of an entry whose points the daily limit took."""


async def award(
    u: Unit,
    *,
    workspace: Workspace,
    member_id: int,
    item_id: int,
    network: str,
    reason: Reason,
    share_id: int | None,
) -> int | None:
    """Append the entry and return its points; None when this was scored before."""
    zone = ZoneInfo(workspace.zone)
    midnight = calendars.instant(calendars.local_date(u.now, zone), time(0), zone)
    scored = await entries.scored_since(u, member_id, reason.value, midnight)
    given = scoring.award(reason, scored_today=scored)
    appended = await entries.append(
        u,
        entries.NewLine(
            member_id=member_id,
            item_id=item_id,
            network=network,
            reason=reason.value,
            points=given.points,
            shares=1 if reason is Reason.SHARE else 0,
            share_id=share_id,
            week=weeks.closing_day(u.now, workspace),
            note=CAPPED if given.capped else "",
        ),
    )
    return given.points if appended else None
