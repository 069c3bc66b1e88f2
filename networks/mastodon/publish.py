"""Making, finding and removing posts on Mastodon (docs.joinmastodon.org/methods/statuses).

A server keeps the `Idempotency-Key` of a post for an hour and answers a repeat within it with the
post it made; afterwards the short code in the author's recent posts tells. It must not know where
credentials come from nor what happens after an outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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
    Throttled,
    Unclear,
)
from networks.mastodon import errors, media, statuses, text
from networks.mastodon.client import Api

SCOPES = frozenset({"write", "write:statuses"})

# Our clock and the server's may differ a little.
_CLOCK_MARGIN = timedelta(minutes=2)
# The most that a server gives at once, and how often it is asked.
_PAGE = 40
_MAX_PAGES = 3


async def publish(
    api: Api, post: Post, credentials: Credentials, patience: media.Patience
) -> Outcome:
    """Send the post once, its pictures first."""
    if credentials.scopes and SCOPES.isdisjoint(credentials.scopes):
        return Reconnect(reason=ReconnectReason.SCOPE)
    pictures = await media.upload(api, post.images[: media.RULES.most], credentials, patience)
    if isinstance(pictures, Reconnect | Throttled):
        return pictures
    try:
        answer = await api.ask(
            credentials,
            lambda client: client.status_post(
                text.final(post),
                media_ids=pictures or None,
                visibility="public",
                language=text.language(post.language),
                idempotency_key=post.idempotency_key,
            ),
        )
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if answer.status != 200:
        return errors.read_problem(answer, now=api.now())
    status = answer.json()
    found = statuses.ref_of(status, credentials)
    if found is None:
        return Unclear(detail="200 without an id")
    return Published(ref=found, without_image=_shown(status, len(pictures)) < len(post.images))


async def look(api: Api, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
    """Find this post among the author's posts made since then, newest first.

    Raises `ReadFailed` also when a post was left unread or could not be read: only a whole search
    may say no.
    """
    search = _Search(post=post, credentials=credentials, oldest=since - _CLOCK_MARGIN)
    for _ in range(_MAX_PAGES):
        page = await _recent(api, credentials, search.last)
        found = search.through(page)
        if found is not None:
            return found
        if search.whole:
            break
    if not search.whole or not search.legible:
        raise ReadFailed(Unclear(detail="not all of the author's posts could be read"))
    return None


async def delete(api: Api, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
    """Remove a post; one that is gone already is just as good."""
    if not statuses.is_id(ref.id):
        return Refused(reason=RefusalReason.GONE, detail="not the id of a post")
    try:
        answer = await api.ask(credentials, lambda client: client.status_delete(ref.id))
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if answer.status in {200, 404, 410}:
        return Deleted()
    return errors.read_problem(answer, now=api.now())


@dataclass(kw_only=True, slots=True)
class _Search:
    """Goes through the author's posts, page after page, until one is too old or none is left."""

    post: Post
    credentials: Credentials
    oldest: datetime
    last: str | None = None
    whole: bool = False
    legible: bool = True

    def through(self, page: list[Any]) -> PostRef | None:
        """The post, if it is on this page."""
        before = self.last
        for status in page:
            ref = statuses.ref_of(status, self.credentials) if isinstance(status, dict) else None
            if ref is None:
                self.legible = False
                continue
            self.last = ref.id
            if text.is_same(status, self.post):
                return ref
            made_at = statuses.made_at(status)
            if made_at is not None and made_at < self.oldest:
                self.whole = True
                return None
        # Pages may be short of their size although more follow, so only an empty one is the last.
        self.whole = not page
        if page and self.last == before:
            self.legible = False
        return None


async def _recent(api: Api, credentials: Credentials, before: str | None) -> list[Any]:
    try:
        answer = await api.ask(
            credentials,
            lambda client: client.account_statuses(
                credentials.author_id, exclude_reblogs=True, limit=_PAGE, max_id=before
            ),
        )
    except (http.NotSent, http.Lost) as end:
        raise ReadFailed(http.problem_of(end, now=api.now())) from None
    if answer.status != 200:
        raise ReadFailed(errors.read_problem(answer, now=api.now()))
    page = statuses.page_of(answer.body)
    if page is None:
        raise ReadFailed(Unclear(detail="200 without posts"))
    return page


def _shown(status: dict[str, Any], sent: int) -> int:
    """How many pictures the post has: a repeat is answered with what an earlier attempt made."""
    shown = status.get("media_attachments")
    return len(shown) if isinstance(shown, list) else sent
