"""What becomes of text and tags on their way into a message."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator.errors import ApiError, NotEmulated
from bot.emulator.formatting import formatted, parse_html, utf16


def covered(text: str, entity: dict[str, int]) -> str:
    units = text.encode("utf-16-le")
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


def test_tags_become_entities_measured_in_utf16_units() -> None:
    text, entities = formatted("😀 <b>پرونده <i>۱۲</i></b>", "HTML")
    assert text == "😀 پرونده ۱۲"
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == [("bold", 3, 9), ("italic", 10, 2)]


def test_links_blockquotes_spoilers_and_code_keep_their_particulars() -> None:
    source = (
        '<a href="https://example.org/?a=1&amp;b=2">ماده</a><blockquote expandable>بند</blockquote>'
        '<span class="tg-spoiler">س</span><pre><code class="language-python">x</code></pre>'
    )
    _, entities = parse_html(source)
    assert entities == [
        {"type": "text_link", "url": "https://example.org/?a=1&b=2", "offset": 0, "length": 4},
        {"type": "expandable_blockquote", "offset": 4, "length": 3},
        {"type": "spoiler", "offset": 7, "length": 1},
        {"type": "pre", "language": "python", "offset": 8, "length": 1},
    ]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>باز", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a <p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("ب <div>", 'Unsupported start tag "div" at byte offset 3'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as caught:
        formatted(source, "HTML")
    assert caught.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_white_space_at_the_ends_is_dropped_and_entities_move_with_the_text() -> None:
    text, entities = formatted("\n  <b>سلام</b>  \n", "HTML")
    assert (text, entities) == ("سلام", [{"type": "bold", "offset": 0, "length": 4}])


def test_old_bidi_controls_are_taken_away_but_isolates_and_half_spaces_stay() -> None:
    assert formatted("a\u202bb\u2068c\u2069 می\u200cشود\r\n!", None)[0] == "ab\u2068c\u2069 می\u200cشود\n!"


def test_commands_links_and_mentions_are_found_in_plain_text() -> None:
    text, entities = formatted("/status@dabir_bot ۱۲ و /help، https://example.org/a?b. @rezaei", None)
    assert [(e["type"], covered(text, e)) for e in entities] == [
        ("bot_command", "/status@dabir_bot"),
        ("bot_command", "/help"),
        ("url", "https://example.org/a?b"),
        ("mention", "@rezaei"),
    ]


def test_a_letter_number_with_slashes_is_no_command() -> None:
    assert formatted("شمارهٔ 96/1234/ص و 12/ab", None)[1] == []


def test_markdown_is_said_to_be_missing_rather_than_passed_over() -> None:
    with pytest.raises(NotEmulated):
        formatted("*x*", "MarkdownV2")


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e"))
)
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_an_entity_covers_exactly_its_text(before: str, inside: str) -> None:
    text, entities = parse_html(f"{html.escape(before)}<b>{html.escape(inside)}</b>")
    assert covered_units(text, entities[0]) == inside
    assert entities[0]["length"] == utf16(inside)


def covered_units(text: str, entity: dict[str, int]) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le", "surrogatepass")
