"""One list of decisions after another, with their numbers and votes told as the offices of different towns tell them."""

from __future__ import annotations

from typing import Any

import pytest

from intake import fields
from nlp.normalise import folded
from tests.intake.drawn import drawn

HEAD = (
    "صورتجلسه شماره ۱۵۳ شورای اسلامی شهر زرند\nتاریخ: ۱۴۰۲/۰۵/۰۶ ساعت شروع: ۱۷\n"
    "حاضران: علی رضایی (رئیس)، حسن امینی (نایب رئیس)، مریم باقری (منشی)، زهرا کریمی، رضا صفری\n\n"
)
TAIL = "\n\nعلی رضایی\tحسن امینی\tمریم باقری\tزهرا کریمی\tرضا صفری\nرئیس\tنایب رئیس\tمنشی\tعضو\tعضو"
CLOSED = "\nجلسه در ساعت ۱۹ با ذکر صلوات پایان یافت."
ROLLER = "شهرداری مجاز است یک دستگاه غلتک از محل اعتبارات عمرانی خریداری نماید"
TAXIS = "نرخ کرایه تاکسی‌های درون‌شهری از ابتدای مهرماه بیست درصد افزایش یابد"
FOOTBALL = "درخواست هیئت فوتبال جهت بررسی بیشتر به کمیسیون فرهنگی ارجاع گردید"

type Told = tuple[int, str, int | None, int | None, int | None]


def read(text: str, head: str = HEAD) -> list[Told]:
    """What was decided: number, folded words, and the counts, a side that nobody joined 0."""
    page = drawn("\n".join(map(wrapped, (head + text + TAIL).split("\n"))))
    found: dict[str, Any] = {name: one.value for name, one in fields.extract([page], "council-minutes").items()}
    return [told(*(one[key] for key in KEYS)) for one in found.get("resolutions", [])]


KEYS = ("number", "text", "votes_for", "votes_against", "votes_abstain")


def told(number: int, text: str, *counts: int | None) -> Told:
    known = [count or 0 if counts[0] is not None else count for count in counts]
    return number, folded(text).rstrip(" ."), known[0], known[1], known[2]


def wrapped(paragraph: str) -> str:
    """A paragraph in rows as wide as the drawn page; a table's row is one."""
    if "\t" in paragraph:
        return paragraph
    rows: list[list[str]] = [[]]
    for word in paragraph.split():
        if sum(9 * len(one) + 8 for one in (*rows[-1], word)) > 830:
            rows.append([])
        rows[-1].append(word)
    return "\n".join(map(" ".join, rows))


def three(first: int, *votes: tuple[int, int, int]) -> list[Told]:
    return [
        told(first + place, words, *vote)
        for place, (words, vote) in enumerate(zip((ROLLER, TAXIS, FOOTBALL), votes, strict=True))
    ]


MOST = (4, 1, 0), (3, 1, 1), (5, 0, 0)
ALL = ((5, 0, 0),) * 3


