"""What a reason must be, so that whoever is told it can do something with it.

Door: `given`. Promise: one that is empty or of a letter or two is refused, wherever a reason is asked for; a return that names
no document says more. Not here: the definition's ready reasons (workflows), to whom a reason is told (decisions, desk).
"""

from __future__ import annotations

from cases.errors import Refusal

FEWEST = 3
FEWEST_ALONE = 10
"""So many letters at least where a case is returned and no document named: the reason is then all that its customer gets."""


def given(text: str | None, *, alone: bool = False) -> str:
    """The reason without its margins. `alone`: nothing but it says what is to be mended.

    Refuses: reason-wanted, reason-short and reason-alone (each with how many letters are wanted at least).
    """
    reason = (text or "").strip()
    if not reason:
        raise Refusal("reason-wanted")
    letters = sum(letter.isalpha() for letter in reason)
    if letters < FEWEST:
        raise Refusal("reason-short", least=FEWEST)
    if alone and letters < FEWEST_ALONE:
        raise Refusal("reason-alone", least=FEWEST_ALONE)
    return reason
