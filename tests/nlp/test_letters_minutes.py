"""Set phrases of letters and minutes."""

import pytest

from nlp import attendance, audits, bodies, decisions, letters, names, offices, sittings
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("۹۶ / ۱۲۳۴ / ص", "96/1234/ص"),
        ("۱۲۳-۴۵", "123-45"),
        ("۱۴۰۲\\۵۵", "1402/55"),
        ("٤٥/ش", "45/ش"),
        ("۱۴۰۳/ک‌م/۲۲", "1403/ک‌م/22"),
        ("۷۳/ش‌الف/۱۴۰۰", "73/ش‌الف/1400"),
    ],
)
def test_letter_numbers_keep_their_order_in_latin_digits(written: str, number: str) -> None:
    assert letters.letter_number(written) == number


def test_the_slash_before_a_last_letter_may_have_been_read_as_an_alef() -> None:
    assert letters.letter_number("۹۶/۱۲۳۴ اص", rebuilt=True) == "96/1234/ص"


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("صورتجلسه شماره ۴۲ شورا", 42, None),
        ("در چهل و دومین جلسه عادی شورا", 42, "ordinary"),
        ("یکصد و بیست و سومین جلسه فوق‌العاده", 123, "extraordinary"),
        ("جلسه فوق العاده سی و پنجم", 35, "extraordinary"),
        ("یکصد و شصت و هفتم جلسه عادی شورا", 167, "ordinary"),
        ("در هشتاد و دوم نشست خود", 82, None),
        ("اعلام جلسه بعد", None, None),
        ("نوع جلسه: ☐ عادی ☒ فوق‌العاده", None, "extraordinary"),
        ("نوع جلسه: ☑ عادی ☐ فوق‌العاده", None, "ordinary"),
        ("جلسه عادی (۵۴) شورا", 54, "ordinary"),
        ("خلاصه مذاکرات جلسه شماره یکصد و هشتم", 108, None),
        ("پیرو جلسه شماره ۱۱ مورخ ۱۴۰۲/۰۱/۲۰ دوازدهمین جلسه شورا تشکیل شد", 12, None),
        ("جلسه با حضور مردم", None, None),
    ],
)
def test_number_and_kind_of_a_sitting(text: str, number: int | None, kind: str | None) -> None:
    told, kinds_told = sittings.session_number(folded(text)), sittings.session_kind(folded(text))
    assert (told.value if told else None, kinds_told.value if kinds_told else None) == (number, kind)


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("دوره ششم\nجلسه ۱۴۱ شورا", 141, None),
        ("دوره ششم\nصورتجلسه شماره سی و دوم شورا", 32, None),
        ("روز سه‌شنبه، یکصد\nو چهل و دومین جلسه شورا (دوره پنجم) به صورت فوق‌العاده", 142, "extraordinary"),
        ("۹۴ (نود و چهار)\tشماره جلسه\t۱۲-۰۲-۱۴۰۳\tتاریخ جلسه\nرسمی\tنوع جلسه", 94, "ordinary"),
        ("۲۸۱ : شماره جلسه\nفوق‌العاده : نوع جلسه", 281, "extraordinary"),
        ("ردیف\tجلسه\n۶۳۱\tهشتاد و چهار / عادی", 84, "ordinary"),
        ("جلسه ....۵.... مورخ ..۱۴۰۰/۰۷/۰۶.. (عادی)", 5, "ordinary"),
        ("شماره ۶۴ تاریخ جلسه ۱۳۹۷.۰۵.۲۲ (عادی)", 64, "ordinary"),
        ("مصوبه ۲۱۶/۴ جلسه عادی مورخ ۳ مهر ۹۸", 216, "ordinary"),
        ("نوع جلسه: عادی ☒ فوق‌العاده ☐", None, "ordinary"),
        ("نوع جلسه: عادی ■ فوق‌العاده\n□", None, "ordinary"),
        ("نوع جلسه: عادی □ فوق‌العاده\n■", None, "extraordinary"),
        ("نوع جلسه: ☐ عادی ☒ فوق‌العاده", None, "extraordinary"),
        ("جلسه چهل و یکم شورای اسلامی شهر آبیک مورخ ۱۴۰۱/۰۹/۲۸ (فوق‌العاده)", 41, "extraordinary"),
        ("یکصد و بیستمین جلسه شورای اسلامی شهر که عصر روز دوشنبه ۹/۷/۹۷ بطور عادی تشکیل یافت", 120, "ordinary"),
        ("نظریه کارشناس رسمی، موضوع به جلسه بعد موکول شد", None, None),
        ("جلسه رسمیت یافت", None, None),
        ("در جلسه فوق العاد؛ شمار ۱۱۴ روز دوشنبه", 114, "extraordinary"),
        ("نوع جلسه: عادی ( ) فوق العاده (6)", None, "extraordinary"),
        ("جلسه شماره ۰", None, None),
        ("صورت‌جلسه‌ی فوق‌العاده‌ی شورای اسلامی شهر مهران\nجلسه‌ی شماره:\n۲", 2, "extraordinary"),
        ("مصوبه‌ی جلسه‌ی ۵۷", 57, None),
        ("متن مصوبه یکصد و شصت و سومین جلسه عادی این شورا", 163, "ordinary"),
        ("مصوبه ردیف سوم جلسه ۱۹۰ روز دوشنبه", 190, None),
        ("مصوبه سوم جلسه ۱۹۰", 190, None),
        ("صورتجلسه نوبت یکصد و چهارم", 104, None),
        ("صورتجلسه نوبت دوم", None, None),
        ("شماره و تاریخ جلسه انتخاب: ۱۸۱ - ۱۴۰۴/۰۳/۱۱", 181, None),
        ("تاریخ و شماره جلسه: ۱۴۰۴/۰۳/۱۱ - ۱۸۱", 181, None),
        ("رسمی / غیررسمی\tرسمی (علنی)\tرییس جلسه", None, "ordinary"),
        ("عادی / فوق‌العاده: فوق‌العاده", None, "extraordinary"),
        ("جلسه: ۸۸\nتاریخ: ۱۵-۱۲-۱۴۰۰\tبرگ ۱ از ۲\nفوق العاده\nحاضرین", 88, "extraordinary"),
        ("در جلسه فوق العادگ شمارو ۱۱۴ روز دوشنبه", 114, "extraordinary"),
        ("صورتجلشه شماره ۱۱۲ مورخ ۱۴۰۳/۶/۱۸", 112, None),
        ("جلسه 68.0\tروز سه‌شنبه", 68, None),
        ("جلسه ....05،، مورخ ۱۴۰۰/۰۷/۰۶", 5, None),
        ("جلسه هشناد و بهم (دوره ششم)", 89, None),
        ("جلسه: ۵۵/۱۴۰۲", 55, None),
        ("اجلاس: ۵۵ مورخ ۱۴۰۲/۰۵/۰۱", 55, None),
        ("صورتجلسه خارج از نوبت", None, "extraordinary"),
        ("جلسه ۵۵ (غیرعادی)", 55, "extraordinary"),
        ("ردیف\tجلسه\n۶۳۱\tهشناد و چهار / عادی", 84, "ordinary"),
    ],
)
def test_sittings_as_other_offices_write_them(text: str, number: int | None, kind: str | None) -> None:
    told, kinds_told = sittings.session_number(folded(text)), sittings.session_kind(folded(text))
    assert (told and told.value, kinds_told and kinds_told.value) == (number, kind)


