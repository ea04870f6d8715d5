"""Text as Telegram treats it: HTML turned into entities, entities found in plain text, lengths in UTF-16 units.

Door: `formatted` (one call for any text or caption) and `utf16`. Promise: offsets and lengths are in UTF-16 code
units; the errors are those of the official parser. Not here: Markdown, which the product does not use; asking for it
is NotEmulated.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from bot.emulator.errors import ApiError, NotEmulated, bad_request

type Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_START = re.compile(r"<([^\s>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_END = re.compile(r"</([^\s>]*)\s*>")
_ATTRIBUTE = re.compile(r"\s*([^\s=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_CHARACTER = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("url", re.compile(r"(?<!\w)https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)
# The official server takes these away before anything else: carriage returns, line separators, old bidi controls.
_UNWANTED = re.compile("[\r\u2028-\u202e]")


@dataclass
class _Open:
    tag: str
    start: int
    entity: Entity = field(default_factory=dict)


def utf16(text: str) -> int:
    """Length in UTF-16 code units, the unit of all of Telegram's limits and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """The text as it will stand, trimmed, with given and found entities in order. Refusal: 400 can't parse entities."""
    text = _UNWANTED.sub("", text)
    given = list(entities or [])
    if parse_mode:
        if parse_mode.lower() != "html":
            raise (
                NotEmulated(f"parse_mode {parse_mode}")
                if parse_mode.lower().startswith("markdown")
                else bad_request("unsupported parse_mode")
            )
        text, given = parse_html(text)
    text, given = _trimmed(text, given)
    return text, _ordered(given + _found(text, given))


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Text without tags, and the entities that the tags meant."""
    out: list[str] = []
    length, position = 0, 0
    opened: list[_Open] = []
    entities: list[Entity] = []

    def emit(piece: str) -> None:
        nonlocal length
        out.append(piece)
        length += utf16(piece)

    while position < len(text):
        if text[position] == "&" and (match := _CHARACTER.match(text, position)):
            emit(html.unescape(match.group()))
            position = match.end()
        elif text.startswith("</", position):
            position = _close(text, position, opened, entities, length)
        elif text[position] == "<":
            position = _open(text, position, opened, length)
        else:
            emit(text[position])
            position += 1
    if opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return "".join(out), [e for e in entities if e["length"] > 0]


def _open(text: str, position: int, opened: list[_Open], length: int) -> int:
    match = _START.match(text, position)
    at = _bytes(text, position)
    name = (match.group(1) if match else re.split(r"[\s>]", text[position + 1 :], maxsplit=1)[0]).lower()
    if match is None and re.search(r"[\s>]", text[position + 1 :]) is None:
        raise _unparsable(f"Unclosed start tag at byte offset {at}")
    if name not in _TAGS:
        raise _unparsable(f'Unsupported start tag "{name}" at byte offset {at}')
    if match is None:
        raise _unparsable(f"Unclosed start tag at byte offset {at}")
    attributes = _attributes(name, match.group(2), at)
    opened.append(_Open(name, length, _entity(name, attributes, at)))
    return match.end()


def _close(text: str, position: int, opened: list[_Open], entities: list[Entity], length: int) -> int:
    at = _bytes(text, position)
    if not opened:
        raise _unparsable(f"Unexpected end tag at byte offset {at}")
    match = _END.match(text, position)
    if match is None:
        raise _unparsable(f"Unclosed end tag at byte offset {at}")
    last, name = opened.pop(), match.group(1).lower()
    if name and name != last.tag:
        raise _unparsable(f'Unmatched end tag at byte offset {at}, expected "</{last.tag}>", found "</{name}>"')
    entity = {**last.entity, "offset": last.start, "length": length - last.start}
    _finish(entity, last, opened, entities)
    return match.end()


def _finish(entity: Entity, last: _Open, opened: list[_Open], entities: list[Entity]) -> None:
    language = entity.pop("language", None)
    if last.tag == "code" and opened and opened[-1].tag == "pre" and opened[-1].start == last.start:
        if language:
            opened[-1].entity["language"] = language
        return
    if language and last.tag == "pre":
        entity["language"] = language
    if entity.get("type") == "text_link" and not entity.get("url"):
        return
    entities.append(entity)


def _entity(name: str, attributes: dict[str, str], at: int) -> Entity:
    kind = _TAGS[name]
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    entity: Entity = {"type": kind}
    if name == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    if name == "a":
        entity["url"] = attributes.get("href", "")
    if name == "tg-emoji":
        entity["custom_emoji_id"] = attributes.get("emoji-id", "")
    if name == "code" and (language := attributes.get("class", "")).startswith("language-"):
        entity["language"] = language.removeprefix("language-")
    return entity


def _attributes(name: str, inside: str, at: int) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    inside = inside.rstrip()
    while position < len(inside):
        match = _ATTRIBUTE.match(inside, position)
        if match is None:
            raise _unparsable(f'Empty attribute name in the tag "{name}" at byte offset {at}')
        key, value = match.group(1).lower(), match.group(2)
        if value is None and key != "expandable":
            raise _unparsable(
                f'Expected equal sign in declaration of an attribute of the tag "{name}" at byte offset {at}'
            )
        found[key] = html.unescape((value or "").strip("\"'"))
        position = match.end()
    return found


def _found(text: str, given: list[Entity]) -> list[Entity]:
    """Commands, links, mentions and hashtags in `text`, outside code and links that were given."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in ("code", "pre", "text_link")]
    found: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = utf16(text[: match.start()])
            end = start + utf16(match.group())
            if all(end <= a or start >= b for a, b in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return found


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    kept = text.rstrip()
    cut = utf16(kept) - utf16(kept.lstrip())
    kept = kept.lstrip()
    end = utf16(kept)
    moved: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return kept, moved


def _ordered(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], e["type"]))


def _bytes(text: str, position: int) -> int:
    return len(text[:position].encode("utf-8", "surrogatepass"))


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
