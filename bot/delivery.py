"""The outbox goes out, by python-telegram-bot's ExtBot and its rate limiter.

Door: `Delivery.deliver`. Promise: the notices of a chat are said in order; what stands in a slot is edited in place; a
blocked chat, a group with another id, a lost message and a flood limit each have their answer, everything else is tried
again and at last kept as a named failure. Not here: when it is tried (cases.notices), by whom (worker), where in the chat
(bot.topics).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars
from telegram import BotCommandScopeChat, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter, ExtBot

from bot import announcements, commands
from bot.cards import Card
from bot.program import Program
from bot.topics import Topics
from cases import chats, notices, people
from cases.db import Session
from cases.errors import Trouble
from cases.models import Notice

# python-telegram-bot 22 warns at every RetryAfter unless told that a timedelta is welcome.
os.environ.setdefault("PTB_TIMEDELTA", "true")
PINNED, ROLES = "pinned", "role-changed"
log = structlog.get_logger(__name__)


def build_bot(token: str, api: str, limiter: BaseRateLimiter[Any]) -> ExtBot[Any]:
    """The outbound bot, each call of which waits for the limiter."""
    return ExtBot(
        token,
        base_url=f"{api.rstrip('/')}/bot",
        base_file_url=f"{api.rstrip('/')}/file/bot",
        rate_limiter=limiter,
    )


class Delivery:
    """Says what waits in the outbox."""

    def __init__(self, bot: ExtBot[Any], program: Program) -> None:
        self.bot = bot
        self.program = program
        self.topics = Topics(bot, program)

    async def deliver(self, notice_id: int) -> None:
        """Says everything that is due in the chat of this notice, the oldest first; none overtakes one that waits."""
        chat = await self.program.db.read(_chat_of, notice_id)
        if chat is None:
            return
        notice = await self.program.db.read(notices.next_for, *chat)
        if notice is not None and notice.made_at < self.program.clock() - chats.LONG:
            await self.program.db.transact(chats.gather, *chat, at=self.program.clock())
        while (notice := await self.program.db.read(notices.next_for, *chat)) is not None:
            if notice.next_try_at is not None and notice.next_try_at > self.program.clock():
                return
            if notice.expires_at is not None and notice.expires_at <= self.program.clock():
                await self.program.db.transact(notices.expire, notice.id, at=self.program.clock())
            else:
                await self._say(notice)

    async def give_up(self, notice_id: int, reference: str) -> None:
        """Keeps the notice as a failure that staff find by the reference."""
        await self._failed(notice_id, f"bug {reference}", final=True)

    async def _say(self, notice: Notice) -> None:
        with bound_contextvars(notice=notice.id, case=notice.facts.get("case")):
            await self._tried(notice)

    async def _tried(self, notice: Notice) -> None:
        try:
            card, post = await self.program.db.read(_drawn, notice, self.program)
            message_id = None if card is None else await self._send(notice, card, post)
        except RetryAfter as flood:
            await self._failed(notice.id, "flood limit", retry_after=_seconds(flood))
        except ChatMigrated as gone:
            move = (notice.channel, notice.chat_id, gone.new_chat_id)
            await self.program.db.transact(chats.moved, *move, at=self.program.clock())
        except Forbidden as blocked:
            await self.program.db.transact(_blocked, notice, at=self.program.clock())
            await self._failed(notice.id, blocked.message, final=True)
        except BadRequest as refused:
            log.error("notice refused", notice=notice.id, template=notice.template, error=refused.message)
            await self._failed(notice.id, refused.message, final=True)
        except (TimedOut, NetworkError, TelegramError) as trouble:
            await self._failed(notice.id, type(trouble).__name__)
        except Trouble:
            raise
        except OSError as away:
            # The storage; what the messenger's connection raises comes as a NetworkError.
            log.warning("attachment cannot be read", notice=notice.id, error=type(away).__name__)
            await self._failed(notice.id, "storage")
        except Exception:
            # One notice that cannot be drawn must not hold up its chat.
            log.exception("notice failed", notice=notice.id, template=notice.template)
            await self._failed(notice.id, "bug", final=True)
        else:
            await self.program.db.transact(notices.sent, notice.id, message_id=message_id, at=self.program.clock())
            if message_id is not None and notice.facts.get("pin"):
                await self._pin(notice, message_id)
            if notice.template == ROLES:
                await self._offer_commands(notice)

    async def _send(self, notice: Notice, card: Card, post: int | None) -> int:
        if post is not None and notice.facts.get("fresh"):
            await self._delete(notice.chat_id, post)
            post = None
        if post is not None and card.attachment is None:
            edited = await self._edit(notice.chat_id, post, card)
            if edited:
                return post
        sent = await self.topics.sent(notice, partial(self._send_new, notice, card))
        return sent.message_id

    async def _send_new(self, notice: Notice, card: Card, thread: int | None) -> Message:
        keyboard = self._keyboard(card)
        if card.attachment is None:
            # What stands in a slot is edited in place, which only a single message can be.
            *before, last = (card.text,) if notice.slot else card.parts
            await self._send_parts(notice, before, thread)
            return await self._send_text(notice, last, thread, keyboard)
        content = await asyncio.to_thread(card.attachment.path.read_bytes)
        return await self.bot.send_document(
            notice.chat_id,
            content,
            filename=card.attachment.name,
            caption=card.caption,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            disable_notification=self._silent(notice),
            message_thread_id=thread,
        )

    async def _send_parts(self, notice: Notice, parts: Sequence[str], thread: int | None) -> None:
        """What goes before the last part of a long message; what stands there since an earlier try is not said twice."""
        for number in range(notice.facts.get("parts", 0), len(parts)):
            await self._send_text(notice, parts[number], thread, None)
            await self.program.db.transact(notices.said_so_far, notice.id, number + 1)

    async def _send_text(
        self, notice: Notice, text: str, thread: int | None, keyboard: InlineKeyboardMarkup | None
    ) -> Message:
        return await self.bot.send_message(
            notice.chat_id,
            text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            disable_notification=self._silent(notice),
            message_thread_id=thread,
        )

    async def _pin(self, notice: Notice, message_id: int) -> None:
        """Pins it in place of what the bot pinned before. A group in which the bot may not pin is no worse for it."""
        old = await self.program.db.read(notices.post_of, notice.channel, notice.chat_id, PINNED)
        try:
            await self.bot.pin_chat_message(notice.chat_id, message_id, disable_notification=True)
            await self.program.db.transact(notices.put_post, notice.channel, notice.chat_id, PINNED, message_id)
            if old is not None:
                await self.bot.unpin_chat_message(notice.chat_id, old)
        except TelegramError as refused:
            log.info("not pinned", chat=notice.chat_id, error=refused.message)

    async def _offer_commands(self, notice: Notice) -> None:
        """With the word of another role come its commands. A messenger that refuses them is no reason to say it again."""
        account = f"{notice.channel}:{notice.chat_id}"
        by = await self.program.db.read(people.who, account, at=self.program.clock())
        offered = commands.listed(commands.names_for(by))
        try:
            await self.bot.set_my_commands(offered, scope=BotCommandScopeChat(notice.chat_id))
        except TelegramError as refused:
            log.info("commands not offered", error=refused.message)

    def _silent(self, notice: Notice) -> bool:
        return notice.silent or self.program.office.is_quiet(self.program.clock())

    async def _edit(self, chat_id: int, message_id: int, card: Card) -> bool:
        keyboard = self._keyboard(card)
        try:
            await self.bot.edit_message_text(
                card.text, chat_id, message_id, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )
        except BadRequest as refused:
            # Gone or too old to edit: it is said anew. Unchanged: it stands there already.
            return "message is not modified" in refused.message.lower()
        return True

    def _keyboard(self, card: Card) -> InlineKeyboardMarkup | None:
        rows = card.markup()
        return InlineKeyboardMarkup.de_json(rows, self.bot) if rows else None

    async def _delete(self, chat_id: int, message_id: int) -> None:
        try:
            await self.bot.delete_message(chat_id, message_id)
        except BadRequest as refused:
            log.info("old card stays", error=refused.message)

    async def _failed(self, notice_id: int, why: str, *, final: bool = False, retry_after: float | None = None) -> None:
        await self.program.db.transact(
            notices.failed, notice_id, why=why, at=self.program.clock(), final=final, retry_after=retry_after
        )


def _chat_of(session: Session, notice_id: int) -> tuple[str, int] | None:
    notice = session.get(Notice, notice_id)
    return (notice.channel, notice.chat_id) if notice else None


def _drawn(session: Session, notice: Notice, program: Program) -> tuple[Card | None, int | None]:
    card = announcements.draw(session, notice, program.vault)
    return card, notices.post_of(session, notice.channel, notice.chat_id, notice.slot)


def _blocked(session: Session, notice: Notice, *, at: datetime) -> None:
    people.blocked(session, f"{notice.channel}:{notice.chat_id}", at=at)


def _seconds(flood: RetryAfter) -> float:
    wait = flood.retry_after
    return wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
