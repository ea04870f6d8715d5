"""YAML without surprises: the text of a catalogue file → plain data, and the line on which each value stands.

Door: `load`. Promise: a key given twice, an alias and a tag are refused; what YAML would quietly turn into a date, a
time, a yes/no or a float stays text; only true, false, null and decimal integers are more than text; the first fault is
raised as `YamlFault` with its line. Not here: what the data means (workflows.catalogue).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import yaml

type Path = tuple[str | int, ...]
type Data = str | int | bool | list["Data"] | dict[str, "Data"] | None

_PREFIX = "tag:yaml.org,2002:"
_NUMBER = re.compile(r"^-?(?:0|[1-9][0-9]*)$")


class YamlFault(Exception):
    """The text is not YAML, or not the strict kind. `line` counts from 1."""

    def __init__(self, says: str, line: int) -> None:
        super().__init__(says)
        self.says = says
        self.line = line


@dataclass(frozen=True)
class Lined:
    """Plain data, and for each path in it the line where its value begins."""

    data: Data
    lines: Mapping[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def load(text: str) -> Lined:
    """The one document in `text`. Raises YamlFault."""
    try:
        node = yaml.compose(text, Loader=_Composer)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise YamlFault(str(fault.problem or fault.context), mark.line + 1 if mark else 1) from fault
    except yaml.YAMLError as fault:
        raise YamlFault(str(fault).splitlines()[0], 1) from fault
    if node is None:
        raise YamlFault("the file is empty", 1)
    lines: dict[Path, int] = {}
    return Lined(_plain(node, (), lines), lines)


class _Composer(yaml.SafeLoader):
    """Composes nodes only; of PyYAML's guesses it keeps true, false, null and decimal integers."""

    yaml_implicit_resolvers = {}  # noqa: RUF012

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", event.start_mark)
        return super().compose_node(parent, index)


_Composer.add_implicit_resolver(f"{_PREFIX}bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Composer.add_implicit_resolver(f"{_PREFIX}int", _NUMBER, list("-0123456789"))
_Composer.add_implicit_resolver(f"{_PREFIX}null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Data:
    lines[path] = node.start_mark.line + 1
    kind = node.tag.removeprefix(_PREFIX)
    if isinstance(node, yaml.MappingNode) and kind == "map":
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode) and kind == "seq":
        return [_plain(each, (*path, index), lines) for index, each in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and kind in _SCALARS:
        return _SCALARS[kind](node.value)
    raise YamlFault(f"the tag {node.tag} is not allowed", lines[path])


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Data]:
    found: dict[str, Data] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag != f"{_PREFIX}str":
            raise YamlFault("a key must be a word", line)
        if key.value in found:
            raise YamlFault(f"the key {key.value!r} is given twice", line)
        found[key.value] = _plain(value, (*path, key.value), lines)
        lines[(*path, key.value)] = line
    return found


_SCALARS: dict[str, Callable[[str], Data]] = {
    "str": str,
    "int": int,
    "bool": lambda text: text == "true",
    "null": lambda text: None,
}
