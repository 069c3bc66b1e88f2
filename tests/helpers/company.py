"""A company with people, channels and content, a chat that remembers, and a way to act in it.

The chat stands at the port that features write to; it is strict where platforms are and can be
told to fail as they do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import TypedDict, Unpack

from sqlmodel import col, select

from chat.fields import ChoicesField, Field
from chat.people import PersonRef, PlaceRef, Platform
from chat.ports import AnswerLost, RetryAt
from chat.press import Press
from chat.replies import Reply
from chat.say import Say, Text, Verbatim
from chat.screens import Form
from chat.stimuli import AnyStimulus, Pressed, Said, Submitted, Surface, Value, Values
from content_store.queries import identities, items, jobs, people, places, workspaces
from content_store.queries.items import Content
from content_store.tables.jobs import JobRow
from content_store.tables.people import IdentityRow
from content_store.unit import Store
from content_store.vault import Vault
from handlers import routes as route_tables
from handlers.budgets import Budget
from handlers.context import Addresses, TaskContext, Tools
from handlers.dispatch import Dispatcher
from handlers.routes import Routes
from networks.base import Network
from networks.fetching import FetchRefusal, FetchRefused
from programme import roster, tasks
from programme.roles import Role
from programme.states import ItemState
from programme.tasks import Task
from programme.values import Installation, Member, Place
from scheduler.worker import Again
from tests.helpers.chat import Chat, Message
from tests.helpers.databases import ManualClock

TEAM = "T1"


@dataclass(kw_only=True)
class Feeds:
    """Documents by address; others give no answer."""

    documents: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    """The pictures that were asked for."""

    async def fetch_feed(self, url: str) -> bytes:
        if url not in self.documents:
            raise FetchRefused(FetchRefusal.TIMEOUT)
        return self.documents[url]

    async def fetch_image(self, url: str) -> bytes:
        self.fetched.append(url)
        return await self.fetch_feed(url)


class Told(TypedDict, total=False):
    """What a test can say of an item besides its title."""

    summary: str
    url: str
    image_url: str | None
    image_alt: str
    source: str
    language: str
    topic_id: int | None
    product: bool
    evergreen: bool
    published_at: datetime | None
    expires_at: datetime | None
    captions: tuple[str, ...]


class Killed(BaseException):
    """The process died here."""


@dataclass(kw_only=True)
class Company:
    """Workspace 1, installed in one chat, with what a test adds."""

    store: Store
    clock: ManualClock
    routes: Routes
    installation: Installation
    chat: Chat = field(default_factory=Chat)
    others: dict[int, Chat] = field(default_factory=dict)
    """The chats of further installations, by installation."""
    leads: frozenset[str] = frozenset()
    link_by_email: bool = False
    feeds: Feeds = field(default_factory=Feeds)
    networks: dict[str, Network] = field(default_factory=dict)
    intents: dict[str, str] = field(default_factory=dict)
    """The networks' own sites."""
    app_passwords: dict[str, str] = field(default_factory=dict)
    """Their pages for passwords of apps."""
    budgets: dict[str, Budget] = field(default_factory=dict)
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - repeatable
    die_at: set[str] = field(default_factory=set)
    people: dict[int, str] = field(default_factory=dict)
    failed: list[Task] = field(default_factory=list)

    async def person(
        self,
        name: str,
        *,
        role: Role = Role.MEMBER,
        joined: bool = False,
        direct: bool = False,
        locale: str | None = None,
    ) -> Member:
        external = f"U-{name}"
        async with self.store.unit(1) as u:
            told = roster.Told(
                external_id=external,
                name=name,
                title="",
                locale=locale,
                zone="Europe/Ljubljana",
                role=role,
                active=True,
                directory_id=None,
                email_hash=None,
            )
            _, number = await identities.take_over(u, self.installation.id, told, asked_at=u.now)
            assert number is not None
            if joined or direct:
                await people.opt_in(u, number, direct_digest=direct, name_on_board=False)
            member = await people.get(u, number)
        self.people[member.id] = external
        return member

    async def channel(self, name: str, *, review: bool = False, digest: bool = True) -> Place:
        async with self.store.unit(1) as u:
            place = await places.arrived(
                u, self.installation.id, f"C-{name}", name=name, private=False
            )
            await places.switch(u, place.id, review_on=review, digest_on=digest)
            return await places.get(u, place.id)

    async def item(
        self,
        title: str,
        *,
        state: ItemState = ItemState.APPROVED,
        author: Member | None = None,
        **told: Unpack[Told],
    ) -> int:
        content = Content(
            title=title,
            summary=f"About {title}.",
            url="https://blog.example/post",
            image_url=None,
            image_alt="",
            source="Blog",
            language="en",
            topic_id=None,
            product=False,
            evergreen=False,
            published_at=self.clock(),
            expires_at=None,
            captions=(f"One on {title}", f"Why {title} matters", f"{title}: read this today"),
        )
        async with self.store.unit(1) as u:
            item_id = await items.add(
                u,
                replace(content, **told),
                state=ItemState.IN_REVIEW,
                author_id=None if author is None else author.id,
            )
            assert item_id is not None
            if state is not ItemState.IN_REVIEW:
                assert await items.decide(u, item_id, state, by=None)
        return item_id

    async def also_on(self, platform: Platform, *people_there: Member) -> Chat:
        """A second chat of the company, to which these people came last."""
        async with self.store.unit(1) as u:
            installation = await workspaces.install(
                u, platform=platform.value, external_id=f"second-{platform}", name="", bot_id="B2"
            )
            for member in people_there:
                u.session.add(
                    IdentityRow(
                        workspace_id=1,
                        member_id=member.id,
                        installation_id=installation.id,
                        external_id=f"U2-{member.name}",
                        chosen_at=u.now,
                    )
                )
        chat = Chat(platform=platform)
        self.others[installation.id] = chat
        return chat

    def tools(self) -> Tools:
        return Tools(
            store=self.store,
            clock=self.clock,
            random=self.random,
            vault=Vault([bytes(range(32))]),
            addresses=Addresses(base_url="https://glasnik.example", intents=self.intents),
            connectable={name: network.label for name, network in self.networks.items()},
            app_passwords=self.app_passwords,
            text_rules={name: network.text_rules for name, network in self.networks.items()},
            budgets=self.budgets,
            leads=self.leads,
            link_by_email=self.link_by_email,
        )

    async def run(self, task: Task, attempt: int = 1) -> Again | None:
        """Carry out a task as the worker would."""

        def reached(step: str) -> None:
            if step in self.die_at:
                self.die_at.remove(step)
                raise Killed(step)

        async with self.store.reading(1) as u:
            workspace = await workspaces.get(u)
        context = TaskContext(
            tools=self.tools(),
            workspace=workspace,
            attempt=attempt,
            messenger=lambda installation: self.others.get(installation.id, self.chat),
            networks=self.networks,
            feeds=self.feeds,
            reached=reached,
        )
        return await self.routes.tasks[type(task)](context, task)

    async def work(self) -> None:
        """Carry out every job that is due, until nothing is."""
        while due := await self._due():
            for row in due:
                await self._carry_out(row)

    async def work_until_idle(self, **at_most: float) -> None:
        """Work, and move on in time as long as jobs wait within `at_most` of now."""
        end = self.clock() + timedelta(**at_most)
        await self.work()
        while (moment := await self._next()) is not None and moment <= end:
            self.clock.now = max(moment, self.clock())
            await self.work()

    async def _due(self) -> list[JobRow]:
        async with self.store.reading(1) as u:
            found = await u.session.exec(
                select(JobRow)
                .where(col(JobRow.state) == "queued", col(JobRow.run_at) <= self.clock())
                .order_by(col(JobRow.run_at), col(JobRow.id))
            )
            return list(found)

    async def _next(self) -> datetime | None:
        async with self.store.reading(1) as u:
            found = await u.session.exec(
                select(col(JobRow.run_at))
                .where(col(JobRow.state) == "queued")
                .order_by(col(JobRow.run_at))
                .limit(1)
            )
            return found.first()

    async def _carry_out(self, row: JobRow) -> None:
        task, attempt = tasks.loads(row.task, row.payload), row.attempt + 1
        state, run_at = "done", row.run_at
        try:
            again = await self.run(task, attempt)
            if again is not None:
                opened = again.reason == "opened"
                assert opened or again.run_at > self.clock(), "a task asks for now, for ever"
                state, run_at, attempt = "queued", again.run_at, row.attempt
        except Killed:
            state, run_at = "queued", self.clock() + timedelta(minutes=1)
        except AnswerLost:
            state, run_at = "queued", self.clock() + timedelta(seconds=10)
        async with self.store.unit(1) as u:
            found = await u.session.get(JobRow, row.id)
            assert found is not None
            found.state, found.run_at, found.attempt = state, run_at, attempt
            u.session.add(found)

    async def does(self, stimulus: AnyStimulus) -> Reply:
        """Answer a stimulus as the program would."""
        return (await Dispatcher(self.tools(), self.routes)(stimulus)).reply

    async def press(
        self, who: Member, name: str, /, *, surface: Surface = Surface.MESSAGE, **args: object
    ) -> Reply:
        return await self.does(self._pressed(who, name, args, surface))

    def _pressed(
        self, who: Member, name: str, args: Mapping[str, object], surface: Surface
    ) -> Pressed:
        return Pressed(
            workspace=TEAM,
            person=self._ref(who),
            place=PlaceRef(platform=Platform.SLACK, id="C-somewhere"),
            name=name,
            args={key: str(value) for key, value in args.items()},
            surface=surface,
        )

    async def push(self, who: Member, press: Press) -> Reply:
        """Press what a button carries."""
        args: dict[str, object] = dict(press.args)
        return await self.does(self._pressed(who, press.name, args, Surface.MESSAGE))

    async def submit(self, who: Member, form: Form, **values: Value) -> Reply:
        """Send a form off with these values and, in all other fields, what stood there."""
        filled = {**typed(form), **values}
        return await self.does(
            Submitted(
                workspace=TEAM,
                person=self._ref(who),
                form=form.name,
                context=dict(form.context),
                values=Values(filled),
            )
        )

    async def say(self, who: Member, words: str) -> Reply:
        return await self.does(Said(workspace=TEAM, person=self._ref(who), words=words))

    def _ref(self, who: Member) -> PersonRef:
        return PersonRef(platform=Platform.SLACK, id=self.people[who.id], name=who.name)


