"""Who and what there is in a tenant, as far as the bot can see: teams, members, channels, chats.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context. There is no list
of a whole tenant for bots: only of the teams that it was added to, one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import structlog

from bot.teams.connector import Connector, Json
from bot.teams.references import Kind, Reference, References
from chat.people import PersonRef, PlaceRef, Platform, Profile, Room
from chat.ports import TargetGone

log = structlog.get_logger(__name__)

_BOT = "28:"
_OWNER = "owner"
_GUESTS = frozenset({"guest", "anonymous"})
_GONE = frozenset({"MemberNotFoundInConversation", "ConversationNotFound"})
"""What Teams says of somebody whose account is no more."""
_AT_ONCE = 10
"""How many people are asked for together who are in no team, each of whom costs a call."""


class Roster:
    """Reads one tenant's people and channels."""

    def __init__(self, connector: Connector, references: References) -> None:
        self._connector = connector
        self._references = references

    async def people(self) -> AsyncIterator[Profile]:
        """Members of known teams, once each, then people with a chat of their own. PlatformError.

        Somebody who owns one of the teams may do what owners may.
        """
        found: dict[str, Profile] = {}
        for team, address in (await self._teams()).items():
            for profile in await self._members(team, address):
                known = found.get(profile.ref.id)
                found[profile.ref.id] = profile if known is None else _both(known, profile)
        for profile in found.values():
            yield profile
        chats = await self._references.all_of(Kind.PERSONAL)
        others = [one for one in chats if one.person is not None and one.person not in found]
        for start in range(0, len(others), _AT_ONCE):
            for profile in await self._one_by_one(others[start : start + _AT_ONCE]):
                yield profile

    async def rooms(self) -> AsyncIterator[Room]:
        """Channels of known teams by their team's and their own names, then group chats.

        Raises PlatformError.
        """
        for team, address in (await self._teams()).items():
            try:
                name = str((await self._connector.team(address, team)).get("name") or "")
                channels = await self._connector.channels(address, team)
            except TargetGone as gone:
                log.info("team is gone", action="teams.team_gone", code=gone.code)
                continue
            for channel in channels:
                yield _room(channel, name)
        for reference in await self._references.all_of(Kind.GROUP):
            place = PlaceRef(platform=Platform.TEAMS, id=reference.conversation)
            yield Room(ref=place, name=reference.name, private=True)

    async def _teams(self) -> dict[str, str]:
        """The known teams, each with the address at which it is reached."""
        channels = await self._references.all_of(Kind.CHANNEL)
        return {one.team: one.service_url for one in channels if one.team is not None}

    async def _members(self, team: str, address: str) -> list[Profile]:
        try:
            return [
                profile
                async for member in self._connector.members(address, team)
                if (profile := self._profile(member)) is not None
            ]
        except TargetGone as gone:
            log.info("team is gone", action="teams.team_gone", code=gone.code)
            await self._forget(team)
            return []

    async def _forget(self, team: str) -> None:
        for reference in await self._references.all_of(Kind.CHANNEL):
            if reference.team == team:
                await self._references.forget(reference.conversation)

    async def _one_by_one(self, chats: Sequence[Reference]) -> list[Profile]:
        """People of whom only a chat is known, asked for together. Raises PlatformError."""
        try:
            async with asyncio.TaskGroup() as asking:
                asked = [asking.create_task(self._alone(chat)) for chat in chats]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return [profile for one in asked if (profile := one.result()) is not None]

    async def _alone(self, reference: Reference) -> Profile | None:
        """One of them; None when Teams tells nothing of them now."""
        person = reference.person or ""
        try:
            member = await self._connector.member(
                reference.service_url, reference.conversation, person
            )
        except TargetGone as gone:
            if gone.code not in _GONE:
                return None
            ref = PersonRef(platform=Platform.TEAMS, id=person, name=reference.name)
            return Profile(ref=ref, locale=None, zone=None, is_admin=False, active=False)
        return self._profile(member)

    def _profile(self, member: Json) -> Profile | None:
        """A member of a roster; None for a bot."""
        person = str(member.get("id") or "")
        if not person or person.startswith(_BOT):
            return None
        role = str(member.get("userRole") or "").lower()
        is_ours = role not in _GUESTS and member.get("tenantId") in {None, self._references.tenant}
        return Profile(
            ref=PersonRef(platform=Platform.TEAMS, id=person, name=str(member.get("name") or "")),
            locale=None,
            zone=None,
            is_admin=role == _OWNER,
            active=True,
            email=_word(member.get("email")) if is_ours else None,
            directory_id=_word(member.get("aadObjectId") or member.get("objectId")),
            login=_word(member.get("userPrincipalName")) if is_ours else None,
        )


def _both(known: Profile, other: Profile) -> Profile:
    """One person in two teams."""
    return replace(
        known,
        is_admin=known.is_admin or other.is_admin,
        email=known.email or other.email,
        directory_id=known.directory_id or other.directory_id,
        login=known.login or other.login,
    )


def _word(found: object) -> str | None:
    return found if isinstance(found, str) and found else None


def _room(channel: Json, team: str) -> Room:
    own = channel.get("name")
    name = f"{team} / {own}" if own else team
    place = PlaceRef(platform=Platform.TEAMS, id=str(channel.get("id") or ""))
    return Room(ref=place, name=name, private=channel.get("type") in {"private", "shared"})
