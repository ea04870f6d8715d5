"""Word files: what their pages show, in the order in which it is read."""

from __future__ import annotations

import pytest

from intake import reading
from intake.engines import docx
from intake.layout import Page
from intake.problems import FileProblem
from tests.intake import papers, word_files
from tests.intake.word_files import (
    PAGE_BREAK,
    RENDERED,
    cell,
    foot,
    head,
    level,
    lists,
    of_list,
    paragraph,
    row,
    run,
    table,
    text_box,
    word_file,
)

ROOMY = 10_000_000


@pytest.fixture
def pages(keep):
    """Reads a Word file that is made of this."""

    def read(body: str, **parts: str) -> list[Page]:
        return docx.read(keep("paper.docx", word_file(body, **parts)), ROOMY)

    return read


def texts(pages: list[Page]) -> list[str]:
    return [page.text for page in pages]


# ---- paragraphs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (("موضوع:", "<w:r><w:br/></w:r>", "خرید خودرو"), "موضوع:\nخرید خودرو"),
        (("<w:del>" + run("پنج") + "</w:del><w:ins>" + run("شش") + "</w:ins>", " نفر"), "شش نفر"),
        (("رأی", run(" محرمانه", "<w:vanish/>"), run(" علنی", '<w:vanish w:val="0"/>')), "رأی علنی"),
        (("۱۲", "<w:r><w:noBreakHyphen/></w:r>", "۳۴"), "۱۲-۳۴"),
        (('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', " حاضر"), "✓ حاضر"),
        ((run("ü", '<w:rFonts w:ascii="Wingdings"/>'), " حاضر"), "✓ حاضر"),
        (("تلفن:", "<w:r><w:tab/></w:r>", "۳۳۲۲۱۱۰۰"), "تلفن:\t۳۳۲۲۱۱۰۰"),
        (("۱-", "<w:r><w:tab/></w:r>", "بودجه"), "۱- بودجه"),
        (("<w:r><w:tab/></w:r>", "احتراماً"), "احتراماً"),
        (("علی رضایی            مینا کاظمی",), "علی رضایی\tمینا کاظمی"),
        (
            ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("اینجا") + "</w:sdtContent></w:sdt>",),
            "",
        ),
        (("<w:sdt><w:sdtContent>" + run("دارد") + "</w:sdtContent></w:sdt>",), "دارد"),
    ],
)
def test_a_paragraph_says_what_it_shows(pages, content: tuple[str, ...], said: str) -> None:
    assert texts(pages(paragraph(*content))) == [said]


def test_a_field_says_its_result_and_not_its_code(pages) -> None:
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    inner = begin + code + middle + run("IF") + end
    assert texts(pages(paragraph("صفحه ", begin + code + inner + middle, "۳", end, " از ۴"))) == ["صفحه ۳ از ۴"]


def test_a_box_to_be_ticked_shows_its_tick(pages) -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    code = '<w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ticked, empty = (box.format(state) + code for state in ("<w:checked/>", '<w:default w:val="0"/>'))
    assert texts(pages(paragraph(ticked, " دارد ", empty, " ندارد"))) == ["☑ دارد ☐ ندارد"]


def test_a_paragraph_whose_end_was_taken_out_runs_on(pages) -> None:
    first = paragraph("با خرید ", told="<w:rPr><w:del/></w:rPr>")
    assert texts(pages(first + paragraph("موافقت شد."))) == ["با خرید موافقت شد."]


def test_a_text_box_comes_once_and_line_by_line_before_its_paragraph(pages) -> None:
    read = pages(paragraph("بسمه تعالی", text_box("شماره: ۱۲", "تاریخ: ۱۴۰۳/۰۲/۰۱", left=600)))
    assert texts(read) == ["شماره: ۱۲\nتاریخ: ۱۴۰۳/۰۲/۰۱\nبسمه تعالی"]
    number, _, invocation = read[0].lines
    assert number.box[2] < 0.4 < invocation.box[2]


