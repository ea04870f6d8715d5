"""Articles of law, and votes."""

import pytest

from nlp import laws, votes
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("به استناد تبصره ۲ ماده ۵۵ قانون شهرداری نسبت به", [(55, 2, "قانون شهرداری")]),
        ("بند ۱۶ ماده (۷۶) قانون شوراها", [(76, None, "قانون شوراها")]),
        ("مواد ۷۱ و ۷۲ قانون شوراهای اسلامی", [(71, None, "قانون شوراهای اسلامی"), (72, None, "قانون شوراهای اسلامی")]),
        ("ماده هفتاد و یک قانون شوراها", [(71, None, "قانون شوراها")]),
        ("تبصره ۶ قانون بودجه سال ۱۴۰۲ کل کشور", [(None, 6, "قانون بودجه سال 1402 کل کشور")]),
        ("در راستای تبصره ۱ بند ۲ ماده ۵۵ قانون شهرداری", [(55, 1, "قانون شهرداری")]),
        ("تبصره یک بند الف از ماده ۱۰ قانون کار", [(10, 1, "قانون کار")]),
        ("به استناد قانون برگزاری مناقصات تصویب شد", [(None, None, "قانون برگزاری مناقصات")]),
        ("مستند قانونی: قانون کار", [(None, None, "قانون کار")]),
        ("با رعایت آیین‌نامه مالی شهرداری‌ها اقدام شود", []),
        ("ماده ۱۰۰ و تبصره ۱ آن قانون شهرداری", [(100, 1, "قانون شهرداری")]),
        ("ماده ۱۵ قانون نوسازی و عمران شهری مراتب", [(15, None, "قانون نوسازی و عمران شهری")]),
        ("ماده ۴۴ آیین‌نامه مالی شهرداری‌ها", [(44, None, folded("آیین‌نامه مالی شهرداری‌ها"))]),
        ("ماده ۷۱ قانون شوراها و ماده ۸۰ همان قانون", [(71, None, "قانون شوراها"), (80, None, "قانون شوراها")]),
        ("ماده ۱: نام سازمان\nماده ۲: مرکز", []),
        ("به موجب قانون شهرداری، ماده ۵۵", [(55, None, "قانون شهرداری")]),
        ("در قانون برگزاری مناقصات مصوب ۱۳۸۳ (ماده ۱۰)", [(10, None, "قانون برگزاری مناقصات")]),
        ("طبق تبصره‌های ۱ و ۲ ماده ۱۰۰ قانون شهرداری", [(100, 1, "قانون شهرداری"), (100, 2, "قانون شهرداری")]),
        ("طبق اصل یکصدم قانون اساسی", [(100, None, "قانون اساسی")]),
        ("عضو کمیسیون ماده ۷۷ و کمیسیون ماده صد و از محل ماده ۱۷ بودجه", []),
        ("رای کمیسیون ماده ۷۷ قانون شهرداری", [(77, None, "قانون شهرداری")]),
        ("ماده ۱۳ و تبصره ماده ۵ آیین‌نامه مالی", [(13, None, "ایین نامه مالی"), (5, None, "ایین نامه مالی")]),
        ("ماده ۸۰ و تبصره ۳ همان ماده از قانون شوراها", [(80, None, "قانون شوراها"), (80, 3, "قانون شوراها")]),
        ("طبق ماده ۳۸ قانون کار.\nماده ۵) تعهدات پیمانکار", [(38, None, "قانون کار")]),
        ("ماده ۸۳ قانون تشکیلات شوراها و تقاضای سه تن", [(83, None, "قانون تشکیلات شوراها")]),
        ("ماده ۶ آیین‌نامه حمل، تدفین و آرامستان‌ها باید", [(6, None, "ایین نامه حمل، تدفین و ارامستان ها")]),
        (
            "تبصره ۱ ماده ۸۰ قانون موسوم به شوراها و ماده ۱۶ قانون کار",
            [(80, 1, "قانون موسوم به شوراها"), (16, None, "قانون کار")],
        ),
        ("ماده ۷۱ (اصلاحی ۸۰) قانون شوراها", [(71, None, "قانون شوراها")]),
        ("ماده ۵ قانون تملک زمین\tموافق", [(5, None, "قانون تملک زمین")]),
        ("در اجرای ماده‌ی ۱۳ آیین‌نامهی مالی شهرداری‌ها", [(13, None, "ایین نامه مالی شهرداری ها")]),
        ("وفق تبصره‌ی ۱ ماده‌ی ۹۰ قانون شوراها", [(90, 1, "قانون شوراها")]),
        (
            "تبصره ۶ قانون نحوه تقویم ابنیه، املاک و اراضی مورد نیاز شهرداریها و اصلاحات آن",
            [(None, 6, "قانون نحوه تقویم ابنیه، املاک و اراضی مورد نیاز شهرداریها")],
        ),
        (
            "ماده ۳ قانون حمایت از خانه‌ها، باغ‌ها و بناهای تاریخی اعلام می‌گردد",
            [(3, None, "قانون حمایت از خانه ها، باغ ها و بناهای تاریخی")],
        ),
        (
            "ماده ۵۹ قانون رفع موانع تولید رقابت‌پذیر دانست و اظهار داشت",
            [(59, None, "قانون رفع موانع تولید رقابت پذیر")],
        ),
        (
            "ماده ۶۷ قانون شهرداری و سهم عمرانی با رعایت ماده ۶۸ همان قانون کمتر نباشد",
            [(67, None, "قانون شهرداری"), (68, None, "قانون شهرداری")],
        ),
        ("ماده ۸۰ قانون شوراها و تبصره ۳ ماده ۸۰ قانون یاد شده", [(80, None, "قانون شوراها"), (80, 3, "قانون شوراها")]),
        ("مطابق ماده ۱۵ قانون عملیات بانکی بدون ربا و شرایط قرارداد", [(15, None, "قانون عملیات بانکی بدون ربا")]),
        (
            "ماده ۱ قانون اصلاح قانون حفظ و گسترش فضای سبز در شهرها در کمیسیون",
            [(1, None, "قانون اصلاح قانون حفظ و گسترش فضای سبز در شهرها")],
        ),
        ("ماده ۳ قانون نحوه اجرای محکومیت‌های مالی با درخواست", [(3, None, "قانون نحوه اجرای محکومیت های مالی")]),
        ("طبق ماده ۴ قرارداد و ماده ۲۹ شرایط عمومی پیمان", []),
        (
            "تبصره ۴ ماده واحده قانون تعیین وضعیت املاک واقع در طرح‌های دولتی و شهرداری‌ها",
            [(None, 4, "قانون تعیین وضعیت املاک واقع در طرح های دولتی و شهرداری ها")],
        ),
        (
            "ماده ۷۱ قانون شهرداری و مهلت ماده ۹۰ همان قانون و عدم اعتراض هیأت تطبیق",
            [(71, None, "قانون شهرداری"), (90, None, "قانون شهرداری")],
        ),
    ],
)
def test_citations(text: str, cited: list[tuple[int | None, int | None, str]]) -> None:
    found = [(ref.value.article, ref.value.note, ref.value.law) for ref in laws.find(folded(text))]
    assert found == cited