@pytest.mark.parametrize(
    "heads",
    [
        (
            "مصوبه ۲۴۱ | موافق: ۴ نفر مخالف: ۱ نفر",
            "مصوبه ۲۴۲ | موافق: ۳ نفر مخالف: ۱ نفر ممتنع: ۱ نفر",
            "مصوبه ۲۴۳ | به اتفاق آراء",
        ),
        (
            "مصوبه شماره ۲۴۱ - (۴ موافق / ۱ مخالف)",
            "مصوبه شماره ۲۴۲ - (۳ موافق / ۱ مخالف / ۱ ممتنع)",
            "مصوبه شماره ۲۴۳ - (اتفاق آرا)",
        ),
        (
            "شماره مصوبه: ۲۴۱ آراء: ۴ موافق، ۱ مخالف",
            "شماره مصوبه: ۲۴۲ آراء: ۳ موافق، ۱ مخالف، ۱ ممتنع",
            "شماره مصوبه: ۲۴۳ آراء: اتفاق آرا",
        ),
        (
            "تصمیم ۲۴۱ (رأی‌گیری: ۴ به ۱)",
            "تصمیم ۲۴۲ (رأی‌گیری: ۳ موافق، ۱ مخالف و ۱ ممتنع)",
            "تصمیم ۲۴۳ (رأی‌گیری: به اتفاق آرا)",
        ),
        ("■ مصوبه ۲۴۱ ـ موافق ۴ ـ مخالف ۱", "■ مصوبه ۲۴۲ ـ موافق ۳ ـ مخالف ۱ ـ ممتنع ۱", "■ مصوبه ۲۴۳ ـ موافق ۵"),
        (
            "مصوبه (۲۴۱) با اکثریت آرا: چهار موافق، یک مخالف",
            "مصوبه (۲۴۲) با اکثریت آرا: سه موافق، یک مخالف، یک ممتنع",
            "مصوبه (۲۴۳) به اتفاق آرا",
        ),
        (
            "بند ۲۴۱ - تصویب با ۴ رأی موافق و ۱ رأی مخالف:",
            "بند ۲۴۲ - تصویب با ۳ رأی موافق، ۱ رأی مخالف و ۱ رأی ممتنع:",
            "بند ۲۴۳ - تصویب به اتفاق آرا:",
        ),
        (
            "مصوبه دویست و چهل و یکم | نتیجه: ۴ موافق ۱ مخالف",
            "مصوبه دویست و چهل و دوم | نتیجه: ۳ موافق ۱ مخالف ۱ ممتنع",
            "مصوبه دویست و چهل و سوم | نتیجه: اتفاق آرا",
        ),
        (
            "مصوبه ۱۵۳/۲۴۱ ◄ رأی: موافق ۴ مخالف ۱",
            "مصوبه ۱۵۳/۲۴۲ ◄ رأی: موافق ۳ مخالف ۱ ممتنع ۱",
            "مصوبه ۱۵۳/۲۴۳ ◄ رأی: موافق ۵ مخالف ۰",
        ),
        ("مصوبه ۲۴۱\tموافق: ۴\tمخالف: ۱", "مصوبه ۲۴۲\tموافق: ۳\tمخالف: ۱\tممتنع: ۱", "مصوبه ۲۴۳\tاتفاق آرا"),
        (
            "مصوبه ش ۲۴۱ [۴ رأی موافق - ۱ رأی مخالف]",
            "مصوبه ش ۲۴۲ [۳ رأی موافق - ۱ رأی مخالف - ۱ رأی ممتنع]",
            "مصوبه ش ۲۴۳ [به اتفاق آراء]",
        ),
        (
            "مصوبه ۲۴۱: (چهار رأی مثبت - یک رأی منفی)",
            "مصوبه ۲۴۲: (سه رأی مثبت - یک رأی منفی - یک رأی سفید)",
            "مصوبه ۲۴۳: (به اتفاق)",
        ),
        (
            "۲۴۱) موافقان: ۴ نفر / مخالفان: ۱ نفر",
            "۲۴۲) موافقان: ۳ نفر / مخالفان: ۱ نفر / ممتنع: ۱ نفر",
            "۲۴۳) به اتفاق آرا",
        ),
    ],
)
def test_a_head_line_bears_the_number_and_the_vote_of_what_stands_below(heads: tuple[str, str, str]) -> None:
    text = "\n".join(f"{head}\n{words}." for head, words in zip(heads, (ROLLER, TAXIS, FOOTBALL), strict=True))
    assert read("مصوبات جلسه:\n" + text + CLOSED) == three(241, *MOST)


