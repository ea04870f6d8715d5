"""The sample documents: complete, small, truthful, and made the same again."""

from __future__ import annotations

import json
from pathlib import Path

import jdatetime
import numpy as np
import pypdfium2
import pytest
import yaml

from nlp import identifiers
from tools import ageing, make_samples

PLAN = yaml.safe_load((make_samples.SOURCES / "documents.yaml").read_text(encoding="utf-8"))
TRUTHS = sorted(make_samples.SAMPLES.glob("*/*.truth.json"))
PROVINCE = yaml.safe_load((make_samples.SAMPLES / "province.yaml").read_text(encoding="utf-8"))


def truth_of(path: Path) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_every_planned_sample_is_there_with_its_truth() -> None:
    for sample in PLAN["samples"]:
        file = make_samples.SAMPLES / sample["file"]
        assert file.stat().st_size > 1000, file.name
        truth = truth_of(file.with_suffix(".truth.json"))
        assert truth["fields"] == PLAN["papers"][sample["paper"]]["fields"]
        assert truth["document_type"] == PLAN["papers"][sample["paper"]]["document_type"]


def test_the_whole_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in make_samples.SAMPLES.rglob("*") if path.is_file()) < 10_000_000


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name)
def test_dates_are_real_days_of_the_past(path: Path) -> None:
    fields = truth_of(path)["fields"]
    assert isinstance(fields, dict)
    written = [fields[name] for name in ("letter_date", "session_date") if name in fields]
    written += [reference["date"] for reference in fields.get("references", [])]
    for day in written:
        assert jdatetime.date.fromisoformat(day) < jdatetime.date(1405, 9, 1)


def test_every_national_id_passes_its_checksum_and_is_plainly_invented() -> None:
    numbers = [person["national_id"] for person in [*PROVINCE["people"], PROVINCE["candidate"]]]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert number.startswith("00000")
        assert identifiers.national_id(number) is not None


def test_phones_and_keys_of_the_province_are_its_own() -> None:
    for name in ("phone", "key"):
        values = [person[name] for person in PROVINCE["people"]]
        assert len(set(values)) == len(values)


def test_a_digital_sample_is_drawn_the_same_again(tmp_path: Path) -> None:
    sample = next(sample for sample in PLAN["samples"] if sample["file"] == "mayor/minutes-digital.pdf")
    made = make_samples.make_sample(PLAN, sample, tmp_path)
    pictures = [make_samples.rasterise(path.read_bytes(), 50) for path in (made, make_samples.SAMPLES / sample["file"])]
    assert np.abs(pictures[0].astype(int) - pictures[1].astype(int)).mean() < 1.0


def test_ageing_is_repeated_exactly_by_the_same_seed_and_differs_by_another() -> None:
    page = np.full((400, 300, 3), 255, np.uint8)
    page[100:120, 40:260] = 0
    for how in ("scan", "copy", "fax", "photo"):
        first, again, other = (ageing.age(page, how, np.random.default_rng(seed)) for seed in (1, 1, 2))
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)


def test_the_incomplete_minutes_differ_only_in_what_is_missing() -> None:
    whole, poor = (PLAN["papers"][name]["fields"] for name in ("minutes-47", "minutes-47-incomplete"))
    assert {name for name in whole if whole[name] != poor[name]} == {"resolutions"}
    assert all(resolution["votes_for"] is None for resolution in poor["resolutions"])


def test_the_locked_file_is_locked() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(make_samples.SAMPLES / "bad" / "encrypted.pdf")


def test_broken_files_are_made_from_a_good_one(tmp_path: Path) -> None:
    good = make_samples.SAMPLES / "mayor" / "minutes-scan.pdf"
    made = {path.name: path for path in make_samples.make_bad(tmp_path / "bad", good)}
    assert made["empty.pdf"].read_bytes() == b""
    assert good.read_bytes().startswith(made["truncated.pdf"].read_bytes())
    assert not made["not-a-pdf.pdf"].read_bytes().startswith(b"%PDF")
