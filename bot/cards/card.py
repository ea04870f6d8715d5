"""What a person sees: a card is a text and its buttons.

Door: `Card`, `button`, `say`, `refusal`. Promise: all wording comes from templates/chat and templates/words, all of it
escaped; texts stay within the messenger's 4096 characters. Not here: the cards themselves (the other modules of this package).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.callbacks import Act, data
from cases.errors import Refusal
from intake import problems
from nlp import wording

LIMIT = 4096
LABEL = 64
CAPTION = 1024
_GAPS = re.compile(r"\n\s*\n\s*\n")
_CHARACTERS = re.compile(r"(?:&\w+;|&#\d+;|.){1,200}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled callback."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the vault with the name that it is sent under."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """HTML text (of the messenger's small kind) with rows of buttons, or a file with the text as its caption."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = field(default=())
    attachment: Attachment | None = None
    whole: str = ""
    """All of a text of which `text` is the beginning, for where it may be said in parts."""

    @property
    def caption(self) -> str:
        """The text as a file's caption, which may be a quarter as long."""
        return within(self.text, CAPTION)

    @property
    def parts(self) -> tuple[str, ...]:
        """The whole text in messages of the messenger's length."""
        return parted(self.whole) if self.whole else (self.text,)

    def markup(self) -> dict[str, Any] | None:
        """The inline keyboard as the Bot API has it."""
        if not self.rows:
            return None
        return {
            "inline_keyboard": [
                [{"text": button.label, "callback_data": button.data} for button in row] for row in self.rows
            ]
        }


def button(act: Act, id: int = 0, v: int = 0, arg: str = "", *, label: str | None = None, **facts: object) -> Button:
    """The button of an act; its label from the words, filled with `facts`, the catalogue's words as people read them."""
    pattern: str = wording.words("buttons")[label or act.value]
    facts |= {name: wording.shown(str(facts[name])) for name in ("title", "reason") if name in facts}
    shown = pattern.format(**facts)
    return Button(shown if len(shown) <= LABEL else shown[: LABEL - 1].rstrip() + "…", data(act, id, v, arg))


def say(template: str, rows: Sequence[Sequence[Button]] = (), **facts: object) -> Card:
    """A card from templates/chat/TEMPLATE.j2."""
    text = wording.environment("chat").get_template(f"{template}.j2").render(**facts).strip()
    text = _GAPS.sub("\n\n", text)
    shown = within(text)
    return Card(shown, tuple(tuple(row) for row in rows), whole="" if shown == text else text)


def refusal(key: str, **facts: object) -> str:
    """The sentence for a refusal, plain text."""
    words = wording.words("refusals")
    shown: dict[str, object] = {"hint": "", "by_whom": "", "size": "", "limit": "", "code": "", "items": ""}
    shown |= {name: value if name == "code" else _joined(value) for name, value in facts.items()}
    if facts.get("who"):
        shown["by_whom"] = words["held_by" if key == "not-yours" else "by_whom"].format(who=facts["who"])
    if facts.get("field"):
        shown |= {"field": field_label(str(facts["field"])), "hint": hint(str(facts["field"]))}
    sentence: str = words[key]
    return sentence.format_map(shown)


def hint(name: str) -> str:
    """How a value of the field `name` may be written; empty where there is nothing to say."""
    hints = wording.words("hints")
    kind = "date" if name.endswith("_date") else "number" if name in ("session_number", "fiscal_year") else "other"
    return str(hints.get(name, hints[kind]))


def refusal_of(refused: Refusal) -> str:
    """The sentence for a refusal that was raised."""
    problem = refused.facts.get("problem")
    return problems.says(problem) if isinstance(problem, problems.Problem) else refusal(refused.key, **refused.facts)


def field_label(name: str) -> str:
    """The Persian name of a field."""
    return str(wording.words("fields").get(name, name))


def within(text: str, limit: int = LIMIT) -> str:
    """Whole lines up to the messenger's limit, which it counts in UTF-16 units."""
    lines = text.splitlines()
    while _units("\n".join(lines)) > limit - 2:
        lines = [*lines[:-2], "…"]
    return "\n".join(lines)


def parted(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The text in parts of at most `limit` UTF-16 units, cut at the ends of lines; a line that is too long, at its spaces."""
    parts, here = [], ""
    for piece in _pieces(text, limit):
        if here and _units(here + piece) > limit:
            parts.append(here)
            here = ""
        here += piece
    return tuple(part.strip("\n") for part in (*parts, here) if part.strip())


def _pieces(text: str, limit: int) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if _units(line) <= limit:
            yield line
            continue
        for word in re.findall(r"\S+\s*|\s+", line):
            # A word as long as this is nobody's language; a reference to a character is not cut in two.
            yield from _CHARACTERS.findall(word)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _joined(value: object) -> object:
    separator = str(wording.words("values")["and"])
    return wording.shown(separator.join(map(str, value))) if isinstance(value, list) else wording.persian_digits(value)
