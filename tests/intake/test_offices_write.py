"""One letter, minutes or resolution after another in which a single field is written as some office writes it."""

from typing import Any

import pytest

from intake import fields, kinds
from tests.intake.drawn import drawn

VALUES = "\nشماره: ۱۲/۳۴۵\nتاریخ: ۱۴۰۲/۰۵/۰۶\nپیوست: ندارد"
TEXT = (
    "\nشهردار محترم سنقر\nموضوع: تمدید پروانه\nبا سلام و احترام\n"
    "به آگاهی می‌رساند درخواست آن شهرداری بررسی و مراتب برای اقدام اعلام می‌گردد.\n"
)


def read(text: str) -> dict[str, Any]:
    page = drawn(text)
    return {name: field.value for name, field in fields.extract([page], kinds.classify([page]).value).items()}


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        ("بانک\tسپه\nشعبه مرکزی اسدآباد", "بانک سپه شعبه مرکزی اسدآباد"),
        ("بانک کشاورزی\nشعبه سنقر کد ۱۲۳", "بانک کشاورزی شعبه سنقر"),
        ("شهرداری آران و بیدگل", "شهرداری آران و بیدگل"),
        ("شورای اسلامی شهر بوئین و میاندشت", "شورای اسلامی شهر بوئین و میاندشت"),
        ("شورای اسلامی\nشهر سنقر", "شورای اسلامی شهر سنقر"),
        ("شورای اسلامی شهر\nسنقر", "شورای اسلامی شهر سنقر"),
        ("شهرداری", "شهرداری سنقر"),
        ("آرم شهرداری\nشهرداری سنقر", "شهرداری سنقر"),
        ("محل آرم\tشهرداری سنقر", "شهرداری سنقر"),
        ("زیر نظر شهرداری سنقر\nسازمان آتش‌نشانی و خدمات ایمنی", "سازمان آتش‌نشانی و خدمات ایمنی"),
        ("هیأت تطبیق مصوبات شوراهای\nاسلامی", "هیأت تطبیق مصوبات شوراهای اسلامی"),
        ("امور مالیاتی شهرستان سنقر", "امور مالیاتی شهرستان سنقر"),
        ("کمیته امداد امام خمینی (ره)\nشهرستان سنقر", "کمیته امداد امام خمینی (ره) شهرستان سنقر"),
        ("جمهوری اسلامی ایران - وزارت کشور - استانداری کرمانشاه - شهرداری سنقر", "شهرداری سنقر"),
        ("شهرداری سنقر (درجه ۵)", "شهرداری سنقر"),
        ("بیمه ایران\nنمایندگی کد ۴۵۶۷ سنقر", "بیمه ایران"),
        ("شورای اسلامی شهرستان سنقر و کلیایی", "شورای اسلامی شهرستان سنقر و کلیایی"),
        ("شهرداری آران و\nبیدگل", "شهرداری آران و بیدگل"),
        ("شهرداری گنبد\nکاووس", "شهرداری گنبد کاووس"),
        ("شهرداری خمینی\nشهر", "شهرداری خمینی شهر"),
        ("شهرداری منطقه یک\nکرمانشاه", "شهرداری منطقه یک کرمانشاه"),
        ("استانداری\nکرمانشاه", "استانداری کرمانشاه"),
        ("استانداری کهگیلویه و\nبویراحمد", "استانداری کهگیلویه و بویراحمد"),
        ("هیئت تطبیق\nمصوبات شوراهای اسلامی\nشهرستان سنقر", "هیئت تطبیق مصوبات شوراهای اسلامی شهرستان سنقر"),
        ("شهرداری سنقر\nاداره درآمد", "شهرداری سنقر"),
        ("شورای اسلامی\nشهرستان سنقر\nو کلیایی", "شورای اسلامی شهرستان سنقر و کلیایی"),
        ("وزارت نیرو\nشرکت آب منطقه‌ای کرمانشاه (سهامی خاص)", "شرکت آب منطقه‌ای کرمانشاه"),
    ],
)
def test_a_letterhead_names_its_owner(head: str, sender: str) -> None:
    assert read(f"بسمه تعالی\n{head}{VALUES}{TEXT}علی رضایی\nرئیس اداره")["sender"] == sender


def test_a_bank_whose_name_was_misread_is_spelt_as_it_is() -> None:
    page = drawn(f"بانک سبه\nشعبه مرکزی سنقر{VALUES}{TEXT}", source="ocr", confidence=0.9)
    assert fields.extract([page], "official-letter")["sender"].value == "بانک سپه شعبه مرکزی سنقر"


