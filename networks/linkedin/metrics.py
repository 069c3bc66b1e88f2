"""Reading how a LinkedIn post is doing.

Only for apps that were granted `r_member_postAnalytics`; each figure is a call of its own
(learn.microsoft.com/linkedin/marketing/community-management/members/post-statistics).
It must not know how posts are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from networks import http
from networks.base import (
    Credentials,
    FigureName,
    PostRef,
    ReadFailed,
    RefusalReason,
    Refused,
)
from networks.linkedin import errors
from networks.linkedin.api import Api

FIGURES_SCOPE = "r_member_postAnalytics"

_QUERIES = {
    "IMPRESSION": FigureName.IMPRESSIONS,
    "MEMBERS_REACHED": FigureName.REACH,
    "REACTION": FigureName.REACTIONS,
    "COMMENT": FigureName.COMMENTS,
    "RESHARE": FigureName.RESHARES,
    "POST_SAVE": FigureName.SAVES,
    "LINK_CLICKS": FigureName.CLICKS,
}

READINGS = tuple(timedelta(days=days) for days in (1, 3, 7, 14, 30, 60))
"""A member has about 150 requests a day, and each reading takes one for each figure; ours."""


async def read_figures(
    api: Api, ref: PostRef, credentials: Credentials
) -> Mapping[str, int] | None:
    """The post's figures, or None where this app or member does not get any.

    Raises `ReadFailed`. A figure LinkedIn does not know for this post is left out.
    """
    if FIGURES_SCOPE not in credentials.scopes:
        return None
    entity = _entity(ref.id)
    if entity is None:
        return None
    figures: dict[str, int] = {}
    for query, name in _QUERIES.items():
        answer = await _ask(api, entity, query, credentials)
        if answer.status == 200:
            count = _count(answer)
            if count is not None:
                figures[name.value] = count
            continue
        problem = errors.read_problem(answer, now=api.now())
        if not isinstance(problem, Refused):
            raise ReadFailed(problem)
        if problem.reason is RefusalReason.PERMISSION:
            return None
        if problem.reason is RefusalReason.GONE or errors.is_of_version(answer):
            raise ReadFailed(problem)
    return figures


async def _ask(api: Api, entity: str, query: str, credentials: Credentials) -> http.Answer:
    try:
        return await api.client.call(
            "GET",
            f"{api.addresses.api}/rest/memberCreatorPostAnalytics"
            f"?q=entity&entity={entity}&queryType={query}&aggregation=TOTAL",
            token=credentials.access_token,
            headers=api.headers(),
        )
    except (http.NotSent, http.Lost) as end:
        raise ReadFailed(http.problem_of(end, now=api.now())) from None


def _entity(urn: str) -> str | None:
    """The Rest.li key of a post: `(share:…)` or `(ugc:…)`."""
    if not errors.is_post_urn(urn):
        return None
    match urn.split(":")[2]:
        case "share":
            return f"(share:{quote(urn, safe='')})"
        case "ugcPost":
            return f"(ugc:{quote(urn, safe='')})"
        case _:
            return None


def _count(answer: http.Answer) -> int | None:
    """The one number of an answer; versions differ in calling it `count` or `value`."""
    elements = answer.json().get("elements")
    if not isinstance(elements, list):
        return None
    whole = [
        number
        for element in elements
        if isinstance(element, dict)
        and (number := _whole(element.get("count"), element.get("value"))) is not None
    ]
    return sum(whole) if whole else None


def _whole(*values: object) -> int | None:
    return next(
        (value for value in values if type(value) is int and value >= 0),
        None,
    )
