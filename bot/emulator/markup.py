"""Keyboards, checked as the official server checks them.

Door: `checked`. Promise: returns the inline keyboard that the message will show and the reply keyboard that goes with
it; at most one of them. Refusals: 400 BUTTON_DATA_INVALID and its kin. Not here: presses.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.emulator.errors import bad_request

type Json = dict[str, Any]

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_MOST_BUTTONS = 100
_COPY_TEXT_LIMIT = 256


def checked(markup: Json | None, *, private: bool) -> tuple[Json | None, Json | None]:
    """(inline keyboard, other keyboard) of a message sent to a private chat or to a group."""
    if markup is None:
        return None, None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"])
        return ({"inline_keyboard": markup["inline_keyboard"]} if any(markup["inline_keyboard"]) else None), None
    if "keyboard" in markup:
        _check_reply(markup["keyboard"], private=private)
        return None, markup
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return None, markup
    raise bad_request("can't parse reply markup: none of the known kinds")


def _check_inline(rows: list[list[Json]]) -> None:
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if not str(button.get("text", "")).strip():
            raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
        actions = [name for name in _ACTIONS if name in button]
        if not actions:
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        _check_action(button, actions[0])


def _check_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and (
        urlsplit(str(value)).scheme not in ("http", "https", "tg") or not urlsplit(str(value)).netloc
    ):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "copy_text" and not 1 <= len(str(value.get("text", ""))) <= _COPY_TEXT_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_reply(rows: list[list[Json | str]], *, private: bool) -> None:
    for button in (button for row in rows for button in row):
        if isinstance(button, str):
            continue
        if not str(button.get("text", "")).strip():
            raise bad_request('can\'t parse keyboard button: Field "text" must be non-empty')
        if not private and button.get("request_contact"):
            raise bad_request("phone number can be requested in private chats only")
        if not private and button.get("request_location"):
            raise bad_request("location can be requested in private chats only")
