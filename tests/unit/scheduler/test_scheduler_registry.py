"""Which function carries out which task."""

from __future__ import annotations

import pytest

from programme import tasks
from scheduler.registry import DuplicateTask, Registry, UnknownTask


async def _do() -> None:
    return None


def test_each_task_has_exactly_one_function() -> None:
    """A task's function is found, a second one is refused, a missing one is named."""
    registry: Registry[object] = Registry()  # type: ignore[type-var]
    registry.add(tasks.Deliver, _do)
    assert registry.function_of(tasks.Deliver) is _do
    with pytest.raises(DuplicateTask, match="Deliver"):
        registry.add(tasks.Deliver, _do)
    with pytest.raises(UnknownTask, match="RefreshHome"):
        registry.function_of(tasks.RefreshHome)
    assert registry.missing() == sorted(set(tasks.ALL) - {"deliver"})
    assert registry.missing([tasks.Deliver]) == []
