"""Keeps visits of short links before they are answered, together where they come together.

A commit is what costs most, so visits that come while others are being written wait for those and
then share one commit. Nobody is answered before their own visit is committed. Must not know pages.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from content_store.queries import links
from content_store.queries.links import ShortLink
from content_store.unit import Store
from handlers.sharing import clicks
from programme.clicks import Visit

log = structlog.get_logger(__name__)

_TOGETHER = 64
"""How many visits share a commit at most: SQLite lets nobody else write meanwhile."""


@dataclass(kw_only=True, slots=True, eq=False)
class _Visitor:
    code: str
    seen: Visit
    link: ShortLink | None = None
    over: bool = False


class Visits:
    """Visits on their way into the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[_Visitor] = deque()
        self._turn = asyncio.Lock()

    async def keep(self, code: str, seen: Visit) -> ShortLink | None:
        """Keep a visit of this code's link and return the link; None where there is none.

        A visit that can't be written down is logged, so that its visitor can be sent on.
        """
        own = _Visitor(code=code, seen=seen)
        self._waiting.append(own)
        try:
            # Turns come in the order of waiting, so whoever has the turn and is not over is first.
            async with self._turn:
                if not own.over:
                    await self._take([*self._waiting][:_TOGETHER])
        finally:
            if not own.over:
                self._waiting.remove(own)
        return own.link

    async def _take(self, group: Sequence[_Visitor]) -> None:
        async with self._store.system_reading() as u:
            known = await links.by_codes(u, {each.code for each in group})
        companies: dict[int, list[tuple[ShortLink, Visit]]] = defaultdict(list)
        for each in group:
            each.link = known.get(each.code)
            if each.link is not None and not each.link.neutral:
                companies[each.link.workspace].append((each.link, each.seen))
        for workspace, came in companies.items():
            await self._write(workspace, came)
        for each in group:
            each.over = True
            self._waiting.remove(each)

    async def _write(self, workspace: int, came: Sequence[tuple[ShortLink, Visit]]) -> None:
        try:
            async with self._store.unit(workspace) as u:
                await clicks.visits(u, came)
        except Exception:
            # An edge: whoever clicked must arrive, also when the visit can't be written down.
            if len(came) == 1:
                log.exception("a visit was not recorded", action="short_link.lost")
                return
            # One of them may be what is wrong: the others must not be lost with it.
            for one in came:
                await self._write(workspace, [one])
