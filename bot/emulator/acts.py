"""What people do in the messenger: write, send files, press, share a contact, block the bot, come and go.

Door: one function an act. Promise: each act becomes the update that Telegram would send, to a bot that would get it
(group privacy mode held). Refusal: ImpossibleAct, for what a person could not do either. Not here: HTTP (controls).
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
from bot.emulator.methods.chats import as_member
from bot.emulator.methods.sending import CAPTION_LIMIT, TEXT_LIMIT, forwarded
from bot.emulator.wire import Upload
from bot.emulator.world import BotStatus, Chat, Entry, Person, kind_of

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


def add_person(messenger: Messenger, person: Person) -> None:
    if kind_of(person.id) != "private" or person.id == messenger.world.bot["id"]:
        raise ImpossibleAct(f"{person.id} is not a person's id")
    known = messenger.world.people.get(person.id)
    if known is not None:
        person.started, person.blocked = known.started, known.blocked
    messenger.world.keep_person(person)


def add_group(messenger: Messenger, group: Chat) -> None:
    """A group with its members; the bot is in it, and is told so."""
    group.kind = kind_of(group.id)
    if group.kind == "private" or (group.forum and group.kind != "supergroup"):
        raise ImpossibleAct("a group's id is below 0, that of a supergroup or forum below -1000000000000")
    for person_id in group.members:
        messenger.world.person(person_id)
    known = messenger.world.chats.get(group.id)
    if known is not None:
        group.topics, group.pinned = known.topics, known.pinned
    messenger.world.keep_chat(group)
    if known is None and group.members:
        _tell_membership(messenger, group, messenger.world.person(group.members[0]), "left", group.bot)


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
    text, entities = formatted(text, None)
    if not text or utf16(text) > TEXT_LIMIT:
        raise ImpossibleAct("a message has 1 to 4096 characters")
    content: Json = {"text": text, "entities": entities} if entities else {"text": text}
    return _arrive(messenger, chat, person, content, reply_to=reply_to, thread_id=thread_id)


def start(messenger: Messenger, user_id: int, payload: str = "") -> Entry:
    """Someone opens the bot by a deep link; `payload` has at most 64 characters of [A-Za-z0-9_-]."""
    if not _PAYLOAD.fullmatch(payload):
        raise ImpossibleAct("a deep link carries at most 64 characters of A-Z a-z 0-9 _ -")
    return say(messenger, user_id, user_id, f"/start {payload}".strip())


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
    if not files or any(not f.content for f in files) or utf16(text) > CAPTION_LIMIT:
        raise ImpossibleAct("files must not be empty, and a caption has at most 1024 characters")
    contents = [await _as_photo(messenger, f, hd) if as_photo else await _as_document(messenger, f) for f in files]
    if text:
        contents[0] |= {"caption": text, **({"caption_entities": entities} if entities else {})}
    for first in range(0, len(contents), _ALBUM):
        album = contents[first : first + _ALBUM]
        if len(album) > 1:
            group = str(secrets.randbits(53))
            for content in album:
                content["media_group_id"] = group
    return [_arrive(messenger, chat, person, content, thread_id=thread_id) for content in contents]


def send_raw(messenger: Messenger, chat_id: int, from_id: int, content: Json) -> Entry:
    """Someone sends anything else: `content` is the message's own part, such as {"voice": {...}}."""
    chat, person = _scene(messenger, chat_id, from_id)
    return _arrive(messenger, chat, person, content)


def forward(messenger: Messenger, chat_id: int, from_id: int, from_chat_id: int, message_id: int) -> Entry:
    """Someone forwards a message that they can see."""
    chat, person = _scene(messenger, chat_id, from_id)
    source = messenger.world.entry(messenger.world.chat_of(from_chat_id, person).id, message_id)
    if source is None:
        raise ImpossibleAct("that message is gone")
    return _arrive(messenger, chat, person, forwarded(source))


def share_contact(messenger: Messenger, chat_id: int, from_id: int, contact_user_id: int | None, phone: str) -> Entry:
    """Someone sends a contact card: their own, another's, or (None) one that has no account."""
    chat, person = _scene(messenger, chat_id, from_id)
    shown = messenger.world.people.get(contact_user_id) if contact_user_id is not None else None
    contact: Json = {"phone_number": phone, "first_name": (shown or person).first_name}
    if contact_user_id is not None:
        contact["user_id"] = contact_user_id
    return _arrive(messenger, chat, person, {"contact": contact})


