"""Who and what there is: auth.test, users.*, usergroups.*, team.info, bots.info.

Knows nothing of HTTP.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from sandbox.people import Person
from sandbox.slack.model import SlackError, UserGroup
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

_LIMIT_REQUIRED_FROM: Final = 500
_MOST_PER_PAGE: Final = 1000


def page(key: str, items: list[Any], args: Json, *, usual: int) -> Json:
    """Return one page of the items under `key`. Raises SlackError(invalid_cursor)."""
    start = _position(args.get("cursor") or "")
    size = min(int(args.get("limit") or usual), _MOST_PER_PAGE)
    end = start + size
    cursor = base64.b64encode(f"at:{end}".encode()).decode() if end < len(items) else ""
    return {key: items[start:end], "response_metadata": {"next_cursor": cursor}}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("at:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None


class Directory:
    """The methods, on one workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    @property
    def handlers(self) -> Mapping[str, Any]:
        """The methods by name."""
        return {
            "api.test": self.api_test,
            "auth.test": self.auth_test,
            "users.info": self.user,
            "users.list": self.users,
            "users.lookupByEmail": self.by_email,
            "usergroups.list": self.groups,
            "usergroups.users.list": self.group_members,
            "team.info": self.team,
            "bots.info": self.bot,
        }

    def api_test(self, args: Json) -> Json:
        """Return the arguments; fail when asked to."""
        if args.get("error"):
            raise SlackError(str(args["error"]))
        return {"args": args} if args else {}

    def auth_test(self, args: Json) -> Json:
        """Say whose token it is."""
        space = self._space
        return {
            "url": f"{space.core.base_url}/",
            "team": space.name,
            "user": space.bot_user.handle,
            "team_id": space.team_id,
            "user_id": space.bot_user.id,
            "bot_id": space.bot_id,
            "is_enterprise_install": False,
        }

    def user(self, args: Json) -> Json:
        """Describe one person."""
        person = self._space.person(args["user"])
        return {"user": self._shown(person, locale=bool(args.get("include_locale")))}

    def users(self, args: Json) -> Json:
        """List everyone, a page at a time; a large workspace insists on a limit."""
        if len(self._space.core.people) > _LIMIT_REQUIRED_FROM and not args.get("limit"):
            raise SlackError("limit_required")
        locale = bool(args.get("include_locale"))
        everyone = [self._shown(person, locale=locale) for person in self._space.core.people]
        answer = page("members", everyone, args, usual=_MOST_PER_PAGE)
        return answer | {"cache_ts": self._space.epoch()}

    def by_email(self, args: Json) -> Json:
        """Find a person by their address."""
        for person in self._space.core.people:
            same = person.email.lower() == args["email"].lower()
            if same and person.email and not person.deleted:
                return {"user": self._shown(person, locale=False)}
        raise SlackError("users_not_found")

    def groups(self, args: Json) -> Json:
        """List the user groups."""
        found = []
        for group in self._space.groups.values():
            if group.disabled and not args.get("include_disabled"):
                continue
            shown = self._group(group)
            if args.get("include_users"):
                shown["users"] = group.members
            if args.get("include_count"):
                shown["user_count"] = len(group.members)
            found.append(shown)
        return {"usergroups": found}

    def group_members(self, args: Json) -> Json:
        """List the members of one user group."""
        group = self._space.groups.get(args["usergroup"])
        if group is None or (group.disabled and not args.get("include_disabled")):
            raise SlackError("no_such_subteam")
        return {"users": group.members}

    def team(self, args: Json) -> Json:
        """Describe the workspace."""
        space = self._space
        if args.get("team") not in {None, space.team_id}:
            raise SlackError("team_not_found")
        return {
            "team": {
                "id": space.team_id,
                "name": space.name,
                "domain": space.domain,
                "email_domain": f"{space.domain}.example",
                "url": f"{space.core.base_url}/",
                "icon": {"image_default": True},
            }
        }

    def bot(self, args: Json) -> Json:
        """Describe the app's bot."""
        space = self._space
        if args.get("bot") not in {None, space.bot_id}:
            raise SlackError("bot_not_found")
        return {
            "bot": {
                "id": space.bot_id,
                "deleted": False,
                "name": space.app.name,
                "updated": space.epoch(),
                "app_id": space.app_id,
                "user_id": space.bot_user.id,
                "icons": {},
            }
        }

    # ------------------------------------------------------------------------------------------

    def _group(self, group: UserGroup) -> Json:
        return {
            "id": group.id,
            "team_id": self._space.team_id,
            "is_usergroup": True,
            "name": group.name,
            "description": group.description,
            "handle": group.handle,
            "is_external": False,
            "date_create": 1_446_598_059,
            "date_update": 1_446_598_059,
            "date_delete": 1_446_598_060 if group.disabled else 0,
            "auto_type": None,
            "prefs": {"channels": [], "groups": []},
        }

    def _shown(self, person: Person, *, locale: bool) -> Json:
        now = self._space.core.clock.now()
        shown: Json = {
            "id": person.id,
            "team_id": self._space.team_id,
            "name": person.handle,
            "deleted": person.deleted,
            "profile": self._profile(person),
            "is_bot": person.is_bot,
            "is_app_user": False,
            "updated": self._space.epoch(),
        }
        if person.deleted:
            return shown
        shown |= {
            "color": person.color,
            "real_name": person.name,
            "tz": person.tz,
            "tz_label": now.astimezone(ZoneInfo(person.tz)).tzname(),
            "tz_offset": person.tz_offset(now),
            "is_admin": person.is_admin,
            "is_owner": person.is_owner,
            "is_primary_owner": False,
            "is_restricted": person.is_guest,
            "is_ultra_restricted": False,
            "is_email_confirmed": person.email_confirmed,
        }
        return shown | ({"locale": person.locale} if locale else {})

    def _profile(self, person: Person) -> Json:
        profile: Json = {
            "real_name": person.name,
            "real_name_normalized": person.name,
            "display_name": person.first_name,
            "display_name_normalized": person.first_name,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "title": person.title,
            "status_text": "",
            "status_emoji": "",
            "team": self._space.team_id,
            "image_72": f"{self._space.core.base_url}/avatars/{person.id}.png",
        }
        if "users:read.email" in self._space.app.scopes and person.email:
            profile["email"] = person.email
        if person.is_bot:
            profile |= {"api_app_id": self._space.app_id, "bot_id": self._space.bot_id}
        return profile
