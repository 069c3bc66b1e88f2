"""What a unit may touch, and which tables hold rows that are somebody's.

Values only: `content_store.tenancy` binds statements to a scope, `content_store.gate` checks that
they are bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import SQLModel

from content_store.tables.base import Owned
from content_store.tables.jobs import JobRow
from content_store.tables.people import WorkspaceRow

SCOPE = "glasnik_scope"
"""Where sessions and connections carry the scope of their unit."""
WORKSPACE = "glasnik_workspace"
"""The name of the parameter in every criterion; raw SQL must use it as `:glasnik_workspace`."""


class OutOfScope(RuntimeError):
    """A statement or row would have left its unit's workspace, or written in a reading unit."""


@dataclass(kw_only=True, slots=True)
class Scope:
    """What a unit may touch."""

    workspace: int | None
    writes: bool
    across: bool = False
    flushing: bool = False
    committing: bool = False

    @contextmanager
    def ending(self) -> Iterator[None]:
        """The one place in which the unit's transaction may be committed."""
        self.committing = True
        try:
            yield
        finally:
            self.committing = False


def column_of(entity: type[object]) -> str | None:
    """The column that says whose a row is, if it is anybody's."""
    if issubclass(entity, WorkspaceRow):
        return "id"
    if issubclass(entity, Owned | JobRow):
        return "workspace_id"
    return None


def _owned() -> Iterator[type[SQLModel]]:
    # Importing any module of content_store.tables has imported all of them.
    waiting: list[type[SQLModel]] = list(Owned.__subclasses__())
    for entity in waiting:
        waiting += entity.__subclasses__()
        yield entity


def _table_name(entity: type[SQLModel]) -> str:
    return str(entity.__tablename__)


_OWNED = {_table_name(entity): entity for entity in _owned()}
_SHARED = {_table_name(entity): entity for entity in (JobRow, WorkspaceRow)}
"""Bound in a unit of a workspace, free in a system unit."""
BOUND: dict[str, type[SQLModel]] = {**_OWNED, **_SHARED}
"""Every table whose rows are somebody's, by name."""
WORKSPACES = _table_name(WorkspaceRow)
COLUMNS = {name: str(column_of(entity)) for name, entity in BOUND.items()}
OWNED_COLUMNS = {name: COLUMNS[name] for name in _OWNED}