def test_paragraphs_in_a_content_control_stay_apart(pages) -> None:
    held = f"<w:sdt><w:sdtContent>{paragraph('سلام')}{paragraph('احتراماً')}</w:sdtContent></w:sdt>"
    assert texts(pages(held)) == ["سلام\nاحتراماً"]


# ---- pages, heads and feet -------------------------------------------------------------------------------------------


def test_a_page_ends_where_it_is_told_or_found_to_and_not_twice(pages) -> None:
    body = (
        paragraph("یک")
        + paragraph(f"<w:r>{PAGE_BREAK}</w:r>")
        + paragraph(f"<w:r>{RENDERED}<w:t>دو</w:t></w:r>")
        + paragraph("سه ", f"<w:r>{RENDERED}<w:t>چهار</w:t></w:r>")
        + paragraph("پنج", told="<w:pageBreakBefore/><w:sectPr/>")
        + paragraph("شش", told='<w:sectPr><w:type w:val="continuous"/></w:sectPr>')
    )
    assert texts(pages(body + paragraph("هفت"))) == ["یک", "دو\nسه", "چهار", "پنج\nشش", "هفت"]


def test_a_table_goes_on_where_a_page_was_found_to_end(pages) -> None:
    second = row(cell(paragraph(f"<w:r>{RENDERED}<w:t>۲</w:t></w:r>")), "آسفالت")
    assert texts(pages(table(row("۱", "بودجه"), second))) == ["۱\tبودجه", "۲\tآسفالت"]


def test_heads_come_before_the_first_page_and_feet_behind_the_last(pages) -> None:
    read = pages(
        paragraph("متن") + paragraph(f"<w:r>{PAGE_BREAK}</w:r>", "ادامه"),
        section=head("header1") + foot("footer1"),
        header1=paragraph("شماره: ۴۵۶"),
        footer1=paragraph("تلفن: ۳۳۲۲۱۱۰۰"),
    )
    assert texts(read) == ["شماره: ۴۵۶\nمتن", "ادامه\nتلفن: ۳۳۲۲۱۱۰۰"]


def test_each_page_has_the_head_that_is_its_own_once(pages) -> None:
    every = head("header1", "first") + head("header2") + head("header3", "even")
    parts = {f"header{at}": paragraph(said) for at, said in ((1, "نخست"), (2, "دیگر"), (3, "زوج"))}
    leaf = paragraph(f"<w:r>{PAGE_BREAK}</w:r>", "برگ")
    body = paragraph("برگ") + leaf + leaf + leaf
    first = "<w:titlePg/>" + every
    assert texts(pages(body, section=first, **parts)) == ["نخست\nبرگ", "دیگر\nبرگ", "برگ", "برگ"]
    assert texts(pages(body, section=every, **parts))[0] == "دیگر\nبرگ"
    even = pages(body, section=first, settings="<w:evenAndOddHeaders/>", **parts)
    assert texts(even) == ["نخست\nبرگ", "زوج\nبرگ", "دیگر\nبرگ", "برگ"]


def test_a_section_keeps_the_head_of_the_one_before_and_does_not_repeat_it(pages) -> None:
    first = paragraph("یک", told=f"<w:sectPr>{head('header1')}</w:sectPr>")
    same = {"header1": paragraph("شهرداری"), "header2": paragraph("شهرداری")}
    assert texts(pages(first + paragraph("دو"), header1=same["header1"])) == ["شهرداری\nیک", "دو"]
    assert texts(pages(first + paragraph("دو"), section=head("header2"), **same)) == ["شهرداری\nیک", "دو"]


def test_a_part_outside_the_file_is_not_asked_for(pages) -> None:
    outside = '<Relationship Id="far" Target="file:///etc/passwd" TargetMode="External"/>'
    assert texts(pages(paragraph("متن"), section=head("far") + head("gone"), outside=outside)) == ["متن"]


# ---- numbers of lists ------------------------------------------------------------------------------------------------


