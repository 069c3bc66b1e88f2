"""What the checks found, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chat.say import Argument, Moment, Say, say
from programme.findings import Finding, FindingCode


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
