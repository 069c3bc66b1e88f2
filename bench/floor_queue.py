"""The queue's floor: the same number of claims and finishes in plain SQL through plain drivers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from time import perf_counter

import psycopg

_FINISH = "UPDATE jobs SET state = 'done', leased_by = NULL, lease_until = NULL WHERE id = {one}"
_CLAIM = """
WITH due AS (
  SELECT id FROM jobs WHERE state = 'queued' AND run_at <= {one}
  ORDER BY priority DESC, run_at, id LIMIT {one} {lock}
)
UPDATE jobs SET state = 'running', leased_by = 'floor', lease_until = {one}, attempt = attempt + 1
WHERE id IN (SELECT id FROM due) RETURNING id
"""
_FAR = "9999-12-31 00:00:00"

Execute = Callable[[str, tuple[object, ...]], list[tuple[int, ...]]]


def seconds(url: str, *, claims: int, jobs: int) -> float:
    """How long it takes to claim in `claims` transactions and finish each job in one of its own."""
    if url.startswith("sqlite"):
        return _on_sqlite(url, claims, jobs)
    return _on_postgresql(url, claims, jobs)


def _on_sqlite(url: str, claims: int, jobs: int) -> float:
    with closing(sqlite3.connect(url.partition("///")[2], isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

        def execute(sql: str, values: tuple[object, ...]) -> list[tuple[int, ...]]:
            connection.execute("BEGIN IMMEDIATE")
            rows = connection.execute(sql, values).fetchall()
            connection.execute("COMMIT")
            return rows

        return _work(execute, claims, jobs, one="?", lock="")


def _on_postgresql(url: str, claims: int, jobs: int) -> float:
    with psycopg.connect(url, autocommit=True) as connection:

        def execute(sql: str, values: tuple[object, ...]) -> list[tuple[int, ...]]:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

        return _work(execute, claims, jobs, one="%s", lock="FOR UPDATE SKIP LOCKED")


def _work(execute: Execute, claims: int, jobs: int, *, one: str, lock: str) -> float:
    claim, finish = _CLAIM.format(one=one, lock=lock), _FINISH.format(one=one)
    waiting: list[int] = []
    done = 0
    began = perf_counter()
    for number in range(claims):
        room = -(-(jobs - done - len(waiting)) // (claims - number))
        waiting += [row[0] for row in execute(claim, (_FAR, room, _FAR))]
        # Finished as they come, so that the queue shrinks as it does in the program.
        while waiting:
            execute(finish, (waiting.pop(),))
            done += 1
    took = perf_counter() - began
    assert done == jobs, f"the floor finished {done} of {jobs} jobs"
    return took
