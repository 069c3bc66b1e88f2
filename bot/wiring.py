"""The composition root: the only place that knows every package.

Builds the parts out of the settings and hands each the others it needs, as plain arguments.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

import aiohttp
import structlog

from bot import edges, network_settings
from bot.deadline import DECIDE_SECONDS
from bot.deciding import Dispatch
from bot.edges import Edge
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack.ingress import SlackEdge
from bot.teams import pacing
from bot.teams.ingress import TeamsEdge
from chat.people import Platform
from chat.ports import Messenger
from chat.replies import Answer
from chat.stimuli import AnyStimulus
from content_store import unit, vault
from content_store.queries import workspaces
from content_store.queries.jobs import Job
from content_store.unit import Store
from handlers import registry
from handlers.accounts.apps import Apps
from handlers.context import Addresses, TaskContext, Tools
from handlers.dispatch import Dispatcher
from networks import feeds, http
from networks import registry as networks
from networks.base import Network
from networks.building import NetworkTools
from networks.fetching import GuardedFetcher
from networks.guard import Guard
from programme.clock import Clock
from programme.tasks import Task
from programme.values import Installation
from scheduler.worker import Again, Worker

log = structlog.get_logger(__name__)

# Slack: one message a second in a channel (docs.slack.dev/apis/web-api/rate-limits).
# Networks count per person and much more slowly than anybody shares.
_PACE = {"slack": timedelta(seconds=1), "teams": pacing.LANE_PACE}
_DEFAULT_PACE = timedelta(milliseconds=200)

LEASE = timedelta(seconds=60)
"""How long a job stays with a worker that gives no sign of life."""


class Feeds:
    """Fetches feeds and pictures for tasks, through the guarded client."""

    def __init__(self, fetcher: GuardedFetcher) -> None:
        self._fetcher = fetcher

    async def fetch_feed(self, url: str) -> bytes:
        """A feed document. Raises networks.fetching.FetchRefused."""
        return await feeds.fetch_feed(self._fetcher, url)

    async def fetch_image(self, url: str) -> bytes:
        """A picture. Raises networks.fetching.FetchRefused."""
        return await feeds.fetch_image(self._fetcher, url)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """Everything that a running program is made of."""

    settings: Settings
    store: Store
    tools: Tools
    networks: Mapping[str, Network]
    feeds: Feeds
    slack: SlackEdge | None
    teams: TeamsEdge | None
    metrics: Metrics
    clock: Clock

    @property
    def chats(self) -> tuple[Edge, ...]:
        """The edges of all chats that are set up."""
        return tuple(edge for edge in (self.slack, self.teams) if edge is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sessions:
    """The HTTP sessions: for the addresses of the settings, and for those that people's follow."""

    open: aiohttp.ClientSession
    guarded: aiohttp.ClientSession
    guard: Guard


@asynccontextmanager
async def sessions_of(settings: Settings) -> AsyncIterator[Sessions]:
    """Both sessions, open for as long as the block lasts, inside the running loop."""
    guard = Guard(allow_hosts=frozenset(settings.fetch_allow))
    async with (
        http.make_session(before_call=unit.forbid_inside_unit) as plain,
        http.make_session(
            before_call=unit.forbid_inside_unit, connector=guard.connector()
        ) as guarded,
    ):
        yield Sessions(open=plain, guarded=guarded, guard=guard)


def store_of(settings: Settings, clock: Clock) -> Store:
    """The database of the settings."""
    return Store.open(settings.database_url, clock=clock)


def vault_of(settings: Settings) -> vault.Vault:
    """What seals people's tokens, with the keys of the settings."""
    return vault.Vault(
        [vault.key_from_setting(key.get_secret_value()) for key in settings.encryption_keys]
    )


