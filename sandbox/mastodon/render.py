"""The text of a post as a Mastodon server reads it: how long it is, and the HTML it becomes.

Sources: docs.joinmastodon.org/user/posting (what counts as a character),
docs.joinmastodon.org/spec/activitypub (the HTML), and the server's own formatter. A host counts as
a link whatever its ending, because addresses on this computer stand in for real ones.
Knows nothing of who the people mentioned are: that is passed in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import regex

from sandbox.social.feed import Run

URL_WEIGHT: Final = 23
_SHOWN: Final = 30
_ENTITY: Final = regex.compile(
    r"(?P<url>https?://[^\s<>\"]+)"
    r"|(?<![\w/@.])@(?P<name>[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)"
    r"(?:@(?P<host>[\w.-]*[\w]))?"
    r"|(?<![\w/&#])\#(?P<tag>[\p{L}\p{N}\p{M}_·]*[\p{L}_][\p{L}\p{N}\p{M}_·]*)",
    regex.IGNORECASE,
)
_TRAILING: Final = ".,;:!?'\"»”’…"
_PREFIX: Final = re.compile(r"https?://(?:www\.)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A part of the text that is more than text. `kind` is `link`, `mention` or `tag`."""

    start: int
    end: int
    kind: str
    text: str
    host: str = ""


Mentioned: TypeAlias = Callable[[str, str], str | None]
"""Name and host of somebody mentioned -> the address of their page, None where there is nobody."""


def entities(text: str) -> list[Entity]:
    """Return links, mentions and hashtags, in order."""
    found = []
    for hit in _ENTITY.finditer(text):
        if hit["url"]:
            url = _trimmed(hit["url"])
            end = hit.start() + len(url)
            found.append(Entity(start=hit.start(), end=end, kind="link", text=url))
        else:
            found.append(
                Entity(
                    start=hit.start(),
                    end=hit.end(),
                    kind="tag" if hit["tag"] else "mention",
                    text=hit["tag"] or hit["name"],
                    host=hit["host"] or "",
                )
            )
    return found


def length(text: str, spoiler: str = "") -> int:
    """Return what a server counts: graphemes, a link as 23, a mention without its host."""
    parts, last = [spoiler], 0
    for entity in entities(text):
        parts.append(text[last : entity.start])
        match entity.kind:
            case "link":
                parts.append("x" * URL_WEIGHT)
            case "mention":
                parts.append("@" + entity.text)
            case _:
                parts.append(text[entity.start : entity.end])
        last = entity.end
    counted = "".join([*parts, text[last:]])
    return len(regex.findall(r"\X", counted))


def content(text: str, *, base: str, mentioned: Mentioned) -> str:
    """Return the HTML of a post on the server at `base`."""
    out, last = [], 0
    for entity in entities(text):
        out += [html.escape(text[last : entity.start]), _marked(entity, text, base, mentioned)]
        last = entity.end
    return _paragraphs("".join([*out, html.escape(text[last:])]))


def runs(text: str, *, mentioned: Mentioned) -> list[Run]:
    """Return the text as the page draws it: links without scheme, and shortened."""
    found: list[Run] = []
    last = 0
    for entity in entities(text):
        if text[last : entity.start]:
            found.append(Run(text=text[last : entity.start]))
        found.append(_run(entity, text[entity.start : entity.end], mentioned))
        last = entity.end
    return found + ([Run(text=text[last:])] if text[last:] else [])


def _run(entity: Entity, written: str, mentioned: Mentioned) -> Run:
    match entity.kind:
        case "link":
            _, shown, rest = _cut(entity.text)
            return Run(text=shown + ("…" if rest else ""), kind="link", url=entity.text)
        case "mention":
            url = mentioned(entity.text, entity.host)
            return (
                Run(text=f"@{entity.text}", kind="mention", url=url) if url else Run(text=written)
            )
        case _:
            return Run(text=written, kind="tag")


def _marked(entity: Entity, text: str, base: str, mentioned: Mentioned) -> str:
    written = html.escape(text[entity.start : entity.end])
    match entity.kind:
        case "link":
            return _link(entity.text)
        case "mention":
            url = mentioned(entity.text, entity.host)
            if url is None:
                return written
            return (
                f'<span class="h-card" translate="no"><a href="{html.escape(url)}" '
                f'class="u-url mention">@<span>{html.escape(entity.text)}</span></a></span>'
            )
        case _:
            tag = html.escape(entity.text)
            return (
                f'<a href="{base}/tags/{tag}" class="mention hashtag" rel="tag">'
                f"#<span>{tag}</span></a>"
            )


def _link(url: str) -> str:
    prefix, shown, rest = (html.escape(part) for part in _cut(url))
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{prefix}</span><span class="{"ellipsis" if rest else ""}">'
        f'{shown}</span><span class="invisible">{rest}</span></a>'
    )


def _cut(url: str) -> tuple[str, str, str]:
    """Return what stands before the thirty signs of a link that are shown, these, and the rest."""
    found = _PREFIX.match(url)
    prefix = found.group() if found else ""
    rest = url[len(prefix) :]
    return prefix, rest[:_SHOWN], rest[_SHOWN:]


def _paragraphs(marked: str) -> str:
    if not marked:
        return ""
    parts = re.split(r"\n\n+", marked)
    return "".join(f"<p>{part.replace(chr(10), '<br />')}</p>" for part in parts)


def _trimmed(url: str) -> str:
    while url:
        if url[-1] in _TRAILING or (url[-1] in ")]" and url.count(url[-1]) > _opened(url)):
            url = url[:-1]
        else:
            break
    return url


def _opened(url: str) -> int:
    return url.count("(" if url[-1] == ")" else "[")
