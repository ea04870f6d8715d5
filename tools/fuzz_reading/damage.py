"""Files that were spoilt on their way: cut short, bits turned over, pieces lost, doubled or mixed up, misnamed.

Door: `DAMAGES`, each a function of a whole file and a random generator. Promise: the same file and generator give the same
bytes. Not here: files that were made to do harm (pdfs, pictures, archives).
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

type Damage = Callable[[bytes, Random], bytes]

_SIGNATURES = (
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"II*\x00",
    b"MM\x00*",
    b"RIFF\xff\xff\xff\x7fWEBP",
)


def cut_short(whole: bytes, random: Random) -> bytes:
    """The end is missing, as after a broken upload."""
    return whole[: random.randrange(1, len(whole))]


def bits_turned(whole: bytes, random: Random) -> bytes:
    """Some bytes anywhere are others."""
    return _turned(whole, random, 0, len(whole))


def head_turned(whole: bytes, random: Random) -> bytes:
    """Some bytes of the head are others, where sizes and kinds are told."""
    return _turned(whole, random, 4, min(len(whole), 600))


def tail_turned(whole: bytes, random: Random) -> bytes:
    """Some bytes of the end are others, where PDF and zip keep their tables."""
    return _turned(whole, random, max(0, len(whole) - 900), len(whole))


def numbers_grown(whole: bytes, random: Random) -> bytes:
    """Digits written in the file become nines: lengths, counts and sizes of a PDF lie."""
    out = bytearray(whole)
    places = [at for at, byte in enumerate(out) if 0x30 <= byte <= 0x39]
    for at in random.sample(places, min(len(places), random.choice((1, 8, 60)))):
        out[at] = 0x39
    return bytes(out)


def piece_lost(whole: bytes, random: Random) -> bytes:
    """A piece in the middle is missing."""
    start, end = _piece(whole, random)
    return whole[:start] + whole[end:]


def piece_zeroed(whole: bytes, random: Random) -> bytes:
    """A piece in the middle is zeros, as on a bad sector."""
    start, end = _piece(whole, random)
    return whole[:start] + bytes(end - start) + whole[end:]


def piece_doubled(whole: bytes, random: Random) -> bytes:
    """A piece in the middle stands there twice."""
    start, end = _piece(whole, random)
    return whole[:end] + whole[start:]


def of_two_files(whole: bytes, random: Random) -> bytes:
    """The second half stands before the first, behind the file's own signature."""
    half = random.randrange(1, len(whole))
    return whole[:16] + whole[half:] + whole[16:half]


def noise_signed(whole: bytes, random: Random) -> bytes:
    """Noise behind the signature of some kind of file."""
    return random.choice(_SIGNATURES) + random.randbytes(random.choice((0, 40, 5000, 200_000)))


DAMAGES: tuple[Damage, ...] = (
    cut_short,
    bits_turned,
    head_turned,
    tail_turned,
    numbers_grown,
    piece_lost,
    piece_zeroed,
    piece_doubled,
    of_two_files,
    noise_signed,
)


def _turned(whole: bytes, random: Random, start: int, end: int) -> bytes:
    out = bytearray(whole)
    for _ in range(random.choice((1, 4, 30, 300))):
        out[random.randrange(min(start, end - 1), end)] = random.randrange(256)
    return bytes(out)


def _piece(whole: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(whole))
    return start, min(len(whole), start + random.randrange(1, max(2, len(whole) // 3)))
