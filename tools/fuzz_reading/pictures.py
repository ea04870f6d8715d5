"""Pictures that were made to do harm: bombs, sizes that lie, broken frames, thousands of them, headers full of junk.

Door: `PICTURES`, each a function of a random generator; `tiff`. Promise: small files, the same generator, the same bytes.
Not here: pictures of the samples that were spoilt (damage).
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

type Made = Callable[[Random], bytes]


def png_bomb(random: Random) -> bytes:
    """A few kilobytes that unpack to gigabytes of white."""
    side = random.choice((30_000, 50_000, 7_000))
    return _png(side, side, zlib.compress(bytes(60_000_000), 9))


def png_sizes_that_lie(random: Random) -> bytes:
    """A head that says more, or less, than the body holds."""
    width, height = random.choice(((2**31 - 1, 1), (1, 2**31 - 1), (0, 0), (5000, 5000), (3, 3)))
    return _png(width, height, zlib.compress(bytes(random.randrange(1, 90_000))))


def png_notes_that_burst(random: Random) -> bytes:
    """Packed notes beside the picture that unpack without end."""
    note = b"Comment\x00\x00" + zlib.compress(bytes(90_000_000), 9)
    notes = _chunk(random.choice((b"zTXt", b"iCCP")), note) * random.randrange(1, 8)
    return _png(40, 40, zlib.compress(bytes(41 * 40)), notes)


def a_hair(random: Random) -> bytes:
    """A picture that is one dot high, or wide, and very long."""
    size = random.choice(((60_000, 1), (1, 60_000), (1, 1), (2, 30_000)))
    return _saved(Image.new("L", size, 255), "PNG")


def noise(random: Random) -> bytes:
    """Noise and nothing else, in any of the modes."""
    side = random.randrange(300, 900)
    mode, bytes_each = random.choice((("L", 1), ("RGB", 3), ("RGBA", 4), ("I;16", 2)))
    return _saved(Image.frombytes(mode, (side, side), random.randbytes(side * side * bytes_each)), "PNG")


def bars_and_dots(random: Random) -> bytes:
    """A page of nothing but strokes, which an engine takes for thousands of letters."""
    page = Image.new("L", (1600, 2200), 255)
    pen = ImageDraw.Draw(page)
    for _ in range(random.randrange(2000, 9000)):
        x, y = random.randrange(1600), random.randrange(2200)
        pen.line((x, y, x + random.randrange(-9, 9), y + random.randrange(-9, 9)), fill=0, width=random.randrange(1, 4))
    return _saved(page, "JPEG")


def tiff_of_thousands(random: Random) -> bytes:
    """A TIFF of very many small frames."""
    frames = [Image.new("1", (8, 8), 1)] * random.choice((61, 400, 3000))
    return _saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])


def tiff_in_a_circle(random: Random) -> bytes:
    """A TIFF whose last frame is followed by its first."""
    return tiff(((256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (279, 4, 64)), next_at=8)


def tiff_with_broken_frames(random: Random) -> bytes:
    """A TIFF whose later frames are spoilt."""
    frames = [Image.new("L", (600, 800), 255 - 9 * at) for at in range(4)]
    whole = bytearray(_saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw"))
    for _ in range(random.randrange(1, 60)):
        whole[random.randrange(len(whole) // 3, len(whole))] = random.randrange(256)
    return bytes(whole)


def tiff_that_lies(random: Random) -> bytes:
    """A TIFF whose sizes, packings and places are beyond the file."""
    huge = random.choice((2**31, 2**32 - 1, 70_000, 0))
    tags = ((256, 4, huge), (257, 4, huge), (258, 3, random.choice((1, 8, 64))), (259, 3, random.choice((1, 5, 7, 99))))
    return tiff((*tags, (262, 3, random.randrange(9)), (273, 4, huge), (278, 4, huge), (279, 4, huge)))


def exif_junk(random: Random) -> bytes:
    """A photograph whose notes are junk: a turn that there is not, places beyond the file, noise."""
    photo = Image.new("RGB", (700, 500), (250, 250, 245))
    exif = Image.Exif()
    exif[0x0112] = random.choice((0, 9, 255, 65_535))
    exif[0x9286] = "x" * random.randrange(9000)
    junk = (
        exif.tobytes()
        if random.random() < 0.3
        else b"Exif\x00\x00MM\x00*" + random.randbytes(random.randrange(4, 9000))
    )
    return _saved(photo, random.choice(("JPEG", "WEBP", "PNG")), exif=junk)


def webp_that_moves(random: Random) -> bytes:
    """A moving picture of many frames."""
    frames = [Image.new("RGB", (64, 64), (at % 256, 0, 0)) for at in range(random.randrange(2, 120))]
    return _saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


PICTURES: tuple[Made, ...] = (
    png_bomb,
    png_sizes_that_lie,
    png_notes_that_burst,
    a_hair,
    noise,
    bars_and_dots,
    tiff_of_thousands,
    tiff_in_a_circle,
    tiff_with_broken_frames,
    tiff_that_lies,
    exif_junk,
    webp_that_moves,
)


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _png(width: int, height: int, body: bytes, between: bytes = b"") -> bytes:
    """An eight-bit grey PNG with that body, whatever the size says."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + between + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def tiff(tags: tuple[tuple[int, int, int], ...], next_at: int = 0) -> bytes:
    """A TIFF of one list of tags (number, type, value), followed by the list at `next_at`."""
    listed = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return (
        struct.pack("<2sHI", b"II", 42, 8)
        + struct.pack("<H", len(tags))
        + listed
        + struct.pack("<I", next_at)
        + bytes(64)
    )
