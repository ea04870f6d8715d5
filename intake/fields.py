"""What a document says, field by field.

Door: `extract`, the shape `Field`. Promise: the names and value forms of design §3; a field that the document does not
state is absent; every field carries the words that it was read from, where they stand, and an honest probability. Not
here: the document's type (kinds), the Persian labels and patterns (nlp), comparison with the case (cases).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from intake import attendance, header, letters, minutes, parts, proofs, resolutions, sender, signing, trust
from intake.announced import Announced, announced
from intake.layout import Box, Page, in_one_column
from intake.sheet import Claim, Sheet
from intake.trust import Grounds, Proof
from nlp import amounts, audits, bodies, identifiers, kinds, laws, places
from nlp import letters as phrases
from nlp.found import Found
from nlp.normalise import folded

type Json = str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None

# Of a place that is named as a county: a governor writes of one of its cities.
_COUNTY = 0.5
# Rows that may hold a paper's title.
_TITLE_ROWS = 12
# A body's town that was taken from elsewhere on the paper.
_GUESSED_TOWN = 0.85
# How alike a town and one of the gazetteer are, at least, if one letter was misread; times that nothing is misread alike.
_NEARLY, _AGAIN = 0.8, 3
_YEARLY = frozenset(["audit-report", "budget-form", "charges-book"])
_SAT = frozenset(["council-minutes", "council-resolution"])
# Papers of a person: they have no letterhead, and the dates and cities in them are those of a life.
_UNLETTERED = frozenset({"resume", "identity-document"})


@dataclass(frozen=True, slots=True)
class Field:
    """One value read: `raw` as it stands on page `page`, inside `box`; `confidence` is the chance that it is right."""

    value: Json
    raw: str
    confidence: float
    page: int
    box: Box | None


# Papers that a person signs for the own matter.
_OWN_NAME = frozenset([kinds.APPLICATION, "mayor-form"])
# Papers that are sent with others; minutes have theirs in a file.
_ENCLOSING = frozenset(["official-letter", "council-resolution", "conformity-opinion", kinds.APPLICATION])
_DATED_ALONE = frozenset(["audit-report", "application", "council-resolution", "mayor-form", "justification-plan"])


def extract(pages: Sequence[Page], kind: str) -> dict[str, Field]:
    """All fields that the pages state, by name; `kind` is the document type (`kinds.Kind.value`)."""
    return {name: field for name, (field, _) in weighed(pages, kind).items()}


def weighed(pages: Sequence[Page], kind: str) -> dict[str, tuple[Field, Grounds]]:
    """As `extract`, each field with what its confidence was weighed from."""
    sheet = Sheet(pages)
    if not sheet.text.strip():
        return {}
    said = announced(sheet)
    letter = _of_person(sheet, kind) if kind in _UNLETTERED else _of_letter(sheet, said, kind)
    claims = {**letter, **_of_sitting(sheet, said, kind), **_anywhere(sheet, said, kind)}
    town = None if kind in _UNLETTERED else _municipality(sheet, said, claims)
    if town:
        claims["municipality"] = town
        claims |= _with_town(letter, str(town.value))
    claims |= _mended(sheet, claims)
    proven = proofs.of_values({name: claim.value for name, claim in claims.items()})
    return {name: _field(sheet, name, _proven(claim, proven.get(name))) for name, claim in claims.items()}


def _of_person(sheet: Sheet, kind: str) -> dict[str, Claim[Json]]:
    issuer = sender.registry(sheet) if kind == "identity-document" else None
    return {"sender": issuer} if issuer else {}


def _of_letter(sheet: Sheet, said: Sequence[Announced], kind: str) -> dict[str, Claim[Json]]:
    found: dict[str, Claim[Json] | None] = {
        "letter_number": header.letter_number(sheet, said),
        "letter_date": _letter_date(sheet, said, kind),
        "has_attachment": header.has_attachment(sheet, said),
        "subject": letters.subject(sheet, said, of_sitting=kind == "council-minutes"),
        "recipient": letters.recipient(sheet, said),
        "sender": sender.sender(sheet, said, kind),
        "references": letters.references(sheet, said),
    }
    if kind in _ENCLOSING:
        found["has_attachment"] = found["has_attachment"] or header.told_enclosed(sheet)
    signed = signing.signature(sheet)
    if signed and (kind != "council-minutes" or _for_council(signed[1])):
        found["signatory_name"], found["signatory_title"] = signed
    if kind in _OWN_NAME and (person := signing.person(sheet, said)):
        found["signatory_name"], found["signatory_title"] = person, None
    if kind == kinds.APPLICATION and not found.get("signatory_title"):
        found["sender"] = found.get("signatory_name") or found["sender"]
    if kind == "council-minutes" and not (found["letter_number"] and (found["has_attachment"] or _is_marked(found))):
        # Minutes without a letter's header block: their one date is the sitting's.
        found["letter_date"] = None
    return {name: claim for name, claim in found.items() if claim}


def _for_council(title: Claim[str] | None) -> bool:
    """Whether who signs minutes does so for the whole council, as its office is written out; members sign for themselves."""
    return title is not None and bodies.is_council(folded(title.value))


def _letter_date(sheet: Sheet, said: Sequence[Announced], kind: str) -> Claim[str] | None:
    """The paper's own date; a petition has it at its foot, and at its head the entry of the office that received it."""
    of_head = header.letter_date(sheet, said)
    if kind == kinds.APPLICATION:
        return header.lone_date(sheet) or of_head
    return of_head or (header.lone_date(sheet) if kind in _DATED_ALONE else None)


