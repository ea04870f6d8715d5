"""Methods that put a new message into a chat: text, documents, photos, albums, copies and forwards.

Door: `TABLE`. Promise: a message is written whole or refused whole; limits are counted in UTF-16 units after
formatting. Not here: changing messages (editing).
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from bot.emulator.errors import NotEmulated, bad_request
from bot.emulator.formatting import formatted, utf16
from bot.emulator.markup import checked
from bot.emulator.media import mime_of, photo_sizes, thumbnail_of
from bot.emulator.wire import Call, Upload
from bot.emulator.world import Chat, Entry, World, check_can_write

if TYPE_CHECKING:
    from bot.emulator.messenger import Messenger

type Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_GENERAL_TOPIC = 1
_NOT_COPIED = (
    "message_id",
    "date",
    "chat",
    "from",
    "reply_markup",
    "edit_date",
    "reply_to_message",
    "message_thread_id",
)


async def send_message(messenger: Messenger, call: Call) -> Json:
    chat = open_chat(messenger.world, call)
    text, entities = formatted(call.get("text", ""), call.get("parse_mode"), call.get("entities"))
    return post(messenger, call, chat, text_fields(text, entities))


async def send_document(messenger: Messenger, call: Call) -> Json:
    chat = open_chat(messenger.world, call)
    caption = caption_fields(call.values)
    document = await _document(messenger, call, call.get("document"))
    return post(messenger, call, chat, {"document": document, **caption})


async def send_photo(messenger: Messenger, call: Call) -> Json:
    chat = open_chat(messenger.world, call)
    caption = caption_fields(call.values)
    photo = await _photo(messenger, call, call.get("photo"))
    return post(messenger, call, chat, {"photo": photo, **caption})


async def send_media_group(messenger: Messenger, call: Call) -> list[Json]:
    chat = open_chat(messenger.world, call)
    media: list[Json] = call.get("media") or []
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of messages to send as an album; 2 to 10 are expected")
    if len({item["type"] for item in media}) != 1:
        raise bad_request("documents and photos can't be mixed in an album")
    contents = [await media_fields(messenger, call, item) for item in media]
    group = str(secrets.randbits(53))
    return [post(messenger, call, chat, {**content, "media_group_id": group}) for content in contents]


async def copy_message(messenger: Messenger, call: Call) -> Json:
    chat = open_chat(messenger.world, call)
    source = _source(messenger.world, call, "message to copy not found")
    content = {key: value for key, value in source.message.items() if key not in _NOT_COPIED}
    content.pop("forward_origin", None)
    if "caption" in call.values and "text" not in content:
        content = {k: v for k, v in content.items() if k not in ("caption", "caption_entities")}
        content |= caption_fields(call.values)
    return {"message_id": post(messenger, call, chat, content)["message_id"]}


async def forward_message(messenger: Messenger, call: Call) -> Json:
    chat = open_chat(messenger.world, call)
    source = _source(messenger.world, call, "message to forward not found")
    return post(messenger, call, chat, forwarded(source))


def forwarded(source: Entry) -> Json:
    """The content of a forwarded message, with its origin."""
    content = {key: value for key, value in source.message.items() if key not in _NOT_COPIED}
    origin = {"type": "user", "date": source.message["date"], "sender_user": source.message["from"]}
    return {"forward_origin": origin, **content}


def open_chat(world: World, call: Call) -> Chat:
    """The chat that a call writes to, if the bot may write there."""
    chat = world.chat_for_bot(call.chat_id())
    check_can_write(chat, world.people)
    return chat


def post(messenger: Messenger, call: Call, chat: Chat, content: Json) -> Json:
    """Write the bot's message, in its topic and as a reply where asked, and return it as Telegram does."""
    world = messenger.world
    inline, keyboard = checked(call.get("reply_markup"), private=chat.kind == "private")
    place = {**_thread(world, chat, call.get("message_thread_id")), **_reply(world, chat, call)}
    content = {**place, **content}
    if inline is not None:
        content["reply_markup"] = inline
    if call.get("protect_content"):
        content["has_protected_content"] = True
    return world.write(chat, world.bot, content, keyboard).message


