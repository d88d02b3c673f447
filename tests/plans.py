"""How PostgreSQL goes about a query, as where tables are large: what it still reads whole there has no index."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection


def reads(sql: str) -> bool:
    """Tell whether it is a question; a union begins with the bracket of its first part."""
    return sql.lstrip("( ").startswith(("SELECT", "WITH"))


def nodes_of(sql: str, *, do: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the steps of a query's plan, from the last to the first; ``do`` it, and each says how many rows it read."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan TO off")
        cursor.execute(f"EXPLAIN ({'ANALYZE, ' if do else ''}FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0]
        cursor.execute("RESET enable_seqscan")
    waiting = [(plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        yield node


def of_tables(sql: str) -> list[dict[str, Any]]:
    """Return the steps that read a table, done."""
    return [node for node in nodes_of(sql, do=True) if "Relation Name" in node]


def rows_of(node: dict[str, Any]) -> int:
    """Return how many rows a step that was done has read, those that it left out among them."""
    left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + left_out) * node["Actual Loops"])


def is_whole(node: dict[str, Any]) -> bool:
    """Tell whether a step reads a table from one end to the other."""
    return bool(node["Node Type"] == "Seq Scan" and "Relation Name" in node)
