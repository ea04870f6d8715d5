"""Lines that name an office: of the receiver, of the letterhead, of who signs.

Door: the functions below, all over folded lines. Promise: pure; an office is known by the words that such names begin with.
Not here: where on the page a line stands (intake.letters, intake.signing), names of people (names) and of places (places).
"""

from __future__ import annotations

import re

from nlp import places
from nlp.normalise import folded, pattern

_TO = pattern(
    r"^(?:(?:به|گیرنده|خدمت|محضر|حضور|قابل توجه)(?: محترم| مبارک| گرامی)? ?:? ?)?"
    r"(?:جناب (?:حاج |سید |دکتر |مهندس )?(?:آقای|آقا)(?!\w)|"
    r"جناب (?:حاج |حاجی |سرهنگ |سروان |سرگرد |ستوان |سرتیپ |سردار |دکتر |مهندس |"
    r"حجت ?الاسلام )(?=\w)|سرکار (?:خانم|سرهنگ|سرگرد|سروان|ستوان|علیه|بانو)|برادر (?:گرامی|ارجمند|عزیز)|"
    r"(?:خواهر|دوست) (?:گرامی|ارجمند|عزیز)|حضرت|سرور (?:گرامی|ارجمند|معزز)|"
    r"استاندار(?: محترم| معزز)|فرماندار(?: محترم| معزز)|"
    r"شهردار(?: محترم| گرامی)|(?!شورای عالی)(?:رییس|ریاست|مدیریت|مدیر ?کل|مدیران ?کل|مدیر|معاون|"
    r"معاونت|دبیر|سرپرست|بخشدار|شورای|شهرداری|"
    r"اداره ?کل|دفتر|سازمان|اعضای|کلیه|هیات|کمیته|استانداری|فرمانداری|بانک|مسیول|دبیرخانه|"
    r"نماینده|نمایندگان|مدیران|شهرداران|سرپرستان|استانداران|فرمانداران|بخشداران|دهیاران|روسای|عضو|فرمانده|دادستان|بازپرس|قاضی|موسسه|"
    r"شرکت|پیمانکار|مشاور|همکاران|همکار|شهروند|مالک|مودی|معاونان|دهیار|"
    r"وزیر|مقام|فرمانداران|بازرس|بازرسان|نهاد|اهالی|ساکنان|متصدی|امام جمعه|تولیت|مرکز|ستاد|کمیسیون|پلیس|"
    r"قایم مقام|جانشین|نایب ?رییس|سخنگوی?|کارشناس|ذی ?حساب|حسابرس|رابط|کارگروه|انجمن|اتحادیه|مجمع|بیمه|دانشگاه|دانشکده|"
    r"اداره|بیمارستان|بنیاد|جمعیت|جهاد|کانون|نیروی|صندوق|دادسرای?|دادگستری|شعبه)"
    # A town may end as an honour does, or be called so: «شهر بیارجمند», «شهر ارجمند».
    r"(?: (?!آموزش)\w+){0,3} ?(?:مح?[تنثبپی]رم|(?<!\w)(?<!شهر\x20)(?:معزز|گرامی|ارجمند|بزرگوار|مکرم|عالی)(?!\w)))"
)
_TO_OFFICE = pattern(
    r"^(?:و )?(?:(?:مدیر ?کل|(?:نایب ?)?رییس|ریاست|معاون|جانشین|"
    r"استاندار|فرماندار|شهردار|سرپرست|دبیر|بخشدار|مدیر|مدیرعامل|وزیر|نماینده|"
    r"عضو|مسیول|ذیحساب|مشاور|دهیار|فرمانده|قایم مقام|دادستان|امام جمعه|تولیت|بازپرس|قاضی|بازرس|کارشناس|حسابرس|وکیل)(?!\w))"
)
ORGANISATION = pattern(
    r"(?<!\w)(?:شهرداری|شورای? (?:محترم )?اسلامی|شورای شهر|استانداری|فرمانداری|بخشداری|وزارت|سازمان|اداره ?کل|"
    r"دفتر|دهیاری|موسسه|شرکت|دانشگاه|معاونت|بنیاد|دبیرخانه|هیات|مرکز|دادگستری|دادسرا|دادستانی|دیوان|پلیس|"
    r"فرماندهی|نیروی انتظامی|بانک|هلال احمر|آموزش و پرورش|ثبت احوال|ثبت اسناد|بنیاد مسکن|منابع طبیعی|کمیسیون|"
    r"کمیته|ستاد|سپاه|اداره|مدیریت|اتحادیه|نظام مهندسی|دانشکده|بیمارستان|شبکه بهداشت|اتاق|انجمن|پژوهشگاه|پژوهشکده|کانون|"
    r"صندوق|گمرک|مخابرات|قرارگاه|پایگاه|تعاونی|دادگاه|زندان|صدا و سیما|راه ?آهن|فرودگاه|آستان قدس|جهاد|مجمع|"
    r"امور مالیاتی|امور اراضی|حوزه (?:علمیه|هنری|مقاومت)|ناحیه مقاومت|بسیج|کلانتری|پاسگاه|بهزیستی|فدراسیون|"
    r"سندیکا|شرکت تعاونی|هلدینگ|مجتمع|پارک علم)(?!\w)"
)
_HEAD_OFFICES = pattern(
    r"^(?:صورت ?جلسه|صورت ?مجلس|مصوبه|موضوع|دفترچه|گزارش|فرم|نشانی|آدرس|بسمه تعالی|بسم الله|به نام خدا|باسمه|"
    r"(?:کشور )?جمهوری اسلامی|وزارت کشور|هو|وزارت)(?!\w)"
)
_OFFICE = pattern(
    r"(?<!\w)(?:شهردار|رییس|رییس ?کل|ریاست|نایب ?رییس|مدیر ?کل|مدیر ?عامل|مدیر|مدیریت|معاون|معاونت|استاندار|فرماندار|بخشدار|"
    r"سر[پبیت]رست|دبیر|دبیر ?کل|امام جمعه|تولیت|وکیل(?= پایه| دادگستری)|سردفتر|مهندس ناظر|"
    r"دهیار|مسیول|حسابرس|سر ?حسابرس|ممیز|سر ?ممیز|بازرس|سر ?بازرس|شریک|قایم مقام|جانشین|"
    r"کارشناس|ذی ?حساب|حسابدار رسمی|منشی|سخنگو|سخنگوی|خزانه ?دار|"
    r"فرمانده|دادستان|دادیار|بازپرس|قاضی|مستشار|وزیر|نماینده|مشاور|کفیل|متصدی|مجری|عضو)(?!\w)"
)
_PLAIN_OFFICE = pattern(
    r"^(?:شهردار|فرماندار|بخشدار|استاندار|دهیار|رییس|ریاست|مدیر ?کل|مدیر ?عامل|سرپرست|معاون|فرمانده|مسیول|دبیر)(?!\w)"
)
_TITLED = pattern(r"^(?:آقای|خانم|دکتر|مهندس|حجت ?الاسلام|سردار|سرهنگ|سرتیپ|استاد|حاج)(?!\w)")
_OPEN_END = pattern(
    r"(?:،|(?<!\w)(?:و|استان|شهرستان|شهر|بخش|منطقه|ناحیه|امور|اداره|کل|سازمان|شرکت|هماهنگی|توسعه|دفتر|معاونت|های|"
    r"شوراهای|شورای|شهرداری های|دهیاری های|تطبیق|انطباق))$"
)
_OF_PLACE = pattern(r"^(?:استان|شهرستان|منطقه|ناحیه)(?!\w)")
_LONG_HEAD = 30
_NO_OWNER = pattern(
    r"(?<!\w)(?:محرمانه|فوری|آنی|سری|سال|شعار|بسمه|بسم|خدا|نام|هو|الله|محترم|گرامی|پیوست|صفحه|جناب|سرکار|احترام|رونوشت|"
    r"تلفن|نشانی|کد|پیش نویس|استعلام|دعوتنامه|اطلاعیه|بخشنامه|نامه|ثبت|وارده|صادره|دبیرخانه)(?!\w)"
)
# A line of a list or a table is no letterhead: «۲- …», «• …», «| …».
_LISTED = re.compile(r"\s*(?:[•|*▪-]|\d+\s*[-.)])")
_TITLE = pattern(r"^(?:فرم|گواهی ?نامه|گواهی|پرسشنامه|رزومه|دفترچه)(?!\w)")
_ASSISTANT = pattern(r"^(?:نایب|معاون|کارشناس|منشی|مسیول|قایم مقام|خزانه|عضو(?! هیات مدیره)|متصدی|مشاور|جانشین)")
_LOCAL = pattern(r"(?<!\w)(?:شهرداری|شورای? (?:محترم )?اسلامی ?شهر|شورای شهر)(?!\w)")
_UNIT = pattern(
    r"^(?:اداره(?! ?کل)|مدیریت|دبیرخانه|واحد|بخش|گروه|معاونت|امور|حوزه|دوره|دفتر(?! ?فنی)|دانشکده|پردیس|"
    r"شعبه|قسمت|نمایندگی|باجه|قایم مقام)(?!\w)"
)
_BEFORE_OWNER = pattern(
    r"(?:(?:بسمه تعالی|باسمه تعالی|باسمه|بسم الله الرحمن الرحیم|به نام خدا|هو الحق|جمهوری اسلامی ایران|وزارت کشور)[ \-،]*)+"
)


