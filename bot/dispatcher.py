"""Builds aiogram's dispatcher: the routers in their order, the people, the dialogue memory.

Door: `build`. Promise: every update meets exactly one handler; the last router has an answer for everything else. Not
here: where updates come from (bot.inbox).
"""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware, Dispatcher, Router
from aiogram.types import CallbackQuery, TelegramObject
from structlog.contextvars import bound_contextvars

from bot.commands import Offered
from bot.handlers import (
    admin_announce,
    admin_failures,
    admin_groups,
    admin_people,
    admin_roles,
    clerk_apply,
    clerk_documents,
    clerk_guide,
    clerk_track,
    clerk_uploads,
    committee,
    council,
    deputies,
    errors,
    expert_decide,
    expert_desk,
    expert_letters,
    expert_queue,
    head_sign,
    obligations,
    observer_look,
    registration,
)
from bot.memory import Memory
from bot.people import Handler, People
from bot.program import Program
from bot.speech import toast

_AREAS = (
    registration,
    admin_groups,
    admin_people,
    admin_roles,
    admin_failures,
    admin_announce,
    deputies,
    observer_look,
    clerk_guide,
    clerk_track,
    obligations,
    council,
    expert_queue,
    clerk_apply,
    expert_desk,
    expert_letters,
    expert_decide,
    head_sign,
    committee,
    clerk_uploads,
    clerk_documents,
    errors,
)


class Answered(BaseMiddleware):
    """Every press is answered, or its button would turn for ever; a handler's returned text is the toast."""

    async def __call__(
        self,
        handler: Handler,
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        # The button's own data: an act and the ids of its case and step, nothing of a person.
        with bound_contextvars(pressed=getattr(event, "data", None)):
            result = await handler(event, data)
        if isinstance(event, CallbackQuery):
            await toast(event, result if isinstance(result, str) else None)
        return result


def build(program: Program) -> Dispatcher:
    """The dispatcher of one bot. Routers remember their parent, so a process builds it once."""
    dispatcher = Dispatcher(storage=Memory(program.db), program=program, album=())
    people = People()
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(people)
    dispatcher.message.outer_middleware(Offered())
    dispatcher.callback_query.middleware(Answered())
    dispatcher.include_routers(*(_fresh(area.router) for area in _AREAS))
    return dispatcher


def _fresh(router: Router) -> Router:
    # Tests build several dispatchers in one process; a router that still has a parent would refuse a second one.
    router._parent_router = None
    return router
