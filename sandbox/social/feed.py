"""The posts on all networks, and how their numbers grow with the programme's clock.

Knows nothing of HTTP.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sandbox.core import Core
from sandbox.people import Person
from sandbox.values import Json

LABELS: Final[Mapping[str, str]] = {
    "linkedin": "LinkedIn",
    "x": "X",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "threads": "Threads",
    "facebook": "Facebook",
    "reddit": "Reddit",
    "whatsapp": "WhatsApp",
}
_AUDIENCE: Final[Mapping[str, int]] = {"linkedin": 900, "x": 320, "whatsapp": 8}
_USUAL_AUDIENCE: Final = 180
_HALF_LIFE_HOURS: Final = 14.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The card of a link."""

    url: str
    title: str = ""
    description: str = ""
    image: str = ""

    def shown(self) -> Json:
        """Return the card as JSON."""
        return {
            "url": self.url,
            "title": self.title,
            "description": self.description,
            "image": self.image,
        }


@dataclass(kw_only=True, slots=True)
class NetworkPost:
    """One post. `via` is `api` or `composer`; a hidden post failed to be published."""

    id: str
    network: str
    person: str
    text: str
    at: datetime
    url: str
    via: str
    link: Link | None = None
    images: list[str] = field(default_factory=list)
    reshare_of: str | None = None
    deleted_at: datetime | None = None
    hidden: bool = False
    boosts: dict[str, int] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        """Whether others can see it."""
        return self.deleted_at is None and not self.hidden


class Feed:
    """All posts, in the order in which they were made."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._count = 0
        self.posts: list[NetworkPost] = []

    def fresh_number(self) -> str:
        """Return a number of 19 digits that rises with time, as the networks' ids do."""
        self._count += 1
        milliseconds = int(self._core.clock.now().timestamp() * 1000)
        return str(milliseconds * 10**6 + self._count)

    def add(self, post: NetworkPost) -> NetworkPost:
        """Publish a post."""
        self.posts.append(post)
        self._core.bus.tell("networks")
        return post

    def remove(self, post: NetworkPost) -> None:
        """Take a post back."""
        post.deleted_at = self._core.clock.now()
        self._core.bus.tell("networks")

    def of(self, network: str, person: str | None = None) -> list[NetworkPost]:
        """Return the live posts on a network, newest first."""
        found = [
            post
            for post in self.posts
            if post.network == network and post.live and person in {None, post.person}
        ]
        return sorted(found, key=lambda post: post.at, reverse=True)

    def find(self, network: str, post_id: str) -> NetworkPost | None:
        """Return the post with this id, deleted ones too."""
        return next((p for p in self.posts if p.network == network and p.id == post_id), None)

    def metrics(self, post: NetworkPost) -> dict[str, int]:
        """Return the numbers of a post at the programme's time.

        They rise towards a ceiling that belongs to the post; a boost is added on top.
        """
        hours = max(0.0, (self._core.clock.now() - post.at).total_seconds() / 3600)
        grown = 1 - math.exp(-hours / _HALF_LIFE_HOURS)
        share = self._core.ids.fraction
        ceiling = _AUDIENCE.get(post.network, _USUAL_AUDIENCE) * (0.4 + 1.6 * share(post.id))
        seen = ceiling * grown
        rates = {
            "impressions": 1.0,
            "reactions": 0.02 + 0.03 * share(post.id + "r"),
            "comments": 0.004 * share(post.id + "c"),
            "reshares": 0.005 * share(post.id + "s"),
            "clicks": 0.006 + 0.02 * share(post.id + "k"),
        }
        return {name: int(seen * rate) + post.boosts.get(name, 0) for name, rate in rates.items()}

    def shown(self, post: NetworkPost) -> Json:
        """Return a post as the page shows it."""
        person = self._core.people.get(post.person)
        return {
            "id": post.id,
            "network": post.network,
            "author": _author(person, post.network),
            "text": post.text,
            "at": post.at.isoformat(),
            "link": post.link.shown() if post.link else None,
            "images": post.images,
            "metrics": self.metrics(post),
            "url": post.url,
            "via": post.via,
        }


def handle_of(person: Person) -> str:
    """Return the person's handle on the networks that have handles."""
    return person.handle.replace(".", "_")


def _author(person: Person | None, network: str) -> Json:
    if person is None:
        return {"name": "", "handle": "", "headline": "", "initials": "", "color": ""}
    return {
        "name": person.name,
        "handle": "" if network == "linkedin" else "@" + handle_of(person),
        "headline": person.headline or person.title,
        "initials": person.initials,
        "color": person.color,
    }
