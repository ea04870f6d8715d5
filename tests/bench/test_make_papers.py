"""The papers that the reader is measured by."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
import yaml

from nlp import identifiers
from tools.make_papers import drawing, facts, making, texts

WORDS = {
    name: yaml.safe_load((drawing.SOURCES / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("common", *making.SPLITS)
}
LAYOUTS = WORDS["common"]["layouts"]


def _composed(layout: str, seed: int = 3) -> tuple[facts.Facts, dict[str, object]]:
    said = facts.Facts(WORDS[layout.split("-")[0]], WORDS["common"], seed)
    return said, texts.compose(LAYOUTS[layout]["shape"], said) | {"sender": said.fields.get("sender", "")}


@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_shows_the_names_and_numbers_that_its_truth_tells(layout: str, seed: int) -> None:
    said, content = _composed(layout, seed)
    told = drawing.told(drawing.html(layout, content, WORDS[layout.split("-")[0]]["fonts"][0]))
    latin = told.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    for field in ("letter_number", "signatory_name", "subject", "audit_firm", "proposed_mayor"):
        if field in said.fields:
            assert str(said.fields[field]).translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")) in latin
    assert all(name in told for name in said.fields.get("present", []))
    assert all(number in latin for number in said.fields.get("national_ids", []))
    figures = "".join(sign for sign in latin if sign.isdigit())
    assert said.fields.get("postal_code", "") in figures


def test_the_same_seed_says_the_same_and_another_says_something_else() -> None:
    assert _composed("tune-letter-box")[0].fields == _composed("tune-letter-box")[0].fields
    assert _composed("tune-letter-box")[0].fields != _composed("tune-letter-box", seed=4)[0].fields


@pytest.mark.parametrize(("one", "other"), list(combinations(making.SPLITS, 2)))
def test_no_text_no_city_no_name_is_in_two_splits(one: str, other: str) -> None:
    words = WORDS[one], WORDS[other]
    for shared in ("cities", "men", "women", "surnames", "number_forms", "laws", "copies", "closings", "greetings"):
        assert not set(words[0][shared]) & set(words[1][shared]), shared
    bodies = [{part for letter in said["letters"] for part in letter["body"]} for said in words]
    assert not bodies[0] & bodies[1]


def test_no_layout_is_in_two_splits_and_no_font_of_tune_in_another() -> None:
    fonts = {split: {font["body"] for font in WORDS[split]["fonts"]} for split in making.SPLITS}
    assert not fonts["tune"] & (fonts["met"] | fonts["test"])
    planned = list(making.plan(1, few=False))
    layouts = [{paper.layout for paper in planned if paper.split == split} for split in making.SPLITS]
    assert sum(map(len, layouts)) == len(set().union(*layouts))
    assert len(planned) > 150


def test_numbers_of_people_check_and_are_nobodys() -> None:
    said = facts.Facts(WORDS["tune"], WORDS["common"], 5)
    for _ in range(50):
        said.say("{nid} {iban}")
    assert all(identifiers.national_id(number) == number and number[0] == "9" for number in said.fields["national_ids"])
    assert identifiers.sheba(said.fields["iban"]) == said.fields["iban"]


def test_every_sum_that_is_written_is_told() -> None:
    said = facts.Facts(WORDS["test"], WORDS["common"], 8)
    shown = [said.say("{amount}") for _ in range(40)]
    assert len(said.fields["amounts"]) == len(set(said.fields["amounts"]))
    assert all(shown) and 30 < len(said.fields["amounts"]) <= 40


def test_stamps_and_drawings_are_no_words_of_the_page() -> None:
    page = (
        '<p>یک</p><div class="stamp"><div>ثبت</div></div><svg><text>خط</text></svg><table><tr><td>دو</td></tr></table>'
    )
    assert drawing.told(page) == "یک\nدو"


def test_every_template_of_papers_is_a_layout(tmp_path: Path) -> None:
    assert {file.stem for file in drawing.SOURCES.glob("[a-z]*-*.html")} == set(LAYOUTS)
