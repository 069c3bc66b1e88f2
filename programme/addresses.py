"""E-mail addresses as a sign that two accounts belong to one person. Pure.

Must not know where an address comes from or whether its platform vouches for it.
"""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[!-?A-~]+@[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE | re.ASCII)


def comparable(address: str | None) -> str | None:
    """The form in which two addresses are compared; None for one that can prove nothing.

    Only the case of ASCII letters is evened out, as every mail system does it. Everything else
    counts: with Unicode folding, look-alikes such as a long s or a Kelvin sign would become the
    letters they imitate, so an address with anything but printable ASCII proves nothing at all.
    """
    trimmed = (address or "").strip()
    if len(trimmed) > 254 or _PLAIN.fullmatch(trimmed) is None:  # RFC 5321, 4.5.3.1.3
        return None
    return trimmed.lower()
