"""LinkedIn's "little text": how a plain text is written so that it arrives whole.

Pure. An unescaped reserved character is not refused: the post is published and silently ends
there. Every reserved character is therefore escaped, inside addresses too: "All reserved
characters need to be escaped with a backslash, even if those characters are not used in one of
the supported elements" (learn.microsoft.com/linkedin/marketing/community-management/shares/
little-text-format). Only the `#` that begins a hashtag stays bare.
"""

from __future__ import annotations

import re

RESERVED = frozenset("|{}@[]()<>#\\*_~")

# A hashtag begins a word, with a letter or digit, and holds at least one letter; "C#", "#1",
# "#_a" and "a#b" are none. The lookbehind keeps out the # inside an address.
_HASHTAG = re.compile(r"(?<![\w#&/=?.@:-])#(?=[^\W_])(?=\w*[^\W\d_])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def escape(text: str) -> str:
    """The text as `commentary`; `unescape` gives back exactly the text."""
    hashtags = {match.start() for match in _HASHTAG.finditer(text)}
    return "".join(
        f"\\{character}" if character in RESERVED and at not in hashtags else character
        for at, character in enumerate(text)
    )


def unescape(commentary: str) -> str:
    """The text that LinkedIn shows for a commentary made by `escape`."""
    return _ESCAPED.sub(r"\1", commentary)
