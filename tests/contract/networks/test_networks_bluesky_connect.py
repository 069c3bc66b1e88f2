"""Connecting to Bluesky over HTTP: whose server gets the password, and what each answer becomes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from networks.base import Credentials, Secret
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    Authorisation,
    ConnectFailed,
    ConnectFailure,
)
from tests.contract.networks import fake_bluesky_server as fakes
from tests.contract.networks.fake_bluesky_server import (
    ANA,
    BOR,
    NOW,
    PASSWORD,
    REFRESH,
    RESOLVE,
    SIGN_IN,
    SIGN_OUT,
    Scene,
    problem,
)
from tests.contract.networks.network_fakes import Canned
from tests.helpers import lexicons


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with fakes.opened() as opened:
        yield opened


def callback(_server: str) -> str:
    raise AssertionError("nobody is sent to a consent page")


async def connected(scene: Scene, handle: str, password: str = PASSWORD) -> Credentials:
    answers = {Ask.HANDLE: handle, Ask.APP_PASSWORD: password}
    found = await scene.network.connect.begin("state", callback, answers)
    assert isinstance(found, Credentials)
    return found


async def refused(scene: Scene, handle: str, password: str = PASSWORD) -> AnswerRefused:
    with pytest.raises(AnswerRefused) as caught:
        await connected(scene, handle, password)
    return caught.value


async def failed(scene: Scene, handle: str = "ana.test") -> ConnectFailure:
    with pytest.raises(ConnectFailed) as caught:
        await connected(scene, handle)
    return caught.value.reason


@pytest.mark.parametrize(
    "typed",
    [
        "ana.test",
        " @Ana.TEST ",
        "\u202a@ana.test\u202c",
        "https://bsky.app/profile/ana.test",
        "bsky.app/profile/ana.test/post/3lbbbbbbbbb2a",
        f"https://bsky.app/profile/{ANA}",
        "at://ana.test",
        ANA,
    ],
)
async def test_an_account_is_connected_by_handle_and_app_password(scene: Scene, typed: str) -> None:
    """However a handle is written, the account's own server signs its owner in."""
    found = await connected(scene, typed, f" {PASSWORD.upper()} ")

    assert found == Credentials(
        access_token=Secret(scene.fake.access),
        refresh_token=Secret(scene.fake.renewal),
        app_password=Secret(PASSWORD),
        expires_at=NOW + timedelta(hours=2),
        author_id=ANA,
        handle="ana.test",
        server=f"{scene.fake.base}/pds",
    )


async def test_what_is_asked(scene: Scene) -> None:
    """A person is asked for the handle and an app password, and sent to no consent page."""
    assert scene.network.connect.asks == (Ask.HANDLE, Ask.APP_PASSWORD)
    with pytest.raises(ConnectFailed):
        await scene.network.connect.exchange("code", callback, Authorisation(url="", verifier=None))


@pytest.mark.parametrize(
    "typed",
    ["ana@lipa.example", "ana", "", "ana test.si", "čebela.si", "did:key:z6Mk", "@", "-.si"],
)
async def test_what_is_no_handle_is_not_asked_for(scene: Scene, typed: str) -> None:
    """An e-mail address, a bare name and the like are refused at the field, before any call."""
    answer = await refused(scene, typed)

    assert (answer.ask, answer.problem) == (Ask.HANDLE, AnswerProblem.MALFORMED)
    assert scene.fake.calls == []


@pytest.mark.parametrize("typed", ["hunter2", "correct horse battery", "abcd-efgh-ijkl", ""])
async def test_a_real_password_is_never_sent(scene: Scene, typed: str) -> None:
    """What does not look like an app password is refused before any call."""
    answer = await refused(scene, "ana.test", typed)

    assert (answer.ask, answer.problem) == (Ask.APP_PASSWORD, AnswerProblem.NOT_AN_APP_PASSWORD)
    assert scene.fake.calls == []


async def test_an_unknown_handle_is_told_at_its_field(scene: Scene) -> None:
    """A handle that leads nowhere, or to an identity that is gone, is unknown."""
    nowhere = await refused(scene, "nobody.test")
    gone = await refused(scene, "bor.test")

    for answer in (nowhere, gone):
        assert (answer.ask, answer.problem) == (Ask.HANDLE, AnswerProblem.UNKNOWN)


async def test_a_password_goes_only_where_both_directions_agree(scene: Scene) -> None:
    """A handle that leads to an account which does not claim it gets nobody's password."""
    scene.fake.names("somebody.else", BOR, f"{scene.fake.base}/pds")

    answer = await refused(scene, "bor.test")

    assert (answer.ask, answer.problem) == (Ask.HANDLE, AnswerProblem.UNKNOWN)
    assert scene.fake.bodies == []


