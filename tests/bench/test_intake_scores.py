"""Counting what was read right."""

from __future__ import annotations

import json
from pathlib import Path

from bench import intake, intake_naive, intake_scores
from bench.intake_scores import Score


def test_letters_joiners_and_digits_of_other_keyboards_are_the_same() -> None:
    scores = intake_scores.compare({"municipality": "مهر\u200cآباد ١٢ كوي"}, {"municipality": "مهرآباد ۱۲ کوی"})
    assert scores["municipality"] == Score(1, 0, 0)


def test_a_wrong_value_is_both_wrong_and_missed() -> None:
    assert intake_scores.compare({"session_number": 48}, {"session_number": 47})["session_number"] == Score(0, 1, 1)


def test_each_item_of_a_list_counts_for_itself() -> None:
    found = intake_scores.compare({"present": ["الف", "ب", "د"]}, {"present": ["الف", "ب", "ج"]})
    assert found["present"] == Score(2, 1, 1)


def test_long_prose_may_miss_a_letter_but_never_a_digit() -> None:
    prose = "بررسی و تصویب بودجه سال ۱۴۰۵ شهرداری و سازمان‌های وابسته به آن در شهر مهرآباد نو"
    assert intake_scores.compare({"subject": prose.replace("بررسی", "بررس")}, {"subject": prose})["subject"].right == 1
    assert intake_scores.compare({"subject": prose.replace("۱۴۰۵", "۱۴۰۶")}, {"subject": prose})["subject"].right == 0


def test_a_number_counts_only_as_a_whole_run() -> None:
    assert intake_scores.numbers_found("کد ۱۲۳۴ و ۵۶", ["1234", "567"]) == (4, 7)


def test_sureness_is_held_against_what_was_right() -> None:
    assert intake_scores.calibration([(0.95, True), (0.95, False), (0.35, False)]) == [(0.35, 0.0, 1), (0.95, 0.5, 2)]


def test_the_baseline_finds_what_stands_plainly() -> None:
    found = intake_naive.fields_of("شماره: ۱۲۳/ص\nتاریخ: ۱۴۰۲/۷/۵\nپیوست: ندارد\nکد ملی ۰۰۱۲۳۴۵۶۷۹")
    assert (found["letter_number"], found["letter_date"]) == ("123/ص", "1402-07-05")
    assert (found["has_attachment"], found["national_ids"]) == (False, ["0012345679"])


def test_only_papers_with_their_truth_are_read(tmp_path: Path) -> None:
    (tmp_path / "alone.pdf").write_bytes(b"")
    (tmp_path / "told.truth.json").write_text(json.dumps({"file": "told.pdf"}), encoding="utf-8")
    assert intake.papers(tmp_path) == [tmp_path / "told.pdf"]
