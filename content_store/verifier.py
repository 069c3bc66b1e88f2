"""Reads the SQL that is about to be sent and refuses it if it could see another workspace.

The second of two layers, independent of the first: it knows only the names of tables and of the
columns that bind them, and reads finished text. What it can't understand it refuses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<skip>\s+|--[^\n]*|/\*.*?\*/|'(?:[^']|'')*')
  | %\((?P<named>\w+)\)s
  | (?P<placed>\?|__\[POSTCOMPILE_\w+\])
  | (?P<word>"?[^\W\d]\w*"?(?:\."?[^\W\d]\w*"?)*)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENERS = frozenset({"FROM", "JOIN", "UPDATE", "USING", "TABLE", "TRUNCATE"})
_ENDERS = frozenset(
    [
        *("WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "FETCH", "WINDOW", "SET"),
        *("UNION", "EXCEPT", "INTERSECT", "SELECT", "RETURNING", "VALUES"),
    ]
)
_BEFORE_TABLE = frozenset({"LATERAL", "ONLY"})
_NO_ALIAS = _OPENERS | _ENDERS | {"ON", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "FOR"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    @property
    def upper(self) -> str:
        return self.text.upper() if self.kind == "word" else self.text


@dataclass(slots=True)
class _Level:
    """Where in a statement, or in one of its brackets, the reader is."""

    listing: bool = False
    """Within FROM … or an ON of it, where a comma brings in another table."""
    expecting: bool = False
    """The next word is a table."""


def unbound_names(
    sql: str,
    *,
    bound: Mapping[str, str],
    parameter: str,
    positions: Sequence[str] | None = None,
    checks_inserts: bool = True,
) -> list[str]:
    """The tables, or their aliases, that `sql` brings in without binding them.

    `bound` maps a table to its column; a name is bound by `name.column = <parameter>`, once for
    each time it is brought in. `positions` names the parameters where they are question marks.
    `checks_inserts` is off where the inserted values are checked otherwise.
    """
    tokens = list(_tokens(sql, positions))
    opened = Counter(_introduced(tokens, bound, checks_inserts=checks_inserts))
    closed = Counter(_conditions(tokens, parameter))
    return sorted(
        name for (name, column), times in opened.items() if closed[f"{name}.{column}"] < times
    )


def _tokens(sql: str, positions: Sequence[str] | None) -> Iterator[_Token]:
    names = iter(positions or ())
    for match in _TOKEN.finditer(sql):
        match match.lastgroup:
            case "named":
                yield _Token("parameter", match["named"])
            case "placed":
                yield _Token("parameter", next(names, ""))
            case "word":
                yield _Token("word", match["word"].replace('"', ""))
            case "mark":
                yield _Token("mark", match["mark"])
            case _:
                pass


def _introduced(
    tokens: list[_Token], bound: Mapping[str, str], *, checks_inserts: bool
) -> Iterator[tuple[str, str]]:
    levels = [_Level()]
    target = ""
    for place, token in enumerate(tokens):
        level = levels[-1]
        before = tokens[place - 1].upper if place else ""
        if before == "INTO":
            target = token.text.rpartition(".")[2]
            if checks_inserts and target in bound:
                yield target, bound[target]
        if before == "DO" and token.upper == "UPDATE" and target in bound:
            yield target, bound[target]
        elif level.expecting and token.kind == "word" and token.upper not in _NO_ALIAS:
            if token.upper in _BEFORE_TABLE:
                continue
            level.expecting = False
            table = token.text.rpartition(".")[2]
            if table in bound:
                yield _alias(tokens, place) or token.text, bound[table]
        else:
            _step(levels, token)


def _step(levels: list[_Level], token: _Token) -> None:
    level = levels[-1]
    match token.upper:
        case "(":
            levels.append(_Level(listing=level.expecting, expecting=level.expecting))
            level.expecting = False
        case ")":
            if len(levels) > 1:
                levels.pop()
        case ",":
            level.expecting = level.listing
        case word if word in _OPENERS:
            level.listing = level.expecting = True
        case word if word in _ENDERS:
            level.listing = level.expecting = False
        case _:
            pass


def _alias(tokens: list[_Token], place: int) -> str | None:
    following = tokens[place + 1 : place + 3]
    if len(following) == 2 and following[0].upper == "AS":
        return following[1].text
    if following and following[0].kind == "word" and following[0].upper not in _NO_ALIAS:
        return following[0].text
    return None


def _conditions(tokens: list[_Token], parameter: str) -> Iterator[str]:
    """The columns, as `name.column`, that are compared with the parameter."""
    for column, equals, value in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if equals.text == "=" and value == _Token("parameter", parameter):
            yield column.text
