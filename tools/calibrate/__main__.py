"""The command that fits confidences: `python -m tools.calibrate FOLDER… [--unmet FOLDER] [--keeping DIR] [--write]`.

Promise: reads the papers below the folders (tools/make_papers; pages that were read before are taken from DIR) and adds what
unmet.csv holds: papers as the rules read them before they had met their layouts (README). Prints how sure and how often right,
before any fitting and after, each layout by weights that never saw it; with --write writes intake/trust.yaml. Papers of layouts
that nobody has looked at are given by --unmet: with --write they are kept in unmet.csv, for once the rules have been mended by
them nobody can read them so again. Minutes the first time, seconds then.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import yaml

from intake import trust
from tools.calibrate import fitting, pairs, reporting

_UNMET = Path(__file__).with_name("unmet.csv")
_WEIGHTS = Path(trust.__file__).with_name("trust.yaml")
_HEAD = """\
# Written by `python -m tools.calibrate`: log-odds of a reading being right, as intake/trust.py adds them up.
# rule: that the words are the right ones, by the rule's own strength and the field; letters: that they were read right from a
# picture, by the engine's certainty, what the value proves of itself, and the field; curve: from that chance to what is said.
"""


def main(
    folders: Annotated[list[Path], typer.Argument(help="Papers by which the rules were mended.")],
    unmet: Annotated[list[Path] | None, typer.Option(help="Papers of layouts that nobody has looked at.")] = None,
    keeping: Annotated[Path, typer.Option(help="Folder for pages that were read.")] = Path("var/calibrate"),
    write: Annotated[bool, typer.Option(help="Write intake/trust.yaml.")] = False,
    jobs: int = 2,
) -> None:
    """Fits the confidence of fields to papers with their truth."""

    def say(line: str) -> None:
        typer.echo(line, err=True)

    met = pairs.gathered(folders, keeping, jobs, say)
    kept = [*pairs.kept(_UNMET), *pairs.as_unmet(pairs.gathered(unmet or [], keeping, jobs, say))]
    known = [*kept, *met]
    said, bar = fitting.crossed(known)
    typer.echo(reporting.told(known, said))
    weights = fitting.fit(*fitting.sides(known), bar)
    typer.echo(f"nine in ten is said from {bar} on")
    if write:
        text = yaml.safe_dump(fitting.as_data(weights), sort_keys=False, default_flow_style=None, width=110)
        trust.weights_of(yaml.safe_load(text))
        pairs.keep(kept, _UNMET)
        _WEIGHTS.write_text(_HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
