"""Finding what people write about the company: posts of the last seven days with its hashtag
(docs.x.com/x-api/posts/search-recent-posts).

Every post found costs, and so does every person who wrote one: see `prices.MENTION`. It must not
know what becomes of what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from networks import http
from networks.base import Credentials
from networks.x import errors, ids, metrics, reading, text
from networks.x.client import Api

MAX_QUERY: Final = 512
"""Characters of a query (docs.x.com/x-api/posts/search/integrate/build-a-query)."""

_LEAST_PAGE, _MOST_PAGE = 10, 100
_TAG = re.compile(r"\w*[^\W\d_]\w*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A post on X that carries the hashtag. `figures` by `FigureName`; missing means unknown."""

    id: str
    url: str
    author_id: str
    handle: str
    text: str = field(repr=False)
    at: datetime
    figures: Mapping[str, int]


def query_for(tag: str) -> str:
    """The query for a hashtag, with or without its `#`; passing on is no mention of its own.

    Raises ValueError for what is no hashtag: anything else could be an operator.
    """
    word = tag.strip().removeprefix("#")
    if not _TAG.fullmatch(word):
        raise ValueError("not a hashtag")
    query = f"#{word} -is:retweet"
    if len(query) > MAX_QUERY:
        raise ValueError("the hashtag is too long")
    return query


async def mentions(
    api: Api, tag: str, credentials: Credentials, *, since_id: str | None, most: int
) -> tuple[Mention, ...]:
    """The newest `most` mentions that are newer than `since_id`, newest first.

    X reads ten at least. Raises ValueError for what is no hashtag, and `ReadFailed`.
    """
    query = query_for(tag)
    known = since_id if ids.is_id(since_id) else None
    sent = known
    found: dict[str, Mention] = {}
    page: str | None = None
    for _ in range(-(-most // _LEAST_PAGE)):
        asked = _Asked(query=query, since_id=sent, page=page, wanted=most - len(found))
        answer = await _ask(api, asked, credentials)
        if answer.status == 400 and sent and "since_id" in errors.words(answer.json()):
            # The last one known is older than the seven days that are searched.
            sent = None
            answer = await _ask(api, replace(asked, since_id=None), credentials)
        posts, page, body = reading.page_of(api, answer)
        before = len(found)
        found |= {mention.id: mention for mention in _read(api, posts, body)}
        # A next page is promised at times although nothing new is on it.
        if page is None or len(found) >= most or len(found) == before:
            break
    newer = (mention for mention in found.values() if not known or int(mention.id) > int(known))
    return tuple(sorted(newer, key=lambda mention: int(mention.id), reverse=True)[:most])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """One page of a search."""

    query: str
    since_id: str | None
    page: str | None
    wanted: int


async def _ask(api: Api, asked: _Asked, credentials: Credentials) -> http.Answer:
    more = {"since_id": asked.since_id, "next_token": asked.page}
    return await reading.ask(
        api,
        credentials,
        lambda client: client.search_recent_tweets(
            asked.query,
            max_results=max(_LEAST_PAGE, min(_MOST_PAGE, asked.wanted)),
            tweet_fields=["created_at", "entities", "public_metrics"],
            # Who wrote a post comes only with a person's entry, which is paid for.
            expansions=["author_id"],
            user_fields=["username"],
            user_auth=False,
            **{name: value for name, value in more.items() if value},
        ),
    )


def _read(api: Api, posts: Iterable[Any], body: dict[str, Any]) -> Iterable[Mention]:
    handles = dict(_handles(body))
    for post in posts:
        if not isinstance(post, dict):
            continue
        identifier, author = post.get("id"), post.get("author_id")
        at = _moment(post.get("created_at"))
        if not ids.is_id(identifier) or not ids.is_id(author) or at is None:
            continue
        handle = handles.get(author, "")
        # X leads /i/status/… to the author's own address.
        yield Mention(
            id=identifier,
            url=f"{api.addresses.web}/{quote(handle, safe='') or 'i'}/status/{identifier}",
            author_id=author,
            handle=handle,
            text=text.as_written(post),
            at=at,
            figures=metrics.figures_of(post),
        )


def _handles(body: dict[str, Any]) -> Iterable[tuple[str, str]]:
    included = body.get("includes")
    people = included.get("users") if isinstance(included, dict) else None
    for person in people if isinstance(people, list) else []:
        if isinstance(person, dict):
            identifier, handle = person.get("id"), person.get("username")
            if isinstance(identifier, str) and isinstance(handle, str):
                yield identifier, handle


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
