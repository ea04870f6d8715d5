"""The catalogue as plain data."""

from __future__ import annotations

import json

from workflows.catalogue import load
from workflows.export import as_data


def test_an_exported_entry_begins_with_what_names_it_and_holds_everything() -> None:
    entry = load().get("article-79-board")
    data = json.loads(json.dumps(as_data(entry), ensure_ascii=False))
    assert list(data)[:3] == ["slug", "kind", "title"]
    assert data["steps"][2]["due"] == {
        "days": 20,
        "counts": "calendar",
        "start": "registered",
        "source": "document",
        "line": 591,
    }
    assert set(data) == set(type(entry).model_fields)
    assert data["forms"] == {"text": None, "line": 567, "note": None, "was": None}


def test_words_are_there_for_every_key_that_the_catalogue_uses() -> None:
    from nlp.wording import words
    from workflows import kinds

    pressed = words("outcomes")
    assert {outcome for outcomes in kinds.OUTCOMES.values() for outcome in outcomes} <= set(pressed)
    assert all(set(each) == {"press", "said"} for each in pressed.values())
    named = words("catalogue")
    assert set(kinds.OUTCOMES) == set(named["kinds"])
    data = as_data(load().get("research-permit"))
    plain = {
        "slug",
        "kind",
        "title",
        "listed_as",
        "source",
        "note",
        "desk",
        "opened_by",
        "documents_text",
        "provisional",
    }
    assert set(data) - plain <= set(named["headings"])
