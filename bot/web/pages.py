"""The few pages that browsers get: one template, our own style sheet, no script needed.

Every answer carries headers that forbid what it does not need. Must not know what a page is about.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from chat import catalogue
from chat.people import Reader
from chat.say import Say, Text

_ASSETS = {"pages.css": "text/css", "copy.js": "text/javascript"}

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
    }
)
"""On every page and redirect."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A text to take along, with the words around it."""

    text: str
    label: Say
    button: Say
    done: Say


@dataclass(frozen=True, kw_only=True, slots=True)
class Go:
    """Where to go on."""

    url: str
    label: Say


def page(
    reader: Reader,
    *,
    title: Text,
    lines: Sequence[Text] = (),
    status: int = 200,
    good: bool = False,
    copy: Copy | None = None,
    go: Go | None = None,
) -> web.Response:
    """A page in the reader's language."""

    def words(text: Text) -> str:
        return catalogue.plain(text, reader)

    html = _template().render(
        language=catalogue.language_of(reader.locale),
        mood="good" if good else "plain",
        title=words(title),
        lines=[words(line) for line in lines],
        copy=copy
        and {
            "text": copy.text,
            "label": words(copy.label),
            "button": words(copy.button),
            "done": words(copy.done),
        },
        go=go and {"url": go.url, "label": words(go.label)},
    )
    return web.Response(text=html, content_type="text/html", status=status, headers=HEADERS)


def redirect(url: str) -> web.Response:
    """Send the browser on; 302, so that every visit comes by here."""
    # Not web.HTTPFound: yarl would rewrite the address, and every byte of a target is meant.
    return web.Response(status=302, headers={**HEADERS, "Location": url})


def browser(request: web.Request) -> Reader:
    """What is known of somebody who is only a browser: the language it asks for."""
    for part in request.headers.get("Accept-Language", "").split(","):
        language = part.split(";")[0].strip().lower()
        if language.split("-")[0] in catalogue.LANGUAGES:
            return Reader(locale=language, zone="UTC")
    return Reader(locale=catalogue.FALLBACK, zone="UTC")


def assets() -> list[web.RouteDef]:
    """The style sheet and the one script."""
    return [web.get(f"/assets/{name}", _sender(name, kind)) for name, kind in _ASSETS.items()]


def _sender(name: str, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    body = resources.files("bot.web").joinpath("assets", name).read_bytes()

    async def send(request: web.Request) -> web.Response:
        return web.Response(
            body=body,
            content_type=kind,
            charset="utf-8",
            headers={
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "public, max-age=3600",
            },
        )

    return send


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html")
