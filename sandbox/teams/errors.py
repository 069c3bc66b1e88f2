"""The bodies of the Bot Connector's errors.

Source: learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability (status
codes) and learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
(error object).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sandbox.values import Json

_BLOCKED: Final = (
    '{\r\n  "subCode": "MessageWritesBlocked",\r\n'
    '  "details": "Thread is blocked from message writes.",\r\n'
    '  "errorCode": null,\r\n  "errorSubCode": null\r\n}'
)


@dataclass(kw_only=True, slots=True)
class ConnectorError(Exception):
    """An answer that is not a success. `code` is a short name for the list of calls."""

    status: int
    code: str
    body: Json | None
    headers: dict[str, str] = field(default_factory=dict)


def _said(status: int, code: str, message: str) -> ConnectorError:
    body = {"error": {"code": code, "message": message}}
    return ConnectorError(status=status, code=code, body=body)


def unauthorized() -> ConnectorError:
    """No token, or one that is worth nothing."""
    body = {"message": "Authorization has been denied for this request."}
    return ConnectorError(status=401, code="Unauthorized", body=body)


def bad_syntax(message: str) -> ConnectorError:
    """A body that is no activity."""
    return _said(400, "BadSyntax", message)


def bad_argument(message: str) -> ConnectorError:
    """A parameter that names nothing."""
    return _said(400, "BadArgument", message)


def not_installed() -> ConnectorError:
    """The app is not installed for the person to whom a chat is asked for."""
    return _said(
        403, "ForbiddenOperationException", "The bot is not installed in user's personal scope"
    )


def writes_blocked() -> ConnectorError:
    """The person removed or blocked the app. Its body is unlike all others."""
    return ConnectorError(
        status=403, code="MessageWritesBlocked", body={"errorCode": 209, "message": _BLOCKED}
    )


def not_in_roster() -> ConnectorError:
    """The app was removed from the team."""
    return _said(
        403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
    )


def disabled() -> ConnectorError:
    """An admin switched the app off for the whole tenant."""
    return _said(403, "BotDisabledByAdmin", "The tenant admin disabled this bot")


def not_ours() -> ConnectorError:
    """A message of somebody else."""
    return _said(403, "ForbiddenOperationException", "The bot is not the author of the message.")


def no_conversation() -> ConnectorError:
    """There is no such conversation, or it was deleted."""
    return _said(404, "ConversationNotFound", "Conversation not found.")


def no_activity() -> ConnectorError:
    """There is no such message in the conversation."""
    return _said(404, "ActivityNotFoundInConversation", "The activity was not found.")


def no_member() -> ConnectorError:
    """The person is not in the conversation."""
    return _said(404, "MemberNotFoundInConversation", "The member was not found.")


def too_big() -> ConnectorError:
    """A message above the limit."""
    return _said(413, "MessageSizeTooBig", "Message size too large.")


def too_many(retry_after: int | None) -> ConnectorError:
    """A rate limit."""
    error = _said(429, "TooManyRequests", "API calls quota exceeded.")
    if retry_after is not None:
        error.headers["Retry-After"] = str(retry_after)
    return error


def precondition() -> ConnectorError:
    """Somebody else changed the thread at the same moment; to be tried again."""
    return _said(412, "PreconditionFailed", "Precondition failed.")


def bad_gateway() -> ConnectorError:
    """A gateway on the way, which speaks no JSON."""
    return ConnectorError(status=502, code="BadGateway", body=None)


NAMED: Final = {
    "Unauthorized": unauthorized,
    "ForbiddenOperationException": not_installed,
    "MessageWritesBlocked": writes_blocked,
    "BotNotInConversationRoster": not_in_roster,
    "BotDisabledByAdmin": disabled,
    "ConversationNotFound": no_conversation,
    "ActivityNotFoundInConversation": no_activity,
    "MessageSizeTooBig": too_big,
    "TooManyRequests": lambda: too_many(None),
    "PreconditionFailed": precondition,
    "BadGateway": bad_gateway,
}
"""The errors that can be switched on by name."""
