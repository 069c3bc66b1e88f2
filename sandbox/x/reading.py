"""What X's reading calls have in common: their parameters, and how posts and people are shown.

X has two vocabularies. `post.fields` is its OpenAPI description's; `tweet.fields` is the former
one, and what is asked for under it has the former names inside as well.
Source: docs.x.com/x-api/fundamentals/fields, .../expansions and the OpenAPI description, 2.167.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from aiohttp import web

from sandbox.people import Person
from sandbox.social.feed import NetworkPost, handle_of
from sandbox.values import Json
from sandbox.x import errors, weigh
from sandbox.x.state import State

_ID = re.compile(r"[0-9]{1,19}")
_PLACE = re.compile(r"[0-9]{1,6}")
_TAG = re.compile(r"(?<![\w#])#(\w*[^\W\d_]\w*)")
_PRIVATE_NUMBERS: Final = timedelta(days=30)
_BOTH_FIELDS: Final = {
    *("article", "attachments", "card_uri", "community_id", "context_annotations"),
    *("conversation_id", "created_at", "display_text_range", "edit_controls", "entities", "geo"),
    *("id", "lang", "media_metadata", "non_public_metrics", "organic_metrics", "paid_partnership"),
    *("possibly_sensitive", "promoted_metrics", "public_metrics", "reply_settings", "scopes"),
    *("source", "suggested_source_links", "suggested_source_links_with_counts", "text"),
    "withheld",
}
_POST_FIELDS: Final = _BOTH_FIELDS | {
    *("article_title", "matched_media_notes", "note_post", "note_request_suggestions"),
}
_TWEET_FIELDS: Final = _BOTH_FIELDS | {
    *("author_id", "edit_history_tweet_ids", "in_reply_to_user_id", "note_tweet"),
    "referenced_tweets",
}
_USER_FIELDS: Final = {
    *("confirmed_email", "connection_status", "created_at", "description", "entities", "id"),
    *("is_identity_verified", "location", "name", "parody", "profile_banner_url"),
    *("profile_image_url", "protected", "public_metrics", "receives_your_dm"),
    *("subscribes_to_you", "subscription", "subscription_type", "url", "username", "verified"),
    *("verified_followers_count", "verified_type", "withheld"),
}
_MEDIA_FIELDS: Final = {
    *("alt_text", "duration_ms", "height", "media_key", "non_public_metrics", "organic_metrics"),
    *("preview_image_url", "promoted_metrics", "public_metrics", "type", "url", "variants"),
    "width",
}
_EXPANSIONS: Final = {
    *("article.cover_media", "article.media_entities", "attachments.media_keys"),
    *("attachments.media_source_tweet", "attachments.poll_ids", "author_id"),
    *("edit_history_post_ids", "edit_history_tweet_ids", "entities.mentions.username"),
    *("geo.place_id", "in_reply_to_user_id", "referenced_posts", "referenced_tweets.id"),
    "username",
}
LISTS: Final[Mapping[str, Collection[str]]] = {
    "post.fields": _POST_FIELDS,
    "tweet.fields": _TWEET_FIELDS,
    "user.fields": _USER_FIELDS,
    "media.fields": _MEDIA_FIELDS,
    "expansions": _EXPANSIONS,
    "exclude": {"replies", "retweets"},
}
ABOUT_POSTS: Final = frozenset(
    {
        *("post.fields", "tweet.fields", "user.fields", "media.fields", "expansions"),
        *("poll.fields", "place.fields"),
    }
)
PAGED: Final = ABOUT_POSTS | {
    *("max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The checked parameters of a call. `lists` are its fields, expansions and exclusions."""

    given: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]

    @property
    def former(self) -> bool:
        """Whether the former vocabulary is spoken."""
        return "tweet.fields" in self.lists or "post.fields" not in self.lists

    def wants(self, name: str) -> bool:
        """Whether a field of posts was asked for."""
        named = self.lists.get("tweet.fields", frozenset()), self.lists.get("post.fields", ())
        return any(name in each for each in named)

    def has(self, name: str, value: str) -> bool:
        """Whether one of the other lists holds this."""
        return value in self.lists.get(name, ())