def test_where_the_tick_is_lost_the_kind_is_a_guess() -> None:
    found = sittings.session_kind(folded("نوع جلسه\tعادی ۳ فوق العاده"))
    assert found is not None
    assert (found.value, found.strength) == ("ordinary", 0.4)


@pytest.mark.parametrize(
    ("before", "another"),
    [
        ("جلسه شماره ۵۷ - مورخ ", False),
        ("متن مصوبه ۲۱۶/۴ جلسه عادی مورخ ", False),
        ("نشست فوق‌العاده روز پنجشنبه مورخ ", False),
        ("گزارش شهرداری به شماره ۴۹۱۲/م مورخ ", True),
        ("طی شماره ۱۰۱۵ مورخه ", True),
        ("پیرو جلسه مورخ ", True),
        ("در نشست علنی شورا انتشار:", True),
        ("جلسه شورا تاریخ ثبت: ....", True),
    ],
)
def test_a_date_is_a_letters_or_the_sittings(before: str, another: bool) -> None:
    assert sittings.is_of_another(folded(before) + " ") is another


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("نام : هومن\tنام خانوادگی : شاهچراغی\tنام پدر : عبدالحسین", ("هومن", "شاهچراغی")),
        ("نام : ..کریم.... نام خانوادگی : ..تنگسیری نژاد.... نام پدر : ..باقر..", ("کریم", "تنگسیری نژاد")),
        ("نام و نام خانوادگی رییس شورا: سکینه ترابی", None),
        ("نام: 0.،.فریبرز\tنام خانوادگی: ...زارعی پور\tنام پدر: ،،.نوذر", ("فریبرز", "زارعی پور")),
    ],
)
def test_a_persons_two_names_in_two_blanks(text: str, named: tuple[str, str] | None) -> None:
    plain = folded(text)
    spans = sittings.named_in_blanks(plain)
    assert (spans and tuple(plain[slice(*span)] for span in spans)) == named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "جناب آقای مهندس علی رضایی فرزند حسن با مدرک کارشناسی ارشد عمران به عنوان شهردار گرگان انتخاب شد",
            "علی رضایی",
        ),
        ("با انتخاب خانم دکتر مریم نوری به سمت شهردار", "مریم نوری"),
        ("انتصاب آقای رضا کریمی به تصدی سمت شهرداری زرند", "رضا کریمی"),
        ("با حضور آقایان رضا عباسی و ناصر شریفی\nآقای سعید نوری به\nسمت شهردار انتخاب شد", "سعید نوری"),
        (
            "استعفای آقای مهدی قاسمی شهردار پذیرفته شد و آقای سعید موسوی به عنوان سرپرست شهرداری تعیین شد",
            "سعید موسوی",
        ),
        (
            "استعفای آقای مهدی قاسمی از سمت شهردار را پذیرفت و آقای سعید موسوی را به عنوان شهردار انتخاب نمود",
            "سعید موسوی",
        ),
        ("شهردار در جلسه گزارش داد", None),
        (
            "آقای سیاوش بهرامی زاد فرزند حشمت را بعنوان\nشهردار صحنه انتخاب نمود و آقای کیومرث الفتی با حفظ سمت "
            "سرپرستی شهرداری را عهده‌دار خواهد بود",
            "سیاوش بهرامی زاد",
        ),
        ("آقای فرزاد بهاری فرزند ایرج با کسب اکثریت آرا برای تصدی سمت شهرداری ماسال برگزیده شد", "فرزاد بهاری"),
    ],
)
def test_whom_the_council_wants_as_mayor(text: str, name: str | None) -> None:
    found = sittings.proposed_mayor(folded(text))
    assert (found.value if found else None) == name


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("۱- الف\n۲- ب", [1, 2]),
        ("مصوبه شماره ۱: خرید\nمصوبه شاره ۲: فروش", [1, 2]),
        ("مصوبه اول: خرید\nمصوبه دوم: فروش", [1, 2]),
        ("۱) خرید\n۲ فروش زمین", [1, 2]),
        ("خرید\n۷ دستگاه خودرو", []),
        ("الف) خرید\nب) فروش", [1, 2]),
    ],
)
def test_numbered_paragraphs(text: str, numbers: list[int]) -> None:
    assert [mark.value for mark in decisions.items(folded(text))] == numbers


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("سال مالی ۱۴۰۱", 1401),
        ("سال مالی منتهی به ۲۹/۱۲/۱۴۰۱", 1401),
        ("سال مالی منتهی به ۲۹ اسفند ماه ۱۴۰۰", 1400),
        ("سال خوبی بود", None),
        ("بودجه مصوب و رعایت ماده ۱۶ آیین‌نامه مالی", None),
        ("امور مالی - واحد بودجه\n۱۴۰۲-۱۰-۱۷\nکد\tمصوب ۱۴۰۲\tپیشنهادی ۱۴۰۳", 1403),
        ("گزارش عملکرد مالی سه‌ماهه چهارم سال ۱۴۰۱", 1401),
        ("بودجه شهرداری سنقر - سال ۱۴۰۳", 1403),
        ("بودجه سازمان سیما، منظر و فضای سبز شهرداری (سال ۱۴۰۳)", 1403),
        ("سال اجرا: ۱۴۰۳", 1403),
        ("از محل بودجه موافقت شد.\nتا پایان سال ۱۴۰۳", None),
    ],
)
def test_fiscal_years(text: str, year: int | None) -> None:
    found = audits.fiscal_year(folded(text))
    assert (found.value if found else None) == year


