"""A bot's HTTP request, read and checked against the Bot API's own contract.

Door: `read_call`. Promise: parameters come from the query, a form, multipart or JSON, nested objects as objects or as
JSON strings, files directly or by attach://; each is validated against aiogram's model of the method. Not here: what
a method does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from aiogram import methods
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.emulator.errors import ApiError, NotEmulated, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024
_FORM_OVERHEAD = 1024 * 1024
# They exist at Telegram but mean nothing to this product; a call that uses one must not pass unnoticed.
_NOT_EMULATED = frozenset(
    {
        "business_connection_id",
        "direct_messages_topic_id",
        "ephemeral_message_parameters",
        "inline_message_id",
        "receiver_user_id",
        "rich_message",
        "suggested_post_parameters",
    }
)
_EMPTY = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    mime: str | None


@dataclass(frozen=True)
class Call:
    """One call of one method: `values` hold what was given, as plain JSON values of the right types."""

    method: str
    values: dict[str, Any]
    files: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def chat_id(self) -> int | str:
        """The chat that is meant; a call without one is refused."""
        if (given := self.values.get("chat_id")) is None:
            raise bad_request(_EMPTY["chat_id"])
        return given  # type: ignore[no-any-return]

    def attached(self, reference: str) -> Upload | None:
        """The file behind "attach://name"; None where the reference is not of that form."""
        if not reference.startswith("attach://"):
            return None
        if (upload := self.files.get(reference.removeprefix("attach://"))) is None:
            raise bad_request("file attached to the request was not found")
        return upload


@cache
def known_methods() -> dict[str, type[TelegramMethod[Any]]]:
    """Every method of the Bot API by its name in lower case."""
    classes = (getattr(methods, name) for name in methods.__all__)
    return {
        cls.__api_method__.lower(): cls
        for cls in classes
        if isinstance(cls, type) and issubclass(cls, TelegramMethod) and cls is not TelegramMethod
    }


async def read_call(request: Request, method: str) -> Call:
    """The call that `request` makes of `method`. Refused: 404 unknown, 400 malformed, 413 too large, 501."""
    model = known_methods().get(method.lower())
    if model is None:
        raise ApiError(404, "Not Found: method not found")
    if int(request.headers.get("content-length") or 0) > UPLOAD_LIMIT + _FORM_OVERHEAD:
        raise ApiError(413, "Request Entity Too Large")
    given, files = await _given(request)
    if any(len(upload.content) > UPLOAD_LIMIT for upload in files.values()):
        raise ApiError(413, "Request Entity Too Large")
    return checked(model, given, files)


def checked(model: type[TelegramMethod[Any]], given: dict[str, Any], files: dict[str, Upload]) -> Call:
    """`given` validated against `model`; also used for calls that arrive in a webhook's answer."""
    name: str = model.__api_method__
    for key in files.keys() & model.model_fields.keys():
        given[key] = f"attach://{key}"
    for key in given:
        if key not in model.model_fields:
            raise bad_request(f'parameter "{key}" is unknown to {name}')
        if key in _NOT_EMULATED:
            raise NotEmulated(f"{key} of {name}")
    decoded = {key: _decoded(model, key, value) for key, value in given.items()}
    try:
        valid = model.model_validate(decoded)
    except ValidationError as error:
        raise _malformed(error) from None
    return Call(name, {key: _plain(decoded[key], getattr(valid, key)) for key in decoded}, files)


async def _given(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    values: dict[str, Any] = dict(request.query_params)
    files: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        values.update(await _json_body(request))
    elif kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        async with request.form() as form:
            for key, part in form.multi_items():
                if isinstance(part, UploadFile):
                    files[key] = Upload(part.filename or key, await part.read(), part.content_type)
                else:
                    values[key] = part
    return values, files


async def _json_body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse request body: expected a JSON object")
    return {key: value for key, value in body.items() if value is not None}


def _decoded(model: type[TelegramMethod[Any]], key: str, value: Any) -> Any:
    kinds = _kinds(model, key)
    if not isinstance(value, str):
        return value
    if "json" in kinds:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {key} JSON") from None
    if {"int", "str"} <= kinds and value.lstrip("-").isdecimal():
        return int(value)
    return value


@cache
def _kinds(model: type[TelegramMethod[Any]], key: str) -> frozenset[str]:
    kinds: set[str] = set()

    def visit(annotation: Any) -> None:
        if getattr(annotation, "__origin__", None) is list or annotation is list:
            kinds.add("json")
        elif isinstance(annotation, type):
            kinds.add("json" if issubclass(annotation, BaseModel) else annotation.__name__)
        else:
            for part in get_args(annotation):
                visit(part)

    visit(model.model_fields[key].annotation)
    return frozenset(kinds)


def _plain(given: Any, valid: Any) -> Any:
    return given if isinstance(valid, (BaseModel, list)) else valid


def _malformed(error: ValidationError) -> ApiError:
    first = error.errors(include_url=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "request"
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return bad_request(_EMPTY.get(name, f'parameter "{name}" is required'))
    place = ".".join(str(part) for part in first["loc"])
    return bad_request(f'invalid parameter "{place}": {first["msg"]}')
