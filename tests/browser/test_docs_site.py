"""The documentation opened from a folder: its search finds, and nothing is fetched."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.page import opened, until, went_outside

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def test_search_works_without_a_server(driver, tmp_path, shots):
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    opened(driver, site / "index.html")
    box = driver.find_element("css selector", "input.md-search__input")
    driver.execute_script("arguments[0].focus()", box)
    box.send_keys("stickiness")
    until(driver, lambda: driver.find_elements("css selector", "a.md-search-result__link"))
    (first, *_) = driver.find_elements("css selector", "a.md-search-result__link")
    driver.save_screenshot(str(shots / "docs_search.png"))
    assert Path(first.get_attribute("href").split("#")[0].split("?")[0]).suffix == ".html"
    assert went_outside(driver) == []
