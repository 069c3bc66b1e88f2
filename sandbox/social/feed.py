"""The posts on all networks, and how their numbers grow with the programme's clock.

Knows nothing of HTTP.
"""

from __future__ import annotations

import math
import re
import unicodedata
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
_SHOWN_TO_ALL: Final = ("reactions", "comments", "reshares")
_SAY_LITTLE: Final = frozenset({"bluesky", "mastodon"})
"""The networks that show nobody how often a post was seen or its link opened."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A stretch of a post's text. `kind` is `link`, `mention`, `tag`, or nothing for plain text."""

    text: str
    kind: str = ""
    url: str = ""

    def shown(self) -> Json:
        """Return the stretch as JSON."""
        return {"text": self.text, "kind": self.kind, "url": self.url}


@dataclass(kw_only=True, slots=True)
class NetworkPost:
    """One post. `via` is `api` or `composer`; a hidden post failed to be published.

    `runs` is the text as a network draws it that says so itself; empty where the reader's eye
    finds links and hashtags. `alts` are the words for the pictures of `images`, by address.
    `handle` is the author's where it is not the usual one.
    """

    id: str
    network: str
    person: str
    text: str
    at: datetime
    url: str
    via: str
    link: Link | None = None
    images: list[str] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    handle: str = ""
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
        """Return the post with this id, deleted ones too; of several with it, the newest.

        (On Bluesky a deleted post's id can be used again.)
        """
        newest_first = reversed(self.posts)
        return next((p for p in newest_first if p.network == network and p.id == post_id), None)

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
            "author": _author(person, post),
            "text": post.text,
            "runs": [run.shown() for run in post.runs],
            "at": post.at.isoformat(),
            "link": post.link.shown() if post.link else None,
            "images": [{"url": url, "alt": post.alts.get(url, "")} for url in post.images],
            "reshare": self._reshared(post),
            "metrics": self._told(post),
            "url": post.url,
            "via": post.via,
        }

    def _reshared(self, post: NetworkPost) -> Json | None:
        """Return the post that this one passes on, where it is one of the sandbox's own."""
        found = self.find(post.network, post.reshare_of) if post.reshare_of else None
        if found is None or not found.live:
            return None
        author = _author(self._core.people.get(found.person), found)
        return {"author": author, "text": found.text, "url": found.url}

    def _told(self, post: NetworkPost) -> dict[str, int]:
        """Return the numbers that the network shows."""
        numbers = self.metrics(post)
        if post.network in _SAY_LITTLE:
            return {name: numbers[name] for name in _SHOWN_TO_ALL}
        return numbers


def handle_of(person: Person) -> str:
    """Return the person's handle on the networks that have handles."""
    return person.handle.replace(".", "_")


def domain_handle_of(person: Person) -> str:
    """Return the person's handle on Bluesky, where a handle is the name of a host."""
    name = person.handle if "." in person.handle else person.name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") + ".bsky.social"


def _author(person: Person | None, post: NetworkPost) -> Json:
    if person is None:
        return {"name": "", "handle": "", "headline": "", "initials": "", "color": ""}
    return {
        "name": person.name,
        "handle": post.handle or _usual_handle(person, post.network),
        "headline": person.headline or person.title,
        "initials": person.initials,
        "color": person.color,
    }


def _usual_handle(person: Person, network: str) -> str:
    match network:
        case "linkedin":
            return ""
        case "bluesky":
            return "@" + domain_handle_of(person)
        case _:
            return "@" + handle_of(person)
