"""`dabir status`: how the program stands, for a person and for another program."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cases import status
from cases.status import Status
from cli.columns import show
from cli.database import opened
from cli.terminal import print_json, settings
from nlp.wording import isolate, persian_digits, words


def stand(
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """How the program stands: cases, what waits, what failed, workers, sizes."""
    known = settings()
    with opened(known) as db:
        seen = db.read_now(status.look, at=datetime.now(UTC))
    if as_json:
        print_json(_as_data(seen))
        return
    names = words("terminal")["status"]["names"]
    show(("", ""), [(names.get(name, name), value) for name, value in _lines(seen, known.storage)])


def span(seconds: float) -> str:
    """A length of time in its two greatest units."""
    said, left = words("terminal"), max(round(seconds), 0)
    parts: list[str] = []
    for name, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        if left >= length or (name == "s" and not parts):
            parts.append(f"{persian_digits(left // length)} {said['spans'][name]}")
            left %= length
    return str(said["and"]).join(parts[:2])


def size(count: float) -> str:
    """So many bytes in their greatest unit."""
    units, power = words("terminal")["sizes"], 0
    while count >= 1000 and power < len(units) - 1:
        count, power = count / 1000, power + 1
    figure = f"{count:.1f}".replace(".", words("terminal")["point"]) if power else str(round(count))
    return f"{persian_digits(figure)} {units[power]}"


def _lines(seen: Status, storage: Path) -> list[tuple[str, str]]:
    said, every = words("terminal")["status"], words("statuses")["case"]
    cases = {every[outcome or state]: count for (state, outcome), count in seen.cases.items()}
    failed = {said["failures"].get(reason, reason): count for reason, count in seen.failed.items() if count}
    took = [said["took"].format(share=_shown(f"{share:.0%}"[:-1]), span=span(s)) for share, s in seen.delivery.items()]
    stored = {"count": _shown(sum(seen.documents.values())), "pages": _shown(seen.pages), "size": size(seen.stored)}
    base = {"kind": isolate(seen.database), "revision": isolate(seen.revision), "size": size(seen.size)}
    return [
        ("cases", _counts(cases)),
        ("late", _shown(seen.late)),
        *[(queue, _waiting(seen, queue)) for queue in seen.waiting],
        ("failed", _shown(sum(seen.failed.values())) + (f" ({_counts(failed)})" if failed else "")),
        ("aside", _shown(seen.aside)),
        ("delivery", _joined(took) or said["nothing_said"]),
        ("documents", said["documents"].format(**stored)),
        ("storage", said["storage"].format(path=isolate(storage), size=_free(storage))),
        ("database", said["database"].format(**base)),
        *[("workers" if at == 0 else "", line) for at, line in enumerate(_workers(seen))],
    ]


def _waiting(seen: Status, queue: str) -> str:
    said, one = words("terminal")["status"], seen.waiting[queue]
    if not one.count:
        return str(said["nothing"])
    told = str(said["waits"]).format(count=_shown(one.count))
    if one.oldest:
        told += str(said["oldest"]).format(span=span((seen.at - one.oldest).total_seconds()))
    return told


def _workers(seen: Status) -> list[str]:
    said = words("terminal")["status"]
    if not seen.workers:
        return [said["no_worker"]]
    return [
        said["alive" if worker.alive else "gone"].format(
            name=isolate(worker.name.split("/")[0]), span=span((seen.at - worker.beat_at).total_seconds())
        )
        for worker in seen.workers
    ]


def _counts(counted: dict[str, int]) -> str:
    said = words("terminal")["status"]["count"]
    return _joined([said.format(name=name, count=_shown(count)) for name, count in counted.items()])


def _joined(parts: list[str]) -> str:
    return str(words("terminal")["comma"]).join(parts)


def _shown(value: object) -> str:
    return persian_digits(value)


def _free(storage: Path) -> str:
    place = next((folder for folder in (storage, *storage.absolute().parents) if folder.exists()), Path())
    return size(shutil.disk_usage(place).free)


def _as_data(seen: Status) -> dict[str, object]:
    return {
        "at": seen.at.isoformat(),
        "database": {"kind": seen.database, "revision": seen.revision, "bytes": seen.size},
        "cases": {outcome or state: count for (state, outcome), count in seen.cases.items()},
        "late": seen.late,
        "waiting": {
            queue: {"count": one.count, "due": one.due, "oldest": one.oldest.isoformat() if one.oldest else None}
            for queue, one in seen.waiting.items()
        },
        "notices": seen.notices,
        "failed": seen.failed,
        "updates_aside": seen.aside,
        "documents": seen.documents,
        "pages": seen.pages,
        "documents_bytes": seen.stored,
        "decisions": seen.decisions,
        "letters": seen.letters,
        "delivery_seconds": {str(share): seconds for share, seconds in seen.delivery.items()},
        "workers": [
            {"name": worker.name, "beat_at": worker.beat_at.isoformat(), "alive": worker.alive}
            for worker in seen.workers
        ],
    }
