"""Where in a group a notice stands: one topic a process, where the group has topics; else in the group itself.

Door: `Topics.sent`. Promise: a topic is made when it is first needed, and made anew once when somebody has deleted it; a closed
one is opened; where topics cannot be had the words are said all the same. Not here: what is said (bot.delivery).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.program import Program
from cases import chats
from cases.models import Notice
from nlp import wording

NAME = 128
_NO_TOPICS = ("not a forum", "not enough rights", "not supported")
log = structlog.get_logger(__name__)

type Send = Callable[[int | None], Awaitable[Message]]


class Topics:
    """The topics of the staff groups. A chat's notices are said one after the other, so no topic is made twice."""

    def __init__(self, bot: ExtBot[Any], program: Program) -> None:
        self.bot = bot
        self.program = program

    async def sent(self, notice: Notice, send: Send) -> Message:
        """Sends by `send` into the notice's topic, or into the chat itself (None)."""
        thread = await self._thread(notice)
        try:
            return await send(thread)
        except BadRequest as refused:
            message = refused.message.lower()
            if thread is None or not ("thread not found" in message or "topic_closed" in message):
                raise
            log.info("topic is not open", chat=notice.chat_id, topic=notice.topic, error=refused.message)
            return await send(await self._opened(notice, thread, closed="topic_closed" in message))

    async def _thread(self, notice: Notice) -> int | None:
        if not await self.program.db.read(chats.has_topics, notice):
            return None
        known = await self.program.db.read(chats.thread, notice)
        return known if known is not None else await self._made(notice)

    async def _opened(self, notice: Notice, thread: int, *, closed: bool) -> int | None:
        """A closed topic opened, or a new one in place of one that is gone."""
        if closed:
            try:
                await self.bot.reopen_forum_topic(notice.chat_id, thread)
            except BadRequest as refused:
                log.info("topic stays closed", chat=notice.chat_id, error=refused.message)
                return None
            return thread
        await self.program.db.transact(chats.forget_thread, notice)
        return await self._made(notice)

    async def _made(self, notice: Notice) -> int | None:
        try:
            made = await self.bot.create_forum_topic(notice.chat_id, self._name(notice))
        except BadRequest as refused:
            if not any(words in refused.message.lower() for words in _NO_TOPICS):
                raise
            log.info("no topics here", chat=notice.chat_id, error=refused.message)
            if "not a forum" in refused.message.lower():
                await self.program.db.transact(chats.without_topics, notice)
            return None
        await self.program.db.transact(chats.keep_thread, notice, made.message_thread_id)
        return made.message_thread_id

    def _name(self, notice: Notice) -> str:
        """The process's title, whole words up to the messenger's limit."""
        topic = notice.topic or ""
        entry = self.program.office.catalogue.entries.get(topic)
        title = wording.shown(entry.title) if entry else topic
        return title if len(title) <= NAME else title[: NAME - 1].rsplit(" ", 1)[0] + "…"
