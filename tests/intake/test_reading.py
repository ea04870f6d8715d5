"""One file to one reading: every kind of file, good and bad."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from intake import checks, originals, problems, reading, report, scan
from intake.engines import tesseract
from intake.engines.tesseract import EngineFailed
from intake.fields import Field
from intake.kinds import Kind
from intake.problems import Limits
from tests.intake import papers

TRUTH = "\n".join(papers.LETTER)
KEYS = {"file", "sha256", "pages", "source", "document_type", "text", "fields", "checks", "problems"}


def bound(*pdfs: bytes) -> bytes:
    """PDFs bound into one."""
    book, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for pdf in pdfs:
        with pypdfium2.PdfDocument(pdf) as part:
            book.import_pages(part)
    book.save(out)
    book.close()
    return out.getvalue()


def word_file(text: str) -> bytes:
    from tests.intake.test_triage import word_file as packed

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    row = "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in ("ردیف", "نام")) + "</w:tr>"
    second = '<w:p><w:r><w:br w:type="page"/><w:t>صفحه دوم</w:t></w:r></w:p>'
    return packed(
        f"<w:document {space}><w:body>{paragraphs}<w:tbl>{row}</w:tbl>{second}</w:body></w:document>".encode()
    )


def test_a_typed_pdf_is_read_from_its_text_layer(typed_pdf: bytes, keep) -> None:
    heard: list[tuple[int, int]] = []
    result = reading.read(
        keep("x.bin", typed_pdf), on_page=lambda done, total: heard.append((done, total)), name="letter.pdf"
    )
    assert (result.file, result.pages, result.source, result.problems) == ("letter.pdf", 1, "text-layer", ())
    assert papers.error_rate(result.text, TRUTH) < 0.01
    assert heard == [(1, 1)]


def test_a_book_of_typed_and_scanned_pages_is_mixed_and_stays_in_order(
    typed_pdf: bytes, picture: Image.Image, keep
) -> None:
    scanned = papers.scan_pdf([papers.scanned(picture), picture.rotate(180)])
    path = keep("book.pdf", bound(typed_pdf, scanned))
    before = path.read_bytes()
    result = reading.read(path, limits=Limits(parallel=2))
    parts = result.text.split("\f")
    assert (result.pages, result.source, len(parts), result.problems) == (3, "mixed", 3, ())
    assert all(papers.error_rate(part, TRUTH) < 0.06 for part in parts)
    assert path.read_bytes() == before


def test_frames_of_a_tiff_are_pages_and_a_telephone_turns_its_photos(picture: Image.Image, keep) -> None:
    lying = picture.rotate(270, expand=True)
    frames = keep("fax.tif", papers.as_bytes(picture, "TIFF", save_all=True, append_images=[lying]))
    result = reading.read(frames)
    assert [papers.error_rate(part, TRUTH) < 0.06 for part in result.text.split("\f")] == [True, True]
    turned = Image.Exif()
    turned[0x0112] = 6
    photo = keep("photo.jpg", papers.as_bytes(picture.rotate(90, expand=True), "JPEG", exif=turned, quality=85))
    assert papers.error_rate(reading.read(photo).text, TRUTH) < 0.06


def test_a_word_file_is_read_without_places(keep) -> None:
    result = reading.read(keep("letter.docx", word_file(TRUTH)))
    assert result.pages == 2
    assert result.text == TRUTH + "\nردیف\tنام\fصفحه دوم"
    assert all(field.box is None for field in result.fields.values())


def test_a_layer_of_nonsense_is_left_for_the_picture(picture: Image.Image, keep) -> None:
    import weasyprint

    image = io.BytesIO(papers.as_bytes(picture))
    import base64

    source = base64.b64encode(image.getvalue()).decode()
    page = (
        "<style>@page{size:A4;margin:0}img{position:absolute;width:210mm}p{color:white;font-size:6pt}</style>"
        f'<p>{"ol vAs 5h JLo 8,bt plel (Ssh " * 30}</p><img src="data:image/png;base64,{source}">'
    )
    pdf = bytes(weasyprint.HTML(string=page).write_pdf())
    result = reading.read(keep("scan.pdf", pdf))
    assert result.source == "ocr"
    assert papers.error_rate(result.text, TRUTH) < 0.06


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"", "empty"), (b"words", "wrong-kind"), (b"%PDF-1.4\n", "broken"), (b"\x89PNG\r\n\x1a\n1234", "broken")],
)
def test_a_bad_file_still_gets_its_object(content: bytes, key: str, keep) -> None:
    data = reading.as_data(reading.read(keep("bad.pdf", content)))
    assert set(data) == KEYS
    assert [problem["key"] for problem in data["problems"]] == [key]
    assert data["pages"] == 0 and data["text"] == "" and len(data["sha256"]) == 64


def test_a_missing_file_a_blank_page_and_a_speck_are_values(tmp_path: Path, keep) -> None:
    assert [p.key for p in reading.read(tmp_path / "gone.pdf").problems] == ["unreadable"]
    for size in ((1, 1), (1240, 1754), (9000, 45)):
        blank = keep("blank.png", papers.as_bytes(Image.new("L", size, 255)))
        assert [p.key for p in reading.read(blank).problems] == ["no-text"]


@pytest.mark.parametrize(
    ("failure", "key"), [("crashed", "page-crashed"), ("slow", "page-slow"), ("missing", "engine-missing")]
)
def test_a_page_that_the_engine_cannot_read_is_named_and_the_rest_is_kept(
    failure: str, key: str, typed_pdf: bytes, picture: Image.Image, keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EngineFailed(failure)

    monkeypatch.setattr(tesseract, "read", fail)
    result = reading.read(keep("book.pdf", bound(typed_pdf, papers.scan_pdf([picture]))))
    assert [(p.key, p.facts["page"]) for p in result.problems] == [(key, 2)]
    assert papers.error_rate(result.text, TRUTH) < 0.01
    assert all("{" not in problems.says(p) for p in result.problems)


def test_no_page_is_begun_after_the_files_time(typed_pdf: bytes, keep) -> None:
    result = reading.read(keep("book.pdf", bound(typed_pdf, typed_pdf)), limits=Limits(seconds_per_file=0.0))
    assert [p.key for p in result.problems] == ["took-too-long"]
    assert result.text == "\f"


def test_data_and_reading_are_one(picture: Image.Image, keep) -> None:
    result = reading.read(keep("scan.png", papers.as_bytes(papers.scanned(picture))))
    data = json.loads(json.dumps(reading.as_data(result)))
    assert set(data) == KEYS
    again = reading.from_data(data)
    assert reading.as_data(again) == data
    assert again.fields == result.fields
    assert [checks.says(c) for c in again.checks] == [checks.says(c) for c in result.checks]


def test_a_line_is_cut_from_where_its_box_says(picture: Image.Image, keep) -> None:
    crooked = papers.scanned(picture.rotate(180), skew=2.0)
    path = keep("scan.png", papers.as_bytes(crooked))
    with originals.open_original(path, "image/png", Limits()) as original:
        pages, _ = scan.all_pages(original, Limits(), float("inf"), None)
    subject = next(line for line in pages[0].lines if line.text.startswith("موضوع"))
    line = Image.open(io.BytesIO(reading.line_picture(path, 1, subject.box)))
    assert line.width > 3 * line.height
    again = tesseract.read(np.asarray(line.convert("L")), 1, seconds=60)
    assert reading.line_picture(path, 1, subject.box) == reading.line_picture(path, 1, subject.box)
    assert "موضوع" in again.text and "مدیرکل" not in again.text


def test_pages_are_drawn_with_their_boxes(typed_pdf: bytes, keep, tmp_path: Path) -> None:
    path = keep("a letter;.pdf", typed_pdf)
    written = reading.boxes_picture(path, reading.read(path), tmp_path / "out")
    assert [file.name for file in written] == ["a_letter_-1.png"]
    with Image.open(written[0]) as page:
        assert page.size[1] > page.size[0] > 1000
    assert reading.boxes_picture(keep("bad.pdf", b"%PDF-"), reading.read(path), tmp_path / "out") == []


def test_a_person_is_shown_the_same(typed_pdf: bytes, keep) -> None:
    from rich.console import Console

    console = Console(file=io.StringIO(), width=120)
    console.print(report.as_person(reading.read(keep("letter.pdf", typed_pdf))))
    console.print(report.as_person(reading.read(keep("empty.pdf", b""))))
    shown = console.file.getvalue()
    assert "letter.pdf" in shown and "این فایل خالی است" in shown


def test_a_person_is_shown_votes_dates_and_sums_in_words() -> None:
    from rich.console import Console

    decided = {
        "number": 2,
        "text": "خرید «لودر»",
        "votes_for": 4,
        "votes_against": 1,
        "votes_abstain": 2,
        "unanimous": False,
    }
    values = {"session_date": "1403-02-18", "session_kind": "ordinary", "session_number": 187, "resolutions": [decided]}
    fields = {name: Field(value, "", 0.9, 1, None) for name, value in values.items()}
    console = Console(file=io.StringIO(), width=160)
    told = reading.Reading("a.pdf", "0", 1, "ocr", Kind("council-minutes", 0.9), "", fields, (), ())
    console.print(report.as_person(told))
    shown = console.file.getvalue()
    for words in ("۱۴۰۳/۰۲/۱۸", "عادی", "۱۸۷", "(۲) خرید «لودر» [۴ موافق، ۱ مخالف، ۲ ممتنع]"):
        assert words in shown, words


def test_a_few_lines_with_a_row_of_zeros_do_not_make_the_engine_lose_its_lines(tmp_path: Path) -> None:
    name, content = papers.few_lines("نام و نام خانوادگی: آرش فرهمندنیا", "نام پدر: سیاوش", "شمارهٔ ملی: ۰۰۰۰۰۷۳۸۴۹")
    (tmp_path / name).write_bytes(content)
    found = reading.read(tmp_path / name)
    assert "آرش فرهمندنیا" in found.text
    assert "سیاوش" in found.text


def test_a_fault_of_the_rules_costs_the_fields_and_not_the_text(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> dict[str, object]:
        raise RecursionError("a rule's own")

    monkeypatch.setattr(reading.fields, "extract", fails)
    found = reading.read(keep("letter.docx", word_file(TRUTH)))
    assert papers.LETTER[-1] in found.text and not found.fields
    assert [problem.key for problem in found.problems] == ["fields-unread"]
