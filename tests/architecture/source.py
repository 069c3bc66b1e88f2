"""Reading the project's own source, for the tests of its shape."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "bot",
    "chat",
    "content_store",
    "handlers",
    "leaderboard",
    "manifest",
    "networks",
    "programme",
    "sandbox",
    "scheduler",
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call by name, with what of its arguments is written out."""

    where: str
    name: str
    on: str
    """What it is called on: `routes` in `routes.press(…)`, nothing in `press(…)`."""
    positional: list[object]
    keywords: dict[str, object] = field(default_factory=dict)
    spread: bool = False
    """Whether some keywords come from a mapping."""


@cache
def modules(package: str) -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of a package, parsed."""
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / package).rglob("*.py"))
    )


def calls(package: str, *names: str) -> Iterator[Call]:
    """Every call of a function with one of these names, however it was imported."""
    for path, tree in modules(package):
        constants = _constants(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = _name(node.func)
            if name in names:
                yield Call(
                    where=f"{path.relative_to(ROOT)}:{node.lineno}",
                    name=name,
                    on=_name(node.func.value) if isinstance(node.func, ast.Attribute) else "",
                    positional=[_literal(argument, constants) for argument in node.args],
                    keywords={
                        k.arg: _literal(k.value, constants)
                        for k in node.keywords
                        if k.arg is not None
                    },
                    spread=any(k.arg is None for k in node.keywords),
                )


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return ""


def _constants(tree: ast.Module) -> dict[str, object]:
    """Names that a module sets to something written out."""
    return {
        node.targets[0].id: _literal(node.value, {})
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _literal(node: ast.expr, constants: dict[str, object]) -> object:
    if isinstance(node, ast.Name):
        return constants.get(node.id, ...)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return ...


def beginnings(package: str) -> set[str]:
    """With what the f-strings of a package begin."""
    return {
        node.values[0].value
        for _, tree in modules(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and isinstance(node.values[0].value, str)
    }
