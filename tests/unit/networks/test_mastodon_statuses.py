"""Where a server says that a post is: believed only where a person can be led there."""

from __future__ import annotations

import pytest

from networks.base import Credentials, Secret
from networks.mastodon import statuses

CREDENTIALS = Credentials(
    access_token=Secret("t"),
    expires_at=None,
    author_id="7",
    handle="@ana@toot.si",
    server="https://toot.si",
)
OURS = "https://toot.si/@ana/42"


@pytest.mark.parametrize(
    "url",
    [
        "https://toot.si/@ana/42",
        "https://toot.si/@Ana.Novak/statuses/01J",
        "https://toot.si/n?id=4",
    ],
)
def test_an_address_on_the_server_is_taken_as_it_is(url: str) -> None:
    """Servers of other makes show posts under paths of their own."""
    found = statuses.ref_of({"id": "42", "url": url}, CREDENTIALS)
    assert found is not None
    assert found.url == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        "",
        "https://toot.si",
        "https://toot.si.elsewhere.example/@ana/42",
        "https://toot.si@elsewhere.example/@ana/42",
        "http://toot.si/@ana/42",
        "javascript:alert(1)",
        "https://toot.si/@ana/42\r\nSet-Cookie: a=b",
        "https://toot.si/@ana/42\n",
        "https://toot.si/@ana/ 42",
        'https://toot.si/"><script>',
        "https://toot.si\\@elsewhere.example/",
        "https://toot.si/" + "a" * 4000,
    ],
)
def test_any_other_address_is_made_by_us(url: object) -> None:
    """Nothing that is no address, or leads elsewhere, becomes a link or a redirect of ours."""
    found = statuses.ref_of({"id": "42", "url": url}, CREDENTIALS)
    assert found is not None
    assert found.url == OURS
