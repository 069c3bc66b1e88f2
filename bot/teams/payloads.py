"""The shapes of what Teams sends, as far as we read them; checked once, at the door.

Sources: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
(Activity) and learn.microsoft.com/microsoftteams/platform/bots/how-to (what Teams adds in
`channelData`, `entities` and `value`). Keys not listed here are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NotRequired

from pydantic import StringConstraints
from typing_extensions import TypedDict

from bot.shapes import Malformed, Shapes

__all__ = ["Malformed"]

Id = Annotated[str, StringConstraints(min_length=1, max_length=1024)]
Word = Annotated[str, StringConstraints(max_length=256)]
"""A code, such as a type; of things that people name, see `Name`."""
Name = Annotated[str, StringConstraints(max_length=1024)]


class Account(TypedDict):
    """A person or bot."""

    id: Id
    name: NotRequired[Name | None]
    role: NotRequired[Word | None]
    tenantId: NotRequired[Word | None]


class ConversationPayload(TypedDict):
    """Where something was said or done; in a channel the id names the thread as well."""

    id: Id
    conversationType: NotRequired[Word | None]
    name: NotRequired[Name | None]
    tenantId: NotRequired[Word | None]


class Named(TypedDict):
    """A team or channel."""

    id: NotRequired[Id | None]
    name: NotRequired[Name | None]


class TenantPayload(TypedDict):
    """A company."""

    id: Word


class Settings(TypedDict):
    """What somebody chose while adding the bot to a team."""

    selectedChannel: NotRequired[Named | None]


class ChannelData(TypedDict):
    """What only Teams knows."""

    tenant: NotRequired[TenantPayload | None]
    team: NotRequired[Named | None]
    channel: NotRequired[Named | None]
    eventType: NotRequired[Word | None]
    settings: NotRequired[Settings | None]


ActivityPayload = TypedDict(
    "ActivityPayload",
    {
        "type": Word,
        "id": NotRequired[Id | None],
        "name": NotRequired[Word | None],
        "action": NotRequired[Word | None],
        "channelId": Word,
        "serviceUrl": Annotated[str, StringConstraints(min_length=1, max_length=2048)],
        "from": NotRequired[Account | None],
        "recipient": NotRequired[Account | None],
        "conversation": ConversationPayload,
        "channelData": NotRequired[ChannelData | None],
        "membersAdded": NotRequired[list[Account] | None],
        "membersRemoved": NotRequired[list[Account] | None],
        "entities": NotRequired[list[dict[str, Any]] | None],
        "text": NotRequired[str | None],
        "textFormat": NotRequired[Word | None],
        "value": NotRequired[Any],
        "replyToId": NotRequired[Id | None],
        "locale": NotRequired[Word | None],
        "localTimezone": NotRequired[Word | None],
    },
)
"""Anything that Teams sends."""


class ActionPayload(TypedDict):
    """A button of a card."""

    data: NotRequired[dict[str, Any] | None]


class CardValue(TypedDict):
    """`value` of `adaptiveCard/action`; `trigger` is "automatic" or "manual"."""

    action: ActionPayload
    trigger: NotRequired[Word | None]


class TaskValue(TypedDict):
    """`value` of `task/fetch` and `task/submit`."""

    data: dict[str, Any]


class Parameter(TypedDict):
    """What was typed into a message extension's box; Microsoft's test client gives no name."""

    name: NotRequired[Word | None]
    value: NotRequired[str | bool | int | float | None]


class QueryOptions(TypedDict):
    """Which part of the results is wanted."""

    skip: NotRequired[int | None]
    count: NotRequired[int | None]


class QueryValue(TypedDict):
    """`value` of `composeExtension/query`."""

    parameters: NotRequired[list[Parameter] | None]
    queryOptions: NotRequired[QueryOptions | None]


class MentionEntity(TypedDict):
    """Somebody named in a text: `text` is what stands there for them."""

    mentioned: Account
    text: NotRequired[Name | None]


class ClientInfo(TypedDict):
    """The entity that tells about the person's client."""

    locale: NotRequired[Word | None]
    timezone: NotRequired[Word | None]


read = Shapes(ActivityPayload, CardValue, TaskValue, QueryValue, MentionEntity, ClientInfo).read


def activity(payload: Mapping[str, Any]) -> ActivityPayload:
    """The payload as an activity. Raises Malformed."""
    return read(ActivityPayload, payload)


def tenants(found: ActivityPayload) -> set[str]:
    """The ids, in lower case, of every company that an activity names."""
    data = found.get("channelData") or {}
    tenant, sender = data.get("tenant"), found.get("from")
    named = (
        tenant["id"] if tenant is not None else None,
        found["conversation"].get("tenantId"),
        sender.get("tenantId") if sender is not None else None,
    )
    return {name.lower() for name in named if name}
