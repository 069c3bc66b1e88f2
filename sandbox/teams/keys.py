"""The key with which the Bot Connector signs, and what it publishes of it.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox.values import Json

_BITS: Final = 2048
_EXPONENT: Final = 65537


class SigningKey:
    """One RSA key, made when it is first needed; `kid` is its published name."""

    def __init__(self, kid: str, *, endorsements: tuple[str, ...] = ("msteams",)) -> None:
        self.kid = kid
        self.endorsements = endorsements

    @cached_property
    def _private(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)

    def sign(self, claims: Json, *, kid: str | None = None) -> str:
        """Return a token with these claims."""
        headers = {"kid": kid or self.kid, "x5t": kid or self.kid}
        return jwt.encode(claims, self._private, algorithm="RS256", headers=headers)

    def published(self) -> Json:
        """Return the JWK of the public half."""
        public: Json = json.loads(RSAAlgorithm.to_jwk(self._private.public_key()))
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": public["n"],
            "e": public["e"],
            "endorsements": list(self.endorsements),
        }
