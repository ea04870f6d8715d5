"""Runs tesseract's own training tools over drawn lines.

Door: `make_books`, `start_model`, `train`, `finish`. Promise: everything is written below one folder; a run goes on
where the last one stopped. Not here: texts (lines), pictures (drawing), judging the result (measuring).
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from tools import ageing
from tools.train_reader import drawing
from tools.train_reader.lines import Writer

NAME = "dabir"
LINES_A_BOOK = 200
# Characters of official letters that the float model has no output for.
MISSING = "\u060c \u066a \u066c \u066b \u0624 \u0625 \u06c0 % ="
MISSING += " \u0660 \u0661 \u0662 \u0663 \u0664 \u0665 \u0666 \u0667 \u0668"


@dataclass(frozen=True, slots=True)
class Sample:
    """One drawn line and what it says, in logical order."""

    picture: ageing.Picture
    text: str
    font: str
    ageing: str


def run(*command: str | Path, seconds: float | None = None) -> str:
    """Runs one tool on one core; what it printed, both streams. Raises CalledProcessError or TimeoutExpired."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=True,
        env=environment,
        timeout=seconds,
    )
    return done.stdout


def samples(fonts: Sequence[Path], count: int, seed: int, *, held_out: bool = False) -> Iterable[Sample]:
    """`count` lines, each in a font that can write it, aged in turn."""
    pen, random_ = random.Random(seed), np.random.default_rng(seed)  # noqa: S311 - drawing, no secret
    writer, covers = Writer(pen), {font: drawing.signs(font) for font in fonts}
    for number in range(count):
        text = writer.line(held_out=held_out)
        able = [font for font in fonts if drawing.writes(covers[font], text)]
        font, how = pen.choice(able), drawing.AGEINGS[number % len(drawing.AGEINGS)]
        yield Sample(drawing.draw(text, font, how, pen, random_), text, font.stem, how)


def make_books(fonts: Sequence[Path], count: int, seed: int, folder: Path) -> Path:
    """`count` training lines as .lstmf files of LINES_A_BOOK lines below `folder`; the list file that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    books = []
    for number in range(count // LINES_A_BOOK):
        book = folder / f"book-{seed}-{number}"
        if not book.with_suffix(".lstmf").exists():
            make_book(list(samples(fonts, LINES_A_BOOK, seed * 10_000 + number)), book)
        books.append(book.with_suffix(".lstmf"))
    list_file = folder / f"books-{seed}.txt"
    list_file.write_text("".join(f"{book}\n" for book in books))
    return list_file


def make_book(lines: Sequence[Sample], book: Path) -> None:
    """Many lines in one .lstmf: a picture of many pages, and a box file that says what each page says."""
    images, boxes = [], []
    for number, line in enumerate(lines):
        high, wide = line.picture.shape
        images.append(Image.fromarray(line.picture))
        boxes.append(f"WordStr 0 0 {wide} {high} {number} #{drawing.visual(line.text)}\n")
        boxes.append(f"\t {wide + 1} 0 {wide + 2} {high} {number}\n")
    picture, box = book.with_suffix(".tif"), book.with_suffix(".box")
    images[0].save(picture, save_all=True, append_images=images[1:], compression="tiff_lzw", dpi=(225, 225))
    box.write_text("".join(boxes), encoding="utf-8")
    run("tesseract", picture, book, "--psm", "13", "-l", "fas", "lstm.train")
    picture.unlink()
    box.unlink()


def start_model(float_model: Path, folder: Path) -> Path:
    """The float model's parts and a starter model whose characters are its own and MISSING; the starter's path."""
    parts, out = folder / "parts", folder / "start"
    for made in (parts, out, folder / "script"):
        made.mkdir(parents=True, exist_ok=True)
    run("combine_tessdata", "-u", float_model, f"{parts}/fas.")
    (parts / "missing.txt").write_text(MISSING + "\n", encoding="utf-8")
    run("unicharset_extractor", "--output_unicharset", parts / "missing", "--norm_mode", "1", parts / "missing.txt")
    run("merge_unicharsets", parts / "fas.lstm-unicharset", parts / "missing", parts / "all")
    for kind in ("word", "punc", "number"):
        run("dawg2wordlist", parts / "fas.lstm-unicharset", parts / f"fas.lstm-{kind}-dawg", parts / f"{kind}.txt")
    # The tool wants this file; only Chinese needs more in it than a remark.
    (folder / "script" / "radical-stroke.txt").write_text("#\n")
    lists = ("--words", parts / "word.txt", "--puncs", parts / "punc.txt", "--numbers", parts / "number.txt")
    place = ("--script_dir", folder / "script", "--output_dir", out, "--lang", NAME)
    # Codes passed through keep the old outputs where they are; recoded ones start the model nearly from nothing.
    codes = ("--lang_is_rtl", "--pass_through_recoder")
    run("combine_lang_model", "--input_unicharset", parts / "all", *place, *codes, *lists)
    return out / NAME / f"{NAME}.traineddata"


def train(float_model: Path, books: Path, folder: Path, *, minutes: float, rate: float | None = None) -> None:
    """Trains for `minutes` from the last checkpoint, or else from the float model, at `rate` or the model's own."""
    starter = folder / "start" / NAME / f"{NAME}.traineddata"
    kept = folder / "checkpoints" / NAME
    kept.parent.mkdir(exist_ok=True)
    last = kept.with_name(f"{NAME}_checkpoint")
    origin: tuple[str | Path, ...] = (
        "--continue_from",
        folder / "parts" / "fas.lstm",
        "--old_traineddata",
        float_model,
    )
    origin = ("--continue_from", last) if last.exists() else origin
    without_end = ("--max_iterations", "10000000", "--target_error_rate", "0.0001")
    task = ("--traineddata", starter, "--train_listfile", books, "--model_output", kept)
    pace = ("--learning_rate", str(rate), "--reset_learning_rate") if rate else ()
    with contextlib.suppress(subprocess.TimeoutExpired):
        run("lstmtraining", *origin, *task, *without_end, *pace, seconds=minutes * 60)


def finish(folder: Path, target: Path) -> None:
    """The last checkpoint as an integer model, ready for reading, at `target`."""
    last = folder / "checkpoints" / f"{NAME}_checkpoint"
    starter = folder / "start" / NAME / f"{NAME}.traineddata"
    ready = folder / f"{NAME}.traineddata"
    model = ("--traineddata", starter, "--model_output", ready, "--convert_to_int")
    run("lstmtraining", "--stop_training", "--continue_from", last, *model)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ready, target)
