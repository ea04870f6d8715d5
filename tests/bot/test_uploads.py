"""Files on their way into a case: alone, together, forwarded, before there is a case, while something else is asked."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from bot.callbacks import Act, Press
from bot.emulator.control import Said
from cases import documents, lifecycle, queries
from cases.db import Session
from cases.models import Case, Document
from intake import joining, triage
from tests.bot.chatting import GROUP, PATIENCE, Chat, plain
from tests.cases.town import KNOWN

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def picture(shade: int, format: str = "JPEG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (300, 400), (shade, shade, shade)).save(kept, format)
    return kept.getvalue()


def pdf(shade: int) -> bytes:
    return joining.joined([picture(shade)])


def papers(chat: Chat, case_id: int) -> list[Document]:
    """The documents of a case that are in it, oldest first."""
    return [document for document in chat.town.case(case_id).documents if document.state != "removed"]


def draft(chat: Chat, slug: str = "mayor-appointment") -> Case:
    """A new case of the first city's secretary, without papers."""
    return chat.town.open(KNOWN.get(slug))


def close_all(chat: Chat) -> None:
    """No case of the first city is open any more."""
    chat.town.db.transact_now(_withdraw_all, chat)


def _withdraw_all(session: Session, chat: Chat) -> None:
    for role in ("secretary", "clerk"):
        now = chat.town.now(role)
        for case in queries.cases_of(session, now.by, limit=50):
            if case.state != "closed":
                lifecycle.withdraw(session, case.id, case.version, now=now)


async def sends(
    chat: Chat, files: list[tuple[str, bytes]], *, photo: bool = False, caption: str = "", until: str = ""
) -> Said:
    """The secretary sends files at once; gives what is then said that holds the words."""
    me, since = chat.account("secretary"), await chat.control.mark()
    await chat.control.upload(me, me, files, caption, as_photo=photo)
    return await chat.control.wait_message(me, since=since, contains=until, timeout=PATIENCE)


async def fresh(chat: Chat) -> None:
    close_all(chat)
    await chat.says("secretary", "/cancel")


