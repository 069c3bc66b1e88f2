"""The company's content policy, version by version; the newest is in force."""

from __future__ import annotations

from sqlmodel import col, select

from content_store.inserts import insert_once
from content_store.tables.policy import GuidelinesRow
from content_store.unit import Unit
from programme import policy
from programme.errors import Conflict
from programme.policy import Policy


async def current(u: Unit) -> Policy:
    """The policy in force; an empty one where none was ever saved."""
    row = await _newest(u)
    return Policy() if row is None else policy.from_content(row.content)


async def version(u: Unit) -> int:
    """The number of the version in force, 0 where there is none."""
    row = await _newest(u)
    return 0 if row is None else row.version


async def save(u: Unit, changed: Policy, *, changed_by: int | None) -> int:
    """Put a new version in force and return its number; `changed_by` None is the program itself.

    Raises Conflict when somebody else saved at the same moment.
    """
    number = await version(u) + 1
    row = GuidelinesRow(
        workspace_id=u.workspace or 0,
        version=number,
        content=policy.to_content(changed),
        changed_by=changed_by,
        at=u.now,
    )
    if not await insert_once(u, row):
        raise Conflict("policy.moved_on")
    return number


async def _newest(u: Unit) -> GuidelinesRow | None:
    found = await u.session.exec(
        select(GuidelinesRow).order_by(col(GuidelinesRow.version).desc()).limit(1)
    )
    return found.first()