def _is_marked(found: Mapping[str, Claim[Json] | None]) -> bool:
    """Whether minutes bear an office's number, which is not the sitting's."""
    number = found["letter_number"]
    # A stroke may be read as a point.
    return number is not None and phrases.is_marked(str(number.value).replace(".", "/"))


def _of_sitting(sheet: Sheet, said: Sequence[Announced], kind: str) -> dict[str, Claim[Json]]:
    mayor = minutes.proposed_mayor(sheet, said)
    if kind == "mayor-form":
        return _of_form(sheet, said, mayor)
    found: dict[str, Claim[Json] | None] = {"proposed_mayor": mayor}
    if kind not in _SAT | _UNLETTERED:
        found |= _cited(sheet, said)
    if kind in _SAT:
        lettered = header.has_attachment(sheet, said) is not None or kind == "council-resolution"
        tags = parts.tagged(sheet, kind)
        attended = attendance.attendance(sheet, said, tags)
        present = attended.get("present")
        sitting = minutes.session_number(sheet, said)
        decided = resolutions.resolutions(
            sheet, said, tags, attendance.count(sheet, present), sitting.value if sitting else None
        )
        found |= {
            "session_number": sitting,
            "session_kind": minutes.session_kind(sheet, said),
            "session_date": _sat_on(sheet, said, kind, lettered=lettered),
            "present": present,
            "absent": attended.get("absent"),
            "resolutions": decided,
        }
        if kind == "council-resolution" and not (found["session_number"] and found["session_date"]):
            found |= {name: found.get(name) or claim for name, claim in minutes.mentioned(sheet).items()}
    return {name: claim for name, claim in found.items() if claim}


def _sat_on(sheet: Sheet, said: Sequence[Announced], kind: str, *, lettered: bool) -> Claim[str] | None:
    """The day of the sitting; minutes that tell none are of the day that their head bears, a letter's or not."""
    day = minutes.session_date(sheet, said, lettered=lettered)
    if day or kind != "council-minutes" or not lettered:
        return day
    of_head = minutes.session_date(sheet, said, lettered=False)
    return replace(of_head, strength=of_head.strength * 0.85) if of_head else None


def _cited(sheet: Sheet, said: Sequence[Announced]) -> dict[str, Claim[Json]]:
    """The one sitting that a paper which is none of a sitting cites: in its sentences, else behind labels of its own."""
    sat = [label for label in said if label.field in ("session_number", "session_date")]
    found: dict[str, Claim[Json] | None] = {**minutes.mentioned(sheet)}
    if sat and not found:
        found["session_number"] = minutes.session_number(sheet, sat)
        found["session_date"] = minutes.session_date(sheet, sat, lettered=True)
    return {name: claim for name, claim in found.items() if claim}


