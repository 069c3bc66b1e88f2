"""`python -m bench [names…]`: measure, print tables, and keep the numbers with `--json FILE`.

Ends with an error when something did not work, never because something was slow.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from bench import (
    databases,
    digests,
    machine,
    outbox,
    presses,
    pure,
    report,
    start,
    tokens,
    town,
    visits,
    work,
)
from bench.figures import Table
from bot import logs

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
NAMES = (
    pure.NAME,
    tokens.NAME,
    start.NAME,
    work.NAME,
    outbox.NAME,
    presses.NAME,
    visits.NAME,
    digests.NAME,
)
_NARROWEST = 110
console = Console(width=max(Console().width, _NARROWEST))


@app.command()
def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Of {', '.join(NAMES)}; all when left out.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the numbers into this file.")
    ] = None,
    database: Annotated[
        list[str] | None, typer.Option(help="Of sqlite, postgresql; both when left out.")
    ] = None,
    scale: Annotated[
        float, typer.Option(min=0.01, max=20, help="How long to measure, of the usual.")
    ] = 1.0,
) -> None:
    """Measure the program as ratios against floors in the same run."""
    wanted, kinds = names or list(NAMES), database or list(databases.KINDS)
    unknown = [*(set(wanted) - set(NAMES)), *(set(kinds) - set(databases.KINDS))]
    if unknown:
        console.print(f"Unknown: {', '.join(sorted(unknown))}", style="red")
        raise typer.Exit(2)
    logs.configure(form="json", level="WARNING")
    described = machine.describe()
    console.print("  ".join(f"{name}: {value}" for name, value in described.items()), style="dim")
    began = perf_counter()
    tables = asyncio.run(_measure(wanted, kinds, scale))
    took = perf_counter() - began
    console.print(f"{took:.0f} s in all", style="dim")
    if json_file is not None:
        told = report.as_json(tables, described, took)
        json_file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if any(table.wrong for table in tables):
        raise typer.Exit(1)


async def _measure(names: Sequence[str], kinds: Sequence[str], scale: float) -> list[Table]:
    tables: list[Table] = []
    async for table in _tables(names, kinds, scale):
        report.show(console, table)
        tables.append(table)
    return tables


async def _tables(names: Sequence[str], kinds: Sequence[str], scale: float) -> AsyncIterator[Table]:
    with databases.opened() as (folder, stores):
        if pure.NAME in names:
            yield pure.run(scale=scale)
        if tokens.NAME in names:
            yield await tokens.run(scale=scale)
        if start.NAME in names:
            yield await start.run(stores, scale=scale)
        async for table in _on_queues(stores, names, kinds, scale):
            yield table
        if {presses.NAME, visits.NAME} & set(names):
            async with town.opened(folder, stores, kinds=kinds, scale=scale) as opened:
                if presses.NAME in names:
                    yield await presses.run(opened)
                if visits.NAME in names:
                    yield await visits.run(opened)


async def _on_queues(
    stores: databases.Databases, names: Sequence[str], kinds: Sequence[str], scale: float
) -> AsyncIterator[Table]:
    if work.NAME in names:
        yield await work.run(stores, kinds=kinds, scale=scale)
    if outbox.NAME in names and "postgresql" in kinds:
        for table in await outbox.run(stores, scale=scale):
            yield table
    if digests.NAME in names:
        yield await digests.run(stores, kinds=kinds, scale=scale)


if __name__ == "__main__":
    app()
