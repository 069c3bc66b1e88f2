"""How alembic runs the migrations: on a connection that `content_store.migrate` gives it."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from content_store import tables

# Two processes that start at once must not migrate at once; the number only has to be ours.
_LOCK = 0x676C6173_6E696B


def _run(connection: Connection) -> None:
    postgresql = connection.dialect.name == "postgresql"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=not postgresql,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        if postgresql:
            # Wait for another migration, but never hold up the running program for long: a
            # migration that can't have its locks within seconds fails and is tried again later.
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            connection.execute(text("SET LOCAL lock_timeout = '4s'"))
            connection.execute(text("SET LOCAL statement_timeout = '5s'"))
        context.run_migrations()


if not tables.__all__:
    raise RuntimeError("no tables")
_run(context.config.attributes["connection"])
