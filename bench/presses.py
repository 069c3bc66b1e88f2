"""A press on Share, from Slack's request to Slack's acknowledgement, against bare Bolt."""

from __future__ import annotations

from bench import figures
from bench.figures import Row, Series, Table
from bench.town import CONCURRENCIES, Contestant, Town

NAME = "share"

_OPEN = "Bolt: open"
"""Checks the signature, acknowledges, and opens a view that is ready."""
_ACK = "Bolt: ack"
_ROUNDS = 5
_SECONDS = 0.5


async def run(town: Town) -> Table:
    """Measure it on each database: a first press on an item, and another on the same."""
    contestants = _contestants(town)
    found = await town.measure(contestants, rounds=_ROUNDS, seconds=_SECONDS)
    return Table(
        name=NAME,
        title="A press on Share, until it is acknowledged",
        columns=(
            "answers/s",
            "p50 ms",
            "p99 ms",
            "CPU ms",
            "answers/s ÷ open",
            "p50 ÷ open",
            "CPU ÷ open",
            "CPU ÷ ack",
        ),
        rows=tuple(_row(name, c, found) for c in CONCURRENCIES for name in _names(contestants)),
        note="÷: times the floor, at the same concurrency (@). CPU: of the process that answers.",
        wrong=sum(series.wrong for series in found.values()),
    )


def _contestants(town: Town) -> list[Contestant]:
    fresh = [str(item.id) for item in town.company.items[2:]]
    same = [str(town.company.items[1].id)]
    floors = town.floors
    found = [
        Contestant(name=name, pid=floors.pid, order=_order(town, floors.port, path, "floor", fresh))
        for name, path in ((_OPEN, "/open"), (_ACK, "/ack"))
    ]
    for kind, program in town.programs.items():
        first = _order(town, program.port, "/slack/events", f"{kind}-first", fresh)
        again = _order(town, program.port, "/slack/events", f"{kind}-again", same)
        again["people"] = town.company.people[:1]
        found += [
            Contestant(name=f"{kind}: first", pid=program.pid, order=first),
            Contestant(name=f"{kind}: again", pid=program.pid, order=again),
        ]
    return found


def _order(town: Town, port: int, path: str, stream: str, items: list[str]) -> dict[str, object]:
    return {
        "kind": "press",
        "port": port,
        "path": path,
        "stream": stream,
        "people": town.company.people,
        "items": items,
    }


def _names(contestants: list[Contestant]) -> list[str]:
    return [one.name for one in contestants]


def _row(name: str, concurrency: int, found: dict[tuple[str, int], Series]) -> Row:
    series = found[name, concurrency]
    opening, acknowledging = found[_OPEN, concurrency], found[_ACK, concurrency]
    p50 = series.percentile(0.5)
    return Row(
        name=f"{name} @{concurrency}",
        values=(
            series.throughput,
            p50,
            series.percentile(0.99),
            series.cpu_ms,
            figures.ratio(series.throughput, opening.throughput),
            figures.ratio(p50, opening.percentile(0.5)),
            figures.ratio(series.cpu_ms, opening.cpu_ms),
            figures.ratio(series.cpu_ms, acknowledging.cpu_ms),
        ),
    )
