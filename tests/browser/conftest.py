"""A headless Chromium, driven as a reader would; every request to the outside is noted."""

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    binary, tool = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not tool:
        pytest.skip("no Chromium here: apt install chromium chromium-driver")
    from selenium import webdriver

    downloads = tmp_path_factory.mktemp("downloads")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    flags = "headless no-sandbox disable-gpu disable-quic no-first-run disable-dev-shm-usage "
    flags += "disable-background-networking disable-component-update disable-sync"
    for flag in flags.split():
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.add_argument("--window-size=1440,950")
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=tool)
    browser = webdriver.Chrome(options=options, service=service)
    browser.downloads = downloads
    yield browser
    browser.quit()


@pytest.fixture
def shots(tmp_path):
    """Where screenshots go: ``NLP_REPORTS_SHOTS``, which CI keeps, or a temporary folder."""
    folder = Path(os.environ.get("NLP_REPORTS_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