# Who is addressed is told nothing in the same line: «رئیس محترم شورا ضمن خیرمقدم جلسه را آغاز کرد».
_TELLS = pattern(
    r"(?<!\w)(?:ضمن|را|که|نیز|پس از|مبنی|گفت|افزود|اظهار|خواستار|عنوان کرد|بیان کرد|اعلام کرد|مطرح کرد|پرداخت|داشتند|نمودند|"
    r"کردند|شدند|بودند|خیر ?مقدم|توضیحات|با (?:حضور|شرکت)|تشکیل (?:شد|گردید|یافت|جلسه)|جلسه (?:داد|خود))(?!\w)"
)


def is_recipient(line: str) -> bool:
    """Whether a folded line opens the address of the receiver, and is no sentence."""
    named = len(line) < 110 and bool(_TO.search(line) or _BEFORE_OFFICE.search(line))
    return named and not re.search(r"[.؛]\s", line) and not _TELLS.search(line)


_BEFORE_OFFICE = pattern(
    r"^(?:محضر|خدمت|حضور|پیشگاه)(?: محترم| مبارک| ارجمند| شریف)? (?:شهردار|شهرداری|فرماندار|استاندار|بخشدار|"
    r"رییس|ریاست|مدیر|مدیریت|شورای|اعضای|معاون|معاونت|سرپرست|دبیر)(?!\w)"
)


