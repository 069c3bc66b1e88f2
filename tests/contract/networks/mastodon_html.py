"""How a Mastodon server writes a post as HTML, and how it counts one: a second opinion.

Written from what servers send and from docs.joinmastodon.org, and not from our own code.
"""

from __future__ import annotations

import html
import re

import grapheme

_LINK = r"(?<![A-Za-z0-9@#$])https?://[^\s<>\"]*[^\s<>\".,;:!?'()\[\]{}…“”„]"
_NAME = r"[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*"
_MENTION = rf"(?<![\w/=])@(?P<name>{_NAME})(?:@(?P<host>\w+(?:[.-]+\w+)*))?"
_TAG = r"(?<![\w/&#])#(?P<tag>\w*[^\W\d_]\w*)"
_TOKENS = re.compile(f"(?P<link>{_LINK})|{_MENTION}|{_TAG}", re.IGNORECASE)
_REL = 'target="_blank" rel="nofollow noopener noreferrer" translate="no"'


def rendered(text: str, server: str) -> str:
    """The HTML of a text."""
    stripped = re.sub(r"\r\n?", "\n", text).strip()
    paragraphs = [part for part in re.split(r"\n{2,}", stripped) if part]
    return "".join(f"<p>{_lines(part, server)}</p>" for part in paragraphs)


def length(text: str, *, per_url: int = 23) -> int:
    """How many characters of its limit a server counts for a text."""

    def counted(found: re.Match[str]) -> str:
        if found["link"]:
            return "x" * per_url
        if found["host"]:
            return f"@{found['name']}"
        return found.group()

    return int(grapheme.length(_TOKENS.sub(counted, text)))


def _lines(part: str, server: str) -> str:
    return "<br />".join(_line(line, server) for line in part.split("\n"))


def _line(line: str, server: str) -> str:
    written, at = [], 0
    for found in _TOKENS.finditer(line):
        written += [html.escape(line[at : found.start()], quote=False), _token(found, server)]
        at = found.end()
    return "".join([*written, html.escape(line[at:], quote=False)])


def _token(found: re.Match[str], server: str) -> str:
    if found["link"]:
        return _link(found["link"])
    if found["tag"]:
        tag = html.escape(found["tag"])
        href = f"{server}/tags/{tag}"
        return f'<a href="{href}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
    name = html.escape(found["name"])
    href = f"https://{found['host']}/@{name}" if found["host"] else f"{server}/@{name}"
    inner = f'<a href="{href}" class="u-url mention">@<span>{name}</span></a>'
    return f'<span class="h-card" translate="no">{inner}</span>'


def _link(url: str) -> str:
    """The scheme and what is longer than thirty letters are there, but not seen."""
    scheme, rest = url[: url.index("//") + 2], url[url.index("//") + 2 :]
    kind = "ellipsis" if len(rest) > 30 else ""
    shown = "".join(
        f'<span class="{name}">{html.escape(words)}</span>'
        for name, words in (("invisible", scheme), (kind, rest[:30]), ("invisible", rest[30:]))
    )
    return f'<a href="{html.escape(url)}" {_REL}>{shown}</a>'
