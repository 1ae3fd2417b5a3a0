"""Runs over many files: bad input, exit codes, resuming, order, workers."""

import dataclasses
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nlp_reports.corpus.inputs import find
from nlp_reports.errors import StoreError, UsageError
from nlp_reports.pipeline import Corpus

REPORT = """{issuer}{year}年政府信息公开工作年度报告
一、总体情况
（五）监督保障。{year}年组织业务培训2期，参训60人次。
五、存在的主要问题及改进情况
存在的问题：一是部分栏目更新不及时，{issuer}门户网站“办事指南”栏目半年未更新。二是政策解读形式单一。
下一步，一是由办公室每周一检查栏目更新并通报；二是加强政策解读，制作图解。
六、其他需要报告的事项
无。
"""


def write_reports(folder: Path, names=("白溪县", "青田县", "石门县"), years=(2021, 2022)) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        for year in years:
            text = REPORT.format(issuer=name + "人民政府", year=year)
            (folder / f"{name}_{year}.txt").write_text(text, "utf-8")
    return folder


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nlp_reports", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Path:
    return write_reports(tmp_path_factory.mktemp("reports"))


def test_all_read_is_exit_code_0(reports, tmp_path):
    done = run("analyze", reports, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "6/6 reports, 0 failed" in done.stderr
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_bad_files_are_rows_of_failures_and_the_rest_is_kept(reports, tmp_path):
    folder = write_reports(tmp_path / "in")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.pdf").write_bytes(os.urandom(4000))
    (folder / "nothing.docx").write_bytes(b"PK\x03\x04 not really")
    done = run("analyze", folder, "--out", tmp_path / "out")
    assert done.returncode == 2, done.stderr
    from nlp_reports.corpus.results import Results

    results = Results(tmp_path / "out")
    assert len(results.reports) == 6
    failed = results.failures
    assert {Path(p).name for p in failed["path"]} == {"empty.txt", "noise.pdf", "nothing.docx"}
    assert all("; " in message for message in failed["message"]), "each names the next action"


def test_nothing_read_is_exit_code_1(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    done = run("analyze", tmp_path / "a.txt", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "empty" in done.stderr


def test_bad_usage_is_exit_code_1_with_one_clear_line(tmp_path):
    (tmp_path / "none").mkdir()
    done = run("analyze", tmp_path / "none", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["analyse"], ["analyze"], ["show", "a", "--htlm", "b"]])
def test_mistyped_commands_are_exit_code_1_too(words):
    done = run(*words)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr


def test_a_folder_named_as_a_file_is_searched(reports):
    assert len(find([reports])) == 6
    assert find([reports / "*2021.txt"]) == find([*reports.glob("*2021.txt")])
    with pytest.raises(UsageError, match="nothing to read"):
        find([reports / "*.pdf"])


def test_a_file_that_vanishes_during_the_run_is_a_failure(reports, tmp_path):
    files = [*sorted(reports.glob("*.txt")), tmp_path / "gone.txt"]
    results = Corpus(files).analyze(tmp_path / "out")
    assert [Path(path).name for path in results.failures["path"]] == ["gone.txt"]
    assert len(results.reports) == 6


def test_members_of_an_archive_are_reports(reports, tmp_path):
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in reports.glob("*.txt"):
            archive.write(path, f"县/{path.name}")
    results = Corpus(packed).analyze(tmp_path / "out")
    assert len(results.reports) == 6


def test_order_and_workers_change_nothing(reports, tmp_path):
    files = sorted(reports.glob("*.txt"))
    one = Corpus(files).analyze(tmp_path / "one")
    Corpus(files[::-1]).analyze(tmp_path / "two", n_jobs=2)
    assert tables(one.folder) == tables(tmp_path / "two")


def test_comparing_in_several_processes_changes_nothing(reports, tmp_path, monkeypatch):
    from nlp_reports.scores import reuse

    one = Corpus(reports).analyze(tmp_path / "one")
    monkeypatch.setattr(reuse, "PASSAGES", 1)
    two = Corpus(reports).analyze(tmp_path / "two", n_jobs=2)
    assert len(two.reuse) > 0
    assert tables(one.folder) == tables(two.folder)


def test_keys_are_keys_and_tables_are_sorted_by_them(tmp_path):
    from nlp_reports.corpus.tables import schemas

    folder = write_reports(tmp_path / "in")
    slips = "".join(f"\n一是甲{n}。{'二三四五六七'[n % 6]}是乙。九是丙。" for n in range(12))
    for path in folder.glob("*.txt"):
        path.write_text(path.read_text("utf-8").replace("无。", slips), "utf-8")
    results = Corpus(folder).analyze(tmp_path / "out")
    for schema in schemas().values():
        frame = results.table(schema.name)
        assert not frame.duplicated(list(schema.key)).any(), schema.name
        rest = [column.name for column in schema.columns if column.type != "list"]
        order = list(dict.fromkeys([*schema.key, *rest]))
        assert frame.equals(frame.sort_values(order, na_position="first", ignore_index=True))


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_stage_tells_how_far_it_is(reports, tmp_path, jobs):
    last: dict[str, tuple[int, int]] = {}
    results = Corpus(reports).analyze(
        tmp_path / "out", n_jobs=jobs, progress=lambda *told: last.update({told[3]: told[::2][:2]})
    )
    scored = results.items["role"].isin(["problem", "measure", "supervision"]).sum()
    assert last == {
        "reports": (6, 6),
        "statements gathered": (scored, scored),
        "statements counted": (scored, scored),
        "statements indexed": (scored, scored),
        "statements compared": (scored, scored),
        "tables written": (11, 11),
    }


def test_progress_has_rate_and_time_left(capsys, monkeypatch):
    from nlp_reports.cli import analyze

    clock = iter([100.0, 120.0])
    monkeypatch.setattr(analyze.time, "perf_counter", lambda: next(clock))
    progress = analyze._Progress()
    progress(0, 0, 600, "statements compared")
    progress(200, 0, 600, "statements compared")
    told = capsys.readouterr().err
    assert told.strip() == "200/600 statements compared, 10.0 a second, 40 s left"


def test_a_script_needs_no_guard(reports, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import nlp_reports as nr\n"
        f"results = nr.Corpus({str(reports)!r}).analyze({str(tmp_path / 'out')!r}, n_jobs=2)\n"
        "print(len(results.reports))"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["6"], done.stderr


def test_a_second_run_reads_only_what_changed(tmp_path):
    folder = write_reports(tmp_path / "in")
    seen: list[tuple[int, int, int, str]] = []
    Corpus(folder).analyze(tmp_path / "out")
    before = tables(tmp_path / "out")
    Corpus(folder).analyze(tmp_path / "out", progress=lambda *n: seen.append(n))
    read = [told for told in seen if told[3] == "reports"]
    assert read == [(6, 0, 6, "reports")], "nothing was left to do"
    assert tables(tmp_path / "out") == before
    changed = folder / "白溪县_2021.txt"
    changed.write_text(changed.read_text("utf-8").replace("2期", "3期"), "utf-8")
    again = Corpus(folder).analyze(tmp_path / "out")
    fresh = Corpus(folder).analyze(tmp_path / "fresh")
    assert tables(again.folder) == tables(fresh.folder) != before


def test_what_decides_results_decides_where_shards_lie(monkeypatch, tmp_path):
    from nlp_reports.pipeline import run as running
    from nlp_reports.settings import Settings

    plain = running.config_digest(Settings())
    other = {
        running.config_digest(Settings(scheme="2007")),
        running.config_digest(Settings(pdf_backend="pdfplumber")),
        running.config_digest(Settings(codebooks=("disclosure-themes@1",))),
    }
    made_by = running.provenance(Settings())
    for change in ({"version": "9.9"}, {"models": {}}, {"dictionaries": {}}):
        changed = dataclasses.replace(made_by, **change)
        monkeypatch.setattr(running, "provenance", lambda _, now=changed: now)
        other.add(running.config_digest(Settings()))
    assert len(other) == 6 and plain not in other
    assert running.config_digest(Settings(time_limit=1.0)) in other, "limits decide no result"


def test_two_runs_on_one_folder_are_refused(reports, tmp_path):
    from nlp_reports.corpus.store import Store

    with Store(tmp_path / "out", "x").lock(), pytest.raises(StoreError, match="another run"):
        Corpus(reports).analyze(tmp_path / "out")


def test_an_unfinished_folder_is_refused(tmp_path):
    from nlp_reports.corpus.results import Results

    with pytest.raises(StoreError, match="no finished results"):
        Results(tmp_path)


def test_a_damaged_folder_is_refused(reports, tmp_path):
    results = Corpus(reports).analyze(tmp_path / "out")
    (results.folder / "links.parquet").write_bytes(b"not parquet")
    with pytest.raises(StoreError, match=r"links\.parquet: missing or damaged; run"):
        type(results)(results.folder)


def test_every_format_comes_out(reports, tmp_path):
    import pandas as pd

    done = run("analyze", reports, "--out", tmp_path, "--format", "parquet,csv,xlsx,dta")
    assert done.returncode == 0, done.stderr
    frames = [
        pd.read_csv(tmp_path / "items.csv", encoding="utf-8-sig"),
        pd.read_excel(tmp_path / "items.xlsx"),
        pd.read_stata(tmp_path / "items.dta"),
    ]
    texts = [list(frame["text"]) for frame in frames]
    assert texts[0] == texts[1] == texts[2] != []


def test_items_of_a_bare_passage():
    passage = "一是更新不及时。二是解读形式单一。下一步将加强培训。"
    command = [sys.executable, "-m", "nlp_reports", "items"]
    done = subprocess.run(command, input=passage.encode(), capture_output=True, check=True)
    rows = [__import__("json").loads(line) for line in io.StringIO(done.stdout.decode())]
    assert [row["role"] for row in rows] == ["problem", "problem", "measure"]
    assert rows[0]["text"] == "更新不及时"
