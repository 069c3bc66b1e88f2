"""Addresses: which are allowed, the campaign parameters they carry, and their short codes.

Pure: nothing is fetched here, and randomness is passed in.
"""

from __future__ import annotations

import ipaddress
import random
import re
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit

from programme.errors import Refused

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Base 58: letters and digits without 0, O, I and l, which people mix up when they type."""

CODE_LENGTH: Final = 8
"""58⁸ is about 1.3·10¹⁴: with a million codes in use, a guess hits one in 10⁸ tries."""

MAX_URL: Final = 2048
"""Longest address taken, in characters: ours, below every browser's limit."""

WEB_LINK: Final = re.compile(
    r"https?://[^\s<>\"]*[^\s<>\".,;:!?'()\[\]{}…“”„]",
    re.IGNORECASE,
)
"""A web address within a text, without the punctuation that follows it."""

_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\\<>\"`{}|^]")
_HOST_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")


class LinkProblem(StrEnum):
    """Why an address is not taken. The message of each is `link.<problem>`."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_WEB = "not_web"
    """Another scheme than http and https, or none."""
    MALFORMED = "malformed"
    CREDENTIALS = "credentials"
    """A user name or password before the host: a favourite of forged addresses."""


class LinkRefused(Refused):
    """An address that must not be shared."""

    def __init__(self, problem: LinkProblem) -> None:
        super().__init__(f"link.{problem}", field="url")
        self.problem = problem


def checked(url: str) -> str:
    """The address without white space around it. Raises LinkRefused.

    Judges the writing only; whether it leads to a private network is for whoever fetches it.
    """
    url = url.strip()
    if not url:
        raise LinkRefused(LinkProblem.EMPTY)
    if len(url) > MAX_URL:
        raise LinkRefused(LinkProblem.TOO_LONG)
    if _UNSAFE.search(url):
        raise LinkRefused(LinkProblem.MALFORMED)
    try:
        parts = urlsplit(url)
        host = parts.hostname
        port = parts.port
    except ValueError as error:
        raise LinkRefused(LinkProblem.MALFORMED) from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise LinkRefused(LinkProblem.NOT_WEB)
    if "@" in parts.netloc:
        raise LinkRefused(LinkProblem.CREDENTIALS)
    if not host or port == 0 or not _is_host(host):
        raise LinkRefused(LinkProblem.MALFORMED)
    return url


def is_web(url: str) -> bool:
    """Whether `checked` takes the address."""
    try:
        checked(url)
    except LinkRefused:
        return False
    return True


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        return all(_HOST_LABEL.fullmatch(label) for label in labels)
    return True


def short_code(source: random.Random, length: int = CODE_LENGTH) -> str:
    """A new short code. `source` must be a `random.SystemRandom` outside tests."""
    return "".join(source.choice(ALPHABET) for _ in range(length))


def is_short_code(text: str) -> bool:
    """Whether `text` could be a short code of today's or an earlier length."""
    return 6 <= len(text) <= 16 and all(char in ALPHABET for char in text)


def with_utm(
    url: str,
    *,
    source: str,
    medium: str,
    campaign: str,
    content: str | None = None,
    term: str | None = None,
) -> str:
    """The address with the five campaign parameters that web analytics read.

    Everything else in it stays byte for byte. A parameter of ours replaces one of the same name
    (support.google.com/analytics/answer/10917952). Raises LinkRefused.
    """
    url = checked(url)
    ours = {
        "utm_source": source,
        "utm_medium": medium,
        "utm_campaign": campaign,
        "utm_content": content,
        "utm_term": term,
    }
    wanted = {name: value for name, value in ours.items() if value}
    rest, hash_sign, fragment = url.partition("#")
    address, _, query = rest.partition("?")
    kept = [
        pair for pair in query.split("&") if pair and pair.partition("=")[0].lower() not in wanted
    ]
    added = [f"{name}={quote(value, safe='')}" for name, value in wanted.items()]
    joined = "&".join([*kept, *added])
    return f"{address}?{joined}{hash_sign}{fragment}" if joined else url
