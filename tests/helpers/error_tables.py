"""What becomes of each answer that the networks document: every row of the sandbox's catalogue.

Three tables: what can strike the publishing of a share, the connecting of an account, and all that
comes afterwards. A row's name is the catalogue's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from programme.states import ShareState


class Kind(StrEnum):
    """Whose matter an answer is."""

    AT_ONCE = "at once"
    """The program's: the share is out in the same moment all the same."""
    RETRY = "retry"
    """The network's: the share goes out later by itself."""
    PERSON = "person"
    """The person's: they connect their account again."""
    FINAL = "final"
    """Nobody's: the same call would fail again, so its person posts by hand or in other words."""
    THERE = "there"
    """The network says that the post is out already, and which one it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ends:
    """How a share ends. `why` is why it failed; `state` is how it stands while it waits.

    `after` is when it goes out then. `first` is a row that must strike before this one can.
    """

    kind: Kind
    why: str = ""
    state: ShareState = ShareState.QUEUED
    after: timedelta = timedelta(0)
    first: str = ""
    picture: bool = False
    """Whether the row is about a picture, without which the post goes out."""
    reshare: bool = False
    """Whether the item is a post on the network itself."""


def final(why: str, *, reshare: bool = False) -> Ends:
    """Refused, and why."""
    return Ends(kind=Kind.FINAL, why=why, reshare=reshare)


def put_off(*, picture: bool = False, **until: float) -> Ends:
    """Nothing was done, and the network said when it takes more, or the program knows."""
    return Ends(kind=Kind.RETRY, after=timedelta(**until), picture=picture)


def unclear(first: str = "") -> Ends:
    """Nobody knows what was done: it is found out half a minute later."""
    return Ends(kind=Kind.RETRY, state=ShareState.ARMED, after=timedelta(seconds=30), first=first)


PERSON: Final = Ends(kind=Kind.PERSON, why="reconnect")
AT_ONCE: Final = Ends(kind=Kind.AT_ONCE)
THERE: Final = Ends(kind=Kind.THERE)
WITHOUT_PICTURE: Final = Ends(kind=Kind.AT_ONCE, picture=True)

PUBLISHING: Final[Mapping[str, Ends]] = {
    # LinkedIn: no token is renewed; the day's limits end at midnight UTC, sixteen hours away.
    "linkedin.INVALID_ACCESS_TOKEN": PERSON,
    "linkedin.REVOKED_ACCESS_TOKEN": PERSON,
    "linkedin.EXPIRED_ACCESS_TOKEN": PERSON,
    "linkedin.EXPIRED_ACCESS_TOKEN_65601": PERSON,
    "linkedin.EMPTY_ACCESS_TOKEN": PERSON,
    "linkedin.ACCESS_DENIED": final("permission"),
    "linkedin.ACCESS_DENIED_COMMENT": final("permission"),
    "linkedin.ACCESS_DENIED_REACTION": final("permission"),
    "linkedin.VERSION_MISSING": final("app"),
    "linkedin.NONEXISTENT_VERSION": final("app"),
    "linkedin.ILLEGAL_ARGUMENT": final("app"),
    "linkedin.MISSING_FIELD": final("app"),
    "linkedin.INVALID_URN_TYPE": final("app"),
    "linkedin.INVALID_URN_ID": final("app"),
    "linkedin.INVALID_VALUE_FOR_FIELD": final("app"),
    "linkedin.INVALID_VALUE_BLANK_FIELD": final("content"),
    "linkedin.FIELD_LENGTH_TOO_LONG": final("too_long"),
    "linkedin.FIELD_REQUIRED": final("app"),
    "linkedin.RESHARE_OF_ACTIVITY": final("gone", reshare=True),
    "linkedin.DUPLICATE_POST": THERE,
    "linkedin.DUPLICATE_POST_without_code": THERE,
    "linkedin.CONFLICT": AT_ONCE,
    "linkedin.TOO_MANY_REQUESTS": put_off(hours=16),
    "linkedin.TOO_MANY_REQUESTS_APPLICATION": put_off(hours=16),
    "linkedin.TOO_MANY_REQUESTS_without_day": put_off(minutes=15),
    "linkedin.INTERNAL_SERVER_ERROR": unclear(),
    "linkedin.INTERNAL_SERVER_ERROR_empty": unclear(),
    "linkedin.SERVICE_UNAVAILABLE": unclear(),
    "linkedin.GATEWAY_TIMEOUT": unclear(),
    # X: a token is renewed once; each text has a link of its own, so a repeat is another post.
    "x.DuplicateContent": final("repeat"),
    "x.Forbidden": final("permission"),
    "x.TextTooLong": final("too_long"),
    "x.TextTooLong_forbidden": final("too_long"),
    "x.InvalidRequest": final("app"),
    "x.Unauthorized": PERSON,
    "x.CreditsDepleted": final("budget"),
    "x.ClientForbidden": final("app"),
    "x.TooManyRequests": put_off(minutes=15),
    "x.TooManyRequests_app_day": put_off(hours=24),
    "x.TooManyRequests_without_reset": put_off(minutes=15),
    "x.InternalError": unclear(),
    "x.ServiceUnavailable": unclear(),
    # Bluesky: a session is renewed once, if need be by the app password.
    "bluesky.ExpiredToken": PERSON,
    "bluesky.InvalidToken": PERSON,
    "bluesky.AuthenticationRequired": PERSON,
    "bluesky.AccountTakedown": final("permission"),
    "bluesky.AccountTakedown_400": final("permission"),
    "bluesky.InvalidRequest": final("app"),
    "bluesky.InvalidRequest_too_long": final("too_long"),
    "bluesky.InvalidSwap": put_off(seconds=5),
    "bluesky.RecordNotFound": unclear(first="bluesky.InternalServerError"),
    "bluesky.PayloadTooLarge": WITHOUT_PICTURE,
    "bluesky.RateLimitExceeded": put_off(hours=1),
    "bluesky.RateLimitExceeded_without_reset": put_off(minutes=5),
    "bluesky.InternalServerError": unclear(),
    "bluesky.UpstreamFailure": unclear(),
    # Mastodon: tokens have no end, so one that is refused is over.
    "mastodon.token_invalid": PERSON,
    "mastodon.token_revoked": PERSON,
    "mastodon.outside_scopes": PERSON,
    "mastodon.login_disabled": final("permission"),
    "mastodon.text_blank": final("content"),
    "mastodon.text_too_long": final("too_long"),
    "mastodon.media_invalid": WITHOUT_PICTURE,
    "mastodon.too_many_requests": put_off(minutes=5),
    "mastodon.too_many_requests_media": put_off(minutes=30, picture=True),
    "mastodon.too_many_requests_without_reset": put_off(minutes=5),
    "mastodon.service_unavailable": unclear(),
    "mastodon.service_unavailable_empty": unclear(),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The message that a page of connecting shows, and the page's status."""

    says: str
    status: int


