"""What networks reported about shares. An unreported figure has no row, which is not a 0."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from content_store.inserts import insert_once
from content_store.tables.shares import FigureRow
from content_store.unit import Unit
from programme.figures import Figure, Grade


async def save(u: Unit, share_id: int, values: Mapping[str, int], grade: Grade) -> None:
    """Keep what was read now, each figure once per moment."""
    for name, value in sorted(values.items()):
        await insert_once(
            u,
            FigureRow(
                workspace_id=u.workspace or 0,
                share_id=share_id,
                name=name,
                value=value,
                grade=grade.value,
                read_at=u.now,
            ),
        )


async def latest(u: Unit, share_id: int) -> Mapping[str, Figure]:
    """The newest reading of each figure of a share; a missing name is unknown."""
    found = await u.session.exec(
        select(FigureRow)
        .where(col(FigureRow.share_id) == share_id)
        .order_by(col(FigureRow.read_at), col(FigureRow.id))
    )
    return {row.name: Figure(value=row.value, grade=Grade(row.grade)) for row in found}
