"""The last look at a statement before it is sent: bound to its unit's workspace, or refused.

Independent of how the statement was made and of `content_store.tenancy`: it reads the finished SQL
(see `content_store.verifier`) and the values that go with it.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

from content_store import verifier
from content_store.engine import OWN
from content_store.scope import COLUMNS, OWNED_COLUMNS, SCOPE, WORKSPACE, OutOfScope, Scope


def watch(engine: AsyncEngine) -> None:
    """Have every statement of an engine checked just before it is sent."""
    event.listen(engine.sync_engine, "before_cursor_execute", _verify)


# Compiled statements are kept by the engine and used again; their text need be read only once.
_verified: dict[bool, WeakKeyDictionary[Any, list[str]]] = {
    True: WeakKeyDictionary(),
    False: WeakKeyDictionary(),
}


def _verify(
    connection: Connection,
    _cursor: object,
    _sql: str,
    _parameters: object,
    context: Any,
    _many: bool,
) -> None:
    if context.execution_options.get(OWN):
        return
    scope = connection.get_execution_options().get(SCOPE)
    if not isinstance(scope, Scope):
        raise OutOfScope("a statement outside any unit of work")
    if scope.across:
        return
    compiled = context.compiled
    if compiled is None:
        raise OutOfScope("driver-level SQL can't be checked: use text() or the mapped classes")
    if compiled.isinsert:
        _verify_insert(compiled, context.compiled_parameters, scope)
    if scope.flushing and (compiled.isupdate or compiled.isdelete):
        return  # by primary key, of rows that this unit read or added itself
    for values in context.compiled_parameters:
        if values.get(WORKSPACE, scope.workspace) != scope.workspace:
            raise OutOfScope("a statement is bound to another workspace than its unit's")
    names = _unbound(compiled, scope)
    if names:
        raise OutOfScope(
            f"not bound to the unit's workspace: {', '.join(names)}. Use the mapped classes; in"
            f" raw SQL write name.workspace_id = :{WORKSPACE} for each table"
        )


def _unbound(compiled: Any, scope: Scope) -> list[str]:
    bound = scope.workspace is not None
    cache = _verified[bound]
    if compiled not in cache:
        cache[compiled] = verifier.unbound_names(
            compiled.string,
            bound=COLUMNS if bound else OWNED_COLUMNS,
            parameter=WORKSPACE if bound else "",
            positions=compiled.positiontup,
            checks_inserts=not compiled.isinsert,
        )
    return cache[compiled]


def _verify_insert(compiled: Any, rows: list[dict[str, object]], scope: Scope) -> None:
    columns = OWNED_COLUMNS if scope.workspace is None else COLUMNS
    column = columns.get(compiled.statement.table.name)
    if column is None:
        return
    if scope.workspace is None or any(row.get(column) != scope.workspace for row in rows):
        raise OutOfScope("a new row is not bound to the unit's workspace")
