"""The documentation: its code runs, and its generated pages are what the code says."""

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.render.docs import DOCS, cli_page, tables_page

PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(DOCS.glob("*.md"))]
CODE = re.compile(r"^```python\n(.*?)^```", re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_code_block_runs(page, tmp_path):
    blocks = CODE.findall(page.read_text("utf-8"))
    if not blocks:
        pytest.skip("no Python on this page")
    for folder in ("corpora", "tests"):  # as in a checkout, but results stay out of it
        (tmp_path / folder).symlink_to(ROOT / folder)
    code = "\n".join(blocks)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_command_line_page_is_the_help():
    assert (DOCS / "cli.md").read_text("utf-8") == cli_page(), "run python -m tests.render.docs"


def test_the_tables_page_is_the_schemas():
    assert (DOCS / "tables.md").read_text("utf-8") == tables_page(), (
        "run python -m tests.render.docs"
    )


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_figures_of_the_readme_are_those_that_were_measured(page):
    measured = (DOCS / "quality.md").read_text("utf-8")
    figures = re.findall(r"\| (0\.\d{3}) ", (ROOT / page).read_text("utf-8"))
    assert len(figures) >= 12
    for figure in figures:
        assert figure in measured, f"{page} says {figure}, docs/quality.md does not"
