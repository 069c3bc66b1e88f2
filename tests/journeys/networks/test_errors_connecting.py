"""Every documented answer that can meet who connects an account: the page they end on.

The networks are real, at the sandbox; the database is SQLite alone, as nothing here depends on it.
"""

from __future__ import annotations

import pytest

from chat import catalogue
from chat.people import Reader
from chat.say import say, verbatim
from content_store.tables.accounts import AccountRow
from sandbox.catalogue import CATALOGUE
from tests.helpers import sharing
from tests.helpers.error_tables import CONNECTING, network_of
from tests.helpers.live_networks import LANGUAGES, VISITOR, Live


def sentence(key: str, label: str, language: str) -> str:
    """A message about a network, for a reader of this language."""
    reader = Reader(locale=language, zone="Europe/Ljubljana")
    return catalogue.plain(say(key, network=verbatim(label)), reader)


def struck(live: Live, row: str) -> str | None:
    """Whom an answer is for: on Mastodon the app itself is given tokens too."""
    at_token = CATALOGUE[row].where == "mastodon.token"
    return live.world.person(VISITOR).id if at_token else None


@pytest.mark.parametrize("row", CONNECTING)
async def test_every_answer_has_its_page(live: Live, row: str) -> None:
    """The page says in the person's language what happened; nothing is kept; a new link works."""
    network, page = network_of(row), CONNECTING[row]
    label = live.company.networks[network].label
    shown = []
    for language in LANGUAGES:
        joe = await live.company.person(f"Joe-{language}", joined=True, locale=language)
        live.world.faults.add(documented=row, times=1, person=struck(live, row))
        status, text = await live.connect(joe, network)

        assert status == page.status
        assert live.world.faults.shown() == []
        assert sentence(page.says, label, language) in text
        assert label in text
        # The form is still there for another answer, or the page says how to come by a new link.
        assert "<form" in text or "connect”" in text or "connect«" in text
        shown.append(sentence(page.says, label, language))
        assert await sharing.accounts_of(live.company, joe) == ()
    assert shown[0] != shown[1]

    status, text = await live.connect(joe, network)
    assert status == 200, text
    [account] = await sharing.accounts_of(live.company, joe)
    assert account.usable


@pytest.mark.parametrize("row", [r for r in CONNECTING if network_of(r) == "bluesky"])
async def test_no_password_is_on_a_page_or_kept(live: Live, row: str) -> None:
    """Whatever Bluesky says to an app password, it is neither shown again nor stored."""
    joe = await live.company.person("Joe", joined=True)
    live.world.faults.add(documented=row, times=1)
    _, text = await live.connect(joe, "bluesky")

    assert live.typed("bluesky")["app_password"] not in text
    assert await live.rows(AccountRow) == []


async def test_a_login_that_a_moderator_disabled(live: Live) -> None:
    """Who said yes on a server that lets them do nothing is not told that they said no."""
    joe = await live.company.person("Joe", joined=True)
    live.world.faults.add("mastodon.verify", documented="mastodon.login_disabled")
    status, text = await live.connect(joe, "mastodon")

    assert status == 403
    assert sentence("page.account_closed", "Mastodon", "en") in text
    assert await sharing.accounts_of(live.company, joe) == ()
