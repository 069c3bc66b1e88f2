"""One process: web server, chat edge, workers and clock, from a Settings object.

Starts in the order in which things need each other and stops in the opposite one.
"""

from __future__ import annotations

import asyncio
import math
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import structlog
from aiohttp import web

from bot import introducing, logs, loop, network_settings, single, wiring
from bot.metrics import Metrics
from bot.rehearsal import RehearsalClock
from bot.settings import Settings
from bot.web import about, health, network_callbacks, short_links
from bot.wiring import Parts, Working
from content_store import migrate
from content_store.queries import condition, jobs, workspaces
from handlers import schedules
from programme import clock as clocks
from programme.clock import Clock
from scheduler.clock import Pulse
from scheduler.occurrences import Schedule
from scheduler.worker import Worker

log = structlog.get_logger(__name__)

STOP_SECONDS = 8.0
"""Time for work in hand after SIGTERM; the whole stop stays below ten seconds."""

_MAX_BODY = 1_000_000
_STALE_TICK_SECONDS = 120
_STALE_JOB_SECONDS = 300


class CannotStart(Exception):
    """Something outside has to be mended first; the message says what."""


def run(settings: Settings, *, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or Ctrl-C; `ready` is called once it listens. Raises CannotStart."""
    loop.run(_until_told(settings, ready))


async def _until_told(settings: Settings, ready: Callable[[], None]) -> None:
    stop = asyncio.Event()
    running = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            running.add_signal_handler(name, stop.set)
    async with serving(settings):
        ready()
        await stop.wait()
        log.info("stopping", action="serve.stopping")
    log.info("stopped", action="serve.stopped")


@asynccontextmanager
async def serving(
    settings: Settings,
    *,
    clock: Clock | None = None,
    working: Working = wiring.AS_USUAL,
) -> AsyncIterator[Parts]:
    """The whole program, listening, for as long as the block lasts.

    `clock` is the programme's time; `working` is how queued work is carried out.
    Raises CannotStart.
    """
    async with AsyncExitStack() as stack:
        _lock(stack, settings)
        await _check_tables(settings)
        time = clock or await _clock(stack, settings)
        sessions = await stack.enter_async_context(wiring.sessions_of(settings))
        parts = wiring.assemble(
            settings,
            sessions,
            clock=time,
            metrics=Metrics(),
            decide_seconds=working.decide_seconds,
        )
        stack.push_async_callback(parts.store.close)
        _warn(settings)
        for edge in parts.chats:
            stack.push_async_callback(edge.close)
        try:
            await introducing.introduce(parts)
        except introducing.Refused as error:
            raise CannotStart(str(error)) from None
        ticking = await _start_work(stack, parts, working)
        await _listen(stack, parts, ticking)
        yield parts


def _warn(settings: Settings) -> None:
    for line in network_settings.warnings(settings, today=clocks.wall().date()):
        log.warning(line, action="serve.warning")


def _lock(stack: AsyncExitStack, settings: Settings) -> None:
    if not settings.database_url.startswith("sqlite"):
        return
    path = Path(settings.database_url.partition("///")[2])
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        stack.enter_context(single.only_process(path))
    except single.AlreadyRunning:
        raise CannotStart(
            f"Another process uses {path}. SQLite serves one process; use PostgreSQL for more."
        ) from None


async def _check_tables(settings: Settings) -> None:
    try:
        if not await migrate.is_current(settings.database_url):
            raise CannotStart("The database is not up to date. Run `glasnik migrate` first.")
    except migrate.Unreachable as error:
        raise CannotStart(f"The database can't be reached: {error}") from None


async def _clock(stack: AsyncExitStack, settings: Settings) -> Clock:
    if not settings.rehearsal_clock_url:
        return clocks.wall
    rehearsal = RehearsalClock(settings.rehearsal_clock_url)
    await rehearsal.start()
    stack.push_async_callback(rehearsal.stop)
    return rehearsal


async def _start_work(stack: AsyncExitStack, parts: Parts, working: Working) -> Pulse | None:
    if parts.settings.role == "web":
        return None
    if parts.store.dialect == "sqlite":
        # We hold the lock, so whoever held these leases is dead.
        async with parts.store.system() as u:
            await jobs.free_lapsed(u, wall=clocks.wall() + working.lease)
    worker: Worker = wiring.worker_of(parts, working, wall=clocks.wall)
    worker.start()
    stack.push_async_callback(worker.stop, timedelta(seconds=STOP_SECONDS))

    async def due() -> list[Schedule]:
        async with parts.store.system_reading() as u:
            ids = await workspaces.all_ids(u)
        found: list[Schedule] = []
        for workspace in ids:
            async with parts.store.reading(workspace) as u:
                found += await schedules.of_workspace(u)
        return found

    ticking = Pulse(
        parts.store,
        due,
        clock=parts.clock,
        wall=clocks.wall,
        tick_seconds=parts.settings.tick_seconds,
    )
    ticking.start()
    stack.push_async_callback(ticking.stop)
    return ticking


async def _listen(stack: AsyncExitStack, parts: Parts, ticking: Pulse | None) -> None:
    settings = parts.settings
    application = web.Application(client_max_size=_MAX_BODY)
    if settings.role != "worker":
        for edge in parts.chats:
            edge.mount(application)
        application.add_routes(
            short_links.routes(parts.tools, trusted_proxies=settings.trusted_proxies)
        )
        application.add_routes(about.routes())
        application.add_routes(network_callbacks.routes(parts.tools, parts.networks))
        if parts.slack is not None and settings.slack_app_token is not None:
            await parts.slack.start_socket_mode(settings.slack_app_token.get_secret_value())
    application.add_routes(
        health.routes(
            checks=lambda: _wrong(parts, ticking),
            registry=parts.metrics.registry,
            metrics_token=None
            if settings.metrics_token is None
            else settings.metrics_token.get_secret_value(),
        )
    )
    runner = web.AppRunner(
        application, access_log=None, logger=logs.of_server(), shutdown_timeout=STOP_SECONDS
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError:
        raise CannotStart(f"Port {settings.port} of {settings.host} is taken.") from None
    log.info("listening", action="serve.listening", port=settings.port)


async def _wrong(parts: Parts, ticking: Pulse | None) -> dict[str, str]:
    """What keeps this process from being ready; also renews the gauges."""
    wrong: dict[str, str] = {}
    if ticking is not None:
        last = ticking.last_tick_at
        since = math.inf if last is None else (clocks.wall() - last).total_seconds()
        parts.metrics.ticked_seconds.set(since)
        if since > max(_STALE_TICK_SECONDS, 4 * parts.settings.tick_seconds):
            wrong["clock"] = "does not tick"
    found = await condition.look(parts.store)
    if found is None:
        return {**wrong, "database": "does not answer"}
    parts.metrics.oldest_due_seconds.set(found.oldest_due.total_seconds())
    parts.metrics.unconfirmed.labels(kind="share").set(found.unconfirmed_shares)
    parts.metrics.unconfirmed.labels(kind="message").set(found.unconfirmed_messages)
    if found.oldest_due.total_seconds() > _STALE_JOB_SECONDS:
        wrong["queue"] = "is behind"
    return wrong
