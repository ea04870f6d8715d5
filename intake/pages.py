"""The picture of a page, made fit for reading.

Door: `straighten` (find the page in a photo, set it upright, level its lines), `whiten` (even the light, black on
white, at the size the engine reads best), `clean` (both), `without_dust`, `sauvola`. Promise: a grey page in, a grey page
out; places found on the result of `straighten` are the places that boxes speak of. Not here: reading (engines), files
(original).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from intake import leaders

type Picture = NDArray[np.uint8]

# Measured: the Persian model reads best at about 225 dots an inch; an A4 sheet is 8.27 inches wide, 11.69 high.
READING_DPI = 225
_A4 = (8.27, 11.69)
_MAX_SKEW = 7.0
_SMALL = 900
_CLEARLY = 1.5
# Shares of the middle brightness at which a sheet is looked for; the cosine of the flattest corner that it may have.
_LIGHTS = (1.0, 0.85, 0.72, 0.6)
_ASKEW = 0.34
# By how much a sheet may differ from the four sides that were found: more is table seen as paper, or a corner lost.
_BEYOND = 0.035
_SMALLEST = 40
# In pixels at reading size: a dot's least and a speck's greatest area, a letter's least, and a dot's distance from its letter,
# which is a third of a line.
_DOT, _DUST, _LETTER, _BESIDE = 3, 6, 30, 9
# Specks this many times as dense beside letters as elsewhere are dots of letters.
_DENSER = 4


def holds_text(picture: Picture) -> bool:
    """Whether a picture is large enough, and no mere strip, so that a line of text could be in it."""
    short, long = sorted(picture.shape)
    return bool(short >= _SMALLEST and long <= 30 * short)


def clean(picture: Picture) -> Picture:
    """A page ready for the engine: upright, level, evenly lit, black on white, at reading size."""
    return whiten(straighten(picture))


def straighten(picture: Picture) -> Picture:
    """The page cut out of what lies around it, undistorted, its lines level. Light and size stay as they are."""
    corners = find_page(picture)
    page = _flattened(picture, corners) if corners is not None else picture
    return levelled(_lines_across(page))


def levelled(page: Picture) -> Picture:
    """The page with its lines level."""
    return _turned(page, skew(page))


def whiten(picture: Picture) -> Picture:
    """Black on white by Sauvola's rule, after evening the light, at about READING_DPI."""
    even = _evenly_lit(picture)
    return without_dust(sauvola(_scaled(even, reading_scale(picture))))


def reading_scale(picture: Picture) -> float:
    """The factor that brings an A4 page (or a part of one, by its wider side) to READING_DPI."""
    high, wide = picture.shape
    short, long = min(high, wide), max(high, wide)
    dpi = max(short / _A4[0], long / _A4[1])
    return float(np.clip(READING_DPI / dpi, 0.2, 3.0))


def find_page(picture: Picture) -> NDArray[np.float32] | None:
    """The four corners of a sheet lying on something darker, clockwise from the top left, None for a page that fills
    the picture.
    """
    small, scale = _small(np.asarray(cv2.GaussianBlur(picture, (5, 5), 0), np.uint8))
    middle, _ = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # A shadow on the sheet may be darker than the middle between sheet and table, and cut a corner off.
    found = [sheet for light in _LIGHTS if (sheet := _sheet_in(small, light * middle)) is not None]
    best = min(found, key=lambda sheet: (_reaches_out(sheet, small), _bend(sheet)), default=None)
    return None if best is None else best / np.float32(scale)


def _sheet_in(small: Picture, threshold: float) -> NDArray[np.float32] | None:
    """The corners of what is brighter than the threshold, if it is a sheet."""
    _, bright = cv2.threshold(small, threshold, 255, cv2.THRESH_BINARY)
    whole = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    contours, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    sheet = np.asarray(max(contours, key=cv2.contourArea), np.int32)
    share = cv2.contourArea(sheet) / small.size
    if not 0.2 < share < 0.96 or not _lies_on_something_darker(small, sheet):
        return None
    corners = _four_corners(sheet)
    if corners is None or _bend(corners) > _ASKEW:
        return None
    filled = cv2.contourArea(sheet) / max(1.0, cv2.contourArea(corners))
    return corners if abs(filled - 1) < _BEYOND else None