def test_a_long_name_some_of_whose_letters_were_misread_is_the_lexicons() -> None:
    found = laws.find(folded("ماده ۱۰ قانون درآمد پایداز و هزینه شهرداریها و دهیاریها"))[0].value
    assert (found.known_law, found.likely_law) == (None, "قانون درآمد پایدار و هزینه شهرداری ها و دهیاری ها")
    assert laws.find(folded("ماده ۱۰ قانون بار"))[0].value.likely_law is None


def test_a_name_with_commas_is_taken_whole_even_when_they_were_misread() -> None:
    name = "قانون تشکیلات، وظایف و انتخابات شوراهای اسلامی کشور"
    for written in (name, name.replace("،", "»")):
        assert laws.find(folded(f"ماده ۷۹ {written} مراتب"))[0].value.known_law == name


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("با ۵ رأی موافق از ۷ رأی به تصویب رسید", (5, None, None, False)),
        ("به اتفاق آرا تصویب شد.", (None, 0, 0, True)),
        ("با پنج رأی موافق، یک رأی مخالف و یک رأی ممتنع", (5, 1, 1, False)),
        ("موافق: ۵ نفر مخالف: ۲ ممتنع: ۰", (5, 2, 0, False)),
        ("موافقان: رضایی، امینی و باقری؛ مخالفان: کریمی؛ ممتنع: ندارد", (3, 1, 0, False)),
        ("(موافق: آقایان علی رضایی و حسن امینی - مخالف: خانم مریم باقری)", (2, 1, 0, False)),
        ("با ۴ رأی موافق تصویب شد و آقای حسن کریمی رأی ممتنع داد", (4, 0, 1, False)),
        ("با اکثریت آرا تصویب شد؛ آقایان علی رضایی و حسن امینی رأی مخالف دادند", (None, 2, None, False)),
        ("موافق: کلیه اعضای حاضر", (None, 0, 0, True)),
        ("به اتفاق آرا به جز رأی مخالف آقای احمدی تصویب شد", (None, 1, None, False)),
        ("پیشنهاد به اتفاق آرا رد شد", (None, None, None, False)),
        ("موافق ۴ نفر و مخالف ۱ نفر", (4, 1, 0, False)),
        ("با سه رأی موافق تصویب شد. مخالف: ندارد. ممتنع: ندارد", (3, 0, 0, False)),
        ("با مرخصی موافقت شد. همه موافق بودند", (None, 0, 0, True)),
        ("هر پنج عضو موافق", (5, 0, 0, True)),
        (
            "آقایان افشار، تیموری و بیگلری رأی موافق، آقای قادری رأی ممتنع و خانم محمدی رأی مخالف دادند",
            (3, 1, 1, False),
        ),
        ("نتیجه رأی: موافق ۳ نفر مخالف - نفر ممتنع - نفر", (3, 0, 0, False)),
        ("کرایه تاکسی\t۶ از ۶", (6, 0, 0, True)),
        ("با اکثریت آرا (۴ رأی موافق و ۱ رأی مخالف)", (4, 1, 0, False)),
        ("با اکثریت مطلق آرا", (None, None, None, False)),
        ("۷ رأی موافق از مجموع ۷ رأی مأخوذه", (7, 0, 0, True)),
        ("با ۴ (چهار) رأی موافق و بدون رأی مخالف", (4, 0, 0, False)),
        ("با حضور ۵ نفر و با ۳ رای موافق", (3, None, None, False)),
        ("با اتفاق آراء (۵ رأی موافق)", (5, 0, 0, True)),
        ("با رأی موافق ۴ نفر و مخالفت ۱ نفر تصویب شد", (4, 1, 0, False)),
        ("با موافقت ۴ نفر و مخالفت یک نفر از اعضا تصویب گردید", (4, 1, 0, False)),
        ("چهار نفر از پنج نفر حاضر موافق بودند", (4, None, None, False)),
        ("با اکثریت آرا (۳ از ۵) تصویب شد", (3, None, None, False)),
        ("مصوب شد (۴ به ۱)", (4, 1, 0, False)),
        ("رأی موافق: ۵ نفر، رأی مخالف: ندارد", (5, 0, 0, False)),
        ("آرای مثبت ۴، آرای منفی ۱ و آرای ممتنع صفر", (4, 1, 0, False)),
        ("نتیجه رأی‌گیری: چهار موافق، یک مخالف", (4, 1, 0, False)),
        ("اعضا بالاتفاق موافقت کردند", (None, 0, 0, True)),
        ("تمامی اعضای حاضر رأی مثبت دادند", (None, 0, 0, True)),
        ("همه اعضای حاضر به آن رأی موافق دادند", (None, 0, 0, True)),
        ("شورا با شش رأی در برابر سه رأی پذیرفت", (6, 3, 0, False)),
        ("متفق‌القول", (None, 0, 0, True)),
        ("به اجماع آرای هفت‌گانه معین گشت", (7, 0, 0, True)),
        ("(رأی: ۷ از ۷ – به اتفاق)", (7, 0, 0, True)),
        ("آرا: اتفاق نظر هر نه عضو حاضر", (9, 0, 0, True)),
        ("اعضا بدون استثنا رأی دادند: همه اعضا بدون استثنا رأی دادند", (None, 0, 0, True)),
        ("هر شش نفر رأی منفی دادند", (0, 6, 0, False)),
        ("دکتر صفری رأی ممتنع داد؛ مابقی موافق بودند", (None, 0, 1, False)),
        ("(اکثریت پنج رأی؛ یک نفر رأی ممتنع داد.)", (5, 0, 1, False)),
        ("با حائز شدن پنج رأی به عنوان نایب رئیس انتخاب شد", (5, None, None, False)),
        ("پیشنهاد با کسب تنها ۲ رأی رد شد.", (2, None, None, False)),
        ("با قیام و قعود و رأی چهار نفر تصویب شد", (4, None, None, False)),
        ("با آرای چهار نفر از پنج نفر تصویب شد", (4, None, None, False)),
        ("به تصویب ۴ نفر از اعضا رسید", (4, None, None, False)),
        ("اکثریت: ۴ نفر", (4, None, None, False)),
        ("به تصویب تمامی اعضای حاضر رسید.", (None, 0, 0, True)),
        ("اعضا به اتفاق با آن موافقت نمودند", (None, 0, 0, True)),
        ("رأی: اتفاق", (None, 0, 0, True)),
        ("مصوبه با ۱۰۰ درصد آرا تصویب شد", (None, 0, 0, True)),
        ("با اجماع کامل تصویب شد", (None, 0, 0, True)),
        ("سه رأی به دو رأی تصویب شد", (3, 2, 0, False)),
        ("با نسبت ۴ به ۱ تصویب شد", (4, 1, 0, False)),
        ("رأی‌گیری: ۵ از ۷ - تصویب", (5, None, None, False)),
        ("له: ۴ علیه: ۱", (4, 1, 0, False)),
        ("آری ۵ / نه ۰ / سفید ۱", (5, 0, 1, False)),
        ("هیچ‌یک از اعضا مخالفتی نداشتند", (None, 0, None, False)),
        ("با مخالفت آقای احمدی و موافقت بقیه اعضا تصویب شد", (None, 1, 0, False)),
        ("به استثنای خانم کریمی که رأی ممتنع داد، بقیه موافق بودند", (None, 0, 1, False)),
        ("آقای احمدی مخالفت خود را اعلام کرد و سایر اعضا رأی موافق دادند", (None, 1, 0, False)),
        ("سایر اعضا موافق بودند", (None, None, None, False)),
        ("پنج نفر حاضر همگی رأی موافق دادند", (5, 0, 0, True)),
        ("(ممتنع: خانم باقری، بقیه موافق)", (None, 0, 1, False)),
        ("[۴+ / ۱-]", (4, 1, None, False)),
        ("به این پیشنهاد هر پنج نفر رأی دادند.", (5, 0, 0, True)),
        ("چهار عضو دیگر به پیشنهاد خانم صفری رأی دادند", (4, None, None, False)),
        ("(۳ از ۴، آقای صفری مخالف)", (3, 1, None, False)),
        ("رضایی: موافق، امینی: موافق، صفری: مخالف", (2, 1, 0, False)),
        ("(رأی: جلالی موافق - مکوندی موافق - ممبینی ممتنع)", (2, 0, 1, False)),
        ("رضایی (موافق) - امینی (موافق) - صفری (موافق)", (3, 0, 0, True)),
        ("آراء: موافق آقایان افشاری، بابایی و خانم ملکی / مخالف آقای طاهری", (3, 1, 0, False)),
        ("با رأی موافق آقایان رضایی و امینی و رأی مخالف آقای صفری تصویب شد", (2, 1, 0, False)),
        ("اسامی موافقین: رضایی، امینی، باقری اسامی مخالفین: کریمی", (3, 1, 0, False)),
        ("موافقین: جلیلیان، عزیزی. آقایان نظری و کریمی رأی ممتنع دادند.", (2, 0, 2, False)),
        ("آقای اصغری در این مورد رأی ممتنع داشتند و سه نفر دیگر موافق بودند", (3, 0, 1, False)),
        ("۴ رأی.", (4, None, None, False)),
    ],
)
def test_votes_as_they_are_told(text: str, counts: tuple[int | None, int | None, int | None, bool]) -> None:
    vote = votes.read(folded(text))
    assert vote is not None
    assert (vote.votes_for, vote.votes_against, vote.votes_abstain, vote.unanimous) == counts


