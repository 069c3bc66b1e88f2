"""The durable queue beside procrastinate and plain SQL, all on one PostgreSQL server, in turns.

Each has a database of its own, in which what earlier rounds finished stays, as in operation.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count, islice
from random import Random

from procrastinate.jobs import DeleteJobCondition

from bench import machine, outbox_rounds
from bench.databases import Databases
from bench.figures import Row, Series, Table, ratio
from bench.outbox_floor import PlainSql
from bench.outbox_own import Own
from bench.outbox_peer import Procrastinate
from bench.outbox_rounds import Contestant

NAME = "outbox"

_JOBS = 500
"""How many jobs are queued one by one in a round, and as many together."""
_BATCH = 250
_BACKLOG = 20_000
"""What waits when a large company's morning has come: digests, refreshed pages, deliveries."""
_ROUNDS = 5
_AT_REST = 20
"""How many jobs a round gives to a worker that has nothing else to do."""
_FROM_ELSEWHERE = 2
"""The same from another process: few, because a look a second makes them slow."""
_CONCURRENCY = 4
"""As many as `glasnik serve` carries out at once unless told otherwise."""

_FLOOR, _OWN, _PEER = "plain SQL", "Glasnik", "procrastinate"
_WITH_COMPANY = "Glasnik, company read"
_DELETING = "procrastinate, deleting"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """A contestant and what was found of it."""

    contestant: Contestant
    elsewhere: Contestant | None = None
    """What queues as another process would; None where that is not measured."""
    variant: bool = False
    """Differs from another contestant only in how it carries out."""
    singly: Series = field(default_factory=Series)
    together: Series = field(default_factory=Series)
    carried: Series = field(default_factory=Series)
    crowded: Series = field(default_factory=Series)
    here: Series = field(default_factory=Series)
    from_elsewhere: Series = field(default_factory=Series)


async def run(stores: Databases, *, scale: float) -> list[Table]:
    """Measure all of them, a round each in turns; one round more, the first, warms up."""
    jobs = max(round(_JOBS * scale), 10)
    backlog = max(round(_BACKLOG * scale), 1000)
    numbers = count()
    random = Random(1)  # noqa: S311 - repeatable
    before = machine.load()
    async with AsyncExitStack() as stack:
        entries = await _entries(stores, stack)
        # As `glasnik serve` does it: what importing made is not searched for garbage.
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        for turn in range(_ROUNDS + 1):
            for entry in entries.values():
                await _round(entry, numbers, jobs, random, warming_up=turn == 0)
        await _crowd(entries, numbers, jobs, backlog)
    return _tables(entries, jobs, backlog, f"The machine's load: {before}, then {machine.load()}.")


async def _crowd(
    entries: Mapping[str, _Entry], numbers: Iterator[int], jobs: int, backlog: int
) -> None:
    """Carry out a few of many that wait, in turns."""
    waiting = {
        name: set(islice(numbers, backlog)) for name, entry in entries.items() if not entry.variant
    }
    for name, queued in waiting.items():
        for batch in _batches(sorted(queued)):
            await entries[name].contestant.add_all(batch)
    for turn in range(_ROUNDS + 1):
        for name, queued in waiting.items():
            entry = entries[name]
            one = await outbox_rounds.carried_out(entry.contestant, queued, jobs)
            if turn or one.wrong:
                entry.crowded.rounds.append(one)


async def _entries(stores: Databases, stack: AsyncExitStack) -> Mapping[str, _Entry]:
    floor_url, own_url, reading_url = [
        await stores.fresh("postgresql", f"outbox-{name}") for name in ("floor", "own", "reading")
    ]
    peer_url, deleting_url = (stores.bare(f"outbox-{name}") for name in ("peer", "deleting"))
    floor = PlainSql(floor_url, concurrency=_CONCURRENCY)
    own, own_elsewhere = (Own(own_url, concurrency=_CONCURRENCY) for _ in range(2))
    reading = Own(reading_url, concurrency=_CONCURRENCY, reads_company=True)
    peer, peer_elsewhere = (Procrastinate(peer_url, concurrency=_CONCURRENCY) for _ in range(2))
    deleting = Procrastinate(
        deleting_url, concurrency=_CONCURRENCY, delete=DeleteJobCondition.SUCCESSFUL
    )
    await peer.prepare()
    await deleting.prepare()
    for one in (floor, own, own_elsewhere, reading, peer, peer_elsewhere, deleting):
        stack.push_async_callback(one.close)
        await one.open()
    return {
        _FLOOR: _Entry(contestant=floor),
        _OWN: _Entry(contestant=own, elsewhere=own_elsewhere),
        _WITH_COMPANY: _Entry(contestant=reading, variant=True),
        _PEER: _Entry(contestant=peer, elsewhere=peer_elsewhere),
        _DELETING: _Entry(contestant=deleting, variant=True),
    }


