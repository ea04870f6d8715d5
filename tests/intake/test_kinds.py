"""Which type a document is, by its words."""

import pytest

from intake import kinds
from tests.intake.drawn import drawn

TEXTS = {
    "official-letter": """شهرداری زرند\tشماره: ۱۲۳/ص
\tتاریخ: ۱۴۰۲/۰۱/۱۵
فرماندار محترم شهرستان زرند
موضوع: ارسال دفترچه عوارض محلی
با سلام
احتراماً دفترچه عوارض محلی سال ۱۴۰۳ جهت بررسی ایفاد می‌گردد.
علی رضایی
شهردار زرند""",
    "council-minutes": """صورتجلسه شورای اسلامی شهر زرند
شماره جلسه: ۴۲
حاضرین: حسن یزدانی، مریم نوری
دستور جلسه: انتخاب شهردار
مصوبات:
۱- آقای محمد کریمی با ۴ رأی موافق انتخاب گردید.""",
    "council-resolution": """شورای اسلامی شهر گرگان
مصوبه شورای اسلامی شهر
شماره مصوبه: ۱۲\tتاریخ: ۱۴۰۲/۰۷/۱۵
متن مصوبه: شورا افزایش نرخ کرایه تاکسی را با ۵ رأی موافق تصویب نمود.""",
    "audit-report": """گزارش حسابرس مستقل
به شورای اسلامی شهر گرگان
۱- صورت‌های مالی شهرداری گرگان توسط مؤسسه حسابرسی آرمان نوین حسابرسی شده است.
سال مالی منتهی به ۲۹/۱۲/۱۴۰۱""",
    "research-proposal": "فرم پیشنهاد طرح پژوهشی (پروپوزال)\nعنوان طرح: بررسی ترافیک\nبیان مسئله\nروش تحقیق",
    "charter": "اساسنامه سازمان پسماند شهرداری گرگان\nفصل اول: کلیات\nماده ۱: نام سازمان\nماده ۲: مرکز اصلی",
    "charges-book": "دفترچه عوارض محلی سال ۱۴۰۳\nشهرداری گرگان\nتعرفه شماره ۱\nعوارض زیربنا\nضریب",
    "mayor-form": "فرم معرفی‌نامه شهردار پیشنهادی\nنام و نام خانوادگی: محمد کریمی\tنام پدر: حسین\nمدرک تحصیلی: عمران",
    "education-certificate": "جمهوری اسلامی ایران\nدانشگاه تهران\nگواهینامه پایان تحصیلات\nرشته عمران با معدل ۱۷",
    "identity-document": "جمهوری اسلامی ایران\nسازمان ثبت احوال کشور\nکارت شناسایی ملی\nنام: محمد\nنام پدر: حسین",
    "resume": "رزومه\nمشخصات فردی\nنام: محمد کریمی\nسوابق تحصیلی\nسوابق شغلی\nمهارت‌ها",
    "conformity-opinion": """هیأت تطبیق مصوبات شوراهای اسلامی شهرستان زرند
شماره: ۱۲\tتاریخ: ۱۴۰۲/۰۸/۰۱
مصوبه شماره ۱۲ شورا در جلسه هیأت تطبیق مطرح و مغایرتی با قوانین نداشت.""",
    "justification-plan": "طرح توجیهی خرید ماشین‌آلات\nشهرداری زرند\nضرورت اجرای طرح\nبرآورد هزینه\nتوجیه اقتصادی",
    "budget-form": "بودجه پیشنهادی سال ۱۴۰۳ شهرداری زرند\nکد\tشرح\tمبلغ (ریال)\n۱۱۰۰\tدرآمدهای عمومی\t۱۲٬۰۰۰٬۰۰۰",
    "org-chart": "نمودار سازمانی شهرداری زرند\nشهردار\nمعاونت عمرانی\nواحد سازمانی\tعنوان پست",
    "training-certificate": "گواهینامه پایان دوره آموزشی\nگواهی می‌شود آقای محمد کریمی در دوره آموزشی به مدت ۳۲ ساعت",
    "application": "تقاضانامه سرمایه‌گذاری در حوزه پسماند\nاینجانب محمد کریمی متقاضی\nمشخصات متقاضی",
    "other": "دستور پخت آش رشته\nنخود و لوبیا را از شب قبل خیس کنید.",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_document_is_known_by_its_words(kind: str) -> None:
    assert kinds.classify([drawn(TEXTS[kind])]).value == kind


def test_a_letter_that_sends_minutes_stays_a_letter() -> None:
    letter = """شورای اسلامی شهر زرند
شماره: ۴۵/ش
پیوست: صورتجلسه
استاندار محترم کرمان
موضوع: ارسال صورتجلسه انتخاب شهردار
سلام علیکم
احتراماً به استحضار می‌رساند صورتجلسه شماره ۴۲ مورخ ۱۴۰۲/۰۱/۱۲ شورای اسلامی شهر به پیوست ارسال می‌گردد."""
    assert kinds.classify([drawn(letter)]).value == "official-letter"


def test_misread_titles_are_still_known() -> None:
    noisy = TEXTS["council-minutes"].replace("صورتجلسه", "صور تجلسه").replace("مصوبات", "مصویات")
    assert kinds.classify([drawn(noisy)]).value == "council-minutes"


def test_little_to_go_by_means_little_confidence() -> None:
    clear = kinds.classify([drawn(TEXTS["council-minutes"])])
    scant = kinds.classify([drawn("جلسه\nحاضرین: حسن یزدانی\nشماره: ۱۲")])
    assert clear.confidence > 0.9 > scant.confidence


def test_an_empty_document_is_nothing_known() -> None:
    assert kinds.classify([]) == kinds.Kind("other", 0.0)
