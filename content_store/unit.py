"""Units of work: one transaction, bound to one workspace, with no call to the outside in it.

Everything that reads or writes the database goes through a unit. Knows nothing of what the rows
mean; which rows a unit may touch is decided in `content_store.scope`.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import AsyncSession as PlainAsyncSession
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from content_store import gate
from content_store.engine import Engines, open_engines
from content_store.scope import SCOPE, Scope
from content_store.tenancy import BoundSession
from programme.clock import Clock

__all__ = ["Clock", "Store", "Unit", "forbid_inside_unit", "inside_unit"]


class AsyncSession(ModelSession):
    """SQLModel's session, with `exec` for its selects and SQLAlchemy's own `execute` for the rest.

    SQLModel marks `execute` as deprecated, but `exec` takes neither INSERT … RETURNING nor text.
    """

    execute = PlainAsyncSession.execute


class _Mark:
    """Says whether the unit is still open, also to tasks that inherited the context from it."""

    open = True


_current: ContextVar[_Mark | None] = ContextVar("glasnik_unit", default=None)


def inside_unit() -> bool:
    """Whether a unit of work is open here."""
    mark = _current.get()
    return mark is not None and mark.open


def forbid_inside_unit() -> None:
    """Raise RuntimeError where a unit of work is open: its locks would wait for the outside."""
    if inside_unit():
        raise RuntimeError("no outside call inside a unit of work: queue a task for it instead")


@dataclass(kw_only=True, slots=True)
class _AfterCommit:
    hooks: list[Callable[[], object]] = field(default_factory=list)
    work_added: bool = False


@dataclass(kw_only=True, slots=True)
class Unit:
    """One open transaction."""

    session: AsyncSession
    workspace: int | None
    """The workspace whose rows this unit sees; None in a system unit."""
    now: datetime
    """The programme's time at which the unit was opened."""
    _scope: Scope
    _after: _AfterCommit

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.session.get_bind().dialect.name

    def after_commit(self, hook: Callable[[], object]) -> None:
        """Call `hook` (plain or async) once the transaction is committed; never if it is not.

        A hook is lost if the process dies: what must happen is queued as a task instead.
        """
        self._after.hooks.append(hook)

    def announce_work(self) -> None:
        """Wake this process's workers after the commit: a job that is due was queued."""
        self._after.work_added = True

    @contextmanager
    def across_workspaces(self) -> Iterator[None]:
        """Lift the binding inside the block; for system units only, and visible in the code.

        Raises RuntimeError in a unit of a workspace.
        """
        if self.workspace is not None:
            raise RuntimeError("a unit of one workspace can't look across workspaces")
        before, self._scope.across = self._scope.across, True
        try:
            yield
        finally:
            self._scope.across = before


class Store:
    """The database of the program."""

    def __init__(self, engines: Engines, *, clock: Clock) -> None:
        gate.watch(engines.writing)
        gate.watch(engines.reading)
        self._engines = engines
        self._clock = clock
        self._on_work: list[Callable[[], object]] = []

    @classmethod
    def open(cls, url: str, *, clock: Clock, pool_size: int = 10) -> Store:
        """The store at `sqlite:///path` or `postgresql://…`; connects when first used.

        `clock` gives the programme's time, aware and in UTC. Raises
        `content_store.engine.UnusableDatabaseUrl`.
        """
        return cls(open_engines(url, pool_size=pool_size), clock=clock)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engines.dialect

    def unit(self, workspace: int) -> AbstractAsyncContextManager[Unit]:
        """One write transaction in a workspace: committed on return, rolled back on exception."""
        return self._open(self._engines.writing, workspace, writes=True)

    def reading(self, workspace: int) -> AbstractAsyncContextManager[Unit]:
        """One consistent view of a workspace; refuses to write."""
        return self._open(self._engines.reading, workspace, writes=False)

    def system(self) -> AbstractAsyncContextManager[Unit]:
        """One write transaction bound to no workspace: jobs, clocks, finding a workspace.

        It touches rows that belong to workspaces only inside `across_workspaces()`.
        """
        return self._open(self._engines.writing, None, writes=True)

    def system_reading(self) -> AbstractAsyncContextManager[Unit]:
        """One consistent view bound to no workspace; refuses to write, and so waits for no writer.

        It sees rows that belong to workspaces only inside `across_workspaces()`.
        """
        return self._open(self._engines.reading, None, writes=False)

    def on_work(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback` after each commit of a unit that queued jobs due now.

        Plain and quick, in the event loop's thread. Returns a function that ends it.
        """
        self._on_work.append(callback)
        return lambda: self._on_work.remove(callback)

    async def close(self) -> None:
        """Close all connections."""
        await self._engines.dispose()

    @asynccontextmanager
    async def _open(
        self, engine: AsyncEngine, workspace: int | None, *, writes: bool
    ) -> AsyncIterator[Unit]:
        if inside_unit():
            raise RuntimeError("a unit of work is already open here: pass it on instead")
        scope = Scope(workspace=workspace, writes=writes)
        mark = _Mark()
        after = _AfterCommit()
        # Not reset at the end: a closed mark says the same, and the end may run elsewhere.
        _current.set(mark)
        try:
            async with AsyncSession(
                engine,
                sync_session_class=BoundSession,
                expire_on_commit=False,
                info={SCOPE: scope},
            ) as session:
                await session.connection(execution_options={SCOPE: scope})
                yield Unit(
                    session=session,
                    workspace=workspace,
                    now=self._now(),
                    _scope=scope,
                    _after=after,
                )
                with scope.ending():
                    await session.commit()
        finally:
            mark.open = False
        await self._committed(after)

    def _now(self) -> datetime:
        now = self._clock()
        if now.tzinfo is None:
            raise ValueError("the store's clock must give aware datetimes")
        return now

    async def _committed(self, after: _AfterCommit) -> None:
        if after.work_added:
            for callback in list(self._on_work):
                callback()
        for hook in after.hooks:
            outcome = hook()
            if inspect.isawaitable(outcome):
                await outcome