@pytest.mark.parametrize(
    ("line", "lacks"),
    [("متمم بودجه سال", True), ("برای سال مالی:", True), ("بودجه سال ۱۴۰۳", False), ("سال خوبی بود", False)],
)
def test_a_title_breaks_off_before_its_year(line: str, lacks: bool) -> None:
    assert audits.lacks_year(folded(line)) is lacks


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("با مؤسسه حسابرسی رهیافت و همکاران قرارداد بسته شد", "مؤسسه حسابرسی رهیافت و همکاران"),
        ("مؤسسه حسابرسی آرمان نوین برای انجام", "مؤسسه حسابرسی آرمان نوین"),
        ("موسسه حسابرسی و خدمات مالی فراز مشاور به عنوان", "موسسه حسابرسی و خدمات مالی فراز مشاور"),
        ("مؤسسه حسابرسی منتخب شورا", None),
        ("مؤسسه حسابرسی کارآزمون خزر\nشهلا رضایی", "موسسه حسابرسی کارازمون خزر"),
        ("از طرف موسسه حسابرسی ژرف‌اندیشان امین\tمراتب بالا مورد قبول است", "موسسه حسابرسی ژرف اندیشان امین"),
        ("موسسه حسابرسی آزمون خزر\nگزارش حسابرس\nموسسه حسابرسی آزمون خزر شهلا رضایی شریک", "موسسه حسابرسی آزمون خزر"),
        ("موسسه حسابرسی آزمون\nگزارش حسابرس\nتوسط موسسه حسابرسی آزمون خزر به شورا داده شد", "موسسه حسابرسی آزمون خزر"),
        ("۳- گزارش مؤسسه حسابرسی\nدستور کار", None),
    ],
)
def test_audit_firms(text: str, firm: str | None) -> None:
    found = audits.firm(folded(text))
    assert (found.value if found else None) == (folded(firm) if firm else None)


