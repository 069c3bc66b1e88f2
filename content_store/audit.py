"""The audit log: who decided what, in one hash chain per workspace.

An entry is appended in the transaction of the decision it records, never changed and never
removed. Its hash covers the entry and the hash before it, so that a later edit shows. Knows no
feature: actions and details are whatever the caller names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, select

from content_store.tables.audit import AuditRow
from content_store.tables.people import WorkspaceRow
from content_store.unit import Unit

GENESIS = "0" * 64
"""What stands in place of the hash before the first entry's."""
_BATCH = 500

Detail = Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One decision as it was recorded."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, object]
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainReport:
    """Whether a workspace's chain is whole."""

    entries: int
    """How many entries were found in order before anything was wrong."""
    head: str
    """The hash of the last good entry: kept elsewhere, it also shows a chain cut at its end."""
    broken_at: int | None = None
    """The number of the first entry that does not fit, if one does not."""
    problem: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing was found wrong."""
        return self.broken_at is None


async def append(
    u: Unit, *, actor: str, action: str, subject: str, detail: Detail | None = None
) -> Entry:
    """Append a decision to the chain of the unit's workspace.

    `actor` and `subject` name things by kind and number ("member:7"), never by a person's name;
    `detail` must be plain JSON without personal data or secrets. Raises ValueError for a unit
    without a workspace and TypeError for a detail that is not JSON.
    """
    if u.workspace is None:
        raise ValueError("the audit log is kept per workspace: use a unit of one")
    # Two appends at once would both build on the same entry. SQLite's write transactions exclude
    # each other; on PostgreSQL the row of the workspace is held until the transaction ends, in the
    # weaker mode that lets others refer to it meanwhile.
    await u.session.exec(
        select(col(WorkspaceRow.id))
        .where(col(WorkspaceRow.id) == u.workspace)
        .with_for_update(key_share=True)
    )
    last = (
        await u.session.exec(select(AuditRow).order_by(col(AuditRow.number).desc()).limit(1))
    ).first()
    row = AuditRow(
        workspace_id=u.workspace,
        number=last.number + 1 if last else 1,
        at=u.now.astimezone(UTC),
        actor=actor,
        action=action,
        subject=subject,
        detail=_canonical(dict(detail or {})),
        previous=last.hash if last else GENESIS,
        hash="",
    )
    row.hash = _hash(row)
    u.session.add(row)
    await u.session.flush()
    return _entry(row)


async def verify(u: Unit) -> ChainReport:
    """Recompute the chain of the unit's workspace from its first entry."""
    number, head = 0, GENESIS
    while batch := (
        await u.session.exec(
            select(AuditRow)
            .where(col(AuditRow.number) > number)
            .order_by(col(AuditRow.number))
            .limit(_BATCH)
        )
    ).all():
        for row in batch:
            problem = _problem(row, number + 1, head)
            if problem:
                return ChainReport(entries=number, head=head, broken_at=number + 1, problem=problem)
            number, head = row.number, row.hash
        u.session.expunge_all()
    return ChainReport(entries=number, head=head)


async def recent(u: Unit, *, limit: int = 100, before: int | None = None) -> list[Entry]:
    """The newest entries, newest first; `before` is the number to go on from."""
    statement = select(AuditRow).order_by(col(AuditRow.number).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(AuditRow.number) < before)
    return [_entry(row) for row in (await u.session.exec(statement)).all()]


def _problem(row: AuditRow, number: int, previous: str) -> str:
    if row.number != number:
        return f"entry {number} is missing"
    if row.previous != previous:
        return "does not follow the entry before it"
    if row.hash != _hash(row):
        return "was changed after it was written"
    return ""


def _hash(row: AuditRow) -> str:
    content = _canonical(
        {
            "workspace": row.workspace_id,
            "number": row.number,
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": row.actor,
            "action": row.action,
            "subject": row.subject,
            "detail": row.detail,
            "previous": row.previous,
        }
    )
    return hashlib.sha256(content.encode()).hexdigest()


def _canonical(content: Mapping[str, object]) -> str:
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def _entry(row: AuditRow) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        detail=json.loads(row.detail),
        hash=row.hash,
    )
