"""A visit of a short link, kept before it is answered, against a redirect that knows nothing."""

from __future__ import annotations

from bench import figures
from bench.figures import Row, Series, Table
from bench.town import CONCURRENCIES, Contestant, Town

NAME = "links"

_FLOOR = "aiohttp: 302"
_ROUNDS = 5
_SECONDS = 0.4


async def run(town: Town) -> Table:
    """Measure it on each database."""
    contestants = [Contestant(name=_FLOOR, pid=town.floors.pid, order=_order(town.floors.port))]
    contestants += [
        Contestant(name=kind, pid=program.pid, order=_order(program.port))
        for kind, program in town.programs.items()
    ]
    found = await town.measure(contestants, rounds=_ROUNDS, seconds=_SECONDS)
    return Table(
        name=NAME,
        title="A visit of a short link, kept and sent on",
        columns=(
            "answers/s",
            "p50 ms",
            "p99 ms",
            "CPU ms",
            "answers/s ÷ floor",
            "p50 ÷ floor",
            "CPU ÷ floor",
        ),
        rows=tuple(_row(one.name, c, found) for c in CONCURRENCIES for one in contestants),
        note="÷: times the floor, at the same concurrency (@). CPU: of the process that answers.",
        wrong=sum(series.wrong for series in found.values()),
    )


def _order(port: int) -> dict[str, object]:
    return {"kind": "visit", "port": port, "path": "/s/"}


def _row(name: str, concurrency: int, found: dict[tuple[str, int], Series]) -> Row:
    series, floor = found[name, concurrency], found[_FLOOR, concurrency]
    p50 = series.percentile(0.5)
    return Row(
        name=f"{name} @{concurrency}",
        values=(
            series.throughput,
            p50,
            series.percentile(0.99),
            series.cpu_ms,
            figures.ratio(series.throughput, floor.throughput),
            figures.ratio(p50, floor.percentile(0.5)),
            figures.ratio(series.cpu_ms, floor.cpu_ms),
        ),
    )