@pytest.mark.parametrize(
    "line",
    ["فرمانداری شهرستان مهرآباد", "اداره کل راه و شهرسازی", "شورای اسلامی شهر سپیدار", "دفتر امور شهری و شوراها"],
)
def test_a_head_names_who_writes(line: str) -> None:
    assert offices.is_letterhead(folded(line))


@pytest.mark.parametrize(
    "line", ["فرم انتصاب شهردار", "وزارت کشور", "جمهوری اسلامی ایران", "گزارش شهرداری", "۱- شهرداری"]
)
def test_a_title_or_the_state_is_not_who_writes(line: str) -> None:
    assert not offices.is_letterhead(folded(line))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "جلسه با حضور آقای علی رضایی و خانم مریم باقری در سالن شورا تشکیل شد. آقای حسن امینی مقدم غایب بود.",
            ["حسن امینی مقدم"],
        ),
        ("جلسه با حضور آقای علی رضایی و خانم مریم باقری تشکیل گردید آقای حسن کریمی در جلسه حضور نداشت", ["حسن کریمی"]),
        ("همه اعضا حاضر بودند.", []),
    ],
)
def test_who_stayed_away_is_told_by_a_verb(text: str, names: list[str]) -> None:
    assert [one.value for one in attendance.attendance(folded(text))[1]] == [folded(name) for name in names]


@pytest.mark.parametrize(
    ("row", "status"),
    [("۳ یدالله نوروزی منشی حاضر", "present"), ("۴ مریم باقری عضو غایب", "absent"), ("همه اعضا حاضر", None)],
)
def test_a_members_row_without_rules_ends_with_its_status(row: str, status: str | None) -> None:
    assert attendance.last_status(folded(row)) == status


@pytest.mark.parametrize(
    ("cell", "status"),
    [("حاضر", "present"), ("غایب (با اطلاع قبلی)", "absent"), ("حاضر و غایب", None)],
)
def test_the_status_in_a_cell_may_have_its_reason_in_brackets(cell: str, status: str | None) -> None:
    assert attendance.status(folded(cell)) == status


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("جلسه با حضور شش نفر از اعضا تشکیل شد", 6),
        ("با حضور تعداد ۵ عضو رسمیت یافت", 5),
        ("با حضور اعضای شورا تشکیل شد", None),
        ("با حضور چند نفر از اهالی", None),
    ],
)
def test_how_many_came_where_no_names_say_who(text: str, count: int | None) -> None:
    assert attendance.count(folded(text)) == count


