"""Where a parsed stimulus meets its handler: in time, too late, or broken.

Knows the deadline and who carries replies; must not know HTTP or turns.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from bot.deadline import Deadline
from bot.deciding import Broken, Dispatch, Readers
from bot.teams import texts
from bot.teams.answers import Json
from bot.teams.carry import Carried, Carrier
from bot.teams.incoming import INVOKES, Incoming, Kind, place_of
from bot.teams.ways import Ways
from chat.people import Reader
from chat.replies import Answer
from chat.stimuli import AnyStimulus, Left

_log = logging.getLogger(__name__)

INVOKE_TIMES = 2.5
"""How many times as long as others handlers may take where the answer itself shows something: a
dialog can't be opened later. Teams gives up after about five seconds."""
ANSWER_SECONDS = 3.0
"""When Teams gets its answer in any case."""
KEEP_SECONDS = 10.0
"""How long an event may take to be kept; Teams sends what is not answered in 15 seconds again:
learn.microsoft.com/microsoftteams/platform/bots/bot-basics."""

_ANSWERS_REMEMBERED = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What Teams is answered: a body, that it should send the same again, or that we don't know."""

    body: Json | None = None
    again: bool = False
    unknown: bool = False


@dataclass(kw_only=True, slots=True)
class _Visit:
    """One stimulus on its way through the desk."""

    incoming: Incoming
    stimulus: AnyStimulus
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    shown: asyncio.Task[Json | None] | None = None


