"""Binds every statement of a unit to its workspace, so that forgetting is impossible.

Before a statement is compiled, `workspace_id = :glasnik_workspace` is added wherever a bound table
appears, and new rows are stamped. `content_store.gate` does not trust this and checks the result.
Knows no query and no feature.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BindParameter,
    Connection,
    Delete,
    Insert,
    Integer,
    Table,
    TextClause,
    Update,
    and_,
    bindparam,
    event,
)
from sqlalchemy.orm import (
    ORMExecuteState,
    SessionTransaction,
    UOWTransaction,
    with_loader_criteria,
)
from sqlalchemy.orm.session import Session as PlainSession
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import SQLModel
from sqlmodel.orm.session import Session

from content_store.scope import (
    BOUND,
    COLUMNS,
    SCOPE,
    WORKSPACE,
    WORKSPACES,
    OutOfScope,
    Scope,
    column_of,
)
from content_store.tables.base import Owned
from content_store.tables.people import WorkspaceRow


class BoundSession(Session):
    """A session whose every statement stays in the scope in its `info`."""

    def flush(self, objects: Any = None) -> None:
        """Write pending changes; meanwhile updates by primary key are known to be its own."""
        scope = _scope_of(self)
        scope.flushing = True
        try:
            super().flush(objects)
        finally:
            scope.flushing = False


def _scope_of(session: PlainSession) -> Scope:
    scope = session.info.get(SCOPE)
    if not isinstance(scope, Scope):
        raise OutOfScope("a session outside any unit of work")
    return scope


@event.listens_for(BoundSession, "do_orm_execute")
def _bind_statement(state: ORMExecuteState) -> None:
    scope = _scope_of(state.session)
    statement = state.statement
    if not scope.writes and isinstance(statement, Insert | Update | Delete):
        raise OutOfScope("this unit only reads")
    if scope.across:
        return
    if isinstance(statement, TextClause):
        state.parameters = _each(state.parameters, {WORKSPACE: scope.workspace})
        return
    if scope.workspace is None:
        return  # what a system unit must not touch, the verifier refuses
    if isinstance(statement, Insert):
        statement = _stamped(state, statement, scope.workspace)
    state.statement = _with_criteria(statement, scope.workspace)


def _with_criteria(statement: Any, workspace: int) -> Any:
    options = [_criterion(name, workspace) for name in _bound_tables(statement)]
    return statement.options(*options) if options else statement


# Statements that are made once and used again need be looked through only once.
_tables: WeakKeyDictionary[Any, tuple[str, ...]] = WeakKeyDictionary()


def _bound_tables(statement: Any) -> tuple[str, ...]:
    known = _tables.get(statement)
    if known is None:
        elements = visitors.iterate(statement)
        names = {element.name for element in elements if isinstance(element, Table)}
        known = _tables[statement] = tuple(sorted(names & BOUND.keys()))
    return known


@lru_cache(maxsize=4096)
def _criterion(name: str, workspace: int) -> ExecutableOption:
    """Binds one table; kept, because making it takes as long as everything else here."""
    bound = _parameter(workspace)
    # Given as functions of the class: only then are aliases in joins bound by their own names.
    if name == WORKSPACES:
        return with_loader_criteria(WorkspaceRow, lambda cls: cls.id == bound, include_aliases=True)
    return with_loader_criteria(
        BOUND[name], lambda cls: cls.workspace_id == bound, include_aliases=True
    )


def _parameter(workspace: int) -> BindParameter[int]:
    return bindparam(WORKSPACE, workspace, type_=Integer())


def _stamped(state: ORMExecuteState, statement: Insert, workspace: int) -> Insert:
    entity = BOUND.get(statement.table.name)
    if entity is None:
        return statement
    column = COLUMNS[statement.table.name]
    if column == "id":
        raise OutOfScope("a unit of one workspace can't found another")
    if statement.select is not None:
        raise OutOfScope("rows of a workspace can't be inserted from a select")
    given = _given_values(statement)
    for values in (given, *_rows(state.parameters)):
        _require_own(values.get(column, workspace), workspace)
    if given or not state.parameters:
        statement = statement.values({column: workspace})
    else:
        state.parameters = _each(state.parameters, {column: workspace})
    return _with_bound_conflicts(statement, entity, column, workspace)


def _given_values(statement: Insert) -> dict[str, object]:
    # SQLAlchemy has no public way to read what values() was given.
    if statement._multi_values:  # noqa: SLF001
        raise OutOfScope("give several rows as parameters, not as values")
    values: Mapping[Any, object] = statement._values or {}  # noqa: SLF001
    return {str(getattr(key, "key", key)): value for key, value in values.items()}


def _rows(parameters: Any) -> list[Mapping[str, Any]]:
    if not parameters:
        return []
    return [parameters] if isinstance(parameters, Mapping) else list(parameters)


def _each(parameters: Any, added: Mapping[str, object]) -> Any:
    if isinstance(parameters, Mapping) or not parameters:
        return {**(parameters or {}), **added}
    return [{**row, **added} for row in parameters]


def _require_own(value: object, workspace: int) -> None:
    if isinstance(value, BindParameter):
        value = value.effective_value
    if value != workspace:
        raise OutOfScope("a new row names another workspace than its unit's")


def _with_bound_conflicts(
    statement: Insert, entity: type[SQLModel], column: str, workspace: int
) -> Insert:
    """Let ON CONFLICT DO UPDATE touch only rows of the unit's workspace."""

    def bind(clause: Any) -> None:
        own = getattr(entity, column) == _parameter(workspace)
        before = clause.update_whereclause
        clause.update_whereclause = own if before is None else and_(before, own)

    kinds = {element.__visit_name__ for element in visitors.iterate(statement)}
    if "on_conflict_do_update" not in kinds:
        return statement  # spares a copy of the whole statement
    return visitors.cloned_traverse(statement, {}, {"on_conflict_do_update": bind})


