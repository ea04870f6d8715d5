"""Papers that are made once for all tests of intake."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.intake import papers


@pytest.fixture(scope="session")
def typed_pdf() -> bytes:
    return papers.weasy_pdf(papers.html())


@pytest.fixture(scope="session")
def picture(typed_pdf: bytes) -> Image.Image:
    """The letter as a clean picture at 200 dots an inch."""
    return papers.raster(papers.weasy_pdf(papers.html(font="Nazli")), 200)


@pytest.fixture
def keep(tmp_path: Path):
    """Writes bytes into a file of the test's own folder."""

    def write(name: str, content: bytes) -> Path:
        target = tmp_path / name
        target.write_bytes(content)
        return target

    return write
