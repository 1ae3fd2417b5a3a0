"""Laws of the readers: traceable edits, the same report from every format, nothing escapes."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.chinese.normalise import RULES, normalise
from nlp_reports.errors import ReadError
from nlp_reports.pipeline import analyze
from nlp_reports.readers import read, read_text
from nlp_reports.readers.limits import Limits
from nlp_reports.text import Span

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample" / "reports"
LINES = st.text(
    alphabet="一二（）、。，：公开信息其他总计结果维持 　０１2 3\n\t-/件年⼯Az\f", max_size=200
)


@given(LINES)
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once.text).text == once.text
    assert {edit.rule for edit in once.edits} <= set(RULES)


@settings(deadline=None)
@given(LINES)
def test_every_character_leads_back_and_blocks_lie_in_the_text(text):
    try:
        report = read_text(text)
    except ReadError:
        return
    raws = [report.normalised.to_raw(Span(i, i + 1)) for i in range(len(report.text))]
    assert all(raw.end <= len(text) for raw in raws)
    assert [r.start for r in raws] == sorted(r.start for r in raws)
    # What was taken out has an empty span, which may lie inside a sentence that reads on.
    ends = [block.span for block in report.blocks if len(block.span)]
    assert all(a.end <= b.start for a, b in pairwise(ends))
    assert all(block.span.end <= len(report.text) for block in report.blocks)
    assert all(table.span.end <= len(report.text) for table in report.tables)


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLE.glob("*.pdf")))
def test_every_format_gives_the_same_report(name):
    formats = ("docx", "html", "pdf", "txt")
    read_as = {kind: read(SAMPLE / f"{name}.{kind}") for kind in formats}
    texts = {kind: own.text.split("\n") for kind, own in read_as.items()}
    assert texts["pdf"] == texts["docx"] == texts["html"] == texts["txt"]
    grids = {kind: [table.rows for table in read_as[kind].tables] for kind in formats[:3]}
    assert grids["pdf"] == grids["docx"] == grids["html"]


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLE.glob("*.pdf"))[::3])
def test_every_format_gives_the_same_items(name):
    formats = ("pdf", "docx", "html", "txt")
    found = {kind: analyze(SAMPLE / f"{name}.{kind}").items for kind in formats}
    items = {kind: [(i.section, i.role, i.text) for i in own] for kind, own in found.items()}
    assert items["pdf"]
    assert items["pdf"] == items["docx"] == items["html"] == items["txt"]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_mutated_files_are_read_or_refused(tmp_path_factory, data):
    kind = data.draw(st.sampled_from(["pdf", "docx", "html", "txt"]))
    original = bytearray((SAMPLE / f"baisha_2021.{kind}").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(original) - 1))
        original[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del original[data.draw(st.integers(1, len(original))) :]
    path = tmp_path_factory.mktemp("mutated") / f"a.{kind}"
    path.write_bytes(original)
    try:
        read(path, settings=Limits(pixels=1))  # no OCR: it takes seconds a page
    except ReadError as error:
        assert error.next_action
