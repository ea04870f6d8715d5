"""Letters of many offices in many forms: what is got of each, and that nothing is made up."""

from pathlib import Path
from typing import Any

import pytest

from bench.intake_scores import compare
from intake import fields, kinds, reading
from tests.intake import papers
from tests.intake.correspondence import LETTERS
from tests.intake.drawn import drawn
from tests.intake.laid_out import LAID_OUT

_SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_of_any_office_is_read(name: str) -> None:
    text, wanted = LETTERS[name]
    page = drawn(text)
    kind = kinds.classify([page]).value
    got = {field: said.value for field, said in fields.extract([page], kind).items()}
    assert kind == wanted.get("kind", "official-letter")
    assert _losses(got, {field: value for field, value in wanted.items() if field != "kind"}) == {}


@pytest.mark.parametrize("name", LAID_OUT)
def test_a_letter_of_any_layout_is_read(name: str, tmp_path: Path) -> None:
    body, wanted = LAID_OUT[name]
    style = "@page{size:A4;margin:18mm}body{font:12.5pt 'Noto Naskh Arabic';line-height:1.8}p{margin:0 0 2mm}"
    style += "table{width:100%}td{padding:1mm 2mm;vertical-align:top}"
    page = (
        f'<html lang="fa" dir="rtl"><head><meta charset="utf-8"><style>{style}</style></head><body>{body}</body></html>'
    )
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(papers.weasy_pdf(page))
    found = reading.read(paper)
    assert found.document_type.value == "official-letter"
    assert _losses({field: said.value for field, said in found.fields.items()}, wanted) == {}


def test_who_signs_below_a_table_is_none_of_its_rows() -> None:
    found = reading.read(_SAMPLES / "others" / "budget-letter.pdf").fields
    assert found["signatory_name"].value == "سیروس گلبهاری‌منش"
    assert found["signatory_title"].value == "شهردار گلبهار سفلی"


@pytest.mark.parametrize("prepared", ["تنظیم کننده: حسن کریمی\nکارشناس دفتر فنی", "مسئول پیگیری: حسن کریمی - کارشناس"])
def test_who_prepared_a_letter_does_not_sign_it(prepared: str) -> None:
    page = drawn(
        "شهرداری سمیرم\nشماره: 73/ش\nتاریخ: 1400/06/28\nپیوست: دارد\nاستاندار محترم اصفهان\nسلام علیکم\n"
        f"به آگاهی می‌رساند مدارک به پیوست تقدیم می‌شود.\nعلی رضایی\nشهردار سمیرم\n{prepared}"
    )
    found = fields.extract([page], "official-letter")
    assert (found["signatory_name"].value, found["signatory_title"].value) == ("علی رضایی", "شهردار سمیرم")


def test_a_line_above_the_greeting_names_the_matter_without_its_label() -> None:
    page = drawn(
        "شورای اسلامی شهر تکاب\nشماره: 73/ش\nتاریخ: 1400/06/28\nپیوست: دارد\nاستاندار محترم آذربایجان غربی\n"
        "معرفی شهردار منتخب\nسلام علیکم\nبه آگاهی می‌رساند مدارک به پیوست تقدیم می‌شود."
    )
    found = fields.extract([page], "official-letter")
    assert found["subject"].value == "معرفی شهردار منتخب"
    assert found["recipient"].value == "استاندار محترم آذربایجان غربی"


