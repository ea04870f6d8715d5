"""The two sides of `dabir catalogue diff`, and what they differ in as sentences for the office's people.

Door: `sides`, `told`. Promise: roles, outcomes, steps, terms and letters are named as people know them, never by their keys.
Not here: finding the differences (workflows.differences).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cli.terminal import stop
from nlp.wording import persian_digits, words
from workflows import catalogue, checks
from workflows.catalogue import Catalogue, Entry, Step
from workflows.differences import Difference
from workflows.strict_yaml import Data

LONGEST_NAME = 60
_ROLES = frozenset({"actor", "alert", "opened_by"})
# Digits stay as they are beside Latin letters ("G2G", an address) and in what is typed as it stands in a file.
_LATIN = re.compile("[A-Za-z]")
_NAMES = frozenset({"slug", "key", "process", "desk"})
_KEYED = {"steps": "text", "documents": "title", "committees": "name", "bodies": "name"}


def sides(old: Path | None, new: Path | None) -> tuple[Catalogue, Catalogue]:
    """The catalogues to compare: a folder's files over the packaged ones (None: those alone), or a file's one entry.

    Beside a file the other side is the entry of its slug; two files are compared whatever their slugs. Raises CatalogueError.
    """
    for path in (old, new):
        if path is not None and not path.exists():
            stop(f"{path}: there is no such file or folder")
    before, after = (catalogue.load_file(path) if path and path.is_file() else None for path in (old, new))
    if before and after:
        return _only(before, after.slug), _only(after, after.slug)
    if after:
        return _entry_of(checks.checked(old), after.slug), _only(after, after.slug)
    if before:
        return _only(before, before.slug), _entry_of(checks.checked(new), before.slug)
    return checks.checked(old), checks.checked(new)


def told(slug: str, old: Entry | None, new: Entry | None, found: Sequence[Difference]) -> Iterator[str]:
    """The entry's name, and a sentence for each difference."""
    entry = new or old
    assert entry is not None, "a difference is of an entry that is on one side at least"
    yield f"{slug}: {entry.title}"
    for difference in found:
        yield f"  {_Saying(old, new).said(difference)}"


def _only(entry: Entry, slug: str) -> Catalogue:
    return Catalogue(MappingProxyType({slug: entry}))


def _entry_of(known: Catalogue, slug: str) -> Catalogue:
    return Catalogue(MappingProxyType({slug: known.get(slug)} if slug in known.entries else {}))