@dataclass(kw_only=True, slots=True)
class Page:
    """What is shown: posts, what goes with them, and what was left out and why."""

    data: list[Json] = field(default_factory=list)
    users: dict[str, Json] = field(default_factory=dict)
    media: dict[str, Json] = field(default_factory=dict)
    problems: list[Json] = field(default_factory=list)

    def body(self, meta: Json | None = None) -> Json:
        """Return the answer; what is empty is not in it."""
        includes = {"users": list(self.users.values()), "media": list(self.media.values())}
        parts: Json = {
            "data": self.data,
            "includes": {name: found for name, found in includes.items() if found},
            "errors": self.problems,
            "meta": meta,
        }
        return {name: part for name, part in parts.items() if part}


def asked(request: web.Request, known: Collection[str]) -> Asked:
    """Return a call's parameters. Raises XError for parameters and values that do not exist."""
    for name, value in request.query.items():
        if name not in known:
            message = f"The query parameter [{name}] is not one of [{','.join(sorted(known))}]"
            raise errors.invalid(message, **{name: value})
    lists = {name: _listed(name, request.query[name]) for name in LISTS if name in request.query}
    for name in ("since_id", "until_id"):
        if name in request.query and not _ID.fullmatch(request.query[name]):
            raise _not_valid(name, request.query[name])
    return Asked(given=dict(request.query), lists=lists)


def size(ask: Asked, least: int, most: int) -> int:
    """Return `max_results`. Raises XError when it is out of its bounds."""
    value = ask.given.get("max_results", "10")
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise errors.invalid(
            f"The `max_results` query parameter value [{value}] is not between {least} and {most}",
            max_results=value,
        )
    return int(value)


def moment(ask: Asked, name: str) -> datetime | None:
    """Return a time of the query. Raises XError for what is none with a zone."""
    value = ask.given.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise _not_valid(name, value) from None
    if found.tzinfo is None:
        raise _not_valid(name, value)
    return found.astimezone(UTC)


def start(ask: Asked) -> int:
    """Return where the page begins, from either name of its token. Raises XError."""
    for name in ("pagination_token", "next_token"):
        value = ask.given.get(name)
        if value is None:
            continue
        if not _PLACE.fullmatch(value):
            raise _not_valid(name, value)
        return int(value)
    return 0


def between(posts: Iterable[NetworkPost], ask: Asked) -> list[NetworkPost]:
    """Return the posts within the ids and times that were asked for, newest first."""
    since, until = int(ask.given.get("since_id", 0)), int(ask.given.get("until_id", 10**19))
    after, before = moment(ask, "start_time"), moment(ask, "end_time")
    found = [
        post
        for post in posts
        if since < int(post.id) < until
        and (after is None or post.at >= after)
        and (before is None or post.at < before)
    ]
    return sorted(found, key=lambda post: int(post.id), reverse=True)


def paged(state: State, posts: list[NetworkPost], ask: Asked, person: Person, most: int) -> Json:
    """Return one page of posts as an answer. Raises XError when the credits do not do."""
    begin = start(ask)
    chosen = posts[begin : begin + most]
    meta: Json = {"result_count": len(chosen)}
    if chosen:
        meta |= {"newest_id": chosen[0].id, "oldest_id": chosen[-1].id}
    if begin + most < len(posts):
        meta["next_token"] = str(begin + most)
    return shown(state, chosen, ask, person).body(meta)


def shown(state: State, posts: Iterable[NetworkPost], ask: Asked, person: Person) -> Page:
    """Return posts as this person sees them. Raises XError when the credits do not do."""
    page = Page()
    for post in posts:
        if not state.pay_reads("post", [post.id]):
            raise errors.documented("CreditsDepleted")
        page.data.append(_post(state, post, ask, person, page))
        _included(state, post, ask, page)
    return page


def user(state: State, person: Person, wanted: Collection[str]) -> Json:
    """Return a person as X shows them: id, name and username always. Raises XError."""
    if not state.pay_reads("user", [state.user_id(person)]):
        raise errors.documented("CreditsDepleted")
    extra: Json = {
        "description": person.headline,
        "profile_image_url": f"{state.core.base_url}/avatars/{person.id}.png",
        "protected": False,
        "verified": False,
    }
    return {
        "id": state.user_id(person),
        "name": person.name,
        "username": handle_of(person),
    } | {name: extra[name] for name in sorted(wanted) if name in extra}


