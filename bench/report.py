"""Results for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from bench.figures import Table


def show(console: Console, table: Table) -> None:
    """Print one suite's outcome."""
    grid = Grid(title=table.title, title_justify="left", caption=table.note or None)
    grid.add_column("")
    for column in table.columns:
        grid.add_column(column, justify="right")
    for row in table.rows:
        grid.add_row(row.name, *(_number(value) for value in row.values))
    console.print(grid)
    if table.wrong:
        console.print(f"{table.wrong} answers were wrong.", style="red")


def as_json(tables: Sequence[Table], machine: Mapping[str, str], seconds: float) -> Any:
    """Everything as plain data."""
    return {
        "machine": dict(machine),
        "seconds": round(seconds, 1),
        "suites": {
            table.name: {
                "title": table.title,
                "rows": {
                    row.name: dict(zip(table.columns, row.values, strict=True))
                    for row in table.rows
                },
                "wrong": table.wrong,
            }
            for table in tables
        },
    }


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
