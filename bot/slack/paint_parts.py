"""One painter per part, each a pure function from the part to blocks.

Must not know the surface's limit of blocks: `paint` decides what happens when there are too many.
"""

from __future__ import annotations

from typing import assert_never

from bot import texts
from bot.slack import limits, mrkdwn, paint_buttons, paint_numbers
from bot.slack.brush import (
    Brush,
    Json,
    context,
    groups_of,
    markup,
    mrkdwn_object,
    plain,
    plain_object,
    section,
    stacked,
    words,
)
from chat import catalogue
from chat.catalogue import Run
from chat.parts import (
    Buttons,
    Chart,
    ContentCard,
    Facts,
    Figures,
    Headline,
    Level,
    Meter,
    Notice,
    Part,
    PersonLine,
    Picture,
    Proof,
    Prose,
    Quote,
    Ranking,
    Rule,
    Step,
    Steps,
    StepState,
)
from chat.say import DateStyle, Moment, say

# How much of each text of a card is shown, so that five cards fit into one message.
_CARD_TITLE = 300
_CARD_SUMMARY = 1_000
_CARD_DETAIL = 300
_LINE = 500
_SECTIONS = 4
_EXACT = 500


def part(painted: Part, brush: Brush) -> list[Json]:
    """The blocks of a part."""
    match painted:
        case Headline():
            return [
                {"type": "header", "text": plain(painted.text, brush, limits.HEADER_TEXT)},
            ]
        case Prose():
            return _prose(painted, brush)
        case Quote():
            return _quote(painted, brush)
        case ContentCard():
            return _content_card(painted, brush)
        case Facts():
            return paint_numbers.facts(painted, brush)
        case Figures():
            return paint_numbers.figures(painted, brush)
        case Ranking():
            return paint_numbers.ranking(painted, brush)
        case Meter():
            return paint_numbers.meter(painted, brush)
        case Chart():
            return paint_numbers.chart(painted, brush)
        case Steps():
            return _steps(painted, brush)
        case Proof():
            return _proof(painted, brush)
        case Notice():
            return _notice(painted, brush)
        case Buttons():
            return paint_buttons.rows(painted.buttons, brush)
        case PersonLine():
            return _person_line(painted, brush)
        case Rule():
            return [{"type": "divider"}]
        case _:
            assert_never(painted)


def _prose(prose: Prose, brush: Brush) -> list[Json]:
    if prose.quiet:
        return [context(words(prose.text, brush, limits.CONTEXT_TEXT))]
    return [section(words(prose.text, brush, limits.SECTION_TEXT))]


def _quote(quote: Quote, brush: Brush) -> list[Json]:
    """Rich text shows and copies every character as it is, which mrkdwn can't promise."""
    text = texts.line(quote.text, brush.reader, limits.RICH_TEXT, brush.room)
    blocks: list[Json] = []
    if quote.caption is not None:
        blocks.append(context(words(quote.caption, brush, limits.CONTEXT_TEXT)))
    inside: Json = {"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}
    return [*blocks, {"type": "rich_text", "elements": [inside]}]


def _content_card(card: ContentCard, brush: Brush) -> list[Json]:
    title = texts.line(card.title, brush.reader, _CARD_TITLE, brush.room)
    head = mrkdwn.render(
        (Run(text=title, strong=True, url=card.url if _short(card.url) else None),),
        limits.SECTION_TEXT // 2 + _CARD_TITLE,
    )
    if card.summary is not None:
        head += "\n" + markup(card.summary, brush, _CARD_SUMMARY)
    body = section(mrkdwn_object(head))
    blocks = [body]
    if card.picture is not None:
        image = _image(card.picture, brush)
        if image is None:
            blocks.append(context(plain(card.picture.alt, brush, _CARD_DETAIL)))
        else:
            body["accessory"] = image
    if card.details:
        blocks.append(_details(card, brush))
    return blocks + paint_buttons.rows(card.buttons, brush)


def _short(url: str | None) -> bool:
    """Whether an address leaves room for the title and the summary in one section."""
    return url is not None and texts.width(url) * 3 <= limits.SECTION_TEXT // 2


def _image(picture: Picture, brush: Brush) -> Json | None:
    """The picture as an element, if Slack may fetch it."""
    fetchable = picture.url.startswith(("https://", "http://")) and mrkdwn.safe_link(picture.url)
    if not brush.pictures or not fetchable or texts.width(picture.url) > limits.IMAGE_URL:
        return None
    alt = texts.line(picture.alt, brush.reader, limits.ALT_TEXT, brush.room)
    return {"type": "image", "image_url": picture.url, "alt_text": alt}


def _details(card: ContentCard, brush: Brush) -> Json:
    """Up to ten details, or nine and how many more there are."""
    details = [words(detail, brush, _CARD_DETAIL) for detail in card.details]
    if len(details) > limits.CONTEXT_ELEMENTS:
        left = len(details) - limits.CONTEXT_ELEMENTS + 1
        more = catalogue.plain(say("paint.and_more_details", n=left), brush.reader)
        details = [*details[: limits.CONTEXT_ELEMENTS - 1], plain_object(more)]
    return context(*details)


def _steps(steps: Steps, brush: Brush) -> list[Json]:
    return stacked((_step(step, brush) for step in steps.items), brush, _SECTIONS)


def _step(step: Step, brush: Brush) -> str:
    text = markup(step.text, brush, _LINE)
    match step.state:
        case StepState.DONE:
            return f"✅ {text}"
        case StepState.NOW:
            return f"▶️ {text}"
        case StepState.NEXT:
            return f"◻️ {text}"
        case StepState.FAILED:
            return f"❌ {text}"
        case _:
            assert_never(step.state)


def _proof(proof: Proof, brush: Brush) -> list[Json]:
    blocks = [section(words(proof.claim, brush, limits.SECTION_TEXT))]
    for label, value in proof.values:
        blocks += _exact(markup(label, brush, _LINE), value)
    if proof.link is not None:
        blocks += paint_buttons.rows((proof.link,), brush)
    return blocks


def _exact(label: str, value: str) -> list[Json]:
    """A value of which no character may be lost; a very long one takes several blocks."""
    short = mrkdwn.code(value) if texts.width(value) <= _EXACT else None
    if short is not None:
        return [section(mrkdwn_object(f"{label}\n{short}"))]
    pieces = groups_of(_EXACT, value) or [texts.EMPTY]
    inside: list[Json] = [
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": piece}]}
        for piece in pieces
    ]
    return [section(mrkdwn_object(label)), {"type": "rich_text", "elements": inside}]


def _notice(notice: Notice, brush: Brush) -> list[Json]:
    sign = _sign(notice.level)
    text = markup(notice.text, brush, limits.SECTION_TEXT - len(sign) - 1)
    return [section(mrkdwn_object(f"{sign} {text}"))]


def _sign(level: Level) -> str:
    match level:
        case Level.GOOD:
            return "✅"
        case Level.INFO:
            return "ℹ️"
        case Level.CAREFUL:
            return "⚠️"
        case Level.BAD:
            return "❌"
        case _:
            assert_never(level)


def _person_line(line: PersonLine, brush: Brush) -> list[Json]:
    who = mrkdwn.render((Run(text=line.who.name, person=line.who, strong=True),), _LINE)
    text = f"{who} {markup(line.text, brush, limits.SECTION_TEXT - _LINE - 100)}"
    if line.at is not None:
        when = say("paint.when", at=Moment(value=line.at, style=DateStyle.SHORT))
        text += f" · {markup(when, brush, limits.OPTION_TEXT)}"
    return [section(mrkdwn_object(text))]