def test_guests_in_a_form_of_minutes_are_no_letterhead() -> None:
    minutes = (
        "صورتجلسه شورای اسلامی شهر سنقر\nدبیرخانه شورا\nشماره جلسه\t۱۸۶ (عادی)\nزمان\tسه‌شنبه ۲۴ بهمن ۱۴۰۲\n"
        "مدعوان\tآرش گلیجانی (شهردار)؛ نوید مقدسیان (مسئول حقوقی شهرداری)\nحاضران: علی رضایی، حسن کریمی\n"
        "مصوبات:\n۱- خرید یک دستگاه لودر به اتفاق آرا تصویب شد."
    )
    assert read(minutes)["sender"] == "شورای اسلامی شهر سنقر"


@pytest.mark.parametrize(
    ("lines", "recipient"),
    [
        (
            "حجت‌الاسلام والمسلمین حسینی\nامام جمعه محترم سنقر",
            "حجت‌الاسلام والمسلمین حسینی امام جمعه محترم سنقر",
        ),
        (
            "جناب حاج آقای رضایی\nریاست محترم شورای اسلامی شهر سنقر",
            "جناب حاج آقای رضایی ریاست محترم شورای اسلامی شهر سنقر",
        ),
        ("جناب سرهنگ رضایی\nفرمانده محترم انتظامی", "جناب سرهنگ رضایی فرمانده محترم انتظامی"),
        ("قابل توجه شهردار محترم سنقر", "شهردار محترم سنقر"),
        ("به کلیه شهرداری‌های استان", "کلیه شهرداری‌های استان"),
        ("هیئت محترم تطبیق مصوبات فرمانداری سنقر", "هیئت محترم تطبیق مصوبات فرمانداری سنقر"),
        ("مقام محترم دادستانی عمومی و انقلاب سنقر", "مقام محترم دادستانی عمومی و انقلاب سنقر"),
        ("همکاران ارجمند", "همکاران ارجمند"),
        (
            "مدیر عامل محترم شرکت توزیع نیروی برق\nاستان کرمانشاه",
            "مدیر عامل محترم شرکت توزیع نیروی برق استان کرمانشاه",
        ),
    ],
)
def test_whom_a_letter_is_for(lines: str, recipient: str) -> None:
    letter = f"شورای اسلامی شهر سنقر{VALUES}\n{lines}\nموضوع: تمدید پروانه\nبا سلام\nمراتب برای اقدام تقدیم می‌شود."
    assert read(letter)["recipient"] == recipient


POSTS = (
    "رئیس ریاست مدیر مدیرکل مدیرعامل معاون سرپرست فرماندار استاندار بخشدار شهردار دهیار دادستان فرمانده مسئول "
    "مسؤول دبیر مدیریت معاونت نماینده رؤسای قائم‌مقام جانشین نایب‌رئیس سخنگوی کارشناس ذی‌حساب حسابرس رابط "
    "کارگروه کمیسیون ستاد شرکت انجمن اتحادیه مجمع بانک بیمه دانشگاه دانشکده اداره سازمان دفتر شورای شهرداری "
    "فرمانداری بیمارستان مرکز بنیاد جمعیت کانون کمیته صندوق هیئت"
)


@pytest.mark.parametrize("post", POSTS.split())
def test_any_post_or_body_may_be_addressed(post: str) -> None:
    receiver = f"{post} محترم شهرستان سنقر"
    found = read(
        f"شهرداری سنقر{VALUES}\n{receiver}\nموضوع: تمدید\nبا سلام\nمراتب اعلام می‌گردد.\nعلی رضایی\nشهردار سنقر"
    )
    assert (found["recipient"], found["sender"]) == (receiver, "شهرداری سنقر")


def test_the_office_of_a_receiver_behind_a_label_may_stand_below() -> None:
    named = "به: جناب آقای حسن محمدی\nفرماندار محترم شهرستان سنقر"
    found = read(f"شهرداری سنقر{VALUES}\n{named}\nبا سلام\nمراتب اعلام می‌گردد.\nعلی رضایی\nشهردار سنقر")
    assert found["recipient"] == "جناب آقای حسن محمدی فرماندار محترم شهرستان سنقر"


