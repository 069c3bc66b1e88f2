"""The weighted length of a post on X.

Source: docs.x.com/fundamentals/counting-characters and twitter-text's configuration version 3:
limit 280, a character weighs 2 unless it is in the light ranges, a URL weighs 23, an emoji 2.
X counts a host as a URL only when its ending exists; here every http(s) address counts, because
addresses on this computer stand in for real ones.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

LIMIT: Final = 280
URL_WEIGHT: Final = 23
_HEAVY: Final = 2
_LIGHT: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_ENDINGS = "com|org|net|io|eu|si|de|at|uk|us|co|dev|app|ai|info|social|energy|news"
_URL = regex.compile(
    rf"(?<![\w@.])(?:https?://[^\s<>\"]*[\w/=#%~-]"
    rf"|(?:[\w-]+\.)+(?:{_ENDINGS})\b(?:/[^\s<>\"]*[\w/=#%~-])?)",
    regex.IGNORECASE,
)
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3")
_PLAIN_SIGNS = frozenset("©®™‼⁉")


def weighted_length(text: str) -> int:
    """Return the weight of a text."""
    normal = unicodedata.normalize("NFC", text)
    without, links = _URL.subn("", normal)
    return links * URL_WEIGHT + sum(_weight(sign) for sign in regex.findall(r"\X", without))


def has_link(text: str) -> bool:
    """Whether X would find a URL in the text."""
    return _URL.search(unicodedata.normalize("NFC", text)) is not None


def _weight(sign: str) -> int:
    if _EMOJI.search(sign) and sign not in _PLAIN_SIGNS:
        return _HEAVY
    return sum(1 if _light(ord(point)) else _HEAVY for point in sign)


def _light(point: int) -> bool:
    return any(low <= point <= high for low, high in _LIGHT)


def links(text: str) -> list[tuple[int, int]]:
    """Return where the URLs in the text begin and end."""
    return [found.span() for found in _URL.finditer(text)]
