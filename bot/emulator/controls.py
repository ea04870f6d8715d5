"""The control side over HTTP: what the web chat, the demo and the tests make people do, and what they may look at.

Door: `router(messenger, samples)`. Promise: an act that is impossible for a person is answered 400 with the reason;
requests that come from another web site are refused. Not here: the Bot API (app), the acts themselves (acts).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from bot.emulator import acts, membership
from bot.emulator.errors import ApiError, ImpossibleAct
from bot.emulator.faults import Fault
from bot.emulator.messenger import Messenger
from bot.emulator.world import BotStatus, Chat, Entry, Person

type Json = dict[str, Any]

_LONGEST_WAIT = 600.0


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPerson(_Body):
    id: int
    first_name: Annotated[str, Field(min_length=1)]
    username: str | None = None
    phone: str | None = None


class NewGroup(_Body):
    id: int
    title: Annotated[str, Field(min_length=1)]
    members: list[int]
    admins: list[int] = []
    forum: bool = False
    bot: BotStatus = "member"


class Pane(_Body):
    """One pane of the web chat. `chat_id` None shows the private chat of whoever is chosen among `people`."""

    key: str
    title: str
    chat_id: int | None = None
    people: list[int]


class Words(_Body):
    chat_id: int
    from_id: int
    text: str
    reply_to: int | None = None
    thread_id: int | None = None


class Edited(_Body):
    chat_id: int
    from_id: int
    message_id: int
    text: str


class Raw(_Body):
    chat_id: int
    from_id: int
    content: Json


class Forwarded(_Body):
    chat_id: int
    from_id: int
    from_chat_id: int
    message_id: int


class Pressed(_Body):
    chat_id: int
    from_id: int
    message_id: int
    callback_data: str
    timeout: Annotated[float, Field(ge=0, le=_LONGEST_WAIT)] = 15.0


class SharedContact(_Body):
    chat_id: int
    from_id: int
    contact_user_id: int | None
    phone: str | None = None


class Started(_Body):
    user_id: int
    payload: str = ""


class Blocked(_Body):
    user_id: int
    blocked: bool


class Membership(_Body):
    chat_id: int
    user_id: int


class BotMembership(_Body):
    chat_id: int
    by_id: int
    status: BotStatus


class Plan(_Body):
    faults: list[Fault]


class Forward(_Body):
    seconds: Annotated[float, Field(ge=0)]


def same_origin(request: Request) -> None:
    """Refuse what another web site's page sends to this server."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "requests from other sites are refused")


def router(messenger: Messenger) -> APIRouter:
    """Every route under /control but those of files."""
    routes = APIRouter(prefix="/control", dependencies=[Depends(same_origin)])
    _people(routes, messenger)
    _speaking(routes, messenger)
    _looking(routes, messenger)
    _steering(routes, messenger)
    return routes


def done(act: Callable[[], Any]) -> Any:
    """The act's result, its refusal turned into HTTP 400."""
    try:
        return act()
    except (ImpossibleAct, ApiError) as refusal:
        raise HTTPException(400, str(refusal)) from None


def _people(routes: APIRouter, messenger: Messenger) -> None:
    @routes.post("/people")
    async def add_person(new: NewPerson) -> None:
        done(lambda: membership.add_person(messenger, Person(**new.model_dump())))

    @routes.post("/groups")
    async def add_group(new: NewGroup) -> None:
        done(lambda: membership.add_group(messenger, Chat(kind="group", **new.model_dump())))

    @routes.post("/block")
    async def block(act: Blocked) -> None:
        done(lambda: membership.set_blocked(messenger, act.user_id, blocked=act.blocked))

    @routes.post("/join")
    async def join(act: Membership) -> Json:
        return asdict(done(lambda: membership.join(messenger, act.chat_id, act.user_id)))

    @routes.post("/leave")
    async def leave(act: Membership) -> Json:
        return asdict(done(lambda: membership.leave(messenger, act.chat_id, act.user_id)))

    @routes.post("/bot-status")
    async def bot_status(act: BotMembership) -> None:
        done(lambda: membership.set_bot_status(messenger, act.chat_id, act.by_id, act.status))

    @routes.post("/migrate/{chat_id}")
    async def migrate(chat_id: int) -> Json:
        return {"chat_id": done(lambda: membership.migrate(messenger, chat_id))}


