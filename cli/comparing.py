"""The words of `dabir catalogue diff`: a difference as a sentence."""

from __future__ import annotations

from typing import Any

from nlp.wording import persian_digits, words
from workflows.differences import Difference


def said(difference: Difference) -> str:
    """Where it is, and what it was and is."""
    told = words("differences")
    if not difference.at:
        return str(told["gone_entry"] if difference.after is None else told["new_entry"])
    way = "added" if difference.before is None else "removed" if difference.after is None else "changed"
    shown = {"before": _value(difference.before), "after": _value(difference.after)}
    return str(told[way].format(where=_where(difference.at), **shown))


def _where(at: tuple[str, ...]) -> str:
    named = {**words("catalogue")["headings"], **words("differences")["fields"]}
    return " / ".join(str(named.get(part, part)) for part in at)


def _value(value: Any) -> str:
    told = words("differences")
    join = str(words("values")["and"]).join
    if value is None or value == "":
        return str(told["none"])
    if isinstance(value, bool):
        return str(told["yes" if value else "no"])
    if isinstance(value, dict) and "days" in value:
        statuses = words("statuses")
        pattern: str = told["term"]
        counts, source = statuses["counts"][value["counts"]], statuses["source"][value["source"]]
        start = words("catalogue")["term"][value["start"]]
        return persian_digits(pattern.format(days=value["days"], counts=counts, start=start, source=source))
    if isinstance(value, dict):
        return join(f"{name}: {_value(each)}" for name, each in value.items())
    if isinstance(value, list):
        return join(map(_value, value)) or str(told["none"])
    return persian_digits(value)
