"""What a Slack workspace is made of: channels, messages, views, triggers.

Only state: nothing here checks, sends or decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.values import Json


class SlackError(Exception):
    """A Web API answer with `ok` false. `extra` are further fields of the body."""

    def __init__(self, code: str, *, messages: list[str] | None = None, **extra: str) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra

    def body(self) -> Json:
        """Return the JSON body of the answer."""
        body: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class Standing(StrEnum):
    """What the app's token is worth; the value is the error code when it is worth nothing."""

    ACTIVE = "active"
    REVOKED = "token_revoked"
    INACTIVE = "account_inactive"
    EXPIRED = "token_expired"


class PostingRule(StrEnum):
    """Who may post in a channel; the value is the error code that the app gets."""

    OPEN = "open"
    RESTRICTED = "restricted_action"
    READ_ONLY = "restricted_action_read_only_channel"
    THREAD_ONLY = "restricted_action_thread_only_channel"
    NO_THREADS = "restricted_action_non_threadable_channel"


@dataclass(kw_only=True, slots=True)
class Message:
    """One message. `ephemeral_for` is the only person who sees it, when there is one."""

    ts: str
    author: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None
    ephemeral_for: str | None = None
    subtype: str | None = None

    def shown(self, *, bot_id: str | None, app_id: str, team_id: str) -> Json:
        """Return the message object of the Web API and of payloads."""
        message: Json = {"type": "message", "user": self.author, "ts": self.ts, "text": self.text}
        if bot_id is not None:
            message |= {"bot_id": bot_id, "app_id": app_id, "team": team_id}
        if self.blocks:
            message["blocks"] = self.blocks
        if self.attachments:
            message["attachments"] = self.attachments
        if self.thread_ts:
            message["thread_ts"] = self.thread_ts
        if self.edited_ts:
            message["edited"] = {"user": self.author, "ts": self.edited_ts}
        if self.subtype:
            message["subtype"] = self.subtype
        return message


@dataclass(kw_only=True, slots=True)
class Channel:
    """A channel, private channel or direct message (`with_user` is the person of a DM)."""

    id: str
    name: str
    created: int
    creator: str
    topic: str = ""
    purpose: str = ""
    is_private: bool = False
    is_general: bool = False
    is_archived: bool = False
    with_user: str | None = None
    rule: PostingRule = PostingRule.OPEN
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def is_dm(self) -> bool:
        """Whether this is the conversation of one person with the app."""
        return self.with_user is not None

    def visible(self, person: str) -> list[Message]:
        """Return what this person sees here, oldest first."""
        return sorted(
            (m for m in self.messages.values() if m.ephemeral_for in {None, person}),
            key=lambda message: message.ts,
        )


@dataclass(kw_only=True, slots=True)
class UserGroup:
    """A user group such as @accounting."""

    id: str
    handle: str
    name: str
    description: str
    members: list[str]
    disabled: bool = False


@dataclass(kw_only=True, slots=True)
class View:
    """A modal or a Home tab of one person; `values` is what has been typed and chosen."""

    id: str
    person: str
    content: Json
    hash: str
    root: str
    previous: str | None = None
    values: Json = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.content["type"])

    @property
    def external_id(self) -> str:
        """The app's own name for the view, or nothing."""
        return str(self.content.get("external_id") or "")

    def shown(self, *, app_id: str, bot_id: str, team_id: str) -> Json:
        """Return the view object of the Web API and of payloads."""
        content = self.content
        return {
            "id": self.id,
            "team_id": team_id,
            "type": self.kind,
            "blocks": content["blocks"],
            "private_metadata": content.get("private_metadata") or "",
            "callback_id": content.get("callback_id") or "",
            "state": {"values": self.values},
            "hash": self.hash,
            "title": content.get("title"),
            "clear_on_close": bool(content.get("clear_on_close")),
            "notify_on_close": bool(content.get("notify_on_close")),
            "close": content.get("close"),
            "submit": content.get("submit"),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": app_id,
            "external_id": self.external_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }


@dataclass(kw_only=True, slots=True)
class Trigger:
    """Leave to open one modal within three seconds of an interaction."""

    person: str
    issued: float
    from_view: str | None = None
    used: bool = False


@dataclass(kw_only=True, slots=True)
class Reply:
    """A response_url: where it answers, and how often it already has."""

    token: str
    channel: str
    person: str
    issued: float
    message_ts: str | None = None
    uses: int = 0


@dataclass(kw_only=True, slots=True)
class Upload:
    """A file on its way in."""

    id: str
    name: str
    length: int
    alt_text: str
    token: str
    data: bytes | None = None
    done: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One Web API call of the app, as the inspector shows it; `args` are for tests."""

    at: str
    method: str
    ok: bool
    error: str | None
    http: int
    args: Json
