"""Forum topics: opening, renaming, closing and reopening them.

Door: `TABLE`. Promise: each change leaves its service message in the topic, which the bot too receives as an update.
Not here: writing into topics (sending).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.emulator.errors import bad_request
from bot.emulator.methods.sending import open_chat
from bot.emulator.wire import Call
from bot.emulator.world import Chat, Topic

if TYPE_CHECKING:
    from bot.emulator.messenger import Messenger

type Json = dict[str, Any]

_NAME_LIMIT = 128
_USUAL_COLOUR = 7322096


async def create_forum_topic(messenger: Messenger, call: Call) -> Json:
    chat = _forum(messenger, call)
    name, colour = _name(call), call.get("icon_color") or _USUAL_COLOUR
    created = {"name": name, "icon_color": colour}
    entry = messenger.world.write(chat, messenger.world.bot, {"forum_topic_created": created, "is_topic_message": True})
    entry.message["message_thread_id"] = entry.message_id
    messenger.world.changed(entry)
    chat.topics[entry.message_id] = Topic(entry.message_id, name, colour)
    messenger.world.keep_chat(chat)
    messenger.updates.push("message", entry.message, f"chat{chat.id}")
    return {"message_thread_id": entry.message_id, **created}


async def edit_forum_topic(messenger: Messenger, call: Call) -> bool:
    chat, topic = _topic(messenger, call)
    if "name" not in call.values or call.get("name") == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = _name(call)
    _say(messenger, chat, topic, {"forum_topic_edited": {"name": topic.name}})
    return True


async def close_forum_topic(messenger: Messenger, call: Call) -> bool:
    return _set_closed(messenger, call, closed=True)


async def reopen_forum_topic(messenger: Messenger, call: Call) -> bool:
    return _set_closed(messenger, call, closed=False)


async def delete_forum_topic(messenger: Messenger, call: Call) -> bool:
    chat, topic = _topic(messenger, call)
    topic.deleted = True
    messenger.world.keep_chat(chat)
    for entry in messenger.world.since(chat.id, 0):
        if entry.message.get("message_thread_id") == topic.id and not entry.deleted:
            entry.deleted = True
            messenger.world.changed(entry)
    return True


def _set_closed(messenger: Messenger, call: Call, *, closed: bool) -> bool:
    chat, topic = _topic(messenger, call)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _say(messenger, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _say(messenger: Messenger, chat: Chat, topic: Topic, service: Json) -> None:
    messenger.world.keep_chat(chat)
    place = {"message_thread_id": topic.id, "is_topic_message": True}
    entry = messenger.world.write(chat, messenger.world.bot, {**place, **service})
    messenger.updates.push("message", entry.message, f"chat{chat.id}")


def _forum(messenger: Messenger, call: Call) -> Chat:
    chat = open_chat(messenger.world, call)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if chat.bot != "administrator":
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(messenger: Messenger, call: Call) -> tuple[Chat, Topic]:
    chat = _forum(messenger, call)
    topic = chat.topics.get(call.get("message_thread_id"))
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    return chat, topic


def _name(call: Call) -> str:
    name: str = (call.get("name") or "").strip()
    if not name:
        raise bad_request("title must be non-empty")
    return name[:_NAME_LIMIT]


TABLE = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
