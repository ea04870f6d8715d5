"""The report as tables, pictures and a page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rich.console import Console

from bench import drawing, page, tables
from bench.report import (
    Answering,
    Beside,
    Growth,
    Load,
    Machine,
    Question,
    Report,
    Round,
    Setup,
    Size,
    Transitions,
    Verb,
)

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = page.marks("workflow")


def _question(name: str, ms: float, small_ms: float) -> Question:
    return Question(name=name, times=5, ms=ms, worst_ms=ms * 2, small_ms=small_ms)


@pytest.fixture
def report() -> Report:
    def size(cases: int, slow: float) -> Size:
        asked = (_question("queries.case", 6.0, 6.0), _question("notices.due", slow, 1.0), _question("x.y", 0.5, 0.5))
        return Size(
            cases=cases, rows=cases * 70, bytes=2**20, questions=asked, transition=_question("a verb", 20.0, 10.0)
        )

    verbs = (Verb(name="desk.claim", times=3, ms=10.0, bare_ms=0.5, writes=4.0, reads=9.0),)
    rounds = tuple(Round(transitions=10, ms=ms, bare_ms=10.0) for ms in (100.0, 200.0, 400.0))
    return Report(
        command="dabir bench workflow --quick",
        made="2026-11-22",
        machine=Machine(cores=2, memory_gib=23, system="Linux", python="3.12.0"),
        transitions=(Transitions(store="SQLite", version="3", rounds=rounds, verbs=verbs),),
        growth=(Growth(store="SQLite", version="3", sizes=(size(1000, 1.0), size(10_000, 12.0)), unasked=("q.new",)),),
    )


def test_the_middle_round_counts_and_the_others_are_its_spread(report: Report) -> None:
    found = report.transitions[0]
    assert (found.per_second, found.ratio, found.spread) == (50.0, 20.0, (10.0, 40.0))


def test_a_question_that_is_never_slow_shares_its_line_with_the_others(report: Report) -> None:
    lines = tables.sheets(report)[-1].lines
    assert [line[0] for line in lines] == [
        "notices.due",
        "queries.case",
        "the slowest of 1 others",
        "a verb, with its commit",
    ]
    assert lines[0][1:] == ("1.00", "12.00", "12.0")
    assert lines[-1][1:] == ("20.00", "20.00", "2.0")


def test_what_could_not_be_asked_is_said(report: Report) -> None:
    assert "not asked: q.new" in tables.sheets(report)[-1].below


def test_the_terminal_and_the_page_show_the_same_rows(report: Report) -> None:
    console = Console(width=200, record=True)
    for table in tables.shown(report):
        console.print(table)
    printed, written = console.export_text(), tables.pages(report)
    for sheet in tables.sheets(report):
        for line in sheet.lines:
            assert f"| {' | '.join(line)} |" in written
            assert all(cell in printed for cell in line)


@pytest.mark.parametrize("draw", [drawing.growth, drawing.transitions])
def test_a_picture_is_well_formed_and_stays_inside_its_frame(report: Report, draw: object) -> None:
    picture = ET.fromstring(draw(report))  # type: ignore[operator]
    _x, _y, width, height = map(float, picture.attrib["viewBox"].split())
    assert width > 300
    assert height > 100
    points = [line.attrib["points"].split() for line in picture.iter() if line.tag.endswith("polyline")]
    for x, y in (point.split(",") for line in points for point in line):
        assert 0 <= float(x) <= drawing.PANEL
        assert 0 <= float(y) <= drawing.HEIGHT


def test_writing_the_page_again_changes_nothing_outside_its_marks(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    page.write(report, file)
    once = file.read_text(encoding="utf-8")
    page.write(report, file)
    assert file.read_text(encoding="utf-8") == once
    assert once.startswith(f"before\n{BEGIN}\n")
    assert once.endswith(f"{END}\nafter\n")
    assert "old" not in once
    kept = Report.model_validate_json((tmp_path / "performance/workflow.json").read_text(encoding="utf-8"))
    assert kept == report


def test_a_page_without_marks_is_left_alone(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "other.md"
    file.write_text("words\n", encoding="utf-8")
    with pytest.raises(ValueError, match="marks"):
        page.write(report, file)
    assert file.read_text(encoding="utf-8") == "words\n"


def test_the_documentation_shows_what_its_data_say() -> None:
    kept = Report.model_validate_json((PAGE.with_suffix("") / "workflow.json").read_text(encoding="utf-8"))
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == f"\n{page.shown(kept, PAGE.stem)}"
    assert (PAGE.with_suffix("") / "growth.svg").read_text(encoding="utf-8") == drawing.growth(kept)
    assert (PAGE.with_suffix("") / "transitions.svg").read_text(encoding="utf-8") == drawing.transitions(kept)


def test_the_documentation_shows_how_fast_the_bot_answers() -> None:
    kept = Answering.model_validate_json((PAGE.with_suffix("") / "bot.json").read_text(encoding="utf-8"))
    begin, end = page.marks("bot")
    assert tables.page(kept) in PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]


def test_the_documentation_shows_how_it_bears_load() -> None:
    kept = Load.model_validate_json((PAGE.with_suffix("") / "load.json").read_text(encoding="utf-8"))
    begin, end = page.marks("load")
    assert tables.page(kept) in PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]


def test_a_share_names_what_it_is_held_against() -> None:
    half = Beside(per_second=2.0, bare_per_second=4.0)
    setup = Setup(
        name="one way",
        conversations=half,
        decisions=half,
        pages=half,
        deliveries=half,
        answers_p50_ms=10,
        answers_p95_ms=20,
        upload_p50_ms=30,
        upload_worst_ms=40,
        cold_seconds=2.5,
        idle_percent=1.25,
        server_idle_percent=0.5,
        memory_mib={"edge": 100, "worker 1": 200},
    )
    machine = Machine(cores=2, memory_gib=23, system="Linux", python="3.12.0")
    load = Load(command="dabir bench load", made="2026-11-23", machine=machine, busy=0.5, setups=(setup, setup))
    written = tables.page(load)
    for line in (
        "pages a minute | 120.0",
        "bare tesseract's | 240.0",
        "share | 0.5",
        "memory of each process, MiB | 100 + 200",
    ):
        assert f"{line} |" in written
