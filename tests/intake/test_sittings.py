"""Minutes as small councils type and publish them: words run together, days before months, no headings."""

from typing import Any

import pytest

from intake import fields, kinds
from tests.intake.drawn import drawn


def read(text: str) -> tuple[str, dict[str, Any]]:
    """The document type and the fields' values of a page of these lines."""
    pages = [drawn(text)]
    kind = kinds.classify(pages).value
    return kind, {name: field.value for name, field in fields.extract(pages, kind).items()}


def decided(found: dict[str, Any]) -> list[tuple[int, int | None, bool, str]]:
    return [(one["number"], one["votes_for"], one["unanimous"], one["text"]) for one in found["resolutions"]]


SITTINGS = {
    "an ordinal whose words are run together": (
        "صورتجلسه\n"
        "سیصدو بیست و ششمين جلسه سومين دوره شوراي اسلامي شهرمیبد با تلاوت آیاتی ازکلام ا... مجید درساعت 18\n"
        "يكشنبه مورخ 13/6/90 با حضور كليه اعضاء تشكیل گرديد:",
        (326, "1390-06-13"),
    ),
    "an agenda announced on another day": (
        "مصوبات نوزدهمين جلسه سومين دوره شوراي اسلامي شهر اردكان\n"
        "پيرودستوركاراعلام شده  روزیکشنبه مورخ13/3/86 نوزدهمین جلسه شوراي اسلامي شهراردكان درساعت7 صبح سه شنبه\n"
        "مورخ15/3/86 با حضور کلیه اعضاء درمحل تالارشورا تشكيل و تصمیمی بشرح ذیل اتخاذ گردید.\n"
        "1- مقرر گردید شهرداری نسبت به تامین منزل اقدام نماید.",
        (19, "1386-03-15"),
    ),
    "its number again in figures behind the ordinal": (
        "پس از حمد و ثنای قادر متعال، یکصد و هفتاد و هشتمین (178) جلسه رسمی شورای اسلامی شهر فلاورجان روز دوشنبه\n"
        "مورخ 27/11/99 ساعت 16 با تلاوت آیاتی چند از کلام اله مجید آغاز گردید.",
        (178, "1399-11-27"),
    ),
    "a bare number and a month's name": (
        "جلسه 31 - 27 آبان 96 مصوبات شورای اسلامی شهر الوند\n102- مقرر گردید آسفالت کوچه‌ها انجام شود.",
        (31, "1396-08-27"),
    ),
    "boxes of a form that nobody ticked": (
        "صورت جلسه شوراي اسلامي شهر خلخال\nروز جلسه : سه شنبه\nتاریخ جلسه : 19/4/97\nشماره جلسه : 58\n"
        "نوع جلسه : عادی/ فوق العاده :\tعلنی\tغیر علنی",
        (58, "1397-04-19"),
    ),
}


@pytest.mark.parametrize(("text", "sitting"), SITTINGS.values(), ids=SITTINGS)
def test_which_sitting_it_was(text: str, sitting: tuple[int, str]) -> None:
    kind, found = read(text)
    assert kind == "council-minutes"
    assert (found["session_number"], found["session_date"]) == sitting


def test_decisions_numbered_without_a_mark_have_their_vote_in_a_line_of_its_own() -> None:
    kind, found = read(
        "جلسه شماره 214 مورخ 1402/10/24 مصوبات شماره 690-691\nشورای اسلامی شهر تاکستان\n"
        "690  مقرر گردید روزهای دوشنبه یکی از کمیسیون های تخصصی برگزار گردد.\n"
        "با اتفاق آراء مورد تصویب اعضاء شورای اسلامی شهر قرار گرفت.\n"
        "691  مقرر گردید جلسات هیات رئیسه هفته ای یکبار برگزار شود.\n"
        "با اتفاق آراء مورد تصویب اعضاء شورای اسلامی شهر قرار گرفت.\n"
        "مصوبات شورا در صورتی که ظرف دو هفته مورد اعتراض « هیات تطبیق مصوبات » قرار نگیرد لازم الاجرا می باشد"
    )
    assert kind == "council-minutes"
    assert found["municipality"] == "تاکستان"
    assert decided(found) == [
        (690, None, True, "مقرر گردید روزهای دوشنبه یکی از کمیسیون های تخصصی برگزار گردد"),
        (691, None, True, "مقرر گردید جلسات هیات رئیسه هفته ای یکبار برگزار شود"),
    ]


