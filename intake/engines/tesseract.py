"""The picture of a page → its lines, by tesseract.

Door: `read`, `line`, `model`. Promise: measured settings for Persian, one process on one core under a time
limit that is killed when its parent dies; whatever goes wrong is an EngineFailed. Not here: cleaning the picture
(pages), believing the result (quality).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from intake.engines import bidi
from intake.layout import Line, Page, Word, around

type Picture = NDArray[np.uint8]

_HERE = Path(__file__).parent
_MODELS = _HERE / "models"
_OWN_MODEL = "dabir"
# Without the last two settings tesseract throws away whole lines of Persian as noise (15.8 → 4.4 % of characters
# wrong).
_SETTINGS = "--oem 1 --psm {layout} -c textord_noise_rejrows=0 -c textord_min_linesize=2.5 --dpi {dpi}"
# Of a whole page columns are looked for; a few lines are taken as one block.
_PAGE, _BLOCK = 4, 6
# A gap wider than this many line heights parts two columns.
COLUMN_GAP = 2.5
_DIGIT = re.compile(r"\d")
# Behind numbers with Arabic marks the engine writes which way they run; they are no part of what stands there.
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class EngineFailed(Exception):
    """The engine did not read the page; `key` is "slow" (its time ran out), "missing" (not installed) or "crashed"."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read(picture: Picture, number: int, *, seconds: float, dpi: int = 225, as_block: bool = False) -> Page:
    """Page `number` as tesseract reads its cleaned picture. Boxes are fractions of `picture`. Raises EngineFailed.

    `as_block`: nothing but lines, one under the other, is looked for.
    """
    folder, language = model()
    config = _SETTINGS.format(dpi=dpi, layout=_BLOCK if as_block else _PAGE) + (
        f' --tessdata-dir "{folder}"' if folder else ""
    )
    data = _run(pytesseract.image_to_data, picture, seconds, lang=language, config=config, output_type="dict")
    lines = [line(words) for words in _word_rows(data, picture.shape)]
    return Page(number, tuple(one for one in lines if one.text.strip()), "ocr")


def model() -> tuple[Path | None, str]:
    """The best Persian model at hand: (its folder, its name); the folder is None for the installed one."""
    own = _MODELS / f"{_OWN_MODEL}.traineddata"
    return (_MODELS, _OWN_MODEL) if own.is_file() else (None, "fas")


def _run(call: Any, picture: Picture, seconds: float, **options: Any) -> Any:
    pytesseract.pytesseract.tesseract_cmd = str(_HERE / "tesseract.sh")
    try:
        return call(Image.fromarray(picture), timeout=seconds, **options)
    except pytesseract.TesseractNotFoundError as error:
        raise EngineFailed("missing") from error
    except pytesseract.TesseractError as error:
        raise EngineFailed("missing" if error.status == 127 else "crashed") from error
    except RuntimeError as error:  # pytesseract's way to say that the time ran out
        raise EngineFailed("slow") from error
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise EngineFailed("crashed") from error


def _word_rows(data: dict[str, list[Any]], shape: tuple[int, ...]) -> Iterator[list[Word]]:
    """The words of each line that tesseract found, in its order."""
    rows = range(len(data["text"]))
    where = zip(data["page_num"], data["block_num"], data["par_num"], data["line_num"], strict=True)
    places = list(where)
    for _, members in groupby(rows, key=lambda i: places[i]):
        words = [_word(data, i, shape) for i in members if float(data["conf"][i]) >= 0 and _told(data["text"][i])]
        if words:
            yield words


def _word(data: dict[str, list[Any]], i: int, shape: tuple[int, ...]) -> Word:
    high, wide = shape[:2]
    left, top, width, height = (int(data[name][i]) for name in ("left", "top", "width", "height"))
    box = (left / wide, top / high, min(1.0, (left + width) / wide), min(1.0, (top + height) / high))
    return Word(_told(data["text"][i]), box, round(float(data["conf"][i]) / 100, 4))


def _told(text: str) -> str:
    return _DIRECTIONS.sub("", text).strip()


def line(words: Sequence[Word]) -> Line:
    """Words of one row as a line in reading order, parted by tabs at wide gaps."""
    ordered = _in_order(words)
    rtl = any(bidi.is_rtl(word.text) for word in ordered)
    pieces = [ordered[0].text]
    gap_limit = COLUMN_GAP * _typical_height(ordered)
    for before, word in pairwise(ordered):
        gap = before.box[0] - word.box[2] if rtl else word.box[0] - before.box[2]
        pieces += ["\t" if gap > gap_limit else " ", word.text]
    return Line("".join(pieces), tuple(ordered), around([word.box for word in ordered]))


def _typical_height(words: Sequence[Word]) -> float:
    return float(np.median([word.box[3] - word.box[1] for word in words]))


def _in_order(words: Sequence[Word]) -> list[Word]:
    """The words as they follow one another: neighbouring numbers of a Persian line come out swapped and are put back
    by place.
    """
    if not any(bidi.is_rtl(word.text) for word in words):
        return sorted(words, key=lambda word: word.box[0])
    ordered: list[Word] = []
    for numeric, run in groupby(words, key=lambda word: bool(_DIGIT.search(word.text))):
        members = list(run)
        ordered += sorted(members, key=lambda word: -(word.box[0] + word.box[2])) if numeric else members
    return ordered