def test_a_row_of_a_form_with_two_values_tells_whom_a_resolution_is_for() -> None:
    form = (
        "برگه ابلاغ مصوبات\nشورای اسلامی شهر سنقر\nشماره ابلاغ\t۱۴۰۱-۲۹۶\tتاریخ ابلاغ\t۱۴۰۱/۰۷/۲۴\n"
        "گیرنده\tشهرداری سنقر\tپیوست\tندارد\nمصوبه ۱\tخرید یک دستگاه لودر تصویب شد."
    )
    found = read(form)
    assert (found["recipient"], found["has_attachment"]) == ("شهرداری سنقر", False)


@pytest.mark.parametrize(
    "line",
    [
        "موضوع – درخواست اعتبار عمرانی",
        "موضوع درخواست اعتبار عمرانی",
        "راجع به: درخواست اعتبار عمرانی",
        "(موضوع: درخواست اعتبار عمرانی)",
    ],
)
def test_the_matter_of_a_letter(line: str) -> None:
    letter = f"شهرداری سنقر{VALUES}\nاستاندار محترم\n{line}\nبا سلام\nمراتب تقدیم می‌شود."
    assert read(letter)["subject"] == "درخواست اعتبار عمرانی"


def test_the_head_of_a_column_announces_no_matter() -> None:
    budget = "شهرداری سنقر\nفرم شماره ۲ بودجه\nکد\tعنوان\tمصوب ۱۴۰۲\tپیشنهادی ۱۴۰۳\n۱۱۰\tعوارض عمومی\t۴۸۶,۲۰۰\t۶۱۲,۵۰۰"
    assert "subject" not in read(budget)


@pytest.mark.parametrize("items", ["مصوبه ۳۱۲\nموضوع: پارکینگ\nمصوبه ۳۱۳\nموضوع: نصاب", "بند ۱ - موضوع: پارکینگ"])
def test_the_matter_of_an_item_is_not_that_of_minutes(items: str) -> None:
    head = "صورتجلسه شورای اسلامی شهر سنقر\nجلسه شماره ۱۲ مورخ ۱۴۰۲/۰۵/۰۶\n"
    who = "حاضران: علی رضایی، حسن کریمی\n"
    assert "subject" not in read(f"{head}{who}{items}\nواگذاری تصویب شد.")
    assert read(f"{head}موضوع: انتخاب شهردار\n{who}واگذاری تصویب شد.")["subject"] == "انتخاب شهردار"


@pytest.mark.parametrize(
    ("told", "enclosed"),
    [
        ("پیوست: صفر", False),
        ("پیوست: هیچ", False),
        ("Attachment: ندارد", False),
        ("ضم: دارد", True),
        ("پیوست 0 ندارد", False),
        ("پیوست: ۱۲", True),
        ("پیوست: ☐ دارد ☑ ندارد", False),
        ("پیوست: دارد ■ ندارد □", True),
        ("تعداد پیوست: ۳", True),
        ("پیوست: دارد (۳ برگ)", True),
        ("مدارک پیوست: ☑ تصویر سند مالکیت ☑ تصویر کارت ملی ☐ وکالتنامه ☑ فیش نوسازی عمران و پسماند سال جاری", True),
        ("مدارک پیوست: کپی سند مالکیت، کپی کارت ملی، تأییدیه اداره گاز", True),
        ("مدارک ضمیمه: ندارد", False),
        ("مدارک پیوست: دارد ☐ ندارد ☑", False),
    ],
)
def test_what_is_enclosed(told: str, enclosed: bool) -> None:
    assert read(f"شهرداری سنقر\nشماره: ۱۲/۳۴۵\nتاریخ: ۱۴۰۲/۰۵/۰۶\n{told}{TEXT}")["has_attachment"] is enclosed


def test_papers_of_which_none_is_ticked_are_not_enclosed() -> None:
    asked = "شهرداری سنقر\nشماره: ۱۲/۳۴۵\nتاریخ: ۱۴۰۲/۰۵/۰۶\nمدارک پیوست: ☐ تصویر سند مالکیت ☐ تصویر کارت ملی"
    assert "has_attachment" not in read(f"{asked}{TEXT}")


@pytest.mark.parametrize(
    "values",
    [
        "تاریخ و شماره: ۱۴۰۲/۰۵/۰۶ - ۱۲۳/۴",
        "شماره و تاریخ: ۱۲۳/۴ - ۱۴۰۲/۰۵/۰۶",
        "شماره: ۱۲۳/۴ * تاریخ: ۱۴۰۲/۰۵/۰۶ * پیوست: دارد",
        "شماره بایگانی: ۷۷\nشماره: ۱۲۳/۴\nتاریخ: ششم مرداد یکهزار و چهارصد و دو",
    ],
)
def test_number_and_day_of_a_head(values: str) -> None:
    found = read(f"شهرداری سنقر\n{values}{TEXT}")
    assert (found["letter_number"], found["letter_date"]) == ("123/4", "1402-05-06")


