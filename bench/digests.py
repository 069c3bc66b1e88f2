"""A morning of Teams: everybody's digest, one to one, against Teams' limits.

The whole way: the clock strikes, each digest is chosen, painted, sent, recorded. How many of the
allowed calls a second were made counts from the first message that was taken to the last.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bench import company, figures, machine, processes
from bench.databases import Databases
from bench.figures import Row, Table
from bench.processes import Talk
from bot import settings, setup
from bot.settings import Settings
from bot.teams import pacing
from chat.people import Platform
from content_store import vault
from content_store.queries import conversations
from content_store.queries.conversations import Conversation, Kind
from content_store.tables.conversations import ConversationRow
from content_store.tables.people import IdentityRow, MemberRow
from content_store.unit import Store, Unit

NAME = "digests"

_PEOPLE = 500
_WORKERS = 24
"""Enough for a quarter of a second of slots, and for answers that take another one."""
_EVENING = datetime(2026, 11, 22, 20, 0, tzinfo=ZoneInfo("Europe/Ljubljana"))
_MORNING = _EVENING + timedelta(hours=13, seconds=1)
"""A Monday, a second after nine."""
_LOOK_SECONDS = 1.0
_STILL_LOOKS = 60
"""Looks without any progress after which the rest does not come, and as many for each thousand
people as long as nothing has come at all."""


async def run(stores: Databases, *, kinds: Sequence[str], scale: float) -> Table:
    """Measure it on each database, with chats that are known and with chats to be opened first."""
    people = max(round(_PEOPLE * scale), 20)
    rows: list[Row] = []
    wrong = 0
    for kind in kinds:
        for known in (True, False):
            url = await stores.fresh(kind, f"digests-{known}")
            report, taken = await morning(url, people, known=known)
            wrong += people - report["messages"].get("1", 0)
            name = f"{kind}: {'known chats' if known else 'chats opened first'}"
            rows.append(_row(name, people, report, taken))
    return Table(
        name=NAME,
        title=f"{people} digests, one to one, through Teams' limits",
        columns=("of allowed rate", "calls", "refused", "s to build", "CPU ms a digest", "missing"),
        rows=tuple(rows),
        note=f"Allowed: {pacing.APP_CALLS_A_SECOND} calls a second. Missing: people who did not "
        "get exactly one.",
        wrong=wrong,
    )


def _row(name: str, people: int, report: dict[str, Any], taken: tuple[float, float | None]) -> Row:
    allowed = report["seconds"] * pacing.APP_CALLS_A_SECOND
    built, cpu = taken
    return Row(
        name=name,
        values=(
            figures.ratio(report["taken"] - 1, allowed),
            report["taken"],
            sum(report["refused"].values()),
            built,
            None if cpu is None else cpu / people * 1000,
            people - report["messages"].get("1", 0),
        ),
    )


async def morning(
    url: str, people: int, *, known: bool
) -> tuple[dict[str, Any], tuple[float, float | None]]:
    """One morning: what Teams saw; the seconds until its first call, and the program's CPU time."""
    async with processes.module(
        "bench.digest_world", "--people", str(people), "--now", _EVENING.isoformat()
    ) as world:
        chosen = _settings(url, world.said)
        await found(chosen, world.said, known=known, now=_EVENING)
        async with processes.running(
            *processes.glasnik("serve"), env=company.environment(chosen)
        ) as program:
            await processes.until_ready(program, chosen.port)
            await _until_quiet(chosen.port)
            before, began = machine.cpu_seconds(program.pid), perf_counter()
            await world.tell({"kind": "move", "to": _MORNING.isoformat()})
            report = await _until_still(world, people)
            after, took = machine.cpu_seconds(program.pid), perf_counter() - began
            cpu = None if before is None or after is None else after - before
            return report, (max(took - report["seconds"], 0.0), cpu)


def _settings(url: str, world: dict[str, Any]) -> Settings:
    port = processes.free_port()
    return settings.load(
        base_url=f"http://127.0.0.1:{port}",
        database_url=url,
        encryption_keys=vault.new_key(),
        port=port,
        log_level="WARNING",
        company="Bench",
        teams_app_id=world["app"],
        teams_app_password=world["password"],
        teams_tenant_id=world["tenant"],
        teams_login_url=world["login"],
        teams_openid_url=world["openid"],
        teams_connector_url=world["connector"],
        rehearsal_clock_url=world["clock"],
        tick_seconds=1,
        workers=_WORKERS,
    )


async def found(chosen: Settings, world: dict[str, Any], *, known: bool, now: datetime) -> None:
    """Fill a fresh database as the first start and some weeks would.

    Everybody takes part and wants their digest one to one; `known` tells whether the program
    remembers its chats with them.
    """
    store = Store.open(chosen.database_url, clock=lambda: now)
    try:
        installation = await setup.prepare(
            store,
            chosen,
            platform=Platform.TEAMS.value,
            external_id=world["tenant"],
            name="Bench",
            bot_id=f"28:{world['app']}",
            started_at="bench",
        )
        async with store.unit(installation.workspace) as u:
            team = Conversation(
                external_id=world["team"],
                kind=Kind.CHANNEL,
                service_url=world["connector"],
                team=world["team"],
            )
            await conversations.remember(u, installation.id, team)
            await _people(u, installation.id, world, known=known)
            for number in range(5):
                await company.item(u, number)
    finally:
        await store.close()


async def _people(u: Unit, installation: int, world: dict[str, Any], *, known: bool) -> None:
    workspace = u.workspace or 0
    members = [
        MemberRow(
            workspace_id=workspace,
            name=one["name"],
            opted_in_at=u.now,
            joined_at=u.now,
            direct_digest=True,
        )
        for one in world["people"]
    ]
    u.session.add_all(members)
    await u.session.flush()
    for one, member in zip(world["people"], members, strict=True):
        assert member.id is not None
        u.session.add(
            IdentityRow(
                workspace_id=workspace,
                member_id=member.id,
                installation_id=installation,
                external_id=one["id"],
            )
        )
        if known:
            u.session.add(
                ConversationRow(
                    workspace_id=workspace,
                    installation_id=installation,
                    external_id=one["chat"],
                    kind=Kind.PERSONAL.value,
                    service_url=world["connector"],
                    person=one["id"],
                    seen_at=u.now,
                )
            )
    await u.session.flush()


async def _until_quiet(port: int) -> None:
    """Wait until what the start brought is done: two looks in a row at which nothing is due."""
    quiet = 0
    async with aiohttp.ClientSession() as session:
        while quiet < 2:
            await asyncio.sleep(_LOOK_SECONDS)
            async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                told = await answer.text()
            lines = dict(
                line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#")
            )
            synced = any("sync" in name and "done" in name for name in lines)
            waiting = float(lines["glasnik_oldest_due_job_seconds"])
            quiet = quiet + 1 if synced and math.isclose(waiting, 0.0) else 0


async def _until_still(world: Talk, people: int) -> dict[str, Any]:
    """Look until everybody has a message or nothing comes any more; what was called until then."""
    report: dict[str, Any] = await world.tell({"kind": "report"})
    still, patience = 0, _STILL_LOOKS * (1 + people // 1000)
    while report["messages"].get("1", 0) < people and still < patience:
        await asyncio.sleep(_LOOK_SECONDS)
        newer = await world.tell({"kind": "report"})
        still = still + 1 if newer["taken"] == report["taken"] else 0
        patience = _STILL_LOOKS if newer["taken"] else patience
        report = newer
    return report
