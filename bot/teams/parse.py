"""Verified activities of Teams → stimuli, with everything the answer will need to find its way.

Must not know handlers: a press nobody knows becomes a press like any other. What a button carries
comes from somebody's client, so it is checked for its shape only and believed by nobody.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.teams import action_data, parse_events, payloads, said, values
from bot.teams.action_data import (
    ActionData,
    Cancelling,
    NotOurs,
    Pressing,
    Submitting,
    Viewing,
    ViewingHome,
)
from bot.teams.incoming import Incoming, Kind, person_of, place_of
from bot.teams.origins import Origin, Origins
from bot.teams.payloads import ActivityPayload, Malformed
from bot.teams.references import Kind as Place
from bot.teams.references import Reference, kind_of, root_of
from chat.people import PersonRef
from chat.stimuli import AnyStimulus, HomeOpened, Pressed, Said, Sought, Submitted, Surface, Values

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_MOST_RESULTS = 25
"""How many results of a search an answer may hold at most."""
_PLACES = {"personal": Place.PERSONAL, "channel": Place.CHANNEL, "groupChat": Place.GROUP}


class Parser:
    """Reads the activities for one bot in one tenant."""

    def __init__(self, *, tenant: str, app_id: str, origins: Origins) -> None:
        self._tenant = tenant
        self._bot = f"28:{app_id}".lower()
        self._origins = origins

    def parse(self, body: ActivityPayload) -> Incoming | None:
        """What an activity means; None where nothing hangs on it.

        Raises Malformed for anything that Teams does not send.
        """
        match body["type"]:
            case "message" | "invoke" if _is_a_bots(body):
                # Two bots in one conversation would never stop talking.
                return None
            case "message":
                value = body.get("value")
                if action_data.is_ours(value):
                    return self._action(body, Kind.PRESSED, value)
                return self._said(body)
            case "invoke":
                return self._invoke(body)
            case "conversationUpdate" | "installationUpdate":
                return self._event(body)
            case _:
                # Edits, reactions, typing: nothing of ours hangs on them.
                return None

    def _invoke(self, body: ActivityPayload) -> Incoming:
        value = body.get("value")
        match body.get("name"):
            case "adaptiveCard/action":
                card = payloads.read(payloads.CardValue, value)
                found = self._action(body, Kind.CARD, card["action"].get("data"))
                return replace(found, quiet=found.quiet or card.get("trigger") == "automatic")
            case "task/fetch":
                task = payloads.read(payloads.TaskValue, value)
                return self._action(body, Kind.FETCH, task["data"])
            case "task/submit":
                task = payloads.read(payloads.TaskValue, value)
                return self._action(body, Kind.SENT, task["data"])
            case "composeExtension/query":
                return self._sought(body, payloads.read(payloads.QueryValue, value))
            case _:
                return self._incoming(body, Kind.OTHER, None)

    def _said(self, body: ActivityPayload) -> Incoming:
        recipient = body.get("recipient")
        bots = frozenset({self._bot, recipient["id"].lower() if recipient is not None else ""})
        stimulus = Said(
            workspace=self._tenant,
            person=_person(body),
            place=place_of(root_of(body["conversation"]["id"])),
            words=said.words(body, bots),
        )
        return self._incoming(body, Kind.SAID, stimulus)

    def _sought(self, body: ActivityPayload, value: payloads.QueryValue) -> Incoming:
        options = value.get("queryOptions") or payloads.QueryOptions()
        words = [
            parameter.get("value")
            for parameter in value.get("parameters") or []
            if parameter.get("name") != "initialRun"
        ]
        stimulus = Sought(
            workspace=self._tenant,
            person=_person(body),
            place=place_of(root_of(body["conversation"]["id"])),
            words=values.sound(" ".join(word for word in words if isinstance(word, str))).strip(),
            skip=max(options.get("skip") or 0, 0),
            count=min(max(options.get("count") or _MOST_RESULTS, 1), _MOST_RESULTS),
        )
        return self._incoming(body, Kind.SEARCH, stimulus)

    def _event(self, body: ActivityPayload) -> Incoming:
        sender = body.get("from")
        seen = parse_events.parse(
            body,
            workspace=self._tenant,
            by=_person(body) if sender is not None and not _is_a_bots(body) else None,
            bots=frozenset({self._bot}),
            place=_reference(body).conversation,
        )
        if seen is None:
            return self._incoming(body, Kind.EVENT, None)
        incoming = self._incoming(body, Kind.EVENT, seen.stimulus)
        return replace(incoming, forgets=seen.forgets, whole_team=seen.whole_team)

    def _action(self, body: ActivityPayload, kind: Kind, data: object) -> Incoming:
        if not isinstance(data, Mapping):
            raise Malformed("data: missing")
        try:
            asked = action_data.read(data)
        except NotOurs as fault:
            raise Malformed(str(fault)) from None
        of_form = asked.of_form if isinstance(asked, Pressing | Submitting) else None
        card = body.get("replyToId")
        origin = Origin(place=root_of(body["conversation"]["id"]), message=card)
        if of_form is not None:
            origin = self._origins.read(of_form.origin, _person(body))
        typed = values.of_data(data, of_form)
        incoming = self._incoming(body, kind, self._acted(body, asked, origin, typed))
        return replace(
            incoming,
            card=card,
            origin=origin,
            of_form=of_form,
            typed=typed,
            quiet=isinstance(asked, Viewing | ViewingHome),
            cancels=isinstance(asked, Cancelling),
        )

    def _acted(
        self, body: ActivityPayload, asked: ActionData, origin: Origin, typed: Values
    ) -> AnyStimulus | None:
        person, place = _person(body), place_of(origin.place)
        match asked:
            case Pressing() | Viewing():
                surface = asked.surface if isinstance(asked, Pressing) else Surface.MESSAGE
                of_form = asked.of_form if isinstance(asked, Pressing) else None
                return Pressed(
                    workspace=self._tenant,
                    person=person,
                    place=place,
                    name=asked.name,
                    args=_sound(asked.args),
                    surface=surface,
                    message=origin.ref if surface is Surface.MESSAGE else None,
                    form=of_form.form if of_form is not None else None,
                    context=_sound(of_form.context) if of_form is not None else {},
                    values=typed,
                    automatic=isinstance(asked, Viewing),
                )
            case Submitting(of_form=of_form):
                return Submitted(
                    workspace=self._tenant,
                    person=person,
                    place=place,
                    form=of_form.form,
                    context=_sound(of_form.context),
                    values=typed,
                )
            case ViewingHome():
                return HomeOpened(workspace=self._tenant, person=person, place=place)
            case Cancelling():
                return None
            case _:
                assert_never(asked)

    def _incoming(
        self, body: ActivityPayload, kind: Kind, stimulus: AnyStimulus | None
    ) -> Incoming:
        locale, zone = _locale(body), _zone(body)
        if stimulus is not None:
            stimulus = replace(stimulus, retry_key=_retry_key(body), locale=locale, zone=zone)
        return Incoming(
            kind=kind,
            stimulus=stimulus,
            person=_person(body) if body.get("from") is not None else person_of(self._bot),
            reference=_reference(body),
            thread=body["conversation"]["id"],
            locale=locale,
            zone=zone,
        )


def _person(body: ActivityPayload) -> PersonRef:
    sender = body.get("from")
    if sender is None:
        raise Malformed("from: missing")
    return person_of(sender["id"], values.sound(sender.get("name") or ""))


def _is_a_bots(body: ActivityPayload) -> bool:
    sender = body.get("from")
    return sender is not None and (
        sender["id"].startswith("28:") or (sender.get("role") or "").lower() in {"bot", "skill"}
    )


def _reference(body: ActivityPayload) -> Reference:
    """The conversation that an activity is about, as it is reached now."""
    conversation, data = body["conversation"], body.get("channelData") or payloads.ChannelData()
    team, channel = data.get("team") or {}, data.get("channel") or {}
    if body["type"] == "installationUpdate":
        channel = (data.get("settings") or {}).get("selectedChannel") or channel
    place = root_of(conversation["id"])
    if body["type"] in {"conversationUpdate", "installationUpdate"} and channel.get("id"):
        # News of a channel, and of the one that the bot was added in, come from the team's first.
        place = root_of(channel.get("id") or place)
    kind = _PLACES.get(conversation.get("conversationType") or "", kind_of(place))
    personal = kind is Place.PERSONAL and body.get("from") is not None and not _is_a_bots(body)
    name = channel.get("name") if channel.get("id") == place else conversation.get("name")
    return Reference(
        conversation=place,
        kind=kind,
        service_url=body["serviceUrl"],
        person=_person(body).id if personal else None,
        team=team.get("id") if kind is Place.CHANNEL else None,
        name=values.sound(name or ""),
    )


def _locale(body: ActivityPayload) -> str | None:
    for found in (body.get("locale"), _client(body).get("locale")):
        if found and _LOCALE.fullmatch(found):
            return found
    return None


def _zone(body: ActivityPayload) -> str | None:
    for found in (_client(body).get("timezone"), body.get("localTimezone")):
        if found and _is_zone(found):
            return found
    return None


def _client(body: ActivityPayload) -> payloads.ClientInfo:
    for entity in body.get("entities") or []:
        if entity.get("type") == "clientInfo":
            try:
                return payloads.read(payloads.ClientInfo, entity)
            except Malformed:
                break
    return payloads.ClientInfo()


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


def _sound(found: Mapping[str, str]) -> dict[str, str]:
    return {values.sound(key): values.sound(value) for key, value in found.items()}


def _retry_key(body: ActivityPayload) -> str:
    """The same for the same activity: Teams sends again what is not answered in 15 seconds.

    Ids are counted in each conversation by itself; without one, the whole activity is compared.
    """
    try:
        told = [body["type"], body["conversation"]["id"], body.get("id") or json.dumps(body)]
    except RecursionError:
        raise Malformed("payload: nested too deeply") from None
    return f"teams:{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:40]}"