@pytest.mark.parametrize(
    ("text", "came", "stayed"),
    [
        (
            "از هفت عضو شورا، آقایان علی رضایی، حسن امینی و خانم مریم باقری حضور داشتند و آقای داود هاشمی غیبت داشت.",
            ["علی رضایی", "حسن امینی", "مریم باقری"],
            ["داود هاشمی"],
        ),
    ],
)
def test_who_came_is_told_by_a_verb_and_ends_where_the_next_begins(
    text: str, came: list[str], stayed: list[str]
) -> None:
    found = attendance.attendance(folded(text))
    assert [[one.value for one in people] for people in found] == [[folded(name) for name in came], stayed]


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("معرفی شهردار منتخب شهر", True),
        ("شهردار محترم تکاب", False),
        ("ارسال شود.", False),
        ("اعلام نتیجه آزمون ورودی:", False),
    ],
)
def test_a_line_without_a_label_names_the_matter_by_what_is_done(line: str, topic: bool) -> None:
    assert letters.is_topic(folded(line)) is topic


def test_a_sitting_that_is_mentioned_is_the_councils_and_not_a_commissions() -> None:
    told = folded("در هفتمین جلسه عادی خود که روز ۱۴۰۰/۶/۲۴ تشکیل شد. پیرو سومین جلسه کمیسیون عمران مورخ ۱۴۰۰/۶/۲۰.")
    assert len(sittings.mentioned(told)) == 1
    assert "1400/6/24" in sittings.mentioned(told)[0].value


def test_a_subject_needs_no_colon_but_is_no_sentence_about_the_subject() -> None:
    line = folded("موضوع ارسال مصوبه عوارض محلی")
    assert line[letters.subject_begins(line) :] == folded("ارسال مصوبه عوارض محلی")
    assert letters.subject_begins(folded("موضوع در جلسه مطرح شد")) == 0


def test_what_stands_above_every_owner_is_no_part_of_its_name() -> None:
    line = folded("باسمه تعالی وزارت کشور استانداری یزد")
    assert line[offices.without_invocation(line) :] == folded("استانداری یزد")


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("صورتجلسه شورای اسلامی شهر کیاشهر", "شورای اسلامی شهر کیاشهر"),
        ("شورای اسلامی شهر یزد صورت مصوبات جلسه", "شورای اسلامی شهر یزد"),
        ("شورای اسلامی شهر خلخال استان اردبیل", "شورای اسلامی شهر خلخال"),
        ("شورای اسلامی شهر چابهار - دوره ششم", "شورای اسلامی شهر چابهار"),
        ("شورای اسلامی استان کهگیلویه و بویراحمد", "شورای اسلامی استان کهگیلویه و بویراحمد"),
        ("سازمان مدیریت پسماند شهرداری سیرجان", "سازمان مدیریت پسماند شهرداری سیرجان"),
        ("طرح توجیهی تأسیس سازمان آرامستان‌های شهرداری دامغان", "شهرداری دامغان"),
        ("دبیرخانه شهرداری الیگودرز", "شهرداری الیگودرز"),
        ("بانک سپه شعبه مرکزی لردگان", "بانک سپه"),
        ("مؤسسه حسابرسی ارقام‌نگر آذر (حسابداران رسمی)", "موسسه حسابرسی ارقام نگر اذر"),
        ("اتاق بازرگانی، صنایع و معادن اهواز", "اتاق بازرگانی، صنایع و معادن اهواز"),
        ("با سلام و احترام", None),
    ],
)
def test_a_letterhead_gives_its_owner_without_what_stands_beside_it(line: str, body: str | None) -> None:
    plain = folded(line)
    span = bodies.owner(plain)
    assert (plain[slice(*span)] if span else None) == body


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("در پنجمین جلسه شورای اسلامی شهر لار که روز شنبه برگزار شد", "شورای اسلامی شهر لار"),
        ("جلسه رسمی شورا با حضور اعضا تشکیل شد", None),
    ],
)
def test_the_council_whose_sitting_is_told_of(text: str, council: str | None) -> None:
    plain = folded(text)
    span = bodies.council(plain)
    assert (plain[slice(*span)] if span else None) == council


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("با سپاس - ایرج کیانی - شهردار فارسان", "ایرج کیانی - شهردار فارسان"),
        ("مهر و امضا یاسر عاشوری نایب رئیس شورا", "یاسر عاشوری نایب رییس شورا"),
        ("صحت مندرجات گواهی می‌شود. شهرام قائم‌مقامی دبیر شورا", "شهرام قایم مقامی دبیر شورا"),
        ("علی رضایی", "علی رضایی"),
    ],
)
def test_thanks_and_seals_stand_before_who_signs(line: str, rest: str) -> None:
    plain = folded(line)
    assert plain[offices.before_signature(plain) :] == rest


