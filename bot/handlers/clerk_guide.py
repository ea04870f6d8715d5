"""The guide: open to everyone, every process and service with its documents, steps, terms, law and access."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import cards
from bot.callbacks import Act, Press, on
from bot.cards import guide
from bot.program import Program
from bot.speech import show, tell
from cases.errors import NotFound
from cases.people import By

router = Router(name="clerk_guide")


@router.message(Command("menu"))
async def menu(message: Message, by: By | None) -> None:
    await tell(message, guide.menu(by))


@router.message(Command("guide"))
async def list_processes(message: Message, program: Program) -> None:
    await tell(message, guide.entries(program.office.catalogue, "process"))


@router.message(Command("help"))
async def help_(message: Message) -> None:
    await tell(message, cards.say("help"))


@router.callback_query(on(Act.menu))
async def back_to_menu(press: CallbackQuery, by: By | None) -> None:
    await show(press, guide.menu(by))


@router.callback_query(on(Act.processes, Act.services, Act.guide))
async def entries(press: CallbackQuery, callback_data: Press, program: Program) -> None:
    kind = "service" if callback_data.act is Act.services else "process"
    await show(press, guide.entries(program.office.catalogue, kind))


@router.callback_query(on(Act.entry, Act.section))
async def entry(press: CallbackQuery, callback_data: Press, program: Program, by: By | None) -> None:
    slug, _, section = callback_data.arg.partition(":")
    section = section or "documents"
    if slug not in program.office.catalogue.entries or section not in guide.SECTIONS:
        raise NotFound("entry-unknown")
    await show(press, guide.entry(program.office.catalogue, slug, section, by))
