"""What the app answers to invokes, as the client reads it, and what it says when it cannot.

Returns what is to be shown; shows nothing.
Sources, under learn.microsoft.com/microsoftteams/platform: task-modules-and-cards (universal
actions for Adaptive Cards, task modules in bots), messaging-extensions (search commands).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.teams.cards import whole
from sandbox.teams.deliver import Answer, Failure
from sandbox.teams.model import CARD, Result
from sandbox.values import Json

UNREACHABLE: Final = "Unable to reach app. Please try again."
WRONG: Final = "Something went wrong. Please try again."
_NOTE: Final = "application/vnd.microsoft.activity.message"
_ERROR: Final = "application/vnd.microsoft.error"
_SIZES: Final = ("small", "medium", "large")
_MOST_RESULTS: Final = 25
_PREVIEWS: Final = (
    "application/vnd.microsoft.card.thumbnail",
    "application/vnd.microsoft.card.hero",
)

Complain = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What an answer amounts to: a card, or words, or an error; else nothing is to be done."""

    card: Json | None = None
    note: str | None = None
    error: str | None = None
    title: str = ""
    height: int | str = "medium"
    width: int | str = "medium"
    results: list[Result] = field(default_factory=list)


def failed(answer: Answer) -> Reading | None:
    """Return what the client says when the app did not answer as it should, or None."""
    match answer.failure:
        case None:
            return None
        case Failure.HTTP:
            return Reading(error=WRONG)
        case Failure.TIMEOUT | Failure.CONNECTION:
            return Reading(error=UNREACHABLE)


def _wrong(complain: Complain, what: str) -> Reading:
    complain(f"Teams, {what}")
    return Reading(error=WRONG)


def action(answer: Answer, complain: Complain) -> Reading:
    """Read the answer to adaptiveCard/action."""
    said = failed(answer)
    if said is not None:
        return said
    body, where = answer.body, "answer to adaptiveCard/action"
    if not isinstance(body, dict) or not {"statusCode", "type"} <= body.keys():
        return _wrong(complain, f"{where}: no statusCode and type but {str(body)[:80]}")
    value = body.get("value")
    match (body["statusCode"], body["type"]):
        case (200, kind) if kind == CARD:
            return _card(value, where, whole.Place.MESSAGE, complain)
        case (200, kind) if kind == _NOTE:
            if not isinstance(value, str) or not value.strip():
                return _wrong(complain, f"{where}: a message without words")
            return Reading(note=value)
        case (int(status), kind) if status >= 400 and kind == _ERROR:
            if not isinstance(value, dict) or not {"code", "message"} <= value.keys():
                return _wrong(complain, f"{where}: an error without code and message")
            return Reading(error=str(value["message"]))
        case (status, kind):
            return _wrong(complain, f"{where}: {status!r} {kind!r} is not known")


def _card(value: Any, where: str, place: whole.Place, complain: Complain) -> Reading:
    for fault in whole.faults(value, place):
        complain(f"Teams, {where}: {fault}")
    return Reading(card=value) if whole.is_card(value) else Reading(error=WRONG)


def dialog(answer: Answer, complain: Complain, *, name: str) -> Reading:
    """Read the answer to task/fetch or task/submit; the latter may be empty, which closes."""
    said = failed(answer)
    if said is not None:
        return said
    body, where = answer.body, f"answer to {name}"
    if name == "task/submit" and (body in (None, {}) or answer.text.strip() in {"", "null"}):
        return Reading()
    task = body.get("task") if isinstance(body, dict) else None
    if not isinstance(task, dict):
        return _wrong(complain, f"{where}: no task but {str(body)[:80]}")
    value = task.get("value")
    match task.get("type"):
        case "message":
            if not isinstance(value, str) or not value.strip():
                return _wrong(complain, f"{where}: a message without words")
            return Reading(note=value)
        case "continue":
            return _continued(value, where, complain)
        case kind:
            return _wrong(complain, f"{where}: {kind!r} is not known")


def _continued(value: Any, where: str, complain: Complain) -> Reading:
    card = value.get("card") if isinstance(value, dict) else None
    if not isinstance(card, dict) or card.get("contentType") != CARD:
        return _wrong(complain, f"{where}: no Adaptive Card to continue with")
    if not isinstance(value.get("title"), str) or not value["title"].strip():
        complain(f"Teams, {where}: a dialog without a title")
    for name in ("height", "width"):
        size = value.get(name, "medium")
        if size not in _SIZES and (not isinstance(size, int) or isinstance(size, bool)):
            complain(f"Teams, {where}: {name} is {size!r}")
    read = _card(card.get("content"), where, whole.Place.DIALOG, complain)
    return Reading(
        card=read.card,
        error=read.error,
        title=str(value.get("title") or ""),
        height=value.get("height", "medium"),
        width=value.get("width", "medium"),
    )


def search(answer: Answer, complain: Complain) -> Reading:
    """Read the answer to composeExtension/query."""
    said = failed(answer)
    if said is not None:
        return said
    body, where = answer.body, "answer to composeExtension/query"
    found = body.get("composeExtension") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        return _wrong(complain, f"{where}: no composeExtension but {str(body)[:80]}")
    match found.get("type"):
        case "message":
            text = found.get("text")
            if not isinstance(text, str) or not text.strip():
                return _wrong(complain, f"{where}: a message without words")
            return Reading(note=text)
        case "result":
            return _found(found, where, complain)
        case kind:
            return _wrong(complain, f"{where}: {kind!r} is not known")


def _found(found: Json, where: str, complain: Complain) -> Reading:
    if found.get("attachmentLayout") not in {"list", "grid"}:
        complain(f"Teams, {where}: attachmentLayout is {found.get('attachmentLayout')!r}")
    attachments = found.get("attachments")
    if not isinstance(attachments, list):
        return _wrong(complain, f"{where}: no list of attachments")
    if len(attachments) > _MOST_RESULTS:
        complain(f"Teams, {where}: {len(attachments)} results, {_MOST_RESULTS} were asked for")
    results = []
    for attachment in attachments[:_MOST_RESULTS]:
        result = _result(attachment, where, complain)
        if result is not None:
            results.append(result)
    return Reading(results=results)


def _result(attachment: Any, where: str, complain: Complain) -> Result | None:
    if not isinstance(attachment, dict) or attachment.get("contentType") != CARD:
        complain(f"Teams, {where}: a result that is no Adaptive Card")
        return None
    preview = attachment.get("preview")
    if not isinstance(preview, dict) or preview.get("contentType") not in _PREVIEWS:
        complain(f"Teams, {where}: a result without a preview")
        return None
    shown = preview.get("content")
    if not isinstance(shown, dict) or not str(shown.get("title") or "").strip():
        complain(f"Teams, {where}: a preview without a title")
        return None
    read = _card(attachment.get("content"), where, whole.Place.SEARCH, complain)
    return Result(card=read.card, preview=shown) if read.card is not None else None
