"""Units of work: when they commit, what they forbid, and that they end well whatever happens."""

from __future__ import annotations

import asyncio
from contextvars import Context
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from content_store import engine
from content_store.inserts import add_up, insert_into, insert_once
from content_store.queries import jobs
from content_store.tables.items import TopicRow
from content_store.tables.jobs import StimulusRow
from content_store.tables.ledger import LedgerWeekRow
from content_store.tables.people import MemberRow
from content_store.unit import Store, Unit, forbid_inside_unit, inside_unit
from programme.tasks import Deliver
from scheduler import queue
from tests.helpers.databases import START, ManualClock
from tests.helpers.rows import unstamped


async def _count(store: Store) -> int:
    async with store.reading(1) as u:
        return (await u.session.execute(select(func.count()).select_from(TopicRow))).scalar_one()


async def _add(u: Unit, slug: str) -> None:
    u.session.add(unstamped(TopicRow, slug=slug, name=slug))
    await u.session.flush()


async def test_a_unit_commits_on_return_and_rolls_back_on_an_exception(store: Store) -> None:
    """What a unit wrote is there if it returned, and gone if it raised."""

    async def fail() -> None:
        async with store.unit(1) as u:
            await _add(u, "lost")
            raise ZeroDivisionError

    async with store.unit(1) as u:
        await _add(u, "kept")
    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.reading(1) as u:
        assert (await u.session.execute(select(col(TopicRow.slug)))).scalars().all() == ["kept"]


async def test_a_units_time_is_the_clocks_at_its_opening(store: Store, clock: ManualClock) -> None:
    """`now` is the programme's time, and does not move while the unit is open."""
    async with store.unit(1) as u:
        clock.forward(hours=1)
        assert u.now == START
        assert u.workspace == 1
    async with store.system() as u:
        assert u.workspace is None
        assert u.now > START


async def test_times_come_back_aware_in_utc(store: Store) -> None:
    """A stored moment comes back as the same moment, aware, in UTC, on both databases."""
    async with store.system() as u:
        u.session.add(StimulusRow(key="a", at=datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)))
    async with store.system() as u:
        at = (await u.session.execute(select(col(StimulusRow.at)))).scalar_one()
    assert (at, at.utcoffset()) == (
        datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC),
        UTC.utcoffset(None),
    )


async def test_hooks_run_after_the_commit_only(store: Store) -> None:
    """Hooks, plain and async, see the committed state; those of a failed unit never run."""
    seen: list[object] = []

    async def look() -> None:
        assert not inside_unit()
        seen.append(await _count(store))

    async def fail() -> None:
        async with store.unit(1) as u:
            u.after_commit(lambda: seen.append("never"))
            raise ZeroDivisionError

    async with store.unit(1) as u:
        u.after_commit(lambda: seen.append("plain"))
        u.after_commit(look)
        await _add(u, "a")
        assert seen == []
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert seen == ["plain", 1]


async def test_due_work_is_announced_after_its_commit(store: Store) -> None:
    """`on_work` is called for jobs that are due, once per unit, and until it is ended."""
    calls: list[str] = []
    end = store.on_work(lambda: calls.append("work"))
    async with store.unit(1) as u:
        await queue.enqueue(u, Deliver(delivery=1), key="a")
        await queue.enqueue(u, Deliver(delivery=2), key="b")
        assert calls == []
    assert calls == ["work"]
    async with store.unit(1) as u:
        await queue.enqueue(u, Deliver(delivery=1), key="a")
        await queue.enqueue(u, Deliver(delivery=3), key="c", run_at=START.replace(year=2027))
    assert calls == ["work"]
    end()
    async with store.unit(1) as u:
        await queue.enqueue(u, Deliver(delivery=4), key="d")
    assert calls == ["work"]


async def test_outside_calls_are_forbidden_inside_a_unit(store: Store) -> None:
    """The guard is up while a unit is open, also in tasks begun in it, and down afterwards."""
    forbid_inside_unit()
    async with store.unit(1):
        assert inside_unit()
        with pytest.raises(RuntimeError, match="queue a task"):
            forbid_inside_unit()
        later = asyncio.create_task(_guarded_after(gate := asyncio.Event()))
    forbid_inside_unit()
    gate.set()
    assert await later is False


