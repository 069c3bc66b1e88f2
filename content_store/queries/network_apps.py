"""The apps that this program has registered with servers of networks that have many.

Not anybody's: one app serves the whole installation. Secrets pass through sealed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, delete, select, update

from content_store.queries.writing import changed
from content_store.tables.accounts import NetworkAppRow
from content_store.unit import Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedApp:
    """An app with its client secret, still sealed."""

    client_id: str
    sealed: str
    redirect_uri: str


async def find(u: Unit, network: str, server: str) -> SealedApp | None:
    """The app registered with a server; for a system unit."""
    found = await u.session.exec(
        select(NetworkAppRow).where(
            col(NetworkAppRow.network) == network, col(NetworkAppRow.server) == server
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    return SealedApp(client_id=row.client_id, sealed=row.sealed, redirect_uri=row.redirect_uri)


async def keep(u: Unit, network: str, server: str, app: SealedApp) -> None:
    """Keep an app in the place of an older one of that server; for a system unit."""
    await u.session.execute(
        delete(NetworkAppRow)
        .where(col(NetworkAppRow.network) == network, col(NetworkAppRow.server) == server)
        .execution_options(synchronize_session=False)
    )
    u.session.add(
        NetworkAppRow(
            network=network,
            server=server,
            client_id=app.client_id,
            sealed=app.sealed,
            redirect_uri=app.redirect_uri,
            registered_at=u.now,
        )
    )
    await u.session.flush()


async def all_sealed(u: Unit) -> tuple[tuple[str, str, str], ...]:
    """Network, server and sealed secret of every app; for a system unit."""
    found = await u.session.exec(
        select(NetworkAppRow).order_by(col(NetworkAppRow.network), col(NetworkAppRow.server))
    )
    return tuple((row.network, row.server, row.sealed) for row in found)


async def reseal(u: Unit, network: str, server: str, *, old: str, new: str) -> bool:
    """Put the same secret, sealed anew, in the place of `old`; False when another came meanwhile.

    For a system unit.
    """
    return await changed(
        u,
        update(NetworkAppRow)
        .where(
            col(NetworkAppRow.network) == network,
            col(NetworkAppRow.server) == server,
            col(NetworkAppRow.sealed) == old,
        )
        .values(sealed=new),
    )
