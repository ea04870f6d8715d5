"""Counting what was read right."""

from __future__ import annotations

import json
from pathlib import Path

from bench import drawing, intake, intake_naive, intake_scores, intake_tables, intake_texts
from bench.intake_report import IntakeReport, Paper, Sure, believed, grouped, total
from bench.intake_scores import Score
from bench.intake_texts import TextScore
from bench.report import Machine


def test_letters_joiners_and_digits_of_other_keyboards_are_the_same() -> None:
    scores = intake_scores.compare({"municipality": "مهر\u200cآباد ١٢ كوي"}, {"municipality": "مهرآباد ۱۲ کوی"})
    assert scores["municipality"] == Score(right=1)


def test_a_wrong_value_is_both_wrong_and_missed() -> None:
    assert intake_scores.compare({"session_number": 48}, {"session_number": 47})["session_number"] == Score(
        wrong=1, missed=1
    )


def test_each_item_of_a_list_counts_for_itself() -> None:
    found = intake_scores.compare({"present": ["الف", "ب", "د"]}, {"present": ["الف", "ب", "ج"]})
    assert found["present"] == Score(right=2, wrong=1, missed=1)


def test_long_prose_may_miss_a_letter_but_never_a_digit() -> None:
    prose = "بررسی و تصویب بودجه سال ۱۴۰۵ شهرداری و سازمان‌های وابسته به آن در شهر مهرآباد نو"
    assert intake_scores.compare({"subject": prose.replace("بررسی", "بررس")}, {"subject": prose})["subject"].right == 1
    assert intake_scores.compare({"subject": prose.replace("۱۴۰۵", "۱۴۰۶")}, {"subject": prose})["subject"].right == 0


def test_a_field_that_a_complete_truth_lacks_was_read_in_vain() -> None:
    assert intake_scores.compare({"phone": "0311"}, {}, complete=True) == {"phone": Score(wrong=1)}
    assert intake_scores.compare({"phone": "0311"}, {}) == {}
    assert intake_scores.compare({"phone": "0311"}, {}, complete=True, unjudged=["phone"]) == {}


def test_a_field_may_be_understood_in_another_way() -> None:
    truth, other = {"sender": "استانداری یزد"}, {"sender": ["دفتر امور شهری"]}
    assert intake_scores.compare({"sender": "دفتر امور شهری"}, truth, either=other)["sender"] == Score(right=1)


def test_a_list_may_be_understood_as_another_whole_list() -> None:
    truth, other = {"law_refs": [{"article": 80}, {"article": 90}]}, {"law_refs": [[{"article": 80}], []]}
    assert intake_scores.compare({"law_refs": [{"article": 80}]}, truth, either=other)["law_refs"] == Score(right=1)
    assert intake_scores.compare({"law_refs": [{"article": 90}]}, truth, either=other)["law_refs"].missed == 1


def test_votes_that_nobody_cast_may_be_left_unsaid_but_not_those_in_favour() -> None:
    said = {"number": 1, "text": "خرید", "votes_for": 4, "votes_against": 0, "votes_abstain": 0, "unanimous": True}
    read = said | {"votes_against": None, "votes_abstain": None, "unanimous": False}
    assert intake_scores.compare({"resolutions": [read]}, {"resolutions": [said]})["resolutions"].right == 1
    read["votes_for"] = 3
    assert intake_scores.compare({"resolutions": [read]}, {"resolutions": [said]})["resolutions"].right == 0


def test_a_page_read_in_another_order_has_no_letter_wrong() -> None:
    score = intake_texts.compare("تاریخ ۱۴۰۲/۳/۴\nشهرداری نطنز", "شهرداری نطنز\nتاریخ ۱۴۰۲/۳/۴")
    assert (score.letters_wrong, score.words_wrong) == (0, 0)
    assert (score.digits_right, score.digits) == (6, 6)


def test_a_lost_digit_costs_a_digit_and_its_number() -> None:
    score = intake_texts.compare("مبلغ ۱۲۳ ریال", "مبلغ ۱۲۳۴ ریال")
    assert (score.letters_wrong, score.digits_right, score.digits) == (1, 3, 4)
    assert (score.numbers_right, score.numbers) == (0, 1)


def test_digits_count_run_by_run_wherever_they_stand() -> None:
    score = intake_texts.compare("۴۶۲۲۸۱۴۰-۰۸۶ ردیف ۲ ۱", "۰۸۶-۴۶۲۲۸۱۴۰ ردیف ۱ ۲")
    assert (score.digits_right, score.digits) == (13, 13)
    score = intake_texts.compare("ردیف ۱ مبلغ ۹۸۷۶", "ردیف ۱ ۰ مبلغ ۱۲۳۴")
    assert (score.digits_right, score.digits) == (1, 6)


def test_a_joined_word_costs_words_and_no_letters() -> None:
    score = intake_texts.compare("شهرداریمحترم نطنز", "شهرداری محترم نطنز")
    assert (score.letters_wrong, score.words_wrong) == (0, 2)


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


def test_groups_are_counted_apart_and_shown_in_both_forms() -> None:
    report = _report()
    scan, photo = grouped(report.papers)[1], grouped(report.papers)[0]
    assert (scan.name, total(scan.fields).right, photo.text.cer) == ("scan", 1, 0.5)
    assert believed(report.papers) == (1, 2)
    page = intake_tables.page(report, "intake")
    assert "| test, scan | 1 | 0.0% |" in page
    assert "at commit abc1234 by `dabir bench intake papers`" in page
    assert len(list(intake_tables.terminal(report))) == len(list(intake_tables.sheets(report)))


def test_the_curve_is_drawn_from_what_was_counted() -> None:
    drawn = drawing.calibration(_report().papers)
    assert drawn.count("<circle") == 1
    assert f'cy="{drawing.SQUARE / 2}"' in drawn


def _report() -> IntakeReport:
    return IntakeReport(
        made="2026-01-01",
        command="dabir bench intake papers",
        commit="abc1234",
        machine=Machine(cores=2, memory_gib=8, system="Linux", python="3.12"),
        processes=2,
        wall_seconds=60.0,
        papers=[_paper("scan", right=True), _paper("photo", right=False)],
    )


def _paper(group: str, *, right: bool) -> Paper:
    return Paper(
        file=f"{group}.pdf",
        split="test",
        group=group,
        layout="letter",
        kind_right=right,
        kind_got="official-letter",
        pages=1,
        fields={"phone": Score(right=1) if right else Score(wrong=1, missed=1)},
        naive_fields={"phone": Score(missed=1)},
        text=TextScore(letters=10, letters_wrong=0 if right else 5),
        naive_text=TextScore(letters=10, letters_wrong=10),
        seconds=2.0,
        bare_seconds=1.0,
        sure=[Sure(field="phone", confidence=0.95, right=right)],
        losses=[],
    )
