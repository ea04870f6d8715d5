"""Numbers that name a person, a company, an account, a telephone or a place of delivery.

Door: `national_id`, `legal_id`, `sheba`, `mobile`, `phone`, `postal_code`, and `find_national_ids`, `find_ibans`,
`find_phones`, `find_postal_codes` over a folded text. Promise: what has a check digit is returned only when it checks;
the rest only in its right length. Sources: facts in docs/glossary.md; mod 97 for the Sheba, mod 11 for the others. Not
here: whom a number belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise, product

from nlp import digits
from nlp.found import Found
from nlp.normalise import pattern

type _Ways = Callable[[str], Iterator[list[str]]]
type _Mend = tuple[_Ways, float]
_LEGAL_WEIGHTS = (29, 27, 23, 19, 17) * 2


def national_id(text: str) -> str | None:
    """The ten digits of a person's national id whose check digit holds; 8 or 9 digits get their lost zeros back."""
    number = digits.only(text)
    if not 8 <= len(number) <= 10:
        return None
    number = number.zfill(10)
    if len(set(number)) == 1:
        return None
    remainder = sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) % 11
    return number if int(number[9]) == (remainder if remainder < 2 else 11 - remainder) else None


def legal_id(text: str) -> str | None:
    """The eleven digits of a legal person's id whose check digit holds, else None."""
    number = digits.only(text)
    if len(number) != 11 or len(set(number)) == 1:
        return None
    extra = int(number[9]) + 2
    total = sum((int(digit) + extra) * weight for digit, weight in zip(number[:10], _LEGAL_WEIGHTS, strict=True))
    return number if total % 11 % 10 == int(number[10]) else None


def sheba(text: str) -> str | None:
    """ "IR" and 24 digits whose mod 97 is 1, else None."""
    number = digits.only(text)
    if len(number) != 24:
        return None
    return f"IR{number}" if int(f"{number[2:]}1827{number[:2]}") % 97 == 1 else None


def mobile(text: str) -> str | None:
    """A mobile number as "+989123456789", else None."""
    match = re.fullmatch(r"(?:\+98|0098|98|0)?(9\d{9})", re.sub(r"[\s\-()]", "", digits.latin(text)))
    return f"+98{match[1]}" if match else None


def phone(text: str) -> str | None:
    """The eleven digits that are dialled: a landline with its area code, "03432110000", or a mobile number; else None."""
    plain = digits.latin(text)
    number = re.sub(r"^(?:\+|00)98", "0", re.sub(r"[\s\-()]", "", plain))
    if re.fullmatch(r"0[1-8]\d{9}", number):
        return number
    # The exchange may be written before the area code: 32110000-034, 32110000 (034).
    turned = re.fullmatch(r"\(?(\d{8})\)?(?:-\d{1,2}(?=\())?[-(]+(0[1-8]\d)\)?", re.sub(r"\s", "", plain))
    if turned:
        return f"{turned[2]}{turned[1]}"
    carried = mobile(text)
    return f"0{carried[3:]}" if carried else None


def postal_code(text: str) -> str | None:
    """Ten digits that may be a postal code (no 0 in front, and none of the first five is 0 or 2), else None."""
    number = digits.only(text)
    return number if re.fullmatch(r"[13-9]{4}[1346-9]\d{5}", number) else None


