"""Lines that do not follow one another down the page come in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from intake import columns
from intake.layout import Line, Page, Word, around

LINE = 0.02
LETTER = 0.008


def line(height: float, *cells: tuple[float, str]) -> Line:
    """Cells by their right edges, from the right; each word as wide as its letters."""
    words: list[Word] = []
    for right, text in cells:
        edge = right
        for word in text.split():
            left = edge - LETTER * len(word)
            words.append(Word(word, (left, height, edge, height + 0.8 * LINE), 1.0))
            edge = left - 0.005
    return Line("\t".join(text for _, text in cells), tuple(words), around([word.box for word in words]))


def read(*lines: Line) -> list[str]:
    return [one.text for one in columns.arranged(Page(1, lines, "text-layer")).lines]


HEADS = ((0.9, "ردیف"), (0.7, "شرح مصوبه"), (0.3, "موافق"), (0.2, "مخالف"), (0.12, "ممتنع"))


def test_a_cell_of_two_lines_beside_a_number_in_their_middle_is_one_row() -> None:
    assert read(
        line(0.10, *HEADS),
        line(0.14, (0.8, "خرید کتاب برای کتابخانه عمومی شهر")),
        line(0.15, (0.89, "1"), (0.28, "5"), (0.18, "0"), (0.1, "0")),
        line(0.16, (0.8, "تصویب گردید.")),
        line(0.20, (0.89, "2"), (0.8, "اجاره غرفه‌ها تمدید شود."), (0.28, "4"), (0.18, "1"), (0.1, "0")),
    ) == [
        "ردیف\tشرح مصوبه\tموافق\tمخالف\tممتنع",
        "1\tخرید کتاب برای کتابخانه عمومی شهر تصویب گردید.\t5\t0\t0",
        "2\tاجاره غرفه‌ها تمدید شود.\t4\t1\t0",
    ]


def test_rules_that_were_read_between_heads_are_no_words_of_theirs() -> None:
    heads = line(0.10, *HEADS[:2], (0.42, "|"), *HEADS[2:], (0.15, "ا"))
    arranged = columns.arranged(
        Page(1, (heads, line(0.14, (0.89, "1"), (0.8, "خرید کتاب")), line(0.16, (0.8, "تصویب شد."))), "ocr")
    ).lines[0]
    assert [word.text for word in arranged.words] == arranged.text.split()


def test_a_number_beside_its_cells_first_line_takes_the_lines_below() -> None:
    assert read(
        line(0.10, *HEADS),
        line(0.14, (0.89, "1"), (0.8, "خرید کتاب برای کتابخانه"), (0.28, "5"), (0.18, "0")),
        line(0.16, (0.8, "عمومی شهر از محل ردیف ده")),
        line(0.18, (0.8, "تصویب گردید.")),
        line(0.20, (0.89, "2"), (0.8, "اجاره غرفه‌ها تمدید"), (0.28, "4"), (0.18, "1")),
        line(0.22, (0.8, "شود.")),
    )[1:] == [
        "1\tخرید کتاب برای کتابخانه عمومی شهر از محل ردیف ده تصویب گردید.\t5\t0",
        "2\tاجاره غرفه‌ها تمدید شود.\t4\t1",
    ]


def test_a_table_ends_at_the_first_line_that_runs_across_its_columns() -> None:
    closing = line(0.18, (0.8, "جلسه در ساعت دوازده با ذکر صلوات بر محمد و آل محمد پایان یافت و صورت آن خوانده شد."))
    told = read(
        line(0.10, *HEADS),
        line(0.14, (0.89, "1"), (0.8, "خرید کتاب"), (0.28, "5"), (0.18, "0")),
        line(0.16, (0.8, "تصویب گردید.")),
        closing,
    )
    assert told[1:] == ["1\tخرید کتاب تصویب گردید.\t5\t0", closing.text]


def test_a_row_that_rules_gave_below_a_table_of_figures_is_none_of_it() -> None:
    sign = line(0.19, (0.85, "حسین رفیعی"), (0.46, "ملاحظات"))
    tall = Line(sign.text, (*sign.words, Word("مهر", (0.8, 0.23, 0.83, 0.246), 1.0)), (0.3, 0.19, 0.85, 0.246))
    rows = [
        line(0.10, (0.65, "موافق"), (0.45, "مخالف"), (0.2, "ممتنع")),
        line(0.13, (0.8, "بند یک"), (0.63, "4"), (0.43, "0"), (0.18, "1")),
        line(0.16, (0.8, "بند دو"), (0.63, "3"), (0.43, "2"), (0.18, "0")),
        tall,
    ]
    assert read(*rows) == [row.text for row in rows]


def test_of_two_columns_the_right_one_is_read_first() -> None:
    assert read(
        line(0.10, (0.9, "تصمیمات جلسه:"), (0.3, "امضای اعضا")),
        line(0.12, (0.9, "1- خرید کتاب برای کتابخانه")),
        line(0.13, (0.3, "علی رضایی")),
        line(0.14, (0.9, "تصویب شد.")),
        line(0.15, (0.3, "حسن محمدی")),
        line(0.16, (0.9, "2- اجاره غرفه‌ها تمدید شد.")),
        line(0.20, (0.9, "پایان جلسه ساعت دوازده با ذکر صلوات و دعا برای همه شهیدان و درگذشتگان این شهر بزرگ و آباد")),
    ) == [
        "تصمیمات جلسه:",
        "1- خرید کتاب برای کتابخانه",
        "تصویب شد.",
        "2- اجاره غرفه‌ها تمدید شد.",
        "امضای اعضا",
        "علی رضایی",
        "حسن محمدی",
        "پایان جلسه ساعت دوازده با ذکر صلوات و دعا برای همه شهیدان و درگذشتگان این شهر بزرگ و آباد",
    ]


def test_a_signature_below_the_text_stays_below_it() -> None:
    lines = (
        line(0.10, (0.9, "خواهشمند است اقدام فرمایید.")),
        line(0.14, (0.3, "علی رضایی")),
        line(0.16, (0.3, "شهردار گرگان")),
        line(0.20, (0.9, "رونوشت:")),
        line(0.22, (0.9, "- بایگانی")),
    )
    assert read(*lines) == [one.text for one in lines]


def test_the_rows_of_a_list_of_names_and_offices_stay_rows() -> None:
    lines = tuple(line(0.1 + 0.02 * at, (0.9, f"نام {at}"), (0.5, "عضو شورا")) for at in range(6))
    assert read(*lines) == [one.text for one in lines]


@settings(deadline=None)  # a busy machine
@given(
    st.lists(
        st.lists(
            st.tuples(st.floats(0.2, 0.95), st.sampled_from(["ردیف", "شرح", "موافق", "12", "علی", "تصویب شد."])),
            max_size=5,
        ),
        max_size=8,
    )
)
def test_no_word_is_lost_or_doubled(drawn: Sequence[Sequence[tuple[float, str]]]) -> None:
    lines = tuple(line(0.1 + 0.02 * at, *cells) for at, cells in enumerate(drawn) if cells)
    made = columns.arranged(Page(1, lines, "ocr")).lines
    assert sorted(word.text for one in made for word in one.words) == sorted(w.text for one in lines for w in one.words)
    assert sorted(" ".join(one.text for one in made).split()) == sorted(" ".join(one.text for one in lines).split())