def tags(text: str) -> list[tuple[int, int, str]]:
    """Return the hashtags of a text: begin, end, and the word without its sign."""
    return [(found.start(), found.end(), found[1]) for found in _TAG.finditer(text)]


def _post(state: State, post: NetworkPost, ask: Asked, person: Person, page: Page) -> Json:
    author = state.core.people.get(post.person)
    numbers = state.feed.metrics(post)
    history = "edit_history_tweet_ids" if ask.former else "edit_history_post_ids"
    found: Json = {"id": post.id, "text": post.text, history: [post.id]}
    if author is not None and (ask.wants("author_id") or ask.has("expansions", "author_id")):
        found["author_id"] = state.user_id(author)
    if ask.wants("created_at"):
        found["created_at"] = post.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if ask.wants("entities") and (entities := _entities(post.text)):
        found["entities"] = entities
    if ask.wants("attachments") and (keys := _keys(state, post)):
        found["attachments"] = {"media_keys": keys}
    if post.reshare_of and ask.wants("referenced_tweets"):
        found["referenced_tweets"] = [{"type": "retweeted", "id": post.reshare_of}]
    if ask.wants("public_metrics"):
        found["public_metrics"] = _public(numbers, former=ask.former)
    private = [name for name in ("non_public_metrics", "organic_metrics") if ask.wants(name)]
    if private and (
        post.person != person.id or state.core.clock.now() - post.at > _PRIVATE_NUMBERS
    ):
        page.problems.append(errors.private(post.id))
    else:
        found |= {name: _own(numbers, name, former=ask.former) for name in private}
    return found


def _included(state: State, post: NetworkPost, ask: Asked, page: Page) -> None:
    author = state.core.people.get(post.person)
    if author is not None and ask.has("expansions", "author_id"):
        wanted = ask.lists.get("user.fields", frozenset())
        page.users[author.id] = user(state, author, wanted)
    if not ask.has("expansions", "attachments.media_keys"):
        return
    for media_id in state.attached.get(post.id, []):
        media = state.media[media_id]
        extra: Json = {"alt_text": media.alt, "url": f"{state.core.base_url}/x/media/{media_id}"}
        if media.picture is not None:
            extra |= {"width": media.picture.width, "height": media.picture.height}
        page.media[media.key] = {"media_key": media.key, "type": "photo"} | {
            name: value for name, value in extra.items() if value and ask.has("media.fields", name)
        }


def _keys(state: State, post: NetworkPost) -> list[str]:
    return [state.media[each].key for each in state.attached.get(post.id, [])]


def _entities(text: str) -> Json:
    urls = [
        {"start": begin, "end": end, "url": text[begin:end], "expanded_url": text[begin:end]}
        for begin, end in weigh.links(text)
    ]
    hashtags = [{"start": begin, "end": end, "tag": tag} for begin, end, tag in tags(text)]
    return {name: found for name, found in (("urls", urls), ("hashtags", hashtags)) if found}


def _public(numbers: Mapping[str, int], *, former: bool) -> Json:
    return {
        "retweet_count" if former else "repost_count": numbers["reshares"],
        "reply_count": numbers["comments"],
        "like_count": numbers["reactions"],
        "quote_count": 0,
        "bookmark_count": 0,
        "impression_count": numbers["impressions"],
    }


def _own(numbers: Mapping[str, int], name: str, *, former: bool) -> Json:
    private: Json = {
        "impression_count": numbers["impressions"],
        "url_link_clicks": numbers["clicks"],
        "user_profile_clicks": numbers["clicks"] // 5,
    }
    if name == "non_public_metrics":
        rest = sum(value for key, value in numbers.items() if key != "impressions")
        return private | {"engagements": rest}
    return private | {
        "like_count": numbers["reactions"],
        "reply_count": numbers["comments"],
        "retweet_count" if former else "repost_count": numbers["reshares"],
    }


def _listed(name: str, value: str) -> frozenset[str]:
    wanted = value.split(",")
    for each in wanted:
        if each not in LISTS[name]:
            message = (
                f"The `{name}` query parameter value [{each}] is not one of "
                f"[{','.join(sorted(LISTS[name]))}]"
            )
            raise errors.invalid(message, **{name: value})
    return frozenset(wanted)


def _not_valid(name: str, value: str) -> errors.XError:
    message = f"The `{name}` query parameter value [{value}] is not valid"
    return errors.invalid(message, **{name: value})
