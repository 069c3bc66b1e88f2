"""Replies → what Teams is answered, and which calls are made besides.

What must not fail silently: a call that Teams refuses is logged with its code, and the person is
told, in the answer that is still due or by any other way that is left. Must not know handlers.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from bot import outcome
from bot.outcome import Outcome
from bot.teams import answers, paint, texts, values
from bot.teams.answers import Json
from bot.teams.incoming import Incoming, Kind
from bot.teams.paint import Painted
from bot.teams.ways import Ways
from chat.parts import Quote
from chat.people import Reader
from chat.ports import PlatformError, Rejected, TargetGone
from chat.replies import Answer
from chat.say import Text, say, verbatim
from chat.screens import Form, Post
from chat.stimuli import HomeOpened, Said, Surface, surface_of

_log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """The answer's body, and the calls that bring the rest to the person.

    `private` is what the answer says instead where there is no way to the person alone; `points`
    when a word in the thread is to tell where the answer is.
    """

    body: Json | None = None
    steps: tuple[Step, ...] = ()
    private: Post | None = None
    points: bool = False


class Carrier:
    """Carries the replies of one installation."""

    def __init__(self, the_ways: Ways) -> None:
        self._ways = the_ways

    def in_time(self, incoming: Incoming, answer: Answer) -> Carried:
        """What to do with a reply that came before the deadline."""
        wanted, reader = outcome.of(answer.reply), answer.reader
        if incoming.kind is Kind.SEARCH:
            return Carried(body=_found(wanted, reader))
        if incoming.quiet:
            return Carried(body=_renewed(incoming, wanted, reader))
        if incoming.in_dialog:
            return self._in_dialog(incoming, wanted, reader)
        if incoming.kind is Kind.CARD:
            return self._on_card(incoming, wanted, reader)
        return self._by_messages(incoming, wanted, reader)

    def afterwards(self, incoming: Incoming, answer: Answer) -> Carried:
        """What to do with a reply for which the person was told to wait."""
        if incoming.quiet or incoming.kind is Kind.SEARCH:
            return Carried()
        carried = self._by_messages(incoming, outcome.of(answer.reply), answer.reader)
        promised = incoming.in_dialog or incoming.kind is Kind.CARD
        if promised and not carried.steps:
            return Carried(steps=(self._tell(incoming, _done(), answer.reader),))
        return carried

    def meanwhile(self, incoming: Incoming, reader: Reader) -> Carried:
        """What a person sees when the reply is not there at the deadline."""
        match incoming.kind:
            case Kind.SAID | Kind.PRESSED:
                return Carried(steps=(partial(self._ways.show_typing, incoming),))
            case Kind.SEARCH:
                return Carried(body=_told(incoming, say("paint.working"), reader))
            case _:
                return Carried(body=_told(incoming, say("teams.later"), reader))

    def trouble(self, incoming: Incoming, code: str, reader: Reader) -> Carried:
        """What a person is told when the program broke."""
        note = outcome.brief("trouble", say("paint.trouble", code=verbatim(code)))
        if incoming.kind is Kind.SENT:
            return Carried(body=self._note(incoming, _with_typed(incoming, note), reader))
        if incoming.kind in {Kind.SAID, Kind.PRESSED}:
            return Carried(steps=(self._tell(incoming, note, reader),))
        return Carried(body=_told(incoming, note.summary, reader))

    def late_trouble(self, incoming: Incoming, code: str, reader: Reader) -> Carried:
        """Tell somebody who waits that the program broke."""
        if incoming.quiet or incoming.kind is Kind.SEARCH:
            return Carried()
        note = outcome.brief("trouble", say("paint.trouble", code=verbatim(code)))
        return Carried(steps=(self._tell(incoming, _with_typed(incoming, note), reader),))

    def cancelled(self, incoming: Incoming, reader: Reader) -> Carried:
        """What becomes of a form that is put away."""
        if incoming.in_dialog or incoming.card is None:
            return Carried()
        closed = paint.message(outcome.brief("closed", say("teams.closed")), reader)
        return self._instead(incoming, closed)

    async def run(
        self, incoming: Incoming, reader: Reader, carried: Carried, heard: Callable[[], bool]
    ) -> Json | None:
        """Take all steps; one that fails is told to the person and does not stop the others.

        `heard` tells whether the answer was given already; what is returned is the answer to give.
        """
        body, failed = carried.body, False
        trouble: PlatformError
        for step in carried.steps:
            try:
                await step()
            except PlatformError as refusal:
                _log.warning("teams refused a reply: %s", refusal.code)
                trouble = refusal
            except Exception:  # noqa: BLE001 - what a screen breaks on must reach the person
                _log.exception("a reply could not be carried")
                trouble = Rejected("broken")
            else:
                continue
            failed = True
            body = await self._confess(incoming, reader, carried, trouble, heard) or body
        if carried.points and not failed:
            await self._point(incoming, say("teams.in_chat"), reader)
        return body

    async def _confess(
        self,
        incoming: Incoming,
        reader: Reader,
        carried: Carried,
        refusal: PlatformError,
        heard: Callable[[], bool],
    ) -> Json | None:
        """Tell that something could not be shown; the answer, where it is told in that."""
        alone = isinstance(refusal, TargetGone)
        text: Text = say("teams.add_me")
        if not alone:
            text = say("paint.not_shown", code=verbatim(refusal.code))
        unanswered = not heard() and not incoming.quiet
        if unanswered and incoming.kind is Kind.CARD:
            if alone and carried.private is not None:
                return answers.words(_in_words(carried.private, reader))
            return answers.words(texts.plain(text, reader))
        if unanswered and incoming.in_dialog and carried.body is None:
            return answers.dialog_words(texts.plain(text, reader))
        if alone and not incoming.is_personal:
            await self._point(incoming, text, reader)
        elif not alone:
            try:
                await self._ways.tell(incoming, outcome.brief("not_shown", text), reader)
            except PlatformError as silence:
                _log.warning("no way to a person is left: %s", silence.code)
        return None

    async def _point(self, incoming: Incoming, text: Text, reader: Reader) -> None:
        try:
            await self._ways.point(incoming, text, reader)
        except PlatformError as refusal:
            _log.warning("teams refused a word in a thread: %s", refusal.code)

    def _in_dialog(self, incoming: Incoming, wanted: Outcome, reader: Reader) -> Carried:
        form = _form(incoming, wanted)
        if form is not None:
            body = answers.dialog(self._ways.dialog(incoming, form, reader))
            rest = replace(wanted, form=None, note=None)
            return Carried(body=body, steps=self._calls(incoming, rest, reader))
        note = wanted.note
        if note is not None and not wanted.ends:
            # The form can't stay as it was: Teams shows nothing that is not in the answer.
            note = _with_typed(incoming, note)
        if wanted.replacement is not None and (_in_note(incoming) or incoming.origin.ref is None):
            # There is no message to replace: what stands in the dialog goes on in it.
            note, wanted = wanted.replacement, replace(wanted, replacement=None)
        steps = self._calls(incoming, replace(wanted, note=None), reader)
        if note is not None:
            return Carried(body=self._note(incoming, note, reader), steps=steps)
        if incoming.kind is Kind.SENT:
            # No body at all closes the dialog.
            return Carried(steps=steps)
        return Carried(body=answers.dialog_words(_in_words(_done(), reader)), steps=steps)

    def _on_card(self, incoming: Incoming, wanted: Outcome, reader: Reader) -> Carried:
        if incoming.inline_form:
            return self._on_inline_form(incoming, wanted, reader)
        at_home = surface_of(incoming.stimulus) is Surface.HOME
        if at_home and wanted.home is not None:
            page = paint.home(wanted.home, reader, viewer=incoming.person.id)
            steps = self._calls(incoming, replace(wanted, home=None), reader)
            put = partial(self._ways.put_home, incoming, page)
            return Carried(body=answers.card(page.card), steps=(put, *steps))
        if wanted.replacement is not None and not at_home and incoming.card is not None:
            post = paint.message(wanted.replacement, reader, viewer=_viewer(incoming))
            return self._instead(incoming, post)
        steps = self._by_messages(incoming, wanted, reader).steps
        pointer = say("teams.below" if incoming.is_personal else "teams.in_chat")
        text = texts.plain(pointer if steps else say("teams.done"), reader)
        return Carried(body=answers.words(text), steps=steps, private=wanted.note)

    def _on_inline_form(self, incoming: Incoming, wanted: Outcome, reader: Reader) -> Carried:
        painted, rest = self._succeeding(incoming, wanted, reader)
        if painted is not None:
            return self._instead(incoming, painted, *self._calls(incoming, rest, reader))
        told = paint.words(rest.note, reader) if rest.note is not None else None
        if told is not None:
            # The form stays as it is, with everything that was typed.
            steps = self._calls(incoming, replace(rest, note=None), reader)
            return Carried(body=answers.words(told), steps=steps)
        steps = self._calls(incoming, rest, reader)
        text = texts.plain(say("teams.below" if steps else "teams.done"), reader)
        return Carried(body=answers.words(text), steps=steps, private=rest.note)

    def _by_messages(self, incoming: Incoming, wanted: Outcome, reader: Reader) -> Carried:
        """Everything by calls: after messages and events, and for answers that come late."""
        if incoming.inline_form:
            painted, rest = self._succeeding(incoming, wanted, reader)
            put = () if painted is None else (partial(self._ways.put, incoming, painted),)
            return Carried(steps=(*put, *self._calls(incoming, rest, reader)))
        form = _form(incoming, wanted)
        steps = self._calls(incoming, wanted, reader)
        if form is not None:
            steps = (partial(self._ways.open, incoming, form, reader), *steps)
        points = bool(steps) and isinstance(incoming.stimulus, Said) and not incoming.is_personal
        return Carried(steps=steps, points=points)

    def _succeeding(
        self, incoming: Incoming, wanted: Outcome, reader: Reader
    ) -> tuple[Painted | None, Outcome]:
        """What takes the place of a form in a conversation, and what is left to be shown."""
        form = _form(incoming, wanted)
        if form is not None:
            return self._ways.inline(incoming, form, reader), replace(wanted, form=None)
        if wanted.replacement is None and not wanted.ends:
            return None, wanted
        if wanted.replacement is not None and incoming.origin.ref is None:
            wanted = replace(wanted, note=wanted.replacement, replacement=None)
        note = wanted.note or _done()
        painted = paint.message(note, reader, viewer=_viewer(incoming))
        return painted, replace(wanted, note=None)

    def _calls(self, incoming: Incoming, wanted: Outcome, reader: Reader) -> tuple[Step, ...]:
        """The calls for all but a form."""
        steps: list[Step] = []
        if wanted.replacement is not None:
            if surface_of(incoming.stimulus) is Surface.HOME:
                steps.append(self._tell(incoming, wanted.replacement, reader))
            else:
                steps.append(partial(self._ways.replace, incoming, wanted.replacement, reader))
        if wanted.home is not None:
            if wanted.ends or surface_of(incoming.stimulus) is Surface.FORM:
                renew = partial(self._ways.renew_home, incoming.person, wanted.home, reader)
                steps.append(renew)
            else:
                steps.append(partial(self._ways.show_home, incoming, wanted.home, reader))
        if wanted.note is not None:
            steps.append(self._tell(incoming, wanted.note, reader))
        return tuple(steps)

    def _tell(self, incoming: Incoming, note: Post, reader: Reader) -> Step:
        return partial(self._ways.tell, incoming, note, reader)

    def _instead(self, incoming: Incoming, painted: Painted, *steps: Step) -> Carried:
        """The answer takes the card's place at once, the call takes it for every other client."""
        put = partial(self._ways.put, incoming, painted)
        body = answers.card(painted.card) if incoming.kind is Kind.CARD else None
        return Carried(body=body, steps=(put, *steps))

    def _note(self, incoming: Incoming, note: Post, reader: Reader) -> Json:
        told = paint.words(note, reader)
        if told is not None:
            return answers.dialog_words(told)
        return answers.dialog(self._ways.dialog(incoming, outcome.note_form(note), reader))


