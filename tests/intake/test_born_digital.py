"""The text layer of typed PDFs, against the letter that they were made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.engines import bidi, born_digital
from intake.layout import Page
from tests.intake import papers

TABLE = (
    "<style>td{border:1px solid black;padding:3px}table{border-collapse:collapse;width:100%}</style><table>"
    "<tr><td>ردیف</td><td>نام شهر</td><td>مبلغ (ریال)</td></tr>"
    "<tr><td>۱</td><td>سلام‌آباد<br>مرکزی</td><td>۱۲٬۰۰۰</td></tr>"
    "<tr><td>۲</td><td>نورآباد</td><td>۹٬۵۰۰</td></tr></table>"
)


def page_of(pdf: bytes, folder: Path) -> Page:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    with born_digital.open_pdf(path) as document:
        return born_digital.read(document, 1).page


@pytest.mark.parametrize("font", ["Noto Naskh Arabic", "Nazli", "Amiri", "Vazirmatn", "Homa"])
def test_a_typed_letter_is_read_almost_without_error(font: str, tmp_path: Path) -> None:
    page = page_of(papers.weasy_pdf(papers.html(font=font)), tmp_path)
    rate = papers.error_rate(page.text, "\n".join(papers.LETTER))
    print(f"{font}: CER {rate:.2%}")
    assert rate < 0.01
    for number in ("۱۴۰۲/۱۲۳۴/ص", "۹۶/۵۸۷/الف", "۱۴۰۲/۰۷/۱۵", "۰۰۱۲۳۴۵۶۷۹"):
        assert papers.folded(number) in papers.folded(page.text)


def bare(body: str) -> str:
    """A page with nothing on it but this."""
    return f'<html lang="fa" dir="rtl"><style>body{{font:12pt Nazli}}</style>{body}</html>'


@pytest.mark.parametrize("font", ["Nazli", "Vazirmatn"])
def test_what_a_browser_prints_is_read_as_well_and_keeps_its_half_spaces(font: str, tmp_path: Path) -> None:
    page = page_of(papers.chromium_pdf(papers.html(font=font), tmp_path), tmp_path)
    assert papers.error_rate(page.text, "\n".join(papers.LETTER)) < 0.01
    assert "می‌رساند" in page.text
    assert "(تبصره" in page.text and "قانون)" in page.text


def test_each_word_has_its_place(tmp_path: Path) -> None:
    page = page_of(papers.weasy_pdf(papers.html()), tmp_path)
    number = next(word for line in page.lines for word in line.words if "۱۲۳۴" in word.text)
    subject = next(line for line in page.lines if line.text.startswith("موضوع"))
    assert number.text == "۱۴۰۲/۱۲۳۴/ص"
    x0, y0, x1, y1 = number.box
    assert 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 < 0.3
    assert subject.words[0].box[0] > subject.words[-1].box[0]
    assert all(" ".join(w.text for w in line.words) == line.text.replace("\t", " ") for line in page.lines)


def test_a_ruled_table_is_read_row_by_row_from_the_right(tmp_path: Path) -> None:
    page = page_of(papers.weasy_pdf(papers.html(extra=TABLE)), tmp_path)
    assert "ردیف\tنام شهر\tمبلغ (ریال)" in page.text
    assert "۲\tنورآباد\t۹٬۵۰۰" in page.text
    assert any(
        line.text.startswith("۱\t") and line.text.endswith("\t۱۲٬۰۰۰") and "مرکزی" in line.text for line in page.lines
    )


UNRULED = """<style>td{padding:1pt 3pt;vertical-align:middle;text-align:right}table{width:100%}</style><table>
<tr><td>شماره</td><td>متن تصمیم</td><td>موافق</td><td>مخالف</td></tr>
<tr><td>۱</td><td>به شهرداری اجازه داده شد برای خرید دو دستگاه کامیون حمل زباله از محل فروش املاک مازاد و با رعایت آیین‌نامه
مالی اقدام نماید و گزارش آن را هر سه ماه یک بار به کمیسیون برنامه و بودجه بفرستد.</td><td>۵</td><td>۰</td></tr>
<tr><td>۲</td><td>نام‌گذاری میدان ورودی شهر به نام مهر تصویب گردید.</td><td>۴</td><td>۱</td></tr></table>"""


def test_the_rows_of_a_table_without_rules_are_put_together_from_their_cells(tmp_path: Path) -> None:
    head, first, second = page_of(papers.weasy_pdf(bare(UNRULED)), tmp_path).lines
    assert head.text == "شماره\tمتن تصمیم\tموافق\tمخالف"
    number, words, *figures = first.text.split("\t")
    assert (number, *figures) == ("۱", "۵", "۰")
    assert words.startswith("به شهرداری اجازه داده شد") and words.endswith("بفرستد.")
    assert second.text.split("\t")[-2:] == ["۴", "۱"]


LETTERHEAD = """<style>table{width:100%}td{vertical-align:top}</style><table><tr><td width=50%>شماره: ۱۲/۸۸<br>
تاریخ: ۱۴۰۲/۰۵/۰۳<br>پیوست: ندارد</td><td style="font-size:21pt;text-align:center">فرمانداری شهرستان<br>واحد امور شهری</td>
</tr></table>"""


def test_a_letterhead_whose_columns_do_not_level_is_read_column_by_column(tmp_path: Path) -> None:
    lines = [line.text for line in page_of(papers.weasy_pdf(bare(LETTERHEAD)), tmp_path).lines]
    assert lines == ["شماره: ۱۲/۸۸", "تاریخ: ۱۴۰۲/۰۵/۰۳", "پیوست: ندارد", "فرمانداری شهرستان", "واحد امور شهری"]


CLOSE = "<style>td{padding:0 4pt}</style><table><tr><td>ناصر کریمی</td><td>رئیس شورا</td><td>حاضر</td></tr></table>"


def test_cells_without_a_blank_between_them_are_parted_however_near(tmp_path: Path) -> None:
    (line,) = page_of(papers.weasy_pdf(bare(CLOSE)), tmp_path).lines
    assert line.text.split("\t") == ["ناصر کریمی", "رئیس شورا", "حاضر"]


@pytest.mark.parametrize("font", ["Noto Naskh Arabic", "Nazli", "Vazirmatn"])
def test_half_spaces_are_seen_where_none_is_written(font: str, tmp_path: Path) -> None:
    text = page_of(papers.weasy_pdf(papers.html(font=font)), tmp_path).text
    assert "می‌رساند" in text and "هزینه‌های" in text
    assert text.count("‌") <= "\n".join(papers.LETTER).count("‌")


STAMP = "<div style='position:absolute;left:80mm;bottom:{bottom}mm;font-size:8pt'>شورای اسلامی<br>شهر سلام‌آباد</div>"


@pytest.mark.parametrize("bottom", [56, 58, 60, 62])
def test_what_was_stamped_over_a_line_is_a_line_of_its_own(bottom: int, tmp_path: Path) -> None:
    signature = (
        "<p style='position:absolute;left:60mm;bottom:58mm'>حسین رضایی، رئیس محترم شورای اسلامی شهر سلام‌آباد</p>"
    )
    page = papers.html(lines=papers.LETTER[:13], extra=signature + STAMP.format(bottom=bottom))
    text = papers.folded(page_of(papers.weasy_pdf(page), tmp_path).text)
    assert papers.folded("حسین رضایی، رئیس محترم شورای اسلامی") in text


@pytest.mark.parametrize(
    ("seen_from_left", "meant"),
    [("ه((ب", "به"), ("ه1ب", "به"), ("ه55ب", "به"), ("دعب.لبق", "قبل.بعد"), ("هدام1", "1ماده")],
)
def test_strokes_of_any_name_that_stretch_a_word_are_no_letters(seen_from_left: str, meant: str) -> None:
    glyphs = [bidi.Glyph(sign, 50 + 3 * at, 53 + 3 * at, 100, 112, 12) for at, sign in enumerate(seen_from_left)]
    stretched = born_digital._without_strokes(glyphs[::-1])
    assert bidi.logical(stretched, rtl=True) == meant


def test_a_run_of_nameless_strokes_parts_no_word_however_long() -> None:
    signs = ["ه", *[""] * 20, "ب"]
    glyphs = [bidi.Glyph(sign, 50 + 3 * at, 53 + 3 * at, 100, 112, 12) for at, sign in enumerate(signs)]
    assert [g.text for g in born_digital._without_strokes(glyphs[::-1])] == ["ب", *[bidi.STROKE] * 20, "ه"]


@pytest.mark.parametrize("sign", ["D", "-", ".", "/"])
def test_hair_thin_signs_inside_a_word_are_strokes_and_wide_ones_are_meant(sign: str) -> None:
    def read(width: float) -> str:
        edges = [50, 60, 60 + width, 60 + 2 * width, 70 + 2 * width]
        signs = zip("ه" + 2 * sign + "ب", edges, edges[1:], strict=False)
        glyphs = [bidi.Glyph(sign, left, right, 100, 114, 14) for sign, left, right in signs]
        return bidi.logical(born_digital._without_strokes(glyphs[::-1]), rtl=True)

    assert read(1.8) == "به"
    assert 2 * sign in read(9)


def in_widths(*signs: tuple[str, float]) -> str:
    """Signs from the left, each as wide as told."""
    left, glyphs = 50.0, []
    for sign, width in signs:
        glyphs.append(bidi.Glyph(sign, left, left + width, 100, 112, 12))
        left += width
    return bidi.logical(born_digital._without_strokes(glyphs[::-1]), rtl=True)


def test_blanks_that_are_thinner_than_others_of_their_row_are_strokes() -> None:
    assert in_widths(("ه", 6), (" ", 1.6), ("ب", 4), (" ", 3.4), ("ت", 6)) == "ت به"
    assert in_widths(("ه", 6), (" ", 1.6), ("ب", 4), (" ", 1.6), ("ت", 6)) == "ت ب ه"


def test_a_latin_letter_that_stands_in_several_words_of_a_row_is_a_stroke() -> None:
    twice = [("ه", 6.0), ("A", 3.2), ("ب", 4.0), (" ", 3.4), ("ه", 6.0), ("A", 3.2), ("ک", 4.0)]
    assert in_widths(*twice) == "که به"
    assert "A" in in_widths(*twice[:3])
    thrice = [*twice, (" ", 3.4), ("ه", 6.0), (":", 3.2), ("س", 4.0)]
    assert in_widths(*[(":" if sign == "A" else sign, width) for sign, width in thrice]) == "سه که به"
    assert ":" in in_widths(*[(":" if sign == "A" else sign, width) for sign, width in twice])


def test_brackets_that_close_again_are_no_strokes() -> None:
    glyphs = [bidi.Glyph(sign, 50 + 3 * at, 53 + 3 * at, 100, 112, 12) for at, sign in enumerate(")اه(هورگ")]
    assert [g.text for g in born_digital._without_strokes(glyphs[::-1])] == list("گروه(ها)")
