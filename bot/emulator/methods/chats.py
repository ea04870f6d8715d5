"""Chats and who is in them: looking them up, showing that the bot is busy, pinning, leaving.

Door: `TABLE`. Promise: answers carry every field that Telegram's models require. Not here: topics, messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.emulator.errors import ApiError, bad_request
from bot.emulator.methods.sending import open_chat
from bot.emulator.wire import Call
from bot.emulator.world import Chat

if TYPE_CHECKING:
    from bot.emulator.messenger import Messenger

type Json = dict[str, Any]

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
_ALL_RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
]


async def send_chat_action(messenger: Messenger, call: Call) -> bool:
    chat = open_chat(messenger.world, call)
    if call.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    messenger.hub.publish("action", chat_id=chat.id, action=call.get("action"), thread_id=call.get("message_thread_id"))
    return True


async def get_chat(messenger: Messenger, call: Call) -> Json:
    chat = messenger.world.chat_for_bot(call.chat_id())
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False)
    body = {
        **messenger.world.as_chat(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {**gifts, "gifts_from_channels": False},
    }
    pinned = next((e for i in reversed(chat.pinned) if (e := messenger.world.entry(chat.id, i))), None)
    return {**body, "pinned_message": pinned.message} if pinned else body


async def get_chat_member(messenger: Messenger, call: Call) -> Json:
    chat = _group(messenger, call)
    return member(messenger, chat, call.get("user_id"))


async def get_chat_administrators(messenger: Messenger, call: Call) -> list[Json]:
    chat = _group(messenger, call)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    ids = [*chat.admins, *([messenger.world.bot["id"]] if chat.bot == "administrator" else [])]
    return [member(messenger, chat, user_id) for user_id in ids]


async def get_chat_member_count(messenger: Messenger, call: Call) -> int:
    chat = _group(messenger, call)
    return len(chat.members) + (chat.bot in ("member", "administrator") or chat.kind == "private")


async def leave_chat(messenger: Messenger, call: Call) -> bool:
    chat = open_chat(messenger.world, call)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot = "left"
    messenger.world.keep_chat(chat)
    return True


async def pin_chat_message(messenger: Messenger, call: Call) -> bool:
    chat = open_chat(messenger.world, call)
    entry = messenger.world.entry(chat.id, call.get("message_id"))
    if entry is None:
        raise bad_request("message to pin not found")
    chat.pinned = [i for i in chat.pinned if i != entry.message_id] + [entry.message_id]
    messenger.world.keep_chat(chat)
    pinned = {k: v for k, v in entry.message.items() if k != "reply_to_message"}
    notice = messenger.world.write(chat, messenger.world.bot, {"pinned_message": pinned})
    messenger.updates.push("message", notice.message, f"chat{chat.id}")
    return True


async def unpin_chat_message(messenger: Messenger, call: Call) -> bool:
    chat = open_chat(messenger.world, call)
    message_id = call.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    messenger.world.keep_chat(chat)
    return True


def member(messenger: Messenger, chat: Chat, user_id: int) -> Json:
    """Telegram's ChatMember of a person, or of the bot itself, in a chat."""
    if user_id == messenger.world.bot["id"]:
        return as_member(messenger.world.bot, chat.bot)
    person = messenger.world.people.get(user_id)
    if person is None:
        raise bad_request("user not found")
    if user_id not in chat.members:
        return as_member(person.as_user(), "left")
    return as_member(person.as_user(), "administrator" if user_id in chat.admins else "member")


def as_member(user: Json, status: str) -> Json:
    """Telegram's ChatMember for a status."""
    body: Json = {"user": user, "status": status}
    if status == "administrator":
        return {**body, "can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_ALL_RIGHTS, True)}
    return {**body, "until_date": 0} if status == "kicked" else body


def _group(messenger: Messenger, call: Call) -> Chat:
    chat = messenger.world.chat_for_bot(call.chat_id())
    if chat.kind != "private" and chat.bot in ("left", "kicked"):
        raise ApiError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
    return chat


TABLE = {
    "sendChatAction": send_chat_action,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
