"""The bot's people at their phones: the real dispatcher and delivery against the local messenger, over a settled town.

Without the job engine: what waits in the outbox is delivered when a test says so, and a letter is filed without being drawn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from sqlalchemy import select
from telegram.ext import ExtBot

from bot import dispatcher
from bot.callbacks import Act, Press
from bot.delivery import Delivery
from bot.emulator.app import create_app
from bot.emulator.control import Answer, Control, Said
from bot.emulator.serving import running
from bot.inbox import Inbox
from bot.program import Program
from cases import decisions, notices, queries
from cases.db import Session
from cases.models import Account, Letter, Person, Role
from cases.vault import Vault
from tests.cases.town import Town

TOKEN = "4242:" + "A" * 35
GROUP = -1
FIRST_ID = 7000
STRANGER = 6999
PATIENCE = 30.0
OF_A_STEP = frozenset({Act.vote, Act.comment, Act.cast})


def plain(said: Said) -> str:
    """The text without the marks that fence off a direction."""
    return said.text.translate({0x2068: None, 0x2069: None})


class Chat:
    """Everyone of the town with a phone. People are named by role and place: "expert", "expert-2", "committee-3".

    `case`: the one in hand, whose buttons are pressed.
    """

    def __init__(self, town: Town, control: Control, url: str, program: Program, delivery: Delivery) -> None:
        self.town = town
        self.control = control
        self.url = url
        self.program = program
        self.delivery = delivery
        self.case = 0

    def person(self, who: str) -> int:
        """The id of a person in the database."""
        role, _, place = who.partition("-") if who[-1].isdigit() else (who, "", "1")
        return self.town.db.read_now(_with_role, role, int(place))

    def account(self, who: str) -> int:
        """The id of a person in the messenger."""
        return STRANGER if who == "stranger" else FIRST_ID + self.person(who)

    async def press(self, who: str, act: Act, arg: str | None = None, *, group: bool = False) -> Answer:
        """Presses the newest button of this act in the person's own chat, or in the group."""
        me = self.account(who)
        chat = GROUP if group else me
        message_id, data = await self.button(chat, act, arg)
        return await self.control.press(chat, me, message_id, data, timeout=PATIENCE)

    async def forge(self, who: str, data: str, *, group: bool = False) -> Answer:
        """Presses a button that nobody has drawn for this person, on the newest message of the bot."""
        me = self.account(who)
        chat = GROUP if group else me
        newest = [said for said in await self.control.messages(chat) if said.by_bot][-1]
        return await self.control.press(chat, me, newest.message_id, data, timeout=PATIENCE)

    async def button(self, chat: int, act: Act, arg: str | None = None) -> tuple[int, str]:
        """The newest button of the act that is of the case in hand; a refused press redraws its card a moment later."""
        for _ in range(50):
            for said in reversed(await self.control.messages(chat)):
                for _, data in said.buttons:
                    found = Press.unpack(data)
                    if found.act is act and arg in (None, found.arg) and self._in_hand(found):
                        return said.message_id, data
            await asyncio.sleep(0.1)
        raise LookupError(f"no button {act.value} {arg or ''}")

    def _in_hand(self, found: Press) -> bool:
        ids = {step.id for step in self.town.case(self.case).steps} if found.act in OF_A_STEP else {0, self.case}
        return found.id in ids

    async def says(self, who: str, text: str, *, group: bool = False, reply: bool = True) -> Said:
        """Writes, in a group in reply to the bot's newest message; gives what the bot answers."""
        me = self.account(who)
        chat = GROUP if group else me
        since = await self.control.mark()
        reply_to = None
        if group and reply:
            reply_to = max(said.message_id for said in await self.control.messages(chat) if said.by_bot)
        await self.control.say(chat, me, text, reply_to=reply_to)
        return await self.control.wait_message(chat, since=since, timeout=PATIENCE)

    async def deliver(self) -> None:
        """Says all that waits in the outbox; letters are filed first."""
        self.town.db.transact_now(_file_letters, self)
        while due := self.town.db.read_now(notices.due, at=self.program.clock()):
            for notice in due:
                await self.delivery.deliver(notice.id)

    def letters_to(self, said: Sequence[Said]) -> list[str]:
        """The names of the files among these messages."""
        return [known.message["document"]["file_name"] for known in said if "document" in known.message]

    async def newest(self, who: str) -> Said:
        """The message that the bot last wrote or changed in this person's chat, or in the group (who: "group")."""
        chat = GROUP if who == "group" else self.account(who)
        return [said for said in await self.control.messages(chat) if said.by_bot and not said.deleted][-1]

    async def showing(self, who: str, text: str) -> Said:
        """The newest message of the bot with this text."""
        chat = GROUP if who == "group" else self.account(who)
        found = [said for said in await self.control.messages(chat) if said.by_bot and text in plain(said)]
        assert found, [said.text for said in await self.control.messages(chat)][-5:]
        return found[-1]

    def acts(self, said: Said) -> set[Act]:
        """The buttons' acts."""
        return {Press.unpack(data).act for _, data in said.buttons}


