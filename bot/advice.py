"""What a platform's refusal asks for, the same on every platform, and the error that says so.

Must not know any platform's codes: each edge has its own table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from chat.ports import ConnectionLost, MessageGone, PlatformError, Rejected, TargetGone


class Advice(StrEnum):
    """What a code asks for."""

    WAIT = "wait"
    """Nothing was done; the same call may work in a while."""
    UNSURE = "unsure"
    """It may have been done, wholly or in part."""
    GIVE_UP_TARGET = "give_up_target"
    REINSTALL = "reinstall"
    POST_ANEW = "post_anew"
    MEND = "mend"


def table(codes: Mapping[Advice, str]) -> Mapping[str, Advice]:
    """Each code with its advice, from the codes of each advice in a row, parted by spaces."""
    return {code: advice for advice, listed in codes.items() for code in listed.split()}


def error_of(
    advice: Advice, code: str, *, wait: PlatformError, unsure: PlatformError
) -> PlatformError:
    """The error that carries an advice; how long to wait, and for whom, the platform says."""
    match advice:
        case Advice.WAIT:
            return wait
        case Advice.UNSURE:
            return unsure
        case Advice.GIVE_UP_TARGET:
            return TargetGone(code)
        case Advice.REINSTALL:
            return ConnectionLost(code)
        case Advice.POST_ANEW:
            return MessageGone(code)
        case Advice.MEND:
            return Rejected(code)
        case _:
            assert_never(advice)
