"""Finds what should not leave the company by accident: addresses, numbers, keys.

Knows nothing of whose they are. What is found is only ever given on masked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from programme import links


class Kind(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    KEY = "key"
    IBAN = "iban"
    CARD = "card"


@dataclass(frozen=True, kw_only=True, slots=True)
class Leak:
    """Where something sensitive stands in a text, and a mask of it that may be shown."""

    kind: Kind
    start: int
    end: int
    masked: str


# A name before the @ would be a handle ("@ana@mastodon.social").
_EMAIL = re.compile(r"(?<![\w@.+/-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@])")

# Keys by the shapes that their makers publish, so that scanners can find them.
_KEYS = re.compile(
    r"(?:"
    r"\bxox[abeoprs](?:\.xox[bp])?-[\w-]{8,}"  # Slack
    r"|\bxapp-\d-[\w-]{8,}"
    r"|hooks\.slack\.com/services/[\w/]{8,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}"  # GitHub
    r"|\bgithub_pat_\w{20,}"
    r"|\bglpat-[\w-]{16,}"  # GitLab
    r"|\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}"  # Stripe
    r"|\bsk-[A-Za-z0-9_-]{20,}"  # OpenAI, Anthropic
    r"|\bAIza[\w-]{30,}"  # Google
    r"|\bya29\.[\w-]{20,}"
    r"|\bSG\.[\w-]{16,}\.[\w-]{16,}"  # SendGrid
    r"|\bnpm_[A-Za-z0-9]{30,}"
    r"|\bpypi-[\w-]{30,}"
    r"|\bEAA[A-Za-z0-9]{40,}"  # Meta
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"  # JSON Web Token
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r"|\bBearer\s+[\w.~+/-]{20,}=*"
    r")"
)
_PASSWORD = re.compile(
    r"\b(?:passwords?|passwd|pwd|geslo|gesla)\s*[:=]\s*(?P<said>\S{4,})", re.IGNORECASE
)

_NUMBER = re.compile(
    r"(?<![\w.,/€$£-])(?<!\d[ \u00a0])(?:\+|\()?\d(?:[ \u00a0\u202f()./-]{0,3}\d){6,17}(?![\w%€])"
)
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{4}(?:\s+\d{1,2}(?![\d ]))?"
)
_INTERNATIONAL = re.compile(r"(?:\+|00) ?[1-9]")
_NATIONAL = re.compile(r"\(?0[1-9]")
_NORTH_AMERICAN = re.compile(r"(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[ .-]\d{4}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
# Cards begin with 2 to 6: Mastercard, American Express and Diners, Visa, Maestro.
_CARD = re.compile(r"(?<![\w.])(?<!\d[ -])[2-6](?:[ -]?\d){12,18}(?![\w.])")

_E164_DIGITS = range(8, 16)
"""Digits of a number with its country code (ITU-T E.164 allows at most 15)."""
_NATIONAL_DIGITS = range(9, 12)


def leaks(text: str, allowed: Collection[str] = ()) -> tuple[Leak, ...]:
    """Everything sensitive in the text, in its order, none inside another.

    `allowed` are the company's public addresses and numbers.
    """
    permitted = {_bare(contact) for contact in allowed}
    found: list[Leak] = []
    for kind, start, end in _candidates(text):
        inside = any(leak.start < end and start < leak.end for leak in found)
        if not inside and _bare(text[start:end]) not in permitted:
            found.append(Leak(kind=kind, start=start, end=end, masked=_masked(text[start:end])))
    return tuple(sorted(found, key=lambda leak: leak.start))


def _candidates(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Possible leaks, the surest kinds first."""
    for match in _KEYS.finditer(text):
        yield Kind.KEY, *match.span()
    for match in _PASSWORD.finditer(text):
        yield Kind.KEY, *match.span("said")
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Kind.EMAIL, *match.span()
    if any(char.isdigit() for char in text):
        # Numbers in web addresses and in dates are no telephone numbers.
        rest = _DATE.sub(_blank, links.WEB_LINK.sub(_blank, text))
        for kind, pattern, is_one in _NUMBERS:
            for match in pattern.finditer(rest):
                if is_one(match[0]):
                    yield kind, *match.span()


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match[0])


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _bare(contact: str) -> str:
    return "".join(char for char in contact.casefold() if char.isalnum() or char in "@.")


def _is_phone(text: str) -> bool:
    count = len(_digits(text))
    if _INTERNATIONAL.match(text):
        return count - 2 * text.startswith("00") in _E164_DIGITS
    if _NATIONAL.match(text):
        return count in _NATIONAL_DIGITS
    return _NORTH_AMERICAN.fullmatch(text) is not None


def _is_iban(text: str) -> bool:
    """Whether the check digits agree (ISO 13616, modulo 97)."""
    code = text.replace(" ", "")
    moved = code[4:] + code[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _is_card(text: str) -> bool:
    """Whether the number passes the Luhn check of payment cards (ISO/IEC 7812-1)."""
    digits = [int(char) for char in _digits(text)]
    if len(set(digits)) == 1:
        return False
    every_second = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[::-2]) + sum(every_second)) % 10 == 0


_NUMBERS = (
    (Kind.IBAN, _IBAN, _is_iban),
    (Kind.CARD, _CARD, _is_card),
    (Kind.PHONE, _NUMBER, _is_phone),
)


def _masked(text: str) -> str:
    shown = 3
    return text[:shown] + "•" * min(max(len(text) - shown, 3), 6)
