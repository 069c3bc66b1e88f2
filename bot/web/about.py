"""Three plain pages that anybody may read: what this is, what it knows, and on which terms.

App descriptions point to them. Must not know anybody's data: they are the same for everyone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.web import pages
from bot.web.pages import Go
from chat.say import Say, say

ABOUT = "/about"
PRIVACY = "/privacy"
TERMS = "/terms"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    title: Say
    lines: tuple[Say, ...]
    go: Go


_TO_PRIVACY = Go(url=PRIVACY, label=say("about.to_privacy"))
_TO_TERMS = Go(url=TERMS, label=say("about.terms"))

_PAGES = {
    ABOUT: _Page(
        title=say("about.title"),
        lines=(say("about.what"), say("about.whose"), say("about.help")),
        go=_TO_PRIVACY,
    ),
    PRIVACY: _Page(
        title=say("about.privacy"),
        lines=(
            say("about.privacy_whose"),
            say("about.privacy_never"),
            say("about.privacy_everyone"),
            say("about.privacy_members"),
            say("about.privacy_accounts"),
            say("about.privacy_visitors"),
            say("about.privacy_choice"),
        ),
        go=_TO_TERMS,
    ),
    TERMS: _Page(
        title=say("about.terms"),
        lines=(
            say("about.terms_whose"),
            say("about.terms_voluntary"),
            say("about.terms_yours"),
            say("about.terms_disclosure"),
            say("about.terms_control"),
            say("about.terms_warranty"),
        ),
        go=_TO_PRIVACY,
    ),
}


def routes() -> list[web.RouteDef]:
    """`/about`, `/privacy` and `/terms`, in the language that the browser asks for."""
    return [web.get(path, _sender(page)) for path, page in _PAGES.items()]


def _sender(page: _Page) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def send(request: web.Request) -> web.Response:
        return pages.page(
            pages.browser(request), title=page.title, lines=page.lines, good=True, go=page.go
        )

    return send
