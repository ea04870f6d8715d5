"""The lines of a sitting's paper, and which part each belongs to."""

from __future__ import annotations

from intake import paragraphs, parts
from intake.sheet import Sheet
from tests.intake.drawn import drawn

MINUTES = (
    "صورتجلسه شماره ۱۲ شورای اسلامی شهر زرند\n"
    "اعضای حاضر: علی رضایی، مریم باقری، حسن امینی، زهرا کریمی\n"
    "دستور جلسه: بررسی نامه‌های شهرداری\n"
    "۱- شهرداری مجاز است یک دستگاه لودر تا سقف ۵ میلیارد ریال خریداری نماید. این مصوبه با ۳ رأی موافق و ۱ رأی مخالف تصویب شد.\n"
    "۲- مقرر شد گزارش درآمد هر سه ماه به شورا ارائه گردد.\n"
    "جلسه در ساعت ۱۹ با ذکر صلوات پایان یافت."
)


def tags_of(text: str) -> dict[str, str]:
    """Each line's first letters and its tag."""
    sheet = Sheet([drawn(text)])
    return {sheet.text[one.line.start :][:12]: one.tag for one in parts.tagged(sheet, "council-minutes")}


def test_sentences_of_one_row_are_lines_of_their_own_and_a_row_of_cells_is_one() -> None:
    sheet = Sheet([drawn("مقرر شد گزارش درآمد ارائه گردد. به اتفاق آرا تصویب شد.\n۱\tخرید لودر\t۵\t۰")])
    told = [sheet.text[line.start : line.end].strip() for line in paragraphs.lines(sheet)]
    assert told == ["مقرر شد گزارش درامد ارایه گردد.", "به اتفاق ارا تصویب شد.", "1\tخرید لودر\t5\t0"]


def test_a_sum_at_the_beginning_of_a_row_goes_on_with_the_row_above() -> None:
    wide = "شهرداری مجاز است نسبت به خرید یک دستگاه خودروی پرس زباله برای واحد خدمات شهری تا سقف مبلغ"
    sheet = Sheet([drawn(f"{wide}\n۳۸,۰۰۰,۰۰۰,۰۰۰ ریال از محل اعتبارات عمرانی اقدام نماید.")])
    assert len(paragraphs.lines(sheet)) == 1


def test_decisions_votes_and_who_came_are_told_apart() -> None:
    told = tags_of(MINUTES)
    assert told["اعضای حاضر: "] == "present"
    assert told["1- شهرداری م"] == told["2- مقرر شد گ"] == "decides"
    assert told["این مصوبه با"] in ("votes", "goes-on")
    assert told["جلسه در ساعت"] == told["دستور جلسه: "] == "other"


def test_the_tags_of_a_paper_are_the_same_each_time_and_their_chances_are_chances() -> None:
    sheet = Sheet([drawn(MINUTES)])
    first, again = (parts.tagged(sheet, "council-minutes") for _ in range(2))
    assert first == again
    assert all(0 <= one.chance <= 1 for one in first)
