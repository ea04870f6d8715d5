"""Opens every process's BPMN in bpmn.io's own modeller and says what it complains of.

Run: make check-bpmn. It installs bpmn-js by npm into var/bpmn, opens each drawing in it with Chromium, leaves a picture of
each there, and exits 1 if anything was complained of. Not part of the tests: they need no package registry.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from workflows import catalogue, diagrams

FOLDER = Path("var/bpmn")
CHROMIUM = "/usr/bin/chromium"
PAGE = """<!doctype html><meta charset="utf-8">
<link rel="stylesheet" href="node_modules/bpmn-js/dist/assets/diagram-js.css">
<link rel="stylesheet" href="node_modules/bpmn-js/dist/assets/bpmn-js.css">
<div id="canvas" style="width: 1600px; height: 1400px"></div>
<script src="node_modules/bpmn-js/dist/bpmn-modeler.development.js"></script>"""
OPEN = """async (xml) => {
  const modeller = new BpmnJS({container: '#canvas'});
  const {warnings} = await modeller.importXML(xml);
  modeller.get('canvas').zoom('fit-viewport');
  return warnings.map(warning => warning.message);
}"""


def main() -> int:
    """The number of drawings that the modeller complains of, 1 at most."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", str(FOLDER), "bpmn-js"], check=True)
    page_file = FOLDER / "page.html"
    page_file.write_text(PAGE, encoding="utf-8")
    known, wrong = catalogue.load(), 0
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        page = browser.new_page(viewport={"width": 1600, "height": 1400})
        for slug in catalogue.PROCESSES:
            complaints = _opened(page, page_file, slug, diagrams.bpmn(known.get(slug)))
            wrong += bool(complaints)
            sys.stdout.write(f"{slug}: {'; '.join(complaints) or 'opens'}\n")
        browser.close()
    return min(wrong, 1)


def _opened(page: Page, page_file: Path, slug: str, text: str) -> list[str]:
    page.goto(page_file.resolve().as_uri())
    complaints: list[str] = page.evaluate(OPEN, text)
    page.screenshot(path=FOLDER / f"{slug}.png")
    return complaints


if __name__ == "__main__":
    sys.exit(main())