@pytest.mark.parametrize(
    "votes",
    [
        (
            "موافقین: رضایی، امینی، باقری، کریمی مخالف: صفری",
            "موافقین: رضایی، امینی، باقری مخالف: کریمی ممتنع: صفری",
            "موافقین: همه اعضا",
        ),
        (
            "موافق: رضایی - امینی - باقری - کریمی / مخالف: صفری",
            "موافق: رضایی - امینی - باقری / مخالف: کریمی / ممتنع: صفری",
            "موافق: کلیه اعضا",
        ),
        (
            "(موافق: آقایان رضایی، امینی، صفری و خانم باقری؛ مخالف: خانم کریمی)",
            "(موافق: آقایان رضایی، امینی و خانم باقری؛ مخالف: خانم کریمی؛ ممتنع: آقای صفری)",
            "(موافق: همگی)",
        ),
        (
            "آرای موافق: علی رضایی، حسن امینی، مریم باقری و زهرا کریمی. رأی مخالف: رضا صفری.",
            "آرای موافق: علی رضایی، حسن امینی و مریم باقری. رأی مخالف: زهرا کریمی. رأی ممتنع: رضا صفری.",
            "آرای موافق: هر پنج نفر. رأی مخالف: ندارد.",
        ),
        (
            "اسامی موافقین: رضایی، امینی، باقری، کریمی\nاسامی مخالفین: صفری",
            "اسامی موافقین: رضایی، امینی، باقری\nاسامی مخالفین: کریمی\nاسامی ممتنعین: صفری",
            "اسامی موافقین: رضایی، امینی، باقری، کریمی، صفری\nاسامی مخالفین: -",
        ),
        (
            "آقایان رضایی و امینی و خانم‌ها باقری و کریمی موافق و آقای صفری مخالف بودند.",
            "آقایان رضایی و امینی و خانم باقری موافق، خانم کریمی مخالف و آقای صفری ممتنع بودند.",
            "همه اعضا موافق بودند.",
        ),
        (
            "رأی موافق (۴ نفر): رضایی، امینی، باقری، کریمی - رأی مخالف (۱ نفر): صفری",
            "رأی موافق (۳ نفر): رضایی، امینی، باقری - رأی مخالف (۱ نفر): کریمی - رأی ممتنع (۱ نفر): صفری",
            "رأی موافق (۵ نفر): رضایی، امینی، باقری، کریمی، صفری",
        ),
        (
            "با رأی موافق آقایان رضایی، امینی و خانم‌ها باقری و کریمی و رأی مخالف آقای صفری تصویب شد.",
            "با رأی موافق آقایان رضایی، امینی و خانم باقری، رأی مخالف خانم کریمی و رأی ممتنع آقای صفری تصویب شد.",
            "با رأی موافق همه اعضا تصویب شد.",
        ),
        (
            "رضایی: موافق، امینی: موافق، باقری: موافق، کریمی: موافق، صفری: مخالف",
            "رضایی: موافق، امینی: موافق، باقری: موافق، کریمی: مخالف، صفری: ممتنع",
            "رضایی: موافق، امینی: موافق، باقری: موافق، کریمی: موافق، صفری: موافق",
        ),
        (
            "رضایی (موافق) امینی (موافق) باقری (موافق) کریمی (موافق) صفری (مخالف)",
            "رضایی (موافق) امینی (موافق) باقری (موافق) کریمی (مخالف) صفری (ممتنع)",
            "رضایی (موافق) امینی (موافق) باقری (موافق) کریمی (موافق) صفری (موافق)",
        ),
        (
            "آقای صفری رأی مخالف داد و چهار عضو دیگر رأی موافق دادند.",
            "خانم کریمی رأی مخالف و آقای صفری رأی ممتنع داد و سایر اعضا موافق بودند.",
            "کلیه اعضا رأی موافق دادند.",
        ),
    ],
)
def test_members_are_named_on_their_sides(votes: tuple[str, str, str]) -> None:
    decided = zip("۱۲۳", (ROLLER, TAXIS, FOOTBALL), votes, strict=True)
    text = "\n".join(f"{number}- {words}.\n{vote}" for number, words, vote in decided)
    assert read("مصوبات جلسه:\n" + text + CLOSED) == three(1, *MOST)