@asynccontextmanager
async def served(
    town: Town, folder: Path, build: Callable[[str, str], ExtBot[Any]] | None = None
) -> AsyncIterator[Chat]:
    """The town's people with phones. `build`: the outbound bot, here without a rate limiter's waiting."""
    for_each = town.db.transact_now(_give_phones)
    program = Program(town.db, town.office, Vault(folder / "vault"), clock=lambda: town.at)
    _keep_papers(program.vault)
    async with running(create_app(None, token=TOKEN)) as url, Control(url) as control:
        for person_id, name in for_each.items():
            await control.add_user(FIRST_ID + person_id, name)
            await control.start(FIRST_ID + person_id)
        await control.add_user(STRANGER, "stranger")
        await control.start(STRANGER)
        await control.add_group(GROUP, "G", [FIRST_ID + person_id for person_id in for_each])
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
        outbound = (build or _plain)(TOKEN, url)
        await outbound.initialize()
        inbox = asyncio.create_task(Inbox(bot, dispatcher.build(program), program).run())
        chat = Chat(town, control, url, program, Delivery(outbound, program))
        await control.wait_message(STRANGER, timeout=PATIENCE)
        for person_id in for_each:
            await control.wait_message(FIRST_ID + person_id, timeout=PATIENCE)
        try:
            yield chat
        finally:
            inbox.cancel()
            await asyncio.gather(inbox, return_exceptions=True)
            await outbound.shutdown()
            await bot.session.close()


def _keep_papers(vault: Vault) -> None:
    """What the town's people sent is not read here; it only has to lie where it is looked for."""
    paper = vault.path("a" * 64)
    paper.parent.mkdir(parents=True, exist_ok=True)
    paper.write_bytes(b"%PDF- paper")


def _plain(token: str, api: str) -> ExtBot[Any]:
    return ExtBot(token, base_url=f"{api}/bot", base_file_url=f"{api}/file/bot")


def _give_phones(session: Session) -> dict[int, str]:
    """Accounts for the office's people and those of the first two cities."""
    held = session.query(Role).filter(Role.municipality_id.is_(None) | Role.municipality_id.in_((1, 2)))
    people = {role.person_id: session.get_one(Person, role.person_id).name for role in held}
    for person_id in people:
        account = Account(
            id=f"tg:{FIRST_ID + person_id}",
            person_id=person_id,
            chat_id=FIRST_ID + person_id,
            joined_at=session.get_one(Person, person_id).registered_at,
        )
        session.add(account)
    return people


def _with_role(session: Session, role: str, place: int) -> int:
    """The person who holds the role in the given place: first those of the office and the first city, then others."""
    found = select(Role.person_id).where(Role.role == role).order_by(Role.id)
    return list(session.scalars(found))[place - 1]


def _file_letters(session: Session, chat: Chat) -> None:
    for letter in session.scalars(select(Letter).where(Letter.state == "waiting").order_by(Letter.id)):
        sha256 = chat.program.vault.keep(f"%PDF- {letter.number}".encode())
        case = queries.case(session, letter.case_id)
        assert case.id == letter.case_id
        decisions.letter_filed(session, letter.id, sha256, now=chat.town.now("head"))
