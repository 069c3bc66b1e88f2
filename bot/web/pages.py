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


_LINE = 50
"""Characters that fit into a line of the page, roughly; on a phone fewer."""


def _policy(form_action: str) -> str:
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "base-uri 'none'; "
        f"form-action {form_action}; frame-ancestors 'none'"
    )


HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": _policy("'none'"),
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """Something to type. `value` stands in it already; a secret's is never sent back."""

    name: str
    label: Say
    hint: Say
    most: int
    """Characters that it takes."""
    secret: bool = False
    value: str = ""
    error: Say | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form that is sent to the page's own address.

    `targets` are the further sources, as `form-action` names them, that the answer may send the
    browser on to: browsers hold redirects against it too (www.w3.org/TR/CSP3, "form-action").
    """

    button: Say
    fields: tuple[Field, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What a reader will see of a link: the article, with its picture where there is one."""

    title: str
    source: str
    picture: str | None = None
    """An address of ours."""
    alt: str = ""
    language: str = ""


def page(
    reader: Reader,
    *,
    title: Text,
    lines: Sequence[Text] = (),
    status: int = 200,
    good: bool = False,
    alert: Text | None = None,
    preview: Preview | None = None,
    copy: Copy | None = None,
    form: Form | None = None,
    go: Go | None = None,
) -> web.Response:
    """A page in the reader's language. `alert` is read out at once."""

    def words(text: Text) -> str:
        return catalogue.plain(text, reader)

    html = _template().render(
        language=catalogue.language_of(reader.locale),
        mood="good" if good else "plain",
        title=words(title),
        lines=[catalogue.resolve(line, reader) for line in lines],
        alert=alert and words(alert),
        form=form and _painted(form, reader),
        preview=preview,
        copy=copy
        and {
            "text": copy.text,
            "rows": _rows(copy.text),
            "label": words(copy.label),
            "button": words(copy.button),
            "done": words(copy.done),
        },
        go=go and {"url": go.url, "label": words(go.label)},
    )
    return web.Response(
        text=html,
        content_type="text/html",
        status=status,
        headers=HEADERS if form is None else _headers_of(form),
    )


def _rows(text: str) -> int:
    """How many lines a field needs for a text; a long one is scrolled."""
    lines = sum(1 + len(line) // _LINE for line in text.split("\n"))
    return min(max(lines + 1, 3), 12)


def _painted(form: Form, reader: Reader) -> dict[str, object]:
    bad = next((field.name for field in form.fields if field.error is not None), None)
    return {
        "button": catalogue.plain(form.button, reader),
        "fields": [
            {
                "name": field.name,
                "label": catalogue.plain(field.label, reader),
                "hint": catalogue.resolve(field.hint, reader),
                "error": field.error and catalogue.plain(field.error, reader),
                "type": "password" if field.secret else "text",
                "value": "" if field.secret else field.value,
                "most": field.most,
                "first_bad": field.name == bad,
            }
            for field in form.fields
        ],
    }


def _headers_of(form: Form) -> dict[str, str]:
    return {
        **HEADERS,
        "Content-Security-Policy": _policy(" ".join(("'self'", *form.targets))),
        # With "no-referrer" browsers would call the form's origin "null"
        # (fetch.spec.whatwg.org, "append a request Origin header").
        "Referrer-Policy": "same-origin",
    }


def see_other(url: str) -> web.Response:
    """Send a browser that sent a form on to another page."""
    return web.Response(status=303, headers={**HEADERS, "Location": url})


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
