"""The clock of rehearsals follows whoever sets it, and survives their nonsense."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.rehearsal import RehearsalClock
from programme import clock


@pytest.mark.parametrize("answer", ["Infinity", "NaN", "1e300", "-1e12", '"x"', "null", "[]"])
async def test_nonsense_moves_no_clock(answer: str) -> None:
    """An offset that leads out of the calendar, or is none, leaves the time as it was."""

    async def told(_request: web.Request) -> web.Response:
        return web.json_response(text=f'{{"offset_seconds": {answer}}}')

    application = web.Application()
    application.router.add_get("/clock", told)
    async with TestServer(application) as server:
        rehearsal = RehearsalClock(str(server.make_url("/clock")))
        await rehearsal.start()
        assert abs(rehearsal() - clock.wall()) < timedelta(minutes=1)
        await rehearsal.stop()
