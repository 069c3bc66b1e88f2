"""One Slack workspace with one installed app: everything that is so, and how it changes.

Knows nothing of HTTP. What people do is in `person`, what the app does in the method modules.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.core import Core
from sandbox.people import Person
from sandbox.slack.kit import limits, whole
from sandbox.slack.manifest import App
from sandbox.slack.model import (
    Call,
    Channel,
    Message,
    Reply,
    SlackError,
    Standing,
    Trigger,
    Upload,
    UserGroup,
    View,
)
from sandbox.slack.throttle import Throttle
from sandbox.values import Json

_MICRO = 1_000_000


class Workspace:
    """The state of the workspace, with the smallest changes that keep it whole."""

    def __init__(self, core: Core, app: App, *, domain: str) -> None:
        self.core = core
        self.app = app
        self.domain = domain
        self.name = core.company
        self.team_id = core.ids.named("T", "workspace")
        self.app_id = core.ids.named("A", "app")
        self.bot_id = core.ids.named("B", "bot")
        self.signing_secret = core.ids.secret("slack signing")
        self.verification_token = core.ids.secret("slack verification", 24)
        self.bot_token = "xoxb-" + core.ids.secret("slack bot token", 40)
        self.app_token = "xapp-1-" + core.ids.secret("slack app token", 40)
        self.standing = Standing.ACTIVE
        self.bot_user = core.people.add(
            Person(
                id=core.ids.named("U", "bot user"),
                handle=app.name.lower().replace(" ", "_"),
                name=app.name,
                email="",
                about=app.description,
                is_bot=True,
                color="0b6e4f",
            )
        )
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, UserGroup] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.replies: dict[str, Reply] = {}
        self.uploads: dict[str, Upload] = {}
        self.calls: list[Call] = []
        self.throttle = Throttle(core.clock.ticks, enabled=core.options.rate_limits)
        self._stamps: set[int] = set()

    # Time -----------------------------------------------------------------------------------

    def stamp(self, at: datetime | None = None) -> str:
        """Return a message timestamp that no other message has."""
        moment = int((at or self.core.clock.now()).timestamp() * _MICRO)
        while moment in self._stamps:
            moment += 1
        self._stamps.add(moment)
        return f"{moment // _MICRO}.{moment % _MICRO:06d}"

    def epoch(self) -> int:
        """Return the programme's time in seconds."""
        return int(self.core.clock.now().timestamp())

    # Channels -------------------------------------------------------------------------------

    def add_channel(
        self, name: str, *, members: list[str], creator: str, **more: object
    ) -> Channel:
        """Create a channel. `more` are fields of `Channel`."""
        private = bool(more.get("is_private"))
        channel = Channel(
            id=self.core.ids.named("G" if private else "C", name),
            name=name,
            created=self.epoch(),
            creator=creator,
            members=members,
        )
        for field, value in more.items():
            setattr(channel, field, value)
        self.channels[channel.id] = channel
        return channel

    def channel_named(self, name: str) -> Channel:
        """Return the channel with this name. Raises KeyError."""
        for channel in self.channels.values():
            if channel.name == name.removeprefix("#"):
                return channel
        raise KeyError(name)

    def dm(self, person: str) -> Channel | None:
        """Return the app's conversation with this person, if there is one."""
        return next((c for c in self.channels.values() if c.with_user == person), None)

    def open_dm(self, person: str) -> tuple[Channel, bool]:
        """Return the app's conversation with this person, and whether it was there already."""
        known = self.dm(person)
        if known is not None:
            return known, True
        channel = Channel(
            id=self.core.ids.named("D", person),
            name=f"dm-{person}",
            created=self.epoch(),
            creator=self.bot_user.id,
            with_user=person,
            members=[person, self.bot_user.id],
        )
        self.channels[channel.id] = channel
        self.core.bus.tell("workplace")
        return channel, False

    def sees(self, channel: Channel, person: str) -> bool:
        """Whether this person may look into the channel."""
        return person in channel.members or not (channel.is_private or channel.is_dm)

    # Messages -------------------------------------------------------------------------------

    def post(self, channel: Channel, message: Message) -> Message:
        """Put a message into a channel, its blocks identified."""
        message.blocks = whole.identified(message.blocks, self.fresh_block_id)
        channel.messages[message.ts] = message
        self.changed(channel, message)
        return message

    def changed(self, channel: Channel, message: Message) -> None:
        """Tell those who may see the message that its conversation has changed."""
        for person in [message.ephemeral_for] if message.ephemeral_for else channel.members:
            self.core.bus.tell("conversation", person=person, id=channel.id)

    def shown(self, message: Message) -> Json:
        """Return the message as the Web API shows it."""
        by_bot = message.author == self.bot_user.id
        return message.shown(
            bot_id=self.bot_id if by_bot else None, app_id=self.app_id, team_id=self.team_id
        )

    def fresh_block_id(self) -> str:
        """Return an identifier for a block or element that has none."""
        return self.core.ids.fresh("", 5)

    # Interactions ---------------------------------------------------------------------------

    def trigger(self, person: str, *, from_view: str | None = None) -> str:
        """Return a fresh trigger_id for this person."""
        number = self.core.ids.fresh_number("trigger", 12)
        trigger_id = f"{number}.{self.epoch()}.{self.core.ids.fresh_secret('trigger')}"
        self.triggers[trigger_id] = Trigger(
            person=person, issued=self.core.clock.ticks(), from_view=from_view
        )
        return trigger_id

    def reply_url(self, channel: str, person: str, *, message_ts: str | None = None) -> str:
        """Return a fresh response_url."""
        token = self.core.ids.fresh_secret("response", 24)
        self.replies[token] = Reply(
            token=token,
            channel=channel,
            person=person,
            issued=self.core.clock.ticks(),
            message_ts=message_ts,
        )
        return f"{self.core.base_url}/slack/response/{token}"

    # Views ----------------------------------------------------------------------------------

    def stack(self, person: str) -> list[View]:
        """Return the open modals of a person, root first."""
        return self.modals.setdefault(person, [])

    def find_view(self, view_id: str) -> View | None:
        """Return an open modal or a Home tab by its id."""
        everything = [view for stack in self.modals.values() for view in stack]
        everything += self.homes.values()
        return next((view for view in everything if view.id == view_id), None)

    def find_external(self, external_id: str) -> View | None:
        """Return an open modal or a Home tab by the app's own name for it."""
        everything = [view for stack in self.modals.values() for view in stack]
        everything += self.homes.values()
        return next((v for v in everything if external_id and v.external_id == external_id), None)

    def view_hash(self) -> str:
        """Return a hash that names one state of a view."""
        return f"{self.epoch()}.{self.core.ids.fresh_secret('view hash', 8)}"

    def shown_view(self, view: View) -> Json:
        """Return the view as the Web API shows it."""
        return view.shown(app_id=self.app_id, bot_id=self.bot_id, team_id=self.team_id)

    def checked_view(self, content: object) -> Json:
        """Return the view's content when Slack would take it. Raises SlackError."""
        if not isinstance(content, dict):
            raise SlackError("invalid_arguments", messages=["[ERROR] must provide an object"])
        if whole.view_size(content) > limits.VIEW_BYTES:
            raise SlackError("view_too_large")
        faults = whole.view_faults(content)
        if faults:
            raise SlackError("invalid_arguments", messages=faults)
        blocks = whole.identified(content["blocks"], self.fresh_block_id)
        return {**content, "blocks": blocks}

    # People ---------------------------------------------------------------------------------

    def person(self, person_id: str) -> Person:
        """Return a member of the workspace. Raises SlackError(user_not_found)."""
        person = self.core.people.get(person_id)
        if person is None:
            raise SlackError("user_not_found")
        return person

    def short_user(self, person_id: str) -> Json:
        """Return the `user` object that payloads carry."""
        person = self.person(person_id)
        return {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": self.team_id,
        }

    def log(self, method: str, *, ok: bool, error: str | None, http: int, args: Json) -> None:
        """Note one Web API call of the app."""
        at = datetime.fromtimestamp(self.epoch(), UTC).isoformat()
        self.calls.append(Call(at=at, method=method, ok=ok, error=error, http=http, args=args))
