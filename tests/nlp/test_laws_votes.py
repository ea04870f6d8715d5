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
        ("ماده ۱۰۰ و تبصره ۱ آن قانون شهرداری", [(100, 1, "قانون شهرداری")]),
        ("ماده ۱۵ قانون نوسازی و عمران شهری مراتب", [(15, None, "قانون نوسازی و عمران شهری")]),
        ("ماده ۴۴ آیین‌نامه مالی شهرداری‌ها", [(44, None, folded("آیین‌نامه مالی شهرداری‌ها"))]),
        ("ماده ۷۱ قانون شوراها و ماده ۸۰ همان قانون", [(71, None, "قانون شوراها"), (80, None, "قانون شوراها")]),
        ("ماده ۱: نام سازمان\nماده ۲: مرکز", []),
        ("به موجب قانون شهرداری، ماده ۵۵", [(55, None, "قانون شهرداری")]),
        ("در قانون برگزاری مناقصات مصوب ۱۳۸۳ (ماده ۱۰)", [(10, None, "قانون برگزاری مناقصات")]),
        ("طبق تبصره‌های ۱ و ۲ ماده ۱۰۰ قانون شهرداری", [(100, 1, "قانون شهرداری"), (100, 2, "قانون شهرداری")]),
        ("طبق اصل یکصدم قانون اساسی", [(100, None, "قانون اساسی")]),
        ("طبق ماده ۴ قرارداد و ماده ۲۹ شرایط عمومی پیمان", []),
    ],
)
def test_citations(text: str, cited: list[tuple[int | None, int | None, str]]) -> None:
    found = [(ref.value.article, ref.value.note, ref.value.law) for ref in laws.find(folded(text))]
    assert found == cited


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
        ("با مرخصی موافقت شد. همه موافق بودند", (None, 0, 0, True)),
        ("هر پنج عضو موافق", (5, 0, 0, True)),
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
    ],
)
def test_votes_as_they_are_told(text: str, counts: tuple[int | None, int | None, int | None, bool]) -> None:
    vote = votes.read(folded(text))
    assert vote is not None
    assert (vote.votes_for, vote.votes_against, vote.votes_abstain, vote.unanimous) == counts


def test_a_paragraph_without_a_vote_has_none() -> None:
    assert votes.read(folded("با درخواست مخالفت شد و مقرر گردید")) is None
    assert votes.read(folded("با موافقت شهردار ۳ دستگاه خودرو خریداری شود")) is None


def test_the_words_of_the_vote_are_told_from_the_resolution() -> None:
    text = folded("پرداخت حق بیمه با ۵ رأی موافق از ۷ رأی به تصویب رسید.")
    vote = votes.read(text)
    assert vote is not None
    start, end = votes.clause(text, vote)
    assert text[:start].strip() == "پرداخت حق بیمه"
    assert end == len(text)
