"""Every cue and label matches its examples and leaves its counterexamples alone."""

import re

import pytest

from nlp_reports.items import rules
from tests.contract.expressions import holds, opens_with

CUES = [row for table in ("role", "supervision", "status") for row in rules.raw("cues")[table]]
SIEVED = [row for row in CUES if "needs" in row]
LABELS = rules.raw("labels")["label"]


@pytest.mark.parametrize("row", CUES, ids=lambda row: row["name"])
def test_cues(row):
    assert row["examples"] and row["counterexamples"]
    for example in row["examples"]:
        assert re.search(row["pattern"], example), example
    for counterexample in row["counterexamples"]:
        assert not re.search(row["pattern"], counterexample), counterexample


@pytest.mark.parametrize("row", SIEVED, ids=lambda row: row["name"])
def test_needed_words_stand_in_all_that_is_matched(row):
    assert holds(row["pattern"], row["needs"])


@pytest.mark.parametrize(
    ("pattern", "needs", "proven"),
    [
        ("考核|评议", ["考核", "评议"], True),
        ("考核|评议", ["考核"], False),
        ("(?:考核|检查)?评议", ["考核", "检查"], False),
        ("下一?步", ["下一", "下步"], True),
        ("下一?步", ["下一"], False),
        (r"共\d+条", [r"\d"], True),
        (r"共\d*条", [r"\d"], False),
        ("不(?:足|够)", ["不足", "不够"], True),
        ("[^考]核", ["考核"], False),
    ],
)
def test_the_proof_can_fail(pattern, needs, proven):
    assert holds(pattern, needs) is proven


@pytest.mark.parametrize("row", CUES, ids=lambda row: row["name"])
def test_a_cue_that_looks_ahead_leaves_no_opening_out(row):
    ahead = re.match(r"\(\?=\[(.*?)\]\)", row["pattern"])
    if ahead:
        opens = opens_with(row["pattern"][ahead.end() :])
        assert opens is not None
        assert all(re.match(rf"[{ahead[1]}]", c) or c in ahead[1] for c in opens), opens


def test_every_label_opens_with_a_character_of_the_list():
    for row in LABELS:
        assert opens_with(row["pattern"]) <= rules.openings(), row["name"]


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row["name"])
def test_labels(row):
    strip = re.compile(r"^[（(][一二三四五六七八九十]+[）)]")
    for example in row["examples"]:
        label = rules.label_of(strip.sub("", example))
        assert label is not None and label.name == row["name"], example
    for counterexample in row["counterexamples"]:
        label = rules.label_of(strip.sub("", counterexample))
        assert label is None or label.name != row["name"], counterexample