def assemble(
    settings: Settings,
    sessions: Sessions,
    *,
    clock: Clock,
    metrics: Metrics,
    decide_seconds: float = DECIDE_SECONDS,
) -> Parts:
    """Build everything around the HTTP sessions, inside the running loop."""
    store = store_of(settings, clock)
    client = http.ApiClient(sessions.open, before_call=unit.forbid_inside_unit)
    sealing = vault_of(settings)
    configured = networks.build(
        network_settings.of(settings),
        NetworkTools(
            client=client,
            guarded=http.ApiClient(sessions.guarded, before_call=unit.forbid_inside_unit),
            guard=sessions.guard,
            apps=Apps(store, sealing),
            now=clock,
            random_bytes=secrets.token_bytes,
        ),
    )
    tools = Tools(
        store=store,
        clock=clock,
        random=random.SystemRandom(),
        vault=sealing,
        addresses=Addresses(
            base_url=settings.base_url, intents=network_settings.composers(settings)
        ),
        connectable={network.name: network.label for network in configured.values()},
        app_passwords=network_settings.app_passwords(settings, configured),
        text_rules={network.name: network.text_rules for network in configured.values()},
        budgets=network_settings.budgets(settings, configured),
        leads=frozenset(settings.leads),
        link_by_email=settings.link_by_email,
    )
    dispatch = _measured(Dispatcher(tools, registry.ALL), metrics)
    return Parts(
        settings=settings,
        store=store,
        tools=tools,
        networks=configured,
        feeds=Feeds(
            GuardedFetcher(
                allow_hosts=frozenset(settings.fetch_allow), before_call=unit.forbid_inside_unit
            )
        ),
        slack=edges.slack(settings, dispatch, clock=clock, decide_seconds=decide_seconds),
        teams=edges.teams(
            settings, dispatch, store, client, clock=clock, decide_seconds=decide_seconds
        ),
        metrics=metrics,
        clock=clock,
    )


def _measured(dispatch: Dispatcher, metrics: Metrics) -> Dispatch:
    """The dispatcher, with every answer counted and timed."""

    async def measured(stimulus: AnyStimulus) -> Answer:
        kind = type(stimulus).__name__
        with metrics.stimulus_seconds.labels(kind=kind).time():
            answer = await dispatch(stimulus)
        metrics.stimuli.labels(kind=kind, reply=type(answer.reply).__name__).inc()
        return answer

    return measured


def pace_of(lane: str) -> timedelta:
    """The least time between two calls in a lane."""
    return _PACE.get(lane.partition(":")[0], _DEFAULT_PACE)


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Working:
    """How work is carried out; tests change it, nobody else does."""

    reached: Callable[[str], None] = _nothing
    """Told each step of calls that can't be taken back."""
    lease: timedelta = LEASE
    pace: Callable[[str], timedelta] = pace_of
    decide_seconds: float = DECIDE_SECONDS
    """What an answer may take before the person is told to wait."""


AS_USUAL = Working()


def worker_of(parts: Parts, working: Working, *, wall: Clock) -> Worker:
    """The worker that carries out the tasks of all features."""

    async def run(job: Job, task: Task) -> Again | None:
        if job.workspace is None:
            raise ValueError("a task belongs to a workspace")
        async with parts.store.reading(job.workspace) as u:
            workspace = await workspaces.get(u)
        context = TaskContext(
            tools=parts.tools,
            workspace=workspace,
            attempt=job.attempt,
            messenger=lambda installation: _messenger(parts, installation),
            networks=parts.networks,
            feeds=parts.feeds,
            reached=working.reached,
        )
        began = monotonic()
        outcome = "failed"
        working.reached(f"{task.name}.begun")
        try:
            with pacing.booked_by(job.lane):
                again = await registry.ALL.tasks[type(task)](context, task)
            outcome = "done" if again is None else "again"
            working.reached(f"{task.name}.ended")
            return again
        finally:
            parts.metrics.tasks.labels(task=task.name, outcome=outcome).inc()
            parts.metrics.task_seconds.labels(task=task.name).observe(monotonic() - began)

    return Worker(
        parts.store,
        run,
        name=f"worker-{secrets.token_hex(4)}",
        concurrency=parts.settings.workers,
        wall=wall,
        lease=working.lease,
        random=random.SystemRandom(),
        pace=working.pace,
    )


def _messenger(parts: Parts, installation: Installation) -> Messenger:
    edge = parts.slack if installation.platform == Platform.SLACK else parts.teams
    if edge is None:
        raise ValueError(f"no chat of the kind {installation.platform!r} is set up")
    return edge.messenger