async def _round(
    entry: _Entry, numbers: Iterator[int], jobs: int, random: Random, *, warming_up: bool
) -> None:
    contestant = entry.contestant
    singly, together = list(islice(numbers, jobs)), list(islice(numbers, jobs))
    waiting = {*singly, *together}
    each = await outbox_rounds.each(contestant.add, singly, jobs=jobs)
    many = await outbox_rounds.each(contestant.add_all, _batches(together), jobs=jobs)
    carried = await outbox_rounds.carried_out(contestant, waiting, len(waiting))
    found = [(entry.carried, carried)]
    if not entry.variant:
        given = list(islice(numbers, _AT_REST))
        here = await outbox_rounds.from_rest(contestant, contestant, given, random=None)
        found += [(entry.singly, each), (entry.together, many), (entry.here, here)]
    if entry.elsewhere is not None:
        given = list(islice(numbers, _FROM_ELSEWHERE))
        there = await outbox_rounds.from_rest(contestant, entry.elsewhere, given, random=random)
        found.append((entry.from_elsewhere, there))
    for series, one in found:
        if not warming_up or one.wrong:
            series.rounds.append(one)


def _batches(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + _BATCH] for at in range(0, len(numbers), _BATCH)]


def _tables(entries: Mapping[str, _Entry], jobs: int, backlog: int, load: str) -> list[Table]:
    each = f"Queueing {jobs} jobs, a transaction each"
    together = f"Queueing {jobs} jobs, {_BATCH} in a transaction"
    carried = f"Carrying out {2 * jobs} jobs that do nothing, {_CONCURRENCY} at a time"
    crowded = f"Carrying out {jobs} of {backlog} that wait, {_CONCURRENCY} at a time"
    return [
        _rates(entries, "each", each, lambda one: one.singly),
        _rates(entries, "together", together, lambda one: one.together),
        _rates(entries, "carrying-out", carried, lambda one: one.carried),
        _rates(entries, "crowd", crowded, lambda one: one.crowded),
        _waiting(entries, load),
    ]


def _rates(
    entries: Mapping[str, _Entry], name: str, title: str, series: Callable[[_Entry], Series]
) -> Table:
    """How many jobs a second, where that was measured, beside the floor and the peer."""
    measured = {key: series(entry) for key, entry in entries.items() if series(entry).rounds}

    def values(found: Series) -> tuple[float | None, ...]:
        rates = [one.throughput for one in found.rounds]
        return (
            found.throughput,
            found.cpu_ms,
            ratio(found.throughput, measured[_FLOOR].throughput),
            ratio(found.throughput, measured[_PEER].throughput),
            min(rates),
            max(rates),
        )

    return Table(
        name=f"{NAME}-{name}",
        title=title,
        columns=("jobs/s", "CPU ms", "÷ SQL", f"÷ {_PEER}", "slowest round", "fastest round"),
        rows=tuple(Row(name=key, values=values(found)) for key, found in measured.items()),
        note="Medians of rounds in turns; ÷ is throughput, so more is faster.",
        wrong=sum(found.wrong for found in measured.values()),
    )


def _waiting(entries: Mapping[str, _Entry], load: str) -> Table:
    def values(entry: _Entry) -> tuple[float | None, ...]:
        peer = entries[_PEER]
        here = entry.here.percentile(0.5)
        there = entry.from_elsewhere.percentile(0.5) if entry.elsewhere else None
        return (
            here,
            entry.here.percentile(0.99),
            ratio(here, peer.here.percentile(0.5)),
            there,
            ratio(there, peer.from_elsewhere.percentile(0.5)),
        )

    return Table(
        name=f"{NAME}-waiting",
        title="From a job's commit to its beginning, when nothing else is due (ms; ÷ is time)",
        columns=("here: p50", "p99", f"÷ {_PEER}", "elsewhere: p50", f"÷ {_PEER}, elsewhere"),
        rows=tuple(
            Row(name=name, values=values(entry))
            for name, entry in entries.items()
            if not entry.variant
        ),
        note=f"Here: queued by the worker's own process; elsewhere: by another. {load}",
        wrong=sum(one.here.wrong + one.from_elsewhere.wrong for one in entries.values()),
    )
