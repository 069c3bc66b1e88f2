"""The errors of Bluesky's servers, with the bodies they send.

Sources: atproto.com/specs/xrpc and the answers of the reference server
(github.com/bluesky-social/atproto, packages/pds).
"""

from __future__ import annotations

from sandbox.values import Json


class XrpcError(Exception):
    """An answer that is not a success: its HTTP status, and the name and message of its body."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.status = status
        self.name = name
        self.message = message

    def body(self) -> Json:
        """Return the body that is sent."""
        return {"error": self.name, "message": self.message}


def invalid(message: str, name: str = "InvalidRequest") -> XrpcError:
    """Return the answer to a request that can't be carried out as it is."""
    return XrpcError(400, name, message)


def unauthenticated(
    message: str = "Authentication Required", name: str = "AuthenticationRequired"
) -> XrpcError:
    """Return the answer to somebody who may not."""
    return XrpcError(401, name, message)


def expired(message: str = "Token has expired") -> XrpcError:
    """Return the answer to a token whose time is over; it is a 400."""
    return XrpcError(400, "ExpiredToken", message)


def worthless(message: str = "Token could not be verified") -> XrpcError:
    """Return the answer to a token that this server did not make, or not for this."""
    return XrpcError(400, "InvalidToken", message)


def taken_down() -> XrpcError:
    """Return the answer to an account that Bluesky has taken down."""
    return unauthenticated("Account has been taken down", "AccountTakedown")


def too_many() -> XrpcError:
    """Return the answer beyond a rate limit."""
    return XrpcError(429, "RateLimitExceeded", "Rate Limit Exceeded")


def too_large() -> XrpcError:
    """Return the answer to a body beyond the server's limit."""
    return XrpcError(413, "PayloadTooLarge", "request entity too large")


def record_exists() -> XrpcError:
    """Return the answer to a record key that is taken: the server does not say what went wrong."""
    return XrpcError(500, "InternalServerError", "Internal Server Error")
