"""The commands of a researcher's loop: codebook, label, train, agreement between own coders."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from nlp_reports.cli.app import app
from nlp_reports.corpus.results import Results
from nlp_reports.errors import DataError, UsageError
from nlp_reports.themes import codebook
from nlp_reports.themes.check import precision
from nlp_reports.themes.exchange import formats, read, write
from nlp_reports.themes.labels import Labelled, read_labels, read_statements, write_labels
from tests.conftest import ROOT

MINE = str(ROOT / "tests" / "cases" / "themes" / "mine.toml")
REPORTS = sorted((ROOT / "corpora" / "sample" / "reports").iterdir())[:10]
GOLD = str(ROOT / "corpora" / "gold")


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("loop")
    done = run("analyze", *REPORTS, "--out", out / "results", "--jobs", "1")
    assert done.exit_code == 0, done.output
    return out / "results"


def test_codebooks_are_listed_and_shown():
    listed = run("codebook", "list").stdout
    assert "disclosure-themes@1" in listed and "supervision-practices@1" in listed
    shown = run("codebook", "show", MINE, "--patterns").stdout
    assert "digital" in shown and "pattern" in shown
    assert isinstance(run("codebook", "show", "nope").exception, UsageError)


def test_check_fails_on_a_wrong_example(tmp_path):
    assert run("codebook", "check", MINE).exit_code == 0
    text = (ROOT / "tests" / "cases" / "themes" / "mine.toml").read_text("utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text.replace("平台自动提醒栏目到期", "天气很好"), "utf-8")
    failed = run("codebook", "check", wrong)
    assert failed.exit_code == 1 and "1 failed" in failed.stdout
    before, _ = wrong.read_text("utf-8").split("天气很好")
    line = before.count("\n") + 1
    assert f"wrong.toml, line {line}: digital: is not found" in failed.output.replace("\n", "")


def test_check_prints_the_precision_of_every_pattern():
    shown = run("codebook", "check", "disclosure-themes", "--gold", GOLD, "--split", "train")
    patterns = sum(len(theme.patterns) for theme in codebook("disclosure-themes").themes)
    assert shown.exit_code == 0 and len(shown.stdout.splitlines()) == patterns + 2
    nothing = run("codebook", "check", "disclosure-themes", "--gold", GOLD, "--split", "none")
    assert isinstance(nothing.exception, UsageError)


def test_precision_counts_an_item_once_a_pattern():
    book = codebook(MINE)
    rows = [
        Labelled("智能系统自动提醒", "problem", ("digital",), "a"),
        Labelled("系统培训", "problem", ("other",), "b"),
        Labelled("系统", "supervision", ("other",), "b"),
    ]
    found = {one.pattern: one for one in precision(book, rows)}
    assert (found["digital.1"].items, found["digital.1"].right) == (2, 1)
    assert found["digital.1"].value == 0.5
    assert any(one.value is None for one in found.values())


def test_items_go_out_come_back_and_train(results, tmp_path):
    todo = tmp_path / "todo.csv"
    assert run("label", "export", results, "--out", todo, "-n", 12).exit_code == 0
    tasks = read(todo, "csv")
    assert len(tasks) == 12 and all(0 < task.probability <= 1 for task in tasks)
    keys = ("timeliness", "platforms", "other")
    marked = [
        replace(t, labels=(keys[n % 3],), spans=((0, 1, keys[n % 3]),), coder="甲")
        for n, t in enumerate(tasks[:11])
    ]
    write(marked, todo, "csv")
    back = run("label", "import", todo, "--out", tmp_path / "labels.jsonl")
    assert back.exit_code == 0 and "11 labelled items" in back.stdout
    rows = read_labels(tmp_path / "labels.jsonl")
    assert [row.item for row in rows] == [task.item for task in marked]
    assert [row.spans for row in rows] == [task.spans for task in marked]
    assert all(row.coder == "甲" and row.weight >= 1 for row in rows)
    out = tmp_path / "model"
    trained = run(
        "train", "themes", "--labels", tmp_path / "labels.jsonl", "--codebook", "disclosure-themes",
        "--out", out, "--name", "own@1",
    )  # fmt: skip
    none = run("train", "themes", "--codebook", "disclosure-themes", "--out", out)
    assert "no labels to train on" in str(none.exception)
    assert trained.exit_code == 0 and "own@1: 11 items" in trained.stdout
    assert json.loads((out / "manifest.json").read_text("utf-8"))["name"] == "own@1"


@pytest.mark.parametrize("name", formats.names())
@pytest.mark.parametrize("how", ["random", "stratified", "uncertain"])
def test_every_format_goes_out_and_comes_back(results, tmp_path, name, how):
    out, back = tmp_path / "tasks", tmp_path / "labels.jsonl"
    drawn = ("--how", how, "--format", name, "--suggest", "-n", 8)
    assert run("label", "export", results, "--out", out, *drawn).exit_code == 0
    assert run("label", "import", out, "--format", name, "--out", back).exit_code == 0
    tasks = read(out, name)
    rows = read_labels(back)
    assert [(row.item, row.text, row.keys) for row in rows] == [
        (task.item, task.text, task.labels) for task in tasks
    ]
    assert [row.weight for row in rows] == [1 / task.probability for task in tasks]
    assert all(len(task.options) == 17 for task in tasks)


def test_a_model_is_held_against_labels_of_other_issuers(tmp_path):
    rows = read_statements(ROOT / "tests" / "cases" / "themes" / "mine_labels.txt")
    seen, held = tmp_path / "seen.jsonl", tmp_path / "held.jsonl"
    groups = sorted({row.group for row in rows})
    write_labels([row for row in rows if row.group not in groups[::4]], seen)
    write_labels([row for row in rows if row.group in groups[::4]], held)
    model = tmp_path / "model"
    assert run("train", "themes", seen, "--codebook", MINE, "--out", model).exit_code == 0
    shown = run("evaluate", "themes", held, "--codebook", model, "--json")
    found = json.loads(shown.stdout)
    assert found["figures"]["themes.labels.micro_f1"]["n"] == len(read_labels(held))
    assert found["figures"]["themes.labels.micro_f1"]["value"] > 0.6
    assert "rules alone" in shown.stdout and "face_to_face" in shown.stdout
    with_seen = run("evaluate", "themes", seen, "--codebook", model)
    assert "trained on these labels" in str(with_seen.exception)
    assert "has no theme" in str(run("evaluate", "themes", held).exception)


def test_a_background_is_fitted_on_a_run_and_scores_a_report(results, tmp_path):
    out = tmp_path / "ground"
    fitted = run("train", "background", results, "--out", out, "--name", "ours")
    head = json.loads((out / "background.json").read_text("utf-8"))
    assert fitted.exit_code == 0 and head["name"] == "ours"
    assert head["counts"]["reports"] == Results(results).manifest["counts"]["reports"]
    report = REPORTS[0]
    shown = json.loads(run("show", report, "--json", "--background", out).stdout)
    reuse = [row for row in shown["scores"] if row["name"] == "cross_issuer@1"]
    assert reuse and all(row["background"] == f"ours@{head['digest']}" for row in reuse)
    explained = run("show", report, "--why", "--background", "shipped").stdout
    assert " because " in explained and "级：" in explained and "shared " in explained


def test_a_run_over_few_issuers_says_so(results):
    again = run("analyze", *REPORTS, "--out", results, "--jobs", "1")
    assert "issuers: shares of reuse between issuers say little under 30" in again.output


def test_unknown_draws_and_labels_are_refused(results, tmp_path):
    todo = tmp_path / "todo.csv"
    refused = run("label", "export", results, "--out", todo, "--how", "best")
    assert isinstance(refused.exception, UsageError)
    run("label", "export", results, "--out", todo, "-n", 2)
    write([replace(task, labels=("nope",)) for task in read(todo, "csv")], todo, "csv")
    refused = run("label", "import", todo, "--out", tmp_path / "labels.jsonl")
    assert isinstance(refused.exception, UsageError) and "nope" in str(refused.exception)


@pytest.fixture
def coders(tmp_path):
    rows = read_statements(ROOT / "tests" / "cases" / "themes" / "mine_labels.txt")
    first = [replace(row, item=f"r/{n}") for n, row in enumerate(rows)]
    second = [replace(row, keys=("other",)) if n % 10 == 0 else row for n, row in enumerate(first)]
    for name, own in (("a", first), ("b", second[:50])):
        write_labels(own, tmp_path / f"{name}.jsonl")
    return tmp_path


def test_agreement_between_own_coders(coders):
    a, b = coders / "a.jsonl", coders / "b.jsonl"
    figures = json.loads(run("evaluate", "agreement", a, b, "--json").stdout)["figures"]
    assert figures["agreement.main_theme"]["n"] == 50
    assert 0.6 < figures["agreement.all_themes"]["value"] < 1
    same = json.loads(run("evaluate", "agreement", a, a, "--json").stdout)["figures"]
    assert same["agreement.digital"]["value"] == 1.0


def test_agreement_refuses_what_cannot_be_compared(coders):
    a = coders / "a.jsonl"
    rows = read_labels(a)
    write_labels([replace(rows[0], text="改过")], coders / "edited.jsonl")
    write_labels([replace(rows[0], item="x")], coders / "apart.jsonl")
    write_labels([rows[0], rows[0]], coders / "twice.jsonl")
    for others in ([], ["edited.jsonl"], ["apart.jsonl"], ["twice.jsonl"]):
        paths = [a, *(coders / name for name in others)]
        assert isinstance(run("evaluate", "agreement", *paths).exception, DataError)