def is_post(line: str) -> bool:
    """Whether a folded line addresses the holder of an office whose name is still to come: «ریاست محترم»."""
    return bool(_POST.fullmatch(line))


_POST = pattern(
    r"(?:به |خدمت )?(?:ریاست|رییس|مدیریت|مدیر|مدیر ?کل|مدیر ?عامل|سرپرست|معاون|معاونت|دبیر|مسیول|فرمانده) (?:محترم|معزز|گرامی)"
)


def names_body(line: str) -> bool:
    """Whether a folded line begins with the name of an organisation, and is no sentence."""
    return len(line) < 90 and not line.endswith((".", "؛")) and bool(ORGANISATION.match(line))


def is_honour(line: str) -> bool:
    """Whether a folded line addresses somebody by titles alone, the name lost or in another line: «جناب آقای مهندس»."""
    return bool(_HONOUR.fullmatch(line))


_HONOUR = pattern(
    r"[ ]*(?:به |خدمت |محضر )?(?:(?:جناب|سرکار|حضرت|آقای|آقا|خانم|برادر|خواهر|ارجمند|گرامی|عزیز|دکتر|مهندس|حاج|سردار|سرهنگ|"
    r"حجت الاسلام|و المسلمین|والمسلمین|سرور|معزز)[ ]*)+"
)


def is_recipient_office(line: str) -> bool:
    """Whether a folded line goes on with the receiver's office: «مدیرکل محترم امور شهری و شوراهای استانداری»."""
    return len(line) < 110 and not line.endswith(".") and bool(_TO_OFFICE.search(line) or is_recipient(line))


def is_addressed(line: str) -> bool:
    """Whether a folded line is «به» and a body, without a colon: whom a report is for."""
    return bool(_ADDRESSED.match(line)) and len(line) < 90 and not line.endswith((".", "؛"))


_ADDRESSED = pattern(
    r"^به[ :]+(?=\w)(?!نام|استناد|تاریخ|شماره|موجب|منظور|اتفاق|استحضار|اطلاع|پیوست|شرح|مدت|مبلغ|صورت|همراه|"
    r"ریاست|دعوت|عنوان|حضور|دلیل|علت)"
    r"(?:(?:سهامداران|اعضای|اعضا|مجمع عمومی|هیات مدیره|هییت مدیره|مدیریت|ریاست|رییس) )?(?:محترم )?"
    r"(?:شورای|شورا|شهرداری|هیات|هییت|مجمع|صاحبان|سهامداران|اعضای|مدیریت|شرکت|سازمان|استانداری|فرمانداری|وزارت|بانک|اداره|موسسه|دهیاری|بخشداری|دفتر|شهردار|استاندار|فرماندار)"
)


