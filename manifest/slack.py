"""Slack's app manifest (docs.slack.dev/reference/app-manifest, schema version 2).

Scopes, events and commands are passed in by whoever knows what the code uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import yaml

from chat import catalogue
from chat.say import Text
from manifest import words
from manifest.icons import herald


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
        "description": _english(words.COMMAND),
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
            "name": words.NAME,
            "description": _english(words.SHORT),
            "long_description": _english(words.about(words.SLACK)),
            "background_color": herald.GROUND,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": words.NAME, "always_online": True},
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


def as_yaml(manifest: Mapping[str, object]) -> str:
    """The same as YAML, which Slack takes as well."""
    return yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True, width=100)


def _english(text: Text) -> str:
    # Slack's manifest has one language.
    return words.plain(text, catalogue.FALLBACK)
