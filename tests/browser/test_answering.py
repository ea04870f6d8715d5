"""The bot and the barest bot side by side, in small: processes of their own, so not in the suite."""

from __future__ import annotations

from pathlib import Path

from bench import answering, workflow


def test_both_bots_answer_everything_that_was_asked(tmp_path: Path) -> None:
    told: list[str] = []
    found = answering.measure(
        command="x",
        made="2026-11-23",
        machine=workflow.machine(),
        people=(1, 2),
        rounds=1,
        folder=tmp_path,
        say=told.append,
    )
    assert [(pace.people, pace.updates) for pace in found.paces] == [(1, 5), (2, 10)]
    for pace in found.paces:
        assert 0 < pace.p50_ms <= pace.p95_ms
        assert 0 < pace.bare_p50_ms <= pace.bare_p95_ms
        assert pace.cpu_ms > 0
    assert len(told) == 2
    assert list(tmp_path.iterdir()) == [], "the throw-away database is thrown away"
