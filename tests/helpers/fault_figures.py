"""The figures of the fault matrix: each test hands in its own, and all are printed at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

KEY = "fault matrix"
"""The name of the property under which a test's report carries its figures."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What one trouble on one network ended in. `minutes` of the programme's time."""

    trouble: str
    network: str
    posts: int
    linked: bool
    asked: bool
    calls: int
    minutes: int

    def written(self) -> dict[str, Any]:
        """The cell as plain values, which travel from one process to another."""
        return asdict(self)

    def __str__(self) -> str:
        """One post: how often it took a call, and how long it took."""
        if not self.linked:
            return f"asked ({self.posts})"
        return f"1 ({self.calls} {'call' if self.calls == 1 else 'calls'}, {self.minutes} min)"


class Reporter(Protocol):
    """Where the summary is written."""

    stats: dict[str, list[Any]]

    def section(self, title: str) -> None:
        """Begin a part."""
        ...

    def write_line(self, line: str) -> None:
        """Write a line."""
        ...


def pytest_terminal_summary(terminalreporter: Reporter) -> None:
    """Print the matrix of this run, if one was run."""
    cells = list(_cells(terminalreporter.stats.get("passed", [])))
    if not cells:
        return
    terminalreporter.section("fault matrix: posts (calls, minutes until it was certain)")
    for line in table(cells):
        terminalreporter.write_line(line)


def table(cells: Sequence[Cell]) -> list[str]:
    """The matrix as lines of text, with its sums below."""
    networks = sorted({cell.network for cell in cells})
    troubles = sorted({cell.trouble for cell in cells}, key=_place(c.trouble for c in cells))
    rows = [["", *networks]]
    for trouble in troubles:
        found = {cell.network: str(cell) for cell in cells if cell.trouble == trouble}
        rows.append([trouble, *(found.get(network, "–") for network in networks)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [*lines, "", _sums(cells)]


def _sums(cells: Sequence[Cell]) -> str:
    linked = sum(cell.linked for cell in cells)
    twice = sum(cell.posts > 1 for cell in cells)
    asked = sum(cell.asked for cell in cells)
    calls = sum(cell.calls for cell in cells)
    return (
        f"{len(cells)} publications in trouble, {calls} calls: {linked} ended as one post with "
        f"its link known, {asked} with a question, {twice} were posted twice"
    )


def _cells(reports: Iterable[Any]) -> Iterator[Cell]:
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == KEY:
                yield Cell(**value)


def _place(names: Iterable[str]) -> Any:
    """A sort key: the order in which names come first."""
    order: dict[str, int] = {}
    for name in names:
        order.setdefault(name, len(order))
    return order.__getitem__
