"""The page on which anybody sees whether a letter is the office's: by its number and code, typed or out of its QR code.

Door: `router`. Promise: it tells kind, number, date and city and names nobody; a wrong pair, a number that never was and
nonsense get the same answer; who guesses is soon made to wait; it needs no script and loads nothing from elsewhere. Not here:
what proves a letter (cases.letters), the words (templates/words/verify.yaml).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from cases import letters
from cases.db import Database, Session
from cases.errors import Trouble
from cases.letters import Proof
from nlp.wording import TEMPLATES, environment

LONGEST = 64
_FONTS = ("vazirmatn.woff2", "vazirmatn-latin.woff2")
_GUARD = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # The address holds the letter's code.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


class Patience:
    """How often a client may be wrong: `tries` times, one of which is forgiven every `seconds`.

    Of many clients the longest unseen is forgotten, so that nobody fills the memory.
    """

    def __init__(
        self,
        *,
        tries: int = 10,
        seconds: float = 60.0,
        clients: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tries, self._seconds, self._clients, self._clock = tries, seconds, clients, clock
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """For how many seconds the client is not answered; 0: it is."""
        with self._lock:
            return max(0.0, (self._standing(client) - self._tries + 1) * self._seconds)

    def erred(self, client: str) -> None:
        """The client was wrong once more."""
        with self._lock:
            self._wrong[client] = self._standing(client) + 1, self._clock()
            self._wrong.move_to_end(client)
            while len(self._wrong) > self._clients:
                self._wrong.popitem(last=False)

    def _standing(self, client: str) -> float:
        count, since = self._wrong.get(client, (0.0, 0.0))
        return max(0.0, count - (self._clock() - since) / self._seconds)


def router(db: Database, patience: Patience | None = None) -> APIRouter:
    """The page at /verify and its fonts below it."""
    routes, patient = APIRouter(), patience or Patience()

    @routes.get("/verify")
    def verify(request: Request, number: str = "", code: str = "") -> HTMLResponse:
        if not number.strip() and not code.strip():
            return _page("ask", 200)
        client = _client(request)
        if waits := patient.wait(client):
            return _page("wait", 429, number=number, code=code, headers={"Retry-After": str(int(waits) + 1)})
        try:
            proof = db.read_now(_proof, number, code)
        except Trouble:
            return _page("away", 503, number=number, code=code)
        if proof is None:
            patient.erred(client)
            return _page("unknown", 404, number=number, code=code)
        return _page("genuine", 200, number=number, code=code, proof=proof)

    @routes.get("/verify/{font}")
    def font(font: str) -> Any:
        if font not in _FONTS:
            return HTMLResponse(status_code=404)
        kept = {"Cache-Control": "public, max-age=604800", "X-Content-Type-Options": "nosniff"}
        return FileResponse(TEMPLATES / "fonts" / font, media_type="font/woff2", headers=kept)

    return routes


def _proof(session: Session, number: str, code: str) -> Proof | None:
    if max(len(number), len(code)) > LONGEST:
        return None
    letter = letters.verify(session, number, code)
    return letters.proof(letter) if letter else None


def _page(
    state: str,
    status: int,
    *,
    number: str = "",
    code: str = "",
    proof: Proof | None = None,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    shown = environment("pages").get_template("verify.html")
    html = shown.render(state=state, number=number[:LONGEST], code=code[:LONGEST], proof=proof)
    return HTMLResponse(html, status_code=status, headers={**_GUARD, **(headers or {})})


def _client(request: Request) -> str:
    """Who asks: the address, of the newer kind the network it lies in, since a home has a whole one to itself."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(address.exploded[:19]) if isinstance(address, IPv6Address) else host
