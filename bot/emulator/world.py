"""The messenger's state: people, chats, topics and messages, kept in the store as they change.

Door: `World`. Promise: every change is stored and published before the verb returns; each message carries a
`revision` that grows with every change anywhere, so that a listener can ask "what is new since". Not here: who may do
what (acts, methods).
"""

from __future__ import annotations

import zlib
from dataclasses import asdict, dataclass, field
from itertools import takewhile
from typing import Any, Literal

from bot.emulator.clock import Clock
from bot.emulator.errors import ApiError, ImpossibleAct, bad_request
from bot.emulator.hub import Hub
from bot.emulator.store import Store

type Json = dict[str, Any]
type BotStatus = Literal["member", "administrator", "left", "kicked"]
type ChatKind = Literal["private", "group", "supergroup"]
_SUPERGROUPS_BELOW = -1_000_000_000_000


@dataclass
class Person:
    """Someone with a messenger account; `started` once they wrote to the bot, `blocked` while they refuse it."""

    id: int
    first_name: str
    username: str | None = None
    phone: str | None = None
    started: bool = False
    blocked: bool = False

    def as_user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": "fa"}
        return {**user, "username": self.username} if self.username else user


@dataclass
class Topic:
    """A forum topic; its id is that of the message which opened it."""

    id: int
    name: str
    icon_color: int
    closed: bool = False
    deleted: bool = False


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group; `bot` is the bot's status in it."""

    id: int
    kind: ChatKind
    title: str = ""
    members: list[int] = field(default_factory=list)
    admins: list[int] = field(default_factory=list)
    forum: bool = False
    bot: BotStatus = "member"
    migrated_to: int | None = None
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)


@dataclass
class Entry:
    """A message as it stands: Telegram's JSON, the reply keyboard sent with it, and the revision of its last change."""

    chat_id: int
    message_id: int
    message: Json
    revision: int
    keyboard: Json | None = None
    deleted: bool = False

    @property
    def by_bot(self) -> bool:
        return bool(self.message.get("from", {}).get("is_bot"))


