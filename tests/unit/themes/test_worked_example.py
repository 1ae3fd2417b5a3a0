"""The worked example of docs/themes.md: two themes of one's own, 60 labels, a model, a corpus."""

from pathlib import Path

import nlp_reports as nr
from nlp_reports.evaluate.labelled import evaluate
from nlp_reports.items import split_passage
from nlp_reports.themes import codebook, tag
from nlp_reports.themes.check import failures
from nlp_reports.themes.exchange import Task, read, write
from nlp_reports.themes.labels import read_labels, read_statements, write_labels
from nlp_reports.themes.train import train

CASES = Path(__file__).parents[2] / "cases" / "themes"
CORPUS = [
    "一是网站系统老旧；二是干部与群众当面交流不多。下一步，将开发小程序自动推送政策。",
    "一是制度不健全。下一步，组织干部上门听取意见。",
]


def test_a_researcher_adds_two_themes_labels_trains_and_tags(tmp_path):
    book = codebook(CASES / "mine.toml")
    assert list(failures(book)) == []
    written = read_statements(CASES / "mine_labels.txt")
    assert len(written) == 60
    tasks = [
        Task(f"r/{n}", row.text, row.role, f"issuer {n % 15}", 0.5, row.keys)
        for n, row in enumerate(written)
    ]
    write(tasks, tmp_path / "done.xlsx", "xlsx")
    labels = [task.labelled() for task in read(tmp_path / "done.xlsx", "xlsx")]
    write_labels(labels, tmp_path / "labels.jsonl")

    rows = read_labels(tmp_path / "labels.jsonl")
    apart = ("issuer 3", "issuer 7", "issuer 11")
    write_labels([row for row in rows if row.group in apart], tmp_path / "held_out.jsonl")
    trained = train(
        [row for row in rows if row.group not in apart], tmp_path / "model", CASES / "mine.toml"
    )
    assert trained.items == 48 and trained.micro >= 0.75
    held = evaluate(tmp_path / "held_out.jsonl", str(tmp_path / "model")).figures
    assert held["themes.labels.micro_f1"].n == 12
    assert held["themes.labels.micro_f1"].value >= 0.75

    own = codebook(str(tmp_path / "model"))
    found = [
        (item.text, tuple(m.theme for m in tag([item], own)))
        for text in CORPUS
        for item in split_passage(text)
    ]
    tagged = dict(found)
    assert tagged["网站系统老旧"] == ("digital",)
    assert tagged["制度不健全"] == ("other",)
    assert [keys for text, keys in found if "上门" in text] == [("face_to_face",)]
    assert all(m.decided_by == "model:channels@1" for m in tag(split_passage(CORPUS[0]), own))


def test_a_trained_model_tags_a_corpus(tmp_path):
    train(read_statements(CASES / "mine_labels.txt"), tmp_path / "model", CASES / "mine.toml")
    settings = nr.Settings(codebooks=(str(tmp_path / "model"),))
    results = nr.Corpus(nr.sample_reports()[:3]).analyze(tmp_path / "results", settings=settings)
    table = results.sql("select codebook, theme, count(*) as n from mentions group by all")
    assert set(table["codebook"]) == {"channels@1"} and table["n"].sum() > 5
    assert set(table["theme"]) <= {"digital", "face_to_face", "other"}
