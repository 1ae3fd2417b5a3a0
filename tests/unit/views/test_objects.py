"""Objects in a notebook: short where printed, escaped where drawn."""

import pytest

import nlp_reports as nr
from nlp_reports.readers import read_text


@pytest.fixture(scope="module")
def analysis():
    return nr.analyze(nr.sample_reports()[0])


def test_printed_they_are_one_line(analysis, results):
    for thing in (analysis, analysis.report, analysis.outline, analysis.items[0], results):
        assert "\n" not in repr(thing)
        assert repr(thing).startswith(type(thing).__name__ + "(")
        assert len(repr(thing)) < 300
    assert "problem" in repr(analysis)


def test_drawn_they_tell_what_matters(analysis, results):
    html = analysis._repr_html_()
    assert all(item.text in html for item in analysis.items[:40])
    assert "问题 problem" in html
    assert analysis.report.title in analysis.report._repr_html_()
    assert all(s.key in analysis.outline._repr_html_() for s in analysis.outline.sections)
    assert analysis.items[0].text in analysis.items[0]._repr_html_()
    assert "reports" in results._repr_html_()


def test_a_hostile_source_is_escaped():
    attack = "<script>alert(1)</script>"
    head = f"某局{attack}2023年政府信息公开工作年度报告\n五、存在的问题{attack}\n"
    text = f"{head}一是更新不及时{attack}。\n"
    found = nr.analyze(read_text(text, source_id=attack))
    for thing in (found, found.report, found.outline, *found.items):
        assert "<script" not in thing._repr_html_()
