"""The desk's morning word leads to its queues, and stands where it stood."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.callbacks import Act, Press
from cases import digests, staff
from nlp.wording import TEHRAN
from tests.bot.chatting import GROUP, PATIENCE, Chat, plain
from tests.cases.town import KNOWN, START

pytestmark = pytest.mark.anyio


async def test_the_mornings_word_opens_the_queue_beside_itself_for_an_expert_and_for_nobody_else(chat: Chat) -> None:
    town = chat.town
    town.db.transact_now(staff.bind, "tg", GROUP, at=START)
    case_id = town.open(KNOWN.get("mayor-appointment")).id
    town.leave(case_id, "sent")
    town.at = datetime(2026, 11, 23, 8, 5, tzinfo=TEHRAN)
    town.db.transact_now(digests.tell, at=town.at, office=town.office)
    await chat.deliver()
    said = [known for known in await chat.control.messages(GROUP) if known.by_bot]
    word = next(known for known in reversed(said) if chat.acts(known) == {Act.queue})
    _, free = word.buttons[0]
    since = await chat.control.mark()
    refused = await chat.control.press(GROUP, chat.account("clerk"), word.message_id, free, timeout=PATIENCE)
    assert refused.show_alert
    await chat.control.press(GROUP, chat.account("expert"), word.message_id, free, timeout=PATIENCE)
    shown = await chat.control.wait_message(GROUP, lambda known: Act.case in chat.acts(known), since, PATIENCE)
    assert shown.message_id != word.message_id
    assert case_id in {Press.unpack(data).id for _, data in shown.buttons}
    stands = [known for known in await chat.control.messages(GROUP) if known.message_id == word.message_id]
    assert [plain(known) for known in stands] == [plain(word)]
    assert Press.unpack(free).arg.startswith("free:0:")
