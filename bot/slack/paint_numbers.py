"""Painters of the parts that show numbers: facts, figures, rankings, meters and charts."""

from __future__ import annotations

from typing import assert_never

from bot import texts
from bot.slack import limits, mrkdwn
from bot.slack.brush import (
    Brush,
    Json,
    and_more,
    bold,
    context,
    groups_of,
    markup,
    mrkdwn_object,
    number,
    plain_object,
    section,
    stacked,
    words,
)
from chat import catalogue
from chat.catalogue import Run
from chat.parts import (
    Chart,
    ChartKind,
    Facts,
    Figure,
    Figures,
    Meter,
    Rank,
    Ranking,
    Trust,
)
from chat.people import PersonRef
from chat.say import Say, say
from chat.stimuli import Surface

_LABEL = 300
_VALUE = 1_000
_RANK = 600
_TABLES = 5
_RANKING_SECTIONS = 4
_BAR = 10
_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


def facts(part: Facts, brush: Brush) -> list[Json]:
    """Labels over their values, two side by side."""
    return _table(
        [
            f"{bold(row.label, brush, _LABEL)}\n" + markup(row.value, brush, _VALUE)
            for row in part.rows
        ],
        brush,
    )


def figures(part: Figures, brush: Brush) -> list[Json]:
    """Numbers with their grade in words."""
    return _table([_figure(figure, brush) for figure in part.items], brush)


def ranking(part: Ranking, brush: Brush) -> list[Json]:
    """A title and one line per place; the first three places have medals."""
    title = bold(part.title, brush, _LABEL)
    rows = stacked((_rank(rank, brush) for rank in part.rows), brush, _RANKING_SECTIONS)
    return [section(mrkdwn_object(title)), *rows]


def meter(part: Meter, brush: Brush) -> list[Json]:
    """A bar of ten squares with the numbers in words."""
    label = markup(part.label, brush, _VALUE)
    told = catalogue.plain(say("paint.meter", value=part.value, total=part.total), brush.reader)
    bar = f"{_bar(part.value, part.total)} " if part.total > 0 else ""
    return [section(mrkdwn_object(f"{label}\n{bar}{told}"))]


def chart(part: Chart, brush: Brush) -> list[Json]:
    """Slack's own chart where the surface has them, else bars of text; always the sentence."""
    spoken = context(words(part.spoken, brush, limits.CONTEXT_TEXT))
    drawn = _drawn(part, brush)
    if drawn is not None:
        return [drawn, spoken]
    title = bold(part.title, brush, _LABEL)
    largest = max((point.value for point in part.points), default=0)
    lines = [
        f"{_bar(point.value, largest)} {number(point.value, brush)} "
        + markup(point.label, brush, _LABEL)
        for point in part.points
    ]
    head = section(mrkdwn_object(title))
    return [head, *stacked(lines, brush, _RANKING_SECTIONS), spoken]


def _drawn(part: Chart, brush: Brush) -> Json | None:
    """The chart as a block (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).

    None where Slack would refuse it: in a form, with too many points, with longer words of ours
    than a chart allows, or when two labels are the same after they are shortened.
    """
    try:
        title = texts.line(part.title, brush.reader, limits.CHART_TITLE)
        labels = [texts.line(p.label, brush.reader, limits.CHART_LABEL) for p in part.points]
    except texts.TooLong:
        return None
    most = limits.CHART_SEGMENTS if part.kind is ChartKind.PIE else limits.CHART_POINTS
    fits = 0 < len(labels) <= most and len(set(labels)) == len(labels)
    if not brush.pictures or brush.surface is Surface.FORM or not fits:
        return None
    values = [point.value for point in part.points]
    points: list[Json] = [
        {"label": label, "value": value} for label, value in zip(labels, values, strict=True)
    ]
    match part.kind:
        case ChartKind.PIE:
            if min(values) < 0 or sum(values) == 0:
                return None
            shape: Json = {"type": "pie", "segments": points}
        case ChartKind.BAR | ChartKind.LINE:
            name = texts.cut(title, limits.CHART_LABEL)
            shape = {
                "type": part.kind.value,
                "series": [{"name": name, "data": points}],
                "axis_config": {"categories": labels},
            }
        case _:
            assert_never(part.kind)
    return {"type": "data_visualization", "title": title, "chart": shape}


def _table(cells: list[str], brush: Brush) -> list[Json]:
    most = _TABLES * limits.SECTION_FIELDS
    blocks: list[Json] = [
        {"type": "section", "fields": [mrkdwn_object(cell) for cell in group]}
        for group in groups_of(limits.SECTION_FIELDS, cells[:most])
    ]
    if len(cells) > most:
        blocks.append(context(plain_object(and_more(len(cells) - most, brush))))
    return blocks


def _figure(figure: Figure, brush: Brush) -> str:
    label = markup(figure.label, brush, _LABEL)
    if figure.value is None:
        return f"{label}\n*{catalogue.plain(_grade(Trust.UNKNOWN), brush.reader)}*"
    value = number(figure.value, brush)
    if figure.at_least:
        value = catalogue.plain(say("paint.at_least", n=figure.value), brush.reader)
    return f"{label}\n*{value}* · {catalogue.plain(_grade(figure.trust), brush.reader)}"


def _grade(trust: Trust) -> Say:
    match trust:
        case Trust.MEASURED:
            return say("paint.trust.measured")
        case Trust.CLICKED:
            return say("paint.trust.clicked")
        case Trust.SELF_REPORTED:
            return say("paint.trust.self_reported")
        case Trust.ESTIMATED:
            return say("paint.trust.estimated")
        case Trust.UNKNOWN:
            return say("paint.trust.unknown")
        case _:
            assert_never(trust)


def _rank(rank: Rank, brush: Brush) -> str:
    place = _MEDALS.get(rank.place, f"{number(rank.place, brush)}.")
    if isinstance(rank.who, PersonRef):
        runs: tuple[Run, ...] = (Run(text=rank.who.name, person=rank.who, strong=True),)
    else:
        name = texts.line(rank.who, brush.reader, _LABEL, brush.room)
        runs = (Run(text=name, strong=True),)
    who = mrkdwn.render(runs, min(brush.room, _RANK))
    line = f"{place} {who} — {markup(rank.score, brush, _LABEL)}"
    if rank.detail is not None:
        line += f" · {markup(rank.detail, brush, _LABEL)}"
    return line


def _bar(value: int, total: int) -> str:
    """Ten squares; one is filled for anything above nothing, all only for everything."""
    if total <= 0 or value <= 0:
        return "▱" * _BAR
    filled = _BAR if value >= total else min(max(round(value * _BAR / total), 1), _BAR - 1)
    return "▰" * filled + "▱" * (_BAR - filled)
