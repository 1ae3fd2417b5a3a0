"""Every cue and label matches its examples and leaves its counterexamples alone."""

import re

import pytest

from nlp_reports.items import rules

CUES = [row for table in ("role", "supervision", "status") for row in rules.raw("cues")[table]]
LABELS = rules.raw("labels")["label"]


@pytest.mark.parametrize("row", CUES, ids=lambda row: row["name"])
def test_cues(row):
    assert row["examples"] and row["counterexamples"]
    for example in row["examples"]:
        assert re.search(row["pattern"], example), example
    for counterexample in row["counterexamples"]:
        assert not re.search(row["pattern"], counterexample), counterexample


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row["name"])
def test_labels(row):
    strip = re.compile(r"^[（(][一二三四五六七八九十]+[）)]")
    for example in row["examples"]:
        label = rules.label_of(strip.sub("", example))
        assert label is not None and label.name == row["name"], example
    for counterexample in row["counterexamples"]:
        label = rules.label_of(strip.sub("", counterexample))
        assert label is None or label.name != row["name"], counterexample
