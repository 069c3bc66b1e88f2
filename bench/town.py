"""The program on both databases, the floors, and the world outside, all running.

What the suites that send requests share. Contestants are measured in turns, so that whatever else
the machine does at the time falls on all of them alike.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bench import company, machine, processes
from bench.company import Company
from bench.databases import Databases
from bench.figures import Round, Series
from bench.outside import ITEM, PERSON, TEAM
from bench.processes import Talk
from bot.slack import paint
from chat.people import Reader
from handlers.digest import screens
from handlers.digest.screens import Edition
from programme.values import Item

CONCURRENCIES = (1, 8, 32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contestant:
    """Something that answers: which process, where, and what it is sent."""

    name: str
    pid: int
    order: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """One running program."""

    pid: int
    port: int


@dataclass(kw_only=True, slots=True)
class Town:
    """All that runs, and the one who sends."""

    outside: Talk
    floors: Talk
    programs: dict[str, Program]
    company: Company
    scale: float

    async def measure(
        self, contestants: Sequence[Contestant], *, rounds: int, seconds: float
    ) -> dict[tuple[str, int], Series]:
        """Rounds of all contestants in turns, at each concurrency, after one to warm up."""
        found: dict[tuple[str, int], Series] = {}
        for concurrency in CONCURRENCIES:
            for number in range(-1, rounds):
                for one in contestants:
                    order = {
                        **one.order,
                        "concurrency": concurrency,
                        "seconds": seconds * self.scale * (0.5 if number < 0 else 1),
                    }
                    before = machine.cpu_seconds(one.pid)
                    told = await self.outside.tell(order)
                    after = machine.cpu_seconds(one.pid)
                    if number >= 0:
                        used = None if before is None or after is None else after - before
                        series = found.setdefault((one.name, concurrency), Series())
                        series.rounds.append(_round(told, used))
        return found


def _round(told: Mapping[str, object], cpu_seconds: float | None) -> Round:
    latencies = told["latencies"]
    assert isinstance(latencies, list)
    return Round(
        seconds=float(str(told["seconds"])),
        latencies=tuple(latencies),
        wrong=int(str(told["wrong"])),
        cpu_seconds=cpu_seconds,
    )


@asynccontextmanager
async def opened(
    folder: Path, stores: Databases, *, kinds: Sequence[str], scale: float
) -> AsyncIterator[Town]:
    """Everything running and warm, for as long as the block lasts."""
    async with AsyncExitStack() as stack:
        outside = await stack.enter_async_context(processes.module("bench.outside"))
        programs: dict[str, Program] = {}
        made: Company | None = None
        for kind in kinds:
            port = processes.free_port()
            url = await stores.fresh(kind, "town")
            chosen = company.settings_for(url, slack=outside.port, port=port)
            made = await company.found(chosen)
            process = await stack.enter_async_context(
                processes.running(*processes.glasnik("serve"), env=company.environment(chosen))
            )
            await processes.until_ready(process, port)
            programs[kind] = Program(pid=process.pid, port=port)
        assert made is not None
        await outside.tell({"kind": "prepare", "template": _press(made.items), "codes": made.codes})
        await _one_press(outside, made, next(iter(programs.values())).port)
        view = folder / "view.json"
        view.write_text(json.dumps(await outside.tell({"kind": "view"})), encoding="utf-8")
        floors = await stack.enter_async_context(
            processes.module("bench.floors", f"http://127.0.0.1:{outside.port}/api/", str(view))
        )
        yield Town(outside=outside, floors=floors, programs=programs, company=made, scale=scale)


async def _one_press(outside: Talk, made: Company, port: int) -> None:
    """Press once, so that the floor can open the view that the program opened."""
    order = {
        "kind": "press",
        "stream": "view",
        "path": "/slack/events",
        "port": port,
        "people": made.people[:1],
        "items": [str(made.items[1].id)],
        "concurrency": 1,
        "seconds": 0.01,
    }
    told = await outside.tell(order)
    assert not told["wrong"], "the program did not take a press"


def _press(items: Sequence[Item]) -> str:
    """A press on Share in a digest as Slack sends it, with the whole message in it."""
    reader = Reader(locale="en", zone="Europe/Ljubljana")
    edition = Edition(due=datetime.now(UTC).isoformat(), personal=False, zone=ZoneInfo(reader.zone))
    painted = paint.message(screens.digest_post(items[:5], edition), reader)
    blocks: Any = painted["blocks"]
    block, button = next(
        (block, element)
        for block in blocks
        for element in block.get("elements", [])
        if element.get("type") == "button" and "share.open" in element["action_id"]
    )
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": PERSON, "username": "person", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "bench",
        "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": "C0"},
        "trigger_id": "1.2.bench",
        "team": {"id": TEAM, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C0", "name": "advocacy"},
        "message": {"type": "message", "user": "U0BOT", "ts": "1700000000.000100", **painted},
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/bench",
        "actions": [
            {
                **button,
                "block_id": block.get("block_id", "b1"),
                "value": json.dumps({"item": ITEM}),
                "action_ts": "1700000000.000200",
            }
        ],
    }
    return urlencode({"payload": json.dumps(payload)})
