"""What the checks found, and how a share stands, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from chat.say import Argument, Moment, Say, say, verbatim
from handlers.sharing import networks, when
from programme.findings import Finding, FindingCode
from programme.states import ShareState
from programme.timing import Timing
from programme.values import Share


def standing(share: Share) -> Say:
    """How a share stands, for the person whose it is."""
    label = verbatim(networks.label(share.network))
    match share.state:
        case ShareState.PUBLISHED | ShareState.CONFIRMED:
            return say("share.is_out", network=label)
        case ShareState.UNCONFIRMED:
            return say("share.is_unsure", network=label)
        case ShareState.QUEUED if (
            share.timing is not Timing.NOW and share.scheduled_for is not None
        ):
            return say("share.is_planned", network=label, at=when.moment(share.scheduled_for))
        case ShareState.QUEUED | ShareState.ARMED:
            return say("share.is_on_its_way", network=label)
        case ShareState.OPENED | ShareState.FAILED | ShareState.CANCELLED:
            return say("share.is_not_out", network=label)
        case _:
            assert_never(share.state)


def finding(found: Finding) -> Say:
    """One finding as a sentence that helps."""
    args: dict[str, Argument] = dict(found.args)
    match found.code:
        case FindingCode.EMBARGO:
            args = {"until": Moment(value=datetime.fromisoformat(str(found.args["until"])))}
        case FindingCode.SIMILAR if found.fix is not None:
            return say("finding.similar_try", suggestion=found.fix)
        case _:
            pass
    return say(f"finding.{found.code.value}", **args)


def together(findings: Sequence[Finding]) -> Say:
    """Several findings of one field, one sentence after the other. Raises ValueError for none."""
    if not findings:
        raise ValueError("there is nothing to say")
    said = finding(findings[0])
    for found in findings[1:]:
        said = say("share.and_also", first=said, second=finding(found))
    return said
