"""The table of docs/bot-api-server.md names tests that exist, and at least one for each behaviour."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "docs" / "bot-api-server.md"
ROW = re.compile(r"^\| (?P<behaviour>[^|]+) \| (?P<shown>.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def test_every_behaviour_in_the_table_is_shown_by_a_test_that_exists() -> None:
    rows = [row for row in ROW.finditer(TABLE.read_text(encoding="utf-8")) if row["behaviour"] != "behaviour"]
    assert len(rows) > 30
    missing = []
    for row in rows:
        named = NAMED.findall(row["shown"])
        there = [f"def {test}(" in (HERE / file).read_text(encoding="utf-8") for file, test in named]
        if not there or not all(there):
            missing.append(row["behaviour"])
    assert missing == []