async def test_a_lapsed_handle_is_not_shown(scene: Scene) -> None:
    """An account given by its DID keeps it as its name where its handle leads elsewhere."""
    scene.fake.handles["ana.test"] = BOR

    assert (await connected(scene, ANA)).handle == ANA


@pytest.mark.parametrize(
    "server",
    [
        "http://127.0.0.1:9",
        "https://10.0.0.1",
        "https://[::1]",
        "http://pds.example",
        "https://pds.example:8443",
        "https://ana:secret@pds.example",
        "ftp://pds.example",
        "",
    ],
)
async def test_a_server_may_not_be_just_anywhere(scene: Scene, server: str) -> None:
    """An account whose document names an address inside, or no server, can't be connected."""
    scene.fake.names("ana.test", ANA, server)

    assert await failed(scene) is ConnectFailure.MALFORMED
    assert scene.fake.bodies == []


@pytest.mark.parametrize("did", ["did:web:localhost", "did:web:127.0.0.1", "did:web:10.1.2.3"])
async def test_a_document_is_not_fetched_from_inside(scene: Scene, did: str) -> None:
    """An identity that is a web host is looked up only at public addresses."""
    with pytest.raises((AnswerRefused, ConnectFailed)):
        await connected(scene, did)
    assert scene.fake.calls == []


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"id": BOR}, ConnectFailure.MALFORMED),
        ({"id": ANA, "alsoKnownAs": ["at://ana.test"]}, ConnectFailure.MALFORMED),
        (
            {"id": ANA, "alsoKnownAs": ["at://ana.test"], "service": [None, {"type": "x"}]},
            ConnectFailure.MALFORMED,
        ),
    ],
)
async def test_a_document_must_be_the_accounts_own(
    scene: Scene, document: dict[str, object], expected: ConnectFailure
) -> None:
    """A document of another account, or one without a server, is of no use."""
    scene.fake.documents[ANA] = document

    assert await failed(scene) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            problem(401, "AuthenticationRequired", "Invalid identifier or password"),
            AnswerProblem.NOT_ACCEPTED,
        ),
        (problem(401, "AuthFactorTokenRequired"), AnswerProblem.NOT_AN_APP_PASSWORD),
        (problem(401, "AccountTakedown"), ConnectFailure.CLOSED),
        (problem(400, "AccountTakedown"), ConnectFailure.CLOSED),
        (problem(429, "RateLimitExceeded"), ConnectFailure.UNREACHABLE),
        (problem(502, "UpstreamFailure"), ConnectFailure.UNREACHABLE),
        (problem(400, "InvalidRequest"), ConnectFailure.MALFORMED),
        (Canned(status=307, headers={"Location": "/"}), ConnectFailure.MALFORMED),
        (Canned(status=200, body="[]"), ConnectFailure.MALFORMED),
    ],
)
async def test_signing_in_is_tried_once(
    scene: Scene, answer: Canned, expected: AnswerProblem | ConnectFailure
) -> None:
    """Each answer to the password has its meaning, and none leads to a second try."""
    scene.fake.next(SIGN_IN, answer)

    with pytest.raises((AnswerRefused, ConnectFailed)) as caught:
        await connected(scene, "ana.test")
    found = caught.value
    told = found.problem if isinstance(found, AnswerRefused) else getattr(found, "reason", None)
    assert told == expected
    assert len(scene.fake.sent_to(SIGN_IN)) == 1


@pytest.mark.parametrize("change", [{"did": BOR}, {"accessJwt": ""}])
async def test_a_session_of_another_account_is_not_kept(
    scene: Scene, change: dict[str, str]
) -> None:
    """A server that answers for another account, or without a token, is not believed."""
    session = {"did": ANA, "handle": "ana.test", "accessJwt": "a", "refreshJwt": "r", **change}
    scene.fake.next(SIGN_IN, Canned(status=200, body=session))

    assert await failed(scene) is ConnectFailure.MALFORMED


async def test_a_paused_account_is_not_connected(scene: Scene) -> None:
    """An account that is not active can sign in, and could not post."""
    session = {
        "did": ANA,
        "handle": "ana.test",
        "accessJwt": "a",
        "refreshJwt": "r",
        "active": False,
        "status": "deactivated",
    }
    scene.fake.next(SIGN_IN, Canned(status=200, body=session))

    assert await failed(scene) is ConnectFailure.CLOSED


@pytest.mark.parametrize("access", ["opaque", "a.b.c", "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOiIxIn0.c2ln"])
async def test_a_token_that_does_not_say_its_end_lasts_an_hour(scene: Scene, access: str) -> None:
    """A token of an unknown shape is renewed after an hour."""
    session = {"did": ANA, "handle": "ana.test", "accessJwt": access, "refreshJwt": "r"}
    scene.fake.next(SIGN_IN, Canned(status=200, body=session))

    assert (await connected(scene, "ana.test")).expires_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize("at", [RESOLVE, f"GET /plc/{ANA}"])