NO: Final = Page(says="page.denied", status=200)
AGAIN: Final = Page(says="page.too_late", status=410)
LATER: Final = Page(says="page.unreachable", status=503)
NOT_OUR_APP: Final = Page(says="page.app_refused", status=502)

CONNECTING: Final[Mapping[str, Page]] = {
    "linkedin.invalid_grant": AGAIN,
    "linkedin.invalid_request": NOT_OUR_APP,
    "linkedin.invalid_redirect_uri": NOT_OUR_APP,
    "linkedin.invalid_client": NOT_OUR_APP,
    "linkedin.user_cancelled_login": NO,
    "linkedin.user_cancelled_authorize": NO,
    "linkedin.unauthorized_scope_error": NOT_OUR_APP,
    "x.invalid_request": AGAIN,
    "x.unauthorized_client": NOT_OUR_APP,
    "x.access_denied": NO,
    "bluesky.AuthenticationRequired_password": Page(says="page.not_accepted", status=422),
    "bluesky.AuthFactorTokenRequired": Page(says="page.not_an_app_password", status=422),
    "bluesky.AccountTakedown_session": Page(says="page.account_closed", status=403),
    "bluesky.HandleNotFound": Page(says="page.handle_unknown", status=422),
    "bluesky.RateLimitExceeded_session": LATER,
    # A server that forgot the app is told of it anew, for the next attempt.
    "mastodon.invalid_client": AGAIN,
    "mastodon.invalid_grant": AGAIN,
    "mastodon.invalid_scope": NOT_OUR_APP,
    "mastodon.invalid_scope_authorize": NOT_OUR_APP,
    "mastodon.app_invalid": NOT_OUR_APP,
    "mastodon.access_denied": NO,
}


class After(StrEnum):
    """What an answer does that comes when a share is out, or before its call."""

    RENEWED = "renewed"
    """The session is over; the program begins another by the app password, and the share is out."""
    FIGURES = "figures"
    """The figures are read all the same, at once or a little later."""
    NO_FIGURES = "no figures"
    """The figures stay unknown, and nothing else changes."""
    DELETED = "deleted"
    """The post is gone, which is what was wanted."""
    NOT_DELETED = "not deleted"
    """The network does not let the program delete it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """What follows, and where the answer is given if not at its usual place."""

    does: After
    where: str = field(default="")


AFTERWARDS: Final[Mapping[str, Later]] = {
    # Posts are read by nobody here; the same refusal can meet whoever reads their figures.
    "linkedin.ACCESS_DENIED_GET": Later(does=After.NO_FIGURES, where="linkedin.analytics"),
    "linkedin.ACCESS_DENIED_FINDER": Later(does=After.NO_FIGURES, where="linkedin.analytics"),
    "linkedin.ACCESS_DENIED_DELETE": Later(does=After.NOT_DELETED),
    "linkedin.NOT_FOUND": Later(does=After.DELETED),
    "x.PartialErrors": Later(does=After.FIGURES),
    "x.PartialErrors_only": Later(does=After.FIGURES),
    "x.NotFound": Later(does=After.DELETED),
    "bluesky.ExpiredToken_refresh": Later(does=After.RENEWED),
    "bluesky.InvalidToken_refresh": Later(does=After.RENEWED),
    "bluesky.UpstreamFailure_reading": Later(does=After.FIGURES),
    "mastodon.record_not_found": Later(does=After.DELETED),
}

ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "reconnect": ("Connect again", "Znova poveži račun"),
    "permission": ("Look there whether your account", "Poglej, ali je tam s tvojim računom"),
    "app": ("tell your programme lead", "sporoči vodji programa"),
    "content": ("Change a few words", "Spremeni nekaj besed"),
    "repeat": ("Change a few words", "Spremeni nekaj besed"),
    "too_long": ("Shorten it", "Skrajšaj"),
    "gone": ("share something else", "deli kaj drugega"),
    "budget": ("Post it yourself", "Objavi na roko"),
}
"""What a person is advised to do next, in English and in Slovene, by why their share failed."""


def network_of(row: str) -> str:
    """The network of a row."""
    return row.partition(".")[0]
