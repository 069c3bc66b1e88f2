"""What is done to the records of all companies at once, from the command line.

Totals against the ledger, the audit log's chain, and tokens under the newest key. May run beside
the program.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot import wiring
from bot.settings import Settings
from content_store import audit
from content_store.queries import accounts, ledger, network_apps, workspaces
from content_store.unit import Store
from content_store.vault import Vault, VaultError
from handlers import tokens
from handlers.accounts import apps
from programme import clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Resealed:
    """How many secrets are under the newest key now, and how many can't be opened.

    First of people's accounts, then of the apps that were registered with servers.
    """

    readable: int
    unreadable: int
    apps: int = 0
    unreadable_apps: int = 0


async def ledger_disagreements(settings: Settings) -> list[str]:
    """One line for each total that the ledger does not add up to."""
    lines: list[str] = []
    async with _records(settings) as (store, ids):
        for workspace in ids:
            async with store.reading(workspace) as u:
                lines += [
                    f"workspace {workspace}, member {member}, week to {week}: "
                    f"rolled up {rolled}, recomputed {recomputed}"
                    for member, week, rolled, recomputed in await ledger.disagreements(u)
                ]
    return lines


async def audit_reports(settings: Settings) -> list[tuple[str, bool]]:
    """One line for each workspace's audit log, and whether its chain holds."""
    reports: list[tuple[str, bool]] = []
    async with _records(settings) as (store, ids):
        for workspace in ids:
            async with store.reading(workspace) as u:
                report = await audit.verify(u)
            state = "holds" if report.whole else f"is broken at entry {report.broken_at}"
            line = f"workspace {workspace}: {report.entries} entries, the chain {state}"
            reports.append((line, report.whole))
    return reports


async def reseal_tokens(settings: Settings) -> Resealed:
    """Seal all tokens with the newest key, so that the older ones can be taken out."""
    vault = wiring.vault_of(settings)
    done: list[bool] = []
    async with _records(settings) as (store, ids):
        for workspace in ids:
            async with store.reading(workspace) as u:
                held = await accounts.with_tokens(u)
            done += [await _reseal(store, vault, workspace, account) for account in held]
        registered = await _reseal_apps(store, vault)
    return Resealed(
        readable=done.count(True),
        unreadable=done.count(False),
        apps=registered.count(True),
        unreadable_apps=registered.count(False),
    )


async def _reseal(store: Store, vault: Vault, workspace: int, account_id: int) -> bool:
    """Whether the account's tokens are under the newest key now."""
    async with store.unit(workspace) as u:
        account = await accounts.sealed(u, account_id)
        if account is None or not account.sealed:
            return True
        try:
            new = tokens.resealed(vault, account)
        except VaultError:
            return False
        # False only where the program has just sealed other tokens, and it uses the newest key.
        await accounts.reseal(u, account_id, old=account.sealed, new=new)
    return True


async def _reseal_apps(store: Store, vault: Vault) -> list[bool]:
    """For each registered app, whether its secret is under the newest key now."""
    async with store.system_reading() as u:
        held = await network_apps.all_sealed(u)
    done: list[bool] = []
    for network, server, old in held:
        try:
            new = apps.resealed(vault, network, server, old)
        except VaultError:
            done.append(False)
            continue
        async with store.system() as u:
            await network_apps.reseal(u, network, server, old=old, new=new)
        done.append(True)
    return done


@asynccontextmanager
async def _records(settings: Settings) -> AsyncIterator[tuple[Store, tuple[int, ...]]]:
    """The store, and every workspace in it."""
    store = wiring.store_of(settings, clock.wall)
    try:
        async with store.system_reading() as u:
            ids = await workspaces.all_ids(u)
        yield store, ids
    finally:
        await store.close()