def test_a_cell_alone_tells_how_many_of_how_many_or_all_three_sides() -> None:
    vote = votes.read("\t3/5\t")
    assert vote is not None and (vote.votes_for, vote.unanimous) == (3, False)
    assert votes.figures("5 - 1 - 0") == ["5", "1", "0"]
    assert votes.figures("1402/3/5") == []


def test_the_rest_are_as_many_as_came_and_are_not_named() -> None:
    rest = votes.read(folded("آقای صفری مخالف بود و بقیه موافق"))
    refused = votes.read(folded("همه رأی منفی دادند"))
    assert rest is not None and refused is not None
    assert (rest.of(7).votes_for, rest.of(None).votes_for) == (6, None)
    assert (refused.of(5).votes_for, refused.of(5).votes_against) == (0, 5)


def test_each_members_own_side_in_a_row_is_a_vote() -> None:
    vote = votes.one_by_one(folded("۲\tموافق موافق\tمخالف\tموافق"))
    assert vote is not None
    assert (vote.votes_for, vote.votes_against, vote.votes_abstain) == (3, 1, 0)
    assert votes.one_by_one(folded("۲\tبا این بند سه نفر از اعضا موافق بودند")) is None


@pytest.mark.parametrize(
    ("sentence", "reports"),
    [
        ("این مصوبه با شش رأی موافق و یک رأی ممتنع صادر شد و رأی مخالف نداشت.", True),
        ("آقایان صفری و نادری با این بند مخالف بودند و پنج عضو دیگر موافق.", True),
        ("موافقان: صفری، نادری، فاضلی (۳ رأی).", True),
        ("همه موافق", True),
        ("شورا با شش رأی موافق شهرداری را موظف کرد جدول‌ها را تعویض کند", False),
        ("همه اعضا رأی دادند که شهرداری بدهی خود را بپردازد", False),
    ],
)
def test_a_report_speaks_of_votes_alone(sentence: str, reports: bool) -> None:
    assert votes.is_report(folded(sentence)) is reports


