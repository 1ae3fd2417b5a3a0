"""Every notebook runs from top to bottom, with the public API only, and is kept without outputs."""

import ast
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LIMIT = 120
"""Seconds; a cell that takes longer is stopped and fails."""


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Path:
    """One folder for all notebooks: the first analyses the sample, the others go on from there."""
    return tmp_path_factory.mktemp("notebooks")


def _code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_seven():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"0{n}" for n in range(1, 8)]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_runs(path, desk, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=LIMIT, resources={"metadata": {"path": str(desk)}}).execute()
    shown = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "vega" in str(output.get("data", {}))
    ]
    assert shown, "a notebook shows a picture"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_is_light_and_uses_public_names(path):
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "clear the outputs"
    assert notebook.cells[0].source.startswith(f"# {path.stem[:2]} ")
    for source in _code(notebook):
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef)
            if isinstance(node, ast.ImportFrom | ast.Attribute):
                names = [getattr(node, "attr", "")]
                if isinstance(node, ast.ImportFrom):
                    names = [*(node.module or "").split("."), *(a.name for a in node.names)]
                assert not any(name.startswith("_") for name in names), names


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_ends_with_a_table_to_take_away(path):
    code = "\n".join(_code(nbformat.read(path, as_version=4)))
    assert "plots." in code
    assert ".to_csv(" in code or ".to_stata(" in code
