"""Write-through memory of the local server: JSON things and file contents in one SQLite file.

Door: `Store`. Promise: what `put` returned from survives a kill of the process; things come back in the order in
which they were first put. Not here: any meaning of the things.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, key));
CREATE TABLE IF NOT EXISTS content (key TEXT PRIMARY KEY, bytes BLOB NOT NULL);
"""


class Store:
    """One SQLite file, or memory alone where `path` is None."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # NORMAL under WAL keeps everything through a killed process; only a lost machine could lose the last writes.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def put(self, kind: str, key: str | int, body: Any) -> None:
        self._connection.execute(
            "INSERT INTO thing (kind, key, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, str(key), json.dumps(body, ensure_ascii=False, separators=(",", ":"))),
        )

    def drop(self, kind: str, key: str | int) -> None:
        self._connection.execute("DELETE FROM thing WHERE kind = ? AND key = ?", (kind, str(key)))

    def all(self, kind: str) -> dict[str, Any]:
        """Every thing of this kind by its key, in the order of first putting."""
        rows = self._connection.execute("SELECT key, body FROM thing WHERE kind = ? ORDER BY number", (kind,))
        return {key: json.loads(body) for key, body in rows}

    def put_content(self, key: str, content: bytes) -> None:
        self._connection.execute("INSERT OR REPLACE INTO content (key, bytes) VALUES (?, ?)", (key, content))

    def content(self, key: str) -> bytes | None:
        row = self._connection.execute("SELECT bytes FROM content WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def clear(self) -> None:
        self._connection.executescript("DELETE FROM thing; DELETE FROM content;")

    def close(self) -> None:
        self._connection.close()
