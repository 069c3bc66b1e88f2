"""What must be true after a share, however often things were repeated on the way."""

from __future__ import annotations

import re

from content_store.tables.ledger import LedgerEntryRow
from content_store.tables.links import ShortLinkRow
from content_store.tables.shares import ShareRow
from tests.helpers.town import Citizen, Town


async def published(town: Town, who: Citizen, words: str, network: str) -> ShareRow | None:
    """The person's share with these words, once it is published."""
    member = await town.member(who)
    found = [
        row
        for row in await town.rows(ShareRow)
        if row.member_id == member and row.network == network and words in row.text
    ]
    assert len(found) <= 1
    return found[0] if found and found[0].state == "published" else None


async def assert_shared_once(town: Town, who: Citizen, words: str, network: str) -> None:
    """One post, one published share, one line of points, one message about it."""
    posts = [post for post in town.world.social.posts if words in post.text]
    assert [(post.network, post.person, post.live) for post in posts] == [
        (network, who.id, True)
    ], posts
    share = await published(town, who, words, network)
    assert share is not None
    assert share.post_id is not None
    assert posts[0].id in share.post_id
    lines = [row for row in await town.rows(LedgerEntryRow) if row.share_id == share.id]
    assert [row.reason for row in lines] == ["share"]
    [code] = [row.code for row in await town.rows(ShortLinkRow) if row.id == share.link_id]
    told = [
        element["url"]
        for message in who.direct()
        for block in message.blocks
        for element in block.get("elements", [])
        if re.search(rf"/go/{code}\.[\w-]{{16}}/post$", element.get("url", ""))
    ]
    assert len(told) == 1
