"""Small Word files for the tests: the parts are packed, their XML is written as word processors write it.

All people and numbers in the tests that use them are made up.
"""

from __future__ import annotations

import io
import zipfile

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
PAGE_BREAK, RENDERED = '<w:br w:type="page"/>', "<w:lastRenderedPageBreak/>"


def word_file(body: str, *, section: str = "", outside: str = "", **parts: str) -> bytes:
    """A .docx of this body; `parts` by name ("header1", "numbering", "styles", "settings"), related under their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        last = f"<w:sectPr>{section}</w:sectPr>"
        packed.writestr("word/document.xml", _root("document", f"<w:body>{body}{last}</w:body>"))
        relations = "".join(f'<Relationship Id="{name}" Target="{name}.xml"/>' for name in parts) + outside
        packed.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'
        )
        for name, content in parts.items():
            packed.writestr(f"word/{name}.xml", _root(name.rstrip("0123456789"), content))
    return out.getvalue()


def _root(name: str, content: str) -> str:
    return f"<w:{name} {_SPACES}>{content}</w:{name}>"


def run(text: str, told: str = "") -> str:
    """A run of letters, `told` its properties."""
    return f'<w:r><w:rPr>{told}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, told: str = "") -> str:
    """A paragraph that runs from the right; what is no XML becomes a run of it."""
    runs = "".join(one if one.startswith("<") else run(one) for one in content)
    return f"<w:p><w:pPr><w:bidi/>{told}</w:pPr>{runs}</w:p>"


def cell(*paragraphs: str, told: str = "") -> str:
    """A cell; what is no XML becomes a paragraph of it."""
    content = "".join(one if one.startswith("<") else paragraph(one) for one in paragraphs) or paragraph()
    return f"<w:tc><w:tcPr>{told}</w:tcPr>{content}</w:tc>"


def row(*cells: str, told: str = "") -> str:
    """A table's row; what is no XML becomes a cell of it."""
    made = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{told}</w:trPr>{made}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = (), ruled: bool = True, from_right: bool = True) -> str:
    """A table with columns of these widths."""
    rules = '<w:tblBorders><w:insideV w:val="single"/></w:tblBorders>' if ruled else ""
    turned = "<w:bidiVisual/>" if from_right else ""
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    return f"<w:tbl><w:tblPr>{turned}{rules}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def head(name: str, kind: str = "default") -> str:
    """A section's reference to the head in the part `name`."""
    return f'<w:headerReference w:type="{kind}" r:id="{name}"/>'


def foot(name: str, kind: str = "default") -> str:
    """The same to a foot."""
    return f'<w:footerReference w:type="{kind}" r:id="{name}"/>'


def of_list(number: int = 1, level: int = 0) -> str:
    """What tells that a paragraph is an item of a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(at: int, form: str, text: str, more: str = "") -> str:
    """A level of a list: how its numbers are written, and what with."""
    said = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{at}">{said}</w:lvl>'


def lists(*levels: str, restarts: tuple[int, ...] = ()) -> str:
    """The numbering of lists with these levels: list 1, and others of its family that start with these numbers."""
    others = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for at, start in enumerate(restarts, start=2)
    )
    family = f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
    return f'{family}<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{others}'


def text_box(*content: str, left: int = 0) -> str:
    """A run with a text box, as Word writes one: twice, for itself and for older ones. `left`: in twentieths of a point."""
    inner = f"<w:txbxContent>{''.join(paragraph(one) for one in content)}</w:txbxContent>"
    place = (
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left * 635}</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="1905000"/>'
    )
    new = f"<w:drawing><wp:anchor>{place}<wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></wp:anchor></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    both = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"


def with_part(packed: bytes, name: str, content: bytes) -> bytes:
    """The file with another content of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for other in old.namelist():
            new.writestr(other, content if other == name else old.read(other))
    return out.getvalue()