def test_a_paragraph_without_a_vote_has_none() -> None:
    assert votes.read(folded("با درخواست مخالفت شد و مقرر گردید")) is None
    assert votes.read(folded("با موافقت شهردار ۳ دستگاه خودرو خریداری شود")) is None
    assert votes.read(folded("به اتفاق شهردار از پروژه بازدید شد")) is None
    assert votes.read(folded("بتن با نسبت ۴ به ۱ ساخته شود")) is None
    assert votes.read(folded("برای ۵ نفر از کارکنان پاداش پرداخت شود")) is None
    assert votes.read(folded("شورا با اکثریت اعضا رسمیت یافت")) is None


def test_the_words_of_the_vote_are_told_from_the_resolution() -> None:
    text = folded("پرداخت حق بیمه با ۵ رأی موافق از ۷ رأی به تصویب رسید.")
    vote = votes.read(text)
    assert vote is not None
    start, end = votes.clause(text, vote)
    assert text[:start].strip() == "پرداخت حق بیمه"
    assert end == len(text)


@pytest.mark.parametrize(
    ("text", "came", "told"),
    [
        ("(موافقین: همه اعضا به جز آقای نجف‌لو)", 7, (6, None, False)),
        ("به اتفاق آرا به استثنای خانم باقری تصویب شد", 5, (4, None, False)),
        ("به اتفاق آرا به جز یک نفر تصویب شد", 7, (6, None, False)),
        ("موافقین: همه اعضا", 7, (7, 0, True)),
        ("موافقین: همه اعضا به جز آقای نجف‌لو", None, (None, None, False)),
    ],
)
def test_all_agreed_but_those_excepted(text: str, came: int | None, told: tuple[int | None, int | None, bool]) -> None:
    vote = votes.read(folded(text))
    assert vote is not None
    counted = vote.of(came)
    assert (counted.votes_for, counted.votes_against, counted.unanimous) == told


