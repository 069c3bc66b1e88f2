"""The fake LinkedIn's pictures, and posts that pass other posts on."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from sandbox.blog import scenes
from sandbox.world import World
from tests.sandbox.members import Member


async def test_a_picture_is_shown_with_its_words(world: World, member: Member) -> None:
    """Upload, then post: the feed shows the picture itself, with its alternative text."""
    urn = await member.image(scenes.picture("bars"))
    content = {"media": {"id": urn, "altText": "Bars"}}
    status, _, post = await member.post("With a picture", content=content)
    assert status == 201
    assert post.startswith("urn:li:ugcPost:")
    [made] = world.posts("linkedin")
    assert [made.alts[url] for url in made.images] == ["Bars"]
    async with member.session.get(made.images[0]) as shown:
        assert await shown.read() == scenes.picture("bars")


@pytest.mark.parametrize("data", [b"not a picture", b"BM" + bytes(60)])
async def test_what_is_no_picture_hides_the_post(world: World, member: Member, data: bytes) -> None:
    """The upload and the post succeed, and nobody ever sees the post."""
    content = {"media": {"id": await member.image(data)}}
    assert (await member.post("With something", content=content))[0] == 201
    assert world.posts("linkedin") == []


async def test_several_pictures(world: World, member: Member) -> None:
    """They make one post, each with its own words, in their order."""
    urns = [await member.image(scenes.picture(scene)) for scene in ("bars", "bulb")]
    images = [{"id": urn, "altText": f"No. {index}"} for index, urn in enumerate(urns)]
    assert (await member.post("Several", content={"multiImage": {"images": images}}))[0] == 201
    [made] = world.posts("linkedin")
    assert [(url.rpartition("/")[2], made.alts[url]) for url in made.images] == [
        (urns[0], "No. 0"),
        (urns[1], "No. 1"),
    ]


@pytest.mark.parametrize(("count", "status"), [(1, 422), (2, 201), (20, 201), (21, 422)])
async def test_several_are_two_to_twenty(member: Member, count: int, status: int) -> None:
    """One picture is no several, and twenty-one are too many."""
    images = [{"id": await member.image(scenes.picture("bars"))}] * count
    got, body, _ = await member.post("Several", content={"multiImage": {"images": images}})
    assert got == status
    assert ("between 2 and 20" in body.get("message", "")) is (status == 422)


async def test_words_for_a_picture_have_a_limit(member: Member) -> None:
    """4086 characters are taken, one more is not."""
    urn = await member.image(scenes.picture("bars"))
    fits = {"media": {"id": urn, "altText": "x" * 4086}}
    long = {"media": {"id": urn, "altText": "x" * 4087}}
    assert (await member.post("a", content=long))[1]["code"] == "FIELD_LENGTH_TOO_LONG"
    assert (await member.post("a", content=fits))[0] == 201


async def test_a_picture_belongs_to_who_uploaded_it(world: World, member: Member) -> None:
    """Somebody else's image cannot be shown."""
    urn = await member.image(scenes.picture("bars"))
    joe = Member(world, member.session, who="joe")
    status, body, _ = await joe.post("Mine?", content={"media": {"id": urn}})
    assert (status, body["code"]) == (400, "INVALID_URN_ID")


async def test_a_post_is_passed_on(world: World, member: Member) -> None:
    """By its own urn, with or without words; the post counts who passed it on."""
    _, _, parent = await member.post("Read this")
    joe = Member(world, member.session, who="joe")
    context = {"reshareContext": {"parent": parent}}
    before = world.social.metrics(world.posts("linkedin")[0])["reshares"]
    assert (await joe.post("", **context))[0] == 201
    assert (await joe.post("Worth your time", **context))[0] == 201
    assert {post.reshare_of for post in world.posts("linkedin")[1:]} == {parent}
    assert world.social.metrics(world.posts("linkedin")[0])["reshares"] == before + 2
    status, body, _ = await joe.post("", **context)
    assert (status, body["code"]) == (422, "DUPLICATE_POST")


async def test_only_what_is_there_is_passed_on(member: Member) -> None:
    """An activity is told the right kinds; what is not there, or closed, is a bare 403."""
    _, _, parent = await member.post("Read this")
    number = parent.rpartition(":")[2]
    closed = await member.post("Mine alone", isReshareDisabledByAuthor=True)
    answers = {}
    for urn in (
        f"urn:li:activity:{number}",
        f"urn:li:ugcPost:{number}",
        "urn:li:share:1",
        closed[2],
    ):
        status, body, _ = await member.post("x", reshareContext={"parent": urn})
        answers[urn] = status
        assert "code" not in body
        if status == 422:
            assert body["message"] == (
                "ERROR :: /reshareContext/parent :: URN type activity not allowed. "
                "Allowed URN types are groupPost, share, ugcPost\n"
            )
    assert list(answers.values()) == [422, 403, 403, 403]
    await member.call("DELETE", f"/rest/posts/{quote(parent, safe='')}")
    assert (await member.post("x", reshareContext={"parent": parent}))[0] == 403
    missing = member.body() | {"reshareContext": {"parent": parent}}
    del missing["commentary"]
    status, body, _ = await member.call("POST", "/rest/posts", missing)
    assert (status, body["message"][:22]) == (422, "ERROR :: /commentary :")
