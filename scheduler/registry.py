"""Which function carries out which task: exactly one each. Filled once, when the program starts.

Knows no feature: the functions' own context type is the caller's business.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from programme import tasks
from programme.tasks import Task

F = TypeVar("F", bound=Callable[..., Awaitable[object]])


class DuplicateTask(Exception):
    """A second function was registered for a task."""


class UnknownTask(LookupError):
    """No function is registered for a task."""


class Registry(Generic[F]):
    """Task type to function."""

    def __init__(self) -> None:
        self._functions: dict[type[Task], F] = {}

    def add(self, task: type[Task], function: F) -> F:
        """Register the function for a task. Raises DuplicateTask."""
        if task in self._functions:
            raise DuplicateTask(f"{task.__name__} has a function already")
        self._functions[task] = function
        return function

    def function_of(self, task: type[Task]) -> F:
        """The function for a task. Raises UnknownTask."""
        try:
            return self._functions[task]
        except KeyError:
            raise UnknownTask(f"no function carries out {task.__name__}") from None

    def missing(self, every: Iterable[type[Task]] | None = None) -> list[str]:
        """The names of tasks that nothing carries out, of all that can be queued."""
        known = tasks.ALL.values() if every is None else every
        return sorted(task.name for task in known if task not in self._functions)
