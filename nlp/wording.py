"""Values in the words of people: Persian digits, Jalali dates, and the templates and word lists that carry all Persian.

Door: `environment` (Jinja2 with the filters below), `shown` and `words` (a YAML list of templates/words). Promise: numbers are
shown in Persian digits and instants in the Jalali calendar at Asia/Tehran; a name that a template lacks is an error, never
an empty string. Not here: any Persian sentence; those are in templates/.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import jdatetime
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nlp.tidying import tidy

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
TEHRAN = ZoneInfo("Asia/Tehran")
_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_PERSIAN = re.compile(r"(?<!\S)[^\sA-Za-z]+(?!\S)")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def persian_digits(value: object) -> str:
    """`value` as text, every Latin digit as the Persian one."""
    return str(value).translate(_TO_PERSIAN)


@lru_cache(maxsize=8192)
def shown(text: str) -> str:
    """The catalogue's words as people read them: half-spaces and marks in their places, digits Persian but in what is Latin."""
    return _PERSIAN.sub(lambda word: persian_digits(word[0]), tidy(text))


def jalali(moment: date | datetime | str) -> str:
    """A date as «۱۴۰۵/۰۹/۰۱». A string is an ISO Jalali date ("1405-09-01") and is only dressed."""
    if isinstance(moment, str):
        return persian_digits(moment.replace("-", "/"))
    return persian_digits(_jalali_date(moment).strftime("%Y/%m/%d"))


def jalali_long(moment: date | datetime) -> str:
    """A date as «یکشنبه ۱ آذر ۱۴۰۵»."""
    day = _jalali_date(moment)
    calendar = words("calendar")
    weekday, month = calendar["weekdays"][day.weekday()], calendar["months"][day.month - 1]
    return persian_digits(f"{weekday} {day.day} {month} {day.year}")


def jalali_time(moment: datetime) -> str:
    """An instant as «۱۴۰۵/۰۹/۰۱ ساعت ۱۴:۳۰», at Asia/Tehran."""
    time = persian_digits(_local(moment).strftime("%H:%M"))
    return str(words("calendar")["date_at_time"].format(date=jalali(moment), time=time))


def jalali_iso(moment: date | datetime) -> str:
    """A date as Jalali ISO, "1405-09-01", the form kept in data."""
    return str(_jalali_date(moment).strftime("%Y-%m-%d"))


def grouped(number: int) -> str:
    """A number in groups of three: «۵٬۲۰۰٬۰۰۰»."""
    return persian_digits(f"{number:,}".replace(",", "٬"))


def isolate(text: object) -> str:
    """`text` fenced off, so that its direction does not disturb the words around it."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


@cache
def words(name: str) -> dict:  # type: ignore[type-arg]
    """The word list templates/words/NAME.yaml. Unknown names raise FileNotFoundError."""
    loaded = yaml.safe_load((TEMPLATES / "words" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict), name
    return loaded


@cache
def environment(folder: str) -> Environment:
    """Jinja2 over templates/FOLDER, escaping everything for HTML, with the filters of this module."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        fa=persian_digits,
        shown=shown,
        jalali=jalali,
        jalali_long=jalali_long,
        jalali_time=jalali_time,
        grouped=grouped,
        isolate=isolate,
    )
    env.globals["words"] = words
    return env


def _local(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(TEHRAN)


def _jalali_date(moment: date | datetime) -> jdatetime.date:
    day = _local(moment).date() if isinstance(moment, datetime) else moment
    return jdatetime.date.fromgregorian(date=day)