def is_plain_recipient(line: str) -> bool:
    """Whether a folded line above the greeting is an office and its place, without honours: «شهردار ملایر»."""
    words = line.split()
    plain = 2 <= len(words) <= 10 and not _OF_SENTENCES.intersection(words)
    return plain and bool(_PLAIN_OFFICE.search(line)) and "".join(words).replace("،", "").isalpha()


# Words that no office's name holds: «شهردار به سوال اعضا» ends a line of an agenda.
_OF_SENTENCES = frozenset(["به", "از", "با", "را", "که"])


def is_titled_name(line: str) -> bool:
    """Whether a folded line is a person's name behind a title alone: «مهندس رضا امینی»."""
    return 3 <= len(line.split()) <= 7 and bool(_TITLED.search(line)) and line.replace(" ", "").isalpha()


def head_goes_on(line: str, below: str) -> bool:
    """Whether a folded line of a letterhead goes on in the one below it: it breaks off, its place follows, or it is long."""
    words = below.split()
    if len(words) > 4 or not below.replace(" ", "").isalpha():
        return False
    place = bool(_OF_PLACE.search(below)) and "استان" not in line.split()
    return bool(_OPEN_END.search(line)) or place or (len(line) > _LONG_HEAD and len(words) <= 3)


def may_be_owner(line: str) -> bool:
    """Whether a folded line at the head of a letter can be the name of an office that no list has."""
    words = line.split()
    plain = all(word.strip("،").isalpha() for word in words) and 2 <= len(words) <= 8 and len(line) < 60
    other = is_invocation(line) or is_title(line) or is_recipient(line) or is_plain_recipient(line) or is_unit(line)
    other = other or is_titled_name(line) or bool(_COUNTRY.match(line))
    return plain and not other and not _NO_OWNER.search(line) and not _NO_HEAD.match(line)


# Where the sender is, which is not who it is.
_COUNTRY = pattern(r"^(?:استان|شهرستان|شهر|بخش|کشور|ایران|دولت|قوه)(?!\w)")


def is_invocation(line: str) -> bool:
    """Whether a folded line stands at the head of any paper: the name of God, the state, a title."""
    return bool(_HEAD_OFFICES.search(line))


def is_title(line: str) -> bool:
    """Whether a folded line names the paper itself: «فرم انتصاب شهرداران»."""
    return len(line) < 70 and bool(_TITLE.search(line))


def is_listed(line: str) -> bool:
    """Whether a line is an item of a list or a part with a number."""
    return bool(_LISTED.match(line))


# The word of honour, its dots misread or not.
_HONOURED = pattern(r"(?<!\w)مح?[تنثبپی]رم(?!\w)")
# A line that begins so is a value's.
_VALUED = pattern(r"^(?:شماره|تاریخ|مورخ|کد|ردیف|پیوست|ضمیمه|ضمایم|تلفن|نشانی|آدرس|ورود به|وارده|صادره|ثبت)(?!\w)")


# The caption of an emblem that is still to be set, and a line that tells under whom the owner stands.
_NO_HEAD = pattern(
    r"[\s«(\[]*(?:(?:محل |جای |تصویر )*(?:نشان|آرم|آرمان|لوگو|لوگوی|علامت|مهر|عکس|تصویر|logo)(?!\w)|"
    r"(?:زیر نظر|تحت نظر|تحت نظارت|تحت پوشش|تحت حمایت|وابسته به|با همکاری|با حمایت|با مجوز|دارای مجوز|طرف قرارداد|عضو)(?!\w))"
)
# People with their offices in brackets.
_OF_PEOPLE = pattern(r"\((?:شهردار|رییس|نایب ?رییس|مدیر|معاون|مسیول|کارشناس|دبیر|عضو|منشی|سخنگو|نماینده)(?!\w)|؛ ?\w")


# An engine may read a speck behind a short name as its full stop.
_SHORT_NAME = 3


def _is_sentence(line: str) -> bool:
    return line.endswith(".") and len(line.split()) > _SHORT_NAME


