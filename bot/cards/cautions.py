"""What speaks against a case: told to its experts, and to whoever signs before they do.

Door: `doubts`, `cautions`. Promise: each is a sentence that names the document; none of them stops anybody, the person decides.
Not here: the checks themselves (cases.checks, intake.checks), the cards they stand on (staff).
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import field_label
from bot.cards.fields import field_value
from bot.cards.standing import checklist, document_title
from cases import checks, letters
from cases.models import Case
from intake.trust import SURE
from nlp import wording
from workflows import catalogue


def doubts(found: Case, flow: catalogue.Entry) -> list[str]:
    """What the checks of the confirmed documents found wrong, with the documents' titles."""
    pattern = str(wording.words("statuses")["cautions"]["check"])
    return [
        pattern.format(title=document_title(flow, document), says=check["says"])
        for document in found.documents
        if document.state == "confirmed"
        for check in (*checks.failing(document, flow), *checks.unlike_others(document, found.documents, flow))
    ]


def cautions(found: Case, flow: catalogue.Entry) -> list[str]:
    """All that speaks against signing: papers that lack, what the letter says by a doubtful reading, checks, objections."""
    words = wording.words("statuses")["cautions"]
    lacking = [line["title"] for line in checklist(found, flow) if line["state"] != "confirmed"]
    replies = next((known.replies for known in reversed(found.steps) if known.replies), [])
    return [
        *(words["missing"].format(title=wording.shown(title)) for title in lacking),
        *_read_in_doubt(found, flow, words["doubtful"]),
        *doubts(found, flow),
        *(words["refused"].format(name=reply.name) for reply in replies if reply.answer == "refused"),
    ]


def _read_in_doubt(found: Case, flow: catalogue.Entry, pattern: str) -> Iterator[str]:
    """Of what a letter says, the readings that were doubtful and that nobody has written anew."""
    for document in found.documents:
        for field in document.fields if document.state == "confirmed" else ():
            if field.name in letters.SAID and field.read and not field.corrected and field.confidence < SURE:
                title, value = document_title(flow, document), field_value(field.name, field.confirmed)
                yield pattern.format(field=field_label(field.name), title=title, value=value)
