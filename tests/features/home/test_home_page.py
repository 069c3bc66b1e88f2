"""A person's own page: what it says about their shares."""

from __future__ import annotations

import dataclasses
from datetime import time

import pytest

from chat.parts import Prose
from handlers.home.screens import Mine, MyShare, home
from programme.states import ShareState
from tests.helpers.company import message_of

SHARE = MyShare(title="News", network="X", state=ShareState.PUBLISHED, url=None, clicks=0)


def mine(share: MyShare) -> Mine:
    return Mine(
        name="Ana",
        points=0,
        points_week=0,
        place=None,
        shares=(share,),
        accounts=(),
        connectable={},
        direct_digest=False,
        digest_at=time(9),
        paused_until=None,
        waiting_for_review=None,
    )


@pytest.mark.parametrize(
    ("state", "clicks", "key"),
    [
        (ShareState.PUBLISHED, 0, "home.share"),
        (ShareState.CONFIRMED, 0, "home.share"),
        (ShareState.QUEUED, 0, "home.share_not_out"),
        (ShareState.FAILED, 0, "home.share_not_out"),
        (ShareState.UNCONFIRMED, 2, "home.share"),
    ],
)
def test_clicks_are_told_of_what_is_out(state: ShareState, clicks: int, key: str) -> None:
    """Nobody reads "0 clicks" about a post that never went out."""
    page = home(mine(dataclasses.replace(SHARE, state=state, clicks=clicks)))
    keys = [message_of(part.text).key for part in page.parts if isinstance(part, Prose)]
    assert key in keys
