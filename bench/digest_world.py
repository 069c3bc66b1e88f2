"""The sandbox's Teams with a whole company in it, as a process of its own, with Teams' limits.

Told what to do by lines of JSON on standard input, answers by lines of JSON on standard output.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
from collections import Counter
from datetime import datetime
from typing import Any

from bench import processes
from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.teams.model import Call
from sandbox.world import World


def describe(world: World, port: int = 0) -> dict[str, Any]:
    """Where the world is, and who is in it: Teams' id of each, and of their chat."""
    teams = world.teams
    people = [person for person in world.core.people if person.id in teams.tenant.installed]
    return {
        "port": port,
        "app": teams.app_id,
        "password": teams.app_password,
        "tenant": teams.tenant_id,
        "login": teams.login_url,
        "openid": teams.openid_url,
        "connector": teams.connector_url,
        "clock": f"{world.core.base_url}/clock",
        "team": teams.team().id,
        "people": [
            {"id": teams.account(one), "name": one.name, "chat": teams.tenant.open_chat(one.id).id}
            for one in people
        ],
    }


def _report(world: World, since: int) -> dict[str, Any]:
    """What was called since then, and who got how many messages."""
    calls = world.teams.tenant.calls[since:]
    made = [call for call in calls if call.method in {"teams.send", "teams.create"}]
    moments = [datetime.fromisoformat(call.at).timestamp() for call in made if _went_well(call)]
    chats = world.teams.tenant.conversations.values()
    counted = Counter(len(chat.messages) for chat in chats if chat.person)
    return {
        "taken": len(moments),
        "seconds": moments[-1] - moments[0] if moments else 0.0,
        "refused": Counter(call.error for call in calls if not _went_well(call)),
        "messages": {str(number): people for number, people in counted.items()},
    }


def _went_well(call: Call) -> bool:
    return call.status < 300


async def _serve(people: int, now: datetime) -> None:
    loop = asyncio.get_running_loop()
    port = processes.free_port()
    world = company.build(
        now=now,
        staff=people,
        options=Options(teams_retry_after="never"),
        base_url=f"http://127.0.0.1:{port}",
    )
    for person in world.teams.tenant.everyone():
        world.teams.tenant.installed.add(person.id)
    # What the world keeps is never garbage, and looking for it takes longer than Teams' windows.
    gc.disable()
    async with serve(world, host="127.0.0.1", port=port):
        print(json.dumps(describe(world, port)), flush=True)
        since = 0
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            order = json.loads(line)
            answer: Any = None
            match order["kind"]:
                case "move":
                    since = len(world.teams.tenant.calls)
                    world.clock.move_to(datetime.fromisoformat(order["to"]))
                case "report":
                    answer = _report(world, since)
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, required=True)
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.people, chosen.now))
