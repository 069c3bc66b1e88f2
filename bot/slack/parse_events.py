"""Events of Slack → stimuli. Must not know how the other payloads look."""

from __future__ import annotations

from bot.slack import payloads
from bot.slack.incoming import Incoming, Kind, Origin, person_of, place_of
from chat.people import PersonRef
from chat.stimuli import AnyStimulus, Arrived, Disconnected, HomeOpened, Left


def parse(body: payloads.EventPayload) -> Incoming:
    """What an event means.

    Raises payloads.Malformed for an event that is not as Slack sends it.
    """
    event = body["event"]
    kind = event.get("type")
    if not isinstance(kind, str):
        raise payloads.Malformed("event.type: missing")
    bots = {
        grant.get("user_id")
        for grant in body.get("authorizations") or []
        if grant.get("is_bot", False)
    }
    stimulus = _of_event(kind, body, bots)
    place = stimulus.place.id if stimulus is not None and stimulus.place is not None else None
    return Incoming(kind=Kind.EVENT, stimulus=stimulus, origin=Origin(place=place))


def _of_event(kind: str, body: payloads.EventPayload, bots: set[str | None]) -> AnyStimulus | None:
    event, team, key = body["event"], body["team_id"], body["event_id"]
    match kind:
        case "app_home_opened":
            opened = payloads.read(payloads.HomeEvent, event)
            if opened.get("tab", "home") != "home":
                return None
            return HomeOpened(workspace=team, person=person_of(opened["user"]), retry_key=key)
        case "team_join" | "user_change":
            return _of_member(kind, payloads.read(payloads.MemberEvent, event)["user"], team, key)
        case "member_joined_channel" | "member_left_channel" | "channel_left" | "group_left":
            return _of_place(kind, payloads.read(payloads.PlaceEvent, event), body, bots)
        case "app_uninstalled":
            return Disconnected(workspace=team, person=_bot(bots), retry_key=key)
        case "tokens_revoked":
            revoked = payloads.read(payloads.RevokedEvent, event)["tokens"].get("bot")
            lost = Disconnected(workspace=team, person=_bot(bots), retry_key=key)
            return lost if revoked else None
        case _:
            return None


def _bot(bots: set[str | None]) -> PersonRef:
    return person_of(next((bot for bot in bots if bot), ""))


def _of_member(
    kind: str, member: payloads.MemberPayload, team: str, key: str
) -> Arrived | Left | None:
    """New people, and those whose account was switched off; bots are neither."""
    if member.get("is_bot", False):
        return None
    person = person_of(member["id"], member.get("name", ""))
    if kind == "team_join":
        return Arrived(workspace=team, person=person, retry_key=key, is_bot=False)
    if member.get("deleted", False):
        return Left(workspace=team, person=person, retry_key=key, is_bot=False)
    return None


def _of_place(
    kind: str, event: payloads.PlaceEvent, body: payloads.EventPayload, bots: set[str | None]
) -> Arrived | Left | None:
    """Only the bot's own comings and goings; who else is in a channel is none of our business.

    `channel_left` and `group_left` are about the bot itself and name nobody.
    """
    user = event.get("user")
    itself = user in bots if user is not None else kind in {"channel_left", "group_left"}
    if not itself:
        return None
    team, key, place = body["team_id"], body["event_id"], place_of(event["channel"])
    person = person_of(user) if user is not None else _bot(bots)
    if kind == "member_joined_channel":
        return Arrived(workspace=team, person=person, place=place, retry_key=key, is_bot=True)
    return Left(workspace=team, person=person, place=place, retry_key=key, is_bot=True)
