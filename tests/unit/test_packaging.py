"""What ships is tested: the wheel, in an environment of its own, outside the checkout."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT]
    subprocess.run(list(map(str, build)), check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_models_and_sample_and_no_pickle(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("nlp_reports/_data/sample/reports/") for name in names)
    assert any(name.startswith("nlp_reports/_data/models/") for name in names)
    assert "nlp_reports/corpus/tables.toml" in names
    assert not [name for name in names if name.endswith((".pkl", ".pickle", ".joblib", ".pyc"))]
    assert not [name for name in names if name.startswith(("tests", "notebooks"))]


def test_the_installed_wheel_analyses_its_own_sample(wheel, tmp_path):
    # a fresh environment; the dependencies come from this one by a path that, unlike a
    # site-packages folder, does not follow the editable install of the checkout
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True
    )
    site = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [python.with_name("nlp-reports"), "demo", "--out", "out", "--jobs", "1"],
        cwd=tmp_path, env=home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "the demo took" in done.stdout
    assert (tmp_path / "out" / "items.parquet").is_file()
    where = subprocess.run(
        [python, "-c", "import nlp_reports; print(nlp_reports.__file__)"],
        cwd=tmp_path, env=home, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(site) in where.stdout