_TEN = re.compile(r"(?<![\d/+.,])(?:\d{10}|\d{3}[- ]\d{6}[- ]\d)(?![\d/]|[.,-]\d)")
_NATIONAL_LABEL = pattern(r"(?:کد|شماره|ش) ?\.?(?:ملی|شناسایی)\b[^\d\n]{0,12}(\d[\d \-]{6,12}\d)")
# Its number may begin the next line.
_POSTAL_LABEL = pattern(
    r"(?:(?:کد[ .]{0,2}(?:ده ?رقمی )?[پبیت]س[تن]ی|صندوق پستی|postal code|zip ?code)"
    r"(?:(?:[^\d\n]|(?<=\.)0+(?=\.)){0,24}|[ :؛.]{0,4}\n)|"
    r"(?<!\w)ک(?:[. ]{0,2}[پب][ .]*[:؛.]|[.] ?پ)[ \t]*)"
    # No code begins with a zero: it was a dot or a colon.
    r"0?([1-9]\d{4} ?[-/]? ?\d{5}|[1-9]\d{5}-\d{4})(?!\d)"
)
# In an address at the foot of a page the number stands between dashes or commas, without a label.
_IN_ADDRESS = pattern(
    r"(?<!\w)(?:خیابان|بلوار|میدان|کوچه|مجتمع|ساختمان|طبقه|پلاک|جاده|شهرک|بزرگراه)(?!\w)[^\n]{0,70}?[-،,|•] ?"
    r"(\d{5}-?\d{5})(?=[ \t]*(?:[-،,|•\n]|$))"
)
_OTHER_LABEL = pattern(
    r"(?:کد ?[پبیت]ستی|(?<!\w)ک[. ]{0,2}[پب]|تلفن|تلفکس|فکس|نمابر|دورنگار|همراه|شماره نامه|شماره حساب|"
    r"(?<!ذی\x20)(?<!ذی)حساب|پلاک|اقتصادی|"
    r"شناسه|"
    r"(?:شماره|کد|ش) ?[.]? ?(?:سریال|رهگیری|پیگیری|پرونده|چک|قبض|سند|فیش|فاکتور|پروانه|قرارداد|اشتراک|کنتور|بیمه|ثبت|کلاسه|"
    r"نوسازی|مرجع|درخواست|سفارش))[^\d\n]{0,16}$"
)
_OTHER_HEAD, _NATIONAL_HEAD = pattern(r"(?:شماره|ش\.?) ?حساب|شناسه|کد ?پستی|کد اقتصادی|تلفن|همراه"), pattern(r"ملی")
_FEW_ROWS = 12
_TURNED_ID = re.compile(r"(\d)-(\d{6})-(\d{3})")
_SHEBA = re.compile(r"(?<![a-z])(ir|lr|1r)?[ :]?((?:\d[ -]?){23}\d)(?!\d)")
# Its two letters read as figures.
_SHEBA_MISREAD = re.compile(r"(?<!\d)1[1789][ :]?((?:\d[ -]?){23}\d)(?!\d)")
# Parted by the end of a line, or its groups set from right to left.
_SHEBA_LETTERED = re.compile(r"(?<![\da-z])(?:ir|lr|1r)[ :]?(?:\d[ \t\n-]{0,2}){23}\d(?!\d)")
_SHEBA_LENGTH, _FIGURES, _LONGEST_GAP = 24, re.compile(r"\d+"), 4
_ACCOUNT_NAMED = pattern(r"(?<!\w)(?:شماره|ش\.) ?حساب|(?<!\w)حساب (?:شماره|معرفی ?شده|جاری|سپرده|بانکی)(?!\w)")
_FIGURES_ALONE = re.compile(r"(?m)^[ \t]*(?:\d[ \t-]?){24,26}[ \t]*$")
# The Central Bank numbers the banks from 010 to 095.
_BANK = re.compile(r"0[1-9]\d")
_SHEBA_NAMED, _NEAR_SHEBA = pattern(r"(?<!\w)[شس] ?ب ?ا(?:ی|ء|ئ)?(?!\w)|(?<!\w)sheba(?!\w)"), 90
_PHONE = re.compile(
    r"(?<![\d/.,])(?:\(?(?:\+98|0098|0)\)?[ -]?\(?\d{2,3}\)?(?:[ -]|[ ]-[ ])?\d{3,4}[ -]?\d{4}|"
    r"\d{8}[ \t]*-[ \t]*0\d{2}|\d{8}(?: ?- ?\d{1,2})? ?\( ?0\d{2} ?\))(?![\d/])"
)
_PHONE_LABEL = pattern(
    r"(?:شماره )?(?:تل[فعص]ن|تل[فع]کس|تماس|همراه|موبایل|(?<!\w)[Tt]el(?!\w))(?: ?(?:ثابت|همراه|تماس|دفتر|و فکس|"
    r"گویا))?[^\d\n+]{0,12}(\+?[\d\-() ]{7,18}\d)"
)


def find_national_ids(text: str) -> list[Found[str]]:
    """National ids that check, each once; a ten-digit number that its label calls something else is left out."""
    found = [_found(national_id(_in_order(match[1])), match, 1, 0.99) for match in _NATIONAL_LABEL.finditer(text)]
    for match in _TEN.finditer(text):
        left = max(0, match.start() - 40)
        other = (
            _OTHER_LABEL.search(text, left, match.start())
            or _SHEBA_NAMED.search(text, left, match.start())
            or _is_of_accounts(text, match.start())
        )
        # One ten-digit number in eleven checks by chance.
        found.append(_found(None if other else national_id(match[0]), match, 0, 0.88))
    return _each_once(found)