@pytest.mark.parametrize(
    ("line", "offices_of"),
    [
        ("فرماندار و رئیس هیأت نماینده قوه قضائیه نماینده شورای شهرستان", 3),
        ("رئیس شعبه معاون شعبه", 2),
        ("شریک مسئول کار", 1),
        ("نماینده فرماندار و رئیس هیأت", 1),
    ],
)
def test_offices_side_by_side_are_counted_as_people(line: str, offices_of: int) -> None:
    assert len(offices.offices_in(folded(line))) == offices_of


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("رئیس شورای اسلامی شهر عثمان مظفری‌فر", "رییس شورای اسلامی شهر"),
        ("شهردار شوشتر عبدالرحیم دزفولیان", "شهردار شوشتر"),
        ("کارشناس املاک", ""),
    ],
)
def test_an_office_ends_where_the_name_behind_it_begins(line: str, title: str) -> None:
    plain = folded(line)
    assert plain[: offices.office_ends(plain)] == title


@pytest.mark.parametrize(
    ("text", "names_of"),
    [
        ("اینجانب رحیم قره داغی فرزند ستار به کد ملی", ["رحیم قره داغی"]),
        ("اینجانب ....سکینه پورمحمودی.... فرزند", ["سکینه پورمحمودی"]),
        ("بندهای صورتجلسه بلامانع است", []),
        ("بنده بازنشسته هستم", []),
    ],
)
def test_people_who_speak_of_themselves(text: str, names_of: list[str]) -> None:
    assert [one.value for one in names.introduced(folded(text))] == names_of


@pytest.mark.parametrize(
    ("line", "greets"),
    [
        ("با سلام و احترام", True),
        ("با صلوات بر محمد و آل محمد، احتراماً", True),
        ("«با صلوات بر محمد و آل محمد»", False),
        ("با صلوات بر محمد و آل محمد", False),
    ],
)
def test_an_invocation_is_no_greeting(line: str, greets: bool) -> None:
    assert bool(letters.GREETING.search(folded(line))) is greets


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("این رونوشت در تاریخ ۱۲ خرداد ۱۴۰۴ تحت شماره ۱۰۱/خ/۱۴۰۴ صادر شد.", "101/خ/1404", "1404-03-12"),
        ("نسخه دوم برگه به شماره ۴۴/ش به شهرداری تسلیم گردید.", "44/ش", None),
    ],
)
def test_a_copy_tells_its_number_and_day_in_a_sentence(text: str, number: str, day: str | None) -> None:
    plain = folded(text)
    found = letters.issued(plain)
    assert found is not None
    assert letters.letter_number(plain[slice(*found[0])]) == number
    assert (found[1].value if found[1] else None) == day


def test_what_another_office_issued_is_no_number_of_the_paper() -> None:
    assert letters.issued(folded("پروانه ملک یادشده به شماره ۸۱۲ در سال ۱۳۹۸ صادر شد.")) is None


@pytest.mark.parametrize(
    ("line", "number"), [("وارده: ۱۱۰۴", True), ("تاریخ ورود: ۱۴۰۲/۱/۲", True), ("مبلغ وارده به صندوق", False)]
)
def test_the_line_of_a_receipt_is_known(line: str, number: bool) -> None:
    assert bool(letters.RECEIVED.match(folded(line))) is number


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("رئیس شورا شورای اسلامی شهر املش", "رئیس شورا"),
        ("شهردار شهرداری سنقر", "شهردار"),
        ("منشی مهر و امضای رئیس شورا", "منشی"),
        ("رئیس شورای اسلامی شهر سنقر", "رئیس شورای اسلامی شهر سنقر"),
        ("سرپرست شهرداری سنقر", "سرپرست شهرداری سنقر"),
    ],
)
def test_an_office_ends_where_its_body_is_named_again(line: str, ends: str) -> None:
    plain = folded(line)
    assert plain[: offices.title_ends(plain)].strip() == folded(ends)


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("جناب آقای مهندس", True),
        ("برادر ارجمند جناب آقای دکتر", True),
        ("جناب آقای دکتر رستمی", False),
        ("شهردار", False),
    ],
)
def test_titles_alone_name_nobody(line: str, alone: bool) -> None:
    assert offices.is_honour(folded(line)) is alone


