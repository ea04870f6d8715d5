"""The texts of the training lines: official headers, numbers, dates and running prose.

Door: `Writer`. Promise: the same random generator gives the same lines; texts are in logical order with half-spaces;
held-out templates are never mixed with the trained ones. Not here: how a line is drawn (drawing) or any Persian
(lines.yaml and hazm's word list).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from hazm.utils import words_list

from nlp import wording

ZWNJ = "\u200c"
LONGEST = 95  # characters: what stands on one line of an A4 page
_ARABIC = {ord("0") + value: 0x660 + value for value in range(10)}
_HOLE = re.compile(r"\{(\w+)\}")


class Writer:
    """Writes lines after the templates of lines.yaml, drawing from `pen`."""

    def __init__(self, pen: random.Random) -> None:
        self.pen = pen
        self.says: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lines.yaml").read_text(encoding="utf-8"))
        letters = re.compile(f"[{self.says['alphabet']}{ZWNJ}]+")
        known = [(word, seen) for word, seen, _ in words_list() if seen and letters.fullmatch(word) and len(word) < 14]
        self.words = [word for word, _ in known]
        self.weights = [seen**0.4 for _, seen in known]
        self.fill: dict[str, Callable[[], str]] = {
            name.removeprefix("_fill_"): getattr(self, name) for name in dir(self) if name.startswith("_fill_")
        }

    def line(self, *, held_out: bool = False) -> str:
        """One line, at most LONGEST characters, mostly in Persian digits."""
        template = self.pen.choice(self.says["held_out" if held_out else "train"])
        text = self._filled(template)
        if len(text) > LONGEST:
            text = text[:LONGEST].rsplit(" ", 1)[0]
        return self._in_digits(text)

    def written(self, template: str) -> str:
        """`template` filled in, in the figures of some typist."""
        return self._in_digits(self._filled(template))

    def _in_digits(self, text: str) -> str:
        """Mostly Persian digits, now and then Latin or Arabic ones, as some typists use them."""
        chance = self.pen.random()
        if chance < 0.05:
            return text
        return text.translate(_ARABIC) if chance < 0.07 else wording.persian_digits(text)

    def _filled(self, template: str) -> str:
        return _HOLE.sub(lambda hole: self.fill[hole[1]](), template)

    def _fill_date(self) -> str:
        year = self.pen.choice([self.pen.randint(1380, 1410), self.pen.randint(1330, 1410)])
        month, day = self.pen.randint(1, 12), self.pen.randint(1, 31)
        pattern = self.pen.choice(["{}/{:02}/{:02}", "{}/{:02}/{:02}", "{}/{}/{}", "{}-{:02}-{:02}", "{}.{:02}.{:02}"])
        return pattern.format(year if self.pen.random() < 0.9 else year % 100, month, day)

    def _fill_long_date(self) -> str:
        day = f"{self.pen.randint(1, 31)} {self.pen.choice(self.says['months'])} {self.pen.randint(1390, 1410)}"
        return f"{self.pen.choice(self.says['weekdays'])} {day}" if self.pen.random() < 0.5 else day

    def _fill_number(self) -> str:
        parts = [self._digits(self.pen.randint(1, 6)) for _ in range(self.pen.randint(1, 3))]
        if self.pen.random() < 0.45:
            parts.insert(self.pen.choice([0, len(parts), len(parts)]), self.pen.choice(self.says["letters"]))
        return "/".join(parts)

    def _fill_amount(self) -> str:
        number = int(self._digits(self.pen.randint(2, 5)) + "0" * self.pen.randint(0, 9))
        mark = self.pen.choice(["\u066c", "\u066c", "\u066c", ",", ",", "\u060c", ".", "/", ""])
        return f"{number:,}".replace(",", mark)

    def _fill_amount_words(self) -> str:
        units = self.says["units"]
        parts = [f"{self.pen.choice(units[1:])} {self.pen.choice(self.says['amount_words'])}" for _ in range(2)]
        return f" {self.says['small_words'][0]} ".join(parts)

    def _fill_percent(self) -> str:
        figures = str(self.pen.randint(0, 100))
        if self.pen.random() < 0.3:
            figures += self.pen.choice(["\u066b", "/"]) + self._digits(self.pen.randint(1, 2))
        return figures + self.pen.choice(["\u066a", "%"])

    def _fill_small(self) -> str:
        return str(self.pen.choice([self.pen.randint(0, 9), self.pen.randint(0, 99), self.pen.randint(0, 999)]))

    def _fill_id(self) -> str:
        zeros = self.pen.choice([0, 0, 1, 2, 3, 5])
        return "0" * zeros + self._digits(10 - zeros)

    def _fill_digits(self) -> str:
        return self._digits(self.pen.randint(1, 14))

    def _fill_phone(self) -> str:
        return f"0{self._digits(2)}-{self._digits(8)}" if self.pen.random() < 0.6 else f"0{self._digits(10)}"

    def _fill_mobile(self) -> str:
        return f"09{self._digits(9)}"

    def _fill_postal(self) -> str:
        return self._digits(10)

    def _fill_year(self) -> str:
        return str(self.pen.randint(1350, 1415))

    def _fill_time(self) -> str:
        return f"{self.pen.randint(0, 23)}:{self.pen.randint(0, 59):02}"

    def _fill_kind(self) -> str:
        return str(self.pen.choice(self.says["kinds"]))

    def _fill_attachment(self) -> str:
        return self._filled(self.pen.choice(self.says["attachments"]))

    def _fill_first(self) -> str:
        return str(self.pen.choice(self.says["first"]))

    def _fill_name(self) -> str:
        return f"{self._fill_first()} {self.pen.choice(self.says['last'])}"

    def _fill_word(self) -> str:
        word: str = self.pen.choices(self.words, self.weights)[0]
        return word + self.pen.choice(self.says["suffixes"]) if self.pen.random() < 0.12 else word

    def _fill_prose(self) -> str:
        parts = []
        for _ in range(self.pen.randint(2, 9)):
            source = self.pen.random()
            if source < 0.25:
                parts.append(self.pen.choice(self.says["phrases"]))
            elif source < 0.45:
                parts.append(self.pen.choice(self.says["small_words"]))
            else:
                parts.append(self._fill_word())
        return " ".join(parts)

    def _digits(self, count: int) -> str:
        """Random figures; in one of three the same figure comes several times running, which is what readers drop."""
        figures = [self.pen.choice("0123456789") for _ in range(count)]
        if count > 3 and self.pen.random() < 0.33:
            start, repeated = self.pen.randrange(count - 1), self.pen.choice("0001357")
            for at in range(start, min(count, start + self.pen.randint(2, 6))):
                figures[at] = repeated
        return "".join(figures)