async def test_photos_sent_together_are_the_pages_of_one_document_in_their_order(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    shades = (10, 120, 240)
    await sends(chat, [(f"{shade}.jpg", picture(shade)) for shade in shades], photo=True, until="۳ صفحه")
    await chat.says("secretary", "/status")
    (document,) = papers(chat, case.id)
    assert document.media_type == triage.PDF
    pages = joining.parted(chat.program.vault.path(document.sha256).read_bytes())
    seen = [darkness(page) for page in pages]
    assert len(seen) == 3
    assert seen == sorted(seen), "the pages stand as they were sent"


def darkness(page: bytes) -> int:
    with pypdfium2.PdfDocument(page) as shown:
        return int(shown[0].render().to_pil().convert("L").getpixel((50, 50)))  # type: ignore[arg-type]


async def test_photos_that_are_documents_each_are_parted_at_a_tap(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    await sends(chat, [(f"{shade}.jpg", picture(shade)) for shade in (10, 200)], photo=True, until="۲ صفحه")
    await chat.says("secretary", "/status")
    (whole,) = papers(chat, case.id)
    unread(chat, whole)
    await chat.deliver()
    foreign = await chat.forge("secretary-2", Press(act=Act.apart, id=whole.id).pack())
    assert foreign.show_alert, "a document of another city"
    await press_on(chat, Act.apart, whole.id)
    assert [document.media_type for document in papers(chat, case.id)] == [triage.PDF, triage.PDF]
    again = await chat.forge("secretary", Press(act=Act.apart, id=whole.id).pack())
    assert again.show_alert, "it was parted once"
    assert len(papers(chat, case.id)) == 2


async def press_on(chat: Chat, act: Act, document_id: int) -> None:
    me = chat.account("secretary")
    for said in reversed(await chat.control.messages(me)):
        for _, data in said.buttons:
            if (found := Press.unpack(data)).act is act and found.id == document_id:
                await chat.control.press(me, me, said.message_id, data, timeout=PATIENCE)
                return
    raise LookupError(act.value)


def unread(chat: Chat, document: Document) -> None:
    """The reading found nothing to say."""
    reading = {
        "document_type": {"value": "other", "confidence": 0.0},
        "pages": 2,
        "fields": {},
        "checks": [],
        "problems": [],
    }
    chat.town.db.transact_now(documents.attach_reading, document.id, reading, at=chat.town.at)


async def test_several_pdf_files_sent_together_are_several_documents(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    await sends(chat, [("a.pdf", pdf(1)), ("b.pdf", pdf(2)), ("c.pdf", pdf(3))], until="c.pdf")
    await chat.control.wait_message(chat.account("secretary"), contains="c.pdf", timeout=PATIENCE)
    await chat.says("secretary", "/status")
    assert [document.name for document in papers(chat, case.id)] == ["a.pdf", "b.pdf", "c.pdf"]


async def test_what_stands_below_a_photo_says_which_document_it_is(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    await sends(chat, [("x.jpg", picture(9))], photo=True, caption="رزومهٔ آقای رضایی", until="عکس")
    await chat.says("secretary", "/status")
    assert [document.item for document in papers(chat, case.id)] == ["resume"]


async def test_a_forwarded_file_is_taken_like_any_other(chat: Chat) -> None:
    await fresh(chat)
    clerk, me = chat.account("clerk"), chat.account("secretary")
    (sent,) = await chat.control.upload(GROUP, clerk, [("from-a-colleague.pdf", pdf(7))])
    case = draft(chat)
    await chat.control.forward(me, me, GROUP, sent.message_id)
    await chat.control.wait_message(me, contains="from-a-colleague", timeout=PATIENCE)
    await chat.says("secretary", "/status")
    assert [document.name for document in papers(chat, case.id)] == ["from-a-colleague.pdf"]


async def test_with_several_cases_it_is_asked_once_which_one_and_nothing_is_sent_twice(chat: Chat) -> None:
    await fresh(chat)
    one, other = draft(chat), draft(chat)
    asked = await sends(chat, [("first.pdf", pdf(1))], until="برای کدام پرونده")
    await sends(chat, [("second.pdf", pdf(2))], until="second.pdf")
    again = await chat.control.wait_message(
        chat.account("secretary"), contains="۲ فایل برای کدام پرونده", timeout=PATIENCE
    )
    assert again.message_id == asked.message_id, "one question, however many files"
    choice = next(data for _, data in again.buttons if Press.unpack(data).id == one.id)
    me = chat.account("secretary")
    answer = await chat.control.press(me, me, again.message_id, choice, timeout=PATIENCE)
    assert not answer.show_alert
    assert [document.name for document in papers(chat, one.id)] == ["first.pdf", "second.pdf"]
    assert papers(chat, other.id) == []
    late = await chat.control.press(me, me, again.message_id, choice, timeout=PATIENCE)
    assert late.show_alert, "nothing waits any more"


async def test_without_a_case_one_is_offered_for_what_the_file_seems_to_be(chat: Chat) -> None:
    await fresh(chat)
    minutes = (SAMPLES / "mayor" / "minutes-digital.pdf").read_bytes()
    offered = await sends(chat, [("minutes.pdf", minutes)], until="به نظر می‌رسد")
    assert "صورت‌جلسه" in plain(offered)
    opening = [data for _, data in offered.buttons if Press.unpack(data).act is Act.open]
    assert [Press.unpack(data).arg for data in opening][:1] == ["mayor-appointment"]
    me = chat.account("secretary")
    await chat.control.press(me, me, offered.message_id, opening[0], timeout=PATIENCE)
    case = max(chat.town.db.read_now(queries.cases_of, chat.town.now("secretary").by), key=lambda found: found.id)
    assert [document.name for document in papers(chat, case.id)] == ["minutes.pdf"]


async def test_what_waits_for_a_case_can_be_let_go(chat: Chat) -> None:
    await fresh(chat)
    draft(chat), draft(chat)
    asked = await sends(chat, [("first.pdf", pdf(1))], until="برای کدام پرونده")
    helped = await chat.says("secretary", "/help")
    assert "۱ فایل شما منتظر" in plain(helped)
    assert "کنار گذاشته شد" in plain(await chat.says("secretary", "/cancel"))
    me = chat.account("secretary")
    answer = await chat.control.press(me, me, asked.message_id, asked.buttons[0][1], timeout=PATIENCE)
    assert answer.show_alert
    assert "نبود" in plain(await chat.says("secretary", "/cancel"))


async def test_a_bad_file_among_several_leaves_the_others(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    me = chat.account("secretary")
    await sends(chat, [("good.pdf", pdf(1)), ("bad.pdf", b"%PDF-1.4 nothing"), ("fine.pdf", pdf(2))], until="fine.pdf")
    await chat.says("secretary", "/status")
    assert [document.name for document in papers(chat, case.id)] == ["good.pdf", "fine.pdf"]
    told = [plain(said) for said in await chat.control.messages(me) if said.by_bot]
    assert any("PDF" in text or "آسیب" in text or "خراب" in text for text in told[-6:]), told[-6:]


async def test_a_file_that_could_not_be_kept_is_said_to_be_so_and_may_be_sent_again(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    folder = chat.program.vault.folder
    folder.rename(folder.with_name("away"))
    folder.write_text("the disk is not there")
    try:
        await sends(chat, [("a.pdf", pdf(33))], until="نگه داشته نشد")
        assert papers(chat, case.id) == []
    finally:
        folder.unlink()
        folder.with_name("away").rename(folder)
    await sends(chat, [("a.pdf", pdf(33))], until="a.pdf")
    await chat.says("secretary", "/status")
    assert [document.name for document in papers(chat, case.id)] == ["a.pdf"]


async def test_a_file_that_the_messenger_does_not_hand_over_is_said_to_be_so(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    await chat.control.faults([{"kind": "error", "method": "getFile", "times": 2}])
    await sends(chat, [("b.pdf", pdf(44))], until="دوباره بفرستید")
    assert papers(chat, case.id) == []
    await chat.control.faults([{"kind": "error", "method": "getFile", "times": 1}])
    await sends(chat, [("b.pdf", pdf(44))], until="b.pdf")
    await chat.says("secretary", "/status")
    assert [document.name for document in papers(chat, case.id)] == ["b.pdf"]