def _in_order(written: str) -> str:
    """Groups that a line from right to left holds back to front, «7-511848-273», in their own order."""
    turned = _TURNED_ID.fullmatch(written)
    return f"{turned[3]}{turned[2]}{turned[1]}" if turned else written


def _is_of_accounts(text: str, at: int) -> bool:
    """Whether the rows of numbers around text[at] stand under a head for accounts, or for codes that are no person's."""
    for line in reversed(text[:at].split("\n")[-_FEW_ROWS:-1]):
        if not _TEN.search(line):
            return "\t" in line and bool(_OTHER_HEAD.search(line)) and not _NATIONAL_HEAD.search(line)
    return False


def find_ibans(text: str) -> list[Found[str]]:
    """Shebas that check, each once. Near their name also those whose groups an engine has turned, parted, or robbed of a
    figure, as far as the check digits leave one that is of a bank.
    """
    whole = [
        _found(number, match, 0, 0.99)
        for match in _SHEBA.finditer(text)
        if (number := sheba(match[2])) and (match[1] or _is_of_a_bank(number))
    ]
    if any(whole):
        return _each_once([*whole])
    misread = [
        _found(number, match, 0, 0.95)
        for match in _SHEBA_MISREAD.finditer(text)
        if (number := sheba(match[1])) and _is_of_a_bank(number)
    ]
    parted = [_found(_mended_sheba(match[0], _turned), match, 0, 0.97) for match in _SHEBA_LETTERED.finditer(text)]
    near = [_near_its_name(text, name, _MENDS) for name in _SHEBA_NAMED.finditer(text)]
    if not any(near) and _SHEBA_NAMED.search(text):
        near = [_alone_in_its_line(line) for line in _FIGURES_ALONE.finditer(text)]
    if not any(near):
        near = [_near_its_name(text, name, _MENDS[:1]) for name in _ACCOUNT_NAMED.finditer(text)]
    return _each_once([*misread, *parted, *near])


def _near_its_name(text: str, name: re.Match[str], mends: tuple[_Mend, ...]) -> Found[str] | None:
    """The sheba that the groups of figures around its name make up: the likeliest way of putting them together first."""
    left, right = max(0, name.start() - _NEAR_SHEBA), name.end() + _NEAR_SHEBA
    groups = [*_FIGURES.finditer(text, left, right)]
    runs = [
        (groups[first].start(), groups[last - 1].end())
        for first in range(len(groups))
        for last in range(first + 1, len(groups) + 1)
        if _is_one_number(text, groups[first:last])
    ]
    for mend, strength in mends:
        for start, end in runs:
            if number := _mended_sheba(text[start:end], mend):
                return Found(number, start, end, strength)
    return None


def _alone_in_its_line(line: re.Match[str]) -> Found[str] | None:
    """The sheba that a line of nothing but its groups holds."""
    number = _mended_sheba(line[0], _turned)
    return Found(number, line.start(), line.end(), 0.9) if number else None


def _is_one_number(text: str, groups: list[re.Match[str]]) -> bool:
    """Whether groups of figures are together as long as a sheba, and hardly more than blanks stand between them."""
    count = sum(len(group[0]) for group in groups)
    gaps = [text[one.end() : other.start()] for one, other in pairwise(groups)]
    return _SHEBA_LENGTH - 1 <= count <= _SHEBA_LENGTH + 2 and all(
        len(gap) <= _LONGEST_GAP and "/" not in gap for gap in gaps
    )


def _mended_sheba(written: str, mend: _Ways) -> str | None:
    """The one sheba of a bank that a way of mending finds in what is written; None for none or several."""
    found = {
        number
        for groups in mend(written)
        for lettered in (_unlettered("".join(groups)) if groups else ())
        if (number := sheba(lettered)) and _is_of_a_bank(number)
    }
    return found.pop() if len(found) == 1 else None


def _unlettered(figures: str) -> Iterator[str]:
    """The figures without those that its two letters were read as: «1831» for IR31, «106» for IR06."""
    yield figures
    if figures.startswith("1"):
        yield figures[len(figures) - _SHEBA_LENGTH :] if len(figures) <= _SHEBA_LENGTH + 2 else ""