@event.listens_for(BoundSession, "before_flush")
def _check_rows(session: PlainSession, _context: UOWTransaction, _instances: Any) -> None:
    scope = _scope_of(session)
    changed = [row for row in session.dirty if session.is_modified(row)]
    if not scope.writes and (session.new or session.deleted or changed):
        raise OutOfScope("this unit only reads")
    if scope.across:
        return
    for row in session.new:
        _stamp(row, scope)
    for row in (*changed, *session.deleted):
        column = column_of(type(row))
        if column is None or (scope.workspace is None and not isinstance(row, Owned)):
            continue
        if scope.workspace is None or getattr(row, column) != scope.workspace:
            raise OutOfScope(f"{type(row).__name__} belongs to another workspace than its unit")


def _stamp(row: Any, scope: Scope) -> None:
    column = column_of(type(row))
    if column is None:
        return
    if scope.workspace is None:
        if isinstance(row, Owned):
            raise OutOfScope("a system unit adds a workspace's rows only across workspaces")
        return
    if column == "id":
        raise OutOfScope("a unit of one workspace can't found another")
    if getattr(row, column, None) is None:
        setattr(row, column, scope.workspace)
    _require_own(getattr(row, column), scope.workspace)


@event.listens_for(BoundSession, "detached_to_persistent")
def _refuse_foreign_row(session: PlainSession, row: object) -> None:
    # A row that this unit did not read itself proves nothing about whose it is in the database.
    if column_of(type(row)) is not None and not _scope_of(session).across:
        raise OutOfScope("a row of an earlier unit can't be added again: read it in this unit")


@event.listens_for(BoundSession, "before_commit")
def _only_at_the_end(session: PlainSession) -> None:
    if not session.in_nested_transaction() and not _scope_of(session).committing:
        raise OutOfScope("a unit commits by itself when it ends")


@event.listens_for(BoundSession, "after_begin")
def _only_from_the_start(
    _session: PlainSession, _transaction: SessionTransaction, connection: Connection
) -> None:
    if SCOPE not in connection.get_execution_options():
        raise OutOfScope("this unit has ended")