def _bend(corners: NDArray[np.float32]) -> float:
    """The cosine of the corner that is furthest from square; one that a shadow cut off is flat or sharp."""
    sides = np.roll(corners, -1, axis=0) - corners
    back = np.roll(sides, 1, axis=0)
    bends = (sides * back).sum(axis=1) / np.maximum(np.linalg.norm(sides, axis=1) * np.linalg.norm(back, axis=1), 1.0)
    return float(np.abs(bends).max())


def _reaches_out(corners: NDArray[np.float32], small: Picture) -> bool:
    """Whether two corners or more lie on the picture's edge, as those of a table that was taken for paper do."""
    high, wide = small.shape
    inner = (corners > 2).all(axis=1) & (corners[:, 0] < wide - 3) & (corners[:, 1] < high - 3)
    return bool((~inner).sum() > 1)


def _lies_on_something_darker(small: Picture, sheet: NDArray[np.int32]) -> bool:
    """Whether what is around the sheet is clearly no paper: a scan's own dark margins or text must not be cut at."""
    mask = np.zeros(small.shape, np.uint8)
    cv2.drawContours(mask, [cv2.convexHull(sheet)], -1, 255, -1)
    around, inside = small[mask == 0], small[mask == 255]
    if around.size < 0.03 * small.size:
        return False
    return bool(np.percentile(around, 75) < np.percentile(inside, 50) - 35)


def _four_corners(sheet: NDArray[np.int32]) -> NDArray[np.float32] | None:
    hull = cv2.convexHull(sheet)
    length = cv2.arcLength(hull, True)
    for slack in (0.01, 0.02, 0.03, 0.05, 0.08):
        shape = cv2.approxPolyDP(hull, slack * length, True)
        if len(shape) == 4:
            break
    else:
        return None
    if cv2.contourArea(shape) < 0.85 * cv2.contourArea(hull):
        return None
    points = shape.reshape(4, 2).astype(np.float32)
    total, difference = points.sum(axis=1), points[:, 1] - points[:, 0]
    order = [int(np.argmin(total)), int(np.argmin(difference)), int(np.argmax(total)), int(np.argmax(difference))]
    return points[order] if len(set(order)) == 4 else None