def _of_form(sheet: Sheet, said: Sequence[Announced], mayor: Claim[str] | None) -> dict[str, Claim[Json]]:
    """What the form for a mayor's appointment says of the person and of the sitting that chose them."""
    sat = [label for label in said if label.field in ("session_number", "session_date")]
    found: dict[str, Claim[Json] | None] = {
        **({} if sat else minutes.mentioned(sheet)),
        "proposed_mayor": minutes.person_in_blanks(sheet) or mayor or minutes.person(sheet, said),
    }
    if sat:
        found["session_number"] = minutes.session_number(sheet, sat)
        found["session_date"] = minutes.session_date(sheet, sat, lettered=True)
    return {name: claim for name, claim in found.items() if claim}


def _anywhere(sheet: Sheet, said: Sequence[Announced], kind: str) -> dict[str, Claim[Json]]:
    text = sheet.text
    firm, year = audits.firm(text), audits.fiscal_year(text) or _year_below(sheet)
    if year and year.strength < (0.6 if kind in _YEARLY else 0.85):
        year = None
    found: dict[str, Claim[Json] | None] = {
        "amounts": _amounts(text),
        "national_ids": _all_of(identifiers.find_national_ids(text), "check"),
        "law_refs": _law_refs(sheet),
        "audit_firm": Claim(
            sheet.whole_words(firm.start, firm.end).replace("\n", " ").replace("\t", " "),
            firm.start,
            firm.end,
            firm.strength,
        )
        if firm
        else None,
        "fiscal_year": Claim(year.value, year.start, year.end, year.strength, "form") if year else None,
        "phone": _first_of(identifiers.find_phones(text), "form"),
        "postal_code": _first_of(identifiers.find_postal_codes(text), "none") or _labelled_postal(sheet, said),
        "iban": _first_of(identifiers.find_ibans(text), "check"),
    }
    return {name: claim for name, claim in found.items() if claim}


def _labelled_postal(sheet: Sheet, said: Sequence[Announced]) -> Claim[Json] | None:
    """The postal code that stands below its label in a narrow column."""
    for label in said:
        code = f"{sheet.text[label.label_start : label.label_end]} {sheet.text[label.start : label.end]}"
        found = identifiers.find_postal_codes(code) if label.field == "POSTAL" else []
        if found:
            return Claim(found[0].value, label.start, label.end, found[0].strength, "none")
    return None


def _year_below(sheet: Sheet) -> Found[int] | None:
    """The year of a title that breaks off before it beside another column: it stands in the line below."""
    for row, below in pairwise(sheet.rows[:_TITLE_ROWS]):
        for cell in row.cells:
            line = sheet.text[cell.start : cell.end]
            rest = next(
                (one for one in below.cells if audits.lacks_year(line) and in_one_column(one.box, cell.box)), None
            )
            year = audits.fiscal_year(f"{line} {sheet.text[rest.start : rest.end]}") if rest else None
            if rest and year:
                return Found(year.value, cell.start, rest.end, year.strength)
    return None


def _amounts(text: str) -> Claim[Json] | None:
    found = amounts.find(text)
    sure = all(one.strength > 0.99 for one in found)
    claim = _all_of(found, "check" if sure else "none")
    return replace(claim, value=list(dict.fromkeys(one.value for one in found))) if claim else None


def _law_refs(sheet: Sheet) -> Claim[Json] | None:
    unique: dict[tuple[int | None, int | None, str], Found[Json]] = {}
    found = laws.find(sheet.text)
    for one in found:
        law = sheet.written(*one.value.law_span) if one.value.law else None
        if sheet.row_at(one.start).source == "ocr":
            law = one.value.likely_law or law
        value: Json = {"article": one.value.article, "note": one.value.note, "law": law}
        unique.setdefault(
            (one.value.article, one.value.note, one.value.law), Found(value, one.start, one.end, one.strength)
        )
    # A law of the lexicon is hardly misread as another; the name of any other may have lost or gained a word.
    return _all_of(list(unique.values()), "form" if all(one.value.known_law for one in found) else "none")


