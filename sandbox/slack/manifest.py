"""The app as its manifest configures it: name, commands, scopes, events.

Shape: docs.slack.dev/reference/app-manifest. Knows nothing of the workspace it is installed in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.values import Json

_SCOPES = (
    "app_mentions:read channels:history channels:join channels:read chat:write chat:write.public "
    "commands files:write groups:history groups:read im:history im:read im:write mpim:read "
    "team:read usergroups:read users:read users:read.email"
)
_EVENTS = (
    "app_home_opened app_mention app_uninstalled channel_archive channel_rename "
    "member_joined_channel message.im team_join tokens_revoked user_change"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A slash command."""

    command: str
    description: str
    usage_hint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """One installed app."""

    name: str = "Glasnik"
    description: str = "Share company news in your own words"
    commands: tuple[Command, ...] = (
        Command(
            command="/advocacy",
            description="News to share, your shares and your settings",
            usage_hint="[help]",
        ),
    )
    scopes: tuple[str, ...] = tuple(_SCOPES.split())
    events: frozenset[str] = frozenset(_EVENTS.split())
    home: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False
    interactivity: bool = True
    socket_mode: bool = False


def load(path: Path) -> App:
    """Return the app that the manifest file describes. Raises OSError and ValueError."""
    return parse(json.loads(path.read_text(encoding="utf-8")))


def parse(manifest: Json) -> App:
    """Return the app that the manifest describes."""
    features = _section(manifest, "features")
    home = _section(features, "app_home")
    settings = _section(manifest, "settings")
    information = _section(manifest, "display_information")
    return App(
        name=str(_section(features, "bot_user").get("display_name") or information.get("name")),
        description=str(information.get("description") or ""),
        commands=tuple(
            Command(
                command=str(command["command"]),
                description=str(command.get("description") or ""),
                usage_hint=str(command.get("usage_hint") or ""),
            )
            for command in features.get("slash_commands") or ()
        ),
        scopes=tuple(_section(_section(manifest, "oauth_config"), "scopes").get("bot") or ()),
        events=frozenset(_section(settings, "event_subscriptions").get("bot_events") or ()),
        home=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled")),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled")),
        interactivity=bool(_section(settings, "interactivity").get("is_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
    )


def _section(parent: Json, key: str) -> dict[str, Any]:
    section = parent.get(key)
    return section if isinstance(section, dict) else {}
