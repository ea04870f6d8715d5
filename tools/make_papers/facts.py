"""The facts of one paper: drawn by a seed, said in words, and told to its truth at once.

Door: `Facts`. Promise: whatever a text says of a field of the field list stands in `fields`, in the list's form; what may be
said in more ways stands in `either`; what cannot be judged in `open`. The same seed gives the same paper. Not here: which
texts are said (texts), how they look (the templates of samples/sources/papers).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import jdatetime

from nlp import numbers, wording

Words = dict[str, Any]

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_FIRST_DAY, _LAST_DAY = date(2017, 4, 1), date(2026, 10, 1)
_ID_WEIGHTS = range(10, 1, -1)


class Facts:
    """`say` fills a text's choices and slots; what a slot states of a field is kept."""

    def __init__(self, words: Words, common: Words, seed: int) -> None:
        self.words, self.common = words, common
        self.random = random.Random(seed)  # noqa: S311 - papers, no secrets
        self.fields: dict[str, Any] = {}
        self.either: dict[str, list[Any]] = {}
        self.open: set[str] = set()
        self.city, self.province = self.pick(words["cities"]).split("|")
        self.written = self._any_day()
        self.year = self.random.randint(1397, 1405)
        if words.get("timely"):
            self.year = self.written.year - self.random.randint(0, 1)
        self.group = self.pick(common["marks"]["group"])
        self.people = self._crowd()
        self._slots: dict[str, Callable[[], str]] = {
            "city": lambda: self.city,
            "province": lambda: self.province,
            "person": lambda: self.someone()[0],
            "honour": self._honoured,
            "gentleman": self._gentleman,
            "man": lambda: str(self.pick(words["men"])),
            "date": lambda: self.shown(self.day(), "dates"),
            "clock": lambda: f"{self.random.randint(8, 19)}:{self.pick(['00', '15', '30', '45'])}",
            "small": lambda: str(self.random.randint(2, 29)),
            "area": lambda: f"{self.random.randint(120, 9800):,}".replace(",", self.group),
            "year": self._fiscal_year,
            "amount": self._amount,
            "law": self._law,
            "ref": self._reference,
            "nid": self._national_id,
            "phone": self._phone,
            "fax": self._fax,
            "mobile": self._mobile,
            "postal": self._postal_code,
            "iban": self._iban,
        }

    def pick(self, options: list[Any]) -> Any:
        return options[self.random.randrange(len(options))]

    def say(self, text: str, **more: str) -> str:
        """The text with its choices made and its slots filled, figures in Persian digits."""
        chosen = _CHOICE.sub(lambda choice: str(self.pick(choice[1].split("|"))), text)
        filled = _SLOT.sub(lambda slot: more[slot[1]] if slot[1] in more else self._slots[slot[1]](), chosen)
        return wording.persian_digits(" ".join(filled.split(" "))).strip(" ")

    def day(self) -> jdatetime.date:
        """Any day; one near the paper's own where the split's papers are timely."""
        if self.words.get("timely"):
            return self.written + timedelta(days=self.random.randint(-120, 120))
        return self._any_day()

    def _any_day(self) -> jdatetime.date:
        days = (_LAST_DAY - _FIRST_DAY).days
        return jdatetime.date.fromgregorian(date=_FIRST_DAY + timedelta(days=self.random.randrange(days)))

    def before(self) -> jdatetime.date:
        """A day of which the paper can already tell."""
        if self.words.get("timely"):
            return self.written - timedelta(days=self.random.randint(2, 200))
        return self.day()

    def shown(self, day: jdatetime.date, forms: str) -> str:
        """The day in one of the ways that dates are written."""
        written = self.pick(self._ways(forms)).format(
            y=day.year,
            yy=f"{day.year % 100:02}",
            m=day.month,
            mm=f"{day.month:02}",
            d=day.day,
            dd=f"{day.day:02}",
            month=self.common["months"][day.month - 1],
        )
        return wording.persian_digits(written)

    def number(self, day: jdatetime.date) -> str:
        """A letter's number in one of the split's forms, Latin digits."""
        form = (
            str(self.pick(self.words["number_forms"])).replace("Y", str(day.year)).replace("Z", f"{day.year % 100:02}")
        )
        first = self.random.randint(1, 9)
        figures = iter([first, *[self.random.randint(0, 9) for _ in form]])
        return re.sub("#", lambda _: str(next(figures)), form)

    def someone(self) -> tuple[str, bool]:
        """A person of this paper, named once: (full name, whether a woman)."""
        return self.people.pop()

    def add(self, field: str, value: Any) -> None:
        """One more item of a list field."""
        items = self.fields.setdefault(field, [])
        if value not in items:
            items.append(value)

    def amount(self, rials: int) -> None:
        self.add("amounts", rials)

    def sum_of_money(self) -> int:
        mantissa = self.random.randint(11, 9899) if self.random.random() < 0.7 else self.random.randint(10**4, 10**6)
        zeros = int(self.pick([5, 6, 6, 7]))
        return mantissa * int("1" + "0" * (zeros if mantissa < 10**4 else zeros - 2))

    def grouped(self, value: int) -> str:
        return wording.persian_digits(f"{value:,}".replace(",", self.group))

    def _ways(self, of: str) -> list[str]:
        """How this split writes such a thing, if not as all do."""
        ways: list[str] = self.words[of] if of in self.words else self.common[of]
        return ways

    def _once(self, field: str, value: str) -> None:
        """A field of one value; who reads a later one is right too."""
        if self.fields.setdefault(field, value) != value:
            self.either.setdefault(field, []).append(value)

    def _crowd(self) -> list[tuple[str, bool]]:
        men, women = self.words["men"], self.words["women"]
        surnames = self.random.sample(self.words["surnames"], len(self.words["surnames"]))
        crowd = []
        for surname in surnames:
            woman = self.random.random() < 0.25
            crowd.append((f"{self.pick(women if woman else men)} {surname}", woman))
        return crowd

    def _honoured(self) -> str:
        name, woman = self.someone()
        return f"{self.common['honours']['woman' if woman else 'man']} {name}"

    def _gentleman(self) -> str:
        man = next(person for person in reversed(self.people) if not person[1])
        self.people.remove(man)
        return man[0]

    def _fiscal_year(self) -> str:
        self.fields["fiscal_year"] = self.year
        return str(self.year)

    def _amount(self) -> str:
        rials = self.sum_of_money()
        while True:
            form = self.pick(self._ways("amounts"))
            written = self._in_form(form, rials)
            if written:
                self.amount(rials)
                return written

    def _in_form(self, form: str, rials: int) -> str | None:
        milliard, million = 10**9, 10**6
        if "{toman}" in form and rials % (10 * million):
            return None
        if "{millions}" in form and (rials % million or rials >= 100 * milliard):
            return None
        if "{rest}" in form and (rials % million or rials < milliard or not rials % milliard):
            return None
        if "{rest}" not in form and "{milliards}" in form and (rials % milliard or rials < milliard):
            return None
        return str(form).format(
            figures=f"{rials:,}".replace(",", self.group),
            words=numbers.in_words(rials),
            millions=rials // million,
            milliards=rials // milliard,
            rest=rials % milliard // million,
            toman=rials // (10 * million),
            tomans=self.grouped(rials // 10),
        )

    def _law(self) -> str:
        law, article = self.pick(self.words["laws"]), self.random.randint(2, 99)
        note = self.random.randint(1, 9)
        form = self.pick(self._ways("articles"))
        self.add("law_refs", {"article": article, "note": note if "{n}" in form else None, "law": law})
        return str(form).format(a=article, n=note, b=self.random.randint(1, 9), law=law)

    def _reference(self) -> str:
        day = self.before()
        number = self.number(day)
        self.add("references", {"number": number, "date": day.isoformat()})
        form = self.pick(self._ways("references"))
        return str(form).format(number=number, date=self.shown(day, "header_dates"))

    def _national_id(self) -> str:
        # No office issues numbers from 9 on: nobody's id.
        first = f"9{self.random.randint(0, 10**8 - 1):08}"
        rest = sum(int(digit) * weight for digit, weight in zip(first, _ID_WEIGHTS, strict=True)) % 11
        number = f"{first}{rest if rest < 2 else 11 - rest}"
        self.add("national_ids", number)
        return number

    def _phone(self) -> str:
        area, number = self.pick(["031", "054", "023", "035", "074"]), f"3{self.random.randint(10**6, 10**7 - 1)}"
        self._once("phone", area + number)
        return str(self.pick([f"{area}-{number}", f"{area}{number}"]))

    def _fax(self) -> str:
        """A number that nobody can be called at: no field's."""
        return f"031{self.random.randint(32 * 10**6, 39 * 10**6)}"

    def _mobile(self) -> str:
        number = f"9000{self.random.randint(0, 999999):06}"
        self._once("phone", f"+98{number}")
        return f"0{number}"

    def _postal_code(self) -> str:
        number = "".join(str(self.random.choice([1, 3, 4, 5, 6, 7, 8, 9])) for _ in range(10))
        self._once("postal_code", number)
        return str(self.pick([number, f"{number[:5]}-{number[5:]}"]))

    def _iban(self) -> str:
        account = f"{self.random.randint(10, 69):03}{self.random.randint(0, 10**19 - 1):019}"
        number = f"{98 - int(account + '182700') % 97:02}{account}"
        self._once("iban", f"IR{number}")
        return f"IR{number}"
