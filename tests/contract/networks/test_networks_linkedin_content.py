"""LinkedIn end to end over HTTP: pictures in posts, posts passed on, and the length of texts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from networks import base, linkedin
from networks.base import Credentials, Image, Post, PostRef, Published, RefusalReason
from tests.contract.networks.fake_linkedin_server import PNG, FakeLinkedIn
from tests.contract.networks.network_fakes import Canned

CREATE = "POST /li/rest/posts"
UPLOAD = "POST /li/rest/images"


def picture(alt: str = "", body: bytes = PNG) -> Image:
    return Image(body=body, media_type="image/png", width=1200, height=627, alt=alt)


def content(fake: FakeLinkedIn) -> Any:
    (sent,) = fake.posts.values()
    return sent.get("content")


async def test_a_picture_takes_the_place_of_the_card(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """One picture is shown in the post itself, with its words for those who cannot see it."""
    outcome = await li.publish(replace(post, images=(picture("A dam"),)), li_member)

    shown = content(fake_linkedin)["media"]
    assert shown["altText"] == "A dam"
    assert fake_linkedin.images[shown["id"]] == PNG
    assert isinstance(outcome, Published)
    assert not outcome.without_image


@pytest.mark.parametrize("count", [2, 20])
async def test_several_pictures_keep_their_order(
    *,
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    post: Post,
    count: int,
) -> None:
    """Two to twenty pictures go out together, in order, each with its own words."""
    images = tuple(picture(f"Picture {n}", PNG + bytes([n])) for n in range(count))

    outcome = await li.publish(replace(post, images=images), li_member)

    shown = content(fake_linkedin)["multiImage"]["images"]
    assert [each["altText"] for each in shown] == [image.alt for image in images]
    assert [fake_linkedin.images[each["id"]] for each in shown] == [image.body for image in images]
    assert isinstance(outcome, Published)
    assert not outcome.without_image


async def test_more_pictures_than_linkedin_takes_are_not_hidden(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """Of more than twenty the first twenty are shown, and the outcome says that some are not."""
    outcome = await li.publish(replace(post, images=(picture(),) * 21), li_member)

    assert len(content(fake_linkedin)["multiImage"]["images"]) == 20
    assert isinstance(outcome, Published)
    assert outcome.without_image


async def test_a_picture_without_words_has_none(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """No empty alternative text is sent, and one that is too long is cut at LinkedIn's limit."""
    await li.publish(replace(post, images=(picture(), picture("a" * 5000))), li_member)

    first, second = content(fake_linkedin)["multiImage"]["images"]
    assert "altText" not in first
    assert len(second["altText"]) == 4086


async def test_one_of_two_pictures_is_better_than_none(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """When one picture cannot be stored the others are shown, and the outcome says so."""
    fake_linkedin.next(UPLOAD, Canned(status=500))

    outcome = await li.publish(replace(post, images=(picture("a"), picture("b"))), li_member)

    assert content(fake_linkedin)["media"]["altText"] == "b"
    assert isinstance(outcome, Published)
    assert outcome.without_image


async def test_without_its_pictures_a_post_has_its_card(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """When no picture can be stored the link has its card again."""
    fake_linkedin.next(UPLOAD, Canned(status=500))

    outcome = await li.publish(replace(post, images=(picture(),)), li_member)

    assert content(fake_linkedin)["article"]["title"] == "Grid report"
    assert isinstance(outcome, Published)
    assert outcome.without_image


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Canned(status=401, body={"code": "EXPIRED_ACCESS_TOKEN"}), base.Reconnect),
        (Canned(status=429, body={"message": "MEMBER DAY limit"}), base.Throttled),
    ],
)
async def test_what_ends_an_upload_for_good_ends_the_post(
    *,
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    post: Post,
    answer: Canned,
    expected: type,
) -> None:
    """A dead token or a used-up quota met while uploading is the outcome, and nothing is posted."""
    fake_linkedin.next(UPLOAD, answer)

    outcome = await li.publish(replace(post, images=(picture(),)), li_member)

    assert isinstance(outcome, expected)
    assert fake_linkedin.posts == {}


@pytest.mark.parametrize("kind", ["share", "ugcPost"])
async def test_a_post_is_passed_on(
    *,
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    post: Post,
    kind: str,
) -> None:
    """A reshare names its parent and carries the person's words, and no card of its own."""
    parent = f"urn:li:{kind}:7000"
    fake_linkedin.originals = {parent}
    urn = li.reshareable(f"https://www.linkedin.com/feed/update/{parent}/")

    outcome = await li.publish(replace(post, text="Worth reading.", reshare=urn), li_member)

    ((made, sent),) = fake_linkedin.posts.items()
    assert sent["reshareContext"] == {"parent": parent}
    assert sent["commentary"] == "Worth reading."
    assert isinstance(outcome, Published)
    assert outcome.ref.id == made


