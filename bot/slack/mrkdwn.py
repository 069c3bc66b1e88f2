"""Runs → Slack's mrkdwn, with everything that is text kept from becoming markup.

Slack has escapes for `&`, `<` and `>` only (docs.slack.dev/messaging/formatting-message-text).
Its other signs work at the edges of words, so text containing them gets an invisible character
beside each; a backtick works anywhere and is shown by its look-alike. Must not know blocks.
"""

from __future__ import annotations

import itertools
import re

from bot import texts
from chat import catalogue
from chat.catalogue import Run
from chat.people import PersonRef, Platform, Reader
from chat.say import Text

# Breaks a sign off from the word beside it: JavaScript's `\s` includes it.
_APART = "\ufeff"
# Ends a word without being seen, so that bold may begin or end inside one.
_WORD_END = "\u200b"
_BACKTICK = "ˋ"
# What the marks around a bold stretch can cost.
_STRONG_COST = 4

_SIGN = re.compile(r"[*_~]")
# A name without a letter is one of these four, or else a stretch of a time such as 12:30:00.
_SHORTCODE = re.compile(
    r":(?=(?:[a-z0-9_+'\-]*[a-z][a-z0-9_+'\-]*|[+\-]1|100|1234):)", re.IGNORECASE
)
_QUOTED_LINE = re.compile(r"^(?=&gt;)", re.MULTILINE)
_PERSON = re.compile(r"[UW][A-Z0-9]+")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+")
_IN_LINKS = {"&": "&amp;", "<": "%3C", ">": "%3E", "|": "%7C"}


def escape(text: str) -> str:
    """Text whose angle brackets and ampersands mean nothing to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def harmless(text: str) -> str:
    """Text that shows as it is written: no mention, link, emphasis, quote, code or emoji."""
    apart = _SIGN.sub(_set_apart, escape(text)).replace("`", _BACKTICK)
    return _QUOTED_LINE.sub(_APART, _SHORTCODE.sub(f":{_APART}", apart))


def safe_link(url: str | None) -> bool:
    """Whether an address may be shown as a link."""
    return url is not None and _LINK.fullmatch(url) is not None


def code(text: str) -> str | None:
    """An exact value in fixed width; None for one that mrkdwn can't show exactly."""
    if not text or text != text.strip() or "`" in text or "\n" in text:
        return None
    return f"`{escape(text)}`"


def markup(text: Text, reader: Reader, limit: int, room: int | None = None) -> str:
    """A text as mrkdwn, at most `limit` long, or `room` where it is data.

    Raises TooLong for a message of ours that is over the limit without its arguments.
    """
    longest = texts.room_for(text, reader, limit, limit if room is None else room)
    return render(catalogue.resolve(text, reader), longest)


def render(runs: tuple[Run, ...], limit: int) -> str:
    """Runs as mrkdwn of at most `limit` characters, cut visibly where they are longer."""
    # Marks only make a text longer, so one that is too long without them is cut in any case.
    if sum(len(run.text) for run in runs if run.person is None) <= limit:
        whole = _join([_stretch(group) for group in _groups(runs)])
        if texts.width(whole) <= limit:
            return whole if whole.strip() else texts.EMPTY
    return _join(_shortened(runs, limit - len(texts.ELLIPSIS))).rstrip() + texts.ELLIPSIS


def marked(runs: tuple[Run, ...]) -> bool:
    """Whether any run needs more than plain text."""
    return any(run.strong or run.url is not None or run.person is not None for run in runs)


def _set_apart(sign: re.Match[str]) -> str:
    before = sign.string[sign.start() - 1 : sign.start()]
    after = sign.string[sign.end() : sign.end() + 1]
    if before.isalnum() and after.isalnum():
        return sign.group()
    return f"{_APART}{sign.group()}{_APART}"


def _groups(runs: tuple[Run, ...]) -> list[tuple[Run, ...]]:
    return [tuple(group) for _, group in itertools.groupby(runs, key=lambda run: run.strong)]


def _stretch(group: tuple[Run, ...]) -> tuple[str, bool]:
    return "".join(_piece(run) for run in group), group[0].strong


def _shortened(runs: tuple[Run, ...], limit: int) -> list[tuple[str, bool]]:
    """As many stretches as there is room for; the last one may be a part of one."""
    kept: list[tuple[str, bool]] = []
    left = limit
    for group in _groups(runs):
        left -= _STRONG_COST if group[0].strong else 0
        body = ""
        for run in group:
            piece = _piece(run) if len(run.text) <= left or run.person is not None else None
            if piece is None or texts.width(piece) > left:
                return [*kept, (body + _beginning(run, left), run.strong)]
            body += piece
            left -= texts.width(piece)
        kept.append((body, group[0].strong))
    return kept


def _beginning(run: Run, room: int) -> str:
    """The longest beginning of a run that fits; of a mention, nothing."""
    if run.person is not None or room <= 0:
        return ""
    signs = texts.graphemes(run.text, room)
    low, high = 0, len(signs)
    while low < high:
        middle = (low + high + 1) // 2
        piece = _piece(Run(text="".join(signs[:middle]), url=run.url))
        low, high = (middle, high) if texts.width(piece) <= room else (low, middle - 1)
    return _piece(Run(text="".join(signs[:low]), url=run.url)) if low else ""


def _piece(run: Run) -> str:
    if run.person is not None:
        return _mention(run.person)
    text = " ".join(run.text.split("\n")) if run.strong or run.url else run.text
    if run.url is not None and safe_link(run.url):
        address = "".join(_IN_LINKS.get(sign, sign) for sign in run.url)
        return f"<{address}|{harmless(text if text.strip() else run.url)}>"
    return harmless(text)


def _mention(person: PersonRef) -> str:
    if person.platform is Platform.SLACK and _PERSON.fullmatch(person.id):
        return f"<@{person.id}>"
    return harmless(person.name or person.id)


def _join(stretches: list[tuple[str, bool]]) -> str:
    """Put stretches side by side; bold ones get their stars where Slack will see them."""
    out = ""
    for index, (body, strong) in enumerate(stretches):
        inner = body.strip()
        if not strong or not inner:
            out += body
            continue
        lead, tail = body[: len(body) - len(body.lstrip())], body[len(body.rstrip()) :]
        following = stretches[index + 1][0][:1] if index + 1 < len(stretches) else ""
        opening = _WORD_END if (out + lead)[-1:].isalnum() else ""
        closing = _WORD_END if not tail and following.isalnum() else ""
        out += f"{lead}{opening}*{inner}*{closing}{tail}"
    return out
