"""Persian text for reading: half-spaces where writers lost them, marks at their words.

Door: `tidy`. Promise: only blanks and half-spaces change, never a letter, a digit, an address or the order of words; lines
and tabs are kept; tidy text stays as it is; a thousand letters take about a millisecond. Not here: comparing (normalise),
digits (wording). hazm's normaliser is not asked: it takes four seconds to load and makes «می‌دانی» of «میدانی».
"""

from __future__ import annotations

import re
from functools import cache

import yaml

from nlp.lexicon import FOLDER
from nlp.normalise import ZWNJ, clean

_LETTER = "آ-یءأؤئۀة\u064b-\u0655\u0670"
_HERE = f"(?<![{_LETTER}{ZWNJ}])"
_END = f"(?![{_LETTER}{ZWNJ}])"
# After these letters the next one stands apart by itself: a half-space would change nothing that can be seen.
_APART = "اآدذرزژوأؤ"
_PLURALS = "ها|های|هایی|هایش|هایشان"
_SUFFIX = re.compile(f"(?<=([{_LETTER}])) ({_PLURALS}|تر|ترین){_END}")
_ADJECTIVE = re.compile(f"(?<=ه) (ای){_END}")
_JOINED = re.compile(f"{_HERE}([{_LETTER}]{{2,}}[^{_APART}\\W])({_PLURALS}){_END}")
_PREFIX = re.compile(f"{_HERE}(ن?می) (?=[{_LETTER}])")
# A time («۱۷ : ۳۰»), a ratio and an address keep their blanks.
_BEFORE_MARK = re.compile(rf"(?<=\S) +(?=[،؛؟!»)\]])|(?<=[{_LETTER})»]) +(?=:|\.(?:\s|$))")
_AFTER_OPENING = re.compile(r"(?<=[«(\[]) +(?=\S)")
_AFTER_MARK = re.compile(f"(?<=[،؛])(?=[{_LETTER}«(])")


def tidy(text: str) -> str:
    """`text` cleaned, with half-spaces and blanks mended: «بررسی ، میگردد .» → «بررسی، می‌گردد.»."""
    mended = clean(text)
    for wrong, right in ((_BEFORE_MARK, ""), (_AFTER_OPENING, ""), (_AFTER_MARK, " ")):
        mended = wrong.sub(right, mended)
    mended = _compounds().sub(lambda match: match[0].replace(" ", ZWNJ), mended)
    mended = _PREFIX.sub(rf"\1{ZWNJ}", mended)
    mended = _verbs().sub(rf"\1{ZWNJ}", mended)
    mended = _SUFFIX.sub(_suffixed, mended)
    mended = _ADJECTIVE.sub(rf"{ZWNJ}\1", mended)
    return _JOINED.sub(_parted, mended)


def _suffixed(match: re.Match[str]) -> str:
    return match[2] if match[1] in _APART else ZWNJ + match[2]


def _parted(match: re.Match[str]) -> str:
    plain = f"{match[1]}ها"
    return match[0] if plain in _listed("no_plurals") else f"{match[1]}{ZWNJ}{match[2]}"


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(f"{_HERE}(ن?می)(?=(?:{'|'.join(_listed('verbs'))}){_END})")


@cache
def _compounds() -> re.Pattern[str]:
    return re.compile(f"{_HERE}(?:{'|'.join(_listed('compounds'))})(?=(?:ی|ها|های|هایی)?{_END})")


@cache
def _listed(name: str) -> tuple[str, ...]:
    loaded: dict[str, list[str]] = yaml.safe_load((FOLDER / "tidying.yaml").read_text(encoding="utf-8"))
    return tuple(loaded[name])