def test_a_majority_that_approves_is_a_vote() -> None:
    approved = "در جلسه مطرح و مورد تصویب اکثریت شورای اسلامی شهر قرار گرفت"
    _, found = read(
        "جلسه 31 - 27 آبان 96 مصوبات شورای اسلامی شهر الوند\n"
        f"102- نامه شماره 6021 مورخ 96/8/27 شهردار بمنظور خرید کتاب {approved}\n"
        f"103- نامه شماره 5966 مورخ 96/8/24 شهردار بابت رفت و روب {approved} ."
    )
    assert decided(found) == [
        (102, None, False, "نامه شماره 6021 مورخ 96/8/27 شهردار بمنظور خرید کتاب"),
        (103, None, False, "نامه شماره 5966 مورخ 96/8/24 شهردار بابت رفت و روب"),
    ]


def test_votes_in_columns_where_dashes_stand_for_nobody() -> None:
    _, found = read(
        "صورت جلسه شوراي اسلامي شهر خلخال\nشماره جلسه : 58\n"
        "اهم مصوبات شورا :\tآراء موافق\tآراء مخالف\n"
        "1- مقرر گردید میادین شهر تزیین شود . موضوع با 6 رای مثبت مورد تصویب قرار گرفت .\t6\t----\n"
        "2- مقرر گردید آسفالت بلوار بررسی شود . موضوع با 5 رای مثبت مورد تصویب قرار گرفت .\t5\t2"
    )
    assert [(one["votes_for"], one["votes_against"], one["text"]) for one in found["resolutions"]] == [
        (6, 0, "مقرر گردید میادین شهر تزیین شود"),
        (5, 2, "مقرر گردید آسفالت بلوار بررسی شود"),
    ]


def test_a_verb_behind_the_word_for_a_town_is_no_town() -> None:
    _, found = read("صورتجلسه شورای اسلامی شهر زرند\nخرید کتاب مورد تصویب اعضای شورای اسلامی شهر قرار گرفت")
    assert found["municipality"] == "زرند"


def test_the_sitting_before_is_not_when_the_council_met() -> None:
    _, found = read(
        "صورتجلسه شورای اسلامی شهر زرند\n"
        "پیرو جلسه قبلی مورخ 1402/03/01 جلسه شماره 12 شورا مورخ 1402/04/05 با حضور اعضا تشکیل شد."
    )
    assert (found["session_number"], found["session_date"]) == (12, "1402-04-05")


def test_who_has_a_place_to_sign_came_unless_the_cell_says_otherwise() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر زرند\n"
        "ردیف\tنام و نام خانوادگی\tسمت\tامضا\n"
        "1\tعلی رضایی\tرئیس\t\n"
        "2\tمریم باقری\tمنشی\t\n"
        "3\tحسن امینی\tعضو\tغایب (مرخصی)"
    )
    assert found["present"] == ["علی رضایی", "مریم باقری"]
    assert found["absent"] == ["حسن امینی"]


def test_all_of_those_who_came_is_as_many_as_the_minutes_say() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر زرند\nجلسه با حضور شش نفر از اعضا تشکیل شد و تصمیمات به شرح زیر است:\n"
        "1- مقرر گردید میادین شهر تزیین شود. این مصوبه به اتفاق آرا تصویب شد."
    )
    assert decided(found) == [(1, 6, True, "مقرر گردید میادین شهر تزیین شود")]


