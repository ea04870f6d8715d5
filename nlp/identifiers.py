"""Numbers that name a person, a company, an account, a telephone or a place of delivery.

Door: `national_id`, `legal_id`, `sheba`, `mobile`, `phone`, `postal_code`, and `find_national_ids`, `find_ibans`,
`find_phones`, `find_postal_codes` over a folded text. Promise: what has a check digit is returned only when it checks;
the rest only in its right length. Sources: facts in docs/glossary.md; mod 97 for the Sheba, mod 11 for the others. Not
here: whom a number belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp import digits
from nlp.found import Found
from nlp.normalise import pattern

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
    turned = re.fullmatch(r"\(?(\d{8})\)?[-(]+(0[1-8]\d)\)?", re.sub(r"\s", "", plain))
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
    r"(?:(?:کد ?[پبیت]س[تن]ی|صندوق پستی)(?:(?:[^\d\n]|(?<=\.)0+(?=\.)){0,24}|[ :؛.]{0,4}\n)|"
    r"(?<!\w)ک[. ]{0,2}[پب][ .]*[:؛.][ \t]*)"
    r"(\d{5} ?-? ?\d{5})(?!\d)"
)
# In an address at the foot of a page the number stands between dashes or commas, without a label.
_IN_ADDRESS = pattern(
    r"(?<!\w)(?:خیابان|بلوار|میدان|کوچه|مجتمع|ساختمان|طبقه|پلاک|جاده|شهرک|بزرگراه)(?!\w)[^\n]{0,70}?[-،,|•] ?"
    r"(\d{5}-?\d{5})(?=[ \t]*(?:[-،,|•\n]|$))"
)
_OTHER_LABEL = pattern(
    r"(?:کد ?[پبیت]ستی|(?<!\w)ک[. ]{0,2}[پب]|تلفن|تلفکس|فکس|نمابر|دورنگار|همراه|شماره نامه|شماره حساب|حساب|پلاک|اقتصادی|"
    r"شناسه)[^\d\n]{0,16}$"
)
_OTHER_HEAD, _NATIONAL_HEAD = pattern(r"(?:شماره|ش\.?) ?حساب|شناسه|کد ?پستی|کد اقتصادی|تلفن|همراه"), pattern(r"ملی")
_FEW_ROWS = 12
_TURNED_ID = re.compile(r"(\d)-(\d{6})-(\d{3})")
_SHEBA = re.compile(r"(?<![a-z])(?:ir|lr|1r)?[ :]?((?:\d[ -]?){23}\d)(?!\d)")
# Parted by the end of a line, or its groups set from right to left: only where its letters stand in front or its name is
# near. Of the two letters an engine makes two digits: «1828» for IR28.
_SHEBA_PARTED = re.compile(r"(?<![\da-z])((?:ir|lr|1r)[ :]?)?((?:\d[ \t\n-]{0,2}){23,25}\d)(?!\d)")
_LETTERS_AS_DIGITS = re.compile(r"1\d\d\d")
_SHEBA_NAMED, _NEAR_SHEBA = pattern(r"شبا"), 70
_PHONE = re.compile(
    r"(?<![\d/.,])(?:\(?(?:\+98|0098|0)\)?[ -]?\(?\d{2,3}\)?[ -]?\d{3,4}[ -]?\d{4}|"
    r"\d{8}[ \t]*-[ \t]*0\d{2}|\d{8} ?\( ?0\d{2} ?\))(?![\d/])"
)
_PHONE_LABEL = pattern(
    r"(?:شماره )?(?:تلفن|تلفکس|تماس|همراه|موبایل)(?: ?(?:ثابت|همراه|تماس|دفتر|و فکس|"
    r"گویا))?[^\d\n+]{0,12}(\+?[\d\-() ]{8,18}\d)"
)


def find_national_ids(text: str) -> list[Found[str]]:
    """National ids that check, each once; a ten-digit number that its label calls something else is left out."""
    found = [_found(national_id(_in_order(match[1])), match, 1, 0.99) for match in _NATIONAL_LABEL.finditer(text)]
    for match in _TEN.finditer(text):
        other = _OTHER_LABEL.search(text, max(0, match.start() - 40), match.start()) or _is_of_accounts(
            text, match.start()
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
    """Shebas that check, each once."""
    whole = [_found(sheba(match[1]), match, 0, 0.99) for match in _SHEBA.finditer(text)]
    parted = [
        _found(next(filter(None, map(sheba, _orders(match[2]))), None), match, 0, 0.97 if match[1] else 0.93)
        for match in _SHEBA_PARTED.finditer(text)
        if match[1] or _SHEBA_NAMED.search(text, max(0, match.start() - _NEAR_SHEBA), match.end() + _NEAR_SHEBA // 2)
    ]
    return _each_once([*whole, *parted])


def _orders(written: str) -> Iterator[str]:
    """The digits in the orders in which a line from right to left may hold their groups, without two for the letters."""
    check, *groups = written.split()
    first, *others = written.split("\n")
    turned = [group for line in others for group in reversed(line.split())]
    for order in ([check, *groups], [check, *reversed(groups)], [*reversed(groups), check], [*first.split(), *turned]):
        yield "".join(order)
        if _LETTERS_AS_DIGITS.match(order[0]):
            yield "".join(order)[2:]


def find_phones(text: str) -> list[Found[str]]:
    """Telephone numbers, labelled ones first, each once; fax numbers are left out."""
    found = [
        # The dots of a blank are read as zeros in front.
        _found(phone(re.sub("^0{2,}(?=0?9)", "0", match[1].strip(" -("))), match, 1, 0.96)
        for match in _PHONE_LABEL.finditer(text)
    ]
    for match in _PHONE.finditer(text):
        fax = re.search(r"(?:نمابر|دورنگار|فکس|فاکس)[^\d\n]{0,10}$", text[max(0, match.start() - 24) : match.start()])
        found.append(_found(None if fax else phone(match[0]), match, 0, 0.85))
    return _each_once(found)


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
