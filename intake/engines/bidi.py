"""Glyphs as they stand on a line → the text as it was typed.

Door: `Glyph`, `logical`. Promise: given the glyphs of one stretch of a line, the text in logical order, with spaces
and half-spaces as a reader sees them; digits stay in the script they were printed in. Not here: finding lines and
columns (born_digital), or mending the text (nlp).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

ZWNJ = "\u200c"
STROKE = _TATWEEL = "\u0640"
# Gaps in shares of the font size: from here on two glyphs belong to two words (measured on eight fonts, three
# producers).
WORD_GAP = 0.22
_DIGITS = "0-9\u06f0-\u06f9\u0660-\u0669"
_NUMBER = rf"[{_DIGITS}]+(?:[/.,:\u066b\u066c\u060c][{_DIGITS}]+)*"
_LATIN_RUN = r"[0-9]*[A-Za-z](?:[A-Za-z0-9@._/+:#&%()'-]| (?=[A-Za-z0-9(]))*"
# Letters and figures of either script on one dash: the number of a firm's letter.
_LETTERED = rf"[A-Za-z]{{1,5}}(?:[-/][{_DIGITS}]+)+"
_IBAN = rf"IR ?[{_DIGITS}]{{2}}(?: ?[{_DIGITS}]{{1,4}})+"
_TELEPHONE = rf"(?<![A-Za-z]-)(?<![{_DIGITS}])[{_DIGITS}]{{3,8}}-[0\u06f0\u0660][{_DIGITS}]{{2,3}}(?![{_DIGITS}])"
_LEFT_TO_RIGHT = re.compile(rf"{_IBAN}|{_LETTERED}|{_LATIN_RUN}|{_NUMBER}")
_HYPHENATED = re.compile(rf"{_NUMBER}(?:-{_NUMBER})+|{_LEFT_TO_RIGHT.pattern}")
_PAIRS = ("()", "[]", "{}", "<>", "\u00ab\u00bb")
_LONG_ARMED = frozenset("\u06a9\u0643\u06af")
# An alef, what it may bear, and the letters that do not join the next one.
_ALEF, _WITH_MADDA, _WITH_HAMZA = "\u0627", "\u0622", "\u0623"
_UNJOINING = frozenset("\u0627\u0622\u062f\u0630\u0631\u0632\u0698\u0648")
_NO_WIDTH = 0.02


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn glyph: its text (several letters for a ligature), where it stands from the left, and its font size, in
    points.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


def letters(text: str) -> str:
    """A glyph's text in plain letters: presentation forms opened, stretching strokes and signless codes dropped."""
    if any("\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufeff" for c in text):
        text = unicodedata.normalize("NFKC", text).replace(" ", "") or text
    return "".join(c for c in text if c != _TATWEEL and unicodedata.category(c) not in {"Cc", "Co", "Cn"})


def is_rtl(text: str) -> bool:
    """Whether any letter of `text` is written from right to left."""
    return any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


def joins(text: str) -> bool:
    """Whether the last of these letters is one that the next is joined to."""
    plain = letters(text)
    return is_rtl(plain) and plain[-1].isalpha() and plain[-1] not in _UNJOINING


def logical(glyphs: Sequence[Glyph], *, rtl: bool) -> str:
    """The text of glyphs that share a line; `rtl` is the direction of the paragraph."""
    pieces = _spaced(_right_to_left(glyphs))
    text = "".join(pieces)
    if not rtl and not is_rtl(text):
        return _spaces_once("".join(reversed(pieces)))
    return _spaces_once(_turn_runs(pieces))