@pytest.mark.parametrize("label", ["شماره: ", "شماره ثبت: ", "شماره ", "ش: "])
@pytest.mark.parametrize(
    "number", ["208/ش‌ش‌ب/403", "208/ش ش ب/403", "ش/123", "123/م/1402", "م/ش/123", "12/ص-403", "97/223/آ"]
)
def test_the_letters_of_a_number(label: str, number: str) -> None:
    assert read(f"شهرداری سنقر\n{label}{number}\nتاریخ: ۱۴۰۲/۰۵/۰۶\nپیوست: ندارد{TEXT}")["letter_number"] == number


def test_a_number_may_begin_with_letters_that_stand_apart() -> None:
    head = "شهرداری سنقر\nشماره ثبت: ش‌ب/۱۴۰۰/۷۲۱\nتاریخ: ۱۴۰۲/۰۵/۰۶"
    assert read(f"{head}{TEXT}")["letter_number"] == "ش‌ب/1400/721"


@pytest.mark.parametrize("colon", ["", ":"])
def test_values_stand_below_their_labels_in_a_narrow_column(colon: str) -> None:
    column = f"شماره{colon}\nح/۴۰۲/۵۸\nتاریخ{colon}\nیکم آذر ۱۴۰۲\nپیوست{colon}\nتصویر کارت ملی\nکد پستی:\n۷۹۴۶۱۱۴۴۵۸"
    found = read(f"شهرداری سنقر\n{column}\nبه نام خدا{TEXT}بازگشت به نامه شماره ۱۲/۳۴ مورخ ۱۴۰۲/۰۵/۰۶ اعلام می‌شود.")
    assert (found["letter_number"], found["letter_date"], found["has_attachment"]) == ("ح/402/58", "1402-09-01", True)
    assert found["references"] == [{"number": "12/34", "date": "1402-05-06"}]
    assert found["postal_code"] == "7946114458"


def test_labels_without_values_below_one_another_announce_nothing() -> None:
    found = read(f"شهرداری سنقر\nشماره:\nتاریخ:\nپیوست:\nبسمه تعالی{TEXT}")
    assert not {"letter_number", "letter_date", "has_attachment"} & set(found)


def test_number_and_day_of_a_resolution_and_of_its_sitting_stand_in_cells_for_both() -> None:
    form = (
        "برگ مصوبه شورای اسلامی شهر سنقر\nشماره و تاریخ مصوبه\t۸۸۷ / م / ۱۴۰۱ - ۱۴۰۱/۱۲/۱۰\n"
        "شماره و تاریخ جلسه\t۱۲۹ - ۱۴۰۱/۱۲/۰۸ (عادی)\nموضوع\tاجاره املاک\nمتن مصوبه\tاجاره پنج باب مغازه تصویب شد."
    )
    found = read(form)
    assert (found["letter_number"], found["letter_date"]) == ("887/م/1401", "1401-12-10")
    assert (found["session_number"], found["session_date"]) == (129, "1401-12-08")


def test_a_day_of_a_head_needs_no_label() -> None:
    letter = f"شهرداری سنقر\nشماره: ۱۲/۳۴۵\nبه تاریخ ۱۴۰۲/۰۵/۰۶\nپیوست: ندارد{TEXT}"
    assert read(letter)["letter_date"] == "1402-05-06"


@pytest.mark.parametrize(
    ("told", "references"),
    [
        ("پیرو قرارداد شماره ۴۵۶/۲ مورخ ۱۴۰۲/۰۴/۰۱ کار را آغاز نمایید.", None),
        ("پیرو نامه شماره ۴۵۶/۲ مورخ ۱۴۰۲/۰۴/۰۱ کار را آغاز نمایید.", [{"number": "456/2", "date": "1402-04-01"}]),
    ],
)
def test_what_a_letter_follows(told: str, references: list[dict[str, str]] | None) -> None:
    letter = f"شهرداری سنقر{VALUES}\nمدیرعامل محترم شرکت راه‌ساز\nبا سلام\n{told}\nرضا کاملی\nشهردار"
    assert read(letter).get("references") == references


