"""LinkedIn end to end over HTTP: what is sent, and what each answer becomes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from networks import base, connecting, linkedin
from networks.base import Credentials, Image, Link, Post, PostRef, Secret
from tests.contract.networks.fake_linkedin_server import PNG, FakeLinkedIn, shown_on_linkedin
from tests.contract.networks.network_fakes import NOTHING_KEPT, Canned, back

CREATE = "POST /li/rest/posts"
MakeLinkedIn = Callable[..., linkedin.LinkedIn]


def picture(body: bytes = PNG, alt: str = "A dam") -> Image:
    return Image(body=body, media_type="image/png", width=1200, height=627, alt=alt)


def with_image(post: Post, image: bytes = PNG) -> Post:
    assert post.link is not None
    return replace(post, link=replace(post.link, image=picture(image)))


async def test_a_post_is_published_with_its_address(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A post becomes one LinkedIn post and its id and address come back."""
    outcome = await li.publish(post, li_member)

    (urn,) = fake_linkedin.posts
    url = f"{fake_linkedin.base}/feed/update/{urn}/"
    assert outcome == base.Published(ref=PostRef(id=urn, url=url))


async def test_the_whole_text_is_shown(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A text full of reserved characters arrives whole, with its hashtag."""
    text = "A (b) [c] {d} <e> f_g ~h *i* j|k @l m\\n C# #Energy_Grid https://a.example/x_y?(z)"
    await li.publish(replace(post, text=text), li_member)

    (sent,) = fake_linkedin.posts.values()
    assert shown_on_linkedin(sent["commentary"]) == text
    assert " #Energy" in sent["commentary"]


async def test_the_card_carries_what_linkedin_does_not_fetch(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """Title, description and picture of the link travel with the post."""
    outcome = await li.publish(with_image(post), li_member)

    (sent,) = fake_linkedin.posts.values()
    article = sent["content"]["article"]
    assert post.link is not None
    assert article["source"] == post.link.url
    assert (article["title"], article["description"]) == ("Grid report", "What we learnt")
    assert fake_linkedin.images[article["thumbnail"]] == PNG
    assert isinstance(outcome, base.Published)
    assert not outcome.without_image


async def test_a_post_without_link_has_no_card(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A text-only post has no content part at all."""
    await li.publish(replace(post, link=None), li_member)

    (sent,) = fake_linkedin.posts.values()
    assert "content" not in sent


async def test_a_link_without_title_is_called_by_its_host(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """LinkedIn requires a title, so the host stands in for a missing one."""
    await li.publish(replace(post, link=Link(url="https://blog.example/a", title="")), li_member)

    (sent,) = fake_linkedin.posts.values()
    assert sent["content"]["article"] == {
        "source": "https://blog.example/a",
        "title": "blog.example",
    }


@pytest.mark.parametrize(
    "image",
    [b"RIFF....WEBPVP8 ", b"<svg/>", PNG[:16] + struct.pack(">II", 7000, 7000)],
    ids=["webp", "svg", "too many pixels"],
)
async def test_a_picture_linkedin_would_choke_on_is_left_out(
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    post: Post,
    image: bytes,
) -> None:
    """A picture of a kind LinkedIn refuses is never uploaded, and the outcome says so."""
    outcome = await li.publish(with_image(post, image), li_member)

    assert isinstance(outcome, base.Published)
    assert outcome.without_image
    assert fake_linkedin.images == {}


async def test_a_failed_upload_does_not_hold_back_the_post(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """When the picture cannot be stored the post goes out without it."""
    fake_linkedin.next("POST /li/rest/images", Canned(status=500))

    outcome = await li.publish(with_image(post), li_member)

    assert isinstance(outcome, base.Published)
    assert outcome.without_image


async def test_a_throttled_upload_holds_back_the_post(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A day limit met while uploading postpones the whole post, since nothing was posted yet."""
    throttle = {"status": 429, "message": "Resource level throttle MEMBER DAY limit"}
    fake_linkedin.next("POST /li/rest/images", Canned(status=429, body=throttle))

    outcome = await li.publish(with_image(post), li_member)

    assert outcome == base.Throttled(until=datetime(2026, 11, 25, tzinfo=UTC))
    assert fake_linkedin.posts == {}


async def test_a_picture_goes_to_linkedins_own_host_only(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """An upload address on another host is not followed, so the token never leaves LinkedIn."""
    fake_linkedin.upload_host = fake_linkedin.base.replace("127.0.0.1", "localhost")

    outcome = await li.publish(with_image(post), li_member)

    assert isinstance(outcome, base.Published)
    assert outcome.without_image
    assert not [path for method, path in fake_linkedin.calls if method == "PUT"]


async def test_a_repeat_finds_the_first_post(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """Publishing the same post again finds the first one and makes no second."""
    first = await li.publish(post, li_member)
    again = await li.publish(post, li_member)

    assert isinstance(first, base.Published)
    assert again == base.AlreadyThere(ref=first.ref)
    assert len(fake_linkedin.posts) == 1


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "hang_before", "hang_after"])
async def test_a_lost_answer_is_unclear_and_the_repeat_settles_it(
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    post: Post,
    fault: str,
) -> None:
    """After a dropped or late answer nobody knows; a second attempt ends with exactly one post."""
    fake_linkedin.fault, fake_linkedin.fault_on = fault, CREATE
    lost = await li.publish(post, li_member)
    fake_linkedin.fault = ""
    settled = await li.publish(post, li_member)

    assert isinstance(lost, base.Unclear)
    assert isinstance(settled, base.Published | base.AlreadyThere)
    assert len(fake_linkedin.posts) == 1


async def test_a_refused_connection_did_nothing(
    make_linkedin: MakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """Where no connection can be made nothing was posted, so it may simply be tried again."""
    outcome = await make_linkedin(base="http://127.0.0.1:9").publish(post, li_member)

    assert isinstance(outcome, base.Throttled)


async def test_a_conflict_is_repeated_once(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A 409 is tried once more and then counts."""
    conflict = Canned(status=409, body={"status": 409, "code": "CONFLICT", "message": "try again"})
    fake_linkedin.next(CREATE, conflict)
    assert isinstance(await li.publish(post, li_member), base.Published)

    fake_linkedin.next(CREATE, conflict, conflict)
    other = replace(post, text="another")
    assert isinstance(await li.publish(other, li_member), base.Unclear)


async def test_a_success_without_an_id_is_unclear(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A 201 that does not name the post is not taken for a success."""
    fake_linkedin.next(CREATE, Canned(status=201))

    assert isinstance(await li.publish(post, li_member), base.Unclear)


async def test_a_redirect_is_not_followed(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A redirect of the API is unclear; the token goes nowhere else."""
    elsewhere = Canned(status=307, headers={"Location": f"{fake_linkedin.base}/v2/userinfo"})
    fake_linkedin.next(CREATE, elsewhere)

    assert isinstance(await li.publish(post, li_member), base.Unclear)
    assert len(fake_linkedin.calls) == 1


async def test_a_retired_version_is_the_operators_matter(
    make_linkedin: MakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """A version LinkedIn has switched off refuses with the reason `app`."""
    outcome = await make_linkedin(version="202511").publish(post, li_member)

    assert isinstance(outcome, base.Refused)
    assert outcome.reason is base.RefusalReason.APP


async def test_a_wrong_token_asks_to_reconnect(
    li: linkedin.LinkedIn, li_member: Credentials, post: Post
) -> None:
    """A token LinkedIn does not accept leads to reconnecting."""
    stranger = replace(li_member, access_token=Secret("other"))

    outcome = await li.publish(post, stranger)

    assert outcome == base.Reconnect(reason=base.ReconnectReason.REJECTED)


async def test_a_token_without_the_right_to_post_is_not_tried(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """An account connected without the posting scope is asked to reconnect before any call."""
    outcome = await li.publish(post, replace(li_member, scopes=frozenset({"openid"})))

    assert outcome == base.Reconnect(reason=base.ReconnectReason.SCOPE)
    assert fake_linkedin.calls == []


async def test_a_post_is_deleted_and_a_second_deletion_is_fine(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials, post: Post
) -> None:
    """Deleting removes the post, and deleting again says the same."""
    published = await li.publish(post, li_member)
    assert isinstance(published, base.Published)

    assert await li.delete(published.ref, li_member) == base.Deleted()
    assert fake_linkedin.posts == {}
    assert await li.delete(published.ref, li_member) == base.Deleted()


async def test_deletion_reports_what_hinders_it(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """A refused, lost or senseless deletion is an outcome, not an exception."""
    ref = PostRef(id="urn:li:share:1", url="")
    denied = {"status": 403, "code": "ACCESS_DENIED", "message": "Not enough permissions"}
    fake_linkedin.next("DELETE /li/rest/posts/urn:li:share:1", Canned(status=403, body=denied))

    refused = await li.delete(ref, li_member)
    assert isinstance(refused, base.Refused)
    assert refused.reason is base.RefusalReason.PERMISSION

    fake_linkedin.fault = "drop_after"
    fake_linkedin.fault_on = "DELETE /li/rest/posts/urn:li:share:1"
    assert isinstance(await li.delete(ref, li_member), base.Unclear)

    odd = await li.delete(PostRef(id="../people", url=""), li_member)
    assert isinstance(odd, base.Refused)


async def test_posts_cannot_be_looked_up(
    li: linkedin.LinkedIn, li_member: Credentials, post: Post
) -> None:
    """Looking says that it cannot look, instead of that the post is not there."""
    with pytest.raises(base.ReadFailed):
        await li.look(post, li_member, datetime(2026, 11, 24, tzinfo=UTC))


async def test_figures_are_read_where_they_are_granted(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """Both spellings of the number are read, and what is missing stays unknown."""
    fake_linkedin.figures = {
        "IMPRESSION": {"count": 120},
        "MEMBERS_REACHED": {"value": 90},
        "REACTION": {"metricType": "REACTION"},
        "COMMENT": Canned(status=400, body={"status": 400, "code": "ILLEGAL_ARGUMENT"}),
        "RESHARE": {"count": 0},
        "POST_SAVE": {"count": None, "value": 4},
        "LINK_CLICKS": {"count": True},
    }
    granted = replace(li_member, scopes=li_member.scopes | {"r_member_postAnalytics"})

    figures = await li.read_figures(PostRef(id="urn:li:share:1", url=""), granted)

    assert figures == {"impressions": 120, "reach": 90, "reshares": 0, "saves": 4}
    assert len(fake_linkedin.calls) == 7


async def test_figures_are_none_where_they_are_not_granted(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """Without the scope nothing is asked; with the scope but no product the answer is None."""
    ref = PostRef(id="urn:li:share:1", url="")
    assert await li.read_figures(ref, li_member) is None
    assert fake_linkedin.calls == []

    fake_linkedin.figures = {"IMPRESSION": Canned(status=403, body={"code": "ACCESS_DENIED"})}
    granted = replace(li_member, scopes=li_member.scopes | {"r_member_postAnalytics"})
    assert await li.read_figures(ref, granted) is None


async def test_unreadable_figures_are_not_zero(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """A failing analytics call raises with the problem."""
    fake_linkedin.figures = {"REACTION": Canned(status=503)}
    granted = replace(li_member, scopes=li_member.scopes | {"r_member_postAnalytics"})

    with pytest.raises(base.ReadFailed) as failed:
        await li.read_figures(PostRef(id="urn:li:share:1", url=""), granted)

    assert isinstance(failed.value.problem, base.Unclear)


async def test_figures_of_other_kinds_of_posts(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """LinkedIn counts shares and posts only; another id has no figures and costs no call."""
    granted = replace(li_member, scopes=li_member.scopes | {"r_member_postAnalytics"})

    for identifier in ("urn:li:activity:1", "nonsense"):
        assert await li.read_figures(PostRef(id=identifier, url=""), granted) is None
    assert fake_linkedin.calls == []


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Canned(status=429, body={"message": "MEMBER DAY limit"}), base.Throttled),
        (Canned(status=426), base.Refused),
        (Canned(status=401, body={"code": "EXPIRED_ACCESS_TOKEN"}), base.Reconnect),
    ],
)
async def test_figures_tell_what_hinders_them(
    *,
    li: linkedin.LinkedIn,
    fake_linkedin: FakeLinkedIn,
    li_member: Credentials,
    answer: Canned,
    problem: type,
) -> None:
    """A limit, a retired version and an expired token are told apart."""
    fake_linkedin.figures = {"IMPRESSION": answer}
    granted = replace(li_member, scopes=li_member.scopes | {"r_member_postAnalytics"})

    with pytest.raises(base.ReadFailed) as failed:
        await li.read_figures(PostRef(id="urn:li:share:1", url=""), granted)

    assert isinstance(failed.value.problem, problem)


async def test_an_unreachable_linkedin_is_no_absence(
    make_linkedin: MakeLinkedIn, li_member: Credentials
) -> None:
    """Without a connection figures, deletion and connecting say so, each in its way."""
    away = make_linkedin(base="http://127.0.0.1:9")
    granted = replace(li_member, scopes=li_member.scopes | {"r_member_postAnalytics"})
    ref = PostRef(id="urn:li:share:1", url="")

    with pytest.raises(base.ReadFailed) as unread:
        await away.read_figures(ref, granted)
    with pytest.raises(connecting.ConnectFailed) as unconnected:
        await away.connect.exchange("good", back, NOTHING_KEPT)

    assert isinstance(unread.value.problem, base.Throttled)
    assert isinstance(await away.delete(ref, li_member), base.Throttled)
    assert unconnected.value.reason is connecting.ConnectFailure.UNREACHABLE
