"""X end to end over HTTP: what is sent, and what each answer becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from networks import base, connecting, x
from networks.base import Credentials, Post, PostRef
from tests.contract.networks.fake_x_server import FakeX, problem
from tests.contract.networks.network_fakes import Canned

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CREATE = "POST /x/2/tweets"
TIMELINE = "GET /x/2/users/2244994945/tweets"
TOKEN = "POST /x/2/oauth2/token"
MakeX = Callable[..., x.X]


async def test_a_post_is_published_with_its_address(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """A post becomes one post on X with its link in the text, and its address comes back."""
    outcome = await ex.publish(post, x_member)

    (made,) = fake_x.posts
    assert post.link is not None
    assert made["sent"] == f"{post.text}\n{post.link.url}"
    url = f"{fake_x.base}/ananovak/status/{made['id']}"
    assert outcome == base.Published(ref=PostRef(id=made["id"], url=url))


async def test_a_link_already_in_the_text_is_not_added(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """A text that has its link goes out as it is."""
    assert post.link is not None
    text = f"Look: {post.link.url}"
    await ex.publish(replace(post, text=text), x_member)

    assert fake_x.posts[0]["sent"] == text


async def test_a_repeat_is_recognised(ex: x.X, x_member: Credentials, post: Post) -> None:
    """X refuses the same text again without saying where the first is; looking tells."""
    first = await ex.publish(post, x_member)
    again = await ex.publish(post, x_member)

    assert isinstance(first, base.Published)
    assert again == base.AlreadyThere(ref=None)
    assert await ex.look(post, x_member, NOW - timedelta(minutes=1)) == first.ref


@pytest.mark.parametrize("fault", ["drop_after", "hang_after"])
async def test_a_lost_answer_is_unclear_and_looking_settles_it(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, fault: str
) -> None:
    """A post whose answer was lost is found by its short code."""
    fake_x.fault, fake_x.fault_on = fault, CREATE

    assert isinstance(await ex.publish(post, x_member), base.Unclear)
    found = await ex.look(post, x_member, NOW)

    assert found is not None
    assert found.id == fake_x.posts[0]["id"]


@pytest.mark.parametrize("fault", ["drop_before", "hang_before"])
async def test_a_post_that_never_arrived_is_not_found(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, fault: str
) -> None:
    """When the call was lost on the way there, looking says that nothing is there."""
    fake_x.fault, fake_x.fault_on = fault, CREATE
    assert isinstance(await ex.publish(post, x_member), base.Unclear)
    fake_x.posts.clear()

    assert await ex.look(post, x_member, NOW) is None


async def test_a_refused_connection_did_nothing(
    make_x: MakeX, x_member: Credentials, post: Post
) -> None:
    """Where no connection can be made nothing was posted, so it may simply be tried again."""
    outcome = await make_x(base="http://127.0.0.1:9").publish(post, x_member)

    assert isinstance(outcome, base.Throttled)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Canned(status=503, body="<html>Over capacity</html>"), base.Unclear),
        (Canned(status=200, body={"errors": [{"title": "odd"}]}), base.Unclear),
        (Canned(status=201, body="[]"), base.Unclear),
        (problem(402, "CreditsDepleted", "No credits"), base.OutOfBudget),
        (problem(401, "Unauthorized", "Unauthorized"), base.Reconnect),
        (Canned(status=429, body="<html>slow down</html>"), base.Throttled),
        (Canned(status=403, body="null"), base.Refused),
    ],
)
async def test_every_answer_becomes_an_outcome(
    *, ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, answer: Canned, expected: type
) -> None:
    """Documented problems and broken bodies alike become outcomes and raise nothing."""
    fake_x.next(CREATE, answer)

    assert isinstance(await ex.publish(post, x_member), expected)


async def test_a_token_without_the_right_to_post_is_not_tried(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """An account connected without the posting scope is asked to reconnect before any call."""
    outcome = await ex.publish(post, replace(x_member, scopes=frozenset({"tweet.read"})))

    assert outcome == base.Reconnect(reason=base.ReconnectReason.SCOPE)
    assert fake_x.calls == []


async def test_looking_reads_on_until_the_code_is_found(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """The post is found on a later page, and similar codes are not mistaken for it."""
    wanted = fake_x.add("mine https://go.lipa.example/Ab3dE5g")
    for near in ("Ab3dE5gX", "xAb3dE5g", "ab3de5g"):
        fake_x.add(f"near https://go.lipa.example/{near}")
    fake_x.page_size = 2

    found = await ex.look(post, x_member, NOW)

    assert found is not None
    assert found.id == wanted["id"]


async def test_looking_ignores_what_is_older(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """Posts from before the attempt are not asked for."""
    fake_x.add("old https://go.lipa.example/Ab3dE5g", at="2026-11-24T08:00:00.000Z")

    assert await ex.look(post, x_member, NOW) is None


async def test_a_post_without_code_is_found_by_its_text(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """Without a short code the whole text decides, addresses and special characters restored."""
    bare = replace(post, marker="", link=None, text="R&D <2026> https://blog.example/a?b=1&c=2")
    fake_x.add("R&D <2026> https://blog.example/other")
    await ex.publish(bare, x_member)

    found = await ex.look(bare, x_member, NOW)

    assert found is not None
    assert found.id == fake_x.posts[1]["id"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Canned(status=503), base.Unclear),
        (problem(429, "Too Many Requests", "Too Many Requests"), base.Throttled),
        (problem(402, "CreditsDepleted", ""), base.OutOfBudget),
        (Canned(status=200, body={"errors": [{"title": "Not Found Error"}]}), base.Unclear),
        (Canned(status=200, body="<html>"), base.Unclear),
    ],
)
async def test_looking_never_takes_a_failure_for_absence(
    *, ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, answer: Canned, expected: type
) -> None:
    """A failed look raises; only a whole, readable answer may say that the post is not there."""
    fake_x.next(TIMELINE, answer)

    with pytest.raises(base.ReadFailed) as failed:
        await ex.look(post, x_member, NOW)

    assert isinstance(failed.value.problem, expected)


async def test_looking_needs_the_original_addresses(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """When X leaves out the originals of its short addresses, absence is not concluded."""
    fake_x.without_entities = True
    await ex.publish(post, x_member)

    with pytest.raises(base.ReadFailed):
        await ex.look(post, x_member, NOW)


async def test_looking_gives_up_rather_than_guess(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """An author with more posts than are read yields no answer, not a wrong one."""
    for number in range(4):
        fake_x.add(f"post {number}")
    fake_x.page_size = 1

    with pytest.raises(base.ReadFailed):
        await ex.look(post, x_member, NOW)


async def test_figures_with_the_authors_own_clicks(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """Figures come under the common names; reposts and quotes are both reshares."""
    made = fake_x.add("a post")
    fake_x.metrics = {
        "public_metrics": {
            "impression_count": 500,
            "like_count": 7,
            "reply_count": 2,
            "retweet_count": 3,
            "quote_count": 1,
            "bookmark_count": 0,
        },
        "non_public_metrics": {"url_link_clicks": 12},
    }

    figures = await ex.read_figures(PostRef(id=made["id"], url=""), x_member)

    assert figures == {
        "impressions": 500,
        "reactions": 7,
        "comments": 2,
        "reshares": 4,
        "saves": 0,
        "clicks": 12,
    }


async def test_an_older_post_still_has_its_public_figures(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """After thirty days the public figures are read alone; clicks are unknown, not zero."""
    made = fake_x.add("a post")
    fake_x.metrics = {"public_metrics": {"like_count": 7, "repost_count": 3}}

    figures = await ex.read_figures(PostRef(id=made["id"], url=""), x_member)

    assert figures == {"reactions": 7, "reshares": 3}


async def test_figures_of_a_missing_post(ex: x.X, fake_x: FakeX, x_member: Credentials) -> None:
    """A post that is gone is told apart from a failing call."""
    with pytest.raises(base.ReadFailed) as gone:
        await ex.read_figures(PostRef(id="1", url=""), x_member)
    fake_x.next("GET /x/2/tweets", Canned(status=500))
    with pytest.raises(base.ReadFailed) as failing:
        await ex.read_figures(PostRef(id="1", url=""), x_member)

    assert isinstance(gone.value.problem, base.Refused)
    assert isinstance(failing.value.problem, base.Unclear)


async def test_a_post_is_deleted_and_a_second_deletion_is_fine(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """Deleting removes the post, and deleting again says the same."""
    published = await ex.publish(post, x_member)
    assert isinstance(published, base.Published)

    assert await ex.delete(published.ref, x_member) == base.Deleted()
    assert fake_x.posts == []
    assert await ex.delete(published.ref, x_member) == base.Deleted()


async def test_deletion_reports_what_hinders_it(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """A failing or senseless deletion is an outcome, not an exception."""
    fake_x.next("DELETE /x/2/tweets/1", Canned(status=500))

    assert isinstance(await ex.delete(PostRef(id="1", url=""), x_member), base.Unclear)
    assert isinstance(await ex.delete(PostRef(id="../users", url=""), x_member), base.Refused)


async def test_an_unreachable_x_is_no_absence(
    make_x: MakeX, x_member: Credentials, post: Post
) -> None:
    """Without a connection looking, figures, deletion and connecting say so, each in its way."""
    away = make_x(base="http://127.0.0.1:9")
    ref = PostRef(id="1", url="")

    with pytest.raises(base.ReadFailed) as unseen:
        await away.look(post, x_member, NOW)
    with pytest.raises(base.ReadFailed) as unread:
        await away.read_figures(ref, x_member)
    with pytest.raises(connecting.ConnectFailed) as unconnected:
        await away.connect.refresh(x_member)

    assert isinstance(unseen.value.problem, base.Throttled)
    assert isinstance(unread.value.problem, base.Throttled)
    assert isinstance(await away.delete(ref, x_member), base.Throttled)
    assert unconnected.value.reason is connecting.ConnectFailure.UNREACHABLE


async def test_a_lost_reading_is_unclear(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """A dropped answer while looking, reading or deleting is reported as unclear."""
    ref = PostRef(id="1", url="")
    fake_x.fault = "drop_before"

    fake_x.fault_on = TIMELINE
    with pytest.raises(base.ReadFailed) as unseen:
        await ex.look(post, x_member, NOW)
    fake_x.fault_on = "GET /x/2/tweets"
    with pytest.raises(base.ReadFailed) as unread:
        await ex.read_figures(ref, x_member)
    fake_x.fault_on = "DELETE /x/2/tweets/1"

    assert isinstance(await ex.delete(ref, x_member), base.Unclear)
    assert isinstance(unseen.value.problem, base.Unclear)
    assert isinstance(unread.value.problem, base.Unclear)


async def test_a_deletion_that_did_nothing_is_looked_into(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """When X says it deleted nothing, only a post that is really gone counts as deleted."""
    there = fake_x.add("still here")["id"]
    nothing = Canned(status=200, body={"data": {"deleted": False}})
    fake_x.next(f"DELETE /x/2/tweets/{there}", nothing)
    fake_x.next("DELETE /x/2/tweets/1", nothing, nothing)

    assert isinstance(await ex.delete(PostRef(id=there, url=""), x_member), base.Unclear)
    assert await ex.delete(PostRef(id="1", url=""), x_member) == base.Deleted()
    fake_x.fault, fake_x.fault_on = "drop_before", "GET /x/2/tweets"
    assert isinstance(await ex.delete(PostRef(id="1", url=""), x_member), base.Unclear)
