"""Sentences that rule something, and sentences that only tell what was said."""

from __future__ import annotations

import time

import pytest

from nlp import decisions, tables, talk
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("sentence", "is_talk"),
    [
        ("رئیس کمیسیون گزارش بازدید از گلخانه را ارائه کرد.", True),
        ("نامه اهالی خوانده شد.", True),
        ("آقای صفری گفت که جدول‌ها باید تعویض شود.", True),
        ("راجع به خرید یک دستگاه غلتک.", True),
        ("شهرداری یک دستگاه غلتک خریداری نماید.", False),
        ("پس از گفت‌وگو، شورا پذیرفت که مهلت تمدید شود.", False),
        ("نامه اهالی خوانده شد و مقرر گردید پاسخ داده شود.", False),
        ("پل عابر ساخته شود. (همه موافق)", False),
        ("مدیر آبفا قول داد تا پایان بهمن ترمیم‌ها انجام شود.", True),
        ("آقای صفری از همکاری شهرداری تشکر نمود و تقاضا کرد ورودی پارک بسته بماند.", True),
        ("گزارش داد که نرخ قبلی پاسخگوی هزینه نمی‌باشد.", True),
    ],
)
def test_who_only_tells_what_was_said_decides_nothing(sentence: str, is_talk: bool) -> None:
    assert talk.is_talk(folded(sentence)) is is_talk


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("پس از بحث و تبادل نظر، با خرید یک دستگاه غلتک برای واحد عمران موافقت شد", "با خرید"),
        ("بعد از گفتگوی مفصل مقرر گردید شهرداری دویست کیسه سیمان در اختیار هیأت امنا قرار دهد", "مقرر گردید"),
        ("نامه اهالی قرائت گردید و پس از بحث مقرر شد شهرداری روشنایی کوی را تا پایان ماه نصب نماید", "مقرر شد"),
        ("همه همین نظر را داشتند و در نتیجه درخواست به شهرداری اعاده شد تا مدارک آن تکمیل شود", "درخواست"),
        ("این پیشنهاد رأی آورد و بر همین اساس شهرداری موظف است چهار ردیف سرعتگیر نصب کند", "شهرداری"),
        ("در پایان گفتگو مقرر شد شهرداری قطعه زمین ورزشگاه را دو سال در اختیار اداره قرار دهد", "مقرر شد"),
        ("همچنین در مورد ادامه کانال، مقرر شد عملیات اجرایی کانال از اول اسفند شروع شود", "مقرر شد"),
        ("در خصوص شکایت اهالی پس از مذاکره طولانی کمیسیون بهداشت مأمور شد از محل بازدید نماید", "کمیسیون"),
        ("با عنایت به مصوبات ستاد، مقرر شد ورودی پارک تا پایان آذر بسته باشد", "با عنایت"),
        ("مقرر گردید موضوع واگذاری غرفه‌ها پس از بررسی در کمیسیون به شورا ارائه شود", "مقرر گردید"),
        ("شهرداری مجاز است پس از بررسی کارشناس رسمی زمین را واگذار نماید", "شهرداری"),
    ],
)
def test_what_leads_in_to_a_ruling_is_none_of_it(decision: str, words: str) -> None:
    plain = folded(decision)
    assert plain[talk.led_in(plain) :].startswith(folded(words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("نامه باشگاه کوهنوردی خوانده شد. سالن شهرداری در اختیار باشگاه قرار گیرد.", "سالن"),
        ("بهای پیشنهادی ۴۰ میلیون ریال است. خرید زمین کنار میدان موکول شد.", "خرید"),
        ("شهرداری سالن را آماده کند. گزارش کار ماهانه ارائه شود.", "شهرداری"),
        ("گزارش عملکرد انبار شهرداری خوانده شد.", "گزارش"),
    ],
)
def test_a_decision_begins_behind_the_talk_and_where_all_is_talk_with_it(text: str, words: str) -> None:
    plain = folded(text)
    assert plain[talk.before(plain, 0, len(plain)) :].startswith(folded(words))


@pytest.mark.parametrize(
    "clause",
    ["شهرداری مبنی بر پس از بحث با بررسی ضمن طرح ", "پس از بحث ", "با بررسی مقرر شد طرح ", "و پس از بحث شورا "],
)
def test_the_work_for_what_leads_in_does_not_grow_with_its_words(clause: str) -> None:
    for letters in (400, 12_000):
        plain = folded("نامه " + (clause * letters)[:letters])
        began = time.process_time()
        talk.led_in(plain)
        # A form that tries each word in all ways needs twenty seconds for the shorter one.
        assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("head", "tells"), [("تصمیم شورا", True), ("شرح مصوبه", True), ("شرح مذاکرات", False), ("شرح گزارش", False)]
)
def test_a_column_of_talk_is_none_of_decisions(head: str, tells: bool) -> None:
    assert tables.is_of_decisions(head) is tells


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("تعیین نماینده شورا در کمیسیون ماده صد. آقای قدیر ملکی به مدت یکسال انتخاب شد.", "آقای"),
        ("مسئول امور اداری فهرست کارکنان مشمول پاداش را ارائه داد. پرداخت پاداش تصویب شد.", "پرداخت"),
        ("من با فروش ملک موافق نیستم و پیشنهاد می‌کنم اجاره داده شود. شهرداری پل را تعمیر کند.", "شهرداری"),
        ("در مورد تمدید قرارداد پیمانکار جمع‌آوری زباله بحث شد. تمدید قرارداد بلامانع است.", "تمدید"),
    ],
)
def test_a_decision_begins_behind_its_matter_and_all_talk(text: str, words: str) -> None:
    plain = folded(text)
    assert plain[talk.before(plain, 0, len(plain)) :].split()[0] == folded(words)


@pytest.mark.parametrize("line", ["هزینه طرح برآورد شده است", "نامه وارد شد"])
def test_a_word_within_another_refuses_nothing(line: str) -> None:
    assert not decisions.decides(folded(line))


@pytest.mark.parametrize(
    "line", ["موضوع بدون اخذ رأی از دستور خارج شد", "رأیی گرفته نشد", "مصوبه خاصی نداشت", "بحث به نتیجه نرسید"]
)
def test_a_matter_may_end_without_a_decision(line: str) -> None:
    assert decisions.is_undecided(folded(line))
