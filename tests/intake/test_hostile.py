"""Files that the fuzz found to be more than the reader could bear."""

from __future__ import annotations

import json
import zipfile
from random import Random

import pytest

from intake import originals, reading
from intake.engines import docx
from intake.problems import Limits
from tools.fuzz_reading import archives, pdfs, pictures

# The others take long, some of them a minute: `make fuzz` reads them all.
QUICK = (archives.entities, archives.nested, archives.page_after_page, archives.no_xml, archives.packed_otherwise)


def _keys(found: reading.Reading) -> list[str]:
    return [problem.key for problem in found.problems]


@pytest.mark.parametrize("box", [b"-5 -5 1e30 1e30", b"0 0 0 0"])
def test_a_page_with_a_malformed_box_is_read_all_the_same(box: bytes, keep) -> None:
    found = reading.read(keep("x.pdf", pdfs.one_page(pdfs.drawn_text(b"Number 12/345"), box=box)))
    assert found.pages == 1
    assert found.text.strip() or _keys(found)


TWENTY_LINES = b"BT /F 12 Tf 72 700 Td " + b"(Number 12/345) Tj 0 -20 Td " * 20 + b"ET"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >>"


def stream(drawing: bytes, told: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (told, len(drawing), drawing)


@pytest.mark.parametrize(
    "crowded",
    [
        pdfs.one_page(stream(TWENTY_LINES)),
        pdfs.one_page(stream(b"/X Do"), b"/XObject << /X 6 0 R >>", [stream(TWENTY_LINES, FORM)]),
    ],
    ids=["on the page", "in a form of the page"],
)
def test_a_page_with_too_much_drawn_on_it_is_left_for_its_picture(
    crowded: bytes, keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep("map.pdf", crowded)
    with originals.open_original(path, "application/pdf", Limits()) as original:
        typed = original.typed(1)
        assert typed is not None and "Number 12/345" in typed.page.text
        monkeypatch.setattr(originals, "MAX_DRAWN", 19)
        assert original.typed(1) is None


@pytest.mark.parametrize("make", QUICK, ids=lambda make: make.__name__)
def test_a_word_file_made_to_do_harm_is_a_value(make: archives.Made, keep) -> None:
    path = keep("x.docx", make(Random(1)))
    assert zipfile.is_zipfile(path) or make is archives.packed_otherwise
    found = reading.read(path)
    assert found.text.strip() or _keys(found)
    json.dumps(reading.as_data(found), ensure_ascii=False).encode()


def test_a_word_file_with_more_text_than_anyone_writes_is_not_read(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    path = keep("x.docx", archives.page_after_page(Random(1)))
    monkeypatch.setattr(docx, "MAX_LETTERS", 10)
    assert _keys(reading.read(path)) == ["bomb"]


def test_a_tiff_whose_second_frame_has_no_size_is_broken(keep) -> None:
    size = ((256, 4, 8), (257, 4, 8))
    rest = ((258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, 8), (279, 4, 64))
    first = pictures.tiff((*size, *rest), next_at=200).ljust(200, b"\0")
    second = pictures.tiff(rest)[8:]
    assert _keys(reading.read(keep("x.tif", first + second))) == ["broken"]