def _right_to_left(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Sorted by centre from the right; a vowel mark comes after the letter that it stands on, or else hangs behind."""
    ordered = sorted((g for g in glyphs if not _is_mark(g)), key=lambda g: -g.centre)
    for mark in (g for g in glyphs if _is_mark(g)):
        inked = [(i, g) for i, g in enumerate(ordered) if g.text.strip()]
        # A mark without a width is set at the left edge of its letter, where the next letter may begin already.
        edge = [i for i, g in inked if mark.x1 - mark.x0 < _NO_WIDTH * mark.size and _at_left_edge(mark, g)]
        at = edge[0] if edge else next((i for i, g in inked if g.x0 <= mark.centre <= g.x1), None)
        behind = max((i for i, g in inked if g.centre > mark.centre), default=len(ordered) - 1)
        ordered.insert((behind if at is None else at) + 1, mark)
    return ordered


def _bears(text: str, before: str) -> bool:
    """Whether a glyph without a width names the sign together with the letter under it, which stands there already."""
    plain = unicodedata.normalize("NFD", text)
    return len(plain) > 1 and plain[0] == before[-1:]


def _at_left_edge(mark: Glyph, letter: Glyph) -> bool:
    return abs(letter.x0 - mark.centre) < 0.02 * mark.size


def _seat(pieces: Sequence[str]) -> str:
    """The alef that bears a nameless sign: madda at the head of a word and behind letters that do not join, else hamza."""
    before = pieces[-2][-1:] if len(pieces) > 1 else " "
    return _WITH_HAMZA if before.isalpha() and before not in _UNJOINING else _WITH_MADDA


def _is_mark(glyph: Glyph) -> bool:
    text = letters(glyph.text)
    return bool(text) and all(unicodedata.category(c) == "Mn" for c in text)


def _spaced(ordered: Sequence[Glyph]) -> list[str]:
    """Texts from right to left, one a glyph, with a space or a half-space wherever the places show one."""
    pieces: list[str] = []
    edge = float("inf")
    for index, glyph in enumerate(ordered):
        text = letters(glyph.text)
        if not glyph.text:  # a stroke between two letters, or a sign upon one, without a letter of its own
            if pieces and pieces[-1] == _ALEF and glyph.x1 - glyph.x0 < _NO_WIDTH * glyph.size:
                pieces[-1] = _seat(pieces)
            edge = min(edge, glyph.x0)
            continue
        # An office program may name the blank after the half-space when both are one glyph of the font.
        if not glyph.text.strip() or (glyph.text == ZWNJ and glyph.x1 - glyph.x0 > 0.1 * glyph.size):
            pieces.append(ZWNJ if _sits_on_a_letter(ordered, index) else " ")
            continue
        parted = bool(pieces) and pieces[-1] == " "
        if edge - glyph.x1 > WORD_GAP * glyph.size and not parted and not _is_mark(glyph):
            pieces.append(" ")
        if pieces and glyph.x1 - glyph.x0 < _NO_WIDTH * glyph.size and _bears(text, pieces[-1]):
            pieces[-1] = pieces[-1][:-1] + text
        elif text:
            pieces.append(text)
        edge = min(edge, glyph.x0)
    return pieces


def _sits_on_a_letter(ordered: Sequence[Glyph], index: int) -> bool:
    """Whether the blank at `index` is no gap at all: of no width, or drawn over its neighbour (how a half-space is
    printed).
    """
    blank = ordered[index]
    width = blank.x1 - blank.x0
    if width < 0.02 * blank.size:
        return True
    around = [g for g in (*ordered[max(0, index - 2) : index], *ordered[index + 1 : index + 3]) if g.text.strip()]
    over = [g for g in around if min(blank.x1, g.x1) - max(blank.x0, g.x0) > 0.6 * width]
    # Under the long arm of kaf and gaf there is room for a space.
    return any(letters(g.text)[:1] not in _LONG_ARMED or g.x1 > blank.x1 - 0.02 * g.size for g in over)


def _turn_runs(pieces: Sequence[str]) -> str:
    """The pieces joined, with every number and Latin run turned back to its own direction."""
    # Matching is done on the line as seen from the left; only there does a number stand as it is read.
    # Behind a letter a hyphen parts two numbers that stand from right to left; where none went before, it joins them.
    seen = "".join(reversed(pieces))
    opening = next((at for at, piece in enumerate(pieces) if is_rtl(piece)), len(pieces))
    alone = len("".join(pieces[opening:]))
    left_of = _pieces_left_of(pieces)
    parts: list[str] = []
    done = 0
    behind = list(_LEFT_TO_RIGHT.finditer(seen, 0, alone))
    ahead = list(_HYPHENATED.finditer(seen, alone)) if opening else []
    for match in reversed([*behind, *ahead]):
        if match.start() not in left_of or match.end() not in left_of:
            continue
        parts.extend(pieces[done : len(pieces) - left_of[match.end()]])
        parts.append(match.group())
        done = len(pieces) - left_of[match.start()]
    parts.extend(pieces[done:])
    return _telephones("".join(parts))


def _pieces_left_of(pieces: Sequence[str]) -> dict[int, int]:
    """Offset in the text seen from the left → number of pieces that stand left of it. A ligature has no offsets
    inside.
    """
    places, offset = {0: 0}, 0
    for count, piece in enumerate(reversed(pieces), start=1):
        offset += len(piece)
        places[offset] = count
    return places


def _telephones(text: str) -> str:
    """Numbers such as 33221100-021 with the area code first, as they are dialled: a hyphen parts them on the page."""
    return re.sub(_TELEPHONE, lambda m: "-".join(reversed(m.group().split("-"))), text)


# The bracket behind an item's number has no other half.
_NUMBERED = re.compile(r"(?:^|(?<=[\t\n]))[ \t]*\w{1,4}[()]")


def mirrored_brackets(text: str) -> frozenset[str]:
    """The kinds of brackets, each by its two signs, with which a page makes more sense when they are turned over: producers
    store the character or its mirror image, and not of every kind the same.
    """
    plain = _NUMBERED.sub("", text)
    return frozenset(kind for kind in _PAIRS if _unbalanced(mirrored(plain, {kind}), kind) < _unbalanced(plain, kind))


def mirrored(text: str, kinds: Collection[str] = _PAIRS) -> str:
    """Right-to-left text with each bracket of these kinds turned over; text without such letters is left alone."""
    turned = str.maketrans("".join(kinds), "".join(kind[::-1] for kind in kinds))
    return text.translate(turned) if is_rtl(text) or not re.search("[A-Za-z]", text) else text


def _unbalanced(text: str, kind: str) -> int:
    depth = wrong = 0
    for c in text:
        depth += (c == kind[0]) - (c == kind[1])
        if depth < 0:
            wrong, depth = wrong + 1, 0
    return wrong + depth


def _spaces_once(text: str) -> str:
    text = re.sub(f" *{ZWNJ}+ +| +{ZWNJ}+ *", " ", text)
    return re.sub(r" +", " ", re.sub(f"{ZWNJ}+", ZWNJ, text)).strip(f" {ZWNJ}")
