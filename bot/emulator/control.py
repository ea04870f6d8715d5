"""The hands of people in the messenger, for the demo and for tests: a client of the local server's control side.

Door: `Control`. Promise: an act returns once it happened; waiting verbs return what they waited for or raise
TimeoutError saying what was there instead. Refusal: ControlError, with the server's reason. Not here: the bot's own
side.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

type Json = dict[str, Any]
type File = Path | tuple[str, bytes]

_SHOWN_IN_ERRORS = 5
_ALLOWANCE = 10.0


class ControlError(Exception):
    """The server refused an act; the text says why."""


@dataclass(frozen=True)
class Said:
    """A message as it stands; `revision` grows with every change anywhere, `keyboard` is its reply keyboard."""

    chat_id: int
    message_id: int
    revision: int
    message: Json
    keyboard: Json | None
    deleted: bool

    @property
    def text(self) -> str:
        """Its text or caption."""
        return str(self.message.get("text") or self.message.get("caption") or "")

    @property
    def by_bot(self) -> bool:
        return bool(self.message.get("from", {}).get("is_bot"))

    @property
    def edited(self) -> bool:
        return "edit_date" in self.message

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(text, callback data or URL) of its inline buttons, in reading order."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [(b["text"], b.get("callback_data") or b.get("url") or "") for row in rows for b in row]

    @property
    def reply_buttons(self) -> list[str]:
        """The texts of the reply keyboard that came with it."""
        rows = (self.keyboard or {}).get("keyboard", [])
        return [b if isinstance(b, str) else b["text"] for row in rows for b in row]

    def button(self, containing: str) -> str:
        """The callback data of the first inline button whose text contains this; LookupError where none does."""
        for text, data in self.buttons:
            if containing in text:
                return data
        raise LookupError(f"no button with {containing!r} among {[text for text, _ in self.buttons]}")


@dataclass(frozen=True)
class Answer:
    """What a press was answered with; `answered` False when the bot stayed silent."""

    answered: bool
    text: str
    show_alert: bool
    url: str = ""


class Control:
    """One client of one server. `base_url` as served, or any URL when `transport` is an ASGI one."""

    def __init__(self, base_url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, transport=transport, timeout=60.0, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    # Who there is

    async def add_user(
        self, id: int, first_name: str, username: str | None = None, *, phone: str | None = None
    ) -> None:
        """A person with an account; they have not written to the bot yet."""
        await self._post("people", {"id": id, "first_name": first_name, "username": username, "phone": phone})

    async def add_group(
        self,
        id: int,
        title: str,
        members: Sequence[int],
        forum: bool = False,
        *,
        bot_status: str = "member",
        admins: Sequence[int] = (),
    ) -> None:
        """A group with the bot in it. Ids below -10**12 are supergroups; a forum is one, the bot its administrator."""
        status = "administrator" if forum and bot_status == "member" else bot_status
        body = {
            "id": id,
            "title": title,
            "members": list(members),
            "admins": list(admins),
            "forum": forum,
            "bot": status,
        }
        await self._post("groups", body)

    async def set_panes(self, panes: Sequence[Json]) -> None:
        """The web chat's panes: {key, title, chat_id, people}; chat_id None shows the chosen person's private chat."""
        await self._call("PUT", "panes", list(panes))

    async def block(self, user_id: int) -> None:
        await self._post("block", {"user_id": user_id, "blocked": True})

    async def unblock(self, user_id: int) -> None:
        await self._post("block", {"user_id": user_id, "blocked": False})

    async def join(self, chat_id: int, user_id: int) -> Said:
        return _said(await self._post("join", {"chat_id": chat_id, "user_id": user_id}))

    async def leave(self, chat_id: int, user_id: int) -> Said:
        return _said(await self._post("leave", {"chat_id": chat_id, "user_id": user_id}))

    async def set_bot_status(self, chat_id: int, by_id: int, status: str) -> None:
        """member, administrator, left or kicked."""
        await self._post("bot-status", {"chat_id": chat_id, "by_id": by_id, "status": status})

    async def migrate(self, chat_id: int) -> int:
        """A basic group becomes a supergroup; returns the new id."""
        return int((await self._post(f"migrate/{chat_id}", {}))["chat_id"])

    # What people do

    async def say(
        self, chat_id: int, from_id: int, text: str, *, reply_to: int | None = None, thread_id: int | None = None
    ) -> Said:
        body = {"chat_id": chat_id, "from_id": from_id, "text": text, "reply_to": reply_to, "thread_id": thread_id}
        return _said(await self._post("say", body))

    async def edit(self, chat_id: int, from_id: int, message_id: int, text: str) -> Said:
        """Someone changes a text of their own."""
        body = {"chat_id": chat_id, "from_id": from_id, "message_id": message_id, "text": text}
        return _said(await self._post("edit", body))

    async def start(self, user_id: int, payload: str = "") -> Said:
        """Open the bot, by a deep link where there is a payload."""
        return _said(await self._post("start", {"user_id": user_id, "payload": payload}))

    async def upload(
        self,
        chat_id: int,
        from_id: int,
        files: File | Sequence[File],
        caption: str | None = None,
        as_photo: bool = False,
        *,
        hd: bool = False,
        thread_id: int | None = None,
    ) -> list[Said]:
        """Send a file (a path, or a name with its content), or several as an album; as photos they become JPEG."""
        several = [files] if isinstance(files, (Path, tuple)) else list(files)
        parts = [("files", (f.name, f.read_bytes()) if isinstance(f, Path) else f) for f in several]
        form: dict[str, str] = {"chat_id": str(chat_id), "from_id": str(from_id), "caption": caption or ""}
        form |= {"as_photo": str(as_photo).lower(), "hd": str(hd).lower()}
        if thread_id is not None:
            form["thread_id"] = str(thread_id)
        answer = await self._client.post("/control/upload", data=form, files=parts)
        return [_said(entry) for entry in _checked(answer)]

    async def send(self, chat_id: int, from_id: int, content: Json) -> Said:
        """Anything else, by its part of a Message: {"voice": {...}}, {"location": {...}}."""
        return _said(await self._post("send", {"chat_id": chat_id, "from_id": from_id, "content": content}))

    async def forward(self, chat_id: int, from_id: int, from_chat_id: int, message_id: int) -> Said:
        body = {"chat_id": chat_id, "from_id": from_id, "from_chat_id": from_chat_id, "message_id": message_id}
        return _said(await self._post("forward", body))

    async def share_contact(
        self, chat_id: int, from_id: int, contact_user_id: int | None, phone: str | None = None
    ) -> Said:
        """Send a contact card, one's own or another's; the phone is the person's own where none is given."""
        body = {"chat_id": chat_id, "from_id": from_id, "contact_user_id": contact_user_id, "phone": phone}
        return _said(await self._post("contact", body))

    async def press(
        self,
        chat_id: int,
        from_id: int,
        message_id: int,
        callback_data: str,
        *,
        timeout: float = 15.0,  # noqa: ASYNC109
    ) -> Answer:
        """Press a button (any data may be sent) and wait for the toast or alert, at most `timeout` seconds."""
        body = {"chat_id": chat_id, "from_id": from_id, "message_id": message_id, "callback_data": callback_data}
        return Answer(**await self._post("press", {**body, "timeout": timeout}, patience=timeout))

    # What there is to see

    async def mark(self) -> int:
        """The latest revision: give it to `messages` or `wait_message` as `since`."""
        return int((await self.state())["revision"])

    async def state(self) -> Json:
        """The bot, people, chats, panes and the clock."""
        return dict(await self._call("GET", "state"))

    async def messages(self, chat_id: int, since: int = 0) -> list[Said]:
        """Messages of the chat which were written or changed after revision `since`, the latest change last."""
        found = await self._call("GET", f"messages?chat_id={chat_id}&since={since}")
        return [_said(entry) for entry in found]

    async def everywhere(self, since: int = 0) -> list[Said]:
        """`messages` over all chats at once."""
        return [_said(entry) for entry in await self._call("GET", f"messages?since={since}")]

    async def wait_message(
        self,
        chat_id: int,
        contains: str | Callable[[Said], bool] = "",
        since: int = 0,
        timeout: float = 10.0,  # noqa: ASYNC109
    ) -> Said:
        """The first message of the bot, new or edited after `since`, that fits; TimeoutError names what was there."""
        fits = contains if callable(contains) else _containing(contains)
        seen: list[Said] = []
        latest, ends = since, time.monotonic() + timeout
        while (seconds := ends - time.monotonic()) > 0:
            query = f"changes?chat_id={chat_id}&since={latest}&patience={seconds:.3f}"
            for entry in await self._call("GET", query, patience=seconds):
                said = _said(entry)
                latest = max(latest, said.revision)
                if said.by_bot and not said.deleted:
                    if fits(said):
                        return said
                    seen.append(said)
        there = [said.text for said in seen[-_SHOWN_IN_ERRORS:]]
        raise TimeoutError(
            f"no message fitting {contains!r} in chat {chat_id} within {timeout} s; the last ones: {there}"
        )

    async def calls(self, method: str | None = None, after: int = 0) -> list[Json]:
        """What the bot asked of the server: number, at, method, params, ok, error_code, description, message_id."""
        query = f"calls?after={after}" + (f"&method={method}" if method else "")
        return list(await self._call("GET", query))

    async def events(self) -> AsyncIterator[Json]:
        """Everything that happens from now on, as it happens; begins with {"kind": "hello"}."""
        async with self._client.stream("GET", "/control/events", timeout=None) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))

    # What can be steered

    async def faults(self, plan: Sequence[Json] = ()) -> None:
        """Replace the fault plan: {kind, times, method, chat_id, seconds}; kinds are those of `faults.Fault`."""
        await self._call("PUT", "faults", {"faults": list(plan)})

    async def advance_clock(self, seconds: float) -> float:
        """Put the messenger's clock forward; returns its new time in seconds since the epoch."""
        return float((await self._post("clock", {"seconds": seconds}))["now"])

    async def reset(self) -> None:
        """Forget everybody and everything."""
        await self._post("reset", {})

    async def _post(self, path: str, body: Json, *, patience: float = 0.0) -> Any:
        return await self._call("POST", path, body, patience=patience)

    async def _call(self, verb: str, path: str, body: Any = None, *, patience: float = 0.0) -> Any:
        timeout = patience + _ALLOWANCE
        answer = await self._client.request(verb, f"/control/{path}", json=body, timeout=timeout)
        return _checked(answer)


def _checked(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        reason = answer.json().get("detail", answer.text)
    except ValueError:
        reason = answer.text
    raise ControlError(f"{answer.status_code}: {reason}")


def _said(entry: Json) -> Said:
    return Said(**entry)


def _containing(text: str) -> Callable[[Said], bool]:
    return lambda said: text in said.text