def _speaking(routes: APIRouter, messenger: Messenger) -> None:
    @routes.post("/say")
    async def say(act: Words) -> Json:
        return asdict(done(lambda: acts.say(messenger, **act.model_dump())))

    @routes.post("/edit")
    async def edit(act: Edited) -> Json:
        return asdict(done(lambda: acts.edit(messenger, **act.model_dump())))

    @routes.post("/start")
    async def start(act: Started) -> Json:
        return asdict(done(lambda: acts.start(messenger, act.user_id, act.payload)))

    @routes.post("/send")
    async def send(act: Raw) -> Json:
        return asdict(done(lambda: acts.send_raw(messenger, **act.model_dump())))

    @routes.post("/forward")
    async def forward(act: Forwarded) -> Json:
        return asdict(done(lambda: acts.forward(messenger, **act.model_dump())))

    @routes.post("/contact")
    async def contact(act: SharedContact) -> Json:
        phone = act.phone or _phone(messenger, act)
        return asdict(done(lambda: acts.share_contact(messenger, act.chat_id, act.from_id, act.contact_user_id, phone)))

    @routes.post("/press")
    async def press(act: Pressed) -> Json:
        made = done(lambda: acts.press(messenger, **act.model_dump(exclude={"timeout"})))
        answer = await messenger.answer_to(made, act.timeout)
        return {"answered": answer is not None, **(answer or {"text": "", "show_alert": False, "url": ""})}


def _looking(routes: APIRouter, messenger: Messenger) -> None:
    @routes.get("/state")
    async def state() -> Json:
        world = messenger.world
        return {
            "bot": world.bot,
            "people": [asdict(p) for p in world.people.values()],
            "chats": [asdict(c) for c in world.chats.values()],
            "panes": panes(messenger),
            "commands": world.settings.get("commands", {}),
            "revision": world.revision,
            "now": messenger.clock.now(),
            "ahead": messenger.clock.ahead,
            "faults": messenger.faults.left,
        }

    @routes.get("/messages")
    async def messages(chat_id: int | None = None, since: int = 0) -> list[Json]:
        return [asdict(entry) for entry in messenger.world.since(chat_id, since)]

    @routes.get("/changes")
    async def changes(chat_id: int | None = None, since: int = 0, patience: float = 0.0) -> list[Json]:
        found = await _changes(messenger, chat_id, since, min(patience, _LONGEST_WAIT))
        return [asdict(entry) for entry in found]

    @routes.get("/calls")
    async def calls(method: str | None = None, after: int = 0, last: int | None = None) -> list[Json]:
        found = [asdict(c) for c in messenger.calls if c.number > after and method in (None, c.method)]
        return found[-last:] if last else found

    @routes.get("/events", response_class=EventSourceResponse)
    async def events() -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(data={"kind": "hello", "revision": messenger.world.revision})
        async for event in messenger.hub.listen():
            yield ServerSentEvent(data=event)


def _steering(routes: APIRouter, messenger: Messenger) -> None:
    @routes.get("/panes")
    async def get_panes() -> list[Json]:
        return panes(messenger)

    @routes.put("/panes")
    async def set_panes(new: list[Pane]) -> None:
        messenger.world.set("panes", [pane.model_dump() for pane in new])
        messenger.hub.publish("panes")

    @routes.put("/faults")
    async def faults(plan: Plan) -> None:
        messenger.faults.plan(plan.faults)
        messenger.webhook.down = sum(f.times for f in plan.faults if f.kind == "webhook_down")
        messenger.hub.publish("faults", left=messenger.faults.left)

    @routes.post("/clock")
    async def clock(forward: Forward) -> Json:
        messenger.clock.advance(forward.seconds)
        messenger.world.set("clock", messenger.clock.ahead)
        messenger.hub.publish("clock", now=messenger.clock.now(), ahead=messenger.clock.ahead)
        return {"now": messenger.clock.now()}

    @routes.post("/reset")
    async def reset() -> None:
        await messenger.reset()


def panes(messenger: Messenger) -> list[Json]:
    """The panes that were set; else one for every group and one for all private chats."""
    kept: list[Json] | None = messenger.world.settings.get("panes")
    if kept is not None:
        return kept
    world = messenger.world
    groups = [c for c in world.chats.values() if c.kind != "private" and c.migrated_to is None]
    private: Json = {"key": "private", "title": "", "chat_id": None, "people": list(world.people)}
    return [private, *({"key": str(c.id), "title": c.title, "chat_id": c.id, "people": c.members} for c in groups)]


def _phone(messenger: Messenger, act: SharedContact) -> str:
    person = messenger.world.people.get(act.contact_user_id or act.from_id)
    if person is None or person.phone is None:
        raise HTTPException(400, "this person has no phone number; give one")
    return person.phone


async def _changes(messenger: Messenger, chat_id: int | None, since: int, patience: float) -> list[Entry]:
    """What changed after `since`, waiting for it if need be."""
    ends = messenger.clock.now() + patience
    while not (found := messenger.world.since(chat_id, since)):
        left = ends - messenger.clock.now()
        if left <= 0 or messenger.hub.closed:
            break
        await messenger.hub.next_change(left)
    return found
