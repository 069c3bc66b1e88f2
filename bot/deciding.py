"""What every edge's desk shares: who decides, how a decision breaks, in which language people read.

Must not know any platform.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chat.people import Reader
from chat.replies import Answer
from chat.stimuli import AnyStimulus

Dispatch = Callable[[AnyStimulus], Awaitable[Answer]]

_READERS_REMEMBERED = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """A handler raised; `code` stands in the log beside the traceback."""

    code: str


class Readers:
    """How people were last answered, for what has to be said before the next answer is there."""

    def __init__(self) -> None:
        self._readers: OrderedDict[str, Reader] = OrderedDict()

    def remember(self, person: str, reader: Reader) -> None:
        """This is how somebody reads; who was not heard of for longest is forgotten."""
        self._readers[person] = reader
        self._readers.move_to_end(person)
        if len(self._readers) > _READERS_REMEMBERED:
            self._readers.popitem(last=False)

    def of(self, person: str) -> Reader | None:
        """How somebody was last answered; None if they never were."""
        return self._readers.get(person)
