"""Small HTML pages: the Jinja environment, and who the visitor is.

Knows nothing of what the pages say.
"""

from __future__ import annotations

from pathlib import Path

import jinja2
from aiohttp import web

from sandbox.people import People, Person

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, *, status: int = 200, **values: object) -> web.Response:
    """Return a rendered page."""
    text = _TEMPLATES.get_template(template).render(**values)
    return web.Response(text=text, status=status, content_type="text/html")


def visitor(request: web.Request, people: People, given: str = "") -> Person | None:
    """Return the person whom the visitor is: by form, query `as`, or the page's cookie `as`."""
    for claim in (given, request.query.get("as", ""), request.cookies.get("as", "")):
        person = people.get(claim)
        if person is not None and not person.is_bot:
            return person
    return None


def colleagues(people: People) -> list[Person]:
    """Return the people whom a visitor can be: those with a story."""
    return [person for person in people if person.about and not person.is_bot]
