"""Fields of letters and minutes, in several layouts, clear and noisy."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import fields, header
from intake.layout import PageSource
from intake.sheet import Sheet
from intake.trust import SURE
from tests.intake.drawn import drawn

LETTER = """جمهوری اسلامی ایران\tتاریخ: ۱۴۰۲/۰۷/۱۵
وزارت کشور\tشماره: ۹۶/۱۲۳۴/ص
شهرداری گرگان\tپیوست: دارد
بسمه تعالی
جناب آقای دکتر محمدی
مدیرکل محترم امور شهری و شوراهای استانداری گلستان
موضوع: درخواست بررسی و تأیید عوارض محلی شهرداری گرگان
سلام علیکم
احتراماً، عطف به نامه شماره ۴۵۶/۹۹ مورخ ۱۴۰۲/۰۶/۰۱ در خصوص دفترچه عوارض، به استناد بند ۱۶ ماده ۸۰
قانون تشکیلات، وظایف و انتخابات شوراهای اسلامی کشور، مبلغ
۵٬۲۰۰٬۰۰۰٬۰۰۰ ریال (پنج میلیارد و دویست میلیون ریال) جهت اجرای پروژه پیش‌بینی شده است. خواهشمند
است دستور فرمایید اقدام لازم به عمل آید.
با تشکر
مهندس علی‌اکبر رضایی
شهردار گرگان
رونوشت:
- شورای اسلامی شهر گرگان جهت اطلاع
نشانی: گرگان، خیابان امام، کد پستی: ۴۹۱۳۸۱۵۷۳۹ تلفن: ۰۱۷-۳۲۲۲۰۰۰۰ نمابر: ۰۱۷-۳۲۲۲۰۰۰۱"""

COUNCIL_LETTER = """شماره: ۲۱۰/۴۵۶۷
تاریخ: ۲۵ آذر ۱۴۰۱
پیوست: ۳ برگ
شورای اسلامی شهر خرم‌آباد
به: استانداری لرستان - دفتر امور شهری و شوراها
از: شورای اسلامی شهر خرم‌آباد
موضوع: معرفی مؤسسه حسابرسی جهت رسیدگی به صورت‌های مالی سازمان مدیریت حمل و نقل بار و
مسافر شهرداری خرم‌آباد
با سلام و احترام؛
پیرو نامه شماره ۲۱۰/۴۵۰۱ مورخ ۱۴۰۱/۰۹/۱۲ و شماره ۲۱۰/۴۵۰۵ مورخ ۱۴۰۱/۰۹/۱۴ به استحضار می‌رساند
مؤسسه حسابرسی آرمان نوین برای انجام حسابرسی سال مالی ۱۴۰۰ با حق‌الزحمه ۸۵۰ میلیون
تومان انتخاب گردید. شماره شبا: IR820540102680020817909002
حسن یزدانی‌فر
رئیس شورای اسلامی شهر خرم‌آباد
تلفن تماس: ۰۹۱۶۱۲۳۴۵۶۷"""

MINUTES = """بسمه تعالی
صورتجلسه شورای اسلامی شهر زرند
شماره جلسه: ۴۲\tتاریخ جلسه: ۱۴۰۲/۰۷/۱۵\tنوع جلسه: فوق‌العاده
ساعت شروع: ۱۷:۰۰\tساعت خاتمه: ۱۹:۳۰\tمحل: سالن شورا
حاضرین:
۱- آقای حسن یزدانی (رئیس شورا)
۲- خانم مریم نوری (نایب رئیس)
۳- آقای سید رضا موسوی
۴- آقای علی‌اکبر مرادی
غایبین: آقای کاظم احمدی
دستور جلسه: انتخاب شهردار
خلاصه مذاکرات: پس از قرائت دستور جلسه، اعضا درباره نامزدها گفتگو کردند.
مصوبات:
۱- با عنایت به ماده ۷۱ قانون شوراها، آقای مهندس محمد کریمی فرزند حسین به شماره ملی ۰۰۸۴۵۷۵۹۴۸
به عنوان شهردار زرند با ۴ رأی موافق و بدون رأی مخالف انتخاب گردید.
۲- پرداخت مبلغ ۵۰۰ میلیون تومان جهت آسفالت معابر به اتفاق آرا به تصویب رسید.
جلسه در ساعت ۱۹:۳۰ با ذکر صلوات خاتمه یافت.
امضاها:
حسن یزدانی\tمریم نوری\tسید رضا موسوی"""

TOLD_MINUTES = """صورتجلسه شورای اسلامی شهر سبزدشت
شماره: ۱۲۳/ش/۱۴۰۲
تاریخ: ۱۴۰۲/۱۱/۰۳
پیوست: ندارد
جلسه فوق‌العاده شماره ۵۵ شورای اسلامی شهر سبزدشت در تاریخ ۱۴۰۲/۱۱/۰۲ با حضور
آقایان رضا عباسی، مهدی قاسمی، ناصر شریفی و خانم لیلا کرمی و در غیاب آقای جواد ملکی
در محل شورا تشکیل و پس از بحث و بررسی تصمیمات زیر اتخاذ گردید:
۱) به استناد ماده ۸۳ قانون شوراها، جناب آقای دکتر سعید نیک‌نام به
سمت شهردار سبزدشت با ۴ رأی موافق، بدون مخالف و ممتنع انتخاب شد.
۲ خرید یک دستگاه کامیون به مبلغ سه میلیارد و پانصد میلیون تومان به اتفاق آرا تصویب
گردید."""

TABLE_MINUTES = """صورت جلسه شماره ۱۱۷ شورای اسلامی شهر رفسنجان
یکصد و هفدهمین جلسه عادی شورای اسلامی شهر رفسنجان در روز یکشنبه مورخ بیست و سوم مهر
ماه ۱۴۰۲ رأس ساعت ۱۶ در محل شورا با حضور اعضا به شرح ذیل تشکیل شد.
ردیف\tنام و نام خانوادگی\tسمت\tوضعیت
۱\tدکتر حمید صادقی\tرئیس\tحاضر
۲\tزهرا امینی‌پور\tنایب رئیس\tحاضر
۳\tسعید کاظمی\tعضو\tغایب
۴\tابراهیم بهرامی\tعضو\tحاضر
دستور جلسه: ۱- بررسی لایحه بودجه ۲- درخواست‌های مردمی
تصمیمات متخذه:
مصوبه شماره ۱: لایحه متمم بودجه شهرداری با ۲ رأی موافق و ۱ رأی ممتنع تصویب شد.
مصوبه شماره ۲: با واگذاری زمین به اداره ورزش موافقت گردید (۳ رأی موافق از ۳ رأی)."""


def values(text: str, kind: str, source: PageSource = "text-layer", confidence: float = 1.0) -> dict[str, Any]:
    found = fields.extract([drawn(text, source=source, confidence=confidence)], kind)
    return {name: field.value for name, field in found.items()}


def test_a_municipalitys_letter_is_read_whole() -> None:
    assert values(LETTER, "official-letter") == {
        "letter_number": "96/1234/ص",
        "letter_date": "1402-07-15",
        "has_attachment": True,
        "subject": "درخواست بررسی و تأیید عوارض محلی شهرداری گرگان",
        "recipient": "جناب آقای دکتر محمدی مدیرکل محترم امور شهری و شوراهای استانداری گلستان",
        "sender": "شهرداری گرگان",
        "references": [{"number": "456/99", "date": "1402-06-01"}],
        "signatory_name": "علی‌اکبر رضایی",
        "signatory_title": "شهردار گرگان",
        "amounts": [5_200_000_000],
        "law_refs": [{"article": 80, "note": None, "law": "قانون تشکیلات، وظایف و انتخابات شوراهای اسلامی کشور"}],
        "phone": "01732220000",
        "postal_code": "4913815739",
        "municipality": "گرگان",
    }


def test_a_councils_letter_with_wrapped_subject_and_two_references_is_read_whole() -> None:
    assert values(COUNCIL_LETTER, "official-letter") == {
        "letter_number": "210/4567",
        "letter_date": "1401-09-25",
        "has_attachment": True,
        "subject": "معرفی مؤسسه حسابرسی جهت رسیدگی به صورت‌های مالی سازمان مدیریت حمل و نقل بار و مسافر شهرداری خرم‌آباد",
        "recipient": "استانداری لرستان - دفتر امور شهری و شوراها",
        "sender": "شورای اسلامی شهر خرم‌آباد",
        "references": [{"number": "210/4501", "date": "1401-09-12"}, {"number": "210/4505", "date": "1401-09-14"}],
        "signatory_name": "حسن یزدانی‌فر",
        "signatory_title": "رئیس شورای اسلامی شهر خرم‌آباد",
        "amounts": [8_500_000_000],
        "audit_firm": "مؤسسه حسابرسی آرمان نوین",
        "fiscal_year": 1400,
        "phone": "09161234567",
        "iban": "IR820540102680020817909002",
        "municipality": "خرم‌آباد",
    }


def test_minutes_with_sections_are_read_whole() -> None:
    found = values(MINUTES, "council-minutes")
    assert [found[name] for name in ("session_number", "session_kind", "session_date")] == [
        42,
        "extraordinary",
        "1402-07-15",
    ]
    assert found["present"] == ["حسن یزدانی", "مریم نوری", "سید رضا موسوی", "علی‌اکبر مرادی"]
    assert found["absent"] == ["کاظم احمدی"]
    assert found["proposed_mayor"] == "محمد کریمی"
    assert found["national_ids"] == ["0084575948"]
    assert found["amounts"] == [5_000_000_000]
    assert found["municipality"] == "زرند"
    assert found["resolutions"][1] == {
        "number": 2,
        "text": "پرداخت مبلغ ۵۰۰ میلیون تومان جهت آسفالت معابر",
        "votes_for": 4,
        "votes_against": 0,
        "votes_abstain": 0,
        "unanimous": True,
    }
    assert [resolution["votes_for"] for resolution in found["resolutions"]] == [4, 4]
    assert "letter_date" not in found
    assert "signatory_name" not in found


def test_minutes_told_in_running_words_are_read_whole() -> None:
    found = values(TOLD_MINUTES, "council-minutes")
    assert [found[name] for name in ("letter_number", "letter_date", "has_attachment")] == [
        "123/ش/1402",
        "1402-11-03",
        False,
    ]
    assert [found[name] for name in ("session_number", "session_kind", "session_date")] == [
        55,
        "extraordinary",
        "1402-11-02",
    ]
    assert found["present"] == ["رضا عباسی", "مهدی قاسمی", "ناصر شریفی", "لیلا کرمی"]
    assert found["absent"] == ["جواد ملکی"]
    assert found["proposed_mayor"] == "سعید نیک‌نام"
    assert found["amounts"] == [35_000_000_000]
    assert found["municipality"] == "سبزدشت"
    assert [(one["number"], one["votes_for"], one["unanimous"]) for one in found["resolutions"]] == [
        (1, 4, False),
        (2, 4, True),
    ]


def test_minutes_with_a_table_of_members_are_read_whole() -> None:
    found = values(TABLE_MINUTES, "council-minutes")
    assert [found[name] for name in ("session_number", "session_kind", "session_date")] == [
        117,
        "ordinary",
        "1402-07-23",
    ]
    assert found["present"] == ["حمید صادقی", "زهرا امینی‌پور", "ابراهیم بهرامی"]
    assert found["absent"] == ["سعید کاظمی"]
    assert [(one["votes_for"], one["votes_abstain"], one["unanimous"]) for one in found["resolutions"]] == [
        (2, 1, False),
        (3, 0, True),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "شماره: ۹۶/۱۲۳۴\tتاریخ: ۱۴۰۲/۰۷/۱۵\tپیوست: ندارد",
        "تاریخ: ۱۴۰۲/۰۷/۱۵ شماره: ۹۶/۱۲۳۴ پیوست: ندارد",
        "شماره\tتاریخ\tپیوست\n۹۶/۱۲۳۴\t۱۴۰۲/۰۷/۱۵\tندارد",
        "شماره:\t۹۶/۱۲۳۴\nتاریخ:\t۱۴۰۲/۰۷/۱۵\nپیوست:\tندارد",
        "شمازه : ٩٦/١٢٣٤\nتاربخ : ١٤٠٢/٠٧/١٥\nپبوست : ندارد",
        "۹۶/۱۲۳۴ :شماره\n۱۴۰۲/۰۷/۱۵ :تاریخ\n۰ :پیوست",
        "شماره ۹۶/۱۲۳۴\nتاریخ ۱۴۰۲/۰۷/۱۵\nپیوست: -",
        "شماره نامه: 96 / 1234\nتاریخ نامه: 15 مهر 1402\nپیوست: بدون پیوست",
    ],
)
def test_the_header_block_is_read_in_every_layout(header: str) -> None:
    found = values(f"شهرداری زرند\n{header}\nفرماندار محترم\nبا سلام\nمتن نامه", "official-letter")
    assert found["letter_number"] == "96/1234"
    assert found["letter_date"] == "1402-07-15"
    assert found["has_attachment"] is False


@pytest.mark.parametrize(
    ("said", "enclosed"),
    [
        ("دارد", True),
        ("۲ برگ", True),
        ("یک جلد", True),
        ("CD", True),
        ("ندارد", False),
        ("—", False),
        ("۰", False),
        ("", None),
    ],
)
def test_enclosures_are_yes_no_or_not_said(said: str, enclosed: bool | None) -> None:
    found = values(f"شماره: ۱۲۳\nپیوست: {said}\nبا سلام\nمتن", "official-letter")
    assert found.get("has_attachment") is enclosed


@pytest.mark.parametrize(
    ("told", "enclosed"),
    [
        ("شماره: ۱۲۳\nبا سلام\nصورت خسارات و تصاویر به پیوست ایفاد می‌گردد.", True),
        ("شماره: ۱۲۳\nبا سلام\nبه پیوست تصویر نامه آن سازمان جهت\nاقدام ارسال می‌شود.", True),
        ("شماره: ۱۲۳\nبا سلام\nرسید هر دو را ضمیمه کرده‌ام.", True),
        ("شماره: ۱۲۳\nبا سلام\nنظریه کارشناس و کروکی ملک ضمیمه است.", True),
        ("شماره: ۱۲۳\nپیوست: ندارد\nبا سلام\nنقشه پیش‌تر به پیوست ارسال شد.", False),
        ("شماره: ۱۲۳\nبا سلام\nمدارک باید پیوست درخواست گردد. جدول ضمیمه اصلاح شود.", None),
        ("شماره: ۱۲۳\nبا سلام\nسندی پیوست نیست.", None),
    ],
)
def test_a_letter_may_tell_of_its_enclosures_in_a_sentence(told: str, enclosed: bool | None) -> None:
    assert values(f"{told}\nبا تشکر", "official-letter").get("has_attachment") is enclosed
    assert enclosed is False or values(told, "council-minutes").get("has_attachment") is None


def test_columns_of_those_present_and_absent_side_by_side() -> None:
    text = """صورتجلسه شورای اسلامی شهر زرند
