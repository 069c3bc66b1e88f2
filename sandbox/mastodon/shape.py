"""The JSON of Mastodon's things: accounts, posts, pictures, cards.

Source: docs.joinmastodon.org/entities. Pure: reads, changes nothing.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from sandbox.mastodon.gate import written
from sandbox.mastodon.state import Media, Server, State, Status
from sandbox.people import Person
from sandbox.social.feed import Link, NetworkPost
from sandbox.values import Json

_JOINED: Final = "2022-11-08T00:00:00.000Z"


def account(state: State, server: Server, person: Person) -> Json:
    """Return an account."""
    acct = state.acct(person)
    url = f"{server.url}/@{acct}"
    picture = f"{server.url}/avatars/original/missing.png"
    posts = [p for p in server.statuses.values() if p.post.live and p.post.person == person.id]
    return {
        "id": state.account_id(server, person),
        "username": acct,
        "acct": acct,
        "display_name": person.name,
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": True,
        "group": False,
        "created_at": _JOINED,
        "note": f"<p>{person.headline}</p>" if person.headline else "",
        "url": url,
        "uri": f"{server.url}/users/{acct}",
        "avatar": picture,
        "avatar_static": picture,
        "header": f"{server.url}/headers/original/missing.png",
        "header_static": f"{server.url}/headers/original/missing.png",
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": len(posts),
        "last_status_at": max(p.post.at for p in posts).date().isoformat() if posts else None,
        "hide_collections": None,
        "noindex": False,
        "emojis": [],
        "roles": [],
        "fields": [],
    }


def own_account(state: State, server: Server, person: Person) -> Json:
    """Return an account as its owner sees it."""
    source = {
        "privacy": "public",
        "sensitive": False,
        "language": None,
        "note": person.headline,
        "fields": [],
        "follow_requests_count": 0,
        "hide_collections": None,
        "discoverable": True,
        "indexable": True,
    }
    role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
    return {**account(state, server, person), "source": source, "role": role}


def status(state: State, server: Server, found: Status, *, mine: bool) -> Json:
    """Return a post; `mine` when its author asks."""
    post = found.post
    numbers = state.feed.metrics(post)
    person = state.core.people.get(post.person)
    shown: Json = {
        "id": post.id,
        "created_at": written(post.at),
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": found.sensitive,
        "spoiler_text": found.spoiler,
        "visibility": found.visibility,
        "language": found.language,
        "uri": f"{server.url}/users/{state.acct(person) if person else ''}/statuses/{post.id}",
        "url": post.url,
        "replies_count": numbers["comments"],
        "reblogs_count": numbers["reshares"],
        "favourites_count": numbers["reactions"],
        "quotes_count": 0,
        "edited_at": None,
        "content": found.content,
        "reblog": None,
        "account": account(state, server, person) if person else None,
        "media_attachments": [media(state, server, each) for each in found.media],
        "mentions": found.mentions,
        "tags": found.tags,
        "emojis": [],
        "card": card(post.link),
        "poll": None,
        "quote": None,
    }
    if found.app is not None:
        shown["application"] = {"name": found.app.name, "website": found.app.website or None}
    if mine:
        shown |= dict.fromkeys(("favourited", "reblogged", "muted", "bookmarked", "pinned"), False)
    return shown


def card(link: Link | None) -> Json | None:
    """Return the card of a link; None while its page has told nothing."""
    if link is None or (not link.image and link.title == urlsplit(link.url).netloc):
        return None
    return {
        "url": link.url,
        "title": link.title,
        "description": link.description,
        "language": "en",
        "type": "link",
        "author_name": "",
        "author_url": "",
        "provider_name": "",
        "provider_url": "",
        "html": "",
        "width": 1200 if link.image else 0,
        "height": 630 if link.image else 0,
        "image": link.image or None,
        "image_description": "",
        "embed_url": "",
        "blurhash": None,
        "published_at": None,
        "authors": [],
    }


def media(state: State, server: Server, found: Media) -> Json:
    """Return a picture; it has no address while it is being processed."""
    url = state.media_url(server, found) if found.looks <= 0 else None
    return {
        "id": found.id,
        "type": "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": {},
        "description": found.description or None,
        "blurhash": None,
    }


def order(post: NetworkPost) -> int:
    """Return what posts are ordered by: their ids rise with time."""
    return int(post.id)
