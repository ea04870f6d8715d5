"""What people type in answer to a question, as values: a day, a moment, a number of days.

Door: `day`, `moment`, `count`. Promise: None where the text cannot be one; dates are Jalali in any writing that letters use,
hours are those of Asia/Tehran. Not here: the fields of documents (intake.typed).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

import jdatetime

from nlp import dates, normalise, numbers
from nlp.wording import TEHRAN

_TIME = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))?(?![\d:.])")


def day(text: str) -> date | None:
    """The day that the text names."""
    iso = dates.first(text)
    return None if iso is None else _gregorian(iso)


def moment(text: str) -> datetime | None:
    """The day and the hour that the text names; None where either is missing or there is more than one."""
    folded = normalise.folded(text)
    found = dates.find(folded)
    if len(found) != 1:
        return None
    times = _TIME.findall(f"{folded[: found[0].start]} {folded[found[0].end :]}")
    if len(times) != 1:
        return None
    hour, minute = int(times[0][0]), int(times[0][1] or 0)
    if hour > 23 or minute > 59:
        return None
    return datetime.combine(_gregorian(found[0].value), time(hour, minute), TEHRAN)


def count(text: str) -> int | None:
    """The whole number that the text spells, in figures or words."""
    figure = numbers.figure(text)
    return numbers.from_words(text) if figure is None else figure


def _gregorian(iso: str) -> date:
    found: date = jdatetime.date.fromisoformat(iso).togregorian()
    return found