def _flattened(picture: Picture, corners: NDArray[np.float32]) -> Picture:
    """The sheet with these corners as seen from straight above."""
    top_left, top_right, bottom_right, bottom_left = corners
    wide = int(max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left)))
    high = int(max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right)))
    target = np.array([[0, 0], [wide - 1, 0], [wide - 1, high - 1], [0, high - 1]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(cv2.warpPerspective(picture, turn, (wide, high), flags=cv2.INTER_CUBIC), np.uint8)


def _lines_across(picture: Picture) -> Picture:
    """A page lying on its side, turned so that its lines run across; whether it is on its head the engine finds out."""
    ink = _ink(picture)
    lying = np.ascontiguousarray(np.rot90(ink))
    if _sharpness(lying, _level(lying)) <= _CLEARLY * _sharpness(ink, _level(ink)):
        return picture
    return np.ascontiguousarray(np.rot90(picture))


def skew(picture: Picture) -> float:
    """Degrees by which the lines must be turned to be level, within ±7, to a twentieth."""
    return _level(_ink(picture))


def _level(ink: NDArray[np.float32]) -> float:
    best = 0.0
    for step, reach in ((0.5, _MAX_SKEW), (0.1, 0.5), (0.05, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(ink, angle)))
    return best if abs(best) <= _MAX_SKEW else 0.0


def _sharpness(ink: NDArray[np.float32], angle: float) -> float:
    """How sharply ink comes and goes from row to row at this angle: level lines of text make stripes."""
    rows = _rotated(ink, angle).sum(axis=1, dtype=np.float64)
    return float(np.square(rows[2:] - rows[:-2]).sum() / max(1.0, float(np.square(rows).sum())))


def _rotated(ink: NDArray[np.float32], angle: float) -> NDArray[np.float32]:
    high, wide = ink.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    return np.asarray(cv2.warpAffine(ink, turn, (wide, high)), np.float32)


def _turned(picture: Picture, angle: float) -> Picture:
    if abs(angle) < 0.1:
        return picture
    high, wide = picture.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    paper = float(np.percentile(picture, 90))
    turned = cv2.warpAffine(picture, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(paper,))
    return np.asarray(turned, np.uint8)


def _ink(picture: Picture) -> NDArray[np.float32]:
    """A small map of the ink, its outer margin left out: shadows and punched holes live there."""
    small, _ = _small(picture)
    black = sauvola(small, window=25) == 0
    edge_y, edge_x = (max(1, side // 40) for side in small.shape)
    return np.asarray(black[edge_y:-edge_y, edge_x:-edge_x], np.float32)


def _small(picture: Picture) -> tuple[Picture, float]:
    scale = min(1.0, _SMALL / max(picture.shape))
    return _scaled(picture, scale), scale


def _scaled(picture: Picture, scale: float) -> Picture:
    if abs(scale - 1) < 0.02:
        return picture
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _evenly_lit(picture: Picture) -> Picture:
    """Every place divided by the paper's brightness around it."""
    small, _ = _small(picture)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((21, 21), np.uint8)), 31)
    high, wide = picture.shape
    light = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.clip(picture * (245.0 / np.maximum(light, 1.0)), 0, 255).astype(np.uint8)


def without_dust(page: Picture) -> Picture:
    """Without specks too small for any dot of a letter, and without the dots of blanks."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(np.asarray(255 - page, np.uint8), connectivity=8)
    places, pieces = np.asarray(labels, np.int32), np.asarray(stats, np.int32)
    gone = _dust(places, pieces, np.asarray(centres)) | leaders.dots(places, pieces, np.asarray(centres))
    gone[0] = False
    return np.where(gone[labels], 255, page).astype(np.uint8) if gone.any() else page


def _dust(labels: NDArray[np.int32], stats: NDArray[np.int32], centres: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pieces are specks. Those beside letters are the dots of small print where they lie much denser than elsewhere."""
    sizes = stats[:, cv2.CC_STAT_AREA]
    small = sizes <= _DUST
    letters = sizes >= _LETTER
    letters[0] = False
    beside = cv2.dilate(letters[labels].astype(np.uint8), np.ones((2 * _BESIDE + 1, 2 * _BESIDE + 1), np.uint8)) > 0
    may_be = small & (sizes >= _DOT)
    near = may_be.copy()
    # Of these alone: what is none of a page's pieces, as the ground of a page that is black all over, has no centre.
    across, down = centres[may_be].round().astype(int).T
    near[may_be] = beside[down, across]
    share = max(1e-6, float(beside.mean()))
    there, elsewhere = near.sum() / share, (may_be & ~near).sum() / max(1e-6, 1 - share)
    return small & ~near if there > _DENSER * elsewhere else small


def sauvola(picture: Picture, window: int = 41, k: float = 0.25) -> Picture:
    """Black (0) on white (255) by Sauvola's local threshold: mean · (1 + k · (deviation / 128 − 1)).

    Strip by strip: a page's worth of floats at once costs more in fetching memory than in counting.
    """
    height, made = len(picture), np.empty_like(picture)
    for top in range(0, height, _STRIP):
        above, below = max(0, top - window), min(height, top + _STRIP + window)
        strip = _sauvola(picture[above:below], window, k)
        made[top : top + _STRIP] = strip[top - above :][:_STRIP]
    return made


# Rows of a strip.
_STRIP = 256


def _sauvola(picture: Picture, window: int, k: float) -> Picture:
    grey = picture.astype(np.float32)
    mean = cv2.boxFilter(grey, -1, (window, window), borderType=cv2.BORDER_REPLICATE)
    square = cv2.boxFilter(grey * grey, -1, (window, window), borderType=cv2.BORDER_REPLICATE)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0.0))
    return np.where(grey > mean * (1 + k * (deviation / 128.0 - 1)), 255, 0).astype(np.uint8)
