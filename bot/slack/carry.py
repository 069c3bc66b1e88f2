"""Replies → what Slack's acknowledgement holds and which calls are made besides.

What must not fail silently: a call that Slack refuses is logged with its code, and the person is
told if any way to them is left. Must not know handlers.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot import outcome, texts
from bot.outcome import Outcome
from bot.slack import errors, limits, paint, refill, values, ways
from bot.slack.brush import Json
from bot.slack.incoming import Incoming, Kind
from bot.slack.ways import Ways
from chat.people import Reader
from chat.ports import PlatformError
from chat.replies import Answer
from chat.say import say
from chat.screens import Form, Post
from chat.stimuli import Pressed, Surface, surface_of

_log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """The acknowledgement's body, and the calls that bring the rest to the person."""

    ack: Json | None = None
    steps: tuple[Step, ...] = ()


@dataclass(kw_only=True, slots=True)
class Waiting:
    """What a person was shown while the answer was not there yet."""

    view_id: str | None = None


class Carrier:
    """Carries the replies of one installation."""

    def __init__(self, the_ways: Ways) -> None:
        self._ways = the_ways

    def in_time(self, incoming: Incoming, answer: Answer, stamp: int) -> Carried:
        """What to do with a reply that came before the deadline.

        Raises texts.TooLong when words of ours are over a limit.
        """
        wanted, reader = outcome.of(answer.reply), answer.reader
        if incoming.kind is Kind.SUBMISSION:
            return self._submission(incoming, wanted, reader)
        if incoming.kind is Kind.COMMAND:
            note = wanted.note or wanted.replacement
            if note is None and wanted.home is not None:
                note = outcome.brief("home_ready", say("paint.home_ready"))
            ack = None if note is None else ways.whispered(note, reader)
            quiet = Outcome(form=wanted.form, errors=wanted.errors, home=wanted.home)
            return Carried(ack=ack, steps=self._steps(incoming, quiet, reader, stamp))
        return Carried(steps=self._steps(incoming, wanted, reader, stamp))

    def meanwhile(self, incoming: Incoming, reader: Reader, waiting: Waiting) -> Carried:
        """What a person sees when the reply is not there at the deadline."""
        later = outcome.brief("later", say("paint.later"))
        if incoming.kind is Kind.SUBMISSION and incoming.view is not None:
            waiting.view_id = incoming.view["id"]
            return Carried(ack=_update(incoming, outcome.waiting_form(), reader))
        if incoming.kind is Kind.COMMAND:
            return Carried(ack=ways.whispered(later, reader))
        if incoming.kind is Kind.EVENT:
            return Carried()
        if incoming.opens_form:
            return Carried(steps=(partial(self._hold_open, incoming, reader, waiting),))
        if surface_of(incoming.stimulus) is Surface.MESSAGE:
            return Carried(steps=(partial(self._ways.say, incoming, later, reader),))
        return Carried()

    async def late(self, incoming: Incoming, answer: Answer, waiting: Waiting, stamp: int) -> None:
        """Bring a reply to somebody who was told to wait."""
        wanted, reader = outcome.of(answer.reply), answer.reader
        if waiting.view_id is None:
            await self.run(incoming, reader, self._steps(incoming, wanted, reader, stamp))
            return
        form = _painted_form(wanted)
        if form is not None and incoming.kind is Kind.SUBMISSION and incoming.view is not None:
            form = refill.kept(form, incoming.view)[0]
        shown = form if form is not None else outcome.note_form(wanted.note)
        steps = [partial(self._show, incoming, waiting.view_id, shown, wanted.note, reader)]
        if wanted.replacement is not None:
            steps.append(partial(self._ways.replace, incoming, wanted.replacement, reader))
        if wanted.home is not None and incoming.stimulus is not None:
            person = incoming.stimulus.person
            steps.append(partial(self._ways.publish, person, wanted.home, reader))
        await self.run(incoming, reader, tuple(steps))

    def trouble(self, incoming: Incoming, code: str, reader: Reader) -> Carried:
        """What a person sees when something of ours broke before the deadline.

        A form stays open with everything in it.
        """
        words = say("paint.trouble", code=code)
        if incoming.kind is Kind.COMMAND:
            return Carried(ack=ways.whispered(outcome.brief("trouble", words), reader))
        if incoming.kind is Kind.SUBMISSION and incoming.view is not None:
            names = sorted(refill.input_names(incoming.view))
            if names:
                told = {names[0]: texts.line(words, reader, limits.CONTEXT_TEXT)}
                return Carried(ack={"response_action": "errors", "errors": told})
        tell = partial(self._ways.say, incoming, outcome.brief("trouble", words), reader)
        return Carried(steps=(tell,))

    async def late_trouble(
        self, incoming: Incoming, code: str, reader: Reader, waiting: Waiting
    ) -> None:
        """What a person sees when something of ours broke after the deadline.

        A form that was sent off comes back with everything in it.
        """
        words = outcome.brief("trouble", say("paint.trouble", code=code))
        step: Step = partial(self._ways.say, incoming, words, reader)
        if waiting.view_id is not None and incoming.view is not None:
            painted = values.typed_again(incoming.view)
            notice = paint.message(words, reader)["blocks"]
            painted["blocks"] = [*_blocks(notice), *_blocks(painted["blocks"])]
            step = partial(self._ways.show, waiting.view_id, painted)
        elif waiting.view_id is not None:
            form = outcome.note_form(words)
            step = partial(self._show, incoming, waiting.view_id, form, words, reader)
        await self.run(incoming, reader, (step,))

    async def run(self, incoming: Incoming, reader: Reader, steps: tuple[Step, ...]) -> None:
        """Take all steps; one that fails is told to the person and does not stop the others."""
        for step in steps:
            try:
                await step()
            except PlatformError as refusal:
                _log.warning("slack refused a reply: %s", refusal.code)
                await self._confess(incoming, reader, refusal.code)
            except texts.TooLong:
                _log.exception("a reply could not be painted")
                await self._confess(incoming, reader, "too_long")

    async def _confess(self, incoming: Incoming, reader: Reader, code: str) -> None:
        note = outcome.brief("not_shown", say("paint.not_shown", code=code))
        try:
            await self._ways.say(incoming, note, reader)
        except PlatformError as refusal:
            _log.warning("no way to a person is left: %s", refusal.code)

    def _submission(self, incoming: Incoming, wanted: Outcome, reader: Reader) -> Carried:
        shown = refill.input_names(incoming.view) if incoming.view is not None else set()
        if wanted.errors and all(name in shown for name, _ in wanted.errors):
            told = {
                name: texts.line(text, reader, limits.CONTEXT_TEXT) for name, text in wanted.errors
            }
            return Carried(ack={"response_action": "errors", "errors": told})
        form = _painted_form(wanted)
        if form is not None:
            return Carried(ack=_update(incoming, form, reader))
        ack: Json | None = {"response_action": "clear"} if wanted.closes else None
        return Carried(ack=ack, steps=self._notes(incoming, wanted, reader))

    def _steps(
        self, incoming: Incoming, wanted: Outcome, reader: Reader, stamp: int
    ) -> tuple[Step, ...]:
        """The calls for a reply that no acknowledgement can carry."""
        form = _painted_form(wanted)
        inside = surface_of(incoming.stimulus) is Surface.FORM
        if form is None and inside and wanted.ends:
            # Slack lets nobody close a form from a press in it, so it says what became of it.
            form, wanted = outcome.note_form(wanted.note), Outcome(home=wanted.home)
        said = wanted.replacement or wanted.note
        if form is None and said is not None and _in_note(incoming):
            # What stands in a note goes on in it: there is no message to replace or answer at.
            form, wanted = outcome.note_form(said), Outcome(home=wanted.home)
        notes = self._notes(incoming, wanted, reader)
        if form is None:
            return notes
        if inside and not wanted.new_form:
            return (partial(self._ways.renew, incoming, form, reader, stamp), *notes)
        return (partial(self._ways.open, incoming, form, reader, push=inside), *notes)

    def _notes(self, incoming: Incoming, wanted: Outcome, reader: Reader) -> tuple[Step, ...]:
        steps: list[Step] = []
        if wanted.replacement is not None:
            steps.append(partial(self._ways.replace, incoming, wanted.replacement, reader))
        if wanted.home is not None and incoming.stimulus is not None:
            person = incoming.stimulus.person
            steps.append(partial(self._ways.publish, person, wanted.home, reader))
        if wanted.note is not None:
            pressed_at_home = isinstance(incoming.stimulus, Pressed) and (
                incoming.stimulus.surface is Surface.HOME
            )
            tell = self._ways.show_note if pressed_at_home else self._ways.say
            steps.append(partial(tell, incoming, wanted.note, reader))
        return tuple(steps)

    async def _hold_open(self, incoming: Incoming, reader: Reader, waiting: Waiting) -> None:
        push = surface_of(incoming.stimulus) is Surface.FORM
        waiting.view_id = await self._ways.open(incoming, outcome.waiting_form(), reader, push=push)

    async def _show(
        self, incoming: Incoming, view_id: str, form: Form, note: Post | None, reader: Reader
    ) -> None:
        """Show a form where the person waits; if they closed it, say the note elsewhere."""
        try:
            await self._ways.show(
                view_id, paint.view(form, reader, origin=incoming.origin.packed())
            )
        except PlatformError as refusal:
            if refusal.code not in errors.VIEW_GONE:
                raise
            if note is not None:
                await self._ways.say(incoming, note, reader)


def _painted_form(wanted: Outcome) -> Form | None:
    """The form to be painted, with the errors in it."""
    if wanted.form is None or not wanted.errors:
        return wanted.form
    return outcome.with_errors(wanted.form, wanted.errors)


def _update(incoming: Incoming, form: Form, reader: Reader) -> Json:
    """An acknowledgement that puts a form in the place of the one sent off."""
    turns = None
    if incoming.view is not None:
        form, turns = refill.kept(form, incoming.view)
    view = paint.view(form, reader, origin=incoming.origin.packed(), turns=turns)
    return {"response_action": "update", "view": view}


def _in_note(incoming: Incoming) -> bool:
    return isinstance(incoming.stimulus, Pressed) and incoming.stimulus.form == outcome.NOTE


def _blocks(found: object) -> list[object]:
    return found if isinstance(found, list) else []