def test_a_list_is_numbered_as_its_levels_say(pages) -> None:
    numbering = lists(
        level(0, "decimal", "%1-"), level(1, "arabicAbjad", "%2)"), level(2, "decimal", "%1.%3", "<w:isLgl/>")
    )
    items = [(0, "بودجه"), (1, "درآمد"), (1, "هزینه"), (0, "عمران"), (1, "معابر"), (2, "آسفالت"), (2, "جدول")]
    body = "".join(paragraph(said, told=of_list(level=at)) for at, said in items)
    said = "۱- بودجه\nالف) درآمد\nب) هزینه\n۲- عمران\nالف) معابر\n۲.۱ آسفالت\n۲.۲ جدول"
    assert texts(pages(body, numbering=numbering)) == [said]


def test_a_list_goes_on_behind_other_text_and_starts_again_where_it_is_told_to(pages) -> None:
    numbering = lists(level(0, "decimal", "%1-"), restarts=(1, 10))
    body = "".join(paragraph("بند", told=of_list(number) if number else "") for number in (1, 1, 0, 1, 2, 2, 3, 3, 1))
    said = "۱- بند\n۲- بند\nبند\n۳- بند\n۱- بند\n۲- بند\n۱۰- بند\n۱۱- بند\n۱۲- بند"
    assert texts(pages(body, numbering=numbering)) == [said]


def test_a_list_is_told_by_the_style_too_and_zero_takes_it_back(pages) -> None:
    styles = (
        f'<w:style w:type="paragraph" w:styleId="Item"><w:pPr>{of_list()}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Small"><w:basedOn w:val="Item"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Round"><w:basedOn w:val="Round"/></w:style>'
    )
    body = "".join(
        paragraph("بند", told=f'<w:pStyle w:val="{style}"/>{own}')
        for style, own in (("Item", ""), ("Small", ""), ("Item", of_list(0)), ("Round", ""))
    )
    read = pages(body, numbering=lists(level(0, "decimal", "مصوبه %1:")), styles=styles)
    assert texts(read) == ["مصوبه ۱: بند\nمصوبه ۲: بند\nبند\nبند"]


def test_bullets_of_symbol_fonts_are_bullets_and_figures_of_a_latin_line_are_latin(pages) -> None:
    numbering = lists(level(0, "bullet", "\uf0b7"), level(1, "bullet", "-"), level(2, "decimal", "%3."))
    body = "".join(paragraph("فرمانداری", told=of_list(level=at)) for at in (0, 1))
    latin = f"<w:p><w:pPr>{of_list(level=2)}</w:pPr>{run('Budget')}</w:p>"
    assert texts(pages(body + latin, numbering=numbering)) == ["• فرمانداری\n- فرمانداری\n1. Budget"]


def test_a_column_that_numbers_itself_has_its_numbers(pages) -> None:
    numbered = cell(paragraph(told=of_list()))
    body = table(row("ردیف", "نام"), row(numbered, "علی رضایی"), row(numbered, "مینا کاظمی"))
    read = pages(body, numbering=lists(level(0, "decimal", "%1")))
    assert texts(read) == ["ردیف\tنام\n۱\tعلی رضایی\n۲\tمینا کاظمی"]


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_a_ruled_row_is_one_line_and_its_cells_stand_under_their_heads(pages) -> None:
    rows = (row("ردیف", "متن مصوبه", "موافق", "مخالف"), row("۱", cell("با خرید", "موافقت شد."), "۵", "۲"))
    read = pages(table(*rows, widths=(800, 5000, 1000, 1000)))
    assert texts(read) == ["ردیف\tمتن مصوبه\tموافق\tمخالف\n۱\tبا خرید موافقت شد.\t۵\t۲"]
    heads, votes = read[0].lines
    against = heads.words[-1].box, votes.words[-1].box
    assert against[0][0] <= against[1][0] and against[1][2] <= against[0][2] and votes.box[1] > heads.box[3]


