"""The fitting of confidences."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake import trust
from intake.trust import Grounds
from tools.calibrate import fitting, reporting
from tools.calibrate import pairs as kept_pairs
from tools.calibrate.pairs import Pair, unfitted

DIGITAL, SEEN = Grounds(0.95, 1.0, "none", "text-layer"), Grounds(0.95, 0.9, "none", "ocr")


def pair(layout: str, text: int, field: str, right: bool, grounds: Grounds = DIGITAL, met: bool = False) -> Pair:
    way = "digital" if grounds.source == "text-layer" else "scan"
    return Pair(layout, str(text), way, field, grounds, unfitted(grounds), right, met)


def pairs_of(field: str, right: int, of: int, grounds: Grounds = DIGITAL) -> list[Pair]:
    return [pair(f"layout {place % 5}", place, field, place < right, grounds) for place in range(of)]


def fitted(pairs: list[Pair]) -> trust.Weights:
    return fitting.fit(*fitting.sides(pairs))


def test_a_field_that_is_often_wrong_is_called_so() -> None:
    weights = fitted([*pairs_of("subject", 100, 100), *pairs_of("sender", 60, 100)])
    sender, subject = (trust.chance(name, DIGITAL, weights) for name in ("sender", "subject"))
    assert 0.55 < sender < 0.7 and subject > 0.95


def test_a_field_of_few_pairs_is_drawn_to_the_others() -> None:
    weights = fitted([*pairs_of("subject", 100, 100), *pairs_of("sender", 0, 1)])
    assert 0.6 < trust.chance("sender", DIGITAL, weights) < trust.chance("subject", DIGITAL, weights)


def test_letters_are_weighed_only_where_the_rule_was_right() -> None:
    read = [*pairs_of("subject", 50, 100), *pairs_of("subject", 50, 100, SEEN)]
    weights = fitted(read)
    # Every picture of what the rule took right was read right: the half that is wrong is the rule's.
    assert trust.bare("subject", SEEN, weights) == pytest.approx(0.5, abs=0.08)


def test_no_layout_is_judged_by_weights_that_saw_it() -> None:
    # Only the last layout ever fails: weights that had seen it would call its pairs less sure than those of the others.
    good = [pair(f"layout {place % 4}", place, "subject", True) for place in range(80)]
    bad = [pair("the last", 100 + place, "subject", False) for place in range(40)]
    said, _ = fitting.crossed([*good, *bad])
    assert min(said[80:]) > max(said[:80])


def test_the_bar_stands_where_nearly_all_above_it_were_right() -> None:
    held = [(0.99, True)] * 200 + [(0.95, False)] * 2 + [(0.95, True)] * 20 + [(0.92, False)] * 30
    assert fitting.bar_of(held) == 0.95
    assert fitting.bar_of([*held, *[(0.95, False)] * 2]) == 0.99


def test_fitted_weights_come_back_from_their_file_as_they_were() -> None:
    weights = fitted([*pairs_of("subject", 90, 100), *pairs_of("subject", 80, 100, SEEN)])
    again = trust.weights_of(fitting.as_data(weights))
    assert trust.chance("subject", SEEN, again) == pytest.approx(trust.chance("subject", SEEN, weights), abs=0.02)


def test_pairs_come_back_from_their_table(tmp_path: Path) -> None:
    told = [pair("strip", 7, "phone", True), pair("strip", 7, "phone", False, SEEN)]
    kept_pairs.keep(told, tmp_path / "kept.csv")
    assert list(kept_pairs.kept(tmp_path / "kept.csv")) == told


def test_the_error_is_how_far_said_and_right_lie_apart() -> None:
    assert reporting.error([(0.9, True)] * 9 + [(0.9, False)]) == pytest.approx(0)
    assert reporting.error([(0.95, True), (0.95, False)]) == pytest.approx(0.45)


def test_what_was_kept_of_unmet_layouts_is_called_nine_in_ten_only_where_it_was_right() -> None:
    pairs = list(kept_pairs.kept(Path(kept_pairs.__file__).with_name("unmet.csv")))
    called = [one for one in pairs if trust.chance(one.field, one.grounds) >= trust.SURE]
    assert len(called) > len(pairs) / 4
    assert sum(one.right for one in called) / len(called) >= 0.98