def is_letterhead(line: str) -> bool:
    """Whether a folded line is a line of the sender's letterhead that names the sender (not the state or the
    ministry).
    """
    if len(line) >= 70 or _LISTED.match(line) or _HONOURED.search(line) or _VALUED.match(line) or _is_sentence(line):
        return False
    if _NO_HEAD.match(line) or _OF_PEOPLE.search(line):
        return False
    return bool(ORGANISATION.search(line)) and not _HEAD_OFFICES.search(line)


def office(line: str) -> int | None:
    """Where the office begins in a folded line of a signature («علی رضایی، شهردار گرگان»), or None."""
    match = _OFFICE.search(line)
    if match is None or len(line) > 90 or _HONOURED.search(line):
        return None
    ended = line.endswith((".", "؛")) and (match.start() > 0 or _SAYS.search(line) is not None)
    return None if ended else match.start()


# How a sentence ends; a speck behind an office may be read as a full stop.
_SAYS = pattern(
    r"(?<!\w)(?:است|شد|شده|شود|گردد|گردید|گردیده|نماید|نمایند|نمایید|دارد|دارند|باشد|باشند|کند|کنند|بود|کرد|نمود|فرمایید|فرمایند|"
    r"رسید|یافت|گرفت|آمد|داد|دهد|دهند|اعلام|اقدام)[\s.؛]*$|[:،]"
)


def offices_in(line: str) -> list[int]:
    """Where each office begins in a folded line that holds those of several people; «فرماندار و رئیس هیأت» is one."""
    return [match.start() for match in _OFFICE.finditer(line) if not _JOINED.search(line, 0, match.start())]


_JOINED = pattern(
    r"(?<!\w)(?:و|،|نماینده|به نمایندگی از|از طرف|معاون|جانشین|دفتر|مشاور|قایم مقام|شریک|کارشناس|مدیر|عضو|دبیر|مسیول)\s$"
)


def office_ends(line: str) -> int:
    """Where the name of an office ends that a folded line begins with, a name behind it; 0 where that cannot be told."""
    match = _WHOLE_OFFICE.match(line)
    if match is None:
        return 0
    towns = [town for town in places.find_municipalities(line) if town.strength >= 0.9 and town.start - match.end() < 2]
    return towns[0].end if towns and towns[0].start >= match.end() else match.end()


_WHOLE_OFFICE = pattern(
    r"(?:نایب ?)?(?:رییس|دبیر|منشی|عضو|سخنگوی|سخنگو|خزانه ?دار) (?:شورای (?:محترم )?اسلامی (?:شهر)?|شورای شهر|"
    r"شورا)(?!\w)|(?:شهردار|فرماندار|استاندار|بخشدار|دهیار|"
    r"مدیر ?عامل|سرپرست شهرداری|رییس شعبه|شریک مسیول|شریک)(?!\w)"
)


def before_signature(line: str) -> int:
    """How many letters of a folded line stand before who signs: a sentence, thanks, the place for the seal."""
    ended = max((mark.end() for mark in re.finditer(r"[.؛]\s+(?=\S)", line)), default=0)
    thanks = _BEFORE_SIGNATURE.match(line, ended)
    return thanks.end() if thanks else ended


_BEFORE_SIGNATURE = pattern(
    r"[\s\-–،:]*(?:(?:با (?:تجدید |نهایت |کمال )?(?:تشکر|سپاس|احترام|تقدیم احترام)(?: و (?:تشکر|سپاس|احترام|"
    r"امتنان))?|والسلام|و من ا\w+ التوفیق|امضای? (?:الکترونیکی?|دیجیتالی?|شد)|(?:محل )?(?:نام و )?(?:مهر و )?امضای?"
    r"(?: و مهر)?(?: و اثر انگشت)?)(?!\w)[ \-–،:]*)+"
)


_NO_OFFICE = pattern(
    r"(?<!\w)(?:از طرف|از سوی|رونوشت|گیرندگان|نسخه|امضا|امضای|مهر|ممهور|تلفن|نشانی|آدرس|صفحه|"
    r"محترم|با تشکر|والسلام|تاریخ)(?!\w)"
)


def is_of_place(line: str) -> bool:
    """Whether a folded line is a province, a county or a district and nothing else: what the line above lies in."""
    return bool(_OF_PLACE.match(line)) and len(line.split()) <= 4 and line.replace(" ", "").isalpha()


def is_open(line: str) -> bool:
    """Whether a folded line breaks off before the end of an office's name: «معاون برنامه‌ریزی و امور»."""
    return bool(_OPEN_END.search(line))