def typed(form: Form) -> dict[str, Value]:
    """What stands in the form's fields."""
    found: dict[str, Value] = {}
    for part in form.body:
        if isinstance(part, ChoicesField):
            found[part.name] = part.values
        elif isinstance(part, Field):
            found[part.name] = part.value
    return found


async def found(store: Store, clock: ManualClock, *features: Routes) -> Company:
    """A company whose only features are these."""
    async with store.unit(1) as u:
        installation = await workspaces.install(
            u, platform="slack", external_id=TEAM, name="Acme", bot_id="B1"
        )
    return Company(
        store=store,
        clock=clock,
        routes=route_tables.join(*features),
        installation=installation,
    )


def verbatim_of(text: Text) -> str:
    """What a person or a site wrote; fails for a message of the catalogue."""
    assert isinstance(text, Verbatim)
    return text.text


def message_of(text: Text) -> Say:
    """A message of the catalogue; fails for what a person or a site wrote."""
    assert isinstance(text, Say)
    return text


def retry_in(clock: Callable[[], datetime], seconds: float) -> RetryAt:
    """A platform that asks to wait."""
    return RetryAt("ratelimited", clock() + timedelta(seconds=seconds))


async def job_keys(store: Store) -> list[str]:
    """What was ever queued."""
    async with store.reading(1) as u:
        found_keys = await u.session.exec(select(col(JobRow.key)).order_by(col(JobRow.id)))
        return list(found_keys)


__all__ = ["Chat", "Company", "Feeds", "Killed", "Message", "found", "job_keys", "jobs", "retry_in"]
