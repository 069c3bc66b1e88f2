"""What can be wrong with Microsoft Teams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import monotonic

import aiohttp

from bot import edges
from bot.doctor.finding import Finding, bad, good, warning
from bot.settings import Settings
from bot.teams.credentials import Credentials
from bot.teams.keys import Keys, KeysUnavailable
from chat.people import Platform
from chat.ports import ConnectionLost, PlatformError
from content_store.queries import places, workspaces
from content_store.unit import Store
from networks.http import ApiClient


async def examine(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """The bot's credentials, Microsoft's keys, and the channels that were told of us."""
    yield await _credentials(settings, session)
    yield await _keys(settings)
    if settings.teams_unsigned:
        yield warning(
            "Teams, unsigned",
            "activities without a token are taken from this machine",
            "Unset GLASNIK_TEAMS_UNSIGNED wherever the program is not being developed.",
        )


async def _credentials(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    client = ApiClient(session, before_call=lambda: None)
    try:
        await Credentials(edges.token_source(settings, client), time=monotonic).token()
    except ConnectionLost as error:
        if settings.teams_app_type == "UserAssignedMSI":
            advice = (
                "Assign the managed identity of GLASNIK_TEAMS_APP_ID to this machine in Azure, or "
                "set GLASNIK_TEAMS_APP_TYPE=SingleTenant and GLASNIK_TEAMS_APP_PASSWORD."
            )
        else:
            advice = (
                "Make a new client secret of the app in Entra and put its value (not its id) into "
                "GLASNIK_TEAMS_APP_PASSWORD; compare GLASNIK_TEAMS_APP_ID and "
                "GLASNIK_TEAMS_TENANT_ID with the app's overview page."
            )
        return bad("Teams credentials", f"Microsoft says {error.code}", advice)
    except PlatformError as error:
        return bad(
            "Teams credentials",
            f"no token from {settings.teams_login_url} ({error.code})",
            "Check that this machine may reach Microsoft's login.",
        )
    return good("Teams credentials", f"work, as {settings.teams_app_type}")


async def _keys(settings: Settings) -> Finding:
    keys = Keys(settings.teams_openid_url)
    try:
        await keys.find("")
    except KeysUnavailable:
        return bad(
            "Teams keys",
            f"can't be read from {settings.teams_openid_url}",
            "Check that this machine may reach it: without keys nothing from Teams is believed.",
        )
    finally:
        await keys.close()
    return good("Teams keys", f"{keys.known} known")


async def installed(settings: Settings, store: Store) -> Finding:
    """Where the app was added: only Teams can tell, so the store is asked."""
    async with store.system_reading() as u:
        known = await workspaces.find_installation(
            u, Platform.TEAMS.value, settings.teams_tenant_id
        )
    names: list[str] = []
    if known is not None:
        workspace, installation = known
        async with store.reading(workspace) as u:
            names = [p.name for p in await places.active(u) if p.installation == installation]
    if not names:
        return warning(
            "Teams channels",
            "Glasnik was added to none yet",
            "Add the app to a team (Apps, Glasnik, Add to a team) while the program runs.",
        )
    return good("Teams channels", ", ".join(sorted(names)))