def test_resolutions_begin_where_the_minutes_say_thus() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر زرند\n1- قرائت نامه شهردار\n2- بررسی بودجه\n"
        "شورا پس از بحث چنین تصمیم گرفت و متن آن به این شرح است:\n"
        "1- خرید دو دستگاه خودرو با 5 رای موافق تصویب شد."
    )
    assert [one["text"] for one in found["resolutions"]] == ["خرید دو دستگاه خودرو"]


def test_the_words_of_a_table_stand_below_what_was_decided_and_not_below_the_topic() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر زرند\n"
        "ردیف\tموضوع\tتصمیم شورا\tنتیجه رای گیری\n"
        "1\tوام ناوگان\tشهرداری اجازه دارد تسهیلات بگیرد.\t5 موافق، 1 مخالف\n"
        "2\tکرایه تاکسی\tنرخ هر کورس هشتاد هزار ریال است.\t6 از 6"
    )
    assert [(one["text"], one["votes_for"], one["votes_against"]) for one in found["resolutions"]] == [
        ("شهرداری اجازه دارد تسهیلات بگیرد", 5, 1),
        ("نرخ هر کورس هشتاد هزار ریال است", 6, 0),
    ]


def test_a_resolution_ends_with_its_vote_in_brackets_or_where_the_next_point_opens() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر زرند\nمصوبات:\n"
        "تصمیم شماره 301- شهرداری در حفاری معابر همکاری نماید. (موافق 5 ، ممتنع 1)\n"
        "دستور دوم: پاداش کارگران\nشهردار گزارش داد که فهرست آماده است.\n"
        "تصمیم شماره 302- پاداش تا پایان سال پرداخت گردد. (مصوب با 4 رای موافق) شهروندان نظر خود را بگویند."
    )
    assert [(one["number"], one["text"], one["votes_for"]) for one in found["resolutions"]] == [
        (301, "شهرداری در حفاری معابر همکاری نماید", 5),
        (302, "پاداش تا پایان سال پرداخت گردد", 4),
    ]


def test_resolutions_may_be_counted_in_words_alone() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر زرند\nمصوبات:\nیکم. توقف خودرو در خیابان ممنوع است.\nدوم. پارک بانوان ساخته شود."
    )
    assert [one["number"] for one in found["resolutions"]] == [1, 2]


def test_a_letter_that_speaks_of_one_sitting_has_its_number_and_day_and_of_two_none() -> None:
    head = "شورای اسلامی شهر تکاب\nشماره: 73/ش\nتاریخ: 1400/06/28\nپیوست: دارد\nاستاندار محترم\nسلام علیکم\n"
    one = "به آگاهی می‌رساند در هفتمین جلسه عادی خود که روز 1400/06/24 تشکیل شد شهردار برگزیده شد."
    kind, found = read(head + one)
    assert kind == "official-letter"
    assert (found["session_number"], found["session_date"], found["session_kind"]) == (7, "1400-06-24", "ordinary")
    _, of_two = read(head + one + "\nهمچنین در هشتمین جلسه عادی مورخ 1400/06/27 بودجه تصویب شد.")
    assert "session_number" not in of_two


HEAD = "صورتجلسه شماره 12 شورای اسلامی شهر زرند\nاعضای حاضر: علی رضایی، حسن امینی، مریم باقری\nمصوبات:\n"


def test_a_matter_of_one_word_is_a_resolution_where_its_vote_is_told() -> None:
    _, found = read(HEAD + "1- خرید قیر با سه رای موافق تصویب شد.\n2- بودجه با سه رای موافق تصویب شد.")
    assert [(one["text"], one["votes_for"]) for one in found["resolutions"]] == [("خرید قیر", 3), ("بودجه", 3)]


def test_notes_and_letters_below_a_number_are_parts_of_its_paragraph() -> None:
    _, found = read(
        HEAD + "1- کلیات لایحه بودجه تصویب شد.\nتبصره 1- سقف آن کم شود.\n2- خرید لودر با 3 رای موافق تصویب شد."
    )
    assert [one["number"] for one in found["resolutions"]] == [1, 2]
    assert "سقف" in found["resolutions"][0]["text"]


