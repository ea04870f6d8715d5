"""The guide: open to everyone, every process and service with its documents, steps, terms, law and access."""

from __future__ import annotations

import asyncio

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot import looking
from bot.callbacks import Act, Press, on
from bot.cards import customer, guide
from bot.people import account_id
from bot.program import Program
from bot.speech import show, tell
from cases import people, queries
from cases.errors import NotAllowed, NotFound
from cases.people import By
from nlp import asking
from workflows import diagrams, finding

router = Router(name="clerk_guide")
QUESTION, OTHERS = 300, 3


@router.message(Command("menu"))
async def menu(message: Message, by: By | None) -> None:
    await tell(message, guide.menu(by))


@router.message(Command("guide"))
async def list_processes(message: Message, program: Program) -> None:
    await tell(message, guide.entries(program.office.catalogue, "process"))


@router.message(Command("help"))
async def help_(message: Message, by: By | None, state: FSMContext) -> None:
    waiting = len((await state.get_data()).get("waiting") or [])
    asked = await state.get_state() is not None
    await tell(message, guide.help_(by, group=message.chat.type != "private", asked=asked, waiting=waiting))


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


@router.callback_query(on(Act.drawing))
async def drawing(press: CallbackQuery, callback_data: Press, program: Program) -> None:
    slug, known = callback_data.arg, program.office.catalogue
    if slug not in known.entries or not known.flow(slug).steps:
        raise NotFound("entry-unknown")
    png = await asyncio.to_thread(diagrams.png, known.flow(slug))
    if isinstance(press.message, Message):
        caption = guide.drawing_caption(known, slug).caption
        await press.message.answer_photo(BufferedInputFile(png, f"{slug}.png"), caption=caption)


@router.message(F.chat.type == "private", F.text, ~F.text.startswith("/"), StateFilter(None))
async def search(message: Message, program: Program, by: By | None) -> None:
    """Whatever is typed while nothing is asked: a case's number, a courtesy, or a question about the guide."""
    known, question = program.office.catalogue, (message.text or "")[:QUESTION]
    number = asking.case_number(question)
    if number is not None and by is None:
        if message.from_user is not None and await program.db.read(people.suspended, account_id(message.from_user.id)):
            raise NotAllowed("suspended")
        # The menu says how one comes to be known.
        await tell(message, guide.menu(by))
        return
    if number is not None and by is not None:
        _, card = await program.db.read(looking.numbered, number, by, in_group=False)
        await tell(message, card)
        return
    if by is not None and asking.own_cases(question):
        await tell(message, customer.case_list(await program.db.read(queries.cases_of, by)))
        return
    if asking.is_courtesy(question):
        await tell(message, guide.courtesy(by))
        return
    # The first question loads the words' stems.
    found = await asyncio.to_thread(finding.find, known, question)
    if found.sure:
        section = found.section or guide.SECTIONS[0]
        await tell(message, guide.entry(known, found.slugs[0], section, by, found.slugs[1:OTHERS], found.section))
    else:
        await tell(message, guide.found(known, question, found, by))
