"""docs/access.md: the authorisation table as a page. `python -m tests.bot.access_page` writes it anew.

Door: `page`. Promise: everything on it comes from the table that tests/bot/test_access.py walks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp import wording

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
# Column: of one's own city or desk, and of another.
COLUMNS = {
    "clerk": ("clerk", "clerk-2"),
    "secretary": ("secretary", "secretary-2"),
    "council-member": ("council-member", "council-member-2"),
    "expert": ("expert", "expert-of-another-desk"),
    "committee": ("member", "other-member"),
    "head": ("head", "head"),
    "admin": ("admin", "admin"),
    "observer": ("observer", "observer"),
    "stranger": ("stranger", "stranger"),
}
TOP = """# Who may do what

Every act of a button, held to the running program by `tests/bot/test_access.py` (`ACCESS_WHOLE=1` tries everybody
everywhere; the suite tries everybody where the button is drawn, and samples of the rest). This page is made
from its table: `python -m tests.bot.access_page`.

✓ everywhere · **own** only of one's own city, desk or committee · – never. *Chat*: where the button is drawn; "alone":
refused in a group whoever presses; "both": elsewhere the same people. *Older card*: what a press on a card gets that has
been overtaken: "now" shows how things stand or asks first, "no" is refused with a fresh card; nothing: no version on it.
An act of a step is also refused when the step is over or the case is held; only who has claimed a case carries it on.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([TOP, *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    from tests.bot import test_access as table

    roles = wording.words("roles")
    heads = [*(str(roles.get(role, role)) for role in COLUMNS), "Chat", "Older card"]
    yield f"| Act | | {' | '.join(heads)} |"
    yield f"|---|---|{'---|' * len(heads)}"
    for name, (_, group, allowed) in table.TABLE.items():
        cells = [_cell(allowed, own, other) for own, other in COLUMNS.values()]
        yield f"| {name} | {_label(name)} | {' | '.join([*cells, _chat(table, name, group), _older(table, name)])} |"


def _label(name: str) -> str:
    label = str(wording.words("buttons").get(name.split()[0], "")).replace("|", "/")
    return "" if label.startswith("{") else label


def _cell(allowed: set[str], own: str, other: str) -> str:
    if own not in allowed and other not in allowed:
        # The chair decides where a committee does; who claims is one of several experts.
        return "own" if own == "member" and "chair" in allowed else "–"
    return "✓" if {own, other} <= allowed else "own"


def _chat(table: object, name: str, group: bool) -> str:
    if group:
        return "group, both"
    if name in table.ALONE:  # type: ignore[attr-defined]
        return "alone"
    return "private" if name in table.IN_A_GROUP else "private, both"  # type: ignore[attr-defined]


def _older(table: object, name: str) -> str:
    if name in table.SHOWING:  # type: ignore[attr-defined]
        return "now"
    return "no" if name in table.VERSIONED else ""  # type: ignore[attr-defined]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
