"""LinkedIn's documented errors.

Sources: learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling,
.../shared/api-guide/concepts/rate-limits, .../marketing/versioning,
.../marketing/community-management/shares/posts-api and
.../shared/authentication/authorization-code-flow. LinkedIn sends no header with a 429.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sandbox.catalogue.documented import Documented
from sandbox.values import Json

_POSTS: Final = "linkedin.posts"
_THROTTLED: Final = "for calls to this resource is reached."
_HTML: Final = "<html><head><title>503</title></head><body>Service Unavailable</body></html>"


def _coded(
    status: int, code: str, message: str, *, number: int | None = None, where: str = _POSTS
) -> Documented:
    """An error with a code, and with a serviceErrorCode where LinkedIn sends one."""
    body: Json = {"status": status}
    body |= {} if number is None else {"serviceErrorCode": number}
    return Documented(where=where, status=status, body=body | {"code": code, "message": message})


def _denied(resource: str, where: str) -> Documented:
    message = f"Not enough permissions to access: {resource}.20260901"
    return _coded(403, "ACCESS_DENIED", message, number=100, where=where)


def _invalid(code: str, message: str) -> Documented:
    return _coded(400, code, message)


def _shape(message: str) -> Documented:
    """A body whose shape is wrong: no code, and the field is named in the message."""
    return Documented(where=_POSTS, status=422, body={"message": message, "status": 422})


def _grant(status: int, error: str, description: str) -> Documented:
    body = {"error": error, "error_description": description}
    return Documented(where="linkedin.token", status=status, body=body)


def _back(error: str, description: str) -> Documented:
    return Documented(
        where="linkedin.authorize",
        status=302,
        redirect={"error": error, "error_description": description},
    )


_TOKENS: Final[Mapping[str, Documented]] = {
    "INVALID_ACCESS_TOKEN": _coded(
        401, "INVALID_ACCESS_TOKEN", "Invalid access token", number=65600
    ),
    "REVOKED_ACCESS_TOKEN": _coded(
        401,
        "REVOKED_ACCESS_TOKEN",
        "The token used in the request has been revoked by the user",
        number=65601,
    ),
    "EXPIRED_ACCESS_TOKEN": _coded(
        401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", number=65602
    ),
    # The number of an expired token is reported both ways; code and message are the same.
    "EXPIRED_ACCESS_TOKEN_65601": _coded(
        401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", number=65601
    ),
    "EMPTY_ACCESS_TOKEN": Documented(
        where=_POSTS,
        status=401,
        body={"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401},
    ),
}
_PERMISSIONS: Final[Mapping[str, Documented]] = {
    "ACCESS_DENIED": _denied("partnerApiPostsExternal.CREATE", _POSTS),
    "ACCESS_DENIED_GET": _denied("partnerApiPostsExternal.GET", "linkedin.posts.get"),
    "ACCESS_DENIED_FINDER": _denied("partnerApiPostsExternal.FINDER-author", "linkedin.posts.get"),
    "ACCESS_DENIED_DELETE": _denied("partnerApiPostsExternal.DELETE", "linkedin.posts.delete"),
    "ACCESS_DENIED_COMMENT": _denied("partnerApiSocialActions.CREATE", _POSTS),
    "ACCESS_DENIED_REACTION": _denied("partnerApiReactions.CREATE", _POSTS),
}
_VERSIONS: Final[Mapping[str, Documented]] = {
    "VERSION_MISSING": _coded(
        400,
        "VERSION_MISSING",
        "A version must be present. Please specify a version by adding the LinkedIn-Version "
        "header.",
    ),
    "NONEXISTENT_VERSION": _coded(
        426, "NONEXISTENT_VERSION", "Requested version 20251101 is not active"
    ),
}
_BODIES: Final[Mapping[str, Documented]] = {
    "ILLEGAL_ARGUMENT": _invalid(
        "ILLEGAL_ARGUMENT", "Request body could not be converted to data map"
    ),
    "MISSING_FIELD": _invalid("MISSING_FIELD", "Field /commentary is required but was not found"),
    "INVALID_URN_TYPE": _invalid(
        "INVALID_URN_TYPE", "Field /author has an invalid urn type. Allowed URN types are person"
    ),
    "INVALID_URN_ID": _invalid("INVALID_URN_ID", "Field /author has an invalid urn"),
    "INVALID_VALUE_FOR_FIELD": _invalid(
        "INVALID_VALUE_FOR_FIELD", 'Field /visibility has invalid value "FRIENDS"'
    ),
    "INVALID_VALUE_BLANK_FIELD": _invalid(
        "INVALID_VALUE_BLANK_FIELD", "Field /commentary must not be blank"
    ),
    "FIELD_LENGTH_TOO_LONG": _invalid(
        "FIELD_LENGTH_TOO_LONG", "Field /commentary is longer than 3000 characters"
    ),
    "FIELD_REQUIRED": _shape(
        "ERROR :: /commentary :: field is required but not found and has no default value\n"
    ),
    "RESHARE_OF_ACTIVITY": _shape(
        "ERROR :: /reshareContext/parent :: URN type activity not allowed. "
        "Allowed URN types are groupPost, share, ugcPost\n"
    ),
}
_STATES: Final[Mapping[str, Documented]] = {
    "DUPLICATE_POST": Documented(
        where=_POSTS,
        status=422,
        body={
            "status": 422,
            "code": "DUPLICATE_POST",
            "message": "Content is a duplicate of urn:li:share:7243",
            "errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]},
        },
    ),
    # The message is what all reports agree on; the code is not always there.
    "DUPLICATE_POST_without_code": _shape("Content is a duplicate of urn:li:share:7243"),
    "CONFLICT": _coded(409, "CONFLICT", "The request conflicts with another one"),
    "NOT_FOUND": _coded(
        404, "NOT_FOUND", "The post could not be found", where="linkedin.posts.delete"
    ),
    "TOO_MANY_REQUESTS": _coded(
        429,
        "TOO_MANY_REQUESTS",
        f"Resource level throttle MEMBER DAY limit {_THROTTLED}",
        number=101,
    ),
    "TOO_MANY_REQUESTS_APPLICATION": _coded(
        429,
        "TOO_MANY_REQUESTS",
        f"Resource level throttle APPLICATION DAY limit {_THROTTLED}",
        number=101,
    ),
    "TOO_MANY_REQUESTS_without_day": _coded(
        429, "TOO_MANY_REQUESTS", f"Resource level throttle limit {_THROTTLED}", number=101
    ),
}
_TROUBLE: Final[Mapping[str, Documented]] = {
    "INTERNAL_SERVER_ERROR": _coded(500, "INTERNAL_SERVER_ERROR", "Internal Server Error"),
    "INTERNAL_SERVER_ERROR_empty": Documented(where=_POSTS, status=500),
    "SERVICE_UNAVAILABLE": Documented(where=_POSTS, status=503, body=_HTML),
    "GATEWAY_TIMEOUT": Documented(where=_POSTS, status=504),
}
_SIGN_IN: Final[Mapping[str, Documented]] = {
    "invalid_grant": _grant(400, "invalid_grant", "Token has been expired or revoked."),
    "invalid_request": _grant(400, "invalid_request", "A required parameter is missing"),
    "invalid_redirect_uri": _grant(
        400, "invalid_redirect_uri", "Redirect uri does not match the authorization request"
    ),
    "invalid_client": _grant(401, "invalid_client", "Client authentication failed"),
    "user_cancelled_login": _back("user_cancelled_login", "The user cancelled LinkedIn login"),
    "user_cancelled_authorize": _back(
        "user_cancelled_authorize", "The user cancelled the authorization"
    ),
    "unauthorized_scope_error": _back(
        "unauthorized_scope_error", "Scope is not authorized for your application"
    ),
}
ROWS: Final[Mapping[str, Documented]] = {
    **_TOKENS,
    **_PERMISSIONS,
    **_VERSIONS,
    **_BODIES,
    **_STATES,
    **_TROUBLE,
    **_SIGN_IN,
}