حاضرین:\tغایبین:
حسن یزدانی\tکاظم احمدی
مریم نوری\tنادر شفیعی
دستور جلسه: بودجه"""
    found = values(text, "council-minutes")
    assert found["present"] == ["حسن یزدانی", "مریم نوری"]
    assert found["absent"] == ["کاظم احمدی", "نادر شفیعی"]


def test_nobody_absent_is_an_empty_list() -> None:
    found = values("صورتجلسه شورای اسلامی شهر زرند\nحاضرین: حسن یزدانی، مریم نوری\nغایبین: ندارد", "council-minutes")
    assert found["absent"] == []


def test_what_is_not_stated_is_absent() -> None:
    assert fields.extract([], "official-letter") == {}
    assert values("باران می‌بارد و هوا سرد است", "other") == {}


def test_a_label_that_stands_close_behind_another_ones_value_has_its_own() -> None:
    found = values("فرم معرفی شهردار\nتاریخ جلسه شورا\t۹۹/۰۹/۲۴ شماره جلسه شورا\t۱۹۰\n", "council-minutes")
    assert (found["session_date"], found["session_number"]) == ("1399-09-24", 190)


@pytest.mark.parametrize("source", ["text-layer", "ocr"])
def test_the_parts_of_a_number_come_as_they_were_read(source: PageSource) -> None:
    text = "شماره: ص/۱۲۳۴/۹۶\nبا سلام\nمتن"
    assert values(text, "official-letter", source, 0.9)["letter_number"] == "ص/1234/96"


def test_a_clear_text_layer_is_sure_and_a_poor_scan_is_not() -> None:
    sure = fields.extract([drawn(LETTER)], "official-letter")
    poor = fields.extract([drawn(LETTER, source="ocr", confidence=0.6)], "official-letter")
    plain = ("letter_date", "phone", "municipality")
    assert min(sure[name].confidence for name in plain) >= SURE
    assert max(poor[name].confidence for name in ("letter_number", "letter_date", "phone", "subject")) < SURE
    assert all(poor[name].confidence < sure[name].confidence for name in sure)


def test_a_check_digit_makes_up_for_doubtful_letters() -> None:
    found = fields.extract([drawn(MINUTES, source="ocr", confidence=0.7)], "council-minutes")
    assert found["national_ids"].confidence > 0.9 > found["session_number"].confidence


def test_a_list_of_as_many_as_a_council_has_seats_is_surer() -> None:
    five = "صورتجلسه شورای اسلامی شهر زرند\nحاضرین: آقایان علی رضایی، حسن کریمی، رضا محمدی، احمد نوری و مهدی صادقی"
    whole, one_lost = (
        fields.extract([drawn(text)], "council-minutes") for text in (five, five.replace(" رضا محمدی،", ""))
    )
    assert len(whole["present"].value) == 5 and len(one_lost["present"].value) == 4  # type: ignore[arg-type]
    assert whole["present"].confidence > one_lost["present"].confidence


def test_each_field_says_where_it_stands() -> None:
    pages = [drawn("شهرداری زرند\nبا سلام", number=1), drawn("متن\nکد ملی: ۰۰۸۴۵۷۵۹۴۸", number=2)]
    field = fields.extract(pages, "official-letter")["national_ids"]
    assert field.page == 2
    assert field.raw == "۰۰۸۴۵۷۵۹۴۸"
    assert field.box is not None
    left, top, right, bottom = field.box
    assert 0 <= left < right <= 1
    assert pages[1].lines[1].box[1] == top < bottom


@given(st.text(alphabet="شماره تاریخ پیوست:۰۱۲۳/\t\n-() موضوع جلسه حاضرین مصوبات رأی ماده قانون ریال", max_size=200))
def test_no_text_whatever_makes_the_reading_fail(text: str) -> None:
    for kind in ("official-letter", "council-minutes"):
        for field in fields.extract([drawn(text, source="ocr", confidence=0.5)], kind).values():
            assert 0 <= field.confidence <= 1


def test_a_name_alone_behind_the_last_sentence_signs_though_the_ink_hid_its_office() -> None:
    letter = "با سلام\nخواهشمند است دستور فرمایید اقدام لازم به عمل آید.\nمجتبی بیات\nست\n"
    found = fields.extract([drawn(letter)], "official-letter")
    assert found["signatory_name"].value == "مجتبی بیات"
    assert "signatory_title" not in found


@pytest.mark.parametrize(
    ("number", "day", "wanted"),
    [
        ("۰۰۵۵۳۵۲۰۰۰.", "۰.۰۱۳۹۸/۱۰/۱۰.", ("55352", "1398-10-10")),
        ("..۹۶/۱۲۰۰", "۱۳۹۸/۱۰/۱۰", ("96/1200", "1398-10-10")),
    ],
)
def test_dots_of_a_blank_that_were_read_as_zeros_are_no_part_of_the_value(
    number: str, day: str, wanted: tuple[str, str]
) -> None:
    letter = f"شماره {number}\nتاریخ {day}\nپیوست ندارد\nجناب آقای حسن رضایی\nشهردار محترم گرگان\nبا سلام\nمتن."
    found = fields.extract([drawn(letter, source="ocr", confidence=0.9)], "official-letter")
    assert (found["letter_number"].value, found["letter_date"].value) == wanted


@pytest.mark.parametrize(("row", "votes"), [("۵\t۰\t", (5, 0, 0)), ("۴\t۰\t", (4, 0, None))])
def test_a_vote_that_was_lost_in_a_table_is_none_only_where_all_who_came_are_counted(
    row: str, votes: tuple[int | None, ...]
) -> None:
    found = values(
        "صورتجلسه شورای اسلامی شهر زرند\n"
        "حاضرین: علی رضایی، حسن کریمی، رضا محمدی، احمد نوری و مهدی صادقی\n"
        "ردیف\tشرح مصوبه\tموافق\tمخالف\tممتنع\n"
        f"۱\tخرید کتاب تصویب شد\t{row}\n"
        "۲\tاجاره غرفه تمدید شد\t۵\t۰\t۰",
        "council-minutes",
    )
    one, _ = found["resolutions"]
    assert (one["votes_for"], one["votes_against"], one["votes_abstain"]) == votes


def test_who_is_written_to_with_honour_in_two_lines_is_the_receiver() -> None:
    letter = (
        "شهرداری دهدشت\nشماره: ۸۸۰۴\nحضور محترم جناب آقای دکتر نادر سبزواری\nاستاندار معزز ایلام\nموضوع: تجهیز\n"
        "با سلام\nخواهشمند است دستور فرمایید.\nکاظم بهمنی\nجانشین شهردار دهدشت"
    )
    found = values(letter, "official-letter")
    assert found["recipient"] == "حضور محترم جناب آقای دکتر نادر سبزواری استاندار معزز ایلام"
    assert (found["signatory_name"], found["signatory_title"]) == ("کاظم بهمنی", "جانشین شهردار دهدشت")


def test_resolutions_in_a_table_with_heads_of_two_rows_keep_their_own_numbers() -> None:
    found = values(
        "صورتجلسه شورای اسلامی شهر زرند\n"
        "شماره مصوبه\tمتن مصوبه\tتعداد آرا\n"
        "\t\tموافق\tمخالف\tممتنع\n"
        "۷۹\tخرید کتاب تصویب شد\t۴\t-\t۱\n"
        "۱۱۸\tاجاره غرفه تمدید شد\t۵\t-\t-",
        "council-minutes",
    )
    assert [
        (one["number"], one["votes_for"], one["votes_against"], one["votes_abstain"]) for one in found["resolutions"]
    ] == [
        (79, 4, 0, 1),
        (118, 5, 0, 0),
    ]


def test_a_table_of_those_who_came_may_have_a_column_to_sign_in() -> None:
    minutes = (
        "صورتجلسه شورای اسلامی شهر زرند\nغایبین: آقای مرتضی درویشی\nاعضای حاضر در جلسه:\n"
        "نام عضو\tسمت\tمحل امضا\nبابک نیک‌نژاد\tرئیس\nجلال بهمنی\tدبیر"
    )
    found = values(minutes, "council-minutes")
    assert (found["present"], found["absent"]) == (["بابک نیک‌نژاد", "جلال بهمنی"], ["مرتضی درویشی"])


def test_what_was_said_below_two_lists_side_by_side_names_nobody() -> None:
    minutes = (
        "صورتجلسه شورای اسلامی شهر زرند\nحاضران\tغایبان\nصدیقه قاسمی، رئیس\tمحمدحسین دهقانی، دبیر\nنادر آذرپور، نایب رئیس\n"
        "رئیس شورا با خوشامدگویی به حاضران، نشست را رسمی اعلام کرد و درباره خدمات زمستانی سخن گفت."
    )
    found = values(minutes, "council-minutes")
    assert (found["present"], found["absent"]) == (["صدیقه قاسمی", "نادر آذرپور"], ["محمدحسین دهقانی"])


def test_a_date_written_on_to_the_number_is_the_letters() -> None:
    found = values("شماره 8041 – 12 / 5 / 98\nشهردار محترم خور\nسلام علیکم\nمراتب اعلام می گردد.", "official-letter")
    assert (found["letter_number"], found["letter_date"]) == ("8041", "1398-05-12")


def test_many_are_written_to_in_one_line() -> None:
    found = values("استانداران محترم سراسر کشور\nسلام علیکم\nضوابط جهت اجرا ابلاغ می گردد.", "official-letter")
    assert found["recipient"] == "استانداران محترم سراسر کشور"


def test_office_and_name_with_a_colon_between_sign() -> None:
    found = values("شهرداری زرند\nبا سلام\nنظر آن مرجع مورد تقاضاست.\nمدیرکل استان: فریبا عسگری", "official-letter")
    assert (found["signatory_name"], found["signatory_title"]) == ("فریبا عسگری", "مدیرکل استان")


def test_a_report_bears_the_one_date_that_stands_by_itself() -> None:
    report = "گزارش حسابرس مستقل\nحساب‌ها تا ۱۴۰۱/۱۲/۲۹ رسیدگی شد.\nموسسه حسابرسی همیار ارقام\n۱۴۰۲/۰۴/۲۸"
    alone = header.lone_date(Sheet([drawn(report)]))
    assert alone is not None and alone.value == "1402-04-28"
    assert header.lone_date(Sheet([drawn(f"{report}\n۱۴۰۲/۰۵/۰۱")])) is None
    found = values(report, "audit-report")
    assert found["letter_date"] == "1402-04-28"
    assert "signatory_name" not in found, "a firm is nobody's name"
