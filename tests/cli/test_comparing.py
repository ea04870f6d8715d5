"""`dabir catalogue diff` speaks the office's language: no key of the program where people have a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app, comparing
from workflows import catalogue, differences
from workflows.catalogue import FOLDER, Entry
from workflows.differences import Difference

KNOWN = catalogue.load()
LATIN = re.compile(r"(?!G2[BCG]\))(?<!G2)[A-Za-z]")
# Where the file's own name of a thing, or a foreign one, is what people see too.
NAMES = {"slug", "process", "desk", "text", "medium", "note", "was", "name", "title", "system", "fields"}


@pytest.fixture(autouse=True)
def _without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DABIR_CATALOGUE", raising=False)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["catalogue", "diff", *map(str, words)])


def own(folder: Path, slug: str, old: str, new: str) -> Path:
    """A folder of the office's own in which one file was changed."""
    file = folder / "processes" / f"{slug}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = (FOLDER / "processes" / file.name).read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def _everything_that_can_differ() -> Iterator[tuple[Entry, Entry, Difference]]:
    """What any two entries that follow one another differ in, steps and documents under common keys too."""
    for one, other in pairwise((*KNOWN.entries.values(), KNOWN.get("org-structure"))):
        for old, new in ((one, other), (_renamed(one), _renamed(other))):
            for difference in differences.between(old, new):
                yield old, new, difference


def _renamed(entry: Entry) -> Entry:
    steps = [step.model_copy(update={"key": f"s{place}"}) for place, step in enumerate(entry.steps)]
    documents = [each.model_copy(update={"key": f"d{place}"}) for place, each in enumerate(entry.documents)]
    committees = [each.model_copy(update={"key": f"c{place}"}) for place, each in enumerate(entry.committees)]
    lists = {"steps": tuple(steps), "documents": tuple(documents), "committees": tuple(committees)}
    return entry.model_copy(update=lists)


def test_places_and_values_are_named_in_words() -> None:
    seen, latin = set[str](), []
    for old, new, difference in _everything_that_can_differ():
        _, said = comparing.told("x", old, new, [difference])
        seen.add(difference.at[-1])
        dangling = "next" in difference.at or difference.at[-1] == "committee"  # renamed steps lead to the old keys
        if not dangling and difference.at[-1] not in NAMES and LATIN.search(said) and "://" not in said:
            latin.append((difference.at, said))
    assert {"actor", "due", "kind", "ticked", "letter", "alert", "indispensable", "recurs"} <= seen
    assert [each for each in latin if not _is_name(each[0])] == []


def _is_name(at: tuple[str, ...]) -> bool:
    """A thing that came or went is told by its own name, which may hold a foreign word."""
    return len(at) > 1 and at[-2] in ("steps", "documents", "committees", "bodies")


@pytest.mark.parametrize(
    ("slug", "old", "new", "says"),
    [
        ("grading", "days: 10", "days: 12", ["گام ۲ «بررسی مدارک مربوطه»", "مهلت", "۱۰ روز کاری", "۱۲ روز کاری", "دفتر"]),
        ("grading", "actor: expert", "actor: secretary", ["گام ۲", "«کارشناس دفتر» به «دبیر شورای شهر»"]),
        ("grading", "kind: review", "kind: review\n    next: {reject: null}", ["نتیجهٔ «رد»", "حذف شد", "پایان با رد"]),
        ("research", "quorum: 2/3", "quorum: 1/2", ["کارگروه یا شورا «کارگروه مربوطه»", "حد نصاب", "«۲/۳» به «۱/۲»"]),
        ("research", "indispensable: true", "indispensable: false", ["پروپزال", "«بله» به «خیر»"]),
        ("article-79-board", "days: 20", "days: 25", ["از ثبت نامه", "مهلت سند، سطر ۵۹۱ سند", "۲۵ روز"]),
        ("mayor-appointment", "name: دادگستری کل استان", "name: دادگستری", ["مرجع استعلام «دادگستری»", "نام"]),
    ],
)  # fmt: skip
def test_a_change_is_told_as_a_clerk_would(tmp_path: Path, slug: str, old: str, new: str, says: list[str]) -> None:
    result = run(own(tmp_path / "office", slug, old, new))
    assert result.exit_code == 0, result.output
    title, *told = result.output.splitlines()
    assert title == f"{slug}: {KNOWN.get(slug).title}"
    assert len(told) == 1
    assert [part for part in says if part not in told[0]] == []


def test_a_new_step_is_told_once_and_with_what_leads_to_it(tmp_path: Path) -> None:
    step = "  - {key: count, text: شمارش, kind: act, actor: expert}\n  - key: forward"
    told = run(own(tmp_path / "office", "grading", "  - key: forward", step)).output.splitlines()[1:]
    assert [line.strip() for line in told if "افزوده شد" in line] == ["گام ۳ «شمارش» افزوده شد"]
    assert any("نتیجهٔ «تأیید»" in line and "گام ۳: شمارش" in line for line in told)
    assert len(told) == 2


def test_two_folders_two_files_and_a_file_against_the_packaged_one(tmp_path: Path) -> None:
    before = own(tmp_path / "before", "grading", "days: 10", "days: 11")
    after = own(tmp_path / "after", "grading", "days: 10", "days: 12")
    file = Path("processes") / "grading.yaml"
    folders, files = run(before, after), run(before / file, after / file)
    assert folders.output == files.output
    assert "۱۱ روز کاری" in folders.output and "۱۲ روز کاری" in folders.output
    alone = run(after / file)
    assert "۱۰ روز کاری" in alone.output and "۱۲ روز کاری" in alone.output
    assert run(before, after / file).output == folders.output
    assert run(before / file, after).output == folders.output
    assert run(after, after).output.strip() == "تفاوتی نیست"


def test_the_default_is_what_the_settings_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run().output.strip() == "تفاوتی نیست"
    monkeypatch.setenv("DABIR_CATALOGUE", str(own(tmp_path / "office", "grading", "days: 10", "days: 12")))
    assert "۱۲ روز کاری" in run().output


def test_an_entry_of_ones_own_is_told_as_new_and_gone(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    text = "slug: parking\nkind: process\ntitle: پارکینگ\nopened_by: [clerk]\nsteps:\n"
    (folder / "processes").mkdir(parents=True)
    step = "  - {key: ask, text: درخواست, kind: submit, actor: clerk}\n"
    (folder / "processes" / "parking.yaml").write_text(text + step, encoding="utf-8")
    told = run(folder).output.splitlines()
    assert [line.strip() for line in told] == ["parking: پارکینگ", "شناسنامهٔ تازه"]
    other = own(tmp_path / "other", "grading", "days: 10", "days: 12")
    assert "شناسنامه حذف شده است" in run(folder, other).output


def test_what_cannot_be_compared_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = run(tmp_path / "nowhere")
    assert missing.exit_code == 2
    broken = tmp_path / "broken.yaml"
    broken.write_text("slug: [", encoding="utf-8")
    wrong = run(broken)
    assert isinstance(wrong.exception, catalogue.CatalogueError)
    assert [problem.file for problem in wrong.exception.problems] == [str(broken)]
