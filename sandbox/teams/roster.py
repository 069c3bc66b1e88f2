"""What the connector says of people, teams and channels.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from sandbox.people import Person
from sandbox.teams import errors
from sandbox.teams.model import Conversation, Kind, Team
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

_LEAST: Final = 50
_MOST: Final = 500
_USUAL: Final = 200
"""A page of members; smaller and larger wishes are treated as these."""


class Roster:
    """The roster of one tenant's conversations."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def page(self, conversation: Conversation, size: str, token: str) -> Json:
        """Return one page of members. A chat is always given whole. Raises ConnectorError."""
        people = [p for each in self._tenant.members(conversation) if (p := self._person(each))]
        if conversation.kind is Kind.PERSONAL:
            return {"members": [self.member(conversation, person) for person in people]}
        start = _position(token)
        end = start + _size(size)
        shown: Json = {"members": [self.member(conversation, p) for p in people[start:end]]}
        if end < len(people):
            shown["continuationToken"] = base64.b64encode(f"at:{end}".encode()).decode()
        return shown

    def one(self, conversation: Conversation, name: str) -> Json:
        """Return one member by Teams id, Entra id or principal name. Raises ConnectorError."""
        person = self._tenant.person_of(name)
        gone = person is None or person.deleted
        if person is None or gone or person.id not in self._tenant.members(conversation):
            raise errors.no_member()
        return self.member(conversation, person)

    def member(self, conversation: Conversation, person: Person) -> Json:
        """Return a person as a member of the conversation."""
        tenant = self._tenant
        shown = {
            "id": tenant.account(person.id),
            "name": person.name,
            "aadObjectId": tenant.entra(person.id),
            "objectId": tenant.entra(person.id),
            "givenName": person.first_name,
            "surname": person.last_name,
            "tenantId": tenant.id,
            "userRole": self._role(conversation, person),
        }
        if tenant.core.options.teams_roster_emails:
            shown |= {"email": person.email, "userPrincipalName": person.email}
        return shown

    def team(self, team: Team) -> Json:
        """Return the details of a team."""
        return {
            "id": team.id,
            "name": team.name,
            "aadGroupId": team.group,
            "type": "standard",
            "tenantId": self._tenant.id,
            "memberCount": len(team.members),
            "channelCount": len(team.channels),
        }

    def channels(self, team: Team) -> Json:
        """Return the channels of a team; General has no name, because clients translate it."""
        found = [self._tenant.conversations[each] for each in team.channels]
        return {
            "conversations": [
                {
                    "id": channel.id,
                    "name": None if channel.id == team.id else channel.name,
                    "type": "standard",
                }
                for channel in found
                if not channel.deleted
            ]
        }

    def _person(self, person_id: str) -> Person | None:
        """Return somebody whose account is open, or None."""
        person = self._tenant.core.people.get(person_id)
        return person if person is not None and not person.deleted else None

    def _role(self, conversation: Conversation, person: Person) -> str:
        if person.is_guest:
            return "guest"
        if conversation.kind is Kind.CHANNEL:
            owners = self._tenant.team_of(conversation).owners
            if person.id in owners:
                return self._tenant.core.options.teams_owner_role
        return "user"


def _size(asked: str) -> int:
    if not asked:
        return _USUAL
    if not asked.isdecimal():
        raise errors.bad_argument("pageSize is not a number")
    return max(_LEAST, min(int(asked), _MOST))


def _position(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.b64decode(token, validate=True).decode().removeprefix("at:"))
    except (binascii.Error, ValueError):
        raise errors.bad_argument("Invalid continuationToken") from None