def test_those_excepted_are_not_those_who_agreed() -> None:
    vote = votes.read(folded("همه اعضا به جز دو نفر موافق بودند"))
    assert vote is None or vote.votes_for is None


def test_heads_without_a_figure_for_each_are_no_vote() -> None:
    vote = votes.read(folded("مخالف ممتنع ۷ ۰ ۰"))
    assert vote is None or vote.votes_against != 7


def test_who_did_not_vote_may_be_named() -> None:
    vote = votes.read(folded("از پنج نفر، چهار نفر رأی موافق دادند و خانم الماسی رأی نداد"))
    assert vote is not None and (vote.votes_for, vote.votes_abstain) == (4, 1)


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("۴+/۱-/۰=", (4, 1, 0)),
        ("رأی: ۴+ / ۱- / ۰=", (4, 1, 0)),
        ("خرید غلتک ۴+ / ۱- به تصویب رسید", (4, 1, None)),
        ("احداث ساختمان ۴ + ۱ - طبقه با ۳ رأی موافق و ۲ رأی مخالف تصویب شد", (3, 2, 0)),
        ("احداث ساختمان ۴ +/ ۱ - طبقه با ۳ رأی موافق و ۲ رأی مخالف تصویب شد", (3, 2, 0)),
        ("پلاک ۱۲ + ۳ - مسکونی به اتفاق آرا تصویب شد", (None, 0, 0)),
    ],
)
def test_signs_count_votes_where_nothing_else_does(sentence: str, counts: tuple[int | None, ...]) -> None:
    vote = votes.read(folded(sentence))
    assert vote is not None
    assert (vote.votes_for, vote.votes_against, vote.votes_abstain) == counts