def goes_on_as_office(line: str, *, opened: bool = False) -> bool:
    """Whether a folded line below an office can be its rest: a few words of letters, no office of another unless the first
    breaks off (`opened`).
    """
    words = line.split()
    plain = 1 <= len(words) <= 6 and all(word.strip("،()").isalpha() for word in words)
    return plain and not _NO_OFFICE.search(line) and (opened or not _OFFICE.match(line))


def is_on_behalf(line: str) -> bool:
    """Whether what stands before an office in a folded line only tells for whom its holder signs: «از طرف شورا، »."""
    return bool(_ON_BEHALF.match(line))


def for_whom(line: str) -> str:
    """Whom such words name, if anybody: «از طرف [رضا کاملی] شهردار»."""
    match = _ON_BEHALF.match(line)
    return match[1] or "" if match else ""


_ON_BEHALF = pattern(
    r"[\s\-–(]*(?:(?:از طرف|از ?سوی|از جانب|به نمایندگی از(?: طرف| سوی)?|بجای|به جای|با اختیار از|"
    r"به وکالت از|ع ?[./]? ?ف)(?!\w)([^:،.\-–]{0,40})|حضور|سمت)[\s،,:\-–)]*$"
)


def title_ends(line: str) -> int:
    """Where the office ends in a folded line, or in lines read as one, that the name of the body itself follows below:
    «رئیس شورا [شورای اسلامی شهر املش]».
    """
    match = _BODY_AGAIN.search(line)
    return match.start(match.lastindex or 0) if match else len(line)


_BODY_AGAIN = pattern(
    r"(?<!\w)(?:شورا|شورای شهر|شورای اسلامی شهر)[\s،\-–]+(شورای (?:اسلامی|شهر)(?!\w))|"
    r"(?<!\w)(?:شهردار|شهردار \w+)[\s،\-–]+(شهرداری(?!\w))|"
    r"(?<=\w)\s+((?:محل )?(?:مهر و )?امضا)"
)


def assists(title: str) -> bool:
    """Whether an office is one that stands beside or below another: a deputy, an expert, a clerk."""
    return bool(_ASSISTANT.search(folded(title)))


def is_unit(line: str) -> bool:
    """Whether a folded line of a letterhead names a part of the organisation above it."""
    return bool(_UNIT.search(line))


def without_invocation(line: str) -> int:
    """How many letters of a folded line of a letterhead stand before the owner's name: the name of God, the state."""
    match = _BEFORE_OWNER.match(line)
    return match.end() if match else 0


def without_from(line: str) -> int:
    """How many letters of a folded line stand before a sender's name that is told without a colon: «از دفتر امور شهری …»."""
    match = _FROM.match(line)
    return match.end() if match and is_letterhead(line[match.end() :].strip()) else 0


_FROM = pattern(r"[ ]*(?:از|فرستنده)\s+(?=\w)")


def is_local(line: str) -> bool:
    """Whether a folded line names a municipality or a city council, the most telling line of a letterhead."""
    return bool(_LOCAL.search(line))


def honoured(written: str) -> str:
    """A receiver as written, its word of honour spelled right where a letter of it was lost, and without a bracket that tells
    who a person is: «جناب آقای علی رضایی (مالک)».
    """
    spelled = re.sub(r"(?<!\w)مح?[تنثبپی]رم(?!\w)", "محترم", written)
    return _ROLE.sub("", spelled) if _PERSON.match(folded(spelled)) else spelled


_PERSON = pattern(r"(?:جناب|سرکار|آقای|خانم)(?!\w)")
_ROLE = re.compile(r"\s*\([^()]{2,20}\)\s*$")


def is_to_person(line: str) -> bool:
    """Whether a folded receiver begins with a person's titles, whose office may stand below."""
    return bool(_PERSON.match(line))


def without_to(written: str) -> str:
    """A receiver as written, without «به:» in front and marks behind."""
    written = honoured(written)
    return re.sub(
        r"^(?:به\s*:|گیرنده\s*:?|قابل توجه\s*:?)\s*|^به\s+(?!نام)|"
        r"^(?:خدمت|محضر)\s+(?!محترم|مبارک|شریف)|"
        r"^(?:محضر|خدمت|حضور|پیشگاه)\s+(?:محترم|مبارک|ارجمند)\s+(?!جناب|سرکار|حضرت|آقا|خانم)",
        "",
        written,
    ).strip(" .:،-")
