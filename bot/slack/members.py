"""Slack's user objects → profiles. Calls nothing.

Source: docs.slack.dev/reference/objects/user-object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chat.people import PersonRef, Platform, Profile

_NOT_OURS = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user", "deleted")
"""Guests, people of other companies in shared channels, and people who never came or are gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """The workspace that the token is for, and the organisation that it belongs to, if any."""

    team: str
    enterprise: str | None = None


def profile(member: dict[str, Any], home: Home | None) -> Profile:
    """One of `users.list`; without `home` nobody's address is vouched for."""
    told = member.get("profile") or {}
    name = told.get("real_name") or told.get("display_name") or member.get("name") or ""
    return Profile(
        ref=PersonRef(platform=Platform.SLACK, id=str(member["id"]), name=str(name)),
        locale=member.get("locale"),
        zone=member.get("tz"),
        is_admin=bool(member.get("is_admin") or member.get("is_owner")),
        active=not member.get("deleted"),
        title=str(told.get("title") or ""),
        email=_address(member, told, home),
    )


def has_address(member: dict[str, Any]) -> bool:
    """Whether Slack tells an address at all: it does so only under `users:read.email`."""
    return bool((member.get("profile") or {}).get("email"))


def _address(member: dict[str, Any], told: dict[str, Any], home: Home | None) -> str | None:
    """The address that Slack vouches for: confirmed, and of a full member of this company."""
    if member.get("is_email_confirmed") is not True or any(member.get(key) for key in _NOT_OURS):
        return None
    email = told.get("email")
    return email if isinstance(email, str) and email and _is_at_home(member, home) else None


def _is_at_home(member: dict[str, Any], home: Home | None) -> bool:
    # People of other companies are listed without a mark where a channel is shared with them.
    if home is None:
        return False
    if member.get("team_id") == home.team:
        return True
    organisation = (member.get("enterprise_user") or {}).get("enterprise_id")
    return home.enterprise is not None and organisation == home.enterprise
