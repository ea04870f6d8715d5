"""Word files that were made to do harm: bombs, entities, endless nesting, lies in the table of contents.

Door: `ARCHIVES`, each a function of a random generator. Promise: small files, the same generator gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from random import Random

type Made = Callable[[Random], bytes]

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PARAGRAPH = "<w:p><w:r><w:t>12/345</w:t></w:r></w:p>"


def zip_bomb(random: Random) -> bytes:
    """A body that unpacks to some hundred megabytes."""
    return _docx(_body(" " * random.randrange(90_000_000, 300_000_000)))


def just_below_a_bomb(random: Random) -> bytes:
    """A body that may just be unpacked: hundreds of thousands of paragraphs, or one that does not end."""
    if random.random() < 0.5:
        return _docx(_body(_PARAGRAPH * random.randrange(100_000, 900_000)))
    return _docx(_body(f"<w:p><w:r><w:t>{'12/345 ' * random.randrange(100_000, 5_000_000)}</w:t></w:r></w:p>"))


def entities(random: Random) -> bytes:
    """Entities that multiply, or name a file of the machine."""
    laughs = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    kinds = random.choice((f'<!ENTITY a0 "ha">{laughs}', '<!ENTITY a9 SYSTEM "file:///etc/passwd">'))
    return _docx(f"<!DOCTYPE w [{kinds}]>{_body('<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>')}")


def nested(random: Random) -> bytes:
    """Tables within tables, or frames within frames, deeper than anyone reads."""
    opening, closing = random.choice(
        (
            ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
            ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
            ("<w:p>", "</w:p>"),
            ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
        )
    )
    depth = random.choice((300, 5_000, 200_000))
    return _docx(_body(opening * depth + _PARAGRAPH + closing * depth))


def page_after_page(random: Random) -> bytes:
    """Nothing but ends of pages."""
    return _docx(_body('<w:p><w:r><w:br w:type="page"/></w:r></w:p>' * random.choice((0, 59, 500, 90_000))))


def no_xml(random: Random) -> bytes:
    """A body that is no XML, or in no known writing."""
    return _docx(random.choice((random.randbytes(5000), b"", b'<?xml version="1.0" encoding="utf-99"?><a/>', b"<a>")))


def strange_letters(random: Random) -> bytes:
    """Letters from anywhere: marks that turn the line, half letters, signs without end."""
    letters = "".join(
        chr(random.choice((0x200E, 0x202E, 0x0651, 0xFDFA, 0x6F0, 0x1F469, 0xE000, 0xFFFD))) for _ in range(20_000)
    )
    return _docx(_body(f"<w:p><w:r><w:t>{letters}</w:t></w:r></w:p>"))


def packed_otherwise(random: Random) -> bytes:
    """A packing that there is not, or a lock that there is no key to."""
    whole = bytearray(_docx(_body(_PARAGRAPH)))
    at = whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"word/document.xml"))
    field = random.choice((8, 10))
    for start in (at + field, whole.rfind(b"PK\x03\x04") + field - 2):
        whole[start] = random.choice((1, 9, 12, 14, 93, 99))
    return bytes(whole)


ARCHIVES: tuple[Made, ...] = (
    zip_bomb,
    just_below_a_bomb,
    entities,
    nested,
    page_after_page,
    no_xml,
    strange_letters,
    packed_otherwise,
)


def _body(content: str) -> str:
    return f"<w:document {_SPACE}><w:body>{content}</w:body></w:document>"


def _docx(body: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", "<Types/>"), ("word/document.xml", body)):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
