"""From the program's settings to those of each network. Must not know how a network is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.settings import Settings
from handlers.budgets import Budget
from networks import addresses, bluesky, linkedin, mastodon, x
from networks.base import Network, Secret
from networks.building import Configured

_MICROS = 1_000_000


def of(settings: Settings) -> tuple[Configured, ...]:
    """The networks that are set up, in the order in which people are shown them."""
    found = [registered(settings) for registered in _REGISTERED]
    return tuple(configured for configured in found if configured is not None)


def warnings(settings: Settings, *, today: date) -> tuple[str, ...]:
    """What whoever runs the program should read in the log when it starts."""
    return linkedin.warnings(_linkedin(settings), today)


def budgets(settings: Settings, networks: dict[str, Network]) -> dict[str, Budget]:
    """The month's budget of every network that costs money."""
    limits = {"x": settings.x_monthly_budget}
    return {
        name: Budget(limit=int(limits[name] * _MICROS), prices=network.prices)
        for name, network in networks.items()
        if name in limits
    }


def app_passwords(settings: Settings, networks: dict[str, Network]) -> dict[str, str]:
    """Where people make and delete passwords for apps, of each network that is connected so."""
    pages = {"bluesky": f"{settings.bluesky_web_url}/settings/app-passwords"}
    return {name: page for name, page in pages.items() if name in networks}


def composers(settings: Settings) -> dict[str, str]:
    """Where each network's web site is, for share links."""
    return {
        "linkedin": settings.linkedin_web_url,
        "x": settings.x_web_url,
        "bluesky": settings.bluesky_web_url,
        "threads": settings.threads_web_url,
        "facebook": settings.facebook_web_url,
        "whatsapp": settings.whatsapp_web_url,
        "mastodon": settings.mastodon_web_url,
        "reddit": settings.reddit_web_url,
    }


def _linkedin(settings: Settings) -> linkedin.Settings | None:
    if settings.linkedin_client_secret is None:
        return None
    more = (linkedin.ANALYTICS,) if settings.linkedin_analytics else ()
    return linkedin.Settings(
        app=linkedin.App(
            client_id=settings.linkedin_client_id,
            client_secret=Secret(settings.linkedin_client_secret.get_secret_value()),
            scopes=(*linkedin.SCOPES, *more),
        ),
        addresses=addresses.Addresses(api=settings.linkedin_api_url, web=settings.linkedin_web_url),
        version=settings.linkedin_version,
    )


def _x(settings: Settings) -> x.Settings | None:
    # Without a budget nobody could post, so nobody is asked to connect either.
    if settings.x_client_secret is None or not settings.x_monthly_budget:
        return None
    return x.Settings(
        app=x.App(
            client_id=settings.x_client_id,
            client_secret=Secret(settings.x_client_secret.get_secret_value()),
        ),
        addresses=addresses.Addresses(api=settings.x_api_url, web=settings.x_web_url),
    )


def _bluesky(settings: Settings) -> bluesky.Settings | None:
    if not settings.bluesky:
        return None
    return bluesky.Settings(
        addresses=addresses.Addresses(api=settings.bluesky_api_url, web=settings.bluesky_web_url),
        directory=settings.bluesky_directory_url,
    )


def _mastodon(settings: Settings) -> mastodon.Settings | None:
    if not settings.mastodon:
        return None
    return mastodon.Settings(server_url=settings.mastodon_server_url, web=settings.base_url)


_REGISTERED: tuple[Callable[[Settings], Configured | None], ...] = (
    _linkedin,
    _x,
    _bluesky,
    _mastodon,
)
"""One line for each network; None is a network that is not set up."""
