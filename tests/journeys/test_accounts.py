"""Accounts on all four networks: connected through the private link, and let go again."""

from __future__ import annotations

import pytest

from content_store.tables.accounts import AccountRow
from tests.helpers.mending import mended
from tests.helpers.town import Town

NETWORKS = ("linkedin", "x", "bluesky", "mastodon")


@pytest.mark.parametrize("network", NETWORKS)
async def test_an_account_is_connected_and_let_go(town: Town, network: str) -> None:
    """The page at the end names the account's person; disconnecting leaves no token behind."""
    joe = town.person("Joe")
    await joe.joins(digest=False)
    page = await joe.connects(network)

    assert "is now connected to Joe" in page
    await town.idle()
    (row,) = await town.rows(AccountRow)
    assert row.sealed
    outcome = await joe.says(f"/advocacy disconnect {network}")
    assert outcome.ok, outcome

    async def wiped() -> bool:
        (row,) = await town.rows(AccountRow)
        return (row.state, row.sealed) == ("revoked", "")

    # LinkedIn confirms nothing: the program tries a few times and wipes the token all the same.
    await mended(town, wiped, "an account without tokens")
