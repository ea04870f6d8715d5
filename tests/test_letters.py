"""The letters of the office, drawn to PDF with short and with long contents (tests/letters.yaml)."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest
import yaml
from jinja2 import UndefinedError

from cases import letters
from nlp import wording
from tools import look_at_letters
from workflows import catalogue

KNOWN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("letters.yaml").read_text(encoding="utf-8"))
TEMPLATES = {path.stem for path in (wording.TEMPLATES / "letters").glob("[!_]*.html")} - {"letterhead"}
EVERY = [(template, length) for template, lengths in KNOWN["letters"].items() for length in lengths]
OURS = {"Dabir", "Vazirmatn", "Dabir Latin"}


def facts(template: str, length: str, **changed: Any) -> dict[str, Any]:
    return {**KNOWN["general"], **KNOWN["letters"][template][length], **changed}


def drawn(template: str, known: dict[str, Any]) -> bytes:
    return letters.draw(template, known, number="1405/27", dated=date(2026, 11, 22), code="a1b2c3d4e5")


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts: list[str] = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


@cache
def sample(template: str, length: str) -> bytes:
    """The PDF of a sample, which takes a second, drawn once."""
    return drawn(template, facts(template, length))


def text_of(template: str, length: str) -> str:
    return "\n".join(pages_of(sample(template, length)))


def html_of(template: str, known: dict[str, Any]) -> str:
    """What is drawn, before it is laid out, with its marks of direction left out."""
    seen: list[str] = []

    class Page:
        def __init__(self, string: str, base_url: str) -> None:
            seen.append(string)

        def write_pdf(self) -> bytes:
            return b""

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("weasyprint.HTML", Page)
        drawn(template, known)
    return seen[0]


def test_every_template_is_looked_at_short_and_long() -> None:
    assert {template: set(lengths) for template, lengths in KNOWN["letters"].items()} == {
        template: {"short", "long"} for template in TEMPLATES
    }


def test_every_template_has_its_words_and_every_process_says_what_its_cases_are_about() -> None:
    words = wording.words("letters")
    assert set(words["kinds"]) == TEMPLATES
    processes = [entry for entry in catalogue.load().entries.values() if entry.kind == "process"]
    assert set(words["entries"]) == {entry.slug for entry in processes}
    issued = {entry.slug: {step.letter for step in entry.steps if step.letter} for entry in processes}
    others = set(TEMPLATES) - set().union(*issued.values())
    for slug, own in words["entries"].items():
        assert set(own) - {"about"} <= issued[slug] | others, "words for a letter that this process never issues"


@pytest.mark.parametrize(("template", "length"), EVERY)
def test_a_letter_shows_its_number_date_and_code_on_every_page_and_in_the_offices_type(
    template: str, length: str
) -> None:
    pdf = sample(template, length)
    texts = pages_of(pdf)
    assert 1 <= len(texts) <= 2
    for number, text in enumerate(texts, 1):
        assert "۱۴۰۵/۲۷" in text
        assert "۱۴۰۵/۰۹/۰۱" in text
        assert "a1b2c3d4e5" in text
        assert "None" not in text
        assert f"صفحه {wording.persian_digits(number)} از {wording.persian_digits(len(texts))}" in text
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        fonts = {str(char["fontname"]).split("+")[-1].split("-")[0] for page in opened.pages for char in page.chars}
    assert fonts <= OURS


@pytest.mark.parametrize(("template", "length"), EVERY)
def test_a_letter_shows_persian_digits_alone_but_for_its_code(template: str, length: str) -> None:
    shown = text_of(template, length).replace("a1b2c3d4e5", "")
    assert not set("0123456789") & set(shown)


@pytest.mark.parametrize(("template", "length"), EVERY)
def test_signature_and_copies_stand_on_the_last_page_with_something_of_the_letter(template: str, length: str) -> None:
    known = facts(template, length)
    last = [line for line in pages_of(sample(template, length))[-1].splitlines() if line.strip()]
    # The text layer drops half-spaces, so the name is known by its first word.
    signed = max(place for place, line in enumerate(last) if known["signatory"]["name"].split()[0] in line)
    # Above the signature stands more than the line that says which letter goes on.
    assert len(last[:signed]) >= 2
    if known["copies"]:
        assert any("رونوشت" in line for line in last[signed:])


@pytest.mark.parametrize("template", sorted(TEMPLATES - {"mayor-decree"}))
def test_no_letter_but_the_decree_shows_a_national_id(template: str) -> None:
    person = {"name": "آرش فرهمندنیا", "national_id": "0000073849", "father_name": "سیاوش"}
    assert "۰۰۰۰۰۷۳۸۴۹" not in html_of(template, facts(template, "long", mayor=person))


def test_a_decree_names_the_mayor_the_sitting_and_the_votes() -> None:
    text = text_of("mayor-decree", "long")
    for part in ("آرش فرهمندنیا", "۰۰۰۰۰۷۳۸۴۹", "۴۷", "۱۴۰۵/۰۷/۲۱", "۱۴۰۵/۰۷/۲۶"):
        assert part in text


def test_a_decree_of_an_unknown_sitting_speaks_of_none() -> None:
    html = html_of("mayor-decree", facts("mayor-decree", "short"))
    assert "در جلسه شماره" not in html
    assert "رأی موافق" not in html


def test_a_return_names_reason_and_documents_and_where_to_answer() -> None:
    text = text_of("return-letter", "short")
    for part in ("فرم ارتقا درجه کامل پر نشده است", "فرم مربوط به ارتقا درجه شهرداری", "میز خدمت"):
        assert part in text


def test_a_return_without_named_documents_lists_none() -> None:
    html = html_of("return-letter", facts("return-letter", "short", decision={"reason": "ناخوانا", "items": []}))
    assert "مدارکی که باید" not in html
    assert "نیازمند اصلاح است" in html


def test_an_inquiry_asks_within_the_bodys_term_where_it_has_one() -> None:
    assert "ظرف ۱۰ روز کاری از تاریخ این نامه" in text_of("inquiry", "long").replace("\r\n", " ")
    assert "ظرف" not in html_of("inquiry", facts("inquiry", "short"))


def test_a_referral_counts_and_lists_what_it_sends_along() -> None:
    text = text_of("referral", "long")
    assert "۱۰ فقره" in text
    assert "سوابق مربوطه" in text
    assert "فقره" not in html_of("referral", facts("referral", "short"))


def test_an_invitation_gives_the_day_and_hour_of_iran_and_replaces_the_earlier_one() -> None:
    text = text_of("invitation", "long")
    for part in ("چهارشنبه ۱۱ آذر ۱۴۰۵", "۰۰:۱۵", "۱۴۰۵/۲۱"):
        assert part in text
    assert "پیرو دعوت‌نامه شماره" in html_of("invitation", facts("invitation", "long"))
    assert "پیرو" not in html_of("invitation", facts("invitation", "short"))


def test_minutes_give_every_seat_its_vote_and_room_for_a_signature() -> None:
    known = facts("minutes-of-votes", "long")
    with pdfplumber.open(io.BytesIO(sample("minutes-of-votes", "long"))) as opened:
        tables = [table for page in opened.pages for table in page.extract_tables()]
    rows = [row for table in tables for row in table if len(row) == 4]
    seats = [row for row in rows if row[0] == "" or row[0] is None]
    assert len(seats) == len(known["seats"]), "each row's last cell waits for a hand"
    html = html_of("minutes-of-votes", known)
    for vote in ("موافق", "مخالف", "ممتنع", "عودت برای اصلاح", "رأی نداده است"):
        assert f'<td class="how">{vote}</td>' in html
    assert "نتیجه: رد شد." in html


def test_a_table_that_runs_over_the_page_says_its_heads_again() -> None:
    seats = [{"name": f"عضو {wording.persian_digits(n)}", "chair": n == 1, "vote": "for"} for n in range(1, 41)]
    texts = pages_of(drawn("minutes-of-votes", facts("minutes-of-votes", "long", seats=seats)))
    assert len(texts) >= 3
    assert all("امضا" in text for text in texts[1:])


@pytest.mark.parametrize("outcome", ["adopted", "rejected", "returned"])
def test_minutes_say_every_outcome(outcome: str) -> None:
    said = wording.words("letters")["outcomes"][outcome]
    assert said in html_of("minutes-of-votes", facts("minutes-of-votes", "short", outcome=outcome))


def test_a_ruling_is_told_with_its_votes_or_without_knowing_them() -> None:
    html = html_of("board-ruling", facts("board-ruling", "long"))
    assert "در هیأت مطرح شد، پذیرفته نشد." in html
    assert "جلسه مورخ ۱۴۰۵/۰۹/۰۱" in html
    assert "به استناد ماده ۷۹ قانون شوراها" in html
    assert "۱ رأی موافق، ۴ رأی مخالف، ۱ رأی ممتنع" in html
    assert "در هیأت مطرح شد" not in html_of("board-ruling", facts("board-ruling", "short"))


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_a_letter_with_a_fact_forgotten_is_refused(template: str) -> None:
    for name in ("office", "signatory", "copies"):
        known = facts(template, "long")
        del known[name]
        with pytest.raises(UndefinedError):
            drawn(template, known)


def _scribbled(known: Any) -> Any:
    """The same facts with marks of HTML in every text that people write."""
    if isinstance(known, dict):
        return {
            key: value if key in ("at", "vote", "outcome", "of", "counts") else _scribbled(value)
            for key, value in known.items()
        }
    if isinstance(known, list):
        return [_scribbled(value) for value in known]
    return f"<i>{known}</i>{{{{ 7*7 }}}}" if isinstance(known, str) else known


@pytest.mark.parametrize(("template", "length"), EVERY)
def test_what_people_write_stays_text(template: str, length: str) -> None:
    html = html_of(template, _scribbled(facts(template, length)))
    assert "<i>" not in html
    assert "&lt;i&gt;" in html
    assert "{{ 7*7 }}" in html or "{{ ۷*۷ }}" in html


def test_the_letters_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["look_at_letters", str(tmp_path / "seen"), "inquiry"])
    look_at_letters.main()
    assert {path.name for path in (tmp_path / "seen").iterdir()} == {"inquiry-short-1.png", "inquiry-long-1.png"}