@pytest.mark.parametrize("marks", ["۱- ۲- ۳-", "• • •"])
@pytest.mark.parametrize(
    "report",
    [
        "تمامی تصمیمات فوق به اتفاق آراء اعضای حاضر به تصویب رسید و جلسه ساعت ۲۰ پایان پذیرفت.",
        "کلیه مصوبات این جلسه به اتفاق آرا تصویب گردید.",
        "همه موارد یاد شده با رأی موافق پنج نفر از اعضا به تصویب رسید.",
        "موارد بالا مورد موافقت همه اعضا قرار گرفت و جلسه در ساعت ۱۹ خاتمه یافت.",
        "مراتب فوق به اتفاق آرای اعضای حاضر تصویب شد.",
        "بندهای سه‌گانه فوق به اتفاق آرا مصوب گردید.",
        "هر سه مصوبه به اتفاق آرا به تصویب رسید.",
        "تصمیمات متخذه به اتفاق آرا بوده است.",
        "توضیح: تمام مصوبات این صورتجلسه با پنج رأی موافق و بدون رأی مخالف به تصویب رسیده است.",
        "رأی‌گیری: در تمامی بندها به اتفاق آرا",
        "کلیه مصوبات فوق‌الذکر پس از رأی‌گیری علنی با اتفاق آرا مصوب و مقرر شد جهت سیر مراحل قانونی به فرمانداری ارسال شود.",
        "در پایان مصوبات بالا قرائت و به اتفاق آرا تأیید و امضا شد.",
        "مفاد این صورتجلسه در سه بند به اتفاق آرا به تصویب اعضا رسید.",
        "نحوه تصویب بندهای ۱ تا ۳: به اتفاق آرا",
        "آراء: بند ۱ الی ۳ اتفاق آرا (۵ نفر)",
    ],
)
def test_one_sentence_tells_the_vote_of_all_above(report: str, marks: str) -> None:
    decided = zip(marks.split(), (ROLLER, TAXIS, FOOTBALL), strict=True)
    text = "\n".join(f"{mark} {words}." for mark, words in decided)
    assert read(f"پس از بحث و بررسی تصمیمات زیر گرفته شد:\n{text}\n{report}") == three(1, *ALL)


@pytest.mark.parametrize(
    "votes",
    [
        ("( به اتفاق آراء )", "(سه رأی موافق، یک مخالف، یک ممتنع)", "(به اتفاق آرا)"),
        ("به اتفاق آرا.", "سه رأی موافق، یک رأی مخالف و یک رأی ممتنع.", "به اتفاق آرا."),
    ],
)
@pytest.mark.parametrize(
    "marks",
    [
        ("اولاً :", "ثانیاً :", "ثالثاً :"),
        ("اولا", "ثانیا", "ثالثا"),
        ("نخست آنکه", "دوم آنکه", "سوم آنکه"),
        ("الف)", "ب)", "ج)"),
        ("۱-", "۲-", "۳-"),
        ("۱)", "۲)", "۳)"),
        ("(۱)", "(۲)", "(۳)"),
        ("یکم:", "دوم:", "سوم:"),
        ("اول:", "دوم:", "سوم:"),
        ("مصوبه اول:", "مصوبه دوم:", "مصوبه سوم:"),
        ("بند یک:", "بند دو:", "بند سه:"),
        ("یک-", "دو-", "سه-"),
        ("اول -", "دوم -", "سوم -"),
        ("مصوبه ۱:", "مصوبه ۲:", "مصوبه ۳:"),
    ],
)
def test_decisions_run_on_within_one_paragraph(marks: tuple[str, str, str], votes: tuple[str, str, str]) -> None:
    decided = zip(marks, (ROLLER, TAXIS, FOOTBALL), votes, strict=True)
    text = " ".join(f"{mark} {words}. {vote}" for mark, words, vote in decided)
    told_so = read("پس از بحث و تبادل نظر موارد زیر به تصویب رسید: " + text + CLOSED)
    assert told_so == three(1, (5, 0, 0), (3, 1, 1), (5, 0, 0))


PEOPLE = "صورتجلسه شماره ۱۵۳ شورای اسلامی شهر زرند\nحاضران: علی رضایی، حسن امینی، مریم باقری، زهرا کریمی، رضا صفری\n\n"


@pytest.mark.parametrize(
    "points",
    [
        (
            "۱) ابتدا نامه شهرداری قرائت شد.",
            "۲) گزارش سفر هیأت بیان شد و اعضا سؤالاتی پرسیدند.",
            "۳) در ادامه سد معبر مطرح شد.",
        ),
        ("بند ۱/ نامه شهرداری قرائت شد.", "بند ۲/ گزارش سفر هیأت بیان شد.", "بند ۳/ سد معبر مطرح شد."),
        ("موضوع اول، نامه شهرداری قرائت شد.", "موضوع دوم، گزارش سفر هیأت بیان شد.", "موضوع سوم، سد معبر مطرح شد."),
    ],
)
def test_a_point_without_a_decision_has_its_number_all_the_same(points: tuple[str, str, str]) -> None:
    text = (
        f"{points[0]} {ROLLER}. به اتفاق آرا تصویب شد.\n{points[1]}\n{points[2]} {TAXIS}. (۴ موافق، ۱ مخالف)" + CLOSED
    )
    assert read(text, PEOPLE) == [told(1, ROLLER, 5, 0, 0), told(3, TAXIS, 4, 1, 0)]