async def test_passing_on_needs_no_words(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """The commentary of a reshare may be empty but is always sent."""
    fake_linkedin.originals = {"urn:li:share:7000"}

    await li.publish(replace(post, text="", reshare="urn:li:share:7000"), li_member)

    (sent,) = fake_linkedin.posts.values()
    assert sent["commentary"] == ""


WRONG_TYPE = Canned(
    status=422,
    body={"status": 422, "message": "ERROR :: /reshareContext/parent :: not a share"},
)


@pytest.mark.parametrize(
    "refusal",
    [
        WRONG_TYPE,
        Canned(status=403),
        Canned(status=404, body={"status": 404, "code": "NOT_FOUND"}),
        Canned(status=400, body={"status": 400, "code": "INVALID_URN_ID"}),
    ],
    ids=["422", "bare 403", "404", "400"],
)
async def test_an_activity_is_tried_as_both_kinds(
    *,
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    post: Post,
    refusal: Canned,
) -> None:
    """An activity is sent as a share and then as a post; itself it is never sent."""
    fake_linkedin.originals = {"urn:li:ugcPost:72430"}
    fake_linkedin.no_parent = refusal
    urn = li.reshareable(f"{fake_linkedin.base}/posts/ana_grid-activity-72430-aB3x")
    assert urn == "urn:li:activity:72430"

    outcome = await li.publish(replace(post, reshare=urn), li_member)

    assert isinstance(outcome, Published)
    (sent,) = fake_linkedin.posts.values()
    assert sent["reshareContext"] == {"parent": "urn:li:ugcPost:72430"}
    assert b"urn:li:activity" not in b"".join(sent.body for sent in fake_linkedin.requests)
    assert len(fake_linkedin.sent_to(CREATE)) == 2


async def test_what_is_gone_cannot_be_passed_on(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """When no kind of parent is there, the post is gone, and nothing was posted."""
    fake_linkedin.no_parent = WRONG_TYPE

    for urn in ("urn:li:activity:7243", "urn:li:share:7243", "nonsense", "urn:li:person:1"):
        outcome = await li.publish(replace(post, reshare=urn), li_member)
        assert isinstance(outcome, base.Refused)
        assert outcome.reason is RefusalReason.GONE
    assert fake_linkedin.posts == {}
    assert len(fake_linkedin.sent_to(CREATE)) == 3


async def test_a_lost_answer_ends_the_trying(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """After a lost answer no other parent is tried; the next attempt finds what was made."""
    fake_linkedin.originals = {"urn:li:share:7243", "urn:li:ugcPost:7243"}
    fake_linkedin.fault, fake_linkedin.fault_on = "drop_after", CREATE
    reshare = replace(post, reshare="urn:li:activity:7243")

    lost = await li.publish(reshare, li_member)
    assert isinstance(lost, base.Unclear)
    assert len(fake_linkedin.sent_to(CREATE)) == 1
    fake_linkedin.fault = ""
    again = await li.publish(reshare, li_member)

    (urn,) = fake_linkedin.posts
    url = f"{fake_linkedin.base}/feed/update/{urn}/"
    assert again == base.AlreadyThere(ref=PostRef(id=urn, url=url))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Canned(status=403, body={"message": "Not enough permissions"}), RefusalReason.PERMISSION),
        (Canned(status=426), RefusalReason.APP),
        (Canned(status=400, body={"code": "FIELD_LENGTH_TOO_LONG"}), RefusalReason.TOO_LONG),
    ],
)
async def test_other_refusals_of_a_reshare_keep_their_reason(
    *,
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    post: Post,
    answer: Canned,
    expected: RefusalReason,
) -> None:
    """What is not about the parent is not retried with another one."""
    fake_linkedin.next(CREATE, answer)

    outcome = await li.publish(replace(post, reshare="urn:li:activity:7243"), li_member)

    assert isinstance(outcome, base.Refused)
    assert outcome.reason is expected
    assert len(fake_linkedin.calls) == 1


async def test_the_limit_counts_what_people_see(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """3000 characters go out even when each of them is escaped; one more is too long."""
    whole = "(" * 3000

    taken = await li.publish(replace(post, text=whole), li_member)
    refused = await li.publish(replace(post, text=whole + "a"), li_member)

    assert isinstance(taken, Published)
    (sent,) = fake_linkedin.posts.values()
    assert sent["commentary"] == "\\(" * 3000
    assert isinstance(refused, base.Refused)
    assert refused.reason is RefusalReason.TOO_LONG


async def test_what_linkedin_can_do(li: linkedin.LinkedIn, li_member: Credentials) -> None:
    """Its pictures, prices, limits and readings are told; readings only where they are granted."""
    assert li.traits.images is not None
    assert li.traits.images.most == 20
    assert li.traits.images.max_side**2 < 36_152_320
    assert li.prices == base.Prices()
    assert await li.limits(li_member) is None
    assert li.traits.readings == ()
