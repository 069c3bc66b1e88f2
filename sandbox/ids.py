"""Identifiers and secrets that are the same on every run with the same seed.

Knows nothing of what the identifiers name.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """A deterministic source of identifiers."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._counts: Counter[str] = Counter()

    def named(self, prefix: str, name: str, length: int = 9) -> str:
        """Return the identifier of a named thing, such as `U` + 9 signs for a person."""
        return prefix + self._base36(f"{prefix}:{name}", length)

    def fresh(self, prefix: str, length: int = 9) -> str:
        """Return the next identifier with this prefix."""
        self._counts[prefix] += 1
        return prefix + self._base36(f"{prefix}#{self._counts[prefix]}", length)

    def number(self, name: str, digits: int) -> str:
        """Return the decimal identifier of a named thing, without a leading zero."""
        low = 10 ** (digits - 1)
        return str(low + self._integer(name) % (9 * low))

    def fresh_number(self, name: str, digits: int) -> str:
        """Return the next decimal identifier of this kind."""
        self._counts[name] += 1
        return self.number(f"{name}#{self._counts[name]}", digits)

    def secret(self, name: str, length: int = 32) -> str:
        """Return the hexadecimal secret of a named thing."""
        return hashlib.sha256(f"{self._seed}:secret:{name}".encode()).hexdigest()[:length]

    def guid(self, name: str) -> str:
        """Return the GUID of a named thing, of the random kind."""
        digits = self.secret(f"guid {name}")
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"

    def token(self, name: str, length: int) -> str:
        """Return a secret of letters, digits, `-` and `_` of a named thing; 86 signs at most."""
        digest = hashlib.sha512(f"{self._seed}:token:{name}".encode()).digest()
        return base64.urlsafe_b64encode(digest).decode()[:length]

    def fresh_secret(self, name: str, length: int = 32) -> str:
        """Return the next secret of this kind."""
        self._counts[name] += 1
        return self.secret(f"{name}#{self._counts[name]}", length)

    def fraction(self, name: str) -> float:
        """Return a number in [0, 1) that belongs to the name."""
        return self._integer(name) / 2**64

    def pick(self, name: str, count: int) -> int:
        """Return an index below `count` that belongs to the name."""
        return self._integer(name) % count

    def _integer(self, name: str) -> int:
        digest = hashlib.sha256(f"{self._seed}:{name}".encode()).digest()
        return int.from_bytes(digest[:8], "big")

    def _base36(self, name: str, length: int) -> str:
        value = int.from_bytes(hashlib.sha256(f"{self._seed}:{name}".encode()).digest(), "big")
        signs = []
        for _ in range(length):
            value, rest = divmod(value, len(_BASE36))
            signs.append(_BASE36[rest])
        return "".join(signs)
