"""Words of pictures whose dots were misread."""

from __future__ import annotations

from intake import spelling
from intake.layout import Line, Page, Word

BOX = (0.1, 0.1, 0.2, 0.2)


def mended(*words: tuple[str, float]) -> Line:
    line = Line("\t".join(text for text, _ in words), tuple(Word(text, BOX, sure) for text, sure in words), BOX)
    return spelling.mended(Page(1, (line,), "ocr")).lines[0]


def test_a_doubtful_word_is_mended_between_its_marks_and_is_less_sure() -> None:
    line = mended(("(سریرست)،", 0.8), ("شهرداری", 0.8))
    assert line.text == "(سرپرست)،\tشهرداری"
    assert [word.confidence for word in line.words] == [0.72, 0.8]


def test_a_word_that_the_engine_is_sure_of_stays() -> None:
    assert mended(("سریرست", 0.97)).text == "سریرست"
