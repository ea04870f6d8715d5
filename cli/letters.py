"""`dabir letters`: whether a letter that somebody holds is the office's."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from cases import letters
from cases.db import Session
from cases.letters import Proof
from cli.columns import show, tell
from cli.database import opened
from cli.terminal import complain, settings, stop
from nlp.wording import isolate, jalali_long, persian_digits, words

app = typer.Typer(help="The letters of the office.", no_args_is_help=True)

NOT_OURS = 1


@app.callback()
def _of_letters() -> None:
    """The letters of the office."""


@app.command("verify")
def verify(
    number: Annotated[str, typer.Argument(help="The letter's number, like 1405/27.")],
    code: Annotated[str, typer.Argument(help="The code at its foot.")],
    file: Annotated[Path | None, typer.Option(help="The PDF that is shown: is it the one that was filed?")] = None,
) -> None:
    """Whether a letter is the office's: by number and code, and by its file. Exit status 1: it is not, or the file differs."""
    shown = _sha256(file) if file else None
    with opened(settings()) as db:
        proof = db.read_now(_proof, number, code)
    says = words("verify")
    if proof is None:
        complain(f"{says['states']['unknown']}. {says['tells']['unknown']}")
        raise typer.Exit(NOT_OURS)
    tell(says["states"]["genuine"])
    show(("", ""), _lines(proof))
    if shown is None:
        return
    if proof.sha256 == shown:
        tell(says["files"]["same"])
        return
    complain(says["files"]["other" if proof.sha256 else "unmade"])
    raise typer.Exit(NOT_OURS)


def _proof(session: Session, number: str, code: str) -> Proof | None:
    letter = letters.verify(session, number, code)
    return letters.proof(letter) if letter else None


def _lines(proof: Proof) -> list[tuple[str, str]]:
    facts = {
        "kind": proof.kind,
        "number": isolate(persian_digits(proof.number)),
        "date": jalali_long(proof.dated),
        "city": proof.city,
        "subject": persian_digits(proof.subject),
    }
    return [(words("verify")["facts"][name], fact) for name, fact in facts.items()]


def _sha256(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as fault:
        stop(f"--file: {file}: {fault.strerror}")
