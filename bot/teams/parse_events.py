"""Comings and goings in Teams → stimuli. Must not know how anything else looks.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/
subscribe-to-conversation-events.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.teams.incoming import person_of, place_of
from bot.teams.payloads import Account, ActivityPayload
from chat.people import PersonRef
from chat.stimuli import Arrived, Left

_GONE_CHANNELS = {"channelDeleted"}
_GONE_TEAMS = {"teamDeleted", "teamHardDeleted"}
_BACK = {"channelRestored", "teamRestored"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What happened.

    `forgets` when the bot is not in that conversation any more, `whole_team` when in no other of
    the same team either.
    """

    stimulus: Arrived | Left
    forgets: bool = False
    whole_team: bool = False


def parse(
    body: ActivityPayload, *, workspace: str, by: PersonRef | None, bots: frozenset[str], place: str
) -> Seen | None:
    """What an event means; None where nothing hangs on it.

    `by` is the person who did it and `place` the conversation it is about. When somebody comes to a
    team or leaves it, one of them stands for all: people are read anew then, in any case.
    """
    actor = by or person_of(next(iter(bots)))
    at = place_of(place)
    arrived = Arrived(workspace=workspace, person=actor, place=at, is_bot=True)
    left = Left(workspace=workspace, person=actor, place=at, is_bot=True)
    in_team = bool(((body.get("channelData") or {}).get("team") or {}).get("id"))
    if body["type"] == "installationUpdate":
        match body.get("action"):
            case "add" | "add-upgrade":
                return Seen(stimulus=arrived)
            case "remove":
                return Seen(stimulus=left, forgets=True, whole_team=in_team)
            case _:
                # `remove-upgrade`: the app is about to come back.
                return None
    event = (body.get("channelData") or {}).get("eventType") or ""
    if event in _GONE_CHANNELS | _GONE_TEAMS:
        return Seen(stimulus=left, forgets=True, whole_team=event in _GONE_TEAMS)
    if event in _BACK:
        return Seen(stimulus=arrived)
    came, went = body.get("membersAdded") or [], body.get("membersRemoved") or []
    if any(_is_one_of(member, bots) for member in came):
        # Which of a team's channels was meant is told by the installation that comes beside it.
        return Seen(stimulus=replace(arrived, place=None) if in_team else arrived)
    if any(_is_one_of(member, bots) for member in went):
        return Seen(stimulus=left, forgets=True, whole_team=in_team)
    if came:
        newcomer = person_of(came[0]["id"], came[0].get("name"))
        return Seen(stimulus=Arrived(workspace=workspace, person=newcomer, place=at, is_bot=False))
    if went:
        leaver = person_of(went[0]["id"], went[0].get("name"))
        return Seen(stimulus=Left(workspace=workspace, person=leaver, place=at, is_bot=False))
    return None


def _is_one_of(member: Account, bots: frozenset[str]) -> bool:
    return member["id"].lower() in bots
