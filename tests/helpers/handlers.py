"""What stands where the program's handlers stand, for tests of an edge."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from chat.people import Reader
from chat.replies import Answer, Nothing, Reply
from chat.stimuli import AnyStimulus


@dataclass
class Handlers:
    """Answers, waits or breaks as told; everybody reads as `reader` does."""

    reader: Reader
    reply: Reply | Exception = field(default_factory=Nothing)
    seen: list[AnyStimulus] = field(default_factory=list)
    gate: asyncio.Event | None = None

    async def __call__(self, stimulus: AnyStimulus) -> Answer:
        self.seen.append(stimulus)
        if self.gate is not None:
            await self.gate.wait()
        if isinstance(self.reply, Exception):
            raise self.reply
        return Answer(reply=self.reply, reader=self.reader)
