"""Who came, told by names wherever they stand."""

from __future__ import annotations

from intake import attendance, fields, roll
from intake.announced import announced
from intake.parts import tagged
from intake.sheet import Sheet
from tests.intake.drawn import drawn

PAPER = (
    "صورتجلسه شماره 31 شورای اسلامی شهر زرند\n"
    "جلسه با حضور آقایان علی رضایی، حسن امینی و خانم مریم باقری و در غیاب آقای رضا صفری تشکیل شد.\n"
    "1- خرید یک دستگاه لودر تصویب شد.\n"
    "علی رضایی\tحسن امینی\tمریم باقری"
)


def test_each_name_is_mentioned_where_it_stands_cell_by_cell() -> None:
    sheet = Sheet([drawn(PAPER)])
    found = roll.mentions(sheet, tagged(sheet, "council-minutes"))
    assert [one.who for one in found].count("علی رضایی") == 2
    assert all(one.who in sheet.text[one.start : one.end] for one in found)


def test_the_rules_verdicts_are_signs_of_a_name() -> None:
    sheet = Sheet([drawn(PAPER)])
    tags, said = tagged(sheet, "council-minutes"), announced(sheet)
    found = roll.mentions(sheet, tags)
    verdicts = attendance.verdicts(sheet, said, tags, attendance.rules_alone(sheet, said, tags))
    signs = dict(zip((one.who for one in found), roll.signs_of(sheet, found, tags, verdicts), strict=False))
    assert "told absent" in signs["رضا صفری"] and "told present" not in signs["رضا صفری"]


def test_names_with_a_box_each_are_a_rule_of_their_own() -> None:
    sheet = Sheet([drawn("اعضای شورا\n☑ علی رضایی\t☑ حسن امینی\n☑ مریم باقری\t☐ رضا صفری")])
    told = attendance.verdicts(sheet, announced(sheet), tagged(sheet, "council-minutes"), {})["boxes"]
    assert told == {"present": {"علی رضایی", "حسن امینی", "مریم باقری"}, "absent": {"رضا صفری"}}


def test_who_is_named_once_more_below_is_named_once_in_the_list() -> None:
    found = fields.extract([drawn(PAPER)], "council-minutes")
    assert found["present"].value == ["علی رضایی", "حسن امینی", "مریم باقری"]
    assert found["absent"].value == ["رضا صفری"]


def test_a_paper_without_names_calls_nobody() -> None:
    sheet = Sheet([drawn("صورتجلسه شورای اسلامی شهر زرند")])
    assert roll.called(sheet, tagged(sheet, "council-minutes"), {}) == {}
