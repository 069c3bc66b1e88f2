"""Records checked from outside: totals against the ledger, the audit log's chain."""

from __future__ import annotations

from bot import wiring
from bot.settings import Settings
from content_store import audit
from content_store.queries import ledger, workspaces
from programme import clock


async def ledger_disagreements(settings: Settings) -> list[str]:
    """One line for each total that the ledger does not add up to."""
    store = wiring.store_of(settings, clock.wall)
    try:
        async with store.system_reading() as u:
            ids = await workspaces.all_ids(u)
        lines: list[str] = []
        for workspace in ids:
            async with store.reading(workspace) as u:
                lines += [
                    f"workspace {workspace}, member {member}, week to {week}: "
                    f"rolled up {rolled}, recomputed {recomputed}"
                    for member, week, rolled, recomputed in await ledger.disagreements(u)
                ]
        return lines
    finally:
        await store.close()


async def audit_reports(settings: Settings) -> list[tuple[str, bool]]:
    """One line for each workspace's audit log, and whether its chain holds."""
    store = wiring.store_of(settings, clock.wall)
    try:
        async with store.system_reading() as u:
            ids = await workspaces.all_ids(u)
        reports: list[tuple[str, bool]] = []
        for workspace in ids:
            async with store.reading(workspace) as u:
                report = await audit.verify(u)
            state = "holds" if report.whole else f"is broken at entry {report.broken_at}"
            reports.append(
                (
                    f"workspace {workspace}: {report.entries} entries, the chain {state}",
                    report.whole,
                )
            )
        return reports
    finally:
        await store.close()
