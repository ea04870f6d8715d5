"""Who there is and who is where: people and groups come into being, members come and go, the bot is let in or put out.

Door: one function an act. Promise: the bot learns of each as it would from Telegram. Refusal: ImpossibleAct. Not here:
what people write (acts).
"""

from __future__ import annotations

from bot.emulator.acts import arrive
from bot.emulator.errors import ImpossibleAct
from bot.emulator.messenger import Messenger
from bot.emulator.methods.chats import as_member
from bot.emulator.world import BotStatus, Chat, Entry, Person, kind_of


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
    return arrive(messenger, chat, person, {"new_chat_members": [person.as_user()]})


def leave(messenger: Messenger, chat_id: int, user_id: int) -> Entry:
    """Someone leaves a group."""
    person, chat = messenger.world.person(user_id), _group(messenger, chat_id)
    entry = arrive(messenger, chat, person, {"left_chat_member": person.as_user()})
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
    arrive(messenger, chat, owner, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    messenger.world.keep_chat(chat)
    arrive(messenger, new, owner, {"migrate_from_chat_id": chat.id})
    return new.id


def _group(messenger: Messenger, chat_id: int) -> Chat:
    chat = messenger.world.chats.get(chat_id)
    if chat is None or chat.kind == "private" or chat.migrated_to is not None:
        raise ImpossibleAct(f"no group {chat_id}")
    return chat


def _tell_membership(messenger: Messenger, chat: Chat, by: Person, old: BotStatus, new: BotStatus) -> None:
    body = {
        "chat": messenger.world.as_chat(chat),
        "from": by.as_user(),
        "date": int(messenger.clock.now()),
        "old_chat_member": as_member(messenger.world.bot, old),
        "new_chat_member": as_member(messenger.world.bot, new),
    }
    messenger.updates.push("my_chat_member", body, f"chat{chat.id}")
