"""Which parts of a text are links, mentions and hashtags; a server of Bluesky finds none itself.

Places are counted in bytes of UTF-8, the end exclusive
(docs.bsky.app/docs/advanced-guides/post-richtext). Hashtags, mentions and bare domains are found
by atproto, as Bluesky's own app finds them; whole web addresses as everywhere in this program, so
that what ends a sentence never ends a link. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import yarl

from networks.bluesky.library import Library
from programme import links

LINK = "app.bsky.richtext.facet#link"
MENTION = "app.bsky.richtext.facet#mention"
TAG = "app.bsky.richtext.facet#tag"

_MAX_TAG_BYTES = 640
_ENDS = ".,;:!?'\"()[]{}…“”„»«"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A part of a text, from byte to byte, and what it is."""

    start: int
    end: int
    feature: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """The facet as the lexicon writes it."""
        return {
            "index": {"byteStart": self.start, "byteEnd": self.end},
            "features": [dict(self.feature)],
        }


def mentioned(atproto: Library, text: str) -> list[str]:
    """The handles that a text mentions, each once, in lower case."""
    return list(dict.fromkeys(match.handle.lower() for match in atproto.detect_mentions(text)))


def find(atproto: Library, text: str, dids: Mapping[str, str]) -> list[Facet]:
    """All facets of a text in order, none over another.

    `dids` has the accounts of the mentioned handles; a handle that is not in it stays plain text.
    """
    found = [
        *_web_links(text),
        *_mentions(atproto, text, dids),
        *_others(atproto, text),
    ]
    return sorted(_apart(found), key=lambda facet: facet.start)


def _web_links(text: str) -> Iterator[Facet]:
    for match in links.WEB_LINK.finditer(text):
        target = _target(match.group())
        if target is not None:
            yield Facet(
                start=_bytes(text[: match.start()]),
                end=_bytes(text[: match.end()]),
                feature={"$type": LINK, "uri": target},
            )


def _mentions(atproto: Library, text: str, dids: Mapping[str, str]) -> Iterator[Facet]:
    for match in atproto.detect_mentions(text):
        did = dids.get(match.handle.lower())
        if did is not None:
            feature = {"$type": MENTION, "did": did}
            yield Facet(start=match.byte_start, end=match.byte_end, feature=feature)


def _others(atproto: Library, text: str) -> Iterator[Facet]:
    raw = text.encode()
    for found in atproto.detect_facets(text):
        start, end = found.index.byte_start, found.index.byte_end
        kind = found.features[0].model_dump(by_alias=True)
        shown = raw[start:end].decode()
        match kind["$type"]:
            case "app.bsky.richtext.facet#tag" if _bytes(kind["tag"]) <= _MAX_TAG_BYTES:
                feature = {"$type": TAG, "tag": kind["tag"]}
                yield Facet(start=start, end=end, feature=feature)
            case "app.bsky.richtext.facet#link" if not links.WEB_LINK.match(shown):
                domain = shown.rstrip(_ENDS)
                target = _target(f"https://{domain}")
                if target is not None:
                    feature = {"$type": LINK, "uri": target}
                    yield Facet(start=start, end=start + _bytes(domain), feature=feature)
            case _:
                pass


def _apart(facets: Iterable[Facet]) -> Iterator[Facet]:
    """Those that lie over none that came before them."""
    taken: list[Facet] = []
    for facet in facets:
        if facet.start < facet.end and all(
            facet.end <= other.start or other.end <= facet.start for other in taken
        ):
            taken.append(facet)
            yield facet


def _target(url: str) -> str | None:
    """The address as every program takes it, or None where nobody would."""
    if not links.is_web(url):
        return None
    scheme, _, rest = url.partition(":")
    url = f"{scheme.lower()}:{rest}"
    try:
        return url if url.isascii() else str(yarl.URL(url))
    except ValueError:
        return None


def _bytes(text: str) -> int:
    return len(text.encode())
