"""Updates that say whether they found their row, so that a lost race shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, Update

from content_store.unit import Unit


async def changed(u: Unit, statement: Update, parameters: dict[str, object] | None = None) -> bool:
    """Carry out an update; whether it changed any row."""
    result: Any = await u.session.execute(statement, parameters)
    assert isinstance(result, CursorResult)  # noqa: S101 - what an update without RETURNING gives
    return result.rowcount > 0
