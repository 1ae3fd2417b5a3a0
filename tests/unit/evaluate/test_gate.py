"""The gate: floors hold on one corpus, and fall only with a written reason."""

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.evaluate import gate
from nlp_reports.evaluate.agreement import Interval


def figures(**values):
    return {
        name.replace("_", "."): Interval(value, None, None, 1, 1) for name, value in values.items()
    }


GOOD = figures(reuse_copied_pearson=0.98, reuse_copied_mae=0.02)


def test_present_figures_pass_their_own_floors(tmp_path):
    floors = gate.pinned(None, GOOD, "abc", "")
    gate.save(floors, tmp_path / "floors.toml")
    again = gate.load(tmp_path / "floors.toml")
    assert again == floors
    assert list(gate.failures(again, GOOD, "abc")) == []


@pytest.mark.parametrize(
    ("worse", "named"),
    [
        (figures(reuse_copied_pearson=0.9, reuse_copied_mae=0.02), "reuse.copied.pearson"),
        (figures(reuse_copied_pearson=0.98, reuse_copied_mae=0.2), "reuse.copied.mae"),
        (figures(reuse_copied_pearson=0.98), "not measured any more"),
    ],
)
def test_a_worse_or_lost_figure_fails(worse, named):
    floors = gate.pinned(None, GOOD, "abc", "")
    (line,) = gate.failures(floors, worse, "abc")
    assert named in line


def test_another_corpus_needs_new_floors():
    (line,) = gate.failures(gate.pinned(None, GOOD, "abc", ""), GOOD, "xyz")
    assert "pin them again" in line


def test_a_floor_falls_only_with_a_reason():
    floors = gate.pinned(None, GOOD, "abc", "")
    worse = figures(reuse_copied_pearson=0.9, reuse_copied_mae=0.02)
    with pytest.raises(UsageError, match="give --reason"):
        gate.pinned(floors, worse, "abc", " ")
    lowered = gate.pinned(floors, worse, "abc", "masking no longer hides house numbers").lowered
    assert [(row.figure, row.after) for row in lowered] == [("reuse.copied.pearson", 0.895)]


def test_noise_within_the_margin_keeps_the_old_floor():
    floors = gate.pinned(None, GOOD, "abc", "")
    near = figures(reuse_copied_pearson=0.978, reuse_copied_mae=0.022)
    assert gate.pinned(floors, near, "abc", "").bounds == floors.bounds


def test_a_file_with_an_unreasoned_floor_is_refused(tmp_path):
    path = tmp_path / "floors.toml"
    path.write_text(
        'corpus = "a"\n[floors]\n[ceilings]\n[[lowered]]\nfigure = "x"\nbefore = 1\nafter = 0\n'
        'reason = ""\n',
        "utf-8",
    )
    with pytest.raises(UsageError, match="without a reason"):
        gate.load(path)


def test_the_shipped_floors_can_be_read():
    assert gate.load().bounds
