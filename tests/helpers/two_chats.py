"""A company that uses Slack and Teams at once, for tests of who is who in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlmodel import col, select

from chat.people import PersonRef, PlaceRef, Platform, Profile, Room
from chat.replies import Reply
from chat.stimuli import Arrived, Left, Pressed, Said, Surface
from content_store.queries import conversations, people, workspaces
from content_store.queries.conversations import Conversation, Kind
from content_store.tables.audit import AuditRow
from content_store.tables.people import IdentityRow
from content_store.unit import Store
from handlers.routes import Routes
from programme.tasks import SyncPeople
from programme.values import Installation, Member
from tests.helpers import company as companies
from tests.helpers.chat import Chat
from tests.helpers.company import TEAM, Company
from tests.helpers.databases import ManualClock

TENANT = "tenant-1"


@dataclass(kw_only=True)
class OneChat:
    """One of the two chats."""

    company: Company
    installation: Installation
    chat: Chat
    workspace: str
    profiles: dict[str, Profile] = field(default_factory=dict)

    def _ref(self, external_id: str, name: str = "") -> PersonRef:
        return PersonRef(platform=self.chat.platform, id=external_id, name=name)

    def has(
        self,
        external_id: str,
        name: str = "Ana Novak",
        *,
        email: str | None = None,
        directory_id: str | None = None,
        login: str | None = None,
        admin: bool = False,
        active: bool = True,
        title: str = "",
        locale: str | None = None,
        zone: str | None = None,
    ) -> None:
        """Let the chat's list name somebody, now or anew."""
        self.profiles[external_id] = Profile(
            ref=self._ref(external_id, name),
            locale=locale,
            zone=zone,
            is_admin=admin,
            active=active,
            title=title,
            email=email,
            directory_id=directory_id,
            login=login,
        )

    def change(self, external_id: str, **more: object) -> None:
        """Let the list say something else of somebody."""
        known = self.profiles[external_id]
        self.profiles[external_id] = replace(known, **more)  # type: ignore[arg-type] # test's own

    def drop(self, external_id: str) -> None:
        """Let the list not name somebody any more."""
        del self.profiles[external_id]

    async def read(self) -> None:
        """Read the list, and do what follows from it at once."""
        self.chat.everyone[:] = self.profiles.values()
        self.company.clock.forward(seconds=1)
        await self.company.run(SyncPeople(installation=self.installation.id))

    async def member(self, external_id: str) -> Member | None:
        """Who somebody is in the programme."""
        async with self.company.store.reading(1) as u:
            return await people.by_identity(u, self.installation.id, external_id)

    async def number(self, external_id: str) -> int:
        """The programme's number of somebody; fails if they are nobody."""
        member = await self.member(external_id)
        assert member is not None
        return member.id

    async def joins(self, external_id: str) -> None:
        """Somebody takes part, as they might have long ago."""
        number = await self.number(external_id)
        async with self.company.store.unit(1) as u:
            await people.record_consent(u, number, kind="take_part", given=True, words="Yes.")
            await people.opt_in(u, number, direct_digest=True, name_on_board=True)

    async def presses(
        self,
        external_id: str,
        name: str = "boards.mine",
        *,
        place: str | None = None,
        locale: str | None = None,
        zone: str | None = None,
    ) -> Reply:
        """Somebody presses a button."""
        return await self.company.does(
            Pressed(
                workspace=self.workspace,
                person=self._ref(external_id, "Ana Novak"),
                place=self._place(place),
                name=name,
                args={},
                surface=Surface.MESSAGE,
                locale=locale,
                zone=zone,
            )
        )

    async def says(self, external_id: str, words: str, *, place: str | None = None) -> Reply:
        """Somebody gives a command."""
        return await self.company.does(
            Said(
                workspace=self.workspace,
                person=self._ref(external_id, "Ana Novak"),
                place=self._place(place),
                words=words,
            )
        )

    async def loses(self, external_id: str, *, place: str | None = None) -> Reply:
        """The chat says that somebody is gone: from the company, or only from a place."""
        return await self.company.does(
            Left(
                workspace=self.workspace,
                person=self._ref(external_id),
                place=self._place(place),
                is_bot=False,
            )
        )

    async def adds_bot(self, place: str, *, key: str = "added") -> Reply:
        """The bot was added in a place."""
        return await self.company.does(
            Arrived(
                workspace=self.workspace,
                person=self._ref("somebody"),
                place=self._place(place),
                is_bot=True,
                retry_key=f"{key}:{place}",
            )
        )

    async def removes_bot(self, place: str) -> Reply:
        """The bot was taken out of a place."""
        return await self.company.does(
            Left(
                workspace=self.workspace,
                person=self._ref("somebody"),
                place=self._place(place),
                is_bot=True,
                retry_key=f"removed:{place}",
            )
        )

    async def knows(
        self, place: str, kind: Kind, *, team: str | None = None, person: str | None = None
    ) -> None:
        """The chat has told of a conversation."""
        async with self.company.store.unit(1) as u:
            await conversations.remember(
                u,
                self.installation.id,
                Conversation(
                    external_id=place,
                    kind=kind,
                    service_url="https://smba.example/",
                    team=team,
                    person=person,
                    name="Marketing" if kind is Kind.CHANNEL else "",
                ),
            )

    def lists_room(self, place: str, name: str, *, private: bool = False) -> None:
        """Let the chat's list of channels name one."""
        ref = PlaceRef(platform=self.chat.platform, id=place)
        self.chat.channels.append(Room(ref=ref, name=name, private=private))

    def _place(self, place: str | None) -> PlaceRef | None:
        return None if place is None else PlaceRef(platform=self.chat.platform, id=place)


@dataclass(kw_only=True)
class TwoChats:
    """A company in Slack and in Teams, whose people may be linked by their addresses."""

    company: Company
    slack: OneChat
    teams: OneChat

    async def audited(self, action: str) -> int:
        """How often something was recorded."""
        async with self.company.store.reading(1) as u:
            found = await u.session.exec(select(AuditRow).where(col(AuditRow.action) == action))
            return len(found.all())

    async def identities(self) -> list[IdentityRow]:
        """All identities, as they are stored."""
        async with self.company.store.reading(1) as u:
            return list(await u.session.exec(select(IdentityRow).order_by(col(IdentityRow.id))))


async def found(store: Store, clock: ManualClock, *features: Routes) -> TwoChats:
    """A company with both chats and only these features, linking switched on."""
    company = await companies.found(store, clock, *features)
    company.link_by_email = True
    company.chat.lists_everyone = True
    async with store.unit(1) as u:
        installed = await workspaces.install(
            u, platform="teams", external_id=TENANT, name="Acme in Teams", bot_id="28:app"
        )
    other = Chat(
        platform=Platform.TEAMS,
        lists_everyone=False,
        tells_departures=False,
        invited_to_rooms=False,
    )
    company.others[installed.id] = other
    return TwoChats(
        company=company,
        slack=OneChat(
            company=company,
            installation=company.installation,
            chat=company.chat,
            workspace=TEAM,
        ),
        teams=OneChat(company=company, installation=installed, chat=other, workspace=TENANT),
    )
