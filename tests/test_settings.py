"""Settings that cannot be meant are refused by their names."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from settings import Settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://x"),
        ("upload_limit_mb", "many"),
        ("upload_limit_mb", "51"),
        ("weekend", "holiday"),
        ("quiet_hours", "7-7"),
        ("digest_hours", "14-8"),
        ("digest_hours", ""),
        ("health_port", "0"),
        ("staff_chat", "12"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"DABIR_{name.upper()}", value)
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None)
    assert [fault["loc"][0] for fault in refused.value.errors()] == [name]