def test_a_letter_that_is_answered_in_a_line_of_the_head_has_a_number_of_its_own() -> None:
    answered = "عطف به شماره: ۴۵۶/۲ مورخ ۱۴۰۲/۰۴/۰۱"
    letter = f"شهرداری سنقر\n{answered}{VALUES}\nاستاندار محترم\nبا سلام\nمراتب اعلام می‌گردد.\nرضا کاملی\nشهردار"
    found = read(letter)
    assert found["references"] == [{"number": "456/2", "date": "1402-04-01"}]
    assert (found["letter_number"], found["letter_date"]) == ("12/345", "1402-05-06")


@pytest.mark.parametrize(
    ("foot", "name", "title"),
    [
        ("نام و نام خانوادگی: رضا کاملی\nسمت: شهردار سنقر", "رضا کاملی", "شهردار سنقر"),
        ("از طرف رضا کاملی شهردار سنقر\nحسن محمدی\nمعاون شهردار", "حسن محمدی", "معاون شهردار"),
        ("حجت‌الاسلام رضا کاملی\nامام جمعه سنقر", "رضا کاملی", "امام جمعه سنقر"),
        ("ستوان یکم رضا کاملی\nرئیس کلانتری ۱۱ سنقر", "رضا کاملی", "رئیس کلانتری ۱۱ سنقر"),
        ("رضا کاملی\nوکیل پایه یک دادگستری", "رضا کاملی", "وکیل پایه یک دادگستری"),
        ("با احترام\nرضا کاملی", "رضا کاملی", None),
        ("با آرزوی توفیق الهی\nتوفیق کاملی\nشهردار سنقر", "توفیق کاملی", "شهردار سنقر"),
        (
            "رضا کاملی\nمعاون هماهنگی امور\nعمرانی استانداری و\nرئیس کمیسیون",
            "رضا کاملی",
            "معاون هماهنگی امور عمرانی استانداری و رئیس کمیسیون",
        ),
        ("رضا کاملی\nمدیرکل دفتر امور شهری و شوراها.", "رضا کاملی", "مدیرکل دفتر امور شهری و شوراها"),
    ],
)
def test_who_signs(foot: str, name: str, title: str | None) -> None:
    found = read(f"شهرداری سنقر{VALUES}{TEXT}{foot}")
    assert (found["signatory_name"], found.get("signatory_title")) == (name, title)


def test_who_is_addressed_in_minutes_is_told_nothing() -> None:
    head = "صورتجلسه شورای اسلامی شهر سنقر\nجلسه شماره ۵۵ مورخ ۱۴۰۲/۰۵/۰۱\nحاضران: علی رضایی، حسن کریمی\n"
    assert "recipient" not in read(f"{head}رئیس محترم شورا جلسه را آغاز کرد.\n۱- خرید لودر تصویب شد.")


def test_the_number_in_a_register_of_firms_is_not_the_letters() -> None:
    head = "شرکت راه‌سازی زاگرس (سهامی خاص)\nشماره ثبت ۴۴۵۵\nشماره: ۱۲/۳۴۵\nتاریخ: ۱۴۰۲/۰۵/۰۶"
    assert read(f"{head}{TEXT}رضا کاملی\nمدیرعامل")["letter_number"] == "12/345"


def test_a_councils_head_signs_before_its_clerk_beside_it() -> None:
    foot = "حسن محمدی\tرضا کاملی\nمنشی شورا\tرئیس شورای اسلامی شهر سنقر"
    found = read(f"شورای اسلامی شهر سنقر{VALUES}{TEXT}{foot}")
    assert (found["signatory_name"], found["signatory_title"]) == ("رضا کاملی", "رئیس شورای اسلامی شهر سنقر")


def test_a_list_of_guests_signs_nothing() -> None:
    guests = "مدعوین\tشهردار سنقر، مدیر آبفای شهرستان، مدیرعامل سازمان پسماند"
    foot = f"{guests}\nحسن محمدی\tرضا کاملی\nمنشی شورا\tرئیس شورای اسلامی شهر سنقر"
    found = read(f"شورای اسلامی شهر سنقر{VALUES}{TEXT}{foot}")
    assert (found["signatory_name"], found["signatory_title"]) == ("رضا کاملی", "رئیس شورای اسلامی شهر سنقر")


