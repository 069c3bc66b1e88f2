"""One tenant of Teams with one app: everything that is so, and the smallest changes to it.

Knows nothing of HTTP, of cards or of who acts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sandbox.core import Core
from sandbox.people import Person
from sandbox.teams import throttle
from sandbox.teams.app import App
from sandbox.teams.keys import SigningKey
from sandbox.teams.model import Call, Conversation, Dialog, Kind, Message, Seen, Team, TeamsError
from sandbox.values import Json

_MILLI: Final = 1000
_THREAD: Final = ";messageid="


class Tenant:
    """The state. People are named by their Slack ids; `installed` are those who have the app."""

    def __init__(self, core: Core, app: App) -> None:
        ids, chosen = core.ids, core.options
        self.core = core
        self.app = app
        self.id = chosen.teams_tenant_id or ids.guid("teams tenant")
        self.app_id = chosen.teams_app_id or ids.guid("teams app")
        self.app_password = chosen.teams_app_password or ids.token("teams password", 40)
        self.bot = f"28:{self.app_id}"
        self.key = SigningKey(ids.token("teams key", 27))
        self.disabled = False
        self.installed: set[str] = set()
        self.blocked: set[str] = set()
        self.teams: dict[str, Team] = {}
        self.conversations: dict[str, Conversation] = {}
        self.dialogs: dict[str, Dialog] = {}
        self.calls: list[Call] = []
        self.throttle = throttle.Throttle(core.clock.ticks, enabled=core.options.rate_limits)
        self._chats: dict[str, Conversation] = {}
        self._accounts: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._indexed = 0
        self._last_id = 0

    @property
    def service_url(self) -> str:
        """Where the connector of this tenant is."""
        return f"{self.core.base_url}/teams/connector/"

    # People ---------------------------------------------------------------------------------

    def account(self, person: str) -> str:
        """Return the Teams id of a person, `29:…`."""
        known = self._accounts.get(person)
        if known is None:
            known = "29:1" + self.core.ids.token(f"teams account {person}", 86)
            self._accounts[person] = known
        return known

    def entra(self, person: str) -> str:
        """Return the Entra object id of a person."""
        return self.core.ids.guid(f"entra {person}")

    def person_of(self, name: str) -> Person | None:
        """Return the person with this Teams id, Entra object id or principal name."""
        known = self._named.get(name)
        if known is None and self._indexed < len(self.core.people):
            for person in self.everyone():
                for each in (self.account(person.id), self.entra(person.id), person.email):
                    self._named[each] = person.id
            self._indexed = len(self.core.people)
            known = self._named.get(name)
        return self.core.people.get(known) if known else None

    def everyone(self) -> list[Person]:
        """Return all people, in order."""
        return [person for person in self.core.people if not person.is_bot]

    # Teams and conversations ----------------------------------------------------------------

    def add_team(self, name: str, *, members: list[str], owners: list[str]) -> Team:
        """Create a team with its General channel."""
        conversation = self._channel(name, "General")
        team = Team(
            id=conversation.id,
            name=name,
            group=self.core.ids.guid(f"teams group {name}"),
            members=members,
            owners=owners,
            channels=[conversation.id],
        )
        conversation.team = team.id
        self.teams[team.id] = team
        return team

    def add_channel(self, team: Team, name: str) -> Conversation:
        """Create a channel in a team."""
        conversation = self._channel(team.name, name)
        conversation.team = team.id
        team.channels.append(conversation.id)
        return conversation

    def _channel(self, team: str, name: str) -> Conversation:
        number = self.core.ids.secret(f"teams channel {team} {name}")
        return self._keep(
            Conversation(id=f"19:{number}@thread.tacv2", kind=Kind.CHANNEL, name=name)
        )

    def chat(self, person: str) -> Conversation | None:
        """Return the chat of a person with the app, if there is one."""
        return self._chats.get(person)

    def open_chat(self, person: str) -> Conversation:
        """Return the chat of a person with the app, created when there is none."""
        known = self._chats.get(person)
        if known is None:
            number = self.core.ids.token(f"teams chat {person}", 86)
            known = self._keep(
                Conversation(
                    id=f"a:1{number}", kind=Kind.PERSONAL, name=self.app.name, person=person
                )
            )
            self._chats[person] = known
        return known

    def _keep(self, conversation: Conversation) -> Conversation:
        self.conversations[conversation.id] = conversation
        return conversation

    def find(self, conversation_id: str) -> tuple[Conversation | None, str | None]:
        """Return the conversation, and the thread that the id names in it."""
        root, _, thread = conversation_id.partition(_THREAD)
        found = self.conversations.get(root)
        return (None if found is None or found.deleted else found), thread or None

    def team_of(self, conversation: Conversation) -> Team:
        """Return the team of a channel."""
        return self.teams[conversation.team]

    def members(self, conversation: Conversation) -> list[str]:
        """Return the people in a conversation."""
        if conversation.kind is Kind.PERSONAL:
            return [conversation.person]
        return self.team_of(conversation).members

    def has_app(self, conversation: Conversation) -> bool:
        """Whether the app is there."""
        if conversation.kind is Kind.PERSONAL:
            return conversation.person in self.installed
        return self.team_of(conversation).has_app

    def sees(self, conversation: Conversation, person: str) -> bool:
        """Whether this person may look into the conversation."""
        known = self.core.people.get(person)
        if known is None or known.deleted or conversation.deleted:
            return False
        return person in self.members(conversation)

    def visible(self, conversation_id: str, person: str) -> Conversation:
        """Return a conversation that this person sees. Raises TeamsError."""
        found, _ = self.find(conversation_id)
        if found is None or not self.sees(found, person):
            raise TeamsError("That conversation is not there.")
        return found

    # Messages -------------------------------------------------------------------------------

    def fresh_id(self) -> str:
        """Return the id of the next message: milliseconds, as Teams counts them."""
        now = int(self.core.clock.now().timestamp() * _MILLI)
        self._last_id = max(now, self._last_id + 1)
        return str(self._last_id)

    def put(self, conversation: Conversation, message: Message) -> Message:
        """Put a message into a conversation."""
        conversation.messages[message.id] = message
        self.changed(conversation)
        return message

    def changed(self, conversation: Conversation, *, only: str | None = None) -> None:
        """Tell those who see the conversation that it has changed."""
        if not self.core.bus.has_listeners:
            return
        for person in [only] if only else self.members(conversation):
            self.core.bus.tell("teams", person=person, id=conversation.id)

    def seen(self, conversation: Conversation, message: Message, person: str) -> Seen:
        """Return a message as a person sees it."""
        return Seen(
            id=message.id,
            conversation=conversation.id,
            author=message.author,
            by_bot=message.author == self.bot,
            at=message.at,
            text=message.text,
            summary=message.summary,
            cards=message.cards(person),
            edited=message.edited,
            thread=message.thread,
        )

    def thread_id(self, conversation: Conversation, message: Message) -> str:
        """Return the conversation id that activities about this message carry."""
        if conversation.kind is Kind.PERSONAL:
            return conversation.id
        return f"{conversation.id}{_THREAD}{message.thread or message.id}"

    # The log --------------------------------------------------------------------------------

    def log(
        self, method: str, status: int, *, error: str | None, conversation: str, body: Json
    ) -> None:
        """Note one call of the app."""
        at: datetime = self.core.clock.now()
        self.calls.append(
            Call(
                at=at.isoformat(timespec="milliseconds"),
                method=method,
                status=status,
                error=error,
                conversation=conversation,
                body=body,
            )
        )