async def _guarded_after(gate: asyncio.Event) -> bool:
    await gate.wait()
    return inside_unit()


async def test_a_unit_inside_a_unit_is_refused(store: Store) -> None:
    """Opening a second unit while one is open would wait for itself, so it raises at once."""
    async with store.unit(1):
        for another in (store.unit(1), store.reading(2), store.system()):
            with pytest.raises(RuntimeError, match="already open"):
                await another.__aenter__()


async def test_a_unit_cannot_be_committed_by_hand(store: Store) -> None:
    """Half a unit is never committed: only its end commits."""

    async def commit() -> None:
        async with store.unit(1) as u:
            await _add(u, "half")
            await u.session.commit()

    with pytest.raises(RuntimeError, match="commits by itself"):
        await commit()
    assert await _count(store) == 0


async def test_a_unit_that_has_ended_cannot_be_used(store: Store) -> None:
    """Keeping a unit and using it later raises."""
    async with store.unit(1) as u:
        pass
    with pytest.raises(RuntimeError, match="has ended"):
        await u.session.execute(select(TopicRow))
    await u.session.close()


async def test_part_of_a_unit_can_be_undone(store: Store) -> None:
    """A nested transaction that fails takes back its own part and nothing else."""

    async def fail(u: Unit) -> None:
        async with u.session.begin_nested():
            await _add(u, "inner")
            raise ZeroDivisionError

    async with store.unit(1) as u:
        await _add(u, "outer")
        with pytest.raises(ZeroDivisionError):
            await fail(u)
    assert await _count(store) == 1


async def test_a_cancelled_unit_leaves_nothing_behind(store: Store) -> None:
    """Units that are cancelled anywhere write nothing and block nobody."""
    chance = Random(7)  # noqa: S311 - where a unit is cut off need not be secret

    async def write(number: int) -> None:
        async with store.unit(1) as u:
            for part in range(5):
                await _add(u, f"{number}-{part}")

    for number in range(40):
        task = asyncio.create_task(write(number))
        await asyncio.wait([task], timeout=chance.random() * 0.02)
        task.cancel()
        await asyncio.wait([task])
    async with asyncio.timeout(10):
        async with store.unit(1) as u:
            await _add(u, "after")
        assert await _count(store) % 5 == 1


async def test_writers_wait_for_each_other(store_url: str, store: Store) -> None:
    """Units of two processes that read, then write the same, follow one another without error."""
    other = Store.open(store_url, clock=store._clock)

    async def work(at: Store, name: str) -> None:
        for number in range(10):
            async with at.unit(1) as u:
                await u.session.execute(select(func.count()).select_from(TopicRow))
                await _add(u, f"{name}{number}")

    try:
        await asyncio.gather(*(work(s, f"{n}-") for n, s in enumerate((store, other, store))))
    finally:
        await other.close()
    assert await _count(store) == 30


async def test_a_reading_unit_sees_one_moment(store: Store) -> None:
    """What is committed while a reading unit is open does not appear in it."""
    async with store.reading(1) as u:
        first = (await u.session.execute(select(func.count()).select_from(TopicRow))).scalar()
        await asyncio.get_running_loop().create_task(_add_elsewhere(store), context=_fresh())
        second = (await u.session.execute(select(func.count()).select_from(TopicRow))).scalar()
    assert (first, second, await _count(store)) == (0, 0, 1)


def _fresh() -> Context:
    return Context()


async def _add_elsewhere(store: Store) -> None:
    async with store.unit(1) as u:
        await _add(u, "new")


async def test_insert_once_says_who_was_first(store: Store) -> None:
    """Of many that insert the same meaning at once, exactly one is told that it did."""

    async def insert(number: int) -> bool:
        async with store.unit(1) as u:
            return await insert_once(u, unstamped(TopicRow, slug="same", name=str(number)))

    assert sorted(await asyncio.gather(*(insert(n) for n in range(8)))) == [False] * 7 + [True]
    async with store.unit(1) as u:
        statement = insert_into(u, TopicRow).values(slug="same", name="x")
        assert not await insert_once(u, statement)
        assert await insert_once(u, insert_into(u, TopicRow).values(slug="new", name="x"))


