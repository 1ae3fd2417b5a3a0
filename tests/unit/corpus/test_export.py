"""Tables in other formats: nothing is cut, renamed or dropped without a notice."""

import pandas as pd
import pytest

from nlp_reports.corpus import export
from nlp_reports.corpus.results import Results
from nlp_reports.corpus.tables import schemas
from nlp_reports.errors import UsageError
from nlp_reports.pipeline import Corpus
from tests.unit.test_run import run, write_reports


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Results:
    folder = tmp_path_factory.mktemp("export")
    return Corpus(write_reports(folder / "in")).analyze(folder / "out")


def test_csv_holds_every_row_whatever_the_batch(results, tmp_path, monkeypatch):
    export.write(results, ["csv"], tmp_path / "whole")
    monkeypatch.setattr(export, "_BATCH", 4)
    export.write(results, ["csv"], tmp_path / "parts")
    for name in schemas():
        whole, parts = ((tmp_path / one / f"{name}.csv").read_bytes() for one in ("whole", "parts"))
        assert whole == parts
        assert whole.startswith(b"\xef\xbb\xbf") and whole.count(b"\xef\xbb\xbf") == 1
        frame = pd.read_csv(tmp_path / "whole" / f"{name}.csv")
        assert len(frame) == len(results.table(name))
        assert list(frame) == list(results.table(name))
    items = pd.read_csv(tmp_path / "whole" / "items.csv", encoding="utf-8-sig")
    joined = ["|".join(themes) for themes in results.items["themes"]]
    assert list(items["themes"].fillna("")) == joined


def test_absent_is_empty_and_not_zero(results, tmp_path):
    export.write(results, ["csv", "dta"], tmp_path)
    assert results.reports["pages"].isna().all()
    assert pd.read_csv(tmp_path / "reports.csv")["pages"].isna().all()
    assert pd.read_stata(tmp_path / "reports.dta")["pages"].isna().all()


def test_xlsx_says_what_did_not_fit(results, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "_XLSX_ROWS", 5)
    monkeypatch.setattr(export, "_XLSX_CELL", 6)
    notices = export.write(results, ["xlsx"], tmp_path)
    count = len(results.items)
    assert f"items.xlsx holds the first 5 of {count} rows" in notices
    assert any(
        notice.startswith("items.xlsx: ") and "of text cut at 6" in notice for notice in notices
    )
    items = pd.read_excel(tmp_path / "items.xlsx")
    assert len(items) == 5 and items["text"].str.len().max() == 6


def test_stata_has_labels_and_says_what_it_cut_and_renamed(results, tmp_path):
    notices = export.write(results, ["dta"], tmp_path)
    with pd.io.stata.StataReader(tmp_path / "sections.dta") as file:
        labels = file.variable_labels()
        frame = file.read()
    assert labels["heading"].startswith("heading as printed")
    assert "sections.dta: column end is called end_, as Stata reserves end" in notices
    assert "end_" in frame and list(frame["heading"]) == list(
        results.sections["heading"].fillna("")
    )
    cut = [c.name for c in schemas()["reports"].columns if len(c.meaning) > 80]
    said = next(notice for notice in notices if notice.startswith("reports.dta"))
    assert cut and all(name in said for name in cut)


def test_the_command_prints_notices(results, tmp_path):
    done = run("export", results.folder, "--format", "dta", "--out", tmp_path)
    assert done.returncode == 0
    assert "Stata reserves end" in done.stderr


def test_a_file_in_the_way_is_one_clear_line(results, tmp_path):
    (tmp_path / "file").write_text("mine")
    done = run("export", results.folder, "--format", "csv", "--out", tmp_path / "file")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "a file is in the way" in done.stderr


def test_a_format_nobody_knows(results, tmp_path):
    with pytest.raises(UsageError, match="csv"):
        export.write(results, ["sav"], tmp_path)
