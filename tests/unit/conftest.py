"""A crawl with what an undisturbed run makes of it; reports with a reader that is poison."""

import os
import sys
from pathlib import Path

import pytest

from tests.unit import disturbed
from tests.unit.test_run import write_reports


@pytest.fixture(scope="session")
def crawl(tmp_path_factory) -> disturbed.Crawl:
    """A folder whose reports fill every table, and the tables."""
    return disturbed.undisturbed(tmp_path_factory.mktemp("crawl"))


@pytest.fixture
def poisonous(tmp_path, monkeypatch) -> Path:
    """A package with a reader that takes its process down, found by its entry point."""
    site = tmp_path / "site"
    (site / "poison-1.dist-info").mkdir(parents=True)
    (site / "poison.py").write_text(disturbed.POISON)
    about = site / "poison-1.dist-info"
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: poison\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[nlp_reports.readers]\npoison = poison:Poison\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), *sys.path]))
    return write_reports(tmp_path / "in")
