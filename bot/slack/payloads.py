"""The shapes of what Slack sends, as far as we read them; checked once, at the door.

Sources: docs.slack.dev/reference/interaction-payloads, docs.slack.dev/apis/events-api and
docs.slack.dev/interactivity/implementing-slash-commands. Keys not listed here are not read.
"""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from bot.shapes import Malformed, Shapes

__all__ = ["Malformed"]


class CommandPayload(TypedDict):
    """A slash command, as form fields."""

    team_id: str
    user_id: str
    user_name: NotRequired[str]
    channel_id: str
    command: str
    text: NotRequired[str]
    trigger_id: NotRequired[str]
    response_url: NotRequired[str]


class Identified(TypedDict):
    """Anything that is known by its id."""

    id: str


class UserPayload(TypedDict):
    """Who acted."""

    id: str
    team_id: NotRequired[str | None]
    name: NotRequired[str]
    username: NotRequired[str]


class OptionPayload(TypedDict):
    """An option that was chosen."""

    value: str


class StatePayload(TypedDict, total=False):
    """What stands in one element; which key is filled depends on the type."""

    type: str
    value: str | None
    selected_option: OptionPayload | None
    selected_options: list[OptionPayload] | None
    selected_date: str | None
    selected_time: str | None
    selected_user: str | None
    selected_conversation: str | None
    selected_channel: str | None


class StatesPayload(TypedDict):
    """What stands in all elements, by block id and action id."""

    values: dict[str, dict[str, StatePayload]]


class ViewPayload(TypedDict):
    """A modal or a home page as Slack has it."""

    id: str
    type: str
    hash: NotRequired[str]
    callback_id: NotRequired[str]
    private_metadata: NotRequired[str]
    state: NotRequired[StatesPayload]
    title: NotRequired[dict[str, Any] | None]
    submit: NotRequired[dict[str, Any] | None]
    close: NotRequired[dict[str, Any] | None]
    blocks: NotRequired[list[dict[str, Any]]]
    previous_view_id: NotRequired[str | None]
    app_installed_team_id: NotRequired[str | None]


class ActionPayload(StatePayload):
    """One press, or one change of a field that reports it."""

    action_id: str
    block_id: NotRequired[str]


class ContainerPayload(TypedDict):
    """Where a pressed element was."""

    type: str
    message_ts: NotRequired[str]
    channel_id: NotRequired[str]
    is_ephemeral: NotRequired[bool]


class PressPayload(TypedDict):
    """`block_actions`."""

    team: NotRequired[Identified | None]
    enterprise: NotRequired[Identified | None]
    user: UserPayload
    trigger_id: NotRequired[str]
    response_url: NotRequired[str]
    container: ContainerPayload
    channel: NotRequired[Identified | None]
    view: NotRequired[ViewPayload | None]
    actions: list[ActionPayload]


class SubmissionPayload(TypedDict):
    """`view_submission`."""

    team: NotRequired[Identified | None]
    enterprise: NotRequired[Identified | None]
    user: UserPayload
    trigger_id: NotRequired[str]
    view: ViewPayload


class AuthorizationPayload(TypedDict):
    """For which installation an event is sent."""

    user_id: NotRequired[str | None]
    is_bot: NotRequired[bool]


class EventPayload(TypedDict):
    """`event_callback`; the event inside is read by its type."""

    team_id: str
    event_id: str
    event: dict[str, Any]
    authorizations: NotRequired[list[AuthorizationPayload] | None]


class HomeEvent(TypedDict):
    """`app_home_opened`."""

    user: str
    tab: NotRequired[str]


class MemberPayload(TypedDict):
    """A person in an event."""

    id: str
    name: NotRequired[str]
    deleted: NotRequired[bool]
    is_bot: NotRequired[bool]


class MemberEvent(TypedDict):
    """`team_join` and `user_change`."""

    user: MemberPayload


class PlaceEvent(TypedDict):
    """`member_joined_channel`, `member_left_channel`, `channel_left` and `group_left`."""

    channel: str
    user: NotRequired[str]


class RevokedTokens(TypedDict):
    """Whose tokens were taken back, by kind."""

    bot: NotRequired[list[str]]


class RevokedEvent(TypedDict):
    """`tokens_revoked`."""

    tokens: RevokedTokens


read = Shapes(
    CommandPayload,
    PressPayload,
    SubmissionPayload,
    EventPayload,
    HomeEvent,
    MemberEvent,
    PlaceEvent,
    RevokedEvent,
).read
