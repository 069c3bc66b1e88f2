"""What `glasnik doctor` says about the networks people publish to. Must not call any of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.doctor.finding import Finding, bad, good, warning
from bot.settings import Settings
from networks.linkedin import versions


def examine(settings: Settings, today: date) -> Iterator[Finding]:
    """How each network is set up, and what to do where it is not."""
    if settings.linkedin_client_id:
        yield good("LinkedIn", "can be connected")
        yield _linkedin_version(settings.linkedin_version, today)
    else:
        yield _no_app("LinkedIn")
    yield _x(settings)
    for label, on, name in (
        ("Bluesky", settings.bluesky, "BLUESKY"),
        ("Mastodon", settings.mastodon, "MASTODON"),
    ):
        yield good(label, f"can be connected (GLASNIK_{name})" if on else "is switched off")


def _no_app(label: str) -> Finding:
    name = label.upper()
    return warning(
        label,
        "no app is set up",
        f"People can use share links. To publish for them, set GLASNIK_{name}_CLIENT_ID "
        f"and GLASNIK_{name}_CLIENT_SECRET.",
    )


def _x(settings: Settings) -> Finding:
    if not settings.x_client_id:
        return _no_app("X")
    if not settings.x_monthly_budget:
        return warning(
            "X",
            "is shared by share links only, because there is no budget",
            "X charges for each post. To publish for people, set GLASNIK_X_MONTHLY_BUDGET.",
        )
    return good("X", f"can be connected, for at most ${settings.x_monthly_budget:,.2f} a month")


def _linkedin_version(version: str, today: date) -> Finding:
    ends = versions.sunset(version).isoformat()
    if not versions.expires_soon(version, today):
        return good("LinkedIn version", f"{version}, good until about {ends}")
    make = bad if versions.is_over(version, today) else warning
    return make(
        "LinkedIn version",
        f"{version} ends about {ends}",
        "Set GLASNIK_LINKEDIN_VERSION to a newer one from LinkedIn's versioning page.",
    )
