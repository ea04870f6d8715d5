"""The admin and the staff groups: the list, the code for one more, parting from one; and /bind in the group itself.

Promise: a group becomes the office's only by a one-time code typed in it; whoever types it need not be known; one that becomes
another kind of group, with another id, stays the office's. Not here: what is said in a group that nobody bound (bot.people).
"""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import dialogue
from bot.callbacks import Act, Press, on
from bot.cards import Card, admin, admin_office
from bot.dialogue import Kept, kept
from bot.handlers.admin_people import NEW
from bot.people import CHANNEL, Registered, account_id
from bot.program import Program
from bot.speech import show, tell
from cases import chats, directory, membership, staff
from cases.db import Session
from cases.errors import NotFound, Refusal
from cases.models import StaffGroup
from cases.people import By

router = Router(name="admin_groups")
router.callback_query.filter(Registered(), F.message.chat.type == "private")


class Binding(StatesGroup):
    """An admin is asked about groups."""

    desk = State()
    sure = State()


@router.message(Command("bind"), F.chat.type != "private")
async def bind(message: Message, command: CommandObject, program: Program) -> None:
    sender = message.from_user
    group = await program.db.transact(
        staff.bind_by_code,
        command.args or "",
        channel=CHANNEL,
        chat_id=message.chat.id,
        title=message.chat.title,
        forum=bool(message.chat.is_forum),
        account=account_id(sender.id) if sender and not sender.is_bot else None,
        at=program.clock(),
    )
    await tell(message, admin_office.bound(group))


@router.message(F.migrate_to_chat_id)
async def became_another(message: Message, program: Program) -> None:
    assert message.migrate_to_chat_id is not None
    move = (CHANNEL, message.chat.id, message.migrate_to_chat_id)
    await program.db.transact(chats.moved, *move, at=program.clock())


@router.message(F.migrate_from_chat_id)
async def was_another(message: Message, program: Program) -> None:
    """The same seen from the new group; whichever comes first moves it. Nothing where the old one was not bound."""
    assert message.migrate_from_chat_id is not None
    move = (CHANNEL, message.migrate_from_chat_id, message.chat.id)
    await program.db.transact(chats.moved, *move, at=program.clock())


@router.message(Command("bind"))
async def bind_in_private(message: Message) -> None:
    raise Refusal("bind-in-group")


@router.callback_query(on(Act.groups))
async def listed(press: CallbackQuery, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.forget(state)
    await show(press, await program.db.read(_list, by))


@router.callback_query(on(Act.add_group))
async def ask_desk(press: CallbackQuery, program: Program, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    card = admin_office.desks(directory.desks(program.office.catalogue))
    await dialogue.go_on(press, state, Binding.desk, NEW, card)


@router.callback_query(on(Act.group_desk), Binding.desk, kept)
async def make_code(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    desk = None if callback_data.arg == admin.NOBODY else callback_data.arg
    if desk is not None and desk not in directory.desks(program.office.catalogue):
        raise NotFound("button-old")
    at = program.clock()
    code = await program.db.transact(staff.make_code, desk, by=by, at=at)
    await dialogue.end(press, state, admin_office.code(code, desk, at + staff.CODE_LIFE))


@router.callback_query(on(Act.unbind))
async def ask_sure(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    group = await program.db.read(_one, callback_data.id, by)
    card = admin.sure("unbind", admin_office.group_name(group))
    await dialogue.go_on(press, state, Binding.sure, {**NEW, "chat": group.chat_id}, card)


@router.callback_query(on(Act.sure), Binding.sure, kept)
async def unbind(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    await program.db.transact(staff.unbind, told["chat"], by=by, at=program.clock())
    await dialogue.end(press, state, await program.db.read(_list, by))


def _list(session: Session, by: By) -> Card:
    membership.require_admin(by)
    return admin_office.groups(staff.groups(session))


def _one(session: Session, chat_id: int, by: By) -> StaffGroup:
    membership.require_admin(by)
    group = session.get(StaffGroup, chat_id)
    if group is None:
        raise NotFound("group-unknown")
    return group
