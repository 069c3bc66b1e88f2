"""What the app asks of a workspace: methods, scopes, events and commands, in one place.

The manifest and `doctor` are made from these tables; a test keeps them equal to the code.
Source of the scopes: the pages of the methods under docs.slack.dev/reference/methods, and of the
events under docs.slack.dev/reference/events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "auth.test": frozenset(),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.open": frozenset({"im:write"}),
    "conversations.list": frozenset({"channels:read", "groups:read"}),
    # Messages of our own are looked for where we posted: channels, groups and one to one.
    "conversations.history": frozenset({"channels:history", "groups:history", "im:history"}),
    "users.list": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.push": frozenset(),
    "views.update": frozenset(),
    "views.publish": frozenset(),
}
"""Every method the bot calls with its bot token, and the scopes it is called under."""

METHODS_USED: Final = frozenset(SCOPES)

APP_LEVEL_SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "apps.connections.open": frozenset({"connections:write"}),
}
"""Methods called with the app-level token, in Socket Mode only."""

EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "app_home_opened": frozenset(),
    "app_uninstalled": frozenset(),
    "channel_left": frozenset({"channels:read"}),
    "group_left": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "team_join": frozenset({"users:read"}),
    "tokens_revoked": frozenset(),
    "user_change": frozenset({"users:read"}),
}
"""Every event the bot listens to, and the scopes it comes under."""

LINK_SCOPES: Final = frozenset({"users:read.email"})
"""Without this one, `users.list` leaves addresses out (docs.slack.dev/reference/scopes/
users.read.email). Only where people of several chats are linked by their addresses."""

COMMANDS: Final[Mapping[str, frozenset[str]]] = {"/advocacy": frozenset({"commands"})}
"""Every slash command, and its scope."""


def bot_scopes(*, link_by_email: bool = False) -> tuple[str, ...]:
    """Everything the bot token needs, in order."""
    needed = frozenset().union(*SCOPES.values(), *EVENTS.values(), *COMMANDS.values())
    return tuple(sorted(needed | LINK_SCOPES if link_by_email else needed))
