"""`dabir intake`: reads documents; `dabir intake review`: how right the readings were, by what people made of them."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cli.columns import show, tell
from cli.terminal import console, database, print_json
from nlp.wording import TEHRAN, persian_digits, words

if TYPE_CHECKING:
    from cases.corrections import Fates, Review

# Readers and database load slowly: each command loads its own.


class ReadsUnlessTold(TyperGroup):
    """`dabir intake FILE...` reads the files; only the name of another command leads elsewhere."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        told = args[:1] in ([name] for name in (*self.commands, "--help"))
        return super().parse_args(ctx, args if told else ["read", *args])


app = typer.Typer(cls=ReadsUnlessTold, help="Reads documents: what they are and what they say.")


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="PDF, image or docx files.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    save: Annotated[Path | None, typer.Option(help="Write the page images with boxes here.")] = None,
) -> None:
    """Reads files; `dabir intake FILE...` says the same."""
    from intake import apart, nursery, pictures, reading, report

    today = datetime.now(TEHRAN).date()
    with closing(nursery.Nursery()) as readers:
        for file in files:
            found = apart.read(file, today=today, born=readers.child)
            if save is not None and found.pages:
                save.mkdir(parents=True, exist_ok=True)
                pictures.boxes_picture(file, found, save)
            if as_json:
                sys.stdout.write(json.dumps(reading.as_data(found), ensure_ascii=False) + "\n")
                sys.stdout.flush()
            else:
                console.print(report.as_person(found))


@app.command()
def review(
    days: Annotated[
        int | None, typer.Option(help="Only documents confirmed in so many days.", min=1, max=36500)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """How right the readings were, by field and type of document, and which senders the lexicon lacks."""
    from cases import corrections

    since = datetime.now(UTC) - timedelta(days=days) if days else None
    db = database()
    seen = db.read_now(corrections.review, since=since)
    db.close()
    if as_json:
        print_json({"since": since.isoformat() if since else None, **_as_data(seen)})
    elif seen.documents:
        _show(seen)
    else:
        tell(words("terminal")["review"]["nothing"])


def _as_data(seen: Review) -> dict[str, Any]:
    return {
        "documents": seen.documents,
        "fields": [
            {"field": name, "document_type": kind, **_counts(fates)}
            for (kind, name), fates in sorted(seen.fields.items(), key=lambda line: (line[0][1], line[0][0] or ""))
        ],
        "sure": _counts(seen.sure),
        "suggestions": [
            {"sender": one.sender, "documents": one.documents, "missed": one.missed, "otherwise": one.otherwise}
            for one in seen.suggestions
        ],
        "withheld": seen.withheld,
    }


def _counts(fates: Fates) -> dict[str, Any]:
    counts = {fate: getattr(fates, fate) for fate in _FATES}
    return {**counts, "right": round(fates.right, 4)}


_FATES = ("kept", "corrected", "added", "removed")


def _show(seen: Review) -> None:
    said, fields, kinds = words("terminal")["review"], words("fields"), words("kinds")
    lines: list[tuple[str, ...]] = []
    for name, fates in sorted(seen.by_field().items(), key=lambda line: line[1].right):
        of_kinds = [(kind, of_one) for (kind, field), of_one in seen.fields.items() if field == name]
        lines.append((fields.get(name, name), said["every_kind"], *_figures(fates)))
        for kind, of_one in sorted(of_kinds, key=lambda one: one[0] or ""):
            lines.append(("", kinds.get(kind, kind) if kind else said["no_kind"], *_figures(of_one)))
    show(said["columns"], lines)
    sure = seen.sure.kept + seen.sure.corrected + seen.sure.removed
    tell("", said["documents"].format(count=persian_digits(seen.documents)))
    if sure:
        tell(said["sure"].format(count=persian_digits(sure), right=_percent(seen.sure.right)))
    _suggest(seen)


def _suggest(seen: Review) -> None:
    said = words("terminal")["review"]
    if seen.suggestions:
        tell("", said["suggestions"])
        show(
            said["suggested"],
            [
                (one.sender, *(persian_digits(count) for count in (one.documents, one.missed, one.otherwise)))
                for one in seen.suggestions
            ],
        )
    if seen.withheld:
        tell(said["withheld"].format(count=persian_digits(seen.withheld)))


def _figures(fates: Fates) -> tuple[str, ...]:
    return (*(persian_digits(getattr(fates, fate)) for fate in _FATES), _percent(fates.right))


def _percent(share: float) -> str:
    return persian_digits(f"{share:.0%}"[:-1]) + "\u066a"
