"""Pages typed anew as text documents."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tools.make_papers.text_document import text_document

_PAGE = '<html dir="rtl"><head><style>@page {{ size: A4 }} {}</style></head><body>{}</body></html>'
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
_TEXT, _TABLE = (lambda name: _OFFICE % ("text", name)), (lambda name: _OFFICE % ("table", name))


def _read(body: str, style: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(text_document(_PAGE.format(style, body)))


def _paragraphs(document: ElementTree.Element) -> list[str]:
    return [told for part in document.iter(_TEXT("p")) if (told := "".join(part.itertext()).strip())]


def _look(document: ElementTree.Element, name: str) -> dict[str, str]:
    """All properties of the style of this name."""
    style = next(one for one in document.iter(_OFFICE % ("style", "style")) if _OFFICE % ("style", "name") in one.attrib
                 and one.attrib[_OFFICE % ("style", "name")] == name)  # fmt: skip
    return {key.rpartition("}")[2]: value for part in style for key, value in part.attrib.items()}


def _look_of(document: ElementTree.Element, words: str) -> dict[str, str]:
    part = next(one for one in document.iter(_TEXT("p")) if words in "".join(one.itertext()))
    return _look(document, part.attrib[_TEXT("style-name")])


def test_a_paragraph_of_many_lines_keeps_its_words_and_its_breaks() -> None:
    words = " ".join(["شورای اسلامی شهر با اکثریت آرا موافقت نمود."] * 9)
    document = _read(f"<p>{words}<br>پایان</p>")
    assert _paragraphs(document) == [f"{words}پایان"]
    assert len(list(document.iter(_TEXT("line-break")))) == 1


def test_a_frame_stays_around_its_paragraph() -> None:
    document = _read(
        "<div class=d><b>مصوبه ۱:</b> موافقت شد.</div>", ".d { border-right: 3px solid #123456; padding: 4px }"
    )
    look = _look_of(document, "مصوبه")
    assert look["border-right"].endswith("solid #123456") and "border-left" not in look


def test_a_frame_around_paragraphs_is_a_table_of_one_cell() -> None:
    document = _read("<div style='border: 1px solid'><p>یک</p><p>دو</p></div>")
    assert [len(list(table.iter(_TABLE("table-cell")))) for table in document.iter(_TABLE("table"))] == [1]
    assert _paragraphs(document) == ["یک", "دو"]


@pytest.mark.parametrize(
    "body",
    [
        "<div style='float: right'>راست</div><div style='float: left'>چپ</div>",
        "<div style='display: flex'><div style='width: 60%'>راست</div><div>چپ</div></div>",
        "<div><span style='display: inline-block; width: 45%'><p>راست</p></span> "
        "<span style='display: inline-block; width: 45%'><p>چپ</p></span></div>",
        "<table><tr><td>راست</td><td>چپ</td></tr></table>",
    ],
)
def test_what_stands_side_by_side_is_a_row_of_cells(body: str) -> None:
    rows = list(_read(body).iter(_TABLE("table-row")))
    assert [["".join(cell.itertext()).strip() for cell in row] for row in rows] == [["راست", "چپ"]]


def test_cells_reach_over_rows_and_columns() -> None:
    document = _read("<table><tr><td rowspan=2>الف</td><td colspan=2>ب</td></tr><tr><td>ج</td><td>د</td></tr></table>")
    rows = [[cell.tag.rpartition("}")[2] for cell in row] for row in document.iter(_TABLE("table-row"))]
    assert rows == [
        ["table-cell", "table-cell", "covered-table-cell"],
        ["covered-table-cell", "table-cell", "table-cell"],
    ]


def test_the_first_column_stands_at_the_right_and_keeps_its_width() -> None:
    document = _read("<table style='width: 100%'><tr><td style='width: 20%'>ردیف</td><td>شرح</td></tr></table>")
    named = [column.attrib[_TABLE("style-name")] for column in document.iter(_TABLE("table-column"))]
    narrow, wide = (float(_look(document, name)["column-width"].removesuffix("pt")) for name in named)
    assert narrow < wide / 3


def test_a_list_keeps_its_marks_and_a_new_sheet_begins_where_it_was_asked_for() -> None:
    document = _read("<ol><li>یک</li><li>دو</li></ol><p style='page-break-before: always'>سه</p>")
    assert _paragraphs(document) == ["1. یک", "2. دو", "سه"]
    assert [_look_of(document, words).get("break-before") for words in ("یک", "دو", "سه")] == [None, None, "page"]


def test_words_keep_their_side_their_weight_and_their_font() -> None:
    document = _read("<p style='text-align: left; font-family: Samim'>چپ <b>سیاه</b></p>")
    assert _look_of(document, "چپ")["text-align"] == "start", "the left, as LibreOffice takes it"
    spans = {span.text: _look(document, span.attrib[_TEXT("style-name")]) for span in document.iter(_TEXT("span"))}
    assert [spans[words]["font-weight-complex"] for words in ("چپ ", "سیاه")] == ["normal", "bold"]
    assert spans["سیاه"]["font-name-complex"] == "Samim"