def test_cells_that_span_columns_or_rows_leave_the_others_in_their_places(pages) -> None:
    wide, begins, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        row(cell("حاضران", told=wide), "امضا"),
        row(cell("شورا", told=begins), "علی رضایی", "ع"),
        row(cell(told=goes_on), "مینا کاظمی", "م"),
    )
    read = pages(table(*rows, widths=(2000, 3000, 3000)))
    assert texts(read) == ["حاضران\tامضا\nشورا\tعلی رضایی\tع\nمینا کاظمی\tم"]
    tops, rights = ([line.words[-1].box[side] for line in read[0].lines] for side in (1, 2))
    assert len(set(rights)) == 1 and tops == sorted(set(tops))


@pytest.mark.parametrize("ruled", [True, False])
def test_a_letterhead_in_one_row_stands_side_by_side(pages, ruled: bool) -> None:
    lines = cell("شماره: ۱۲", "تاریخ: ۱۴۰۳/۰۲/۰۱", "پیوست: دارد")
    read = pages(table(row(cell("استانداری", "فرمانداری"), "بسمه تعالی", lines), ruled=ruled))
    said = "استانداری\tبسمه تعالی\tشماره: ۱۲\nفرمانداری\tتاریخ: ۱۴۰۳/۰۲/۰۱\nپیوست: دارد"
    assert texts(read) == [said]


def test_a_table_in_a_cell_and_a_letter_in_a_frame_keep_their_lines(pages) -> None:
    inner = table(row("شماره:", "۱۲"), row("پیوست:", "دارد")) + paragraph()
    assert texts(pages(table(row("شهرداری", cell(inner)), row("", "")))) == ["شهرداری\tشماره:\t۱۲\nپیوست:\tدارد"]
    letter = [f"سطر {at}" for at in range(12)]
    assert texts(pages(table(row(cell(*letter), ""), row("مهر", "")))) == ["\n".join([*letter, "مهر"])]


def test_a_table_that_nobody_turned_is_read_from_the_right_unless_its_numbers_begin_it(pages) -> None:
    left = pages(table(row("امضا", "نام"), row("", "علی رضایی"), from_right=False))
    numbered = pages(table(row("ردیف", "نام"), row("۱", "علی رضایی"), from_right=False))
    assert texts(left) == ["نام\tامضا\nعلی رضایی"] and texts(numbered) == ["ردیف\tنام\n۱\tعلی رضایی"]


def test_rows_that_were_taken_out_are_not_read(pages) -> None:
    assert texts(pages(table(row("۱", "بودجه"), row("۲", "آسفالت", told="<w:del/>"), row("۳", "معابر")))) == [
        "۱\tبودجه\n۳\tمعابر"
    ]


# ---- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "left", "right"),
    [
        ("", 0.6, 0.9),
        ('<w:jc w:val="center"/>', 0.4, 0.6),
        ('<w:jc w:val="right"/>', 0.1, 0.3),
        ('<w:ind w:left="5000"/>', 0.3, 0.5),
    ],
)
def test_a_line_stands_where_its_paragraph_says(pages, told: str, left: float, right: float) -> None:
    line = pages(paragraph("علی رضایی", told=told))[0].lines[0]
    assert left < line.box[0] < line.box[2] < right


def test_a_tab_leads_to_its_stop(pages) -> None:
    stop = '<w:tabs><w:tab w:val="left" w:pos="6000"/></w:tabs>'
    name, other = pages(paragraph("رضایی", "<w:r><w:tab/></w:r>", "کاظمی", told=stop))[0].lines[0].words
    assert name.box[0] - other.box[2] > 0.4


def test_long_lines_run_over_several_and_every_line_has_its_own_height(pages) -> None:
    lines = pages(paragraph("با سلام " * 40) + paragraph("شهردار"))[0].lines
    assert len({word.box[1] for word in lines[0].words}) > 2
    assert lines[1].box[1] > lines[0].box[3] and min(word.box[0] for word in lines[0].words) > 0.1


