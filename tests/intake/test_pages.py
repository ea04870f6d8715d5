"""The picture of a page, made fit for reading."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from intake import pages
from tests.intake import papers


def grey(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"))


@pytest.mark.parametrize("angle", [-5.0, -1.3, 0.0, 2.4, 6.0])
def test_a_crooked_scan_is_levelled(picture: Image.Image, angle: float) -> None:
    crooked = papers.scanned(picture, skew=angle)
    assert pages.skew(grey(crooked)) == pytest.approx(-angle, abs=0.25)


def test_a_page_lying_on_its_side_is_set_on_its_lines(picture: Image.Image) -> None:
    lying = grey(picture.rotate(90, expand=True))
    assert pages.straighten(lying).shape[0] > pages.straighten(lying).shape[1]
    standing = grey(picture)
    assert pages.straighten(standing).shape == standing.shape


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_page_is_found_in_a_photo_and_a_scan_is_left_whole(picture: Image.Image, seed: int) -> None:
    photo = papers.photographed(picture, seed=seed)
    corners = pages.find_page(grey(photo))
    assert corners is not None
    high, wide = grey(photo).shape
    assert corners[0][0] < wide * 0.25 and corners[0][1] < high * 0.2
    assert corners[2][0] > wide * 0.75 and corners[2][1] > high * 0.8
    flat = pages.straighten(grey(photo))
    assert flat.shape[0] / flat.shape[1] == pytest.approx(1.414, abs=0.12)
    assert pages.find_page(grey(papers.scanned(picture, seed=seed))) is None


@pytest.mark.parametrize("corner", ["left", "right"])
def test_a_shadow_over_a_corner_does_not_cut_it_off(corner: str) -> None:
    scene = np.full((1200, 900), 75, np.uint8)
    scene[80:1120, 80:820] = 215
    shadow = np.full(scene.shape, 255, np.uint8)
    x = 0 if corner == "left" else 899
    cv2.fillPoly(shadow, [np.array([(x, 600), (abs(x - 500), 900), (abs(x - 560), 1199), (x, 1199)], np.int32)], 160)
    corners = pages.find_page((scene * (cv2.GaussianBlur(shadow, (0, 0), 30) / 255.0)).astype(np.uint8))
    assert corners is not None
    assert np.abs(corners - np.array([(80, 80), (820, 80), (820, 1120), (80, 1120)])).max() < 25


def test_a_page_comes_out_black_on_white_at_reading_size(picture: Image.Image) -> None:
    clean = pages.clean(grey(papers.photographed(picture)))
    assert set(np.unique(clean)) == {0, 255}
    assert clean.shape[1] == pytest.approx(8.27 * pages.READING_DPI, rel=0.06)
    assert 0.01 < (clean == 0).mean() < 0.1


def test_uneven_light_does_not_become_ink() -> None:
    ramp = np.tile(np.linspace(90, 240, 1240), (1754, 1)).astype(np.uint8)
    assert (pages.whiten(ramp) == 0).mean() < 0.001


@pytest.mark.parametrize(
    ("high", "wide", "fit"), [(1, 1, False), (30, 4000, False), (50, 20_000, False), (60, 900, True)]
)
def test_a_speck_or_a_strip_holds_no_text(high: int, wide: int, fit: bool) -> None:
    assert pages.holds_text(np.zeros((high, wide), np.uint8)) is fit


def printed(specks: int) -> np.ndarray:
    """Letters of twenty rows, each with a dot of five pixels above it, and specks of as many anywhere on the page."""
    page = np.full((1200, 900), 255, np.uint8)
    for top in range(100, 1100, 50):
        for left in range(100, 800, 30):
            page[top : top + 14, left : left + 18] = 0
            _dot(page, top - 7, left + 8)
    random = np.random.default_rng(7)
    for down, across in random.integers((20, 20), (1180, 880), (specks, 2)).tolist():
        _dot(page, down, across)
    return page


def _dot(page: np.ndarray, down: int, across: int) -> None:
    page[down, across - 1 : across + 2] = 0
    page[down - 1 : down + 2, across] = 0


def test_the_dots_of_small_print_are_no_dust() -> None:
    page = printed(specks=0)
    assert (pages.without_dust(page) == page).all()


def test_a_few_specks_do_not_cost_the_dots_of_small_print() -> None:
    clean, dusty = printed(specks=0), printed(specks=60)
    kept = pages.without_dust(dusty)
    assert (kept[clean == 0] == 0).all()
    assert (kept == 0).sum() - (clean == 0).sum() < 0.5 * ((dusty == 0).sum() - (clean == 0).sum())


def test_specks_as_dense_everywhere_as_beside_letters_are_dust() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    page[100:1100:50, 100:800] = 0
    for down, across in np.random.default_rng(3).integers((20, 20), (1180, 880), (900, 2)).tolist():
        page[down, across : across + 4] = 0
    kept = pages.without_dust(page)
    assert (kept == 0).sum() < 0.3 * (page == 0).sum() + (page[100:1100:50, 100:800] == 0).sum()


def test_a_page_that_is_black_all_over_or_empty_is_nothing_to_worry_about() -> None:
    for shade in (0, 255):
        page = np.full((400, 400), shade, np.uint8)
        assert (pages.without_dust(page) == page).all()
        assert pages.whiten(page).size