class World:
    """Everything that a messenger remembers."""

    def __init__(self, store: Store, clock: Clock, hub: Hub, bot: Json) -> None:
        self._store, self._clock, self._hub = store, clock, hub
        self.bot = bot
        self.people: dict[int, Person] = {int(k): Person(**v) for k, v in store.all("person").items()}
        self.chats: dict[int, Chat] = {int(k): _chat(v) for k, v in store.all("chat").items()}
        self.entries: dict[tuple[int, int], Entry] = {
            (e["chat_id"], e["message_id"]): Entry(**e) for e in store.all("entry").values()
        }
        self.settings: dict[str, Any] = store.all("setting")
        self._by_change = dict(sorted(self.entries.items(), key=lambda item: item[1].revision))
        self.revision: int = max((e.revision for e in self.entries.values()), default=0)
        self._last_ids: dict[int, int] = {}
        for chat_id, message_id in self.entries:
            counter = self._counter(chat_id)
            self._last_ids[counter] = max(message_id, self._last_ids.get(counter, 0))

    # People and chats

    def keep_person(self, person: Person) -> None:
        self.people[person.id] = person
        self._store.put("person", person.id, asdict(person))
        if person.id not in self.chats:
            self.keep_chat(Chat(person.id, "private", members=[person.id]))
        self._hub.publish("people")

    def keep_chat(self, chat: Chat) -> None:
        self.chats[chat.id] = chat
        self._store.put("chat", chat.id, asdict(chat))
        self._hub.publish("chat", chat_id=chat.id)

    def set(self, name: str, value: Any) -> None:
        """Remember a setting of the messenger (panes, commands, menu buttons, the clock)."""
        self.settings[name] = value
        self._store.put("setting", name, value)

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """The chat as a bot names it; a group that became a supergroup is refused with its new id."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else self._by_username(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        return chat

    def chat_of(self, chat_id: int, person: Person) -> Chat:
        """The chat in which `person` acts."""
        chat = self.chats.get(chat_id)
        if chat is None or chat.migrated_to is not None:
            raise ImpossibleAct(f"no chat {chat_id}")
        if person.id not in chat.members:
            raise ImpossibleAct(f"person {person.id} is not in chat {chat_id}")
        return chat

    def person(self, person_id: int) -> Person:
        if (person := self.people.get(person_id)) is None:
            raise ImpossibleAct(f"no person {person_id}")
        return person

    def _by_username(self, name: str) -> Chat | None:
        wanted = name.removeprefix("@").lower()
        found = (p for p in self.people.values() if p.username and p.username.lower() == wanted)
        return next((self.chats[p.id] for p in found), None)

    # Messages

    def entry(self, chat_id: int, message_id: int) -> Entry | None:
        """The message, unless it was deleted or never was."""
        entry = self.entries.get((chat_id, message_id))
        return None if entry is None or entry.deleted else entry

    def next_message_id(self, chat_id: int) -> int:
        counter = self._counter(chat_id)
        # In a supergroup the first id is spent on its creation; in a forum that id names the General topic.
        self._last_ids[counter] = self._last_ids.get(counter, 1 if counter else 0) + 1
        return self._last_ids[counter]

    def write(self, chat: Chat, sender: Json, content: Json, keyboard: Json | None = None) -> Entry:
        """A new message in `chat`; `content` is everything but id, date, chat and sender."""
        message_id = self.next_message_id(chat.id)
        head = {"message_id": message_id, "date": int(self._clock.now()), "chat": self.as_chat(chat), "from": sender}
        entry = Entry(chat.id, message_id, {**head, **content}, 0, keyboard)
        self.entries[(chat.id, message_id)] = entry
        self.changed(entry)
        return entry

    def changed(self, entry: Entry) -> None:
        """Store and publish a message that was written, edited or deleted."""
        self.revision += 1
        entry.revision = self.revision
        # Taken out and put in again, an entry moves to the end: the dictionary stays in the order of the last changes.
        self._by_change.pop((entry.chat_id, entry.message_id), None)
        self._by_change[(entry.chat_id, entry.message_id)] = entry
        record = asdict(entry)
        self._store.put("entry", f"{entry.chat_id}/{entry.message_id}", record)
        self._hub.publish("message", **record)

    def since(self, chat_id: int | None, revision: int) -> list[Entry]:
        """Messages of a chat (or of all) that changed after `revision`, the latest change last."""
        newest_first = takewhile(lambda entry: entry.revision > revision, reversed(self._by_change.values()))
        return [entry for entry in newest_first if chat_id in (None, entry.chat_id)][::-1]

    # How things look to a bot

    def as_chat(self, chat: Chat) -> Json:
        if chat.kind == "private":
            person = self.people[chat.id]
            body: Json = {"id": chat.id, "type": "private", "first_name": person.first_name}
            return {**body, "username": person.username} if person.username else body
        body = {"id": chat.id, "type": chat.kind, "title": chat.title}
        if chat.forum:
            body["is_forum"] = True
        if chat.kind == "group":
            body["all_members_are_administrators"] = False
        return body

    def chat_instance(self, chat: Chat) -> str:
        return str(zlib.crc32(f"{self.bot['id']}/{chat.id}".encode()) * 1_000_003)

    @staticmethod
    def _counter(chat_id: int) -> int:
        # Supergroups number their messages by themselves; private chats and basic groups share the bot's counter.
        return chat_id if chat_id < _SUPERGROUPS_BELOW else 0


def kind_of(chat_id: int) -> ChatKind:
    """What kind of chat an id names, by Telegram's ranges."""
    if chat_id > 0:
        return "private"
    return "supergroup" if chat_id < _SUPERGROUPS_BELOW else "group"


def check_can_write(chat: Chat, people: dict[int, Person]) -> None:
    """Refuse, in Telegram's words, what a bot may not send to this chat."""
    if chat.kind == "private":
        person = people[chat.id]
        if person.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if not person.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    elif chat.bot == "kicked":
        raise ApiError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
    elif chat.bot == "left":
        raise ApiError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")


def _chat(body: Json) -> Chat:
    topics = {int(key): Topic(**value) for key, value in body.pop("topics").items()}
    return Chat(**body, topics=topics)
