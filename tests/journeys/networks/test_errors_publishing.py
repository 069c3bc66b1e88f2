"""Every documented answer that can meet a share: whose matter it is, what its person reads.

The networks are real, at the sandbox; the database is SQLite alone, as nothing here depends on it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from chat import catalogue
from chat.people import Reader
from chat.say import say, verbatim
from handlers import own_links
from handlers.sharing.notices import WHY
from programme.roles import Role
from programme.states import ShareState
from programme.values import Member
from tests.helpers import pressing, sharing
from tests.helpers.error_tables import ADVICE, PUBLISHING, Ends, Kind, network_of
from tests.helpers.live_networks import LANGUAGES, Live, words

NETWORKS = ("linkedin", "x", "bluesky", "mastodon")
RENEWING = ("x", "bluesky")
"""The networks whose tokens the program renews by itself."""
OF_WORDS = ("content", "repeat", "too_long")
"""Why a share failed that goes out in other words."""
TOLD_AFTER = timedelta(hours=1)
"""A longer wait is told of."""


def of_kind(network: str, *kinds: Kind) -> list[tuple[str, Ends]]:
    """A network's rows of these kinds."""
    return [
        (row, ends)
        for row, ends in PUBLISHING.items()
        if network_of(row) == network and ends.kind in kinds
    ]


async def connected(live: Live, network: str) -> Member:
    """Joe, who has connected an account."""
    joe = await live.company.person("Joe", joined=True)
    status, page = await live.connect(joe, network)
    assert status == 200, page
    return joe


async def sent(live: Live, joe: Member, row: str, *, times: int | None = 1) -> int:
    """An item that Joe shares to a network that is going to answer with this row."""
    ends, network = PUBLISHING[row], network_of(row)
    await live.company.work()
    live.company.chat.messages.clear()
    live.world.faults.clear()
    live.world.social.posts.clear()
    if ends.picture and network == "mastodon":
        live.illustrate_mastodon()
    if ends.first:
        live.world.faults.add(documented=ends.first, times=times)
    live.world.faults.add(documented=row, times=times)
    url = f"{live.world.core.base_url}/linkedin/feed/update/urn:li:activity:7243/"
    item = await live.item(url=url) if ends.reshare else await live.item(picture=ends.picture)
    await live.share_again(joe, network, item)
    return item


def assert_reads(live: Live, who: Member, *, why: str, network: str) -> None:
    """The last message says in both languages where, why, and what to do next."""
    post = sharing.last_told(live.company, who)
    label = live.company.networks[network].label
    read = [words(post, language) for language in LANGUAGES]
    for language, said, advice in zip(LANGUAGES, read, ADVICE[why], strict=True):
        reader = Reader(locale=language, zone="Europe/Ljubljana")
        assert catalogue.plain(say(WHY[why], network=verbatim(label)), reader) in said
        assert label in said.splitlines()[0]
        assert advice in said
    for english, slovene in zip(*(said.splitlines()[:2] for said in read), strict=True):
        assert english != slovene


@pytest.mark.parametrize("network", NETWORKS)
async def test_what_the_program_settles_by_itself(
    live: Live, network: str, subtests: pytest.Subtests
) -> None:
    """The share is out at once, as one post, and its person hears nothing but that."""
    joe = await connected(live, network)
    for row, ends in of_kind(network, Kind.AT_ONCE):
        with subtests.test(row):
            item = await sent(live, joe, row)
            await live.company.work()

            assert (await live.share(joe, network, item)).state is ShareState.PUBLISHED
            assert len(live.posts(network)) == 1
            assert live.world.faults.shown() == []
            assert sharing.told(live.company, joe) == ["share.published"]
            said = [words(sharing.last_told(live.company, joe), lang) for lang in LANGUAGES]
            lacks = ("did not take the picture", "ne sprejme slike")
            assert [a in b for a, b in zip(lacks, said, strict=True)] == [ends.picture] * 2