def test_another_heading_ends_the_list_of_who_stayed_away() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر زرند\nاعضای حاضر:\n1- علی رضایی\n2- حسن امینی\n"
        "اعضای غایب:\n1- رضا احمدی\n2- مریم نوری (ماموریت)\nدعوت‌شدگان:\n1- سعید موسوی - شهردار"
    )
    assert found["absent"] == ["رضا احمدی", "مریم نوری"]


def test_the_sitting_that_did_not_come_together_is_not_this_one() -> None:
    _, found = read(
        "صورتجلسه شورای اسلامی شهر زرند\nجلسه شماره 12 شورا که به علت به حد نصاب نرسیدن جلسه مورخ 1402/01/26 "
        "تجدید شده بود، در تاریخ 1402/01/27 تشکیل شد."
    )
    assert found["session_date"] == "1402-01-27"


def test_a_sittings_number_with_a_slash_leaves_the_year_out() -> None:
    _, found = read("صورتجلسه شورای اسلامی شهر زرند\nشماره جلسه: 12/1402")
    assert found["session_number"] == 12


def test_minutes_dated_later_than_their_day_keep_the_day_that_they_tell_of() -> None:
    _, found = read(
        "شورای اسلامی شهر بندرگز\nتاریخ: 1399/11/14\n"
        "یکصد و چهل و سومین جلسه شورای اسلامی شهر بندرگز در روز یکشنبه 1399/11/12 برگزار شد.\n"
        "مصوبه نخست شهرداری مجاز است یک دستگاه لودر بخرد.\nمصوبه دوم پرونده به کمیسیون اعاده گردد."
    )
    assert (found["session_number"], found["session_date"]) == (143, "1399-11-12")


def test_offices_between_the_names_of_a_list_do_not_end_it() -> None:
    _, found = read(
        "صورتجلسه شماره 12 شورای اسلامی شهر اهر\nاعضای حاضر:\nبهنام علیزاده\nرئیس شورا\nاکبر قره‌داغی\nنایب رئیس\n"
        "ژیلا حسن‌پور\nمنشی"
    )
    assert found["present"] == ["بهنام علیزاده", "اکبر قره‌داغی", "ژیلا حسن‌پور"]