async def test_insert_once_still_raises_for_broken_rows(store: Store) -> None:
    """A reference to nothing is an error, not "somebody was first"."""

    async def insert() -> None:
        async with store.unit(1) as u:
            await insert_once(
                u, unstamped(LedgerWeekRow, member_id=99, week=date(2026, 3, 2), points=1, shares=1)
            )

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await insert()


async def test_sums_are_added_up_under_contention(store: Store) -> None:
    """Many additions to one row at once lose none."""
    async with store.unit(1) as u:
        member = unstamped(MemberRow, name="Ana", joined_at=u.now)
        u.session.add(member)
        await u.session.flush()
        member_id = member.id
    assert member_id is not None

    async def add() -> None:
        async with store.unit(1) as u:
            await add_up(
                u,
                unstamped(
                    LedgerWeekRow, member_id=member_id, week=date(2026, 3, 2), points=10, shares=1
                ),
                keys=("member_id", "week"),
                sums=("points", "shares"),
            )

    await asyncio.gather(*(add() for _ in range(10)))
    async with store.reading(1) as u:
        row = (await u.session.execute(select(LedgerWeekRow))).scalar_one()
    assert (row.points, row.shares) == (100, 10)


async def test_sqlite_is_set_up_to_keep_what_it_reported(sqlite_url: str) -> None:
    """SQLite runs with WAL, full synchronisation, foreign keys and a busy time-out."""
    engines = engine.open_engines(sqlite_url)
    try:
        found = {}
        async with engines.writing.connect() as connection:
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
                row = await connection.exec_driver_sql(f"PRAGMA {pragma}")
                found[pragma] = row.scalar()
    finally:
        await engines.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


async def test_postgresql_waits_for_nothing_for_ever(postgres_url: str) -> None:
    """PostgreSQL connections have limits for locks, statements and idle transactions."""
    store = Store.open(f"{postgres_url}&options=-c%20work_mem%3D5MB", clock=lambda: START)
    try:
        async with store.system() as u:
            found = {
                name: (await u.session.execute(text(f"SHOW {name}"))).scalar()
                for name in (
                    "lock_timeout",
                    "statement_timeout",
                    "idle_in_transaction_session_timeout",
                    "timezone",
                    "work_mem",
                )
            }
    finally:
        await store.close()
    assert found == {
        "lock_timeout": "10s",
        "statement_timeout": "15s",
        "idle_in_transaction_session_timeout": "30s",
        "timezone": "UTC",
        "work_mem": "5MB",
    }


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a database address"),
        ("glasnik.db", "not a database address"),
        ("mysql://u:hunter2@host/db", "not supported"),
        ("postgresql://u:hunter2@host", "names no database"),
        ("sqlite://", "in-memory"),
        ("sqlite:///:memory:", "in-memory"),
        ("sqlite://glasnik.db", "three slashes"),
        ("sqlite:////nowhere/at/all/glasnik.db", "no folder"),
    ],
)
def test_an_unusable_address_is_explained(url: str, says: str) -> None:
    """Each way to get the database's address wrong has its explanation, without the password."""
    with pytest.raises(engine.UnusableDatabaseUrl, match=says) as caught:
        engine.driver_url(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
    ],
)
def test_addresses_get_their_async_driver(url: str, driver: str, tmp_path: Path) -> None:
    """The usual spellings lead to the async driver."""
    assert engine.driver_url(url).drivername == driver
    assert engine.driver_url(f"sqlite:///{tmp_path}/g.db").drivername == "sqlite+aiosqlite"


async def test_jobs_are_counted(store: Store) -> None:
    """The queue's condition names how many jobs stand where, and the oldest that is due."""
    async with store.unit(1) as u:
        await queue.enqueue(u, Deliver(delivery=1), key="a")
        await queue.enqueue(u, Deliver(delivery=2), key="b", run_at=START.replace(year=2027))
    async with store.system() as u:
        assert await jobs.counts(u) == {jobs.JobState.QUEUED: 2}
        assert await jobs.oldest_due_at(u) == START