@pytest.mark.parametrize("network", RENEWING)
async def test_a_token_that_died_is_renewed(
    live: Live, network: str, subtests: pytest.Subtests
) -> None:
    """Refused once, the token is renewed, and the share goes out without anybody noticing."""
    joe = await connected(live, network)
    for row, _ in of_kind(network, Kind.PERSON):
        with subtests.test(row):
            item = await sent(live, joe, row)
            await live.company.work()

            assert (await live.share(joe, network, item)).state is ShareState.PUBLISHED
            assert len(live.posts(network)) == 1
            assert live.world.faults.shown() == []
            assert sharing.told(live.company, joe) == ["share.published"]


@pytest.mark.parametrize("network", NETWORKS)
async def test_what_the_network_settles_in_time(
    live: Live, network: str, subtests: pytest.Subtests
) -> None:
    """The share waits as long as it must, goes out once, and a long wait is told of."""
    joe = await connected(live, network)
    begun = live.company.clock()
    for row, ends in of_kind(network, Kind.RETRY):
        with subtests.test(row):
            live.company.clock.now = begun
            item = await sent(live, joe, row)
            await live.company.work()

            assert (await live.share(joe, network, item)).state is ends.state
            assert live.posts(network) == []
            late = ends.after >= TOLD_AFTER
            assert sharing.told(live.company, joe) == ["share.noted"] * late
            if late:
                assert_reads_of_the_wait(live, joe, network)
            await live.company.work_until_idle(seconds=ends.after.total_seconds())

            share = await live.share(joe, network, item)
            assert share.state is ShareState.PUBLISHED
            assert share.published_at == begun + ends.after
            assert [post.id for post in live.posts(network)] == [share.post_id]
            assert sharing.told(live.company, joe)[late:] == ["share.published"]


def assert_reads_of_the_wait(live: Live, who: Member, network: str) -> None:
    """The last message says in both languages that the post goes out later by itself."""
    label = live.company.networks[network].label
    said = [words(sharing.last_told(live.company, who), language) for language in LANGUAGES]
    assert said[0].startswith(f"{label} takes no more posts from here for now.")
    assert said[1].startswith(f"{label} od tu trenutno ne sprejema več objav.")
    assert "goes out by itself" in said[0]
    assert "gre ven sama" in said[1]


@pytest.mark.parametrize("network", NETWORKS)
async def test_what_the_person_settles(live: Live, network: str, subtests: pytest.Subtests) -> None:
    """They read why, connect their account again with one button, and the share goes out."""
    joe = await connected(live, network)
    for row, ends in of_kind(network, Kind.PERSON):
        with subtests.test(row):
            item = await sent(live, joe, row, times=None)
            await live.company.work_until_idle(minutes=30)

            share = await live.share(joe, network, item)
            assert (share.state, share.failure) == (ShareState.FAILED, ends.why)
            assert live.posts(network) == []
            assert sharing.told(live.company, joe) == ["share.failed"]
            assert_reads(live, joe, why=ends.why, network=network)
            said = sharing.last_told(live.company, joe)
            assert pressing.presses(said)[0].name == "accounts.connect"
            assert own_links.composer(live.company.tools(), share.code) in pressing.urls(said)
            [account] = await sharing.accounts_of(live.company, joe)
            assert not account.usable

            live.world.faults.clear()
            status, page = await live.connect(joe, network)
            assert status == 200, page
            await live.share_again(joe, network, item)
            await live.company.work()
            assert (await live.share(joe, network, item)).state is ShareState.PUBLISHED
            assert len(live.posts(network)) == 1


