"""Teams in one object, for the server and for tests: what people do and see, and what was called.

People are given as a Person, by name, first name or handle, or by their Slack id, as everywhere in
the sandbox. Puts the parts together; what the parts do is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from sandbox.core import Core
from sandbox.faults import Fault, Kind
from sandbox.people import Person
from sandbox.teams import acts, errors
from sandbox.teams.app import App
from sandbox.teams.connector import Connector
from sandbox.teams.deliver import Attempt, Delivery
from sandbox.teams.dialogs import Dialogs
from sandbox.teams.happenings import Happenings
from sandbox.teams.login import Login
from sandbox.teams.model import (
    Call,
    Conversation,
    Dialog,
    Message,
    Outcome,
    Result,
    Seen,
    Team,
    TeamsError,
)
from sandbox.teams.search import Search
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

HOME_TEAM: Final = "Lipa Energija"
"""The team of the whole company."""


class Teams:
    """The tenant with its app, and everything that can be done there."""

    def __init__(self, core: Core, app: App | None = None) -> None:
        self.tenant = Tenant(core, app or App())
        self.login = Login(self.tenant)
        self.delivery = Delivery(self.tenant)
        self.happenings = Happenings(self.tenant, self.delivery)
        self.dialogs_api = Dialogs(self.tenant, self.delivery)
        self.acts = acts.Acts(self.tenant, self.delivery, self.dialogs_api)
        self.searching = Search(self.tenant, self.delivery)
        self.connector = Connector(self.tenant, self.login)

    def routes(self) -> list[web.RouteDef]:
        """Return every route of Teams."""
        return [*self.login.routes(), *self.connector.routes()]

    # Who and where --------------------------------------------------------------------------

    @property
    def app_id(self) -> str:
        """The bot's Microsoft app id."""
        return self.tenant.app_id

    @property
    def app_password(self) -> str:
        """The app's client secret."""
        return self.tenant.app_password

    @property
    def tenant_id(self) -> str:
        """The Entra tenant."""
        return self.tenant.id

    @property
    def bot_id(self) -> str:
        """The Teams id of the bot, `28:…`."""
        return self.tenant.bot

    @property
    def login_url(self) -> str:
        """Where the bot gets its tokens."""
        return f"{self.tenant.core.base_url}/teams/login"

    @property
    def openid_url(self) -> str:
        """Where the keys are described."""
        return f"{self.tenant.core.base_url}/teams/openid/.well-known/openidconfiguration"

    @property
    def connector_url(self) -> str:
        """The address of the Bot Connector, as activities name it."""
        return self.tenant.service_url

    def person(self, who: Person | str) -> Person:
        """Return a person. Raises KeyError."""
        if isinstance(who, Person):
            return who
        return self.tenant.core.people.get(who) or self.tenant.core.people.named(who)

    def account(self, who: Person | str) -> str:
        """Return the Teams id of a person, `29:…`."""
        return self.tenant.account(self.person(who).id)

    def entra(self, who: Person | str) -> str:
        """Return the Entra object id of a person."""
        return self.tenant.entra(self.person(who).id)

    def team(self, name: str = HOME_TEAM) -> Team:
        """Return a team by name or id. Raises KeyError."""
        for team in self.tenant.teams.values():
            if name in {team.name, team.id}:
                return team
        raise KeyError(name)

    def channel(self, name: str, team: str = HOME_TEAM) -> Conversation:
        """Return a channel by name. Raises KeyError."""
        for each in self.team(team).channels:
            channel = self.tenant.conversations[each]
            if channel.name == name and not channel.deleted:
                return channel
        raise KeyError(name)

    def chat(self, who: Person | str) -> Conversation | None:
        """Return the chat of a person with the app, if there is one."""
        return self.tenant.chat(self.person(who).id)

    # What there is to see -------------------------------------------------------------------

    def messages(self, conversation: Conversation | str, who: Person | str) -> list[Seen]:
        """Return a conversation as this person would see it, oldest first. Raises KeyError.

        Whether they may look there is asked when they act, and by the page.
        """
        person = self.person(who)
        wanted = conversation if isinstance(conversation, str) else conversation.id
        found = self.tenant.conversations[wanted]
        return [self.tenant.seen(found, each, person.id) for each in found.messages.values()]

    def direct(self, who: Person | str) -> list[Seen]:
        """Return what a person sees in their chat with the app."""
        chat = self.chat(who)
        return self.messages(chat, who) if chat is not None else []

    def dialog(self, who: Person | str) -> Dialog | None:
        """Return the open dialog of a person."""
        return self.tenant.dialogs.get(self.person(who).id)

    def dialogs(self, who: Person | str) -> list[Dialog]:
        """Return the open dialogs of a person: one or none."""
        dialog = self.dialog(who)
        return [dialog] if dialog is not None else []

    @property
    def calls(self) -> list[Call]:
        """Every call of the app, oldest first."""
        return self.tenant.calls

    @property
    def attempts(self) -> list[Attempt]:
        """Every delivery to the app, oldest first."""
        return self.delivery.attempts

    # What people do -------------------------------------------------------------------------

    async def say(
        self,
        who: Person | str,
        text: str,
        conversation: Conversation | str | None = None,
        *,
        thread: Seen | str | None = None,
    ) -> Outcome:
        """Write: in the chat with the app, or in a channel. `@Glasnik` mentions the app."""
        person = self.person(who)
        found = self._place(conversation, person)
        root = thread.thread or thread.id if isinstance(thread, Seen) else thread
        return await self.acts.say(person, found, text, root)

    async def press(
        self,
        who: Person | str,
        message: Seen,
        what: str | Json,
        inputs: Mapping[str, object] | None = None,
        *,
        number: int = 0,
        older_client: bool = False,
    ) -> Outcome:
        """Press a button by its title (`number` counts equal ones) or as it stands in the card.

        `inputs` are what was typed before, by input id. Raises TeamsError when it is not there.
        """
        person = self.person(who)
        found, known = self._message(message, person)
        return await self.acts.press(
            person, found, known, what, inputs, number=number, older_client=older_client
        )

    async def submit(
        self,
        who: Person | str,
        inputs: Mapping[str, object] | None = None,
        what: str | Json = "",
        *,
        number: int = 0,
    ) -> Outcome:
        """Send the open dialog off, or press another button in it. Raises TeamsError."""
        return await self.dialogs_api.act(self.person(who), what, inputs, number=number)

    def close(self, who: Person | str) -> None:
        """Close the open dialog."""
        self.dialogs_api.close(self.person(who))

    async def look(self, who: Person | str, conversation: Conversation | str | None = None) -> int:
        """Look at a conversation, so that cards renew themselves. Return how many did."""
        person = self.person(who)
        return await self.acts.look(person, self._place(conversation, person))

    async def refresh(self, who: Person | str, message: Seen, *, force: bool = False) -> Outcome:
        """Let one card renew itself, if it may."""
        person = self.person(who)
        found, known = self._message(message, person)
        return await self.acts.refresh(person, found, known, force=force)

    async def search(
        self, who: Person | str, text: str = "", conversation: Conversation | str | None = None
    ) -> Outcome:
        """Search with the app from where one writes."""
        person = self.person(who)
        return await self.searching.query(person, self._place(conversation, person), text)

    async def insert(
        self,
        who: Person | str,
        found: Result | Json,
        conversation: Conversation | str | None = None,
    ) -> Seen:
        """Send a found card."""
        person = self.person(who)
        place = self._place(conversation, person)
        card = found.card if isinstance(found, Result) else found
        message = await self.searching.insert(person, place, card)
        return self.tenant.seen(place, message, person.id)

    # What happens ---------------------------------------------------------------------------

    async def install(self, who: Person | str) -> Conversation:
        """Somebody adds the app for themselves."""
        return await self.happenings.install(self.person(who))

    async def remove(self, who: Person | str) -> None:
        """Somebody removes the app for themselves."""
        await self.happenings.remove(self.person(who))

    async def install_in_team(
        self, team: str, by: Person | str, channel: str = "General"
    ) -> Conversation:
        """Somebody adds the app to a team and chooses a channel."""
        chosen = self.channel(channel, team)
        await self.happenings.install_in_team(self.team(team), self.person(by), chosen)
        return chosen

    async def remove_from_team(self, team: str, by: Person | str) -> None:
        """Somebody removes the app from a team."""
        await self.happenings.remove_from_team(self.team(team), self.person(by))

    async def join(self, who: Person | str, team: str = HOME_TEAM) -> None:
        """Somebody joins a team."""
        await self.happenings.join(self.team(team), self.person(who))

    async def leave(self, who: Person | str, team: str = HOME_TEAM) -> None:
        """Somebody leaves a team."""
        await self.happenings.leave(self.team(team), self.person(who))

    async def deactivate(self, who: Person | str) -> None:
        """Somebody leaves the company."""
        await self.happenings.deactivate(self.person(who))

    async def announce(self) -> int:
        """Tell the app of every place where it is, as if it had just been added there."""
        return await self.happenings.announce()

    def block(self, who: Person | str) -> None:
        """Somebody blocks the bot; nobody is told."""
        self.tenant.blocked.add(self.person(who).id)

    def disable(self, *, off: bool = True) -> None:
        """An admin switches the app off, or on again."""
        self.tenant.disabled = off

    def fault(
        self,
        place: str,
        code: str,
        *,
        who: Person | str | None = None,
        times: int | None = 1,
        retry_after: int | None = None,
    ) -> Fault:
        """Let calls at a place (`teams.send`, …) fail with the connector's own error of that name.

        Raises KeyError for a name that is not in `sandbox.teams.errors.NAMED`.
        """
        error = errors.NAMED[code]()
        headers = dict(error.headers)
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        return self.tenant.core.faults.add(
            place,
            Kind.ERROR,
            status=error.status,
            body=error.body if error.body is not None else "<html>Bad gateway</html>",
            headers=headers,
            person=self.person(who).id if who is not None else None,
            times=times,
        )

    # ------------------------------------------------------------------------------------------

    def _visible(self, conversation: Conversation | str, person: Person) -> Conversation:
        wanted = conversation if isinstance(conversation, str) else conversation.id
        return self.tenant.visible(wanted, person.id)

    def _place(self, conversation: Conversation | str | None, person: Person) -> Conversation:
        """Return where somebody acts; without a place, their chat with the app."""
        if conversation is not None:
            return self._visible(conversation, person)
        chat = self.tenant.chat(person.id)
        if chat is None:
            raise TeamsError("There is no chat with the app.")
        return self._visible(chat, person)

    def _message(self, message: Seen, person: Person) -> tuple[Conversation, Message]:
        found = self._visible(message.conversation, person)
        return found, acts.message_in(found, message.id)