def _told(incoming: Incoming, text: Text, reader: Reader) -> Json | None:
    """One sentence as the answer, where an answer has a body."""
    told = texts.plain(text, reader)
    match incoming.kind:
        case Kind.FETCH | Kind.SENT:
            return answers.dialog_words(told)
        case Kind.SEARCH:
            return answers.no_results(told)
        case Kind.CARD:
            return answers.no_card("NotNow", told) if incoming.quiet else answers.words(told)
        case _:
            return None


def _found(wanted: Outcome, reader: Reader) -> Json:
    if wanted.found is not None and wanted.found.results:
        return answers.results([paint.preview(one, reader) for one in wanted.found.results])
    if wanted.found is not None and wanted.found.note is not None:
        return answers.no_results(texts.plain(wanted.found.note, reader))
    note = wanted.note or wanted.replacement
    return answers.no_results(_in_words(note, reader)) if note is not None else answers.results([])


def _renewed(incoming: Incoming, wanted: Outcome, reader: Reader) -> Json:
    """A card for one viewer; whatever else a handler wants shown, nobody has asked for."""
    if wanted.home is not None and isinstance(incoming.stimulus, HomeOpened):
        return answers.card(paint.home(wanted.home, reader, viewer=incoming.person.id).card)
    if wanted.replacement is not None:
        post = wanted.replacement
        return answers.card(paint.message(post, reader, viewer=_viewer(incoming)).card)
    return answers.no_card("NothingOfOnesOwn", texts.plain(say("paint.later"), reader))


def _form(incoming: Incoming, wanted: Outcome) -> Form | None:
    """The form to be painted, with what was typed and the errors in it."""
    form = wanted.form
    if form is None:
        return None
    if not wanted.new_form:
        form = outcome.filled(form, incoming.typed)
    return outcome.with_errors(form, wanted.errors) if wanted.errors else form


def _with_typed(incoming: Incoming, note: Post) -> Post:
    """A note that takes the place of a form, with all that was written there: nothing is lost."""
    if incoming.of_form is None or _in_note(incoming):
        return note
    quotes = tuple(
        Quote(text=verbatim(text), caption=say("teams.typed"))
        for text in values.texts_of(incoming.typed, incoming.of_form)
    )
    return replace(note, parts=(*note.parts, *quotes))


def _in_note(incoming: Incoming) -> bool:
    return incoming.of_form is not None and incoming.of_form.form == outcome.NOTE


def _viewer(incoming: Incoming) -> str | None:
    return incoming.person.id if incoming.is_personal else None


def _in_words(post: Post, reader: Reader) -> str:
    return paint.words(post, reader) or paint.summary(post, reader)


def _done() -> Post:
    return outcome.brief("done", say("teams.done"))
