"""What people type, and what the guide makes of it: the questions stand in questions.yaml."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml

from nlp import normalise
from workflows import catalogue, finding

KNOWN = catalogue.load()
QUESTIONS = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))


def asked(line: Sequence[str]) -> tuple[str, set[str], str | None]:
    """The question, the right entries, the section."""
    question, answer = line
    slugs, _, section = answer.partition("/")
    return question, set(slugs.split()), section.strip() or None


def shares(name: str) -> tuple[int, float, float, float]:
    """How many questions; of them the share right at first, among the first three, and of the asked sections."""
    lines = [asked(line) for line in QUESTIONS[name]]
    found = [finding.find(KNOWN, question) for question, _, _ in lines]
    first = sum(bool(slugs & set(hit.slugs[:1])) for (_, slugs, _), hit in zip(lines, found, strict=True))
    three = sum(bool(slugs & set(hit.slugs[:3])) for (_, slugs, _), hit in zip(lines, found, strict=True))
    sections = [hit.section == part for (_, _, part), hit in zip(lines, found, strict=True) if part]
    return len(lines), first / len(lines), three / len(lines), sum(sections) / len(sections)


def test_the_questions_that_the_search_was_made_with_are_answered(
    record_property: Callable[[str, object], None],
) -> None:
    count, first, three, sections = shares("tuned")
    record_property("tuned", f"{count} questions: first {first:.1%}, three {three:.1%}, section {sections:.1%}")
    assert count >= 60
    assert three >= 0.95, three
    assert first >= 0.9, first
    assert sections >= 0.95, sections


def test_questions_that_were_held_out_are_answered_nearly_as_well(
    record_property: Callable[[str, object], None],
) -> None:
    count, first, three, sections = shares("held_out")
    record_property("held out", f"{count} questions: first {first:.1%}, three {three:.1%}, section {sections:.1%}")
    assert count >= 20
    assert three >= 0.9, three
    assert first >= 0.85, first


def test_every_question_names_entries_that_there_are() -> None:
    named = {slug for name in ("tuned", "held_out") for line in QUESTIONS[name] for slug in asked(line)[1]}
    assert named == set(KNOWN.entries), "each entry is asked for, and no other"


@pytest.mark.parametrize("words", QUESTIONS["nothing"])
def test_what_asks_for_nothing_finds_nothing(words: str) -> None:
    assert finding.find(KNOWN, words).slugs == ()


def test_a_question_with_words_of_no_entry_is_answered_as_a_guess() -> None:
    found = [finding.find(KNOWN, words) for words in QUESTIONS["guesses"]]
    assert all(hit.guess and hit.slugs and not hit.sure for hit in found), found


def test_few_questions_that_have_an_answer_are_called_guesses_and_none_other_counters_work() -> None:
    found = [finding.find(KNOWN, asked(line)[0]) for name in ("tuned", "held_out") for line in QUESTIONS[name]]
    assert sum(hit.guess for hit in found) <= 0.08 * len(found)
    assert not any(hit.elsewhere for hit in found)


@pytest.mark.parametrize("words", QUESTIONS["elsewhere"])
def test_other_counters_work_is_known_as_such(words: str) -> None:
    found = finding.find(KNOWN, words)
    assert found.elsewhere
    assert found.slugs == ()


def test_what_an_office_has_taken_into_its_catalogue_is_no_other_counters_work() -> None:
    own = KNOWN.get("budget").model_copy(update={"slug": "permits", "title": "صدور گواهی پایان کار ساختمان"})
    found = finding.find(catalogue.Catalogue({**KNOWN.entries, "permits": own}), "گواهی پایان کار")
    assert not found.elsewhere
    assert found.slugs[0] == "permits"


@pytest.mark.parametrize("line", QUESTIONS["opening"], ids=lambda line: line[0])
def test_who_is_not_taken_for_when(line: list[str]) -> None:
    question, slugs, _ = asked(line)
    found = finding.find(KNOWN, question)
    assert found.sure
    assert found.section == "opening"
    assert found.slugs[0] in slugs


@pytest.mark.parametrize(
    ("words", "section"), [("مدارک", "documents"), ("مدارک لازم؟", "documents"), ("مهلت", "terms")]
)
def test_a_section_alone_names_no_entry(words: str, section: str) -> None:
    found = finding.find(KNOWN, words)
    assert (found.slugs, found.section, found.bare) == ((), section, True)


@pytest.mark.parametrize("entry", KNOWN.entries.values(), ids=lambda entry: entry.slug)
def test_an_entry_is_found_by_its_title_in_any_spelling(entry: catalogue.Entry) -> None:
    joined = entry.title.replace("\u200c", "").replace(" ها", "ها").replace(" های", "های")
    arabic = entry.title.replace("ی", "ي").replace("ک", "ك")
    for title in (entry.title, normalise.folded(entry.title), joined, arabic):
        assert entry.slug in finding.find(KNOWN, title).slugs[:3], title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("درجه بندی شهرداری ها", "درجه‌بندی شهرداریها"),
        ("ماشین آلات", "ماشینآلات"),
        ("سرمایه‌گذاری پسماند", "سرمايه گذاري پسماند"),
        ("هیئت حل اختلاف", "هیأت حل‌اختلاف"),
        ("مدرک انتصاب", "مدارک انتصاب"),
    ],
)
def test_spellings_of_one_question_find_the_same(one: str, other: str) -> None:
    assert finding.find(KNOWN, one).slugs[0] == finding.find(KNOWN, other).slugs[0]
    assert finding.find(KNOWN, one).section == finding.find(KNOWN, other).section


def test_a_wrong_letter_in_a_long_word_is_forgiven() -> None:
    assert finding.find(KNOWN, "حسابرصی").slugs[0] in ("audit-report", "audit-permit")


def test_an_offices_own_entry_is_found_too() -> None:
    own = KNOWN.get("budget").model_copy(update={"slug": "cemetery", "title": "واگذاری آرامستان"})
    more = catalogue.Catalogue({**KNOWN.entries, "cemetery": own})
    assert finding.find(more, "آرامستان").slugs[0] == "cemetery"