class _Saying:
    """Says differences between two versions of an entry; what is only on one side is named by that side."""

    def __init__(self, old: Entry | None, new: Entry | None) -> None:
        self._old, self._new = old, new
        self._says: dict[str, Any] = words("differences")
        self._fields: dict[str, str] = {
            **words("catalogue")["headings"],
            **words("catalogue")["phases"],
            **self._says["fields"],
        }

    def said(self, difference: Difference) -> str:
        at, before, after = difference.at, difference.before, difference.after
        if not at:
            return str(self._says["gone_entry"] if after is None else self._says["new_entry"])
        if at[-2:-1] and at[-2] in _KEYED and at[-1] != "order":
            return str(self._says["new" if before is None else "gone"]).format(where=self._where(at))
        way = "added" if before in (None, []) else "removed" if after in (None, []) else "changed"
        shown = {"before": self._value(at, before, self._old), "after": self._value(at, after, self._new)}
        return str(self._says[way]).format(where=self._where(at), **shown)

    def _where(self, at: tuple[str, ...]) -> str:
        parts, index = [], 0
        while index < len(at):
            name, key = at[index], at[index + 1] if index + 1 < len(at) else None
            if name in _KEYED and key not in (None, "order"):
                parts.append(self._keyed(at[: index + 2]))
                index += 2
            elif name == "next" and key is not None:
                parts.append(str(self._says["outcome"]).format(outcome=_press(key)))
                index += 2
            else:
                parts.append(self._fields.get(".".join(at[: index + 1]), self._fields.get(name, name)))
                index += 1
        return str(self._says["comma"]).join(parts)

    def _keyed(self, at: tuple[str, ...]) -> str:
        """A step, document, committee or body by its name; steps by their number too."""
        for entry in (self._new, self._old):
            thing = _find(entry, at) if entry else None
            if entry is not None and thing is not None:
                if isinstance(thing, Step):
                    return self._step("step", thing, entry)
                name = str(getattr(thing, _KEYED[at[-2]]))
                return f"{self._says['one'][at[-2]]} «{_short(name)}»"
        return at[-1]

    def _step(self, key: str, step: Step, entry: Entry) -> str:
        number = persian_digits(entry.steps.index(step) + 1)
        return str(self._says[key]).format(number=number, text=_short(step.text))

    def _value(self, at: tuple[str, ...], value: Data, entry: Entry | None) -> str:
        """`value` as it is said in that place of `entry`."""
        if value is None or value in ("", []):
            return str(self._says["none"])
        if isinstance(value, bool):
            return str(self._says["yes" if value else "no"])
        if isinstance(value, list):
            return str(self._says["comma"]).join(self._value(at, each, entry) for each in value)
        if isinstance(value, dict):
            return self._term(value) if "days" in value else self._table(at, value, entry)
        word = self._word(at, str(value), entry)
        return word if at[-1] in _NAMES or _LATIN.search(word) else persian_digits(word)

    def _term(self, term: Mapping[str, Data]) -> str:
        said = words("catalogue")["term"]
        source = said[term["source"]]
        if term.get("line") is not None:
            source += self._says["comma"] + self._says["at_line"].format(line=term["line"])
        facts = {"counts": said[term["counts"]], "start": said[term["start"]], "source": source}
        return persian_digits(str(self._says["term"]).format(days=term["days"], **facts))

    def _table(self, at: tuple[str, ...], value: Mapping[str, Data], entry: Entry | None) -> str:
        there = {name: each for name, each in value.items() if each is not None}
        shown = [
            f"{self._fields.get(name, name)}: {self._value((*at, name), each, entry)}" for name, each in there.items()
        ]
        return str(self._says["comma"]).join(shown)

    def _word(self, at: tuple[str, ...], value: str, entry: Entry | None) -> str:
        name, known = at[-1], words("catalogue")
        if name == "order" and entry is not None:
            return _name_of(entry, (*at[:-1], value))
        if len(at) > 1 and at[-2] == "next" and entry is not None:
            targets = words("simulation")["targets"]
            return str(targets.get(value) or self._target(value, entry))
        if name == "committee" and entry is not None:
            return _name_of(entry, ("committees", value))
        if name in _ROLES:
            return str(words("roles").get(value, value))
        if name == "ticked":
            groups = ("service_nature", "nature") if at[0] == "nature" else (at[0],)
            return str(
                next((known["marks"][group][value] for group in groups if value in known["marks"][group]), value)
            )
        if name == "letter":
            return str(words("letters")["kinds"].get(value, {}).get("name", value))
        if name == "kind":
            kinds = {"steps": known["kinds"], "documents": words("kinds")}.get(at[0], self._says["values"])
            return str(kinds.get(value, value))
        return str(self._says["values"].get(value, value)) if name in self._says["closed"] else value

    def _target(self, key: str, entry: Entry) -> str:
        step = _find(entry, ("steps", key))
        return self._step("step_value", step, entry) if isinstance(step, Step) else key


def _find(entry: Entry, at: tuple[str, ...]) -> object | None:
    """What stands at ("steps", key) or ("steps", key, "bodies", key)."""
    thing: object | None = entry
    for name, key in zip(at[::2], at[1::2], strict=True):
        thing = next((each for each in getattr(thing, name, ()) if each.key == key), None)
    return thing


def _name_of(entry: Entry, at: tuple[str, ...]) -> str:
    thing = _find(entry, at)
    return _short(str(getattr(thing, _KEYED[at[-2]]))) if thing is not None else at[-1]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def _press(outcome: str) -> str:
    return str(words("outcomes").get(outcome, {}).get("press", outcome))
