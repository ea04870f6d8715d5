"""Learning which lines decide."""

from __future__ import annotations

from pathlib import Path

from intake import paragraphs, parts
from intake.sheet import Sheet
from tests.intake.drawn import drawn
from tools.train_parts import calling, learning, truths
from tools.train_parts.learning import Lesson

PAPER = (
    "صورتجلسه شورای اسلامی شهر زرند\nحاضران: علی رضایی، مریم باقری\n"
    "۱- خرید یک دستگاه لودر تا سقف پنج میلیارد ریال بلامانع است.\nبه اتفاق آرا تصویب شد.\nختم جلسه ساعت ۱۹"
)
TRUTH = {
    "present": ["علی رضایی", "مریم باقری"],
    "resolutions": [{"text": "خرید یک دستگاه لودر تا سقف پنج میلیارد ریال بلامانع است."}],
}


def lesson(layout: str, tags: list[str]) -> Lesson:
    signs = [[f"sign {tag}", "line"] for tag in tags]
    return Lesson(layout, "digital", signs, tags, [], {})  # type: ignore[arg-type]


def test_the_truth_tells_which_lines_decide_vote_and_name_who_came() -> None:
    assert truths.tags(Sheet([drawn(PAPER)]), TRUTH) == ["other", "present", "decides", "votes", "other"]


def test_a_paper_without_what_its_truth_tells_teaches_nothing() -> None:
    other = {"resolutions": [{"text": "نام‌گذاری بلوار نخلستان به پیشنهاد اهالی محل تصویب گردید."}]}
    assert truths.tags(Sheet([drawn(PAPER)]), other) is None


def test_what_was_learnt_tells_the_tags_again(tmp_path: Path) -> None:
    lessons = [lesson(f"layout {place}", ["other", "decides", "goes-on", "votes", "other"]) for place in range(12)]
    model = tmp_path / "parts.crfsuite"
    learning.learnt(lessons, model)
    scores = learning.counted(lessons, model)
    assert all(score.f1 == 1 for score in scores.values()) and scores["whole decisions"].right == 12


def test_layouts_left_out_are_counted_once_each() -> None:
    lessons = [lesson(f"layout {place}", ["other", "decides", "votes"]) for place in range(20)]
    scores = learning.crossed(lessons)
    whole = scores["whole decisions"]
    assert whole.right + whole.missed == 20
    assert "| decides |" in learning.told(lessons, scores)


def whole(layout: str) -> Lesson:
    sheet = Sheet([drawn(PAPER)])
    truth = {"document_type": "council-minutes", "fields": TRUTH, "open": []}
    signs = parts.signs_of(sheet, paragraphs.lines(sheet), "council-minutes")
    return Lesson(layout, "digital", signs, truths.tags(sheet, TRUTH) or [], [drawn(PAPER)], truth)


def test_who_came_is_learnt_behind_lines_that_were_tagged_without_their_layout() -> None:
    rolls = calling.gathered([whole(f"layout {place}") for place in range(10)])
    assert len(rolls) == 10
    assert [
        came for name, came in zip(rolls[0].names, rolls[0].came, strict=True) if name in rolls[0].wanted["present"]
    ] == [
        "present",
        "present",
    ]
    scores = calling.crossed(rolls)
    assert (scores["present, learnt"].right, scores["present, learnt"].missed) == (20, 0)


def test_a_paper_of_which_nobody_can_say_who_came_teaches_no_names() -> None:
    lesson = whole("layout 1")
    lesson.truth["open"] = ["present"]
    assert calling.gathered([lesson]) == []
