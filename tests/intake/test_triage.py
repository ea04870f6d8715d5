"""The gate: what a file is, by content, and the first reason not to read it."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pypdfium2
import pytest
from PIL import Image

from intake import problems, triage
from intake.problems import Limits
from nlp import wording
from tests.intake import papers


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def word_file(body: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": body})


def small(kind: str) -> bytes:
    return papers.as_bytes(Image.new("L", (60, 60), 255), kind)


def encrypted_pdf() -> bytes:
    """A PDF that says it is encrypted with a user's password (the standard handler, 40 bits)."""
    content = b"%PDF-1.4\n"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4>>",
    ]
    places = []
    for number, written in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%sendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 5\n0000000000 65535 f \n" + table
    return content + b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % start


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
        ("PDF", "application/pdf"),
    ],
)
def test_a_file_is_known_by_its_content_whatever_its_name(kind: str, media: str, keep) -> None:
    content = small(kind)
    assert triage.sniff(content) == media
    assert triage.sniff(keep("letter.exe", content)) == media


def test_a_word_file_is_known_among_archives() -> None:
    assert triage.sniff(word_file(b"<a/>")) == triage.DOCX
    assert triage.sniff(archive(readme=b"x")) is None


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"<html></html>", b"GIF89a", b"PK\x03\x04 broken"])
def test_other_files_are_not_taken(content: bytes) -> None:
    assert triage.sniff(content) is None


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"just some words", "wrong-kind"),
        (archive(note=b"x"), "wrong-kind"),
        (b"%PDF-1.7\nnothing follows", "broken"),
        (encrypted_pdf(), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "wrong-kind"),
        (small("PNG")[:70], "broken"),
        (png_header(30_000, 30_000), "too-many-pixels"),
        (png_header(10_000, 10_000), "too-many-pixels"),
        (png_header(9_000, 7_000), "too-many-pixels"),
        (word_file(b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'), "broken"),
        (word_file(b"<a>" + b" " * 70_000_000), "bomb"),
    ],
)
def test_the_first_reason_not_to_read_is_said_within_two_seconds(content: bytes, key: str, keep) -> None:
    begun = time.monotonic()
    problem = triage.look(keep("sent.bin", content))
    assert problem is not None
    assert problem.key == key
    assert time.monotonic() - begun < 2
    assert "{" not in problems.says(problem)


def test_a_good_file_passes(typed_pdf: bytes, keep) -> None:
    assert triage.look(keep("letter.pdf", typed_pdf)) is None
    assert triage.look(keep("page.png", small("PNG"))) is None


def test_size_and_pages_have_limits(keep) -> None:
    book = pypdfium2.PdfDocument.new()
    for _ in range(3):
        book.new_page(200, 200)
    out = io.BytesIO()
    book.save(out)
    book.close()
    path = keep("book.pdf", out.getvalue())
    many, large = triage.look(path, Limits(max_pages=2)), triage.look(path, Limits(max_bytes=100))
    assert many is not None and many.key == "too-many-pages" and many.facts["pages"] == 3
    assert large is not None and large.key == "too-big"
    assert triage.look(path, Limits(max_pages=3)) is None


def test_a_missing_file_and_a_folder_are_values_too(tmp_path) -> None:
    for path in (tmp_path / "gone.pdf", tmp_path):
        problem = triage.look(path)
        assert problem is not None and problem.key == "unreadable"


def test_every_problem_has_a_sentence_that_says_what_to_do() -> None:
    facts = {"size": 30, "limit": 20, "pages": 90, "page": 3}
    for key in wording.words("problems"):
        said = problems.says(problems.Problem(key, facts))
        assert "{" not in said and not any(c in said for c in "0123456789"), said
        assert any(please in said for please in ("لطفاً", "بفرستید")), said
