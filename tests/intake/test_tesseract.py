"""Reading pictures by tesseract, and what happens when it misbehaves."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from intake import pages
from intake.engines import tesseract
from intake.engines.tesseract import EngineFailed
from tests.intake import papers

SECONDS = 60.0


def read(picture: Image.Image) -> str:
    return tesseract.read(pages.clean(np.asarray(picture.convert("L"))), 1, seconds=SECONDS).text


@pytest.mark.parametrize(("name", "dpi"), [("scan", 150), ("scan", 200), ("scan", 300), ("photo", 300)])
def test_scans_and_photos_are_read_with_few_errors(name: str, dpi: int) -> None:
    clean = papers.raster(papers.weasy_pdf(papers.html(font="Vazirmatn")), dpi)
    seen = papers.scanned(clean, skew=-1.7) if name == "scan" else papers.photographed(clean)
    rate = papers.error_rate(read(seen), "\n".join(papers.LETTER))
    print(f"{name} {dpi}: CER {rate:.2%}")
    assert rate < 0.06


def test_words_have_places_and_confidences(picture: Image.Image) -> None:
    page = tesseract.read(pages.clean(np.asarray(picture)), 1, seconds=SECONDS)
    assert page.source == "ocr"
    for line in page.lines:
        for word in line.words:
            assert 0 <= word.confidence <= 1
            assert 0 <= word.box[0] < word.box[2] <= 1 and 0 <= word.box[1] < word.box[3] <= 1
    subject = next(line for line in page.lines if line.text.startswith("موضوع"))
    assert 0.1 < subject.box[1] < 0.4


def stand_in(folder: Path, script: str) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)


@pytest.mark.parametrize(
    ("script", "seconds", "key"),
    [
        ("exit 1", 20.0, "crashed"),
        ("kill -SEGV $$", 20.0, "crashed"),
        ("exec sleep 30", 0.5, "slow"),
        ("exit 0", 20.0, "crashed"),
    ],
)
def test_a_failing_engine_is_named_and_never_hangs(
    script: str, seconds: float, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    begun = time.monotonic()
    with pytest.raises(EngineFailed) as failed:
        tesseract.read(np.full((100, 100), 255, np.uint8), 1, seconds=seconds)
    assert failed.value.key == key
    assert time.monotonic() - begun < 10


def test_signs_of_direction_are_no_part_of_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [
        "level",
        "page_num",
        "block_num",
        "par_num",
        "line_num",
        "word_num",
        "left",
        "top",
        "width",
        "height",
        "conf",
        "text",
    ]
    words = ("۸۶٬۵۰۰\u200f", "\u200e", "ریال")
    rows = [names, *([*"51111", str(at), "10", "10", "50", "20", "90", word] for at, word in enumerate(words))]
    (tmp_path / "said.tsv").write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    stand_in(tmp_path, f'[ "$1" = --version ] && echo tesseract 5.3.0 && exit\ncp {tmp_path}/said.tsv "$2.tsv"')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    page = tesseract.read(np.full((100, 100), 255, np.uint8), 1, seconds=20)
    assert [word.text for word in page.lines[0].words] == ["۸۶٬۵۰۰", "ریال"]
    assert page.text == "۸۶٬۵۰۰ ریال"


def test_a_machine_without_tesseract_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for tool in ("sh", "setpriv"):
        found = next(Path(folder) / tool for folder in ("/usr/bin", "/bin") if (Path(folder) / tool).exists())
        (tmp_path / tool).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineFailed) as failed:
        tesseract.read(np.full((100, 100), 255, np.uint8), 1, seconds=20)
    assert failed.value.key == "missing"


def test_the_engine_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    stand_in(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    code = (
        "import numpy as np; from intake.engines import tesseract; "
        "tesseract.read(np.full((90, 90), 255, np.uint8), 1, seconds=60)"
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    parent = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PATH": path, "PYTHONPATH": "."})
    child = wait_for(tmp_path / "pid")
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def wait_for(path: Path) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if path.exists() and path.read_text().strip():
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError("the engine never started")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