@pytest.mark.parametrize("network", NETWORKS)
async def test_what_nobody_settles(live: Live, network: str, subtests: pytest.Subtests) -> None:
    """It is not tried again; its person reads why, and can use their link or other words."""
    maja = await live.company.person("Maja", role=Role.LEAD, joined=True)
    joe = await connected(live, network)
    for row, ends in of_kind(network, Kind.FINAL):
        with subtests.test(row):
            item = await sent(live, joe, row, times=None)
            await live.company.work_until_idle(minutes=30)

            share = await live.share(joe, network, item)
            assert (share.state, share.failure) == (ShareState.FAILED, ends.why)
            assert live.posts(network) == []
            assert sharing.told(live.company, joe) == ["share.failed"]
            assert_reads(live, joe, why=ends.why, network=network)
            said = sharing.last_told(live.company, joe)
            assert pressing.presses(said)[0].name == "share.edit"
            assert own_links.composer(live.company.tools(), share.code) in pressing.urls(said)
            [account] = await sharing.accounts_of(live.company, joe)
            assert account.usable
            assert sharing.told(live.company, maja) == [
                "share.budget_spent" for _ in range(ends.why == "budget")
            ]
            if ends.why in OF_WORDS:
                live.world.faults.clear()
                await live.share_again(joe, network, item)
                await live.company.work()
                assert (await live.share(joe, network, item)).state is ShareState.PUBLISHED
                assert len(live.posts(network)) == 1


async def test_the_leads_read_who_sells_credit(live: Live) -> None:
    """Whoever can buy credit reads so in their language, and nothing of a month's budget."""
    maja = await live.company.person("Maja", role=Role.LEAD, joined=True)
    joe = await connected(live, "x")
    await sent(live, joe, "x.CreditsDepleted")
    await live.company.work()

    said = [words(sharing.last_told(live.company, maja), language) for language in LANGUAGES]
    assert "somebody buys credit in the developer console of X" in said[0]
    assert "v razvijalski konzoli (X) dokupi dobroimetje" in said[1]


async def test_what_is_there_already(live: Live, subtests: pytest.Subtests) -> None:
    """The share counts as out, with the link that the network named; nothing is posted again."""
    joe = await connected(live, "linkedin")
    for row, _ in of_kind("linkedin", Kind.THERE):
        with subtests.test(row):
            item = await sent(live, joe, row)
            await live.company.work_until_idle(minutes=30)

            share = await live.share(joe, "linkedin", item)
            assert (share.state, share.post_id) == (ShareState.PUBLISHED, "urn:li:share:7243")
            assert live.posts("linkedin") == []
            assert sharing.told(live.company, joe) == ["share.published"]


@pytest.mark.parametrize("network", NETWORKS)
async def test_what_never_ends_is_asked_about(
    live: Live, network: str, subtests: pytest.Subtests
) -> None:
    """A network that only ever fails is not called for ever: the person is asked to look."""
    joe = await connected(live, network)
    label = live.company.networks[network].label
    for row, ends in of_kind(network, Kind.RETRY):
        if ends.state is not ShareState.ARMED:
            continue
        with subtests.test(row):
            item = await sent(live, joe, row, times=None)
            await live.company.work_until_idle(minutes=30)

            assert (await live.share(joe, network, item)).state is ShareState.UNCONFIRMED
            assert live.posts(network) == []
            assert sharing.told(live.company, joe) == ["share.unconfirmed"]
            said = sharing.last_told(live.company, joe)
            looks = ("Please look", "Poglej svoj profil")
            for language, advice in zip(LANGUAGES, looks, strict=True):
                assert f"{advice} " in words(said, language)
                assert label in words(said, language).splitlines()[0]
            answers = [press.name for press in pressing.presses(said)]
            assert answers == ["share.it_went_out", "share.it_did_not"]


def test_every_row_is_of_a_kind_that_is_tested() -> None:
    """Each network's rows are all met above."""
    met = [row for network in NETWORKS for row, _ in of_kind(network, *Kind)]
    assert sorted(met) == sorted(PUBLISHING)
    assert {network_of(r) for r, e in PUBLISHING.items() if e.kind is Kind.THERE} == {"linkedin"}
