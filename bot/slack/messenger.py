"""The port `chat.ports.Messenger` over Slack's Web API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import limits, members, paint
from bot.slack.brush import Json
from bot.slack.client import Connection
from chat.people import MessageRef, PersonRef, PlaceRef, Platform, Profile, Reader, Room
from chat.ports import MessageGone, RetryAt, Traits
from chat.screens import Home, Post

EVENT_TYPE = "glasnik_delivery"
"""The type of the metadata by which a message of ours is found again."""

TRAITS = Traits(
    has_home=True,
    can_find_deliveries=True,
    may_repeat_direct=True,
    one_pace=False,
    lists_everyone=True,
    tells_departures=True,
    invited_to_rooms=True,
)

_FIND_PAGES = 10
_PATIENCE = timedelta(seconds=60)
_TRIES = 3
_SLACKBOT = "USLACKBOT"


class SlackMessenger:
    """One workspace's Slack, as the program writes to it."""

    def __init__(
        self,
        connection: Connection,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._slack = connection
        self._sleep = sleep

    @property
    def platform(self) -> Platform:
        """Slack."""
        return Platform.SLACK

    @property
    def traits(self) -> Traits:
        """What Slack can do."""
        return TRAITS

    async def post(self, place: PlaceRef, post: Post, reader: Reader, key: str) -> MessageRef:
        """Post a message that carries `key`, by which `find` knows it again.

        Raises PlatformError; AnswerLost when it is not known whether it was posted.
        """

        async def send(pictures: bool) -> AsyncSlackResponse:
            painted = paint.message(post, reader, pictures=pictures)
            return await self._slack.once.chat_postMessage(
                channel=place.id,
                text=str(painted["text"]),
                blocks=_blocks(painted),
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )

        answer = await self._slack.call_painted(send, repeatable=False)
        channel = str(answer.get("channel") or place.id)
        at = PlaceRef(platform=Platform.SLACK, id=channel)
        return MessageRef(place=at, id=str(answer["ts"]))

    async def find(self, place: PlaceRef, key: str, since: datetime) -> MessageRef | None:
        """Look for a message of ours that was posted with `key`, not before `since`.

        Raises PlatformError.
        """
        cursor = ""
        for _ in range(_FIND_PAGES):
            answer = await self._patient(
                partial(
                    self._slack.again.conversations_history,
                    channel=place.id,
                    oldest=f"{(since - timedelta(seconds=5)).timestamp():.6f}",
                    include_all_metadata=True,
                    limit=limits.PAGE,
                    cursor=cursor or None,
                )
            )
            for message in _dicts(answer.get("messages")):
                if _key(message) == key:
                    return MessageRef(place=place, id=str(message["ts"]))
            cursor = _next(answer)
            if not cursor:
                break
        return None

    async def edit(self, message: MessageRef, post: Post, reader: Reader) -> None:
        """Put another post in a message's place.

        Raises PlatformError; MessageGone for a whisper, which Slack lets nobody edit afterwards.
        """
        if message.ephemeral:
            raise MessageGone("ephemeral")

        async def send(pictures: bool) -> AsyncSlackResponse:
            painted = paint.message(post, reader, pictures=pictures)
            return await self._slack.again.chat_update(
                channel=message.place.id,
                ts=message.id,
                text=str(painted["text"]),
                blocks=_blocks(painted),
            )

        await self._slack.call_painted(send, repeatable=True)

    async def whisper(self, place: PlaceRef, person: PersonRef, post: Post, reader: Reader) -> None:
        """Say something that only this person sees.

        Raises PlatformError; TargetGone when the person or the bot is not in the place.
        """

        async def send(pictures: bool) -> AsyncSlackResponse:
            painted = paint.message(post, reader, pictures=pictures)
            return await self._slack.once.chat_postEphemeral(
                channel=place.id,
                user=person.id,
                text=str(painted["text"]),
                blocks=_blocks(painted),
            )

        await self._slack.call_painted(send, repeatable=False)

    async def known_direct(self, person: PersonRef) -> PlaceRef | None:
        """None: whoever opened one remembers it."""
        return None

    async def open_direct(self, person: PersonRef) -> PlaceRef:
        """The one-to-one conversation with this person.

        Raises PlatformError.
        """
        answer = await self._slack.call(
            self._slack.again.conversations_open(users=person.id), repeatable=True
        )
        channel = answer.get("channel")
        opened = str(channel["id"]) if isinstance(channel, dict) else ""
        return PlaceRef(platform=Platform.SLACK, id=opened)

    async def publish_home(self, person: PersonRef, home: Home, reader: Reader) -> None:
        """Renew the person's page.

        Raises PlatformError.
        """

        async def send(pictures: bool) -> AsyncSlackResponse:
            view = paint.home(home, reader, pictures=pictures)
            return await self._slack.again.views_publish(user_id=person.id, view=view)

        await self._slack.call_painted(send, repeatable=True)

    async def people(self) -> AsyncIterator[Profile]:
        """Everyone in the workspace but bots; people whose account is off are not `active`.

        Raises PlatformError.
        """
        cursor = ""
        home: members.Home | None = None
        while True:
            answer = await self._patient(
                partial(
                    self._slack.again.users_list,
                    limit=limits.PAGE,
                    include_locale=True,
                    cursor=cursor or None,
                )
            )
            for member in _dicts(answer.get("members")):
                if member.get("is_bot") or member.get("id") == _SLACKBOT:
                    continue
                if home is None and members.has_address(member):
                    home = await self._home()
                yield members.profile(member, home)
            cursor = _next(answer)
            if not cursor:
                return

    async def _home(self) -> members.Home:
        answer = await self._patient(self._slack.again.auth_test)
        enterprise = answer.get("enterprise_id")
        return members.Home(
            team=str(answer.get("team_id") or ""),
            enterprise=enterprise if isinstance(enterprise, str) and enterprise else None,
        )

    async def rooms(self) -> AsyncIterator[Room]:
        """The channels and groups that the bot is part of.

        Raises PlatformError.
        """
        cursor = ""
        while True:
            answer = await self._patient(
                partial(
                    self._slack.again.conversations_list,
                    types="public_channel,private_channel",
                    exclude_archived=True,
                    limit=limits.PAGE,
                    cursor=cursor or None,
                )
            )
            for channel in _dicts(answer.get("channels")):
                if channel.get("is_member"):
                    yield _room(channel)
            cursor = _next(answer)
            if not cursor:
                return

    async def _patient(
        self, read: Callable[[], Awaitable[AsyncSlackResponse]]
    ) -> Mapping[str, object]:
        """Read one page, waiting out a short rate limit: beginning anew would cost more."""
        for _ in range(_TRIES):
            try:
                return await self._slack.call(read(), repeatable=True)
            except RetryAt as pause:
                left = pause.until - self._slack.now()
                if left > _PATIENCE:
                    raise
                await self._sleep(max(left.total_seconds(), 0.0))
        return await self._slack.call(read(), repeatable=True)


def _blocks(painted: Json) -> list[dict[str, Any]]:
    blocks = painted["blocks"]
    return blocks if isinstance(blocks, list) else []


def _dicts(found: object) -> Iterator[dict[str, Any]]:
    return (
        (item for item in found if isinstance(item, dict)) if isinstance(found, list) else iter(())
    )


def _next(answer: Mapping[str, object]) -> str:
    metadata = answer.get("response_metadata")
    return str(metadata.get("next_cursor") or "") if isinstance(metadata, dict) else ""


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    return payload.get("key") if isinstance(payload, dict) else None


def _room(channel: dict[str, Any]) -> Room:
    return Room(
        ref=PlaceRef(platform=Platform.SLACK, id=str(channel["id"])),
        name=str(channel.get("name") or ""),
        private=bool(channel.get("is_private")),
    )
