"""A reading drawn for a person at a terminal.

Door: `as_person`. Promise: everything that the JSON object tells but the full text, which is cut short; words from
templates/words. Not here: the command (cli), the card in the messenger (bot).
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from intake import checks, problems, trust
from intake.fields import Field
from intake.reading import Reading
from nlp import wording

_TEXT_LINES = 12


def as_person(reading: Reading) -> RenderableType:
    """The reading as rich draws it: the file, its fields and how sure they are, checks, problems, first lines."""
    parts: list[RenderableType] = [_about(reading)]
    parts.append(_fields(reading) if reading.fields else Text(_word("nothing"), style="dim"))
    for check in reading.checks:
        mark = _word("holds" if check.ok else "fails")
        parts.append(Text(f"{mark}: {checks.says(check)}", style="green" if check.ok else "red"))
    parts += [Text(problems.says(problem), style="bold red") for problem in reading.problems]
    first = "\n".join(reading.text.replace("\f", "\n").splitlines()[:_TEXT_LINES])
    return Group(*parts, Text(first, style="dim"), Text(""))


def _about(reading: Reading) -> Table:
    table = Table.grid(padding=(0, 2))
    kind = reading.document_type
    table.add_row(_word("file"), Text(reading.file, style="bold"))
    table.add_row(_word("pages"), wording.persian_digits(reading.pages))
    table.add_row(_word("kind"), f"{_label('kinds', kind.value)} ({_percent(kind.confidence)})")
    table.add_row(_word("source"), str(_words()["sources"][reading.source]))
    return table


def _fields(reading: Reading) -> Table:
    table = Table()
    for heading in ("field", "value", "sureness", "page"):
        table.add_column(_word(heading))
    for name, field in reading.fields.items():
        style = "" if field.confidence >= trust.SURE else "yellow"
        row = (
            _label("fields", name),
            _shown(name, field),
            _percent(field.confidence),
            wording.persian_digits(field.page),
        )
        table.add_row(*(Text(cell) for cell in row), style=style)
    return table


def _shown(name: str, field: Field) -> str:
    value: Any = field.value
    if isinstance(value, bool):
        return _word("yes" if value else "no")
    if isinstance(value, list):
        return "\n".join(_item(name, item) for item in value)
    if name.endswith("_date"):
        return wording.jalali(str(value))
    if name == "session_kind":
        return str(wording.words("values")["session_kinds"].get(value, value))
    return wording.persian_digits(value)


def _item(name: str, item: Any) -> str:
    """One member of a list; the structured ones in the words of the messenger's card."""
    if isinstance(item, dict):
        said = wording.environment("chat").get_template("parts.j2").render(name=name, part=item)
        return " ".join(Markup(said).unescape().split())  # noqa: S704 - for a terminal, where nothing is markup
    return wording.grouped(item) if isinstance(item, int) else wording.persian_digits(item)


def _percent(share: float) -> str:
    return wording.persian_digits(f"{round(share * 100)}%")


def _label(listing: str, key: str) -> str:
    """The Persian name of a document type or field; the key itself where the list has none."""
    found: Any = wording.words(listing).get(key, key)
    return str(found)


def _word(key: str) -> str:
    return str(_words()[key])


def _words() -> dict[str, Any]:
    return wording.words("reading")
