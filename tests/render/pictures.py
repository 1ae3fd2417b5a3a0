"""Make the pictures of the documentation: ``python -m tests.render.pictures``.

Needs Chromium, its driver and a font with Chinese. Look at what comes out.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

import nlp_reports as nr
from nlp_reports.data import sample
from nlp_reports.views import plots
from nlp_reports.views.explorer import write_explorer
from nlp_reports.views.highlight import write_page

IMG = Path(__file__).parents[2] / "docs" / "img"
_FLAGS = "headless no-sandbox disable-gpu hide-scrollbars window-size=1280,860"


def charts(results: nr.Results) -> None:
    """The four charts."""
    plots.save(plots.theme_trend(results, lang="zh"), IMG / "theme_trend.png", scale=1.4)
    plots.save(plots.theme_heat(results, lang="zh"), IMG / "theme_heat.png", scale=1.2)
    plots.save(plots.two_axes(results, lang="zh"), IMG / "two_axes.png", scale=1.4)
    plots.save(plots.reuse_network(results, lang="zh"), IMG / "reuse_network.png", scale=1.2)


def screens(results: nr.Results, folder: Path) -> None:
    """The page of a report and the explorer, as a reader sees them."""
    browser = _browser()
    try:
        (path,) = Path("reports").glob("ltshijian_2022.pdf")
        page = write_page(nr.analyze(path), folder / "page.html", results)
        browser.get(page.as_uri())
        item = browser.find_elements("css selector", ".item.problem")[2]
        browser.execute_script("arguments[0].focus()", item)
        jump = "window.scrollTo({top: arguments[0].offsetTop - 380, behavior: 'instant'})"
        browser.execute_script(jump, item)
        _shoot(browser, "page.png")
        browser.get(write_explorer(results, folder / "explorer.html").as_uri())
        while browser.execute_script("return document.body.dataset.ready") != "all":
            time.sleep(0.05)
        _shoot(browser, "explorer.png")
        browser.execute_script("document.getElementById('lang').click()")
        place = "corpus.reports.report_id.findIndex(id => id.startsWith('liuting_2023'))"
        browser.execute_script(f"choose({place}, true)")
        time.sleep(0.5)
        _shoot(browser, "explorer_en.png")
    finally:
        browser.quit()


def _browser() -> Any:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in _FLAGS.split():
        options.add_argument(f"--{flag}")
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


def _shoot(browser: Any, name: str) -> None:
    time.sleep(0.3)
    browser.save_screenshot(str(IMG / name))


def lighten() -> None:
    """Reduce to 256 well chosen colours: half of the bytes, and nobody sees it."""
    for path in sorted(IMG.glob("*.png")):
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, kmeans=4, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


def main() -> None:
    """Write all pictures."""
    IMG.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        os.chdir(sample())  # short paths in the pictures
        results = nr.Corpus("reports/*.pdf").analyze(Path(name) / "results", n_jobs=2)
        charts(results)
        screens(results, Path(name))
    lighten()


if __name__ == "__main__":
    main()