def test_the_name_of_god_behind_a_governor_s_office_addresses_nobody() -> None:
    assert not offices.is_recipient(folded("استانداری کرمانشاه بسمه تعالی"))
    assert offices.is_recipient(folded("استانداری محنرم خوزستان"))


@pytest.mark.parametrize(
    "line", ["شورای اسلامی شهر بیارجمند", "شورای اسلامی شهر ارجمند", "اعضای شورا با حضور شهردار محترم"]
)
def test_a_towns_name_is_no_honour_and_a_sentence_no_address(line: str) -> None:
    assert not offices.is_recipient(folded(line))
    assert offices.is_recipient(folded("رئیس ارجمند شورای اسلامی شهر ارجمند"))


@pytest.mark.parametrize(
    ("told", "number"),
    [("جلسه: یکصد و چهل و دوم (۱۴۲)", 142), ("جلسه: صد و بیست و\nیکم", 121), ("تاریخ جلسه: بیست و یکم", None)],
)
def test_a_sittings_ordinal_behind_a_colon(told: str, number: int | None) -> None:
    found = sittings.session_number(folded(told))
    assert (found.value if found else None) == number


def test_a_plain_office_holds_no_words_of_sentences() -> None:
    assert offices.is_plain_recipient(folded("شهردار ملایر"))
    assert not offices.is_plain_recipient(folded("شهردار به سؤال اعضا"))


def test_a_boards_own_sitting_bounds_what_is_told_of_the_councils() -> None:
    told = folded(
        "صورتجلسه شماره ۵۴ مورخ ۱۴۰۱/۰۹/۰۲ به هیأت رسید و در نشست مورخ ۱۴۰۱/۰۹/۱۵ این هیأت بررسی شد. "
        "هیأت تطبیق در هفتمین نشست امسال خود نظر داد."
    )
    assert ["1401/09/15" in clause.value for clause in sittings.mentioned(told)] == [False]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("ریاست محنرم شورا", "ریاست محترم شورا"),
        ("شهردار مترم نیر", "شهردار محترم نیر"),
        ("جناب آقای علی رضایی (ذینفع)", "جناب آقای علی رضایی"),
        ("شهرداری نیر (واحد درآمد)", "شهرداری نیر (واحد درآمد)"),
    ],
)
def test_a_word_of_honour_is_spelled_right_and_a_role_is_no_part_of_a_name(written: str, right: str) -> None:
    assert offices.honoured(written) == right


@pytest.mark.parametrize(
    ("line", "enclosed"),
    [
        ("فوریت: آنی\tبصوست : ندارد", False),
        ("فوریت: آنی بست: ندارد", False),
        ("بیوت: دارد", True),
        ("شماره ثبت: ندارد", None),
        ("غایبین: ندارد", None),
    ],
)
def test_the_label_of_enclosures_may_be_marred(line: str, enclosed: bool | None) -> None:
    found = letters.attachment_misread(folded(line))
    assert (found[2] if found else None) is enclosed


@pytest.mark.parametrize(
    ("name", "town", "mended"),
    [
        ("رئیس رئیس شورای اسلامی شهر نمین", "نمین", "رئیس شورای اسلامی شهر نمین"),
        ("شهردار دپواندره", "دیواندره", "شهردار دیواندره"),
        ("شهرداری قائمید", "قائمیه", "شهرداری قائمیه"),
        ("شهرداری بهاباد", "بهاران", "شهرداری بهاباد"),
        ("شهرداری زرند", "مرند", "شهرداری زرند"),
        ("شهرداری بندرکلاهی", "", "شهرداری بندرکلاهی"),
    ],
)
def test_a_name_read_from_a_picture_has_the_papers_town(name: str, town: str, mended: str) -> None:
    assert bodies.mended(name, town) == mended


@pytest.mark.parametrize(
    ("read", "number"), [("58/ش\u200c/اگ", "58/ش/گ"), ("96/1234 اص", "96/1234/ص"), ("12/اداری", "12/اداری")]
)
def test_a_stroke_of_a_number_may_be_read_as_an_alef(read: str, number: str) -> None:
    assert letters.letter_number(read, rebuilt=True) == number
