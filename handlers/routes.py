"""The route registry: which function answers which command, press, form or task.

Every feature fills one `Routes`; `handlers.registry` joins them, and a duplicate fails at import.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from chat.replies import Reply
from chat.stimuli import Arrived, Disconnected, HomeOpened, Left, Pressed, Said, Sought, Submitted
from handlers.context import Context, TaskContext
from programme.roles import Action
from programme.tasks import Task
from scheduler.worker import Again

SaidHandler = Callable[[Context, Said], Awaitable[Reply]]
PressedHandler = Callable[[Context, Pressed], Awaitable[Reply]]
SubmittedHandler = Callable[[Context, Submitted], Awaitable[Reply]]
HomeHandler = Callable[[Context, HomeOpened], Awaitable[Reply]]
SearchHandler = Callable[[Context, Sought], Awaitable[Reply]]
EventHandler = Callable[[Context, Arrived | Left | Disconnected], Awaitable[Reply]]
# A task's function takes its own task type; the registry maps the type to it.
TaskHandler = Callable[[TaskContext, Any], Awaitable[Again | None]]

H = TypeVar("H", bound=Callable[..., Any])
S = TypeVar("S", bound=SaidHandler)
P = TypeVar("P", bound=PressedHandler)
F = TypeVar("F", bound=SubmittedHandler)


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A function and who may reach it."""

    handler: Callable[..., Awaitable[Reply]]
    consent: bool = False
    """Only for people who opted in; others are asked first."""
    may: Action | None = None
    """Only for roles that may do this."""
    opens_form: bool = False
    """It answers with a form when all is well; the press must be painted so."""


@dataclass(kw_only=True, slots=True)
class Routes:
    """The routes of a feature, or of all."""

    commands: dict[str, Route] = field(default_factory=dict)
    presses: dict[str, Route] = field(default_factory=dict)
    forms: dict[str, Route] = field(default_factory=dict)
    homes: list[Route] = field(default_factory=list)
    searches: list[Route] = field(default_factory=list)
    events: dict[type, Route] = field(default_factory=dict)
    tasks: dict[type[Task], TaskHandler] = field(default_factory=dict)

    def command(
        self, word: str, *, consent: bool = False, may: Action | None = None
    ) -> Callable[[S], S]:
        """Answer the command whose first word is `word` ("" when there is none)."""
        return _into(self.commands, word, consent=consent, may=may)

    def press(
        self, name: str, *, consent: bool = False, may: Action | None = None, form: bool = False
    ) -> Callable[[P], P]:
        """Answer a press; `form` when the answer is a form."""
        return _into(self.presses, name, consent=consent, may=may, opens_form=form)

    def form(
        self, name: str, *, consent: bool = False, may: Action | None = None
    ) -> Callable[[F], F]:
        """Answer the submission of a form."""
        return _into(self.forms, name, consent=consent, may=may)

    def home(self, handler: HomeHandler) -> HomeHandler:
        """Answer people who open their own page."""
        self.homes.append(Route(handler=handler))
        return handler

    def search(self, handler: SearchHandler) -> SearchHandler:
        """Answer people who look for something by words."""
        self.searches.append(Route(handler=handler))
        return handler

    def event(self, kind: type) -> Callable[[EventHandler], EventHandler]:
        """Answer an arrival, a departure or the end of an installation."""
        return _into(self.events, kind)

    def task(self, kind: type[Task]) -> Callable[[TaskHandler], TaskHandler]:
        """Carry out a kind of task."""

        def register(handler: TaskHandler) -> TaskHandler:
            if kind in self.tasks:
                raise ValueError(f"two functions carry out the task {kind.name!r}")
            self.tasks[kind] = handler
            return handler

        return register


def _into(
    table: dict[Any, Route],
    key: object,
    *,
    consent: bool = False,
    may: Action | None = None,
    opens_form: bool = False,
) -> Callable[[H], H]:
    def register(handler: H) -> H:
        if key in table:
            raise ValueError(f"two functions answer {key!r}")
        table[key] = Route(handler=handler, consent=consent, may=may, opens_form=opens_form)
        return handler

    return register


def join(*features: Routes) -> Routes:
    """All features' routes as one; raises ValueError when two features answer the same."""
    joined = Routes()
    for feature in features:
        for name in ("commands", "presses", "forms", "events", "tasks"):
            table, more = getattr(joined, name), getattr(feature, name)
            if twice := table.keys() & more.keys():
                raise ValueError(f"two features answer {sorted(map(str, twice))}")
            table.update(more)
        joined.homes += feature.homes
        joined.searches += feature.searches
    if len(joined.homes) > 1:
        raise ValueError("two features answer people who open their own page")
    if len(joined.searches) > 1:
        raise ValueError("two features answer people who look for something")
    return joined