@pytest.mark.parametrize(
    "rest",
    [
        "شماره ثبت ....۱۱۹/۱۴۰۱ تاریخ ثبت: ۱۴۰۱/۱۱/۲۷\nجلسه ۶۸ روز سه‌شنبه مورخ ۲۵/۱۱/۱۴۰۱ ساعت ۱۶",
        "تاریخ: ۱۴۰۱.۱۱.۲۵\nیکصد و پنجاه و نهمین جلسه شورای اسلامی شهر زرند در تاریخ فوق تشکیل گردید.",
        "شماره: ۶۲/ش/۰۳\tتاریخ: ۲۵-۱۱-۱۴۰۱\tپیوست: -\nجلسه عادی شورا سه‌شنبه تشکیل شد.\nجلسه بعدی مورخ ۰۲-۱۲-۱۴۰۱ است.",
        "انتشار: ۲۷ بهمن ۱۴۰۱\nیکصد و چهل و ششمین جلسه رسمی شورای اسلامی شهر زرند عصر روز سه‌شنبه بیست و پنجم بهمن‌ماه ۱۴۰۱",
        "کد فرم: ۵۱-۴-۰۳\nجلسه شورا روز سه‌شنبه ۲۵ بهمن ۱۴۰۱ تشکیل شد.",
        "شماره: ۵۹۶/ش\tتاریخ: ۱۴۰۱/۱۱/۲۶\nپیرو دعوتنامه شماره ۵۹۱/ش مورخ ۱۴۰۱/۱۱/۲۲، جلسه شورا (جلسه\n"
        "شماره ۱۳۵) در تاریخ ۱۴۰۱/۱۱/۲۵ ساعت ۱۱ برگزار گردید.",
        "شماره: ۶۲/ش\tتاریخ: ۱۴۰۱/۱۱/۲۷\tپیوست: -\nروز و تاریخ: سه‌شنبه ۱۴۰۱/۱۱/۲۵\tساعت: ۱۷",
        "شماره: ۶۲/ش\tتاریخ: ۱۴۰۱/۱۱/۲۷\tپیوست: -\nزمان و مکان: سه‌شنبه ۱۴۰۱/۱۱/۲۵ دفتر شورا",
        "جلسه فوق‌العاده شورا حسب درخواست کتبی شهردار محترم در ساعت ۸ صبح روز بیست و پنجم بهمن ماه ۱۴۰۱ رسمیت یافت.",
        "شماره ثبت: ۳۶۹/ش\tتاریخ ثبت: ۱۴۰۱/۱۱/۲۷\nشصت و ششمین جلسه شورا به صورت فوق‌العاده با دعوت کتبی رئیس شورا و "
        "با حضور هر هفت عضو، آقایان حجت‌اله سیفی، ایرج ملکی‌راد، جواد موسوی، غلامرضا\nخدابنده‌لو، مرتضی جوکار و خانم‌ها "
        "طیبه روزبهانی و سمیرا زندیه، در ساعت ۱۵ روز سه‌شنبه مورخ ۲۵/۱۱/۱۴۰۱ تشکیل گردید.",
        "جلسه چهل و دوم\nتاریخ: ۱۴۰۱/۱۱/۲۵\nجلسه با قرائت نامه‌های شماره ۱۵۷۸ مورخ ۱۴۰۱/۱۱/۱۰ و ۱۶۰۳ مورخ ۱۴۰۱/۱۱/۱۳ آغاز شد.",
        "تاریخ: ۱۴۰۱/۱۱/۲۵\nمستند: صورتجلسه کمیسیون مورخ ۱۴۰۱/۱۱/۱۹",
    ],
)
def test_the_day_of_the_sitting_is_told_from_the_days_of_the_paper(rest: str) -> None:
    _, found = read(
        f"صورتجلسه شورای اسلامی شهر زرند\n{rest}\nمصوبه ۱: مقرر گردید شهرداری نسبت به آسفالت اقدام نماید.\n"
        "حاضرین: علی رضایی، مریم نوری"
    )
    assert found.get("session_date") == "1401-11-25"


@pytest.mark.parametrize(
    "told",
    [
        "لایحه شهرداری به شماره ۱۹۲۲ مورخ ۱۴۰۱/۱۱/۱۱ در چهل و ششمین جلسه شورا (۱۴۰۱/۱۱/۲۵) بررسی شد.",
        "بازگشت به نامه‌های شماره ۵۱۱۸ مورخ ۱۴۰۱/۱۱/۱۱ و ۵۱۴۴ مورخ ۱۴۰۱/۱۱/۱۲ مراتب در جلسه چهل و ششم مورخ ۱۴۰۱/۱۱/۲۵ مطرح شد.",
        "مصوبات چهل و ششمین جلسه این شورا که در روز سه‌شنبه ۲۵ بهمن ماه برگزار گردید، ایفاد می‌گردد.",
    ],
)
def test_a_letter_tells_of_a_sitting_and_not_of_the_day_of_another_letter(told: str) -> None:
    _, found = read(
        f"شورای اسلامی شهر زرند\nشماره: ۱۲/۳۴\nتاریخ: ۱۴۰۱/۱۱/۲۸\nپیوست: ندارد\nشهرداری محترم زرند\nبا سلام\n{told}\n"
        "رضا کاملی\nرئیس شورای اسلامی شهر زرند"
    )
    assert (found["session_number"], found["session_date"]) == (46, "1401-11-25")
