"""What was read of a document, for who confirms it and for who decides."""

from __future__ import annotations

from typing import Any

import pytest

from bot.callbacks import Act, Press
from bot.cards import Card, fields
from cases.models import Case, Definition, Document, DocumentField
from workflows import catalogue

FLOW = catalogue.load().flow("mayor-appointment")


def paper(state: str = "read", item: str = "minutes", kind: str = "council-minutes", **read: Any) -> Document:
    known = [DocumentField(name=name, read=value, confidence=0.95, corrected=False) for name, value in read.items()]
    case = Case(number="1405-1", definition=Definition(body=FLOW.definition()), steps=[], documents=[])
    return Document(
        id=7, case=case, state=state, item=item, kind=kind, name="x.pdf", fields=known, reading={"checks": []}
    )


def asked(card: Card) -> list[str]:
    """The fields that the card's buttons ask for."""
    presses = (Press.unpack(button.data) for row in card.rows for button in row)
    return [press.arg for press in presses if press.act == Act.correct]


def test_who_decides_sees_what_was_read_where_somebody_wrote_another_value() -> None:
    document = paper(state="confirmed", session_number=63, proposed_mayor="آرش فرهمندنیا")
    document.fields[1].confirmed, document.fields[1].corrected = "کاوه پارسامنش", True
    said = fields.case_file(document).text
    assert "✓ شمارهٔ جلسه: " in said
    (line,) = (line for line in said.split("\n") if "شهردار پیشنهادی" in line)
    assert line.startswith("✎") and "کاوه پارسامنش" in line and "در سند خوانده شد: " in line and "آرش فرهمندنیا" in line


def test_what_was_not_read_is_said_and_may_be_written() -> None:
    card = fields.field_card(paper(session_number=63))
    assert "– تاریخ جلسه: خوانده نشد" in card.text and "– حاضران: خوانده نشد" in card.text
    assert asked(card) == ["session_number", "session_date", "present"]
    missed = paper(session_number=63, session_date="1405-09-01", present=["علی رضایی"])
    missed.reading = {"checks": [{"key": "names-the-mayor", "ok": False, "says": "-"}]}
    assert asked(fields.field_card(missed))[-1] == "proposed_mayor"


@pytest.mark.parametrize(
    ("read", "label"), [({}, "همین فایل است، تأیید"), ({"letter_number": "12"}, "همه درست است، تأیید")]
)
def test_nobody_is_asked_to_say_that_all_is_right_where_nothing_was_read(read: dict[str, Any], label: str) -> None:
    assert fields.field_card(paper(item="resume", kind="resume", **read)).rows[0][0].label == label


def test_a_list_that_is_empty_is_said_to_be() -> None:
    assert fields.field_value("absent", []) == "هیچ‌کس"
