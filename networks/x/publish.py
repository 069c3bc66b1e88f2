"""Making, finding and removing posts on X.

X has no key against repeats, and refuses a repeated text without saying which post it repeats. But
every post carries a short code of its own, so after a lost answer the author's recent posts tell.
It must not know where credentials come from nor what happens after an outcome.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from networks import http
from networks.base import (
    Credentials,
    Deleted,
    DeleteOutcome,
    Outcome,
    Post,
    PostRef,
    Published,
    ReadFailed,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Unclear,
)
from networks.x import errors, ids, pictures, reading, text
from networks.x.client import Api

POST_SCOPE = "tweet.write"

# Our clock and theirs may differ a little.
_CLOCK_MARGIN = timedelta(minutes=2)
_PAGE = 100
_MAX_PAGES = 3


async def publish(api: Api, post: Post, credentials: Credentials) -> Outcome:
    """Send the post once, its pictures first."""
    if credentials.scopes and POST_SCOPE not in credentials.scopes:
        return Reconnect(reason=ReconnectReason.SCOPE)
    media = await pictures.upload(api, post.images, credentials)
    if not isinstance(media, list):
        return media
    try:
        answer = await api.ask(
            credentials.access_token,
            lambda client: client.create_tweet(
                text=text.final(post), media_ids=media or None, user_auth=False
            ),
        )
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if answer.status not in {200, 201}:
        return errors.read_failure(answer, now=api.now())
    found = _ref(api, answer.json().get("data"), credentials)
    if found is None:
        return Unclear(detail=f"{answer.status} without an id")
    return Published(ref=found, without_image=len(media) < len(post.images))


async def look(api: Api, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
    """Find this post among the author's posts made since then, newest first.

    Each post read costs the company a little, so reading ends with the page of the match. Raises
    `ReadFailed` also when a post was left unread or came without its addresses: only a whole
    search may say no.
    """
    page: str | None = None
    legible = True
    for _ in range(_MAX_PAGES):
        posts, page = await _recent(api, credentials, since - _CLOCK_MARGIN, page)
        for read in posts:
            found = _ref(api, read, credentials)
            if found and text.is_same(read, post):
                return found
            legible = legible and found is not None and text.is_legible(read)
        if page is None:
            break
    if page or not legible:
        raise ReadFailed(Unclear(detail="not all of the author's posts could be read"))
    return None


async def delete(api: Api, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
    """Remove a post."""
    if not ids.is_id(ref.id):
        return Refused(reason=RefusalReason.GONE, detail="not the id of a post")
    try:
        answer = await api.ask(
            credentials.access_token,
            lambda client: client.delete_tweet(ref.id, user_auth=False),
        )
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if answer.status in {404, 410}:
        return Deleted()
    if answer.status != 200:
        return errors.read_problem(answer, now=api.now())
    data = answer.json().get("data")
    if isinstance(data, dict) and data.get("deleted") is True:
        return Deleted()
    # `deleted` says whether this very call did it; a post that was gone before is just as good.
    return await _gone(api, ref, credentials)


async def _gone(api: Api, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
    try:
        answer = await api.ask(
            credentials.access_token,
            lambda client: client.get_tweets([ref.id], user_auth=False),
        )
    except (http.NotSent, http.Lost) as error:
        return Unclear(detail=str(error))
    body = answer.json()
    if answer.status == 200 and "data" not in body and body.get("errors"):
        return Deleted()
    return Unclear(detail=f"{answer.status} without a deletion")


async def _recent(
    api: Api, credentials: Credentials, since: datetime, page: str | None
) -> tuple[list[Any], str | None]:
    more = {"pagination_token": page} if page else {}
    answer = await reading.ask(
        api,
        credentials,
        lambda client: client.get_users_tweets(
            credentials.author_id,
            start_time=since,
            max_results=_PAGE,
            tweet_fields=["created_at", "entities"],
            exclude=["retweets"],
            user_auth=False,
            **more,
        ),
    )
    posts, following, _ = reading.page_of(api, answer)
    return posts, following


def _ref(api: Api, data: object, credentials: Credentials) -> PostRef | None:
    identifier = data.get("id") if isinstance(data, dict) else None
    if not ids.is_id(identifier):
        return None
    # X leads /i/status/… to the author's own address.
    author = quote(credentials.handle, safe="") or "i"
    return PostRef(id=identifier, url=f"{api.addresses.web}/{author}/status/{identifier}")
