"""Companies and the chats they installed the app in."""

from __future__ import annotations

import secrets
from datetime import time

from sqlmodel import col, select

from content_store.tables.people import InstallationRow, WorkspaceRow
from content_store.unit import Unit
from programme.errors import Missing
from programme.values import Installation, Workspace


def as_workspace(row: WorkspaceRow) -> Workspace:
    """The value of a row."""
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return Workspace(
        id=row.id,
        name=row.name,
        zone=row.zone,
        locale=row.locale,
        country=row.country,
        digest_at=row.digest_at,
        digest_days=frozenset(int(day) for day in row.digest_days.split(",") if day),
        digest_size=row.digest_size,
        board_day=row.board_day,
        board_at=row.board_at,
        held=row.held,
    )


def as_installation(row: InstallationRow) -> Installation:
    """The value of a row."""
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return Installation(
        id=row.id,
        workspace=row.workspace_id,
        platform=row.platform,
        external_id=row.external_id,
        name=row.name,
        bot_id=row.bot_id,
        active=row.active,
    )


async def get(u: Unit) -> Workspace:
    """The unit's workspace. Raises Missing."""
    return as_workspace(await _row(u))


async def _row(u: Unit) -> WorkspaceRow:
    row = await u.session.get(WorkspaceRow, u.workspace)
    if row is None:
        raise Missing("workspace")
    return row


async def all_ids(u: Unit) -> tuple[int, ...]:
    """Every workspace, for a system unit."""
    found = await u.session.exec(select(col(WorkspaceRow.id)).order_by(col(WorkspaceRow.id)))
    return tuple(i for i in found if i is not None)


async def create(u: Unit, *, name: str, zone: str, locale: str, country: str) -> int:
    """Add a company, in a system unit, and return its id."""
    row = WorkspaceRow(
        name=name,
        zone=zone,
        locale=locale,
        country=country,
        click_salt=secrets.token_bytes(32),
        created_at=u.now,
    )
    u.session.add(row)
    await u.session.flush()
    assert row.id is not None  # noqa: S101 - it was just flushed
    return row.id


async def find_installation(u: Unit, platform: str, external_id: str) -> tuple[int, int] | None:
    """Which workspace and installation a platform's workspace id belongs to; a system unit's."""
    with u.across_workspaces():
        found = await u.session.exec(
            select(InstallationRow).where(
                col(InstallationRow.platform) == platform,
                col(InstallationRow.external_id) == external_id,
            )
        )
        row = found.one_or_none()
    return None if row is None or row.id is None else (row.workspace_id, row.id)


async def installation(u: Unit, installation_id: int) -> Installation:
    """One installation of the unit's workspace. Raises Missing."""
    row = await u.session.get(InstallationRow, installation_id)
    if row is None:
        raise Missing("installation")
    return as_installation(row)


async def installations(u: Unit) -> tuple[Installation, ...]:
    """All installations of the unit's workspace."""
    found = await u.session.exec(select(InstallationRow).order_by(col(InstallationRow.id)))
    return tuple(as_installation(row) for row in found)


async def install(
    u: Unit, *, platform: str, external_id: str, name: str, bot_id: str
) -> Installation:
    """Add an installation to the unit's workspace, or renew the one that is there."""
    found = await u.session.exec(
        select(InstallationRow).where(
            col(InstallationRow.platform) == platform,
            col(InstallationRow.external_id) == external_id,
        )
    )
    row = found.one_or_none() or InstallationRow(
        workspace_id=u.workspace or 0,
        platform=platform,
        external_id=external_id,
        connected_at=u.now,
    )
    row.name, row.bot_id, row.active, row.inactive_reason = name, bot_id, True, ""
    u.session.add(row)
    await u.session.flush()
    return as_installation(row)


async def deactivate(u: Unit, installation_id: int, reason: str) -> None:
    """Note that an installation's token is dead."""
    row = await u.session.get(InstallationRow, installation_id)
    if row is not None:
        row.active, row.inactive_reason = False, reason
        u.session.add(row)


async def describe(u: Unit, *, name: str, zone: str, locale: str, country: str) -> None:
    """Take over what the installation's settings say of the unit's workspace. Raises Missing."""
    row = await _row(u)
    row.name, row.zone, row.locale, row.country = name, zone, locale, country
    u.session.add(row)


async def change(
    u: Unit,
    *,
    digest_at: time | None = None,
    held: bool | None = None,
) -> None:
    """Change what is given of the unit's workspace. Raises Missing."""
    row = await _row(u)
    if digest_at is not None:
        row.digest_at = digest_at
    if held is not None:
        row.held = held
    u.session.add(row)
