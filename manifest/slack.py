"""Slack's app manifest (docs.slack.dev/reference/app-manifest, schema version 2).

Scopes, events and commands are passed in by whoever knows what the code uses.
"""

from __future__ import annotations

from collections.abc import Iterable

# docs.slack.dev/reference/app-manifest: description at most 140 characters, the long one 175–4000.
DESCRIPTION = "Share your company's news in your own words, in two taps, right from Slack."
LONG_DESCRIPTION = (
    "Glasnik brings your company's advocacy programme into Slack. Each morning it posts a short "
    "digest of approved content. Tap Share, keep or edit the caption, and it goes out on your own "
    "LinkedIn or X, or through a share link if you connect no account. Taking part is voluntary: "
    "nobody is written to before they agree, pausing and leaving take one tap, and nobody can list "
    "who did not share. Every Friday the channel sees the week's leaderboard, with the names of "
    "those who want to be named."
)


def build(
    *,
    base_url: str,
    scopes: Iterable[str],
    events: Iterable[str],
    socket_mode: bool,
) -> dict[str, object]:
    """The manifest for an installation that Slack reaches at `base_url`."""
    address = f"{base_url}/slack/events"
    command: dict[str, object] = {
        "command": "/advocacy",
        "description": "Your programme: share, see your points, choose your settings",
        "usage_hint": "help",
        "should_escape": False,
    }
    subscriptions: dict[str, object] = {"bot_events": sorted(events)}
    interactivity: dict[str, object] = {"is_enabled": True}
    if not socket_mode:
        command["url"] = address
        subscriptions["request_url"] = address
        interactivity["request_url"] = address
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Glasnik",
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Glasnik", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": sorted(scopes)}},
        "settings": {
            "event_subscriptions": subscriptions,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
