"""The fake X's recent search, its reposts, and what reading costs."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from sandbox.world import World
from tests.sandbox.members import SCOPE, Account, Json

PATH = "/2/tweets/search/recent"


async def found(account: Account, query: str, **more: str) -> list[str]:
    """The texts that a query finds, newest first."""
    status, body = await search(account, query, **more)
    assert status == 200, body
    return [post["text"] for post in body.get("data", [])]


async def search(account: Account, query: str, **more: str) -> tuple[int, Json]:
    return await account.call("GET", f"{PATH}?{urlencode({'query': query, **more})}")


async def test_a_hashtag_finds_its_posts(world: World, account: Account) -> None:
    """Whole hashtags in any case, newest first, reposts left out, with author and figures."""
    joe = Account(world, account.session, who="joe")
    await account.post("First #LipaEnergija")
    _, second = await joe.post("Second #lipaenergija!")
    await joe.post("Not #LipaEnergija2 and not LipaEnergija")
    path = f"/2/users/{account.user_id}/retweets"
    await account.call("POST", path, {"tweet_id": second["data"]["id"]})
    query = "#LipaEnergija -is:retweet"
    assert await found(account, query) == ["Second #lipaenergija!", "First #LipaEnergija"]
    more = {
        "post.fields": "created_at,public_metrics",
        "expansions": "author_id",
        "user.fields": "username",
    }
    _, body = await search(account, query, **more)
    assert body["data"][0]["author_id"] == joe.user_id
    assert body["data"][0]["public_metrics"]["repost_count"] >= 1
    assert {user["username"] for user in body["includes"]["users"]} == {"zoe", "joe"}
    assert body["meta"]["newest_id"] == second["data"]["id"]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("wind", ["Wind above Vipava"]),
        ('"above vipava"', ["Wind above Vipava"]),
        ("above -vipava", []),
        ("#sun has:links", ["#sun https://lipa.example/a"]),
        ("#sun -has:links", ["Only #sun"]),
        ("from:zoe has:hashtags", ["#sun https://lipa.example/a", "Only #sun"]),
        ("from:joe", []),
    ],
)
async def test_queries(account: Account, query: str, texts: list[str]) -> None:
    """Every part of a query must hold, and a minus turns it round."""
    for text in ("Wind above Vipava", "Only #sun", "#sun https://lipa.example/a"):
        await account.post(text)
    assert await found(account, query) == texts


async def test_pages_and_ids(world: World, account: Account) -> None:
    """Ten at least on a page; since_id leaves out what is known."""
    ids = []
    for index in range(12):
        _, body = await account.post(f"number {index} #sun")
        ids.append(body["data"]["id"])
        world.clock.advance(timedelta(seconds=1))
    _, page = await search(account, "#sun", max_results="10")
    _, rest = await search(account, "#sun", next_token=page["meta"]["next_token"])
    assert [post["id"] for post in page["data"] + rest["data"]] == ids[::-1]
    assert "next_token" not in rest["meta"]
    _, fresh = await search(account, "#sun", since_id=ids[9])
    assert [post["id"] for post in fresh["data"]] == [ids[11], ids[10]]
    _, none = await search(account, "#sun", since_id=ids[11])
    assert none == {"meta": {"result_count": 0}}


async def test_a_week_is_searched(world: World, account: Account) -> None:
    """Older posts are not found, and an id or a time from before then is refused."""
    _, old = await account.post("old #sun")
    world.clock.advance(timedelta(days=8))
    account.grant = world.x.issue(account.person.id, SCOPE)
    assert await found(account, "#sun") == []
    status, body = await search(account, "#sun", since_id=old["data"]["id"])
    assert status == 400
    assert "since_id" in body["errors"][0]["message"]
    begin = (world.clock.now() - timedelta(days=8)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (await search(account, "#sun", start_time=begin))[0] == 400


@pytest.mark.parametrize(
    ("query", "more", "told"),
    [
        ("", {}, "query"),
        ("#" + "x" * 512, {}, "longer than 512"),
        ("-is:retweet", {}, "positive"),
        ("has:links", {}, "positive"),
        ("#sun near:me", {}, "near"),
        ("#sun", {"max_results": "9"}, "between 10 and 100"),
        ("#sun", {"max_results": "101"}, "between 10 and 100"),
        ("#sun", {"since_id": "x"}, "since_id"),
        ("#sun", {"next_token": "zz"}, "next_token"),
        ("#sun", {"next_token": "1", "pagination_token": "1"}, "Only one"),
        ("#sun", {"tweet.fields": "likes"}, "is not one of"),
        ("#sun", {"post.fields": "author_id"}, "is not one of"),
        ("#sun", {"expansions": "author"}, "is not one of"),
        ("#sun", {"start_time": "yesterday"}, "start_time"),
        ("#sun", {"count": "10"}, "query parameter [count]"),
    ],
)
async def test_wrong_searches_are_refused(
    account: Account, query: str, more: dict[str, str], told: str
) -> None:
    """Each wrong parameter is named."""
    status, body = await search(account, query, **more)
    assert (status, body["title"]) == (400, "Invalid Request")
    assert told in str(body)


async def test_a_post_is_passed_on_once(world: World, account: Account) -> None:
    """Passing on twice changes nothing; it is not in a timeline without retweets."""
    joe = Account(world, account.session, who="joe")
    _, made = await joe.post("Read this")
    post_id = made["data"]["id"]
    path = f"/2/users/{account.user_id}/retweets"
    for _ in range(2):
        status, body = await account.call("POST", path, {"tweet_id": post_id})
        assert (status, body["data"]) == (200, {"retweeted": True, "rest_id": post_id})
    timeline = f"/2/users/{account.user_id}/tweets"
    _, all_of_it = await account.call("GET", f"{timeline}?tweet.fields=referenced_tweets")
    [passed] = all_of_it["data"]
    assert passed["text"] == "RT @joe: Read this"
    assert passed["referenced_tweets"] == [{"type": "retweeted", "id": post_id}]
    _, without = await account.call("GET", f"{timeline}?exclude=retweets")
    assert without["meta"] == {"result_count": 0}


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("other", {"tweet_id": "1"}, 403),
        ("self", {"tweet_id": "1"}, 404),
        ("self", {"tweet_id": "x"}, 400),
        ("self", {}, 400),
        ("self", {"tweet_id": "1", "comment": "!"}, 400),
    ],
)
async def test_wrong_reposts_are_refused(
    account: Account, who: str, body: Json, status: int
) -> None:
    """Only as oneself, and only what is there."""
    user = account.user_id if who == "self" else "77"
    assert (await account.call("POST", f"/2/users/{user}/retweets", body))[0] == status


async def test_reading_is_paid_for_once_a_day(world: World, account: Account) -> None:
    """Half a cent for a post and a cent for a person, each once in a UTC day."""
    await account.post("one #sun")
    await account.post("two #sun")
    world.x.credits = 0.02
    more = {"expansions": "author_id"}
    assert (await search(account, "#sun", **more))[0] == 200
    assert world.x.credits == pytest.approx(0.0)
    assert (await search(account, "#sun", **more))[0] == 200
    world.clock.advance(timedelta(days=1))
    account.grant = world.x.issue(account.person.id, SCOPE)
    status, body = await search(account, "#sun", **more)
    assert (status, body["title"]) == (402, "CreditsDepleted")


async def test_the_present_names_are_answered_with_the_present_names(account: Account) -> None:
    """Who asks with post.fields gets repost_count, who asks with tweet.fields retweet_count."""
    _, made = await account.post("Names")
    path = f"/2/tweets?ids={made['data']['id']}"
    _, present = await account.call("GET", f"{path}&post.fields=public_metrics")
    _, former = await account.call("GET", f"{path}&tweet.fields=public_metrics")
    assert "repost_count" in present["data"][0]["public_metrics"]
    assert "edit_history_post_ids" in present["data"][0]
    assert "retweet_count" in former["data"][0]["public_metrics"]
    assert "edit_history_tweet_ids" in former["data"][0]


@pytest.mark.parametrize(
    "query", ["pagination_token=abc", "since_id=-1", "end_time=2026-11-24T08:00:00"]
)
async def test_wrong_timelines_are_refused(account: Account, query: str) -> None:
    """Tokens, ids and times that are none are named and refused."""
    status, body = await account.call("GET", f"/2/users/{account.user_id}/tweets?{query}")
    assert (status, query.partition("=")[0] in str(body)) == (400, True)
