"""The bot's own affairs: who it is, how updates reach it, its commands and menu button."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.emulator.errors import bad_request
from bot.emulator.wire import Call

if TYPE_CHECKING:
    from bot.emulator.messenger import Messenger

type Json = dict[str, Any]

_MOST_COMMANDS = 100
_COMMANDS_AND_BUTTONS = {"type": "commands"}


async def get_me(messenger: Messenger, call: Call) -> Json:
    return {
        **messenger.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(messenger: Messenger, call: Call) -> list[Json]:
    messenger.updates.allow(call.get("allowed_updates"))
    limit = min(100, max(1, call.get("limit", 100)))
    return await messenger.updates.get(call.get("offset", 0), limit, call.get("timeout", 0))


async def set_webhook(messenger: Messenger, call: Call) -> bool:
    messenger.updates.allow(call.get("allowed_updates"))
    _drop_pending(messenger, call)
    messenger.webhook.set(
        call.get("url", ""), secret=call.get("secret_token", ""), max_connections=call.get("max_connections", 40)
    )
    return True


async def delete_webhook(messenger: Messenger, call: Call) -> bool:
    messenger.webhook.set("", secret="", max_connections=40)
    _drop_pending(messenger, call)
    return True


async def get_webhook_info(messenger: Messenger, call: Call) -> Json:
    return messenger.webhook.info()


async def set_my_commands(messenger: Messenger, call: Call) -> bool:
    commands: list[Json] = call.get("commands") or []
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = command["command"].removeprefix("/")
        if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _set_commands(messenger, {**_commands(messenger), _scope(call): commands})
    return True


async def delete_my_commands(messenger: Messenger, call: Call) -> bool:
    _set_commands(messenger, {k: v for k, v in _commands(messenger).items() if k != _scope(call)})
    return True


async def get_my_commands(messenger: Messenger, call: Call) -> list[Json]:
    return _commands(messenger).get(_scope(call), [])


async def set_chat_menu_button(messenger: Messenger, call: Call) -> bool:
    buttons: Json = messenger.world.settings.get("menu_buttons", {})
    messenger.world.set("menu_buttons", {**buttons, str(call.get("chat_id", "")): call.get("menu_button")})
    return True


async def get_chat_menu_button(messenger: Messenger, call: Call) -> Json:
    buttons: Json = messenger.world.settings.get("menu_buttons", {})
    own: Json | None = buttons.get(str(call.get("chat_id", ""))) or buttons.get("")
    return own or _COMMANDS_AND_BUTTONS


def _drop_pending(messenger: Messenger, call: Call) -> None:
    if call.get("drop_pending_updates"):
        messenger.updates.forget_all()


def _commands(messenger: Messenger) -> dict[str, list[Json]]:
    kept: dict[str, list[Json]] = messenger.world.settings.get("commands", {})
    return kept


def _set_commands(messenger: Messenger, commands: dict[str, list[Json]]) -> None:
    messenger.world.set("commands", commands)
    messenger.hub.publish("commands")


def _scope(call: Call) -> str:
    scope = call.get("scope") or {"type": "default"}
    return json.dumps([scope, call.get("language_code", "")], sort_keys=True)


TABLE = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