def _all_of(
    found: Sequence[Found[Json]] | Sequence[Found[str]] | Sequence[Found[int]], proof: Proof
) -> Claim[Json] | None:
    if not found:
        return None
    # A list is right when each of its entries is.
    return Claim([one.value for one in found], found[0].start, found[-1].end, min(one.strength for one in found), proof)


def _first_of(found: Sequence[Found[str]], proof: Proof) -> Claim[Json] | None:
    return Claim(found[0].value, found[0].start, found[0].end, found[0].strength, proof) if found else None


def _labelled_city(sheet: Sheet, said: Sequence[Announced]) -> Iterator[Found[str]]:
    """A form's own cell for the city."""
    for label in said:
        value = sheet.text[label.start : label.end]
        if label.field == "municipality" and 0 < len(value.split()) <= 3 and not places.find_municipalities(value):
            yield Found(value, label.start, label.end, 0.95 * label.strength)


def _municipality(sheet: Sheet, said: Sequence[Announced], claims: Mapping[str, Claim[Json]]) -> Claim[Json] | None:
    """The city that the document speaks for: of the cities named, the one of letterhead, signature, or most
    mentions.
    """
    named = [*places.find_municipalities(sheet.text), *_labelled_city(sheet, said)]
    weights: dict[str, float] = {}
    for place in named:
        weight = _COUNTY if places.is_county(sheet.text, place.start) else _weight(place, claims)
        weights[place.value] = weights.get(place.value, 0) + place.strength * weight
    if not weights:
        return None
    chosen = max(weights, key=lambda name: weights[name])
    best = max((place for place in named if place.value == chosen), key=lambda place: place.strength)
    misread = best.strength < 0.9 and sheet.row_at(best.start).source == "ocr"
    value = _known_town(sheet, best.value) if misread else sheet.whole_words(best.start, best.end)
    share = weights[chosen] / sum(weights.values())
    return Claim(
        value, best.start, best.end, best.strength * (0.8 + 0.2 * share), "form" if best.strength > 0.9 else "none"
    )


def _known_town(sheet: Sheet, town: str) -> str:
    """A town that was read from a picture as the gazetteer spells it, unless the paper says it so again and again."""
    guess = places.city(town)
    return guess[0] if guess and guess[1] >= _NEARLY and sheet.text.count(town) < _AGAIN else town


def _with_town(letter: Mapping[str, Claim[Json]], town: str) -> dict[str, Claim[Json]]:
    """A sender whose own line has no town that was read, as a municipality or a council has, with the town of the paper."""
    writer = letter.get("sender")
    if writer is None or not bodies.wants_town(folded(str(writer.value))):
        return {}
    whole = bodies.with_town(str(writer.value), town)
    return {"sender": replace(writer, value=whole, strength=writer.strength * _GUESSED_TOWN)}


def _mended(sheet: Sheet, claims: Mapping[str, Claim[Json]]) -> dict[str, Claim[Json]]:
    """Sender and office as the paper spells its town elsewhere and without a word that an engine read twice."""
    town = claims.get("municipality")
    read = {name: claims[name] for name in ("sender", "signatory_title") if name in claims}
    return {
        name: replace(claim, value=bodies.mended(claim.value, str(town.value) if town else ""))
        for name, claim in read.items()
        if isinstance(claim.value, str) and sheet.row_at(claim.start).source == "ocr"
    }


def _weight(place: Found[str], claims: Mapping[str, Claim[Json]]) -> float:
    def within(*names: str) -> Iterator[bool]:
        return (claims[name].start <= place.start < claims[name].end for name in names if name in claims)

    return 4 if any(within("sender", "signatory_title")) else 2 if any(within("recipient", "subject")) else 1


def _proven(claim: Claim[Json], proof: Proof | None) -> Claim[Json]:
    return replace(claim, proof=proof) if proof and claim.proof == "none" else claim


def _field(sheet: Sheet, name: str, claim: Claim[Json]) -> tuple[Field, Grounds]:
    seen = sheet.evidence(claim.start, claim.end)
    grounds = Grounds(claim.strength, seen.certainty, claim.proof, seen.source)
    return Field(claim.value, seen.raw, trust.chance(name, grounds), seen.page, seen.box), grounds