def test_a_row_of_votes_signs_nothing() -> None:
    votes = "نام عضو\tدستور ۱\tدستور ۲\nرضا کاملی (رئیس)\tموافق\tمخالف\nحسن محمدی\tموافق\tغایب\n"
    found = read(f"شورای اسلامی شهر سنقر{VALUES}{TEXT}{votes}رضا کاملی\nرئیس شورای اسلامی شهر سنقر")
    assert (found["signatory_name"], found["signatory_title"]) == ("رضا کاملی", "رئیس شورای اسلامی شهر سنقر")


def test_rows_of_people_read_as_two_cells_sign_nothing() -> None:
    people = "نام\tسمت کد ملی\nرضا کاملی\tشهردار 0590127462\nحسن محمدی\tذی‌حساب 0532188942\n"
    found = read(f"شهرداری سنقر{VALUES}{TEXT}{people}رضا کاملی\nشهردار سنقر")
    assert (found["signatory_name"], found["signatory_title"]) == ("رضا کاملی", "شهردار سنقر")


@pytest.mark.parametrize(("other", "day"), [("۱۴۰۲/۰۸/۰۹", "1402-08-10"), ("۱۳۹۸/۰۸/۰۹", None)])
def test_a_year_of_another_age_is_one_misread(other: str, day: str | None) -> None:
    letter = f"شهرداری سنقر\nشماره: ۱۲/۳۴۵\nتاریخ: ۱۳۰۲/۰۸/۱۰\nپیوست: ندارد{TEXT}گزارش مورخ {other} ارسال شد."
    found = fields.extract([drawn(letter, source="ocr", confidence=0.9)], "official-letter")
    assert (found["letter_date"].value if "letter_date" in found else None) == day


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("به تاریخ سه‌شنبه ۲۵ بهمن‌ماه ۱۴۰۱ رأس ساعت پنج، نهمین جلسه شورا در محل شورا تشکیل شد.", "1401-11-25"),
        ("عصر روز سه‌شنبه ۲۵ بهمن ۱۴۰۱ نهمین جلسه شورا برگزار شد.", "1401-11-25"),
        ("جلسه نهم شورا در پی دعوتنامه شماره ۳۳ مورخ ۱۴۰۲/۰۴/۲۸ در تاریخ ۱۴۰۲/۰۵/۰۱ تشکیل شد.", "1402-05-01"),
        ("جلسه نهم شورا با دعوت رئیس در روز شنبه سوم تیرماه ۱۴۰۲ برگزار شد.", "1402-04-03"),
    ],
)
def test_the_day_of_a_sitting(told: str, day: str) -> None:
    minutes = f"صورتجلسه شورای اسلامی شهر سنقر\n{told}\nحاضران: علی رضایی، حسن کریمی\nمصوبات:\n۱- خرید لودر تصویب شد."
    assert read(minutes)["session_date"] == day


@pytest.mark.parametrize(
    ("title", "signs"),
    [("رئیس شورای اسلامی شهر سنقر", True), ("رئیس شورا", False), ("رئیس", False)],
)
def test_who_signs_minutes_for_the_whole_council(title: str, signs: bool) -> None:
    text = (
        "صورتجلسه شورای اسلامی شهر سنقر\nشماره جلسه: ۴۲\nحاضرین: حسن یزدانی، مریم نوری\nمصوبات:\n"
        f"۱- خرید قیر با سه رأی موافق تصویب شد.\nختم جلسه ساعت ۱۸\nحسن یزدانی\n{title}"
    )
    values = {name: one.value for name, one in fields.extract([drawn(text)], "council-minutes").items()}
    assert (values.get("signatory_name"), values.get("signatory_title")) == (
        ("حسن یزدانی", title) if signs else (None, None)
    )


def test_those_present_are_named_with_honour_and_not_addressed() -> None:
    text = "صورتجلسه شورای اسلامی شهر سنقر\nاعضای حاضر در جلسه:\nجناب آقای حسن یزدانی، رئیس شورا\nسرکار خانم مریم نوری، دبیر"
    assert "recipient" not in fields.extract([drawn(text)], "council-minutes")


def test_a_form_that_cites_a_letter_has_not_its_number() -> None:
    head = "صورتجلسه شورای اسلامی شهر سنقر\nجلسه شماره ۵۵ مورخ ۱۴۰۲/۰۵/۰۱\n"
    cited = "مستند\tنامه شماره م/۲۶۷۳ مورخ ۱۴۰۲/۰۴/۲۰\nمتن تصمیم\tخرید تانکر تصویب شد."
    assert read(head + cited).get("references") == [{"number": "م/2673", "date": "1402-04-20"}]