@pytest.mark.parametrize("marks", [("الف)", "ب)"), ("-", "-"), ("•", "•")])
@pytest.mark.parametrize("opens", ["۱- ", "مصوبه شماره ۱: "])
def test_what_a_decision_counts_up_belongs_to_it(opens: str, marks: tuple[str, str]) -> None:
    rates = [f"{mark} {of} هر رأس ۴۵۰ هزار ریال" for mark, of in zip(marks, ("گوسفند", "گاو"), strict=True)]
    first = "بهای خدمات کشتارگاه از ابتدای سال ۱۴۰۴ به شرح زیر تعیین گردید:"
    text = "\n".join([f"مصوبات:\n{opens}{first}", *rates, "آراء: چهار موافق، یک مخالف"])
    text += f"\n{opens.replace('۱', '۲')}{ROLLER}. (به اتفاق آرا)"
    found = read(text + CLOSED, PEOPLE)
    assert [(number, *counts) for number, _, *counts in found] == [(1, 4, 1, 0), (2, 5, 0, 0)]
    assert all(folded(part) in found[0][1] for part in ("به شرح زیر", "گوسفند هر رأس", "گاو هر رأس"))


@pytest.mark.parametrize(
    "report",
    ["(با چهار رأی موافق و یک رأی مخالف): {}", "با چهار رأی موافق و یک رأی مخالف، {}", "[۴ موافق - ۱ مخالف] {}"],
)
def test_a_decision_may_open_with_its_vote(report: str) -> None:
    text = f"مصوبه اول {report.format(ROLLER)}.\nمصوبه دوم (به اتفاق آرا): {TAXIS}."
    assert read("مصوبات:\n" + text + CLOSED, PEOPLE) == [told(1, ROLLER, 4, 1, 0), told(2, TAXIS, 5, 0, 0)]


@pytest.mark.parametrize(
    "talk",
    [
        "صفری: من با خرید نو موافق نیستم و پیشنهاد می‌کنم دستگاه دست دوم خریداری شود.",
        "آقای صفری مخالف خرید نو بود و پیشنهاد داد دستگاه اجاره شود.",
        "موافقان و مخالفان هر یک پنج دقیقه صحبت کردند.",
        "هزینه طرح ۲۴۰۰ میلیون ریال برآورد شده است.",
        "موضوع بدون اخذ رأی از دستور خارج شد.",
    ],
)
def test_what_is_said_before_a_decision_is_none(talk: str) -> None:
    text = f"{talk}\nرأی‌گیری: موافق ۴، مخالف ۱\nتصویب شد: {ROLLER}."
    assert read(text + CLOSED, PEOPLE) == [told(1, ROLLER, 4, 1, 0)]


def test_the_end_of_the_sitting_is_no_part_of_the_last_decision() -> None:
    text = f"مصوبه اول- {ROLLER}. (۴ موافق، ۱ مخالف)\nمصوبه دوم- {TAXIS}. اتفاق آراء\nدر ساعت ۲۰:۱۵ ختم جلسه اعلام شد."
    assert read(text, PEOPLE) == [told(1, ROLLER, 4, 1, 0), told(2, TAXIS, 5, 0, 0)]


def test_votes_behind_a_row_that_ends_with_their_side() -> None:
    text = f"بند ۱/ {ROLLER}. موافقین: رضایی، امینی، باقری، کریمی. مخالفین:\nصفری.\nبند ۲/ {TAXIS}. (همه موافق)"
    assert read(text + CLOSED, PEOPLE) == [told(1, ROLLER, 4, 1, 0), told(2, TAXIS, 5, 0, 0)]


def test_the_vote_below_what_somebody_proposed_is_that_on_what_was_decided() -> None:
    text = (
        "شهردار: کفسازی آسیب دید. از شورا می‌خواهیم اعتبار را تأمین کند.\n"
        "صفری: من با فروش ملک موافق نیستم و پیشنهاد می‌کنم از محل عوارض باشد.\n"
        f"رأی‌گیری: موافق ۴، مخالف ۱\nتصویب شد: {ROLLER}."
    )
    assert read(text + CLOSED, PEOPLE) == [told(1, ROLLER, 4, 1, 0)]
