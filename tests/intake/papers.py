"""Small papers of the office's kind, made for the tests: typed PDFs, scans and photos, with their truth.

All people and numbers in them are made up. Seeds are fixed: a paper is the same at every run.
"""

from __future__ import annotations

import io
import itertools
import subprocess
import unicodedata
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

FONTS = Path(__file__).resolve().parents[2] / "templates" / "fonts"

LETTER = [
    "بسمه تعالی",
    "شماره: ۱۴۰۲/۱۲۳۴/ص",
    "تاریخ: ۱۴۰۲/۰۷/۱۵",
    "پیوست: دارد",
    "جناب آقای مهندس رضا کریمی",
    "مدیرکل محترم دفتر امور شهری و شوراهای استانداری",
    "موضوع: معرفی شهردار پیشنهادی شهر سلام‌آباد",
    "با سلام و احترام",
    "پیرو نامه شماره ۹۶/۵۸۷/الف مورخ ۱۴۰۲/۰۶/۲۸ به استحضار می‌رساند شورای اسلامی شهر در جلسه",
    "فوق‌العاده شماره ۱۸ مورخ ۱۴۰۲/۰۷/۱۰ با رأی پنج نفر از هفت نفر اعضا، آقای علی محمدی با کد ملی",
    "۰۰۱۲۳۴۵۶۷۹ را به عنوان شهردار انتخاب کرد. مبلغ ۱۲٬۵۰۰٬۰۰۰ ریال (دوازده میلیون و پانصد هزار ریال)",
    "بابت هزینه‌های مربوط در ردیف ۳۰۴ بودجه سال ۱۴۰۲ پیش‌بینی شده است (تبصره ۳ ماده ۷۱ قانون).",
    "لذا خواهشمند است دستور فرمایید نسبت به صدور حکم ایشان اقدام لازم به عمل آید.",
    "رئیس شورای اسلامی شهر سلام‌آباد",
    "حسین رضایی",
]


def html(lines: list[str] = LETTER, font: str = "Noto Naskh Arabic", size: float = 13, extra: str = "") -> str:
    """A letter: heading in the middle, number, date and attachment at the left, the rest as paragraphs."""
    head, number, body = lines[0], lines[1:4], lines[4:]
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    return (
        '<html lang="fa" dir="rtl"><head><meta charset="utf-8"><style>'
        f"@font-face{{font-family:Vazirmatn;src:url(file://{FONTS}/vazirmatn.woff2)}}"
        f"@page{{size:A4;margin:20mm}}body{{font:{size}pt '{font}';line-height:1.9}}p{{margin:0}}"
        ".h{text-align:center}.n{width:45mm;margin-right:auto}</style></head><body>"
        f'<p class="h">{head}</p><div class="n">{"".join(f"<p>{x}</p>" for x in number)}</div>'
        f"{paragraphs}{extra}</body></html>"
    )


def weasy_pdf(page: str) -> bytes:
    """The page as WeasyPrint prints it."""
    import weasyprint

    return bytes(weasyprint.HTML(string=page).write_pdf())


def chromium_pdf(page: str, folder: Path) -> bytes:
    """The page as Chromium prints it."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target.read_bytes()


def raster(pdf: bytes, dpi: int = 300, page: int = 0) -> Image.Image:
    """A page of a PDF as a clean grey picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[page].render(scale=dpi / 72).to_pil().convert("L")
    picture.info["dpi"] = (dpi, dpi)
    return picture


def scanned(picture: Image.Image, skew: float = 1.2, noise: float = 12, seed: int = 1) -> Image.Image:
    """The picture as a flat-bed scanner gives it: turned a little, soft, grey, speckled."""
    dice = np.random.default_rng(seed)
    turned = picture.rotate(skew, expand=False, fillcolor=255, resample=Image.Resampling.BICUBIC)
    soft = cv2.GaussianBlur(np.asarray(turned), (0, 0), 0.7).astype(np.float32)
    grey = 30 + soft * 0.82 + dice.normal(0, noise, soft.shape)
    spots = dice.random(soft.shape) < 0.0004
    grey[spots] = 40
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def photographed(picture: Image.Image, seed: int = 1, long_side: int = 2600) -> Image.Image:
    """The picture as a telephone sees it: on a dark table, in perspective, unevenly lit, softly focused."""
    dice = np.random.default_rng(seed)
    page = np.asarray(picture.convert("L"))
    high, wide = page.shape
    scale = long_side * 0.86 / high
    page = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    high, wide = page.shape
    out_high, out_wide = long_side, int(wide * 1.25)
    left, top = (out_wide - wide) / 2, (out_high - high) / 2
    corners = np.array([[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]], np.float32)
    corners += dice.uniform(-0.035, 0.035, (4, 2)).astype(np.float32) * wide
    start = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    turn = cv2.getPerspectiveTransform(start, corners)
    table = np.full((out_high, out_wide), 62, np.uint8) + dice.integers(0, 14, (out_high, out_wide), dtype=np.uint8)
    inside = cv2.warpPerspective(np.full_like(page, 255), turn, (out_wide, out_high))
    flat = cv2.warpPerspective(page, turn, (out_wide, out_high), flags=cv2.INTER_AREA)
    scene = np.where(inside > 127, flat, table).astype(np.float32)
    ys, xs = np.mgrid[0:out_high, 0:out_wide]
    light = 0.62 + 0.36 * np.exp(
        -(((xs - out_wide * 0.3) / out_wide) ** 2 + ((ys - out_high * 0.25) / out_high) ** 2) * 1.6
    )
    seen = cv2.GaussianBlur(scene * light, (0, 0), 0.9) + dice.normal(0, 4, scene.shape)
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))


def as_bytes(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    """The picture encoded."""
    out = io.BytesIO()
    picture.copy().save(out, kind, **how)
    return out.getvalue()


def scan_pdf(pictures: list[Image.Image], dpi: int = 200) -> bytes:
    """Pictures bound into a PDF without a text layer."""
    return as_bytes(pictures[0], "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)


_FOLD = str.maketrans("يكةۀأإؤ٠١٢٣٤٥٦٧٨٩0123456789", "یکههااو" + "۰۱۲۳۴۵۶۷۸۹" * 2)


def folded(text: str) -> str:
    """Text as it is compared: letters and digits of one kind, no joiners, single spaces."""
    text = unicodedata.normalize("NFKC", text).translate(_FOLD)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Mn"})
    return " ".join(text.split())


def error_rate(read: str, truth: str) -> float:
    """Character error rate of `read` against `truth`, both folded."""
    wanted = folded(truth)
    return Levenshtein.distance(folded(read), wanted) / len(wanted)


def few_lines(*lines: str) -> tuple[str, bytes]:
    """A small picture of these lines and of a number that no other bears: its name and its content, as uploaded."""
    number = next(_counted)
    written = [*lines, f"برگهٔ {number}"]
    wide, apart = 1240, 90
    picture = Image.new("L", (wide, apart * (len(written) + 1)), 255)
    for place, line in enumerate(written):
        at = (wide - 80, apart * place + apart // 2)
        ImageDraw.Draw(picture).text(
            at, line, font=ImageFont.truetype("Amiri-Regular.ttf", 44), fill=0, anchor="ra", direction="rtl"
        )
    content = io.BytesIO()
    picture.save(content, "PNG", dpi=(150, 150))
    return f"paper-{number}.png", content.getvalue()


_counted = itertools.count(1)
