"""Every page of an open file → its text, from the text layer where that deserves belief, else from its picture.

Door: `all_pages`, `believed`, `seen`, `looked_over`, `upright`. Promise: pages come back in order, one each; a page that the
engine cannot read comes back empty with a problem that names it; the time limits of a page and of the file hold. Not here: what
the text means (fields).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np
from numpy.typing import NDArray

from intake import celled, columns, figures, memory, pages, passed_over, quality, ruled, spelling, strayed, unread
from intake.begun import Begun, Read
from intake.engines import tesseract
from intake.engines.tesseract import EngineFailed
from intake.layout import Page
from intake.originals import Original
from intake.problems import FileProblem, Limits, Problem

type Picture = NDArray[np.uint8]

# Pages read at 0.75 to 0.95; on their heads at 0.2 to 0.3. Below the second number the reader is warned.
_ON_ITS_HEAD = 0.5
_UNCLEAR = 0.55
# Above this share of letters in no line the engine has lost its lines, as it does where dots and zeros set its measure.
_LOST = 0.3


def all_pages(
    original: Original,
    limits: Limits,
    until: float,
    on_page: Callable[[int, int], None] | None,
    begun: Begun = Begun(),  # noqa: B008
) -> tuple[list[Page], list[Problem]]:
    """All pages and what went wrong with them; no page is begun after `until` (on the monotonic clock).

    Pages that `begun` has are not read again, and nothing is told of them.
    """
    memory.kept()
    one_at_a_time = threading.Lock()
    done: dict[int, Read] = {
        number: read for number in range(1, original.count + 1) if (read := begun.page(number)) is not None
    }
    with ThreadPoolExecutor(max_workers=max(1, limits.parallel)) as workers:
        reading = {
            workers.submit(_page, original, number, limits, until, one_at_a_time, begun): number
            for number in range(1, original.count + 1)
            if number not in done
        }
        try:
            for count, future in enumerate(as_completed(reading), start=len(done) + 1):
                done[reading[future]] = future.result()
                if on_page:
                    on_page(count, original.count)
        finally:
            workers.shutdown(cancel_futures=True)
    ordered = [done[number] for number in sorted(done)]
    found = [problem for _, of_page in ordered for problem in of_page]
    if found and sum(problem.facts.get("reason") == "broken" for problem in found) == original.count:
        raise FileProblem("broken")
    return [page for page, _ in ordered], _said_once(found)


def believed(original: Original, number: int) -> Page | None:
    """The text layer of a page when it stands for what a reader sees; always for a file without pictures."""
    typed = original.typed(number)
    return typed.page if typed and (not original.drawn or quality.believable(typed)) else None


def _page(
    original: Original, number: int, limits: Limits, until: float, one_at_a_time: threading.Lock, begun: Begun
) -> Read:
    if time.monotonic() > until:
        return Page(number, (), "ocr"), [Problem("took-too-long", {"page": number - 1})]
    begun.tell("begins", number)
    read = _tried(original, number, limits, until, one_at_a_time, begun)
    begun.keep(number, read)
    begun.tell("ends", number)
    return read


def _tried(
    original: Original, number: int, limits: Limits, until: float, one_at_a_time: threading.Lock, begun: Begun
) -> Read:
    try:
        with one_at_a_time, begun.in_library(number):
            page = believed(original, number)
            picture = None if page else original.picture(number, to_read=True)
        if page or picture is None:
            return columns.arranged(page or Page(number, (), "text-layer")), []
        page = seen(picture, number, min(limits.seconds_per_page, max(1.0, until - time.monotonic())))
        unclear = bool(page.lines) and quality.legibility(page) < _UNCLEAR
        return page, [Problem("page-unclear", {"page": number})] if unclear else []
    except EngineFailed as failed:
        key = "engine-missing" if failed.key == "missing" else f"page-{failed.key}"
        return Page(number, (), "ocr"), [Problem(key, {"page": number})]
    except FileProblem as bad:
        if original.count == 1:
            raise
        return Page(number, (), "ocr"), [Problem("page-crashed", {"page": number, "reason": bad.problem.key})]


def seen(picture: Picture, number: int, seconds: float) -> Page:
    """A page as OCR reads it, its boxes those of the picture that `upright` gives. Raises EngineFailed."""
    until = time.monotonic() + seconds
    first, _, white = upright(picture, number, seconds)
    page = _in_whole(first, white, until)
    return looked_over(page, white, until) if page.lines else page


def looked_over(page: Page, white: Picture, until: float) -> Page:
    """A page as the engine read it, with what it passed over and its figures looked at again on `white`, in reading order:
    the rules that are drawn have the last word.
    """
    page = figures.cleared(passed_over.with_passed_over(page, white, until), white)
    page = celled.with_cells(page, white, until)
    page = unread.with_lone_figures(figures.checked(unread.with_ends(page, white), white), white)
    page = strayed.in_place(spelling.mended(figures.in_order(page)))
    return ruled.arranged(columns.arranged(page), white)


def upright(picture: Picture, number: int, seconds: float) -> tuple[Page, Picture, Picture]:
    """(what the engine reads at first, the straightened picture, the same in black and white). Raises EngineFailed.

    A page that makes little sense is read once more the other way up (twice as quick, and surer, than tesseract's own
    finding of the script's direction), then on either side, and the best reading is kept.
    """
    best = Page(number, (), "ocr")
    if not pages.holds_text(picture):
        return best, picture, np.full_like(picture, 255)
    until = time.monotonic() + seconds
    straight, legible = pages.straighten(picture), -1.0
    seen_as, best_white = straight, np.full_like(straight, 255)
    for way in _ways_up(straight):
        white = pages.whiten(way)
        if not (white == 0).any():
            break
        try:
            page = figures.mended(tesseract.read(white, number, seconds=max(1.0, until - time.monotonic())))
        except EngineFailed:
            if legible < 0:
                raise
            break
        if (found := quality.legibility(page)) > legible:
            best, seen_as, best_white, legible = page, way, white, found
        if legible >= _ON_ITS_HEAD or time.monotonic() > until:
            break
    return best, seen_as, best_white


def _ways_up(straight: Picture) -> Iterator[Picture]:
    """The page as it seems to stand, on its head, and on either side, as a few short lines can lie unnoticed."""
    yield straight
    yield _about(straight)
    aside = pages.levelled(np.ascontiguousarray(np.rot90(straight)))
    yield aside
    yield _about(aside)


def _in_whole(page: Page, white: Picture, until: float) -> Page:
    """The page, or its reading as one block where the engine lost lines and time is left."""
    lost = quality.left_out(page, white)
    if lost <= _LOST or time.monotonic() > until:
        return page
    try:
        as_block = tesseract.read(white, page.number, seconds=max(1.0, until - time.monotonic()), as_block=True)
    except EngineFailed:
        return page
    return figures.mended(as_block) if quality.left_out(as_block, white) < lost else page


def _about(picture: Picture) -> Picture:
    return np.ascontiguousarray(np.rot90(picture, 2))


def _said_once(found: list[Problem]) -> list[Problem]:
    """Problems that concern the whole file, once; those of single pages, each."""
    kept: list[Problem] = []
    for problem in found:
        if problem.key in {"took-too-long", "engine-missing"} and any(p.key == problem.key for p in kept):
            continue
        kept.append(problem)
    return kept
