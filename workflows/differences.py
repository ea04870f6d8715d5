"""What two versions of an entry, or two catalogues, differ in.

Door: `between`, `of_catalogues`. Promise: nothing that differs is left out, nothing that is the same is named; steps,
documents, bodies and committees are compared by their keys, and a step's outcomes each, so that a step that was put in
between changes no other but the one before it. Not here: what it means for running cases (cases.moving), how it is said (cli).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows.catalogue import Catalogue, Entry
from workflows.strict_yaml import Data

_KEYED = frozenset({"steps", "documents", "bodies", "committees"})
_WHOLE = frozenset({"due", "recurs"})


@dataclass(frozen=True)
class Difference:
    """One thing that differs: where (fields and keys from the entry down), and what stood and stands there.

    `before` None: it was not there; `after` None: it is gone. Values are JSON's types; a step's place is ("steps", key,
    "order") where only the order has changed.
    """

    at: tuple[str, ...]
    before: Data
    after: Data


def between(old: Entry, new: Entry) -> list[Difference]:
    """What differs from `old` to `new`, in the order of the shape's fields."""
    return list(_of_fields(old.model_dump(mode="json"), new.model_dump(mode="json"), ()))


def of_catalogues(old: Catalogue, new: Catalogue) -> dict[str, list[Difference]]:
    """The differences of each entry that differs, by slug; an entry that is new or gone is one difference, at ()."""
    found: dict[str, list[Difference]] = {}
    for slug in dict.fromkeys((*old.entries, *new.entries)):
        before, after = old.entries.get(slug), new.entries.get(slug)
        if before is not None and after is not None:
            differing = between(before, after)
        else:
            differing = [Difference((), before.title if before else None, after.title if after else None)]
        if differing:
            found[slug] = differing
    return found


def _of_fields(old: Mapping[str, Data], new: Mapping[str, Data], at: tuple[str, ...]) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if name in _KEYED and isinstance(before, list) and isinstance(after, list):
            yield from _of_keyed(_by_key(before), _by_key(after), (*at, name))
        elif name not in _WHOLE and isinstance(before, dict) and isinstance(after, dict):
            yield from _of_fields(before, after, (*at, name))
        else:
            yield Difference((*at, name), before, after)


def _by_key(those: list[Data]) -> dict[str, dict[str, Data]]:
    return {str(each["key"]): each for each in those if isinstance(each, dict)}


def _of_keyed(
    before: Mapping[str, Mapping[str, Data]], after: Mapping[str, Mapping[str, Data]], at: tuple[str, ...]
) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        if key in before and key in after:
            yield from _of_fields(before[key], after[key], (*at, key))
        else:
            yield Difference((*at, key), _title(before.get(key)), _title(after.get(key)))
    stayed: tuple[list[Data], ...] = tuple(
        [key for key in those if key in before and key in after] for those in (before, after)
    )
    if stayed[0] != stayed[1]:
        yield Difference((*at, "order"), stayed[0], stayed[1])


def _title(keyed: Mapping[str, Data] | None) -> str | None:
    if keyed is None:
        return None
    return str(keyed.get("text") or keyed.get("title") or keyed.get("name"))
