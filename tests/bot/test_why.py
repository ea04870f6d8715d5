"""Why a date is what it is, as it is read: the term, its extensions, and every day that was not counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.cards import customer
from cases import desk
from tests.cases.town import KNOWN, START, Town, settled, town  # noqa: F401
from workflows import workdays

MAYOR = KNOWN.get("mayor-appointment")


def explained(town: Town, case_id: int) -> list[str]:  # noqa: F811
    return customer.why(town.case(case_id)).text.splitlines()


def test_a_date_tells_closures_holidays_weekends_holds_and_extensions(town: Town) -> None:  # noqa: F811
    closed = {workdays.day_of("1405-09-16"): "آلودگی هوا", workdays.day_of("1405-09-17"): "آلودگی هوا"}
    town.office = replace(town.office, calendar=workdays.Calendar(closures=closed))
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    town.db.transact_now(desk.hold, case_id, town.case(case_id).version, "because it is so", now=now)
    assert explained(town, case_id)[1].startswith("پرونده متوقف است")
    town.at = START + timedelta(days=3)
    town.db.transact_now(desk.resume, case_id, town.case(case_id).version, now=town.now("expert"))
    head = town.now("head")
    town.db.transact_now(desk.extend, case_id, town.case(case_id).version, 8, "پرونده سنگین است", now=head)
    lines = explained(town, case_id)
    assert lines[1] == "آغاز: یکشنبه ۱ آذر ۱۴۰۵"
    assert lines[3] == "تمدید: ۸ روز کاری، به دلیل: پرونده سنگین است"
    assert lines[5:9] == [
        "۱۴۰۵/۰۹/۰۲ تا ۱۴۰۵/۰۹/۰۴ (۳ روز): پرونده متوقف بود",
        "۱۴۰۵/۰۹/۰۵ تا ۱۴۰۵/۰۹/۰۶ (۲ روز): پایان هفته",
        "۱۴۰۵/۰۹/۱۲ تا ۱۴۰۵/۰۹/۱۳ (۲ روز): پایان هفته",
        "۱۴۰۵/۰۹/۱۶ تا ۱۴۰۵/۰۹/۱۷ (۲ روز): آلودگی هوا",
    ]
    assert lines[-1].startswith("پایان: ")


def test_a_long_hold_leaves_room_for_the_end_of_the_term(town: Town) -> None:  # noqa: F811
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    town.db.transact_now(desk.hold, case_id, town.case(case_id).version, "because it is so", now=now)
    town.at += timedelta(days=400)
    town.db.transact_now(desk.resume, case_id, town.case(case_id).version, now=town.now("expert"))
    lines = explained(town, case_id)
    assert lines[-1].startswith("پایان: ")
    assert any("(۴۰۰ روز): پرونده متوقف بود" in line for line in lines)
