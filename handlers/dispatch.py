"""From a stimulus to an answer: who is it, may they, did they agree, and which function answers.

The same for every platform. What goes wrong in a handler ends here: rules become words, bugs
become a number that the person can quote.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

import structlog

from chat.parts import Level
from chat.people import Reader
from chat.replies import Answer, NextForm, Nothing, OpenForm, Reply, Whisper
from chat.say import Command, say, verbatim
from chat.stimuli import (
    AnyStimulus,
    Arrived,
    Disconnected,
    HomeOpened,
    Left,
    Pressed,
    Said,
    Sought,
    Submitted,
    Surface,
)
from content_store.queries import identities, people, stimuli, workspaces
from handlers import words
from handlers.context import Context, Tools, reader_of
from handlers.routes import Route, Routes
from handlers.welcome import screens as welcome
from programme import calendars, consent, roles, tasks
from programme.errors import Denied, RuleError
from programme.roles import Role
from programme.values import Installation, Member, Workspace
from scheduler import queue

log = structlog.get_logger(__name__)

_STRANGER = Reader(locale="en", zone="UTC")

Event = Arrived | Left | Disconnected
"""What a platform tells; the person in it need not be somebody who takes part, or a person."""

_NOBODY = Member(
    id=0,
    name="",
    title="",
    locale=None,
    zone=None,
    role=Role.MEMBER,
    active=True,
    opted_in_at=None,
    left_at=None,
    paused_until=None,
    direct_digest=False,
    digest_at=None,
    name_on_board=False,
)
"""Stands for whoever an event names and no list of people does."""

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Actor:
    workspace: Workspace
    installation: Installation
    member: Member
    is_in: bool
    """Whether the company and this chat count them in."""


class Dispatcher:
    """Answers stimuli. Holds no state but which workspace each installation belongs to."""

    def __init__(self, tools: Tools, routes: Routes) -> None:
        self._tools = tools
        self._routes = routes
        self._homes: dict[tuple[str, str], tuple[int, int]] = {}

    async def __call__(self, stimulus: AnyStimulus) -> Answer:
        """Answer in the person's language. Raises nothing."""
        reader = _STRANGER
        structlog.contextvars.bind_contextvars(stimulus=type(stimulus).__name__)
        try:
            actor = await self._actor(stimulus)
            if actor is None:
                return Answer(reply=_refuse("error.not_installed"), reader=reader)
            reader = reader_of(actor.workspace, actor.member)
            if not actor.is_in and not isinstance(stimulus, Event):
                return Answer(reply=_refuse("error.not_active"), reader=reader)
            reply = await self._answer(self._context(stimulus, actor, reader), stimulus)
            return Answer(reply=reply, reader=reader)
        except RuleError as error:
            note = words.notice("refused", Level.CAREFUL, words.refusal(error))
            return Answer(reply=Whisper(post=note), reader=reader)
        except Exception:
            number = uuid.uuid4().hex[:8]
            log.exception("stimulus failed", action="dispatch.failed", number=number)
            note = words.notice("bug", Level.BAD, say("error.bug", number=verbatim(number)))
            return Answer(reply=Whisper(post=note), reader=reader)

    async def _actor(self, stimulus: AnyStimulus) -> _Actor | None:
        home = await self._home(stimulus.person.platform.value, stimulus.workspace)
        if home is None:
            return None
        workspace_id, installation_id = home
        store = self._tools.store
        async with store.reading(workspace_id) as u:
            found = await people.acting(u, installation_id, stimulus.person.id)
        member = found.member
        if member is None:
            member = (
                _NOBODY
                if isinstance(stimulus, Event)
                else await self._welcome_stranger(workspace_id, installation_id, stimulus)
            )
        is_in = member.active and found.here
        if found.unreachable and is_in and not isinstance(stimulus, Left | Disconnected):
            async with store.unit(workspace_id) as u:
                await people.mark_reachable(u, installation_id, stimulus.person.id)
        if found.elsewhere and is_in and _is_deliberate(stimulus):
            async with store.unit(workspace_id) as u:
                await identities.choose(u, installation_id, stimulus.person.id)
        if is_in and member.id:
            member = await self._heard(workspace_id, member, stimulus)
        return _Actor(
            workspace=found.workspace,
            installation=found.installation,
            member=member,
            is_in=is_in,
        )

    async def _heard(self, workspace: int, member: Member, stimulus: AnyStimulus) -> Member:
        """Take over what the person's client says of their language and zone, if it is new.

        A language that somebody has stays; so does a zone that only goes by another name.
        """
        locale = None if member.locale else _locale(stimulus.locale)
        zone = stimulus.zone if _is_new_zone(stimulus.zone, member, self._tools.clock()) else None
        if locale is None and zone is None:
            return member
        async with self._tools.store.unit(workspace) as u:
            await people.heard(u, member.id, locale=locale, zone=zone)
        return replace(member, locale=member.locale or locale, zone=zone or member.zone)

    async def _home(self, platform: str, external_id: str) -> tuple[int, int] | None:
        known = self._homes.get((platform, external_id))
        if known is None:
            async with self._tools.store.system_reading() as u:
                known = await workspaces.find_installation(u, platform, external_id)
            if known is not None:
                self._homes[platform, external_id] = known
        return known

    async def _welcome_stranger(
        self, workspace: int, installation: int, stimulus: AnyStimulus
    ) -> Member:
        """Somebody the last reading of the people list did not know yet."""
        async with self._tools.store.unit(workspace) as u:
            member = await people.add(
                u, installation, stimulus.person.id, name=stimulus.person.name
            )
            await queue.enqueue(
                u,
                tasks.SyncPeople(installation=installation, wanted_at=u.now.isoformat()),
                key=f"sync-people:{installation}:for:{stimulus.person.id}",
            )
        return member

    def _context(self, stimulus: AnyStimulus, actor: _Actor, reader: Reader) -> Context:
        async def resume(name: str, args: Mapping[str, str]) -> Reply:
            pressed = Pressed(
                workspace=stimulus.workspace,
                person=stimulus.person,
                place=stimulus.place,
                name=name,
                args=args,
                surface=Surface.FORM,
            )
            fresh = await self._actor(stimulus)
            if fresh is None:
                return _refuse("error.not_installed")
            if not fresh.is_in:
                return _refuse("error.not_active")
            return await self._answer(self._context(pressed, fresh, reader), pressed)

        return Context(
            tools=self._tools,
            workspace=actor.workspace,
            installation=actor.installation,
            member=actor.member,
            person=replace(stimulus.person, name=actor.member.name),
            place=stimulus.place,
            reader=reader,
            resume=resume,
        )

    async def _answer(self, ctx: Context, stimulus: AnyStimulus) -> Reply:
        match stimulus:
            case Said():
                return await self._said(ctx, stimulus)
            case Pressed():
                route = self._routes.presses.get(stimulus.name)
                if route is None:
                    return _refuse("error.unknown_press", command=Command(words="help"))
                return await self._through_gates(ctx, route, stimulus)
            case Submitted():
                route = self._routes.forms.get(stimulus.form)
                if route is None:
                    return _refuse("error.unknown_press", command=Command(words="help"))
                return await self._through_gates(ctx, route, stimulus)
            case Sought():
                return await self._routes.searches[0].handler(ctx, stimulus)
            case HomeOpened():
                return await self._routes.homes[0].handler(ctx, stimulus)
            case Arrived() | Left() | Disconnected():
                return await self._event(ctx, stimulus)
            case _:
                assert_never(stimulus)

    async def _said(self, ctx: Context, said: Said) -> Reply:
        word, _, rest = said.words.strip().partition(" ")
        route = self._routes.commands.get(word.lower())
        if route is None:
            route = self._routes.commands["help"]
            return await route.handler(ctx, said)
        return await self._through_gates(ctx, route, replace(said, words=rest.strip()))

    async def _event(self, ctx: Context, event: Event) -> Reply:
        """Events may be delivered again; they are marked only once they are dealt with."""
        route = self._routes.events.get(type(event))
        if route is None or await self._seen(ctx, event):
            return Nothing()
        reply = await route.handler(ctx, event)
        if event.retry_key is not None:
            async with ctx.unit() as u:
                await stimuli.first_time(u, event.retry_key)
        return reply

    async def _seen(self, ctx: Context, event: AnyStimulus) -> bool:
        if event.retry_key is None:
            return False
        async with ctx.reading() as u:
            return await stimuli.seen(u, event.retry_key)

    async def _through_gates(
        self, ctx: Context, route: Route, stimulus: Said | Pressed | Submitted
    ) -> Reply:
        if route.may is not None and not roles.may(ctx.member.role, route.may):
            raise Denied("not_allowed")
        if route.consent and not consent.has_opted_in(consent.standing_of(ctx.member)):
            return _ask_consent(stimulus, route)
        return await route.handler(ctx, stimulus)


def _is_deliberate(stimulus: AnyStimulus) -> bool:
    """Whether somebody did something on purpose, not only looked."""
    match stimulus:
        case Pressed():
            return not stimulus.automatic
        case Said() | Submitted():
            return True
        case _:
            return False


def _ask_consent(stimulus: Said | Pressed | Submitted, route: Route) -> Reply:
    match stimulus:
        case Pressed() if route.opens_form:
            form = welcome.consent_form(then=stimulus.name, args=stimulus.args)
            return NextForm(form=form) if stimulus.surface is Surface.FORM else OpenForm(form=form)
        case Submitted():
            return NextForm(form=welcome.consent_form(then="", args={}))
        case _:
            return Whisper(post=welcome.consent_post())


def _refuse(key: str, **args: Command) -> Whisper:
    return Whisper(post=words.notice("refused", Level.CAREFUL, say(key, **args)))


def _locale(told: str | None) -> str | None:
    return told if told and _LOCALE.fullmatch(told) else None


def _is_new_zone(told: str | None, member: Member, now: datetime) -> bool:
    if not told or told == member.zone or not calendars.is_known_zone(told):
        return False
    return member.zone is None or not calendars.keep_same_time(told, member.zone, now)
