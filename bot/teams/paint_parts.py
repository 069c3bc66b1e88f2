"""One painter per part, each a pure function from the part to elements.

Must not know how much a card may weigh: `paint_fit` decides what happens when it is too much.
"""

from __future__ import annotations

from typing import assert_never

from bot.teams import limits, paint_buttons, paint_numbers, safety
from bot.teams.action_data import Json
from bot.teams.brush import (
    PLAIN,
    QUIET,
    Brush,
    Look,
    and_more,
    close_by,
    container,
    element,
    heading,
    inlines,
    named,
    plain,
    runs_of,
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

_PICTURE_WIDTH = "96px"
_BETWEEN = " · "
_EXACT = Look(fixed=True)
_TITLE = Look(size="medium", strong=True)


def part(painted: Part, brush: Brush) -> list[Json]:
    """The elements of a part; a rule has none, it only sets what follows apart."""
    match painted:
        case Headline():
            return [heading(painted.text, brush, limits.HEADLINE)]
        case Prose():
            return [words(painted.text, brush, limits.PROSE, QUIET if painted.quiet else PLAIN)]
        case Quote():
            return [_quote(painted, brush)]
        case ContentCard():
            return [_content_card(painted, brush)]
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
            return [_notice(painted, brush)]
        case Buttons():
            return paint_buttons.rows(painted.buttons, brush)
        case PersonLine():
            return [_person_line(painted, brush)]
        case Rule():
            return []
        case _:
            assert_never(painted)


def _quote(quote: Quote, brush: Brush) -> Json:
    """Text runs show and copy every character as it is."""
    text: Json = {
        "type": "RichTextBlock",
        "inlines": inlines(runs_of(quote.text, brush, limits.PROSE)),
    }
    if quote.caption is None:
        return container([text], "emphasis")
    return container([words(quote.caption, brush, limits.LINE, QUIET), close_by(text)], "emphasis")


def _content_card(card: ContentCard, brush: Brush) -> Json:
    url = card.url if safety.safe_link(card.url, limits.URL) else None
    runs = runs_of(card.title, brush, limits.TITLE)
    title = [Run(text=run.text, url=url or run.url, person=run.person) for run in runs]
    items = [element(title, brush, _TITLE)]
    if card.summary is not None:
        items.append(close_by(words(card.summary, brush, limits.PROSE)))
    if card.details:
        items.append(close_by(_details(card, brush)))
    if card.picture is not None:
        items = _pictured(items, card.picture, brush)
    return container([*items, *paint_buttons.rows(card.buttons, brush)])


def _pictured(items: list[Json], picture: Picture, brush: Brush) -> list[Json]:
    """The elements with the picture beside them, or what it shows in words below them."""
    alt = plain(picture.alt, brush, limits.ALT_TEXT)
    if not picture.url.startswith("http") or not safety.safe_link(picture.url, limits.URL):
        return [*items, close_by(words(picture.alt, brush, limits.ALT_TEXT, QUIET))]
    image: Json = {"type": "Image", "url": picture.url, "altText": alt, "width": _PICTURE_WIDTH}
    columns = [
        {"type": "Column", "width": "stretch", "items": items},
        {"type": "Column", "width": "auto", "items": [image]},
    ]
    return [{"type": "ColumnSet", "columns": columns}]


def _details(card: ContentCard, brush: Brush) -> Json:
    """The details in one line, as many as there is room for and how many more there are."""
    shown = card.details[: min(brush.detail.rows, 10)]
    runs: list[Run] = []
    for detail in shown:
        runs += [Run(text=_BETWEEN)] if runs else []
        runs += runs_of(detail, brush, limits.LABEL)
    left = len(card.details) - len(shown)
    if left:
        more = catalogue.plain(say("paint.and_more_details", n=left), brush.reader)
        runs.append(Run(text=f"{_BETWEEN}{more}"))
    return element(runs, brush, QUIET)


def _steps(steps: Steps, brush: Brush) -> list[Json]:
    shown = steps.items[: brush.detail.rows]
    found = [_step(step, brush) for step in shown]
    left = len(steps.items) - len(shown)
    return [*found, close_by(and_more(left, brush))] if left else found


def _step(step: Step, brush: Brush) -> Json:
    mark = Run(text=f"{_step_sign(step.state)} ")
    now = step.state is StepState.NOW
    runs = runs_of(step.text, brush, limits.LINE, strong=now)
    return close_by(element((mark, *runs), brush))


def _step_sign(state: StepState) -> str:
    match state:
        case StepState.DONE:
            return "✅"
        case StepState.NOW:
            return "▶️"
        case StepState.NEXT:
            return "◻️"
        case StepState.FAILED:
            return "❌"
        case _:
            assert_never(state)


def _proof(proof: Proof, brush: Brush) -> list[Json]:
    found = [words(proof.claim, brush, limits.PROSE)]
    for label, value in proof.values:
        exact = safety.clean(value)
        run = Run(text=exact if safety.visible(exact) else "–")
        found += [
            words(label, brush, limits.LINE, QUIET),
            close_by({"type": "RichTextBlock", "inlines": inlines((run,), _EXACT)}, "none"),
        ]
    if proof.link is not None:
        found += paint_buttons.rows((proof.link,), brush)
    return found


def _notice(notice: Notice, brush: Brush) -> Json:
    runs = runs_of(notice.text, brush, limits.PROSE)
    return container(
        [element((Run(text=f"{sign(notice.level)} "), *runs), brush)], _ground(notice.level)
    )


def sign(level: Level) -> str:
    """The sign of a notice, for those who see no colours."""
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


def _ground(level: Level) -> str:
    match level:
        case Level.GOOD:
            return "good"
        case Level.INFO:
            return "accent"
        case Level.CAREFUL:
            return "warning"
        case Level.BAD:
            return "attention"
        case _:
            assert_never(level)


def _person_line(line: PersonLine, brush: Brush) -> Json:
    runs = [named(line.who, brush), Run(text=" "), *runs_of(line.text, brush, limits.PROSE)]
    if line.at is not None:
        when = say("paint.when", at=Moment(value=line.at, style=DateStyle.SHORT))
        runs += [Run(text=_BETWEEN), *runs_of(when, brush, limits.LABEL)]
    return element(runs, brush)
