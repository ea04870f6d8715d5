"""What goes wrong on demand, and how both clients see it."""

from __future__ import annotations

import pytest

from tests.bot.emulator.clients import Client
from tests.bot.emulator.conftest import DESK, FORUM, Town, refused

pytestmark = pytest.mark.anyio


async def test_too_many_requests_are_said_so_often_as_planned(town: Town, client: Client) -> None:
    await town.people.faults([{"kind": "retry_after", "times": 2, "seconds": 7, "method": "sendMessage"}])
    for _ in range(2):
        no = await refused(client.call("send_message", chat_id=DESK, text="سلام"))
        assert (no.kind, no.number) == ("retry", 7)
    assert (await client.call("send_message", chat_id=DESK, text="سلام"))["text"] == "سلام"


async def test_a_fault_hits_only_the_chat_it_was_planned_for(town: Town, client: Client) -> None:
    await town.people.faults([{"kind": "forbidden", "chat_id": DESK}])
    assert (await client.call("send_message", chat_id=FORUM, text="سلام"))["text"] == "سلام"
    assert (await refused(client.call("send_message", chat_id=DESK, text="سلام"))).kind == "forbidden"


async def test_an_inner_error_leaves_nothing_behind(town: Town, client: Client) -> None:
    await town.people.faults([{"kind": "error"}])
    assert (await refused(client.call("send_message", chat_id=DESK, text="سلام"))).kind == "server"
    assert await town.people.messages(DESK) == []


async def test_a_lost_answer_means_that_the_message_stands_all_the_same(town: Town, client: Client) -> None:
    await town.people.faults([{"kind": "lost", "seconds": 0}])
    assert (await refused(client.call("send_message", chat_id=DESK, text="سلام"))).kind == "server"
    assert [said.text for said in await town.people.messages(DESK)] == ["سلام"]


async def test_a_time_out_means_that_it_does_not(town: Town, client: Client) -> None:
    await town.people.faults([{"kind": "timeout", "seconds": 0}])
    assert (await refused(client.call("send_message", chat_id=DESK, text="سلام"))).kind == "server"
    assert await town.people.messages(DESK) == []


@pytest.mark.parametrize("kind", ["gateway", "dropped"])
async def test_a_gateways_page_or_a_broken_connection_means_that_nothing_was_done(
    town: Town, client: Client, kind: str
) -> None:
    await town.people.faults([{"kind": kind, "method": "sendMessage"}])
    assert (await refused(client.call("send_message", chat_id=DESK, text="سلام"))).kind == "server"
    assert await town.people.messages(DESK) == []
    assert (await client.call("send_message", chat_id=DESK, text="سلام"))["text"] == "سلام"


@pytest.mark.parametrize("kind", ["unreadable", "undated"])
async def test_an_answer_that_cannot_be_read_means_that_the_message_stands(
    town: Town, client: Client, kind: str
) -> None:
    await town.people.faults([{"kind": kind, "method": "sendMessage"}])
    assert (await refused(client.call("send_message", chat_id=DESK, text="سلام"))).kind == "unread"
    assert [said.text for said in await town.people.messages(DESK)] == ["سلام"]


@pytest.mark.parametrize("says", ["message thread not found", "chat not found", "message to edit not found"])
async def test_any_refusal_can_be_planned_in_its_own_words(town: Town, client: Client, says: str) -> None:
    await town.people.faults([{"kind": "refused", "says": says, "method": "sendMessage"}])
    no = await refused(client.call("send_message", chat_id=DESK, text="سلام"))
    assert (no.kind, says in no.says) == ("bad request", True)


async def test_a_fault_of_fetching_updates_is_planned_by_its_name_only(town: Town, client: Client) -> None:
    await town.people.faults([{"kind": "error"}])
    assert await client.call("get_updates") == []
    await town.people.faults([{"kind": "gateway", "method": "getUpdates"}])
    assert (await refused(client.call("get_updates"))).kind == "server"
    assert await client.call("get_updates") == []


async def test_the_call_log_keeps_what_was_asked_and_how_it_ended(town: Town, client: Client) -> None:
    await client.call("send_message", chat_id=DESK, text="سلام")
    await refused(client.call("send_message", chat_id=5, text="سلام"))
    good, bad = await town.people.calls("sendMessage")
    assert (good["ok"], good["params"]["text"], good["error_code"]) == (True, "سلام", None)
    assert (bad["ok"], bad["error_code"], bad["description"]) == (False, 400, "Bad Request: chat not found")
