"""The papers that the reader is measured by."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
import yaml
from PIL import Image

from nlp import identifiers, normalise, wording
from tools.make_papers import councils, drawing, facts, making, shapes, sheets, whole

SETS = [said for sets in making.SPLITS.values() for said in sets]
WORDS = {
    name: yaml.safe_load((drawing.SOURCES / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("common", *SETS)
}
LAYOUTS = WORDS["common"]["layouts"]
WHOLE = [layout for split in making.SPLITS for layout in whole.layouts(split)]


def _composed(layout: str, seed: int = 3) -> tuple[facts.Facts, dict[str, object]]:
    said = facts.Facts(WORDS[layout.split("-")[0]], WORDS["common"], seed)
    return said, shapes.compose(LAYOUTS[layout]["shape"], said) | {"sender": said.fields.get("sender", "")}


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


@pytest.mark.parametrize(("one", "other"), list(combinations(SETS, 2)))
def test_no_text_no_city_no_name_is_in_two_sets_of_words(one: str, other: str) -> None:
    words = WORDS[one], WORDS[other]
    for shared in ("cities", "men", "women", "surnames", "number_forms", "laws", "copies", "closings", "greetings"):
        assert not set(words[0][shared]) & set(words[1][shared]), shared
    bodies = [{part for letter in said["letters"] for part in letter["body"]} for said in words]
    assert not bodies[0] & bodies[1]


def test_no_layout_is_in_two_splits_and_no_font_of_tune_in_another() -> None:
    fonts = {said: {font["body"] for font in WORDS[said]["fonts"]} for said in SETS}
    assert not fonts["tune"] & set().union(*(fonts[said] for said in SETS if said != "tune"))
    planned = list(making.plan(1, few=False))
    layouts = [{paper.layout for paper in planned if paper.split == split} for split in making.SPLITS]
    assert sum(map(len, layouts)) == len(set().union(*layouts))
    assert len(planned) > 150
    assert min(map(len, layouts)) >= 10


def test_numbers_of_people_check_and_are_nobodys() -> None:
    said = facts.Facts(WORDS["tune"], WORDS["common"], 5)
    for _ in range(50):
        said.say("{nid} {iban}")
    assert all(identifiers.national_id(number) == number and number[0] == "9" for number in said.fields["national_ids"])
    assert identifiers.sheba(said.fields["iban"]) == said.fields["iban"]


def test_every_sum_that_is_written_is_told() -> None:
    said = facts.Facts(WORDS["third"], WORDS["common"], 8)
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
    assert not set(LAYOUTS) & set(WHOLE)


def test_a_new_test_has_twelve_layouts_or_more_and_every_paper_of_two_pages_is_bound() -> None:
    planned = [paper for paper in making.plan(1, few=False) if paper.split == "test"]
    assert len({paper.layout for paper in planned}) >= 12
    bound = [paper for paper in planned if whole.pages(paper.layout) > 1]
    assert bound and all(source in ("digital", "word", *sheets.BOUND) for paper in bound for source in paper.sources)


@pytest.mark.parametrize(
    ("habit", "left"),
    [
        ({"joiners": "space"}, "می شود نامه های ۱۲ کی"),
        ({"joiners": "joined"}, "میشود نامه‌های ۱۲ کی"),
        ({"digits": "latin"}, "می‌شود نامه‌های 12 کی"),
        ({"digits": "arabic", "letters": "arabic"}, "مي‌شود نامه‌هاي ١٢ كي"),
    ],
)
def test_a_typist_has_habits_and_a_style_sheet_none(habit: dict[str, str], left: str) -> None:
    page = "<style>می‌شود ۱۲</style><p>می‌شود نامه‌های ۱۲ کی</p>"
    assert drawing.typed(page, habit) == f"<style>می‌شود ۱۲</style><p>{left}</p>"


def test_a_session_may_be_numbered_in_words() -> None:
    words = WORDS["third"]["minutes"]
    assert councils.ordinal(43, words).endswith("چهل و سوم")
    assert councils.ordinal(130, words).endswith("سی‌ام")
    assert councils.ordinal(12, words) == "دوازدهم"


def test_an_office_of_many_lines_has_many_names_and_its_own_is_the_truth() -> None:
    said, content = _composed("third-letter-block", seed=6)
    owner = content["owner"]
    assert isinstance(owner, list) and said.fields["sender"] in owner
    assert " ".join(owner) in said.either["sender"]


def test_every_page_of_a_bound_paper_is_scanned(tmp_path: Path) -> None:
    small = "<style>@page { size: 70mm 50mm }</style><p>یک</p><p style='page-break-before: always'>دو</p>"
    drawn = drawing.pdf(small, "weasyprint")
    sheets.write(drawn, "fax", tmp_path / "long.tif", 3)
    with Image.open(tmp_path / "long.tif") as scanned:
        assert getattr(scanned, "n_frames", 1) == 2
    with pytest.raises(ValueError, match="one page"):
        sheets.write(drawn, "photo", tmp_path / "long.jpg", 3)


@pytest.mark.parametrize("layout", WHOLE)
def test_a_page_that_came_whole_shows_what_its_truth_tells(layout: str) -> None:
    said = whole.truth(layout)
    page = whole.page(layout, "Samim")
    told = normalise.folded(drawing.told(page))
    assert 'html { --font: "Samim"; }' in page and "var(--font" in page
    for field in ("signatory_name", "municipality", "proposed_mayor"):
        value = said["fields"].get(field, "")
        assert all(word in told for word in normalise.folded(value).split()), field
    judged = {*said["fields"], *said["either"], *said["open"]}
    assert judged <= {*wording.words("fields"), "document_type"}


@pytest.mark.parametrize("seed", range(3, 9))
def test_a_letter_of_the_third_set_answers_only_what_was_written_before_it(seed: int) -> None:
    said, _content = _composed("third-letter-reply", seed)
    assert said.fields["references"]
    assert all(one["date"] < said.fields["letter_date"] for one in said.fields["references"])
