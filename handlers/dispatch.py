"""From a stimulus to an answer: who is it, may they, did they agree, and which function answers.

The same for every platform. What goes wrong in a handler ends here: rules become words, bugs
become a number that the person can quote.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from content_store.queries import people, stimuli, workspaces
from handlers import words
from handlers.context import Context, Tools, reader_of
from handlers.routes import Route, Routes
from handlers.welcome import screens as welcome
from programme import consent, roles, tasks
from programme.errors import Denied, RuleError
from programme.values import Installation, Member, Workspace
from scheduler import queue

log = structlog.get_logger(__name__)

_STRANGER = Reader(locale="en", zone="UTC")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Actor:
    workspace: Workspace
    installation: Installation
    member: Member
    is_new: bool


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
            if not actor.member.active and not isinstance(stimulus, Left | Disconnected):
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
        is_new = found.member is None
        member = found.member or await self._welcome_stranger(
            workspace_id, installation_id, stimulus
        )
        return _Actor(
            workspace=found.workspace,
            installation=found.installation,
            member=member,
            is_new=is_new,
        )

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
                tasks.SyncPeople(installation=installation),
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

    async def _event(self, ctx: Context, event: Arrived | Left | Disconnected) -> Reply:
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