@pytest.mark.parametrize(
    "answer", [problem(503, "NotEnoughResources"), Canned(status=429, body="slow down")]
)
async def test_what_cannot_be_looked_up_now_is_not_unknown(
    scene: Scene, at: str, answer: Canned
) -> None:
    """A directory or AppView that does not answer says nothing about the handle."""
    scene.fake.next(at, answer)

    assert await failed(scene) is ConnectFailure.UNREACHABLE


async def test_a_session_is_refreshed_without_the_password(scene: Scene) -> None:
    """Refreshing gives new tokens of the same account and does not sign in."""
    renewed = await scene.network.connect.refresh(scene.member)

    assert renewed == replace(
        scene.member,
        access_token=Secret(scene.fake.access),
        refresh_token=Secret(scene.fake.renewal),
    )
    assert renewed.access_token != scene.member.access_token
    assert scene.fake.sent_to(SIGN_IN) == []


@pytest.mark.parametrize(
    "answer",
    [
        problem(400, "ExpiredToken", "Token has been revoked"),
        problem(400, "InvalidToken"),
        problem(401, "AuthenticationRequired"),
    ],
)
async def test_an_ended_session_is_begun_anew_by_the_password(scene: Scene, answer: Canned) -> None:
    """Where the session has ended the app password signs in, once."""
    scene.fake.next(REFRESH, answer)

    renewed = await scene.network.connect.refresh(scene.member)

    assert renewed.access_token == Secret(scene.fake.access)
    assert renewed.app_password == scene.member.app_password
    assert len(scene.fake.sent_to(SIGN_IN)) == 1


async def test_an_account_that_moved_is_followed(scene: Scene) -> None:
    """Signing in anew goes to the server where the account lives today."""
    moved = replace(scene.member, server=f"{scene.fake.base}/gone")

    renewed = await scene.network.connect.refresh(moved)

    assert renewed.server == f"{scene.fake.base}/pds"


@pytest.mark.parametrize("removed", [True, False])
async def test_without_a_password_that_works_the_account_has_expired(
    scene: Scene, *, removed: bool
) -> None:
    """An app password that its owner removed, or that there is none of, ends the connection."""
    ended = replace(scene.member, refresh_token=None)
    if removed:
        scene.fake.next(SIGN_IN, problem(401, "AuthenticationRequired"))
    else:
        ended = replace(ended, app_password=None)

    with pytest.raises(ConnectFailed) as caught:
        await scene.network.connect.refresh(ended)
    assert caught.value.reason is ConnectFailure.EXPIRED


@pytest.mark.parametrize(
    "answer", [problem(500, "InternalServerError"), problem(429, "RateLimitExceeded")]
)
async def test_a_server_in_trouble_costs_no_signing_in(scene: Scene, answer: Canned) -> None:
    """What is passing when refreshing is tried again later, and not by the password."""
    scene.fake.next(REFRESH, answer)

    with pytest.raises(ConnectFailed) as caught:
        await scene.network.connect.refresh(scene.member)
    scene.fake.fault, scene.fake.fault_on = "hang_before", REFRESH
    with pytest.raises(ConnectFailed) as lost:
        await scene.network.connect.refresh(scene.member)

    assert caught.value.reason is ConnectFailure.UNREACHABLE
    assert lost.value.reason is ConnectFailure.UNREACHABLE
    assert scene.fake.sent_to(SIGN_IN) == []


async def test_disconnecting_ends_the_session(scene: Scene) -> None:
    """A session that is ended, or was already, is confirmed; a server in trouble confirms none."""
    scene.fake.next(SIGN_OUT, problem(500, "InternalServerError"))

    assert not await scene.network.connect.revoke(scene.member)
    assert await scene.network.connect.revoke(scene.member)
    other = replace(scene.member, refresh_token=Secret("old"))
    assert await scene.network.connect.revoke(other)
    away = replace(scene.member, server="http://127.0.0.1:9")
    assert not await scene.network.connect.revoke(away)


async def test_nothing_secret_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Neither password nor tokens are in the log or in what is printed of the account."""
    caplog.set_level(logging.DEBUG)
    found = await connected(scene, "ana.test")
    await scene.network.connect.refresh(found)
    scene.fake.next(SIGN_IN, problem(401, "AuthenticationRequired", f"not {PASSWORD}"))
    await refused(scene, "ana.test")

    for secret in (PASSWORD, found.access_token.reveal(), scene.fake.renewal):
        assert secret not in caplog.text
        assert secret not in repr(found)


async def test_signing_in_is_as_the_lexicon_says(scene: Scene) -> None:
    """The body of the sign-in is what Bluesky itself describes."""
    described = lexicons.at_hand()
    await connected(scene, "ana.test")

    (body,) = scene.fake.bodies
    assert described.call_problems(body, "com.atproto.server.createSession") == []
