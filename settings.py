"""The environment as Settings; read only where a program is put together (cli, demo).

Every setting is in the table of docs/settings.md, which a test holds to this file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _days(given: object) -> object:
    return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given


def _hours(given: object) -> object:
    # Equal hours would be a whole day in which nothing is said.
    written = re.fullmatch(r"([0-9]|1[0-9]|2[0-3])-([0-9]|1[0-9]|2[0-3])", given) if isinstance(given, str) else None
    if given != "" and (written is None or written[1] == written[2]):
        raise ValueError('should be two hours of the day like "21-7", or empty')
    return given


def _morning_and_evening(given: object) -> object:
    written = re.fullmatch(r"([0-9]|1[0-9]|2[0-3])-([0-9]|1[0-9]|2[0-3])", given) if isinstance(given, str) else None
    if written is None or int(written[1]) >= int(written[2]):
        raise ValueError('should be two hours of one day, the earlier first, like "8-14"')
    return given


def _nothing_where_empty(given: object) -> object:
    # An empty line of .env would else be the folder that the program is started in.
    return None if given == "" else given


type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Settings(BaseSettings):
    """All settings, `DABIR_` and the upper-case name in the environment or in .env."""

    model_config = SettingsConfigDict(env_prefix="DABIR_", env_file=".env", extra="ignore")

    database_url: str = Field(default="sqlite:///var/dabir.sqlite", pattern=r"^(sqlite:///|postgresql\+psycopg://)")
    sqlite_synchronous: Literal["NORMAL", "FULL"] = "NORMAL"
    storage: Path = Path("var/documents")
    catalogue: Annotated[Path | None, BeforeValidator(_nothing_where_empty)] = None
    telegram_token: SecretStr | None = None
    telegram_api: HttpUrl = HttpUrl("https://api.telegram.org")
    staff_chat: int | None = Field(default=None, lt=0)
    upload_limit_mb: int = Field(default=20, ge=1, le=50)
    province: str = ""
    signatory: str = ""
    signatory_title: str = ""
    weekend: Annotated[tuple[Weekday, ...], NoDecode, BeforeValidator(_days)] = ("thu", "fri")
    closures: Annotated[Path | None, BeforeValidator(_nothing_where_empty)] = None
    quiet_hours: Annotated[str, BeforeValidator(_hours)] = "21-7"
    digest_hours: Annotated[str, BeforeValidator(_morning_and_evening)] = "8-14"
    public_url: Annotated[HttpUrl | None, BeforeValidator(_nothing_where_empty)] = None
    health_port: int | None = Field(default=None, ge=1, le=65535)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def weekend_days(self) -> frozenset[int]:
        """The closed days of the week as Python counts them, Monday 0."""
        return frozenset(WEEKDAYS.index(day) for day in self.weekend)

    @property
    def public(self) -> str | None:
        """The public address without a slash at its end."""
        return str(self.public_url).rstrip("/") if self.public_url else None

    @property
    def quiet(self) -> tuple[int, int] | None:
        """The hours between which people are left in peace: from the first until the second; None: there are none."""
        begins, _, ends = self.quiet_hours.partition("-")
        return (int(begins), int(ends)) if ends else None

    @property
    def digests(self) -> tuple[int, int]:
        """The hours from which the morning's and the evening's word are said."""
        morning, _, evening = self.digest_hours.partition("-")
        return int(morning), int(evening)


def wrong(error: ValidationError) -> list[str]:
    """What is wrong with the environment, a line a setting: its name, what is wrong with it."""
    lines = []
    for fault in error.errors():
        name = "DABIR_" + "_".join(str(part) for part in fault["loc"][:1]).upper()
        lines.append(f"{name}: {fault['msg']} (see docs/settings.md)")
    return lines