def text_fields(text: str, entities: list[Json]) -> Json:
    """A message's text. Refusals: empty, or more than 4096 UTF-16 units."""
    if not text:
        raise bad_request("message text is empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_fields(values: Json) -> Json:
    """A message's caption, which may be absent. Refusal: more than 1024 UTF-16 units."""
    caption, entities = formatted(values.get("caption") or "", values.get("parse_mode"), values.get("caption_entities"))
    if utf16(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    fields: Json = {"caption": caption} if caption else {}
    return {**fields, "caption_entities": entities} if entities else fields


async def media_fields(messenger: Messenger, call: Call, item: Json) -> Json:
    """The content that one InputMedia describes."""
    kind = item.get("type")
    if kind == "document":
        return {"document": await _document(messenger, call, item["media"]), **caption_fields(item)}
    if kind == "photo":
        return {"photo": await _photo(messenger, call, item["media"]), **caption_fields(item)}
    raise NotEmulated(f"media of type {kind}")


async def _document(messenger: Messenger, call: Call, reference: str) -> Json:
    upload = _uploaded(call, reference)
    if upload is not None:
        thumbnail = await asyncio.to_thread(thumbnail_of, upload.content)
        return messenger.media.document(upload.content, upload.name, mime_of(upload.name, upload.mime), thumbnail)
    file = messenger.media.find(reference)
    if file is None:
        raise _wrong_reference(reference)
    return {"file_name": file.name, "mime_type": file.mime, **messenger.media.as_file(file)}


async def _photo(messenger: Messenger, call: Call, reference: str) -> list[Json]:
    upload = _uploaded(call, reference)
    if upload is not None:
        return messenger.media.photo(await asyncio.to_thread(photo_sizes, upload.content))
    for entry in messenger.world.entries.values():
        photo: list[Json] = entry.message.get("photo", [])
        if any(size["file_id"] == reference for size in photo):
            return photo
    raise _wrong_reference(reference)


def _uploaded(call: Call, reference: str) -> Upload | None:
    upload = call.attached(reference)
    if upload is not None and not upload.content:
        raise bad_request("file must be non-empty")
    return upload


def _wrong_reference(reference: str) -> Exception:
    if reference.startswith(("http://", "https://")):
        return NotEmulated("files given by URL")
    return bad_request("wrong file identifier/HTTP URL specified")


def _source(world: World, call: Call, missing: str) -> Entry:
    source = world.entry(world.chat_for_bot(call.get("from_chat_id")).id, call.get("message_id"))
    if source is None:
        raise bad_request(missing)
    return source


def _thread(world: World, chat: Chat, thread_id: int | None) -> Json:
    if not thread_id:
        return {}
    topic = chat.topics.get(thread_id) if chat.forum and thread_id != _GENERAL_TOPIC else None
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    if topic.closed:
        raise bad_request("TOPIC_CLOSED")
    opener = world.entry(chat.id, topic.id)
    fields: Json = {"message_thread_id": topic.id, "is_topic_message": True}
    # In a topic every message that answers nothing else answers the message which opened the topic.
    return {**fields, "reply_to_message": opener.message} if opener else fields


def _reply(world: World, chat: Chat, call: Call) -> Json:
    asked: Json = call.get("reply_parameters") or {}
    message_id = asked.get("message_id") or call.get("reply_to_message_id")
    if not message_id:
        return {}
    if asked.get("chat_id") not in (None, chat.id):
        raise NotEmulated("replies to another chat")
    entry = world.entry(chat.id, int(message_id))
    if entry is None:
        if asked.get("allow_sending_without_reply") or call.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in entry.message.items() if k != "reply_to_message"}}


TABLE = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