def test_a_letter_in_word_is_read_like_a_typed_one(keep) -> None:
    body = (
        [paragraph(papers.LETTER[0], told='<w:jc w:val="center"/>'), *map(paragraph, papers.LETTER[4:-2])]
        + [table(row("فرماندار", "استاندار"), row("۱", "۲"))]
        + [paragraph(said, told='<w:jc w:val="right"/>') for said in papers.LETTER[-2:]]
    )
    numbers = "".join(map(paragraph, papers.LETTER[1:4]))
    address = paragraph("سلام‌آباد، بلوار بهار، تلفن: ۰۲۳۳۳۴۴۵۵۶۶")
    content = word_file("".join(body), section=head("header1") + foot("footer1"), header1=numbers, footer1=address)
    found = reading.read(keep("letter.docx", content))
    values = {name: field.value for name, field in found.fields.items()}
    assert values["letter_number"] == "1402/1234/ص" and values["letter_date"] == "1402-07-15"
    assert values["signatory_name"] == "حسین رضایی" and values["phone"] == "02333445566"
    assert all(field.box is None for field in found.fields.values())


# ---- harm ------------------------------------------------------------------------------------------------------------


def problem(keep, content: bytes, limit: int = ROOMY) -> str:
    with pytest.raises(FileProblem) as raised:
        docx.read(keep("bad.docx", content), limit)
    return raised.value.problem.key


def test_all_parts_together_unpack_to_no_more_than_the_limit(keep) -> None:
    parts = {f"header{at}": paragraph("ا" * 3000) for at in (1, 2)}
    content = word_file(paragraph("متن"), section=head("header1") + head("header2", "first") + "<w:titlePg/>", **parts)
    two = word_file(paragraph("متن", f"<w:r>{PAGE_BREAK}</w:r>"), section=head("header1"), header1=parts["header1"])
    assert docx.read(keep("fine.docx", two), 9000)
    assert problem(keep, two, 7000) == "bomb"
    assert docx.read(keep("first.docx", content), 9000)


@pytest.mark.parametrize("name", ["header1", "styles", "numbering", "settings"])
def test_a_part_that_is_no_xml_or_declares_entities_is_a_problem_and_no_traceback(keep, name: str) -> None:
    good = word_file(paragraph("متن"), section=head("header1"), **{name: paragraph("متن")})
    for bad in (b"<w:p>", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'):
        assert problem(keep, word_files.with_part(good, f"word/{name}.xml", bad)) == "broken"


def test_numbers_that_no_page_has_do_no_harm(pages) -> None:
    numbering = lists(level(0, "upperRoman", "%1" * 5000), restarts=(10**15,))
    span = '<w:gridSpan w:val="99999999999999999999"/><w:vMerge w:val="nobody"/>'
    body = table(row(cell("یک", told=span)), row("دو", "سه"), widths=(10**9, -5)) + paragraph(
        "بند", told=of_list(2, 99)
    )
    read = pages(body, numbering=numbering, section='<w:pgSz w:w="1" w:h="inf"/><w:pgMar w:left="x"/>')
    assert texts(read) == ["یک\nدو\tسه\nبند"]
    read = pages(paragraph("بند", told=of_list(2)), numbering=numbering)
    assert len(read[0].text) < 1000


def test_letters_that_a_list_multiplies_count_too(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MAX_LETTERS", 1000)
    many = word_file(paragraph("بند", told=of_list()) * 100, numbering=lists(level(0, "decimal", "%1" + "-" * 50)))
    assert problem(keep, many) == "bomb"


def test_tables_and_boxes_without_end_are_broken_files(keep) -> None:
    boxes = "<w:p><w:r><w:pict><w:txbxContent>" * 2000, "</w:txbxContent></w:pict></w:r></w:p>" * 2000
    deep = "<w:tbl><w:tr><w:tc>" * 2000, "</w:tc></w:tr></w:tbl>" * 2000
    for opening, closing in (boxes, deep):
        assert problem(keep, word_file(opening + paragraph("متن") + closing)) == "broken"
