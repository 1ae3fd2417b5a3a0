"""Identifiers are unique; what repeats is named once more, never counted twice."""

import zipfile
from pathlib import Path

import pytest

from nlp_reports.pipeline import Corpus
from nlp_reports.pipeline.stages import named
from nlp_reports.readers import read_text
from tests.unit.test_run import tables, write_reports


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_reports(tmp_path / "in")


def names(frame, column: str = "path") -> list[str]:
    return [Path(path).name for path in frame[column]]


def test_an_identifier_is_stem_digest_and_part():
    report = named(read_text("一、总体情况\n无。", "青屏市.txt"))
    assert report.source.id == f"青屏市-{report.source.sha256[:12]}"


def test_the_same_name_in_two_folders_is_two_reports(folder, tmp_path):
    other = write_reports(tmp_path / "in" / "more", names=("丙县",), years=(2020,))
    (other / "丙县_2020.txt").rename(other / "白溪县_2021.txt")
    reports = Corpus(folder).analyze(tmp_path / "out").reports
    assert len(reports) == 7 == reports["report_id"].nunique()


def test_the_same_bytes_are_read_once(folder, tmp_path):
    copies = tmp_path / "in" / "龥"
    copies.mkdir()
    original = folder / "白溪县_2021.txt"
    (copies / original.name).write_bytes(original.read_bytes())
    (copies / "again.txt").write_bytes(original.read_bytes())
    results = Corpus(folder).analyze(tmp_path / "out")
    assert len(results.reports) == 6
    assert len(results.failures) == 0
    assert names(results.duplicates) == ["again.txt", original.name]
    assert set(results.duplicates["kept"]) == {str(original)}
    assert set(results.duplicates["rule"]) == {"same bytes"}


def test_copies_of_what_cannot_be_read_are_failures_each(folder, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"%PDF-1.4 broken")
    results = Corpus(folder).analyze(tmp_path / "out")
    assert names(results.failures) == ["a.pdf", "b.pdf"]
    assert all(
        name in text
        for name, text in zip(("a.pdf", "b.pdf"), results.failures["message"], strict=True)
    )
    assert len(results.duplicates) == 0


def test_a_repost_of_the_same_text_is_left_out_of_every_table(folder, tmp_path):
    original = folder / "白溪县_2021.txt"
    (folder / "白溪县_2021_re.txt").write_text(original.read_text("utf-8") + "\n\n", "utf-8")
    results = Corpus(folder).analyze(tmp_path / "out")
    assert len(results.reports) == 6
    assert results.items["report_id"].isin(results.reports["report_id"]).all()
    assert [(r.rule, r.kept) for r in results.duplicates.itertuples()] == [
        ("same text", str(original))
    ]


def test_members_of_two_archives_repeat_each_other(folder, tmp_path):
    for name in ("a.zip", "b.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for path in sorted(folder.glob("*.txt")):
                archive.write(path, path.name)
            archive.writestr(f"{name}.txt", "")
    plain = Corpus(folder).analyze(tmp_path / "plain")
    results = Corpus([tmp_path / "a.zip", tmp_path / "b.zip"]).analyze(tmp_path / "out")
    assert len(results.duplicates) == 6
    assert all("a.zip!" in kept for kept in results.duplicates["kept"])
    assert tables(results.folder)["items.parquet"] == tables(plain.folder)["items.parquet"]


def test_the_copy_takes_over_when_the_first_goes(folder, tmp_path):
    copy, original = folder / "z.txt", folder / "白溪县_2021.txt"
    copy.write_bytes(original.read_bytes())
    Corpus(folder).analyze(tmp_path / "out")
    original.unlink()
    results = Corpus(folder).analyze(tmp_path / "out")
    assert "z.txt" in names(results.reports)
    assert len(results.reports) == 6
    assert len(results.duplicates) == 0


def test_a_name_that_is_not_utf8_is_no_obstacle(folder, tmp_path):
    text = (folder / "白溪县_2021.txt").read_text("utf-8").replace("2期", "5期")
    name = "青屏".encode("gb18030").decode("utf-8", "surrogateescape")
    try:
        (folder / f"{name}.txt").write_text(text, "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    results = Corpus(folder).analyze(tmp_path / "out")
    assert "青屏.txt" in names(results.reports)
