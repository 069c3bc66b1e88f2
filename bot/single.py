"""SQLite serves one process: a lock beside the database keeps a second one out.

The lock is a transaction of SQLite itself, so it works everywhere SQLite does and ends with the
process, however it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process uses this database."""


@contextmanager
def only_process(database: Path) -> Iterator[None]:
    """Hold the lock of a database file. Raises AlreadyRunning."""
    lock = sqlite3.connect(f"{database}.lock", timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise AlreadyRunning(str(database)) from error
        yield
    finally:
        lock.close()
