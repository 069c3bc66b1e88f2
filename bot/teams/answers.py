"""The bodies that answer Teams' questions. Pure; must not know replies.

Sources: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules (dialogs),
learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model ("Response format") and
learn.microsoft.com/microsoftteams/platform/messaging-extensions (results).
"""

from __future__ import annotations

from collections.abc import Sequence

Json = dict[str, object]

_CARD = "application/vnd.microsoft.card.adaptive"
_MESSAGE = "application/vnd.microsoft.activity.message"
_ERROR = "application/vnd.microsoft.error"


def dialog(value: Json) -> Json:
    """A dialog that takes the place of the one at hand, or opens."""
    return {"task": {"type": "continue", "value": value}}


def dialog_words(text: str) -> Json:
    """A dialog that holds nothing but words."""
    return {"task": {"type": "message", "value": text}}


def card(content: Json) -> Json:
    """A card that this person sees in the place of the one they acted on."""
    return {"statusCode": 200, "type": _CARD, "value": content}


def words(text: str) -> Json:
    """Words for this person; the card they acted on stays."""
    return {"statusCode": 200, "type": _MESSAGE, "value": text}


def no_card(code: str, text: str) -> Json:
    """Nothing to show: a card that renews itself stays as it is."""
    return {"statusCode": 500, "type": _ERROR, "value": {"code": code, "message": text}}


def results(attachments: Sequence[Json]) -> Json:
    """What a search found."""
    found = {"type": "result", "attachmentLayout": "list", "attachments": list(attachments)}
    return {"composeExtension": found}


def no_results(text: str) -> Json:
    """Why a search found nothing."""
    return {"composeExtension": {"type": "message", "text": text}}
