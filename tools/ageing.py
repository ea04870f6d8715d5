"""Paper grows old: a clean page image becomes a scan, a photocopy, a fax or a phone photo.

Door: `age`. Promise: the same picture and random generator give the same result; pictures are uint8 arrays, grey (h, w)
or RGB (h, w, 3); sizes are pixels, angles degrees. Not here: how the clean page is made (make_samples, train_reader).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

type Picture = NDArray[np.uint8]
type Ageing = Callable[[Picture, Generator], Picture]


def age(picture: Picture, how: str, random: Generator) -> Picture:
    """`picture` (RGB) as it looks after `how`: none, scan, copy, fax or photo. Another word raises KeyError."""
    return AGEINGS[how](picture, random)


def as_scan(picture: Picture, random: Generator) -> Picture:
    """Grey, laid on the glass slightly askew, a little soft and noisy, paper not quite white."""
    grey = turn(to_grey(picture), random.uniform(0.3, 0.9) * random.choice([-1, 1]))
    soft = cv2.GaussianBlur(grey, (0, 0), random.uniform(0.45, 0.7))
    lit = soft.astype(np.float32) * random.uniform(0.93, 0.97) + random.uniform(6, 14)
    return speckle(noise(lit, random, 4.0), random, 2e-5)


def as_copy(picture: Picture, random: Generator) -> Picture:
    """A photocopy: hard contrast, a dark border on one side, dirt on the glass."""
    grey = turn(to_grey(picture), random.uniform(-1.2, 1.2))
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8)
    hard = np.clip((soft.astype(np.float32) - 118) * 1.7 + 118, 8, 246)
    shade = np.linspace(1.0, 0.95, grey.shape[1], dtype=np.float32) ** 2
    return speckle(noise(hard * shade[None, :], random, 5.0), random, 6e-5)


def as_fax(picture: Picture, random: Generator) -> Picture:
    """Black and white, rough edges, and thin white streaks where the head was dirty."""
    grey = turn(to_grey(picture), random.uniform(-0.6, 0.6)).astype(np.float32)
    rough = cv2.GaussianBlur(random.normal(0, 60, grey.shape).astype(np.float32), (0, 0), 0.8)
    dots = np.where(grey + rough > 150, 255, 0).astype(np.uint8)
    for _ in range(3):
        row = int(random.integers(0, dots.shape[0] - 1))
        dots[row : row + 1, :] = 255
    return speckle(dots, random, 5e-5)


def as_photo(picture: Picture, random: Generator) -> Picture:
    """A sheet on a table under a lamp, seen askew by a phone: perspective, uneven light, a shadow, blur, noise."""
    sheet = curl(picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2), random)
    h, w = sheet.shape[:2]
    height, width = int(h * 1.12), int(w * 1.14)
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h)], dtype=np.float32)
    shift = random.uniform(-0.035, 0.035, (4, 2)) * (w, h)
    margin = np.array([width * 0.06, height * 0.055])
    seen = (corners + margin + shift).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    paper = cv2.warpPerspective(sheet, matrix, (width, height), flags=cv2.INTER_AREA).astype(np.float32)
    inside = cv2.warpPerspective(np.full((h, w), 1, np.float32), matrix, (width, height))[..., None]
    scene = paper * inside + table(width, height, random) * (1 - inside)
    scene = scene * light(width, height, random)[..., None] * np.array([1.0, 0.975, 0.93], np.float32)
    scene = cv2.GaussianBlur(scene, (0, 0), random.uniform(0.6, 0.9))
    return noise(scene, random, 3.5)


def to_grey(picture: Picture) -> Picture:
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def turn(picture: Picture, degrees: float) -> Picture:
    """`picture` turned about its centre, the corners that open filled with paper."""
    h, w = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1.0)
    turned = cv2.warpAffine(picture, matrix, (w, h), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(turned, np.uint8)


def curl(picture: Picture, random: Generator) -> Picture:
    """The sheet does not lie flat: rows bend by up to a few thousandths of the height."""
    h, w = picture.shape[:2]
    columns = np.linspace(0, np.pi, w, dtype=np.float32)
    bend = (np.sin(columns) * random.uniform(-0.006, 0.006) * h).astype(np.float32)
    xs, ys = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    bent = cv2.remap(picture, xs, ys + bend[None, :], cv2.INTER_LINEAR, borderValue=(250, 250, 250))
    return np.asarray(bent, np.uint8)


def noise(picture: NDArray[Any], random: Generator, strength: float) -> Picture:
    """Sensor noise of standard deviation `strength` grey levels; colour pictures get it in all channels alike."""
    grain = random.normal(0, strength, picture.shape[:2]).astype(np.float32)
    noisy = picture + (grain if picture.ndim == 2 else grain[..., None])
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


def speckle(picture: Picture, random: Generator, share: float) -> Picture:
    """Dust: `share` of the pixels become small dark dots."""
    spots = picture.copy()
    h, w = picture.shape[:2]
    for _ in range(int(h * w * share)):
        centre = (int(random.integers(0, w)), int(random.integers(0, h)))
        cv2.circle(spots, centre, int(random.integers(0, 2)), int(random.integers(30, 140)), -1)
    return spots


def table(width: int, height: int, random: Generator) -> NDArray[np.float32]:
    """A wooden table top: long soft streaks of brown."""
    grain = random.normal(0, 1, (height // 8 + 1, width // 160 + 1)).astype(np.float32)
    streaks = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)[..., None] * 9
    return np.asarray(np.array([112, 84, 60], np.float32) + streaks, np.float32)


def light(width: int, height: int, random: Generator) -> NDArray[np.float32]:
    """Brightness over the picture: a lamp to one side, and the soft shadow of a hand or the phone."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = random.uniform(0, 2 * np.pi)
    slope = (xs / width - 0.5) * np.cos(angle) + (ys / height - 0.5) * np.sin(angle)
    shadow = np.zeros((height, width), np.float32)
    edge = np.array([(0, 0.55), (0.5, 0.72), (0.62, 1), (0, 1)], np.float32) + random.uniform(-0.05, 0.05, (4, 2))
    cv2.fillPoly(shadow, [(edge * (width, height)).astype(np.int32)], 1.0)
    soft = cv2.GaussianBlur(shadow, (0, 0), width / 28)
    return np.asarray((0.9 + slope * 0.3) * (1 - 0.26 * soft), np.float32)


def unchanged(picture: Picture, random: Generator) -> Picture:
    return picture


AGEINGS: dict[str, Ageing] = {
    "none": unchanged,
    "scan": as_scan,
    "copy": as_copy,
    "fax": as_fax,
    "photo": as_photo,
}
