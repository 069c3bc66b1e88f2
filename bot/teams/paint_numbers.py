"""Painters of the parts that show numbers: facts, figures, rankings, meters and charts.

What only new clients can draw stands above a `fallback` that says the same in lines.
Sources: learn.microsoft.com/adaptive-cards/schema-explorer/table and
learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards.
"""

from __future__ import annotations

from typing import assert_never

from bot import texts
from bot.teams import limits, markdown
from bot.teams.action_data import Json
from bot.teams.brush import (
    QUIET,
    STRONG,
    Brush,
    Look,
    and_more,
    close_by,
    container,
    element,
    groups_of,
    heading,
    named,
    number,
    plain,
    runs_of,
    said,
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
from chat.say import Say, Text, say

_BAR = 10
_FIGURES_A_ROW = 3
_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
_LARGE = Look(size="extraLarge", strong=True)
_PLACE_WIDTH, _NAME_WIDTH, _SCORE_WIDTH = 1, 4, 2


def facts(part: Facts, brush: Brush) -> list[Json]:
    """Labels beside their values."""
    shown = part.rows[: brush.detail.rows]
    rows = [
        {
            "title": plain(row.label, brush, limits.LABEL),
            "value": markdown.render(runs_of(row.value, brush, limits.LINE), brush.names),
        }
        for row in shown
    ]
    found: list[Json] = [{"type": "FactSet", "facts": rows}] if rows else []
    return [*found, *_rest(len(part.rows) - len(shown), brush)]


def figures(part: Figures, brush: Brush) -> list[Json]:
    """Numbers side by side, large, each with what it counts and its grade in words."""
    shown = part.items[: brush.detail.rows]
    found: list[Json] = []
    for group in groups_of(_FIGURES_A_ROW, shown):
        columns = [
            {"type": "Column", "width": "stretch", "items": _figure(figure, brush)}
            for figure in group
        ]
        found.append({"type": "ColumnSet", "columns": columns})
    return [*found, *_rest(len(part.items) - len(shown), brush)]


def ranking(part: Ranking, brush: Brush) -> list[Json]:
    """A title and a table; one line per place where there are no tables."""
    title = heading(part.title, brush, limits.LABEL, "medium")
    shown = part.rows[: brush.detail.rows]
    lines = [close_by(_line(rank, brush)) for rank in shown]
    body: list[Json] = lines
    if brush.detail.rich and lines:
        body = [{**_table(shown, brush), "fallback": container(lines)}]
    return [title, *body, *_rest(len(part.rows) - len(shown), brush)]


def meter(part: Meter, brush: Brush) -> list[Json]:
    """A bar with the numbers in words."""
    label = words(part.label, brush, limits.LINE)
    told = said(_plain(say("paint.meter", value=part.value, total=part.total), brush), QUIET)
    if part.total <= 0:
        return [label, close_by(told)]
    bar = said(_bar(part.value, part.total))
    if brush.detail.rich:
        value = max(min(part.value, part.total), 0)
        bar = {"type": "ProgressBar", "value": value, "max": part.total, "fallback": bar}
    return [label, close_by(bar), close_by(told)]


def chart(part: Chart, brush: Brush) -> list[Json]:
    """The chart where clients can draw it, else bars of text; always the sentence."""
    spoken = close_by(words(part.spoken, brush, limits.PROSE, QUIET))
    shown = part.points[: brush.detail.rows]
    largest = max((point.value for point in shown), default=0)
    lines = [
        close_by(
            element(
                (
                    Run(text=f"{_bar(point.value, largest)} {number(point.value, brush)} "),
                    *runs_of(point.label, brush, limits.LABEL),
                ),
                brush,
            )
        )
        for point in shown
    ]
    title = words(part.title, brush, limits.LABEL, STRONG)
    told = container([title, *lines, *_rest(len(part.points) - len(shown), brush)])
    drawn = _drawn(part, brush) if brush.detail.rich else None
    return [told if drawn is None else {**drawn, "fallback": told}, spoken]


def _drawn(part: Chart, brush: Brush) -> Json | None:
    """The chart as an element; None where it could not be read, or not be drawn truly."""
    most = limits.CHART_SLICES if part.kind is ChartKind.PIE else limits.CHART_POINTS
    values = [point.value for point in part.points]
    labels = [_chart_label(point.label, brush) for point in part.points]
    if not 0 < len(values) <= most or len(set(labels)) < len(labels):
        return None
    title = plain(part.title, brush, limits.LABEL)
    points = list(zip(labels, values, strict=True))
    match part.kind:
        case ChartKind.PIE:
            if min(values) < 0 or sum(values) == 0:
                return None
            data: list[Json] = [{"legend": label, "value": value} for label, value in points]
            return {"type": "Chart.Pie", "title": title, "data": data}
        case ChartKind.BAR:
            data = [{"x": label, "y": value} for label, value in points]
            return {"type": "Chart.VerticalBar", "title": title, "data": data}
        case ChartKind.LINE:
            line: Json = {
                "legend": title,
                "values": [{"x": label, "y": value} for label, value in points],
            }
            return {"type": "Chart.Line", "title": title, "data": [line]}
        case _:
            assert_never(part.kind)


def _chart_label(text: Text, brush: Brush) -> str:
    try:
        return plain(text, brush, limits.CHART_LABEL)
    except texts.TooLong:
        # Words of ours that are longer than there is room under a bar.
        return plain(text, brush, limits.LABEL)


def _rest(left: int, brush: Brush) -> list[Json]:
    return [close_by(and_more(left, brush))] if left > 0 else []


def _plain(text: Say, brush: Brush) -> str:
    return catalogue.plain(text, brush.reader)


def _figure(figure: Figure, brush: Brush) -> list[Json]:
    label = words(figure.label, brush, limits.LABEL)
    if figure.value is None:
        unknown = said(_plain(_grade(Trust.UNKNOWN), brush), Look(size="extraLarge", subtle=True))
        return [unknown, close_by(label, "none")]
    value = number(figure.value, brush)
    if figure.at_least:
        value = _plain(say("paint.at_least", n=figure.value), brush)
    grade = said(_plain(_grade(figure.trust), brush), QUIET)
    return [said(value, _LARGE), close_by(label, "none"), close_by(grade, "none")]


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


def _table(rows: tuple[Rank, ...], brush: Brush) -> Json:
    head = [
        words(say("paint.rank.place"), brush, limits.LABEL, STRONG),
        words(say("paint.rank.who"), brush, limits.LABEL, STRONG),
        words(say("paint.rank.score"), brush, limits.LABEL, STRONG),
    ]
    return {
        "type": "Table",
        "columns": [
            {"width": _PLACE_WIDTH},
            {"width": _NAME_WIDTH},
            {"width": _SCORE_WIDTH},
        ],
        "firstRowAsHeader": True,
        "showGridLines": False,
        "rows": [_row([[cell] for cell in head]), *(_row(_cells(rank, brush)) for rank in rows)],
    }


def _row(cells: list[list[Json]]) -> Json:
    return {
        "type": "TableRow",
        "cells": [{"type": "TableCell", "items": items} for items in cells],
    }


def _cells(rank: Rank, brush: Brush) -> list[list[Json]]:
    who = [element(_who(rank, brush), brush)]
    if rank.detail is not None:
        who.append(close_by(words(rank.detail, brush, limits.LABEL, QUIET), "none"))
    return [[said(_place(rank, brush))], who, [words(rank.score, brush, limits.LABEL)]]


def _line(rank: Rank, brush: Brush) -> Json:
    runs = [Run(text=f"{_place(rank, brush)} "), *_who(rank, brush), Run(text=" — ")]
    runs += runs_of(rank.score, brush, limits.LABEL)
    if rank.detail is not None:
        runs += [Run(text=" · "), *runs_of(rank.detail, brush, limits.LABEL)]
    return element(runs, brush)


def _place(rank: Rank, brush: Brush) -> str:
    return _MEDALS.get(rank.place, f"{number(rank.place, brush)}.")


def _who(rank: Rank, brush: Brush) -> tuple[Run, ...]:
    """The name: a mention of a person whom Teams knows."""
    if not isinstance(rank.who, PersonRef):
        return runs_of(rank.who, brush, limits.LABEL, strong=True)
    return (named(rank.who, brush),)


def _bar(value: int, total: int) -> str:
    """Ten squares; one is filled for anything above nothing, all only for everything."""
    if total <= 0 or value <= 0:
        return "▱" * _BAR
    filled = _BAR if value >= total else min(max(round(value * _BAR / total), 1), _BAR - 1)
    return "▰" * filled + "▱" * (_BAR - filled)
