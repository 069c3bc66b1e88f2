"""The reader of finished SQL: which names it finds unbound."""

from __future__ import annotations

import pytest

from content_store.verifier import unbound_names

BOUND = {"items": "workspace_id", "topics": "workspace_id", "workspaces": "id"}

BINDS_ALL = [
    "SELECT 1",
    "SELECT x FROM other WHERE items = 3",
    "SELECT items.id FROM items WHERE items.workspace_id = %(w)s",
    "SELECT items.id FROM items WHERE items.workspace_id = %(w)s::INTEGER AND 1 = 1",
    "SELECT i.id FROM items AS i WHERE i.workspace_id = %(w)s",
    "SELECT i.id FROM items i WHERE i.workspace_id = %(w)s",
    'SELECT "items".id FROM "items" WHERE "items"."workspace_id" = %(w)s',
    "SELECT 'FROM items' AS x",
    "SELECT 1 -- FROM items\n",
    "SELECT 1 /* FROM items, topics */",
    "SELECT extract(year FROM items.at) FROM items WHERE items.workspace_id = %(w)s",
    "SELECT 1 FROM other WHERE a IS DISTINCT FROM items.b",
    "SELECT a, items, topics FROM other",
    "SELECT id FROM workspaces WHERE workspaces.id = %(w)s",
    "UPDATE items SET a = 1 WHERE items.workspace_id = %(w)s",
    "DELETE FROM items WHERE items.workspace_id = %(w)s RETURNING items.id, topics",
    "SELECT 1 FROM items i JOIN topics t ON t.workspace_id = %(w)s WHERE i.workspace_id = %(w)s",
    "SELECT 1 FROM items WHERE items.workspace_id = %(w)s FOR UPDATE OF items SKIP LOCKED",
]


@pytest.mark.parametrize("sql", BINDS_ALL)
def test_bound_statements_pass(sql: str) -> None:
    """Where every table is bound, or none appears, nothing is found."""
    assert unbound_names(sql, bound=BOUND, parameter="w") == []


NOT_BOUND = [
    ("SELECT * FROM items", ["items"]),
    ("select * from items", ["items"]),
    ("SELECT * FROM public.items", ["public.items"]),
    ("SELECT * FROM (items)", ["items"]),
    ("SELECT * FROM ONLY items", ["items"]),
    ("SELECT * FROM items i WHERE items.workspace_id = %(w)s", ["i"]),
    ("SELECT * FROM items WHERE items.workspace_id = %(other)s", ["items"]),
    ("SELECT * FROM items WHERE items.workspace_id <> %(w)s", ["items"]),
    ("SELECT * FROM items WHERE workspace_id = %(w)s", ["items"]),
    ("SELECT * FROM other, items", ["items"]),
    ("SELECT * FROM other JOIN x ON (f(a, items) = 1), topics", ["topics"]),
    ("SELECT * FROM other LEFT OUTER JOIN items ON true", ["items"]),
    ("SELECT * FROM (other JOIN items ON true)", ["items"]),
    ("SELECT * FROM LATERAL (SELECT * FROM items) AS x", ["items"]),
    ("SELECT (SELECT max(id) FROM items) FROM other", ["items"]),
    ("WITH a AS (SELECT 1 FROM topics) SELECT * FROM a", ["topics"]),
    ("SELECT 1 FROM other UNION SELECT 1 FROM items", ["items"]),
    (
        "SELECT 1 FROM items WHERE items.workspace_id = %(w)s UNION ALL SELECT 1 FROM items",
        ["items"],
    ),
    ("UPDATE items SET a = 1", ["items"]),
    ("UPDATE other SET a = 1 FROM items", ["items"]),
    ("DELETE FROM other USING items", ["items"]),
    ("INSERT INTO items (a) VALUES (1)", ["items"]),
    ("INSERT INTO other SELECT * FROM items", ["items"]),
    ("TRUNCATE items", ["items"]),
    ("DROP TABLE items", ["items"]),
    ("SELECT * FROM workspaces", ["workspaces"]),
]


@pytest.mark.parametrize(("sql", "names"), NOT_BOUND)
def test_unbound_tables_are_named(sql: str, names: list[str]) -> None:
    """Wherever a table comes in without its condition, its name is given."""
    assert unbound_names(sql, bound=BOUND, parameter="w") == names


def test_question_marks_are_told_apart_by_position() -> None:
    """Where parameters are question marks, only the right one binds, and text is no parameter."""
    sql = "SELECT '?' FROM items WHERE items.a IN (__[POSTCOMPILE_a]) AND items.workspace_id = ?"
    assert unbound_names(sql, bound=BOUND, parameter="w", positions=["a", "w"]) == []
    assert unbound_names(sql, bound=BOUND, parameter="w", positions=["w", "a"]) == ["items"]


def test_a_conflict_clause_counts_where_inserts_are_checked_otherwise() -> None:
    """An INSERT that may update needs the condition in its update."""
    sql = "INSERT INTO items (a) VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1"
    assert unbound_names(sql, bound=BOUND, parameter="w", checks_inserts=False) == ["items"]
    bound = f"{sql} WHERE items.workspace_id = %(w)s"
    assert unbound_names(bound, bound=BOUND, parameter="w", checks_inserts=False) == []
