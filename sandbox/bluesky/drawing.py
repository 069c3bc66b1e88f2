"""How Bluesky draws a post: what its facets mark, its card, its pictures.

What the app is shown to have got wrong is told, for Bluesky itself only leaves it out.
"""

from __future__ import annotations

import re
from typing import Final

from sandbox.bluesky import lexicon
from sandbox.bluesky.state import Account, State
from sandbox.social.feed import Link, NetworkPost, Run
from sandbox.values import Json

_KINDS: Final = {
    f"{lexicon.FACET}#link": "link",
    f"{lexicon.FACET}#mention": "mention",
    f"{lexicon.FACET}#tag": "tag",
}
_ADDRESS: Final = re.compile(r"https?://\S")


def post(state: State, account: Account, rkey: str, uri: str, record: Json) -> NetworkPost:
    """Return what others see of a record."""
    embed = record.get("embed", {})
    made = NetworkPost(
        id=uri,
        network="bluesky",
        person=account.person,
        text=record["text"],
        at=state.core.clock.now(),
        url=f"{state.web}/profile/{account.handle}/post/{rkey}",
        via="api",
        runs=runs(state, record),
        handle=f"@{account.handle}",
    )
    match embed.get("$type"):
        case lexicon.EXTERNAL:
            made.link = _card(state, account, embed["external"])
        case lexicon.IMAGES:
            for image in embed["images"]:
                url = state.blob_url(account, image["image"]["ref"]["$link"])
                made.images.append(url)
                made.alts[url] = image["alt"]
        case lexicon.RECORD:
            made.reshare_of = embed["record"]["uri"]
    return made


def runs(state: State, record: Json) -> list[Run]:
    """Return the text as its facets mark it; a facet that fits nowhere is left out, and told."""
    data = record["text"].encode()
    found: list[Run] = []
    last = 0
    for facet in sorted(record.get("facets", []), key=_start):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        run = _run(state, data, start, end, facet["features"])
        if run is None or start < last:
            where = f"bytes {start} to {end}"
            state.core.complain(f"Bluesky: a facet at {where} fits no text of its own")
            continue
        found += _plain(state, data[last:start])
        found.append(run)
        last = end
    return found + _plain(state, data[last:])


def _start(facet: Json) -> int:
    start: int = facet["index"]["byteStart"]
    return start


def _run(state: State, data: bytes, start: int, end: int, features: list[Json]) -> Run | None:
    if not start < end <= len(data):
        return None
    try:
        text = data[start:end].decode()
        data[:start].decode()
    except UnicodeDecodeError:
        return None
    feature = next((each for each in features if each["$type"] in _KINDS), None)
    if feature is None:
        return Run(text=text)
    kind = _KINDS[feature["$type"]]
    match kind:
        case "link":
            return Run(text=text, kind=kind, url=feature["uri"])
        case "mention":
            return Run(text=text, kind=kind, url=f"{state.web}/profile/{feature['did']}")
        case _:
            return Run(text=text, kind=kind)


def _plain(state: State, data: bytes) -> list[Run]:
    text = data.decode()
    if _ADDRESS.search(text):
        state.core.complain("Bluesky: an address in the text has no facet, so nobody can press it")
    return [Run(text=text)] if text else []


def _card(state: State, account: Account, external: Json) -> Link:
    thumb = external.get("thumb")
    return Link(
        url=external["uri"],
        title=external["title"],
        description=external["description"],
        image=state.blob_url(account, thumb["ref"]["$link"]) if thumb else "",
    )
