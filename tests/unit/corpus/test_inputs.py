"""Folders as they come: links, rings, what may not be opened, results among the reports."""

import os

import pytest

from nlp_reports.corpus.inputs import find
from nlp_reports.errors import StoreError, UsageError
from nlp_reports.pipeline import Corpus
from tests.unit.test_run import run, write_reports


def test_links_are_followed_and_rings_are_not(tmp_path):
    folder = write_reports(tmp_path / "in", names=("白溪县",))
    other = write_reports(tmp_path / "elsewhere", names=("青田县",))
    (folder / "linked").symlink_to(other)
    (folder / "again").symlink_to(other)
    (other / "up").symlink_to(folder)
    (folder / "self.pdf").symlink_to("self.pdf")
    (folder / "gone.pdf").symlink_to("nowhere.pdf")
    names = [os.path.relpath(path, folder) for path in find([folder])]
    assert names == [
        "again/青田县_2021.txt",
        "again/青田县_2022.txt",
        "gone.pdf",
        "self.pdf",
        "白溪县_2021.txt",
        "白溪县_2022.txt",
    ]
    results = Corpus(folder).analyze(tmp_path / "out")
    assert len(results.reports) == 4
    assert results.failures["message"].str.contains("; check path and rights").all()
    assert len(results.failures) == 2


def test_a_folder_that_may_not_be_opened_is_a_failure(tmp_path, monkeypatch):
    folder = write_reports(tmp_path / "in", names=("白溪县",))
    (folder / "locked").mkdir()
    scan = os.scandir

    def refusing(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert str(folder / "locked") in find([folder])
    results = Corpus(folder).analyze(tmp_path / "out")
    assert list(results.failures["path"]) == [str(folder / "locked")]


def test_pipes_and_folders_with_endings_are_no_reports(tmp_path):
    folder = write_reports(tmp_path / "in", names=("白溪县",))
    (folder / "d.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    assert len(find([folder])) == 2


def test_results_among_the_reports_are_not_read(tmp_path):
    folder = write_reports(tmp_path / "in")
    for out in (folder / "out", folder):
        results = Corpus(folder).analyze(out)
        assert run("explore", out, "--pages").returncode == 0
        assert (out / "explorer.html").is_file() and (out / "explorer_pages").is_dir()
        again = Corpus(folder).analyze(out)
        assert len(again.reports) == len(results.reports) == 6
        assert len(again.failures) == len(again.duplicates) == 0


def test_the_longest_names_and_the_oddest(tmp_path):
    folder = write_reports(tmp_path / "in", names=("白溪县",))
    text = (folder / "白溪县_2021.txt").read_text("utf-8")
    for at, name in enumerate(["政" * 83, "a'b\"c $(x) [1]", "🙂 tab\t", "换\n行", "%s{}"]):
        (folder / f"{name}.txt").write_text(text.replace("2期", f"{at + 3}期"), "utf-8")
    out = tmp_path / "输出 'q' [1]"
    done = run("analyze", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    results = Corpus(folder).analyze(out)
    assert len(results.reports) + len(results.duplicates) == 7
    assert results.sql("select count(*) as n from reports")["n"][0] == len(results.reports)


def test_a_list_with_wrong_paths_loses_only_those(tmp_path):
    import pandas as pd

    folder = write_reports(tmp_path / "in", names=("白溪县",))
    listed = pd.DataFrame({"path": [*map(str, folder.glob("*")), "nowhere.pdf", str(tmp_path)]})
    listed.to_csv(tmp_path / "list.csv", index=False)
    paths = pd.read_csv(tmp_path / "list.csv")["path"]
    results = Corpus(paths[:-1]).analyze(tmp_path / "out")
    assert len(results.reports) == 2
    assert list(results.failures["path"]) == ["nowhere.pdf"]
    assert "check path and rights" in results.failures["message"][0]


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_a_file_in_the_way_of_the_results(tmp_path, out):
    folder = write_reports(tmp_path / "in", names=("白溪县",))
    (tmp_path / "file").write_text("mine")
    done = run("analyze", folder, "--out", tmp_path / out)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"{tmp_path / out}: cannot write here" in done.stderr
    assert "a file is in the way: choose a folder for --out" in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("name", [".work/lock", "items.parquet", "issuers.csv"])
def test_a_folder_in_the_way_of_a_file(tmp_path, name):
    folder = write_reports(tmp_path / "in", names=("白溪县",))
    (tmp_path / "out" / name).mkdir(parents=True)
    done = run("analyze", folder, "--out", tmp_path / "out")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "out: cannot write here (Is a directory" in done.stderr
    assert "a folder is in the way: move it" in done.stderr


def test_a_folder_without_the_right_to_write(tmp_path, monkeypatch):
    folder = write_reports(tmp_path / "in", names=("白溪县",))

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    corpus = Corpus(folder)
    monkeypatch.setattr("pathlib.Path.mkdir", refused)
    with pytest.raises(StoreError, match=r"out: cannot write here .*get the right to write"):
        corpus.analyze(tmp_path / "out")


def test_no_path_at_all_is_said():
    with pytest.raises(UsageError, match="no path was given"):
        Corpus([])