def _turned(written: str) -> Iterator[list[str]]:
    """The groups in the orders that lines from right to left hold them in: each line straight or turned."""
    lines = [_FIGURES.findall(line) for line in written.split("\n")]
    for order in product(*((line, line[::-1]) for line in lines)):
        yield [group for line in order for group in line]
    yield [group for line in reversed(lines) for group in reversed(line)]
    # Its letters keep the first group in front.
    first, *others = _FIGURES.findall(written)
    yield [first, *reversed(others)]


def _swapped(written: str) -> Iterator[list[str]]:
    """As `_turned`, two neighbours changed."""
    for groups in _turned(written):
        for place in range(1, len(groups) - 1):
            yield [*groups[:place], groups[place + 1], groups[place], *groups[place + 2 :]]


def _filled(written: str) -> Iterator[list[str]]:
    """As `_turned`, with the figure that a group of an odd number of them has lost."""
    for groups in _turned(written):
        total = sum(map(len, groups))
        for place, group in enumerate(groups):
            if total == _SHEBA_LENGTH - 1 + (2 if groups[0].startswith("1") else 0) and len(group) % 2:
                for at, figure in product(range(len(group) + 1), "0123456789"):
                    yield [*groups[:place], f"{group[:at]}{figure}{group[at:]}", *groups[place + 1 :]]


def _is_of_a_bank(number: str) -> bool:
    """Whether a sheba has a bank's code behind its check digits."""
    return _BANK.match(number, 4) is not None


_MENDS: tuple[_Mend, ...] = (
    (_turned, 0.93),
    (_swapped, 0.75),
    (_filled, 0.6),
)


def find_phones(text: str) -> list[Found[str]]:
    """Telephone numbers, labelled ones first, each once; fax numbers are left out."""
    found = [_found(_labelled_phone(match[1].strip(" -(")), match, 1, 0.96) for match in _PHONE_LABEL.finditer(text)]
    for match in _PHONE.finditer(text):
        fax = re.search(
            r"(?:نمابر|دورنگار|فکس|فاکس|[Ff]ax|FAX)(?! ?و )[^\d\n]{0,10}$",
            text[max(0, match.start() - 24) : match.start()],
        )
        found.append(_found(None if fax else phone(match[0]), match, 0, 0.85))
    return _each_once(found)


def _labelled_phone(written: str) -> str | None:
    """As `phone`, or a landline's eight figures as typed where its area code is left out; the dots of a blank are read as zeros
    in front, and an area code behind may have lost its dash.
    """
    written = _RANGE.sub("", written)
    if re.fullmatch(r"[2-9]\d{7}", written):
        return written
    # The area code without its zero, as typed too.
    if _AREA.match(written) and re.fullmatch(r"\d{10}", written):
        return written
    behind = re.fullmatch(r"([1-9]\d{7}) ?(0[1-8]\d)", written)
    # Abroad begins with two zeros as well, and goes on with its own code.
    return phone(f"{behind[2]}{behind[1]}" if behind else re.sub("^0{2,}(?!98)(?=[1-9])", "0", written))


# The provinces' area codes.
_AREA = re.compile(r"1[137]|2[1345678]|3[1458]|4[145]|5[1468]|6[16]|7[1467]|8[13467]")
# Of several lines in a row the first is written out, in front of the last figures of the others or behind them.
_RANGE = re.compile(r"^\d ?- ?(?=\d{8}(?:\d{3})?$)|(?<=^\d{8}) ?- ?\d{1,2}$|(?<=^\d{11}) ?- ?\d{1,2}$")


def find_postal_codes(text: str) -> list[Found[str]]:
    """Ten-digit numbers that their label calls a postal code, or that stand in an address as one, each once."""
    labelled = [
        Found(number, match.start(1), match.end(1), 0.97 if postal_code(number) else 0.8)
        for match in _POSTAL_LABEL.finditer(text)
        if len(number := digits.only(match[1])) == 10
    ]
    bare = [_found(postal_code(match[1]), match, 1, 0.8) for match in _IN_ADDRESS.finditer(text)]
    return _each_once([*labelled, *bare])


def _found(value: str | None, match: re.Match[str], group: int, strength: float) -> Found[str] | None:
    return Found(value, match.start(group), match.end(group), strength) if value else None


def _each_once(found: list[Found[str] | None]) -> list[Found[str]]:
    kept: dict[str, Found[str]] = {}
    for candidate in found:
        if candidate is not None:
            kept.setdefault(candidate.value, candidate)
    return list(kept.values())