class Desk:
    """Answers what comes in, for one installation."""

    def __init__(
        self,
        *,
        dispatch: Dispatch,
        carrier: Carrier,
        ways: Ways,
        decide_seconds: float,
        default_reader: Reader,
        reference: Callable[[], str],
        answer_seconds: float = ANSWER_SECONDS,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self._dispatch = dispatch
        self._carrier = carrier
        self._ways = ways
        self._deadline = Deadline(decide_seconds)
        self._of_invokes = Deadline(decide_seconds * INVOKE_TIMES)
        self._of_events = Deadline(keep_seconds)
        self._reference = reference
        self._answer_seconds = answer_seconds
        self._default = texts.typing(default_reader)
        self._readers = Readers()
        self._verdicts: OrderedDict[str, asyncio.Task[Verdict]] = OrderedDict()

    async def receive(self, incoming: Incoming) -> Verdict:
        """Answer what came in, at the latest after `answer_seconds`; the same again with the same.

        Events may take `keep_seconds`.
        """
        stimulus = incoming.stimulus
        if stimulus is None:
            return await self._without_stimulus(incoming)
        key = stimulus.retry_key or ""
        known = self._verdicts.get(key)
        if known is not None:
            _log.info("teams sends an activity again")
            return await asyncio.shield(known)
        visit = _Visit(incoming=incoming, stimulus=stimulus)
        answering = asyncio.ensure_future(self._visited(visit))
        self._verdicts[key] = answering
        if len(self._verdicts) > _ANSWERS_REMEMBERED:
            self._verdicts.popitem(last=False)
        verdict = await asyncio.shield(answering)
        if verdict.again:
            self._verdicts.pop(key, None)
        return verdict

    async def drain(self, seconds: float) -> None:
        """Let what runs beyond its time come to its end."""
        owners = (self._deadline, self._of_invokes, self._of_events)
        await asyncio.gather(*(owner.drain(seconds) for owner in owners))

    async def _without_stimulus(self, incoming: Incoming) -> Verdict:
        if incoming.kind is Kind.OTHER:
            return Verdict(unknown=True)
        await self._ways.keep(incoming.reference)
        if not incoming.cancels:
            return Verdict()
        reader = self._reader(incoming)
        carried = self._carrier.cancelled(incoming, reader)
        steps = self._carrier.run(incoming, reader, carried, lambda: False)
        shown = self._deadline.own(steps)
        await asyncio.wait({shown}, timeout=self._answer_seconds)
        return Verdict(body=shown.result() if _is_well(shown) else carried.body)

    async def _visited(self, visit: _Visit) -> Verdict:
        end = asyncio.get_running_loop().time() + self._answer_seconds
        try:
            return await self._answer(visit, end)
        finally:
            visit.answered.set()

    async def _answer(self, visit: _Visit, end: float) -> Verdict:
        incoming, is_event = visit.incoming, visit.incoming.kind is Kind.EVENT
        deadline = self._deadline
        if is_event:
            deadline = self._of_events
        elif incoming.kind in INVOKES:
            deadline = self._of_invokes
        decided = await deadline.answer_within(self._decide(visit), partial(self._late, visit))
        if is_event and not isinstance(decided, Answer):
            # What is not known to be kept is not acknowledged: Teams sends it again.
            return Verdict(again=True)
        reader = self._reader(incoming)
        carried = self._carried(incoming, decided, reader)
        if not carried.steps:
            return Verdict(body=carried.body)
        steps = self._carrier.run(incoming, reader, carried, visit.answered.is_set)
        visit.shown = self._deadline.own(steps)
        left = end - asyncio.get_running_loop().time()
        await asyncio.wait({visit.shown}, timeout=max(left, 0.0))
        return Verdict(body=visit.shown.result() if _is_well(visit.shown) else carried.body)

    def _carried(
        self, incoming: Incoming, decided: Answer | Broken | None, reader: Reader
    ) -> Carried:
        if incoming.kind is Kind.EVENT and not (incoming.is_personal and not incoming.forgets):
            # Nobody did anything here that they would wait for an answer to.
            return Carried()
        if decided is None:
            return self._carrier.meanwhile(incoming, reader)
        if isinstance(decided, Broken):
            return self._carrier.trouble(incoming, decided.code, reader)
        try:
            return self._carrier.in_time(incoming, decided)
        except Exception:  # noqa: BLE001 - a screen that can't be painted is told like any fault
            return self._carrier.trouble(incoming, self._fault(), reader)

    async def _decide(self, visit: _Visit) -> Answer | Broken:
        try:
            if visit.incoming.forgets and isinstance(visit.stimulus, Left):
                return await self._leave(visit.incoming, visit.stimulus)
            await self._ways.keep(visit.incoming.reference)
            answer = await self._dispatch(visit.stimulus)
        except Exception:  # noqa: BLE001 - the one place where whatever a handler raises ends
            return Broken(code=self._fault())
        answer = replace(answer, reader=texts.typing(answer.reader))
        self._readers.remember(visit.stimulus.person.id, answer.reader)
        return answer

    async def _leave(self, incoming: Incoming, left: Left) -> Answer:
        """The bot left a conversation, or with its team several: all of them are told of."""
        for conversation in await self._ways.gone(incoming):
            key = f"{left.retry_key}:{conversation}"
            answer = await self._dispatch(
                replace(left, place=place_of(conversation), retry_key=key)
            )
            await self._ways.forget(conversation)
        return answer

    async def _late(self, visit: _Visit, decided: Answer | Broken) -> None:
        await visit.answered.wait()
        if visit.shown is not None:
            await asyncio.wait({visit.shown})
        incoming = visit.incoming
        if incoming.kind is Kind.EVENT:
            return
        reader = self._reader(incoming)
        try:
            carried = (
                self._carrier.afterwards(incoming, decided)
                if isinstance(decided, Answer)
                else self._carrier.late_trouble(incoming, decided.code, reader)
            )
        except Exception:  # noqa: BLE001 - a screen that can't be painted is told like any fault
            carried = self._carrier.late_trouble(incoming, self._fault(), reader)
        await self._carrier.run(incoming, reader, carried, lambda: True)

    def _fault(self) -> str:
        code = self._reference()
        _log.exception("a stimulus could not be answered, reference %s", code)
        return code

    def _reader(self, incoming: Incoming) -> Reader:
        """As the person was last answered, else as their client says."""
        return self._readers.of(incoming.person.id) or incoming.reader(self._default)


def _is_well(task: asyncio.Task[Json | None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None