def _losses(got: dict[str, Any], wanted: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    scores = {field: compare(got, {field: value})[field] for field, value in wanted.items()}
    return {field: (got.get(field), wanted[field]) for field, one in scores.items() if one.wrong or one.missed}


def test_a_row_whose_labels_stand_behind_their_values_is_read_the_other_way_round() -> None:
    page = drawn(
        "برگ ابلاغ مصوبه\nشورای اسلامی شهر چابهار - دوره ششم\n"
        "۶/۹۴/۲\tشماره ابلاغ\t۱۴۰۳/۰۲/۱۶\tتاریخ ابلاغ\nشهردار محترم چابهار\tگیرنده\nمتن مصوبه: نرخ بازار اصلاح گردد."
    )
    found = fields.extract([page], "council-resolution")
    assert (found["letter_number"].value, found["letter_date"].value) == ("6/94/2", "1403-02-16")
    assert found["sender"].value == "شورای اسلامی شهر چابهار"


@pytest.mark.parametrize(
    ("text", "kind", "sender"),
    [
        ("بسمه تعالی\nصورتجلسه شورای اسلامی شهر کیاشهر\nجلسه تشکیل شد.", "council-minutes", "شورای اسلامی شهر کیاشهر"),
        (
            "صورتجلسه انتخاب شهردار\nدر سومین جلسه رسمی شورای اسلامی شهر جیرفت که دیروز تشکیل شد مقرر گردید.",
            "council-minutes",
            "شورای اسلامی شهر جیرفت",
        ),
        (
            "مؤسسه حسابرسی آرمان‌نگر پویا\nگزارش حسابرس مستقل\nبه شورای اسلامی شهر بردسکن\nاظهارنظر",
            "audit-report",
            "مؤسسه حسابرسی آرمان‌نگر پویا",
        ),
        (
            "آگهی مناقصه\nشهرداری کردکوی در نظر دارد پروژه ذیل را از طریق مناقصه عمومی به پیمانکار واگذار نماید.",
            "other",
            "شهرداری کردکوی",
        ),
        (
            "استانداری کردستان\nفرمانداری شهرستان دیواندره\nشماره: ۱۲/۴\nرئیس محترم شورا\nسلام علیکم",
            "official-letter",
            "فرمانداری شهرستان دیواندره",
        ),
    ],
)
def test_a_paper_of_any_kind_tells_who_writes(text: str, kind: str, sender: str) -> None:
    assert fields.extract([drawn(text)], kind)["sender"].value == sender


def test_a_petitioner_sends_and_signs_and_the_entry_of_the_office_is_not_the_date() -> None:
    page = drawn(
        "دبیرخانه شهرداری الیگودرز\nوارده ۶۶۱۸\n۱۴۰۳/۲/۲۴\nریاست محترم شهرداری الیگودرز\nبا سلام\n"
        "اینجانب حشمت الله گودرزی فرزند علی مراد تقاضا دارم بدهی تقسیط گردد.\nبا تشکر\nحشمت الله گودرزی\n۲۳ اردیبهشت ۱۴۰۳"
    )
    assert kinds.classify([page]).value == "application"
    found = fields.extract([page], "application")
    assert found["sender"].value == found["signatory_name"].value == "حشمت الله گودرزی"
    assert found["letter_date"].value == "1403-02-23"


def test_a_letter_of_a_council_that_gives_the_words_of_a_resolution_is_one() -> None:
    head = "شورای اسلامی شهر فومن\nشماره: ۵۱۲/ش\nتاریخ: ۹۸/۰۷/۱۴\nپیوست: -\nشهردار محترم فومن\nاحتراما\n"
    conveyed = "متن مصوبه جلسه عادی این شورا جهت اجرا ابلاغ می‌گردد:\nبه شهرداری اجازه داده می‌شود محل را اجاره دهد.\n"
    named = "مصوبه شماره ۴ آن شورا به پیوست ارسال و خواهشمند است نتیجه را اعلام نمایید.\n"
    foot = "مسلم صیاد\nرئیس شورای اسلامی شهر"
    assert kinds.classify([drawn(head + conveyed + foot)]).value == "council-resolution"
    assert kinds.classify([drawn(head + named + foot)]).value == "official-letter"


def _read(text: str, kind: str = "official-letter") -> dict[str, Any]:
    return {name: said.value for name, said in fields.extract([drawn(text)], kind).items()}


def test_a_letter_below_an_invocation_keeps_its_header() -> None:
    got = _read(
        "«با صلوات بر محمد و آل محمد»\nفرمانداری شهرستان سنقر\nتاریخ ۱۴۰۲/۰۹/۲۵\tشماره ۷/۲۲/۴۱۸\tپیوست ندارد\n"
        "ریاست محترم شورای اسلامی شهر سنقر\nبا سلام و احترام\n"
        "بازگشت به نامه شماره ۵۱۲/ش مورخ ۱۴۰۲/۰۹/۱۲ صورتجلسه‌ی شماره ۵۷ مورخه‌ی ۱۴۰۲/۰۹/۰۶ آن شورا رسیدگی شد."
    )
    assert (got["letter_number"], got["letter_date"], got["has_attachment"]) == ("7/22/418", "1402-09-25", False)
    assert got["sender"] == "فرمانداری شهرستان سنقر"
    assert got["references"] == [{"number": "512/ش", "date": "1402-09-12"}]


def test_from_to_and_matter_need_no_colon() -> None:
    got = _read(
        "به نام خدا\nوزارت کشور | استانداری ایلام\nاز دفتر امور شهری و شوراهای استانداری ایلام\t۴۲/۲/۱۱۸ شماره\n"
        "به شهرداران محترم شهرهای استان\t۰۳/۱۱/۰۷ تاریخ\nموضوع نحوه تنظیم بودجه سال ۱۴۰۴\t۸ برگ پیوست\nبا سلام\n"
        "رعایت موارد زیر در بودجه آن شهرداری الزامی است."
    )
    assert got["sender"] == "دفتر امور شهری و شوراهای استانداری ایلام"
    assert (got["recipient"], got["subject"]) == ("شهرداران محترم شهرهای استان", "نحوه تنظیم بودجه سال ۱۴۰۴")
    assert (got["letter_number"], got["letter_date"]) == ("42/2/118", "1403-11-07")
    assert "municipality" not in got


def test_who_signs_on_behalf_of_a_council_signs() -> None:
    got = _read(
        "شورای اسلامی شهر سنقر\nنامه شماره ۷۳/م/۰۳ * مورخه ۰۳/۹/۱۷ * ضمیمه: -\nریاست محترم بانک ملت شعبه سنقر\n"
        "سلام علیکم\nمصوبه این شورا برای اقدام فرستاده می‌شود.\nاز طرف شورا، نایب رئیس\nفرهاد نیاکی"
    )
    assert (got["signatory_name"], got["signatory_title"]) == ("فرهاد نیاکی", "نایب رئیس")
    assert (got["letter_number"], got["has_attachment"]) == ("73/م/03", False)
    assert "references" not in got


@pytest.mark.parametrize("below", ["امضای الکترونیک", "محل مهر", "شهرداری سنقر"])
def test_what_stands_below_an_office_is_not_its_rest(below: str) -> None:
    got = _read(
        "شهرداری سنقر\nشماره: ۷۳/ش\nتاریخ: ۱۴۰۰/۰۶/۲۸\nاستاندار محترم\nسلام علیکم\nمدارک تقدیم می‌شود.\n"
        f"علی رضایی\nشهردار سنقر\n{below}"
    )
    assert (got["signatory_name"], got["signatory_title"]) == ("علی رضایی", "شهردار سنقر")


@pytest.mark.parametrize(
    "foot",
    [
        "مؤسسه حسابرسی تراز نوین\n۲۸ شهریور ۱۴۰۲\nکامران وثوقی (۸۸۱۲۰۹) هما جلالی (۹۱۲۲۷۴)",
        "تاریخ: ۲۸ شهریور ۱۴۰۲\nمؤسسه حسابرسی تراز نوین\nحسابدار رسمی: کامران وثوقی\n(شماره عضویت ۸۷۱۲۳۴)",
    ],
)
def test_an_auditor_signs_with_a_member_s_number(foot: str) -> None:
    got = _read(
        f"مؤسسه حسابرسی تراز نوین\nگزارش حسابرس مستقل\nبه شورای اسلامی شهر سنقر\nصورت‌های مالی حسابرسی شد.\n{foot}",
        "audit-report",
    )
    assert (got["signatory_name"], got["letter_date"]) == ("کامران وثوقی", "1402-06-28")


def test_a_heading_that_text_follows_signs_nothing() -> None:
    got = _read(
        "مصوبه شورای اسلامی شهر سنقر\nشورا با معاوضه زمین موافقت کرد و بهای آن باید به حساب شهرداری واریز شود.\n"
        "نظر مخالفان\nدو تن از اعضا ارزیابی ملک را بیش از بهای روز دانسته و خواستار کارشناسی مجدد بودند.",
        "council-resolution",
    )
    assert "signatory_name" not in got


def test_the_stamp_of_receipt_is_no_header_of_a_petition() -> None:
    page = drawn(
        "دبیرخانه استانداری گیلان\nورود: ۱۴۰۲/۱۰/۱۶\nشماره: ۱۱۰۴۲\nمحضر محترم مدیر کل دفتر امور شهری\nسلام علیکم\n"
        "اینجانب رحمان فلاح فرزند قربان عاجزانه تقاضا دارم دستور فرمایید طلب بنده پرداخت شود.\n"
        "با تشکر فراوان - رحمان فلاح\n۱۴۰۲/۱۰/۱۲ امضا و اثر انگشت"
    )
    kind = kinds.classify([page]).value
    got = {name: said.value for name, said in fields.extract([page], kind).items()}
    assert kind == "application"
    assert (got["sender"], got["letter_date"], got.get("letter_number")) == ("رحمان فلاح", "1402-10-12", None)


def test_a_cell_whose_lines_end_with_their_labels_is_a_header(tmp_path: Path) -> None:
    head = "<td>۱۴/۷۷۰۱ : شماره<br>۱۴۰۲/۰۵/۰۹ : تاریخ<br>------- : پیوست</td><td>استانداری سمنان<br>دفتر فنی</td>"
    page = (
        '<html lang="fa" dir="rtl"><head><meta charset="utf-8"><style>@page{size:A4;margin:18mm}'
        "body{font:12.5pt 'Noto Naskh Arabic'}table{width:100%}td{border:1px solid;width:50%}</style></head><body>"
        f"<table><tr>{head}</tr></table><p>شهردار محترم ایوانکی</p><p>سلام علیکم</p><p>نقشه‌ها تأیید شد.</p></body></html>"
    )
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(papers.weasy_pdf(page))
    found = reading.read(paper).fields
    assert [found[name].value for name in ("letter_number", "letter_date", "has_attachment")] == [
        "14/7701",
        "1402-05-09",
        False,
    ]


def test_the_heads_of_a_table_announce_no_subject() -> None:
    page = drawn("شهرداری نیر\nشهردار محترم سرعین\nبا سلام\nردیف\tموضوع\tمبلغ\n۱\tآسفالت\t۱۲۰۰\nعلی رضایی\nشهردار نیر")
    assert "subject" not in fields.extract([page], "official-letter")


def test_a_table_of_people_with_their_ids_signs_nothing() -> None:
    page = drawn(
        "شهرداری نیر\nریاست محترم بانک ملی\nبا سلام\nصاحبان امضا معرفی می‌شوند:\nنام\tسمت\tکد ملی\n"
        "رضا کاملی\tشهردار\t1198763426\nسارا بهرامی\tمدیر مالی\t0012345679\nرضا کاملی\nشهردار نیر"
    )
    found = fields.extract([page], "official-letter")
    assert (found["signatory_name"].value, found["signatory_title"].value) == ("رضا کاملی", "شهردار نیر")


def test_a_plans_title_names_what_it_is_for() -> None:
    for title in ("طرح توجیهی\nخرید دو دستگاه مینی‌بوس", "طرح توجیهی فنی و اقتصادی خرید دو دستگاه مینی‌بوس"):
        page = drawn(f"شهرداری نیر\n{title}\nمقدمه\nشهر نیر ناوگان ندارد.")
        assert fields.extract([page], "justification-plan")["subject"].value == "خرید دو دستگاه مینی‌بوس"


@pytest.mark.parametrize("below", ["(شریک مسئول) ۸۱۲۴۰۷\t(شریک) ۹۰۳۳۱۱", "شریک مسئول\tشریک"])
def test_a_partner_signs_as_one(below: str) -> None:
    page = drawn(f"گزارش حسابرس مستقل\nبه نظر ما مطلوب است.\nمؤسسه حسابرسی آوند\nکیان فروزش\tمینا توسلی\n{below}")
    found = fields.extract([page], "audit-report")
    assert (found["signatory_name"].value, found["signatory_title"].value) == ("کیان فروزش", "شریک مسئول")
