"""What people do in the messenger: write, send files, press, share a contact.

Door: one function an act. Promise: each act becomes the update that Telegram would send, to a bot that would get it
(group privacy mode held). Refusal: ImpossibleAct, for what a person could not do either. Not here: who
is where (membership), HTTP (controls).
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from typing import Any

from bot.emulator.errors import ImpossibleAct
from bot.emulator.formatting import formatted, utf16
from bot.emulator.media import HD_SIDE, USUAL_SIDE, mime_of, photo_sizes, thumbnail_of
from bot.emulator.messenger import Messenger, Press
from bot.emulator.methods.sending import CAPTION_LIMIT, TEXT_LIMIT, forwarded
from bot.emulator.wire import Upload
from bot.emulator.world import Chat, Entry, Person
from nlp.wording import words

type Json = dict[str, Any]

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_ALBUM = 10
_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)


def say(
    messenger: Messenger,
    chat_id: int,
    from_id: int,
    text: str,
    *,
    reply_to: int | None = None,
    thread_id: int | None = None,
) -> Entry:
    """Someone writes. In a private chat the first message starts the bot, as Telegram's Start button does."""
    chat, person = _scene(messenger, chat_id, from_id)
    return arrive(messenger, chat, person, _text(text), reply_to=reply_to, thread_id=thread_id)


def start(messenger: Messenger, user_id: int, payload: str = "") -> Entry:
    """Someone opens the bot by a deep link; `payload` has at most 64 characters of [A-Za-z0-9_-]."""
    if not _PAYLOAD.fullmatch(payload):
        raise ImpossibleAct("a deep link carries at most 64 characters of A-Z a-z 0-9 _ -")
    return say(messenger, user_id, user_id, f"/start {payload}".strip())


def edit(messenger: Messenger, chat_id: int, from_id: int, message_id: int, text: str) -> Entry:
    """Someone changes a text of their own."""
    chat, person = _scene(messenger, chat_id, from_id)
    entry = messenger.world.entry(chat.id, message_id)
    if entry is None or entry.message["from"]["id"] != person.id or "text" not in entry.message:
        raise _impossible("not_own_text")
    content = {key: value for key, value in entry.message.items() if key not in ("text", "entities")}
    entry.message = {**content, **_text(text), "edit_date": int(messenger.clock.now())}
    messenger.world.changed(entry)
    if _bot_sees(chat, entry.message, messenger.world.bot["username"]):
        messenger.updates.push("edited_message", entry.message, f"chat{chat.id}")
    return entry


async def upload(
    messenger: Messenger,
    chat_id: int,
    from_id: int,
    files: Sequence[Upload],
    *,
    caption: str = "",
    as_photo: bool = False,
    hd: bool = False,
    thread_id: int | None = None,
) -> list[Entry]:
    """Someone sends files; several make an album, ten a piece at most, the caption on the first."""
    chat, person = _scene(messenger, chat_id, from_id)
    text, entities = formatted(caption, None)
    if not files or any(not f.content for f in files):
        raise _impossible("empty_file")
    if utf16(text) > CAPTION_LIMIT:
        raise _impossible("long_caption")
    contents = [await _as_photo(messenger, f, hd) if as_photo else await _as_document(messenger, f) for f in files]
    if text:
        contents[0] |= {"caption": text, **({"caption_entities": entities} if entities else {})}
    for first in range(0, len(contents), _ALBUM):
        album = contents[first : first + _ALBUM]
        if len(album) > 1:
            group = str(secrets.randbits(53))
            for content in album:
                content["media_group_id"] = group
    return [arrive(messenger, chat, person, content, thread_id=thread_id) for content in contents]


def send_raw(messenger: Messenger, chat_id: int, from_id: int, content: Json) -> Entry:
    """Someone sends anything else: `content` is the message's own part, such as {"voice": {...}}."""
    chat, person = _scene(messenger, chat_id, from_id)
    return arrive(messenger, chat, person, content)


def forward(messenger: Messenger, chat_id: int, from_id: int, from_chat_id: int, message_id: int) -> Entry:
    """Someone forwards a message that they can see."""
    chat, person = _scene(messenger, chat_id, from_id)
    source = messenger.world.entry(messenger.world.chat_of(from_chat_id, person).id, message_id)
    if source is None:
        raise _impossible("gone")
    return arrive(messenger, chat, person, forwarded(source))