@pytest.mark.parametrize("sentence", ["احداث ساختمان ۴ + ۱ - طبقه", "ضریب ۴ +/ ۱ - درصد", "پلاک ۱۲ + ۳ -"])
def test_what_is_reckoned_with_signs_is_no_vote(sentence: str) -> None:
    assert votes.read(folded(sentence)) is None


def test_who_spoke_for_and_against_tells_no_vote() -> None:
    assert votes.read(folded("موافقان و مخالفان هر یک پنج دقیقه صحبت کردند")) is None


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("با ۴ رأی موافق مقرر شد پل تعمیر شود", "مقرر"),
        ("شورا به اتفاق آرا مصوب نمود شهرداری پل را تعمیر کند", "شهرداری"),
        ("با سه رأی موافق و یک رأی ممتنع (خانم کریمی) پل تعمیر شود", "پل"),
        ("پس از رأی‌گیری با سه رأی موافق در برابر دو رأی مخالف، شهرداری مجاز است", "شهرداری"),
    ],
)
def test_a_decision_may_begin_with_its_vote(decision: str, words: str) -> None:
    plain = folded(decision)
    vote = votes.read(plain)
    assert vote is not None
    led = votes.led_in(plain, vote)
    assert led is not None
    assert plain[led:].split()[0] == words


def test_a_vote_within_a_decision_leads_nothing_in() -> None:
    plain = folded("پل کوهسار با ۴ رأی موافق تصویب شد")
    vote = votes.read(plain)
    assert vote is not None
    assert votes.led_in(plain, vote) is None
