"""The networks' pages of single posts and of people, as a reader sees them.

Knows nothing of how posts are made.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.core import Core
from sandbox.people import Person
from sandbox.social.feed import LABELS, Feed, NetworkPost
from sandbox.web import page


def post(
    core: Core, feed: Feed, network: str, found: NetworkPost | None, *, label: str = ""
) -> web.Response:
    """Return the page of a post, or that it is not there. `label`: a server's own name."""
    label = label or LABELS.get(network, network)
    if found is None or not found.live:
        return page("gone.html", status=404, label=label, network=network, company=core.company)
    return page(
        "post.html", label=label, network=network, company=core.company, post=feed.shown(found)
    )


def profile(
    core: Core, feed: Feed, network: str, person: Person | None, *, handle: str, label: str = ""
) -> web.Response:
    """Return the page of a person, with their latest posts first; or that there is nobody."""
    label = label or LABELS.get(network, network)
    if person is None:
        return page("gone.html", status=404, label=label, network=network, company=core.company)
    posts = [
        feed.shown(each)
        for each in feed.of(network, person.id)
        if not each.handle or each.handle == f"@{handle}"
    ]
    return page(
        "profile.html",
        label=label,
        network=network,
        company=core.company,
        person=person,
        handle=handle,
        posts=posts,
    )