def share_contact(messenger: Messenger, chat_id: int, from_id: int, contact_user_id: int | None, phone: str) -> Entry:
    """Someone sends a contact card: their own, another's, or (None) one that has no account."""
    chat, person = _scene(messenger, chat_id, from_id)
    shown = messenger.world.people.get(contact_user_id) if contact_user_id is not None else None
    contact: Json = {"phone_number": phone, "first_name": (shown or person).first_name}
    if contact_user_id is not None:
        contact["user_id"] = contact_user_id
    return arrive(messenger, chat, person, {"contact": contact})


def press(messenger: Messenger, chat_id: int, from_id: int, message_id: int, callback_data: str) -> Press:
    """Someone presses an inline button; any `callback_data` is let through, for a changed client could send it."""
    chat, person = _scene(messenger, chat_id, from_id)
    entry = messenger.world.entry(chat.id, message_id)
    if entry is None:
        raise _impossible("gone")
    if not 1 <= len(callback_data.encode()) <= 64:
        raise ImpossibleAct("a button carries 1 to 64 bytes")
    made = messenger.new_press(person.id, chat.id, message_id)
    body = {
        "id": made.id,
        "from": person.as_user(),
        "message": entry.message,
        "chat_instance": messenger.world.chat_instance(chat),
        "data": callback_data,
    }
    messenger.updates.push("callback_query", body, f"user{person.id}")
    return made


def _impossible(key: str) -> ImpossibleAct:
    return ImpossibleAct(words("messenger")["impossible"][key])


def _text(text: str) -> Json:
    text, entities = formatted(text, None)
    if not text or utf16(text) > TEXT_LIMIT:
        raise _impossible("too_long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def _scene(messenger: Messenger, chat_id: int, from_id: int) -> tuple[Chat, Person]:
    person = messenger.world.person(from_id)
    chat = messenger.world.chat_of(chat_id, person)
    if chat.kind == "private" and person.blocked:
        raise _impossible("blocked")
    return chat, person


def arrive(
    messenger: Messenger,
    chat: Chat,
    person: Person,
    content: Json,
    *,
    reply_to: int | None = None,
    thread_id: int | None = None,
) -> Entry:
    """A person's message stands in the chat and, where the bot may see it, becomes an update."""
    world = messenger.world
    if chat.kind == "private" and not person.started:
        person.started = True
        world.keep_person(person)
    head = _place(messenger, chat, reply_to, thread_id)
    entry = world.write(chat, person.as_user(), {**head, **content})
    if _bot_sees(chat, entry.message, world.bot["username"]):
        messenger.updates.push("message", entry.message, f"chat{chat.id}")
    return entry


def _place(messenger: Messenger, chat: Chat, reply_to: int | None, thread_id: int | None) -> Json:
    place: Json = {}
    if thread_id is not None:
        topic = chat.topics.get(thread_id)
        if topic is None or topic.deleted or topic.closed:
            raise _impossible("topic_closed")
        place = {"message_thread_id": thread_id, "is_topic_message": True}
        reply_to = reply_to or thread_id
    if reply_to is not None:
        answered = messenger.world.entry(chat.id, reply_to)
        if answered is None:
            raise _impossible("answered_gone")
        place["reply_to_message"] = {k: v for k, v in answered.message.items() if k != "reply_to_message"}
    return place


def _bot_sees(chat: Chat, message: Json, bot_name: str) -> bool:
    """Privacy mode: in a group a plain member bot gets commands, replies to it, and service messages."""
    if chat.kind == "private" or chat.bot == "administrator":
        return True
    if chat.bot in ("left", "kicked"):
        return False
    if any(key in message for key in _SERVICE):
        return True
    answered = message.get("reply_to_message", {})
    if answered.get("from", {}).get("is_bot") and "forum_topic_created" not in answered:
        return True
    return any(_for_bot(command, bot_name) for command in _commands(message))


def _commands(message: Json) -> list[str]:
    text = message.get("text", "").encode("utf-16-le")
    found = [e for e in message.get("entities", []) if e["type"] == "bot_command"]
    return [text[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le") for e in found]


def _for_bot(command: str, bot_name: str) -> bool:
    _, at, named = command.partition("@")
    return not at or named.lower() == bot_name.lower()


async def _as_document(messenger: Messenger, file: Upload) -> Json:
    thumbnail = await asyncio.to_thread(thumbnail_of, file.content)
    return {"document": messenger.media.document(file.content, file.name, mime_of(file.name, file.mime), thumbnail)}


async def _as_photo(messenger: Messenger, file: Upload, hd: bool) -> Json:
    sizes = await asyncio.to_thread(photo_sizes, file.content, HD_SIDE if hd else USUAL_SIDE)
    return {"photo": messenger.media.photo(sizes)}
