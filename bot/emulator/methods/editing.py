"""Methods that change or remove a message that stands, and the answer to a press.

Door: `TABLE`. Promise: an edit that changes nothing is refused as "not modified"; a message that carries a reply
keyboard cannot be edited. Not here: new messages (sending).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.emulator.errors import bad_request
from bot.emulator.formatting import formatted
from bot.emulator.markup import checked
from bot.emulator.methods.sending import caption_fields, media_fields, open_chat, text_fields
from bot.emulator.updates import CALLBACK_LIFE
from bot.emulator.wire import Call
from bot.emulator.world import Entry

if TYPE_CHECKING:
    from bot.emulator.messenger import Messenger

type Json = dict[str, Any]

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_TOAST_LIMIT = 200
_DELETABLE_FOR = 48 * 3600
_TEXT = ("text", "entities")
_CAPTION = ("caption", "caption_entities")
_MEDIA = ("document", "photo")


async def edit_message_text(messenger: Messenger, call: Call) -> Json:
    entry = _editable(messenger, call)
    if "text" not in entry.message:
        raise bad_request("there is no text in the message to edit")
    text, entities = formatted(call.get("text", ""), call.get("parse_mode"), call.get("entities"))
    return _replace(messenger, call, entry, _TEXT, text_fields(text, entities))


async def edit_message_caption(messenger: Messenger, call: Call) -> Json:
    entry = _editable(messenger, call)
    if not any(key in entry.message for key in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _replace(messenger, call, entry, _CAPTION, caption_fields(call.values))


async def edit_message_media(messenger: Messenger, call: Call) -> Json:
    entry = _editable(messenger, call)
    content = await media_fields(messenger, call, call.get("media"))
    return _replace(messenger, call, entry, _TEXT + _CAPTION + _MEDIA, content)


async def edit_message_reply_markup(messenger: Messenger, call: Call) -> Json:
    return _replace(messenger, call, _editable(messenger, call), (), {})


async def delete_message(messenger: Messenger, call: Call) -> bool:
    chat = open_chat(messenger.world, call)
    entry = messenger.world.entry(chat.id, call.get("message_id"))
    if entry is None:
        raise bad_request("message to delete not found")
    too_old = messenger.clock.now() - entry.message["date"] > _DELETABLE_FOR
    others = not entry.by_bot and chat.kind != "private"
    if (too_old or others) and chat.bot != "administrator":
        raise bad_request("message can't be deleted")
    entry.deleted = True
    messenger.world.changed(entry)
    return True


async def answer_callback_query(messenger: Messenger, call: Call) -> bool:
    press = messenger.presses.get(call.get("callback_query_id"))
    if press is None or press.answer is not None or messenger.clock.now() - press.at > CALLBACK_LIFE:
        raise bad_request(_TOO_OLD)
    text = call.get("text", "")
    if len(text) > _TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    messenger.answer(press, {"text": text, "show_alert": bool(call.get("show_alert")), "url": call.get("url", "")})
    return True


def _editable(messenger: Messenger, call: Call) -> Entry:
    chat = open_chat(messenger.world, call)
    if not call.get("message_id"):
        raise bad_request("message identifier is not specified")
    entry = messenger.world.entry(chat.id, call.get("message_id"))
    if entry is None:
        raise bad_request("message to edit not found")
    if not entry.by_bot or entry.keyboard is not None or "forward_origin" in entry.message:
        raise bad_request("message can't be edited")
    return entry


def _replace(messenger: Messenger, call: Call, entry: Entry, old: tuple[str, ...], new: Json) -> Json:
    """Put `new` in the place of the fields `old`, and the call's keyboard (or none) in the place of the former."""
    inline, _ = checked(call.get("reply_markup"), private=entry.chat_id > 0)
    changed = {key: value for key, value in entry.message.items() if key not in (*old, "reply_markup")} | new
    if inline is not None:
        changed["reply_markup"] = inline
    if _content(changed) == _content(entry.message):
        raise bad_request(_NOT_MODIFIED)
    changed["edit_date"] = int(messenger.clock.now())
    entry.message = changed
    messenger.world.changed(entry)
    return changed


def _content(message: Json) -> Json:
    return {key: value for key, value in message.items() if key != "edit_date"}


TABLE = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
}
