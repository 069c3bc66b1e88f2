"""Where a parsed stimulus meets its handler: in time, too late, or broken.

Knows the deadline and who carries replies; must not know HTTP, Socket Mode or Bolt.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.deadline import Deadline
from bot.deciding import Broken, Dispatch, Readers
from bot.slack import limits
from bot.slack.brush import Json
from bot.slack.carry import Carried, Carrier, Waiting
from bot.slack.incoming import Incoming, Kind
from chat.people import Reader
from chat.replies import Answer
from chat.stimuli import AnyStimulus, HomeOpened

_log = logging.getLogger(__name__)

ACKNOWLEDGE_SECONDS = limits.ACKNOWLEDGE_SECONDS - 0.5
"""When Slack gets its answer in any case; the rest is for the way there."""
SETTLE_SECONDS = 0.5
"""How long Slack gets to put an acknowledged view in its place before it is changed again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What Slack is answered: a body, or that it should send the same again."""

    body: Json | None = None
    again: bool = False


@dataclass(kw_only=True, slots=True)
class _Visit:
    """One stimulus on its way through the desk."""

    incoming: Incoming
    stimulus: AnyStimulus
    stamp: int
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: Waiting = field(default_factory=Waiting)
    shown: asyncio.Task[None] | None = None


class Desk:
    """Answers what comes in, for one installation."""

    def __init__(
        self,
        *,
        dispatch: Dispatch,
        carrier: Carrier,
        deadline: Deadline,
        default_reader: Reader,
        reference: Callable[[], str],
        acknowledge_seconds: float = ACKNOWLEDGE_SECONDS,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self._dispatch = dispatch
        self._carrier = carrier
        self._deadline = deadline
        self._patient = Deadline(acknowledge_seconds)
        self._reference = reference
        self._acknowledge = acknowledge_seconds
        self._settle = settle_seconds
        self._default = default_reader
        # Slack does not say anybody's language, so what they last read in is remembered.
        self._readers = Readers()

    async def receive(self, incoming: Incoming, stamp: int) -> Verdict:
        """Answer what came in, at the latest after `acknowledge_seconds`."""
        if incoming.options:
            return Verdict(body={"options": []})
        if incoming.stimulus is None:
            return Verdict()
        loop = asyncio.get_running_loop()
        end = loop.time() + self._acknowledge
        visit = _Visit(incoming=incoming, stimulus=incoming.stimulus, stamp=stamp)
        try:
            return await self._answer(visit, end)
        finally:
            loop.call_later(self._settle, visit.answered.set)

    async def drain(self, seconds: float) -> None:
        """Let what runs beyond its time come to its end."""
        await asyncio.gather(self._deadline.drain(seconds), self._patient.drain(seconds))

    async def _answer(self, visit: _Visit, end: float) -> Verdict:
        committed = visit.incoming.kind is Kind.EVENT and not isinstance(visit.stimulus, HomeOpened)
        deadline = self._patient if committed else self._deadline
        decided = await deadline.answer_within(self._decide(visit), partial(self._late, visit))
        if decided is None and committed:
            # What is not known to be kept is not acknowledged: Slack sends events again.
            return Verdict(again=True)
        if isinstance(decided, Broken) and visit.incoming.kind is Kind.EVENT:
            return Verdict(again=True)
        reader = self._reader(visit.stimulus)
        carried = self._carried(visit, decided, reader)
        if carried.steps:
            steps = self._carrier.run(visit.incoming, reader, carried.steps)
            visit.shown = self._deadline.own(steps)
            left = end - asyncio.get_running_loop().time()
            await asyncio.wait({visit.shown}, timeout=max(left, 0.0))
        return Verdict(body=carried.ack)

    def _carried(self, visit: _Visit, decided: Answer | Broken | None, reader: Reader) -> Carried:
        if decided is None:
            return self._carrier.meanwhile(visit.incoming, reader, visit.waiting)
        if isinstance(decided, Broken):
            return self._carrier.trouble(visit.incoming, decided.code, reader)
        try:
            return self._carrier.in_time(visit.incoming, decided, visit.stamp)
        except Exception:  # noqa: BLE001 - a screen that can't be painted is told like any fault
            return self._carrier.trouble(visit.incoming, self._fault(), reader)

    async def _decide(self, visit: _Visit) -> Answer | Broken:
        try:
            answer = await self._dispatch(visit.stimulus)
        except Exception:  # noqa: BLE001 - the one place where whatever a handler raises ends
            return Broken(code=self._fault())
        self._readers.remember(visit.stimulus.person.id, answer.reader)
        return answer

    async def _late(self, visit: _Visit, decided: Answer | Broken) -> None:
        await visit.answered.wait()
        if visit.shown is not None:
            await asyncio.wait({visit.shown})
        reader = self._reader(visit.stimulus)
        if isinstance(decided, Answer):
            await self._carrier.late(visit.incoming, decided, visit.waiting, visit.stamp)
        elif visit.incoming.kind is not Kind.EVENT:
            await self._carrier.late_trouble(visit.incoming, decided.code, reader, visit.waiting)

    def _fault(self) -> str:
        code = self._reference()
        _log.exception("a stimulus could not be answered, reference %s", code)
        return code

    def _reader(self, stimulus: AnyStimulus) -> Reader:
        return self._readers.of(stimulus.person.id) or self._default
