"""The activities that Teams sends to an app, as JSON.

Builds, sends nothing. Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to (message
content, conversation events, install and uninstall events), …/task-modules-and-cards.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sandbox.people import Person
from sandbox.teams.model import Conversation, Kind, Team
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

_COUNTRIES: Final = {
    "Europe/Ljubljana": "SI",
    "Europe/Berlin": "DE",
    "Europe/Rome": "IT",
    "Europe/Paris": "FR",
    "America/New_York": "US",
}


class Envelope:
    """Builds activities, in one tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def message(
        self, person: Person, conversation: Conversation, thread: str, message_id: str, **more: Any
    ) -> Json:
        """Return a message; `thread` is the conversation's id as activities carry it."""
        return {
            **self.base(person, conversation, thread),
            "type": "message",
            "id": message_id,
            **more,
        }

    def invoke(
        self,
        person: Person,
        conversation: Conversation,
        thread: str,
        name: str,
        value: Json,
        *,
        reply_to: str | None = None,
    ) -> Json:
        """Return an invoke, whose answer the client waits for."""
        activity = self.base(person, conversation, thread)
        activity |= {
            "type": "invoke",
            "name": name,
            "id": f"f:{self._tenant.core.ids.guid(f'invoke {self._tenant.fresh_id()}')}",
            "value": value,
        }
        if reply_to is not None:
            activity["replyToId"] = reply_to
            activity["channelData"]["source"] = {"name": "message"}
            activity["channelData"]["legacy"] = {"replyToId": f"1:{reply_to}"}
        return activity

    def happening(
        self, by: Person, conversation: Conversation, kind: str, *, event: str = "", **more: Any
    ) -> Json:
        """Return a conversationUpdate or installationUpdate."""
        activity = self.base(by, conversation, conversation.id)
        for name in ("entities", "locale", "localTimestamp", "localTimezone"):
            if kind == "conversationUpdate":
                activity.pop(name)
        activity |= {"type": kind, "id": f"f:{self._tenant.fresh_id()}", **more}
        if event:
            activity["channelData"]["eventType"] = event
        return activity

    def base(self, person: Person, conversation: Conversation, thread: str) -> Json:
        """Return what all activities share."""
        tenant = self._tenant
        now = tenant.core.clock.now()
        local = now.astimezone(ZoneInfo(person.tz))
        return {
            "channelId": "msteams",
            "serviceUrl": tenant.service_url,
            "timestamp": _stamp(now),
            "localTimestamp": local.isoformat(timespec="milliseconds"),
            "localTimezone": person.tz,
            "locale": person.locale,
            "from": self.account(person),
            "recipient": {"id": tenant.bot, "name": tenant.app.name},
            "conversation": self._conversation(conversation, thread),
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": person.locale,
                    "country": _COUNTRIES.get(person.tz, "SI"),
                    "platform": "Web",
                    "timezone": person.tz,
                }
            ],
            "channelData": self._channel_data(conversation),
        }

    def account(self, person: Person) -> Json:
        """Return a person as `from` and `mentioned` name them."""
        return {
            "id": self._tenant.account(person.id),
            "name": person.name,
            "aadObjectId": self._tenant.entra(person.id),
        }

    def team(self, team: Team) -> Json:
        """Return a team as channelData names it."""
        return {"id": team.id, "name": team.name, "aadGroupId": team.group}

    # ------------------------------------------------------------------------------------------

    def _conversation(self, conversation: Conversation, thread: str) -> Json:
        named: Json = {
            "id": thread,
            "conversationType": conversation.kind.value,
            "tenantId": self._tenant.id,
        }
        if conversation.kind is Kind.CHANNEL:
            named["isGroup"] = True
        return named

    def _channel_data(self, conversation: Conversation) -> Json:
        data: Json = {"tenant": {"id": self._tenant.id}}
        if conversation.kind is Kind.CHANNEL:
            team = self._tenant.team_of(conversation)
            data |= {
                "teamsChannelId": conversation.id,
                "teamsTeamId": team.id,
                "channel": {"id": conversation.id},
                "team": {"id": team.id},
            }
        return data


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