def press(messenger: Messenger, chat_id: int, from_id: int, message_id: int, callback_data: str) -> Press:
    """Someone presses an inline button; any `callback_data` is let through, for a changed client could send it."""
    chat, person = _scene(messenger, chat_id, from_id)
    entry = messenger.world.entry(chat.id, message_id)
    if entry is None:
        raise ImpossibleAct("that message is gone")
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


def set_blocked(messenger: Messenger, user_id: int, *, blocked: bool) -> None:
    """Someone blocks the bot, or lets it in again; the bot is told."""
    person = messenger.world.person(user_id)
    if person.blocked == blocked:
        return
    person.blocked = blocked
    messenger.world.keep_person(person)
    chat = messenger.world.chats[person.id]
    _tell_membership(messenger, chat, person, "member" if blocked else "kicked", "kicked" if blocked else "member")


def set_bot_status(messenger: Messenger, chat_id: int, by_id: int, status: BotStatus) -> None:
    """A member adds the bot to a group, makes it an administrator, or puts it out."""
    person = messenger.world.person(by_id)
    chat = messenger.world.chat_of(chat_id, person)
    old, chat.bot = chat.bot, status
    messenger.world.keep_chat(chat)
    _tell_membership(messenger, chat, person, old, status)


def join(messenger: Messenger, chat_id: int, user_id: int) -> Entry:
    """Someone comes into a group."""
    person, chat = messenger.world.person(user_id), _group(messenger, chat_id)
    if person.id not in chat.members:
        chat.members.append(person.id)
        messenger.world.keep_chat(chat)
    return _arrive(messenger, chat, person, {"new_chat_members": [person.as_user()]})


def leave(messenger: Messenger, chat_id: int, user_id: int) -> Entry:
    """Someone leaves a group."""
    person, chat = messenger.world.person(user_id), _group(messenger, chat_id)
    entry = _arrive(messenger, chat, person, {"left_chat_member": person.as_user()})
    chat.members = [i for i in chat.members if i != person.id]
    messenger.world.keep_chat(chat)
    return entry


def migrate(messenger: Messenger, chat_id: int) -> int:
    """A basic group becomes a supergroup; returns the new id, which bots learn by a refusal or a service message."""
    chat = _group(messenger, chat_id)
    if chat.kind != "group":
        raise ImpossibleAct("only a basic group can become a supergroup")
    new = Chat(
        -1_000_000_000_000 + chat.id, "supergroup", chat.title, list(chat.members), list(chat.admins), bot=chat.bot
    )
    messenger.world.keep_chat(new)
    owner = messenger.world.person(chat.members[0])
    _arrive(messenger, chat, owner, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    messenger.world.keep_chat(chat)
    _arrive(messenger, new, owner, {"migrate_from_chat_id": chat.id})
    return new.id


def _scene(messenger: Messenger, chat_id: int, from_id: int) -> tuple[Chat, Person]:
    person = messenger.world.person(from_id)
    chat = messenger.world.chat_of(chat_id, person)
    if chat.kind == "private" and person.blocked:
        raise ImpossibleAct("this person has blocked the bot")
    return chat, person


def _group(messenger: Messenger, chat_id: int) -> Chat:
    chat = messenger.world.chats.get(chat_id)
    if chat is None or chat.kind == "private" or chat.migrated_to is not None:
        raise ImpossibleAct(f"no group {chat_id}")
    return chat


def _arrive(
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
            raise ImpossibleAct("that topic is closed or gone")
        place = {"message_thread_id": thread_id, "is_topic_message": True}
        reply_to = reply_to or thread_id
    if reply_to is not None:
        answered = messenger.world.entry(chat.id, reply_to)
        if answered is None:
            raise ImpossibleAct("the message replied to is gone")
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


def _tell_membership(messenger: Messenger, chat: Chat, by: Person, old: BotStatus, new: BotStatus) -> None:
    body = {
        "chat": messenger.world.as_chat(chat),
        "from": by.as_user(),
        "date": int(messenger.clock.now()),
        "old_chat_member": as_member(messenger.world.bot, old),
        "new_chat_member": as_member(messenger.world.bot, new),
    }
    messenger.updates.push("my_chat_member", body, f"chat{chat.id}")


async def _as_document(messenger: Messenger, file: Upload) -> Json:
    thumbnail = await asyncio.to_thread(thumbnail_of, file.content)
    return {"document": messenger.media.document(file.content, file.name, mime_of(file.name, file.mime), thumbnail)}


async def _as_photo(messenger: Messenger, file: Upload, hd: bool) -> Json:
    sizes = await asyncio.to_thread(photo_sizes, file.content, HD_SIDE if hd else USUAL_SIDE)
    return {"photo": messenger.media.photo(sizes)}
