"""LinkedIn's "little text": how a plain text is written so that it arrives whole.

Pure. An unescaped reserved character is not refused: the post is published and silently ends
there. Every reserved character is therefore escaped, inside addresses too: "All reserved
characters need to be escaped with a backslash, even if those characters are not used in one of
the supported elements" (learn.microsoft.com/linkedin/marketing/community-management/shares/
little-text-format). Only the `#` that begins a hashtag stays bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from programme import links

RESERVED = frozenset("|{}@[]()<>#\\*_~")

# A hashtag begins a word, with a letter or digit, and holds at least one letter; "C#", "#1",
# "#_a", "#²" and "a#b" are none. The lookbehind keeps out the # inside a bare address.
_TAGGED = re.compile(r"(?<![\w#&/=?.@:-])#(\w+)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def escape(text: str) -> str:
    """The text as `commentary`; `unescape` gives back exactly the text."""
    inside = {at for link in links.WEB_LINK.finditer(text) for at in range(*link.span())}
    hashtags = {at for at in _hashtags(text) if at not in inside}
    return "".join(
        f"\\{character}" if character in RESERVED and at not in hashtags else character
        for at, character in enumerate(text)
    )


def unescape(commentary: str) -> str:
    """The text that LinkedIn shows for a commentary made by `escape`."""
    return _ESCAPED.sub(r"\1", commentary)


def _hashtags(text: str) -> Iterator[int]:
    """Where the hashtags begin."""
    for match in _TAGGED.finditer(text):
        word = "".join(takewhile(_is_of_a_word, match.group(1)))
        if word[:1] not in {"", "_"} and any(character.isalpha() for character in word):
            yield match.start()


def _is_of_a_word(character: str) -> bool:
    return character.isalpha() or character.isdecimal() or character == "_"
