"""PDFs that were made to do harm: bombs, scripts, no pages, too many, pages as large as a field, loops, lies.

Door: `PDFS`, each a function of a random generator; `one_page`, `between_others`, `drawn_text`, `packed`. Promise: small files
(none is refused for its size), the same generator gives the same bytes. Not here: the samples' PDFs, spoilt (damage).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from random import Random

type Made = Callable[[Random], bytes]

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_SCRIPT = b"<< /S /JavaScript /JS (while \\(true\\) { app.alert\\('x'\\) }) >>"
_LAUNCH = b"<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"


def flat_bomb(random: Random) -> bytes:
    """A page whose drawing unpacks to a thousand times its size."""
    return one_page(packed(b"0 0 m 9 9 l S\n" * random.randrange(4_000_000, 8_000_000)))


def nested_bomb(random: Random) -> bytes:
    """A drawing that is packed three times over."""
    inner = b" " * random.randrange(100_000_000, 300_000_000)
    for _ in range(3):
        inner = zlib.compress(inner, 9)
    return one_page(_stream(inner, b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"))


def picture_bomb(random: Random) -> bytes:
    """A picture in the page that says to be 40 000 dots wide and high."""
    side = random.choice((40_000, 65_000))
    picture = packed(
        bytes(50_000_000),
        b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Width %d /Height %d"
        % (side, side),
    )
    return one_page(_stream(b"600 0 0 800 0 0 cm /Big Do"), b"/XObject << /Big 6 0 R >>", (picture,))


def forms_within_forms(random: Random) -> bytes:
    """Each drawing shows the next ten times: ten to the power of their number."""
    depth = random.randrange(8, 12)
    forms = [
        _stream(
            b"/Next Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Next %d 0 R >> >>" % at,
        )
        for at in range(7, 6 + depth)
    ]
    last = _stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return one_page(_stream(b"/First Do"), b"/XObject << /First 6 0 R >>", (*forms, last))


def drawing_of_itself(random: Random) -> bytes:
    """A drawing that shows itself."""
    form = _stream(
        b"/Self Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Self 6 0 R >> >>"
    )
    return one_page(_stream(b"/Self Do " * random.randrange(1, 9)), b"/XObject << /Self 6 0 R >>", (form,))


def scripted(random: Random) -> bytes:
    """Scripts and programs that want to be run at the opening, and on the page."""
    act = random.choice((_SCRIPT, _LAUNCH, b"<< /S /URI /URI (http://127.0.0.1:9/) >>"))
    extra = (
        b"/OpenAction " + act + b" /AA << /WC " + act + b" >> /Names << /JavaScript << /Names [(a) " + act + b"] >> >>"
    )
    return one_page(drawn_text(b"Number 12/345"), root=extra)


def without_pages(random: Random) -> bytes:
    """A catalogue of no pages, or of none and many said."""
    count = random.choice((0, 3, -1, 2_000_000_000))
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count %d >>" % count])


def five_hundred_pages(random: Random) -> bytes:
    """Five hundred pages, each with a line."""
    return _pages(500 + random.randrange(9))


def a_book_just_allowed(random: Random) -> bytes:
    """As many pages as are read, each with a line of text."""
    return _pages(60 - random.randrange(20))


def pages_in_a_circle(random: Random) -> bytes:
    """A tree of pages that holds itself."""
    kids = b"2 0 R " * random.randrange(1, 5)
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 7 >>" % kids])


def deep_brackets(random: Random) -> bytes:
    """Lists within lists, deeper than any parser may follow, in the page or in what it draws."""
    deep = b"[" * random.choice((600, 50_000, 400_000))
    if random.random() < 0.5:
        return one_page(_stream(deep))
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R /Deep %s >>" % deep, b"<< /Type /Pages /Kids [] /Count 0 >>"])


def a_page_as_a_field(random: Random) -> bytes:
    """A page that is hundreds of metres wide, a hair high, upside down or turned by no right angle."""
    box = random.choice(
        (b"0 0 900000 900000", b"0 0 14400 1", b"700 800 0 0", b"0 0 0 0", b"-5 -5 1e30 1e30", b"0 0 nan x")
    )
    turn = random.choice((0, 90, 45, -270, 100_000))
    return one_page(drawn_text(b"Number 12/345"), box=box, page=b"/Rotate %d" % turn)


def many_letters(random: Random) -> bytes:
    """A page with half a million letters, above one another or in one row."""
    step = random.choice((b"0 0", b"0.001 0", b"7 0"))
    return one_page(
        packed(b"BT /F 9 Tf 9 700 Td " + b"(12345) Tj %s Td " % step * random.randrange(20_000, 100_000) + b"ET")
    )


def many_lines(random: Random) -> bytes:
    """A page ruled like a net, as if it were one endless table."""
    rules = b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S\n" % (at, at, at, at) for at in range(800))
    return one_page(packed(rules * random.randrange(1, 12)))


def form_to_fill(random: Random) -> bytes:
    """A form whose fields hold one another, with scripts that reckon."""
    kids = random.choice((b"[6 0 R]", b"[]", b"[99 0 R]"))
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (5) /Rect [9 9 99 99] /Kids %s /Parent 6 0 R /AA << /C %s >> >>"
        % (
            kids,
            _SCRIPT,
        )
    )
    fields = b"/AcroForm << /Fields [6 0 R] /NeedAppearances true /CO [6 0 R] >>"
    return one_page(drawn_text(b"Form 7"), more=(field,), root=fields, page=b"/Annots [6 0 R]")


PDFS: tuple[Made, ...] = (
    flat_bomb,
    nested_bomb,
    picture_bomb,
    forms_within_forms,
    drawing_of_itself,
    scripted,
    without_pages,
    five_hundred_pages,
    a_book_just_allowed,
    pages_in_a_circle,
    deep_brackets,
    a_page_as_a_field,
    many_letters,
    many_lines,
    form_to_fill,
)


def one_page(
    drawing: bytes,
    resources: bytes = b"",
    more: Sequence[bytes] = (),
    *,
    root: bytes = b"",
    page: bytes = b"",
    box: bytes = b"0 0 595 842",
) -> bytes:
    """One page; `more` are the objects from the sixth on."""
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s /Resources << /Font << /F 5 0 R >> %s >> >>"
            % (box, page, resources),
            drawing,
            _FONT,
            *more,
        ]
    )


def between_others(one: bytes, times: int = 1) -> bytes:
    """The page of a file that `one_page` made, so many times, between two pages that say "Number 12/345"."""
    objects = re.findall(rb"\n\d+ 0 obj\n(.*?)\nendobj(?=\n)", one, re.DOTALL)
    line, honest = len(objects) + 1, len(objects) + 2
    kids = b"%d 0 R %s %d 0 R" % (honest, b"3 0 R " * times, honest)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, times + 2)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    return _pdf([*objects, drawn_text(b"Number 12/345"), page % line])


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % at for at in range(5, 5 + count))
    leaf = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    )
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, drawn_text(b"Number 12/345"), _FONT, *[leaf] * count])


def drawn_text(said: bytes) -> bytes:
    return _stream(b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % said)


def packed(content: bytes, words: bytes = b"") -> bytes:
    return _stream(zlib.compress(content, 9), words + b" /Filter /FlateDecode")


def _stream(content: bytes, words: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (words, len(content), content)


def _pdf(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from one, the first of them the catalogue, with their table."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return bytes(out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end)
