"""Letters laid out on a page, as word processors and offices' systems do it: their body in HTML, and what they say.

All people and numbers in them are made up.
"""

from typing import Any

LAID_OUT: dict[str, tuple[str, dict[str, Any]]] = {
    "three columns of a ministry's letterhead": (
        """<table width="100%"><tr><td width=35%>جمهوری اسلامی ایران<br>
وزارت کشور<br>
استانداری اردبیل<br>
فرمانداری شهرستان خلخال</td>
<td class=c width=30%>بسمه تعالی</td>
<td width=35%><table><tr><td>شماره:</td>
<td>۱۱۲/۴/۸۸۳۱</td>
</tr>
<tr><td>تاریخ:</td>
<td>۱۴۰۳/۰۵/۱۷</td>
</tr>
<tr><td>پیوست:</td>
<td>دو برگ</td>
</tr>
</table></td>
</tr>
</table>
<p><b>شهردار محترم کلور</b></p>
<p>موضوع: کنترل ساخت‌وساز در حریم</p>
<p>سلام علیکم</p>
<p>احتراماً، پیرو نامه شماره ۱۱۲/۴/۷۷۰۲ مورخ ۱۴۰۳/۰۴/۰۲ این فرمانداری، خواهشمند است گزارش اقدامات انجام‌شده
در خصوص ساخت‌وسازهای غیرمجاز در حریم شهر را حداکثر تا پایان ماه جاری ارسال فرمایید.</p>
<p class=l>ایوب نجفی‌پور<br>
فرماندار شهرستان خلخال</p>
<p>رونوشت:<br>
- معاونت عمرانی استانداری جهت استحضار</p>""",
        {
            "letter_number": "112/4/8831",
            "letter_date": "1403-05-17",
            "has_attachment": True,
            "sender": "فرمانداری شهرستان خلخال",
            "recipient": "شهردار محترم کلور",
            "subject": "کنترل ساخت‌وساز در حریم",
            "references": [{"number": "112/4/7702", "date": "1403-04-02"}],
            "signatory_name": "ایوب نجفی‌پور",
            "signatory_title": "فرماندار شهرستان خلخال",
            "municipality": "کلور",
        },
    ),
    "two who sign side by side": (
        """<p class=c>شورای اسلامی شهر دهدشت</p>
<p class=l>شماره: ۲۲/ش/۱۴۰۲<br>
تاریخ: ۱۴۰۲/۰۹/۱۴<br>
پیوست: ندارد</p>
<p>جناب آقای مهندس بهمن دانشی</p>
<p>شهردار محترم دهدشت</p>
<p>موضوع: تعیین نرخ کرایه تاکسی</p>
<p>با سلام و احترام</p>
<p>با توجه به نامه شماره ۹۹۰/د مورخ ۱۴۰۲/۰۹/۰۱ آن شهرداری، نرخ کرایه تاکسی برای سال ۱۴۰۳ به مبلغ ۵۰٬۰۰۰
ریال تصویب شد.</p>
<table width="100%"><tr><td width=50% class=c>سیاوش راد<br>
منشی شورا</td>
<td width=50% class=c>لطف‌الله شهبازی<br>
رئیس شورای اسلامی شهر دهدشت</td>
</tr>
</table>""",
        {
            "letter_number": "22/ش/1402",
            "letter_date": "1402-09-14",
            "has_attachment": False,
            "sender": "شورای اسلامی شهر دهدشت",
            "recipient": "جناب آقای مهندس بهمن دانشی شهردار محترم دهدشت",
            "subject": "تعیین نرخ کرایه تاکسی",
            "references": [{"number": "990/د", "date": "1402-09-01"}],
            "amounts": [50000],
            "signatory_name": "لطف‌الله شهبازی",
            "signatory_title": "رئیس شورای اسلامی شهر دهدشت",
            "municipality": "دهدشت",
        },
    ),
    "heads and values of columns": (
        """<p class=c><b>اداره کل تعاون، کار و رفاه اجتماعی<br>
استان خراسان شمالی</b></p>
<table width="100%" border=1 style="border-collapse:collapse"><tr><td>شماره</td>
<td>تاریخ</td>
<td>پیوست</td>
<td>طبقه‌بندی</td>
</tr>
<tr><td>۴۴۰۲/۱۷</td>
<td>۱۴۰۳/۰۸/۰۶</td>
<td>ندارد</td>
<td>عادی</td>
</tr>
</table><p>رئیس محترم شورای اسلامی شهر شیروان</p>
<p>موضوع: پاسخ استعلام بیمه کارگران فصلی</p>
<p>سلام علیکم</p>
<p>در پاسخ به استعلام شماره ۳۲۰ مورخ ۱۴۰۳/۰۷/۲۸، بیمه کارگران فصلی برابر ماده ۱۴۸ قانون کار بر عهده
کارفرماست.</p>
<p class=c>حسن زرینی<br>
مدیرکل</p>
<p style="font-size:9pt" class=c>بجنورد، میدان کارگر، تلفن: ۰۵۸-۳۲۲۴۵۵۶۶ کدپستی: ۹۴۱۷۷-۴۴۵۹۸</p>""",
        {
            "letter_number": "4402/17",
            "letter_date": "1403-08-06",
            "has_attachment": False,
            "sender": "اداره کل تعاون، کار و رفاه اجتماعی استان خراسان شمالی",
            "recipient": "رئیس محترم شورای اسلامی شهر شیروان",
            "subject": "پاسخ استعلام بیمه کارگران فصلی",
            "references": [{"number": "320", "date": "1403-07-28"}],
            "law_refs": [{"article": 148, "note": None, "law": "قانون کار"}],
            "signatory_name": "حسن زرینی",
            "signatory_title": "مدیرکل",
            "phone": "05832245566",
            "postal_code": "9417744598",
            "municipality": "شیروان",
        },
    ),
    "a word processor's table": (
        """<table width="100%"><tr><td style="width:33%;text-align:center"><b>فرمانداری شهرستان بوکان</b></td>
<td style="width:33%;text-align:center">باسمه تعالی</td>
<td style="width:33%">شماره : ۱۴۰۳/ع/۲۲۸۱<br>
تاریخ : ۱۴۰۳/۰۷/۱۹<br>
پیوست : دارد</td>
</tr>
</table><p><b>جناب آقای شورش محمودی</b><br>
<b>سرپرست محترم شهرداری بوکان</b></p>
<p style="font-weight:bold">موضوع: مناسب‌سازی معابر برای معلولان</p>
<p>با سلام و احترام</p>
<p style="text-align:justify">در پی بازدید مورخ ۱۴۰۳/۰۷/۱۲ و بازگشت به نامه شماره ۵۶۷/م مورخ ۱۴۰۳/۰۷/۱۵ آن
شهرداری، تخصیص مبلغ ۱۵ میلیارد ریال اعتبار موضوع ماده ۲ قانون حمایت از حقوق معلولان مورد تأکید است.</p>
<p style="text-align:center;margin-right:60%"><b>عثمان کریم‌زاده</b><br>
<b>معاون برنامه‌ریزی و امور عمرانی فرمانداری</b></p>
<p style="font-size:10pt"><b>رونوشت:</b><br>
۱- دفتر فنی استانداری<br>
۲- بهزیستی شهرستان</p>""",
        {
            "letter_number": "1403/ع/2281",
            "letter_date": "1403-07-19",
            "has_attachment": True,
            "sender": "فرمانداری شهرستان بوکان",
            "recipient": "جناب آقای شورش محمودی سرپرست محترم شهرداری بوکان",
            "subject": "مناسب‌سازی معابر برای معلولان",
            "references": [{"number": "567/م", "date": "1403-07-15"}],
            "amounts": [15000000000],
            "law_refs": [{"article": 2, "note": None, "law": "قانون حمایت از حقوق معلولان"}],
            "municipality": "بوکان",
            "signatory_name": "عثمان کریم‌زاده",
            "signatory_title": "معاون برنامه‌ریزی و امور عمرانی فرمانداری",
        },
    ),
    "values below their labels at the side": (
        """<div style="float:left;width:48mm;border-right:2px solid;padding-right:3mm"><p>شماره<br>
۳۳۰/۷۱۲</p>
<p>تاریخ<br>
۱۴۰۲/۰۹/۰۶</p>
<p>پیوست<br>
یک نسخه</p>
</div><p style="font-size:16pt">شهرداری سردشت</p>
<p style="clear:both">رئیس محترم اداره برق سردشت</p>
<p>موضوع: جابجایی تیر برق خیابان ساحلی</p>
<p>سلام علیکم</p>
<p>خواهشمند است نسبت به جابجایی دو اصله تیر اقدام شود.</p>
<p style="text-align:left">شهردار سردشت<br>
<br>
هیمن رسولی</p>
<hr><p style="font-size:9pt;text-align:center">سردشت - بلوار گلستان - صندوق پستی ۱۲۳ - کدپستی ۵۹۶۱۷۳۳۴۴۸ -
تلفن ۰۴۴۴۴۳۲۲۱۱۰</p>""",
        {
            "letter_number": "330/712",
            "letter_date": "1402-09-06",
            "has_attachment": True,
            "sender": "شهرداری سردشت",
            "recipient": "رئیس محترم اداره برق سردشت",
            "subject": "جابجایی تیر برق خیابان ساحلی",
            "municipality": "سردشت",
            "postal_code": "5961733448",
            "phone": "04444322110",
            "signatory_name": "هیمن رسولی",
            "signatory_title": "شهردار سردشت",
        },
    ),
    "a band of the letterhead, values without labels": (
        """<div style="background:#eee;padding:3mm"><span style="font-size:15pt">سازمان تأمین اجتماعی</span><br>
شعبه ۲ گرگان</div><p style="text-align:left">۱۴۰۳/۰۱/۲۹ - ۲۲۰/۹۱۷۷</p>
<p>شهرداری گرگان</p>
<p>موضوع: مفاصاحساب قرارداد</p>
<p>با سلام</p>
<p>مفاصاحساب ماده ۳۸ قانون تأمین اجتماعی برای قرارداد شماره ۱۱ مورخ ۱۴۰۱/۰۲/۰۳ صادر شد. مانده بدهی
۷۸٬۵۰۰٬۰۰۰ ریال است.</p>
<p style="text-align:left">رئیس شعبه ۲ گرگان<br>
آیدا سمنانی</p>""",
        {
            "letter_number": "220/9177",
            "letter_date": "1403-01-29",
            "has_attachment": None,
            "recipient": "شهرداری گرگان",
            "subject": "مفاصاحساب قرارداد",
            "amounts": [78500000],
            "law_refs": [{"article": 38, "note": None, "law": "قانون تأمین اجتماعی"}],
            "municipality": "گرگان",
            "signatory_name": "آیدا سمنانی",
            "signatory_title": "رئیس شعبه ۲ گرگان",
        },
    ),
    "a grid": (
        """<table border="1" style="border-collapse:collapse;width:100%"><tr>
<td colspan="3" style="text-align:center">شرکت آب منطقه‌ای خراسان رضوی</td>
</tr>
<tr><td>شماره: ۵۵۰/۳۰۱۱</td>
<td>تاریخ: ۱۴۰۳/۱۰/۱۸</td>
<td>ضمیمه: ندارد</td>
</tr>
<tr><td colspan="3">گیرنده: شهردار محترم تایباد</td>
</tr>
<tr><td colspan="3">موضوع: حریم رودخانه فصلی</td>
</tr>
</table><p>با سلام</p>
<p>عطف به شماره ۴۴۱۲ مورخ ۱۴۰۳/۱۰/۰۱ حریم رودخانه ۲۰ متر است.</p>
<table style="width:100%"><tr><td style="width:50%"></td>
<td style="width:50%;text-align:center">ابراهیم علوی<br>
مدیرعامل</td>
</tr>
</table>""",
        {
            "letter_number": "550/3011",
            "letter_date": "1403-10-18",
            "has_attachment": False,
            "sender": "شرکت آب منطقه‌ای خراسان رضوی",
            "recipient": "شهردار محترم تایباد",
            "subject": "حریم رودخانه فصلی",
            "references": [{"number": "4412", "date": "1403-10-01"}],
            "municipality": "تایباد",
            "signatory_name": "ابراهیم علوی",
            "signatory_title": "مدیرعامل",
        },
    ),
    "a ruled head, a whole letterhead and all values in one cell each": (
        """<table border="1" style="border-collapse:collapse;width:100%"><tr>
<td style="width:60%">جمهوری اسلامی ایران<br>وزارت کشور<br>استانداری کهگیلویه و بویراحمد<br>دفتر امور شهری و شوراها</td>
<td style="width:40%">۱۴۰۱/۳۸/۷۱۲۰<br>۱۴۰۱/۰۸/۱۹<br>ندارد<br>[بارکد ۳۳۰۰۱۱۴۵]</td></tr></table>
<p>فرماندار محترم شهرستان بهمئی</p>
<p>موضوع: زمان‌بندی آموزش</p>
<p>با سلام</p>
<p>دوره از هفته آینده آغاز می‌شود و حضور همه الزامی است.</p>
<p class=l>رامین کیانی<br>مدیرکل دفتر امور شهری و شوراها</p>
<p>رونوشت:<br>- بایگانی</p>""",
        {
            "letter_number": "1401/38/7120",
            "letter_date": "1401-08-19",
            "has_attachment": False,
            "recipient": "فرماندار محترم شهرستان بهمئی",
            "signatory_name": "رامین کیانی",
        },
    ),
}
