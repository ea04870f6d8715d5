"""The whole story of one case, as `dabir demo --tour` plays it: real bot, real reading, real database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_tour_comes_true_to_its_end() -> None:
    played = subprocess.run(
        [sys.executable, "-c", "from cli import main; main()", "demo", "--tour", "--json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=400,
        check=False,
    )
    assert played.stdout, played.stderr.decode()[-3000:]
    told = json.loads(played.stdout)
    unmet = [f"{e['chapter']}: {e['what']} (instead: {e['instead']})" for e in told["expectations"] if not e["true"]]
    assert unmet == []
    assert played.returncode == 0
    # The story did not end early: its last chapter was played.
    assert {e["chapter"] for e in told["expectations"]} >= {"arrive", "read", "return", "sign", "end", "bad"}
