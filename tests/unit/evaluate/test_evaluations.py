"""A perfect reading gets perfect figures, a broken one what it deserves."""

import dataclasses

import pytest

from nlp_reports.evaluate import figures, narrative, scores, themes
from nlp_reports.evaluate.gold import Coding, GoldItem, GoldReport, GoldSection
from nlp_reports.evaluate.match import Reading
from nlp_reports.evaluate.simple_scores import simple_scores
from nlp_reports.readers import read_text
from nlp_reports.report import (
    Analysis,
    Figure,
    Figures,
    Item,
    Link,
    Mention,
    Outline,
    Provenance,
    Score,
    Section,
)
from nlp_reports.text import Span
from nlp_reports.themes import codebook

LINES = (
    "某县教育局2022年政府信息公开工作年度报告",
    "五、存在的主要问题及改进情况",
    "一是栏目更新不及时，有的栏目半年空着；二是政策解读形式单一，群众反映看不明白。",
    "下一步，将每周检查栏目更新情况并通报结果。",
)
TEXT = "\n".join(LINES)  # the reader drops a last line break
FIVE = "problems_improvements"
CODED = (
    ("栏目更新不及时，有的栏目半年空着", Coding("problem", ("timeliness",), substance=2)),
    ("政策解读形式单一，群众反映看不明白", Coding("problem", ("interpretation",), substance=1)),
    (
        "下一步，将每周检查栏目更新情况并通报结果",
        Coding("measure", ("timeliness",), substance=2, status="planned", links=(0,)),
    ),
)


@pytest.fixture
def gold():
    def item(index, text, coding):
        start = TEXT.index(text)
        return GoldItem(index, FIVE, Span(start, start + len(text)), text, coding)

    items = tuple(item(n, *pair) for n, pair in enumerate(CODED))
    start = TEXT.index(LINES[1])
    whole, body = Span(start, len(TEXT)), Span(start + len(LINES[1]), len(TEXT))
    about = {"issuer": "某县教育局", "year": "2022", "form": "2021", "level": "department"}
    about |= {"kind": "教育", "split": "test"}
    cells = {("reviews", "reconsideration", "upheld"): "1", ("reviews", "x", "total"): "/"}
    return GoldReport(
        "a", TEXT, about, items, (GoldSection(FIVE, LINES[1], whole, body),), figures=cells
    )


@pytest.fixture
def perfect(gold):
    (five,) = gold.sections
    items = tuple(
        Item(f"i{i.index}", FIVE, i.role, i.span, i.text, i.coding.status, confidence=1.0)
        for i in gold.items
    )
    mentions = tuple(
        Mention(f"i{i.index}", "disclosure-themes@1", key, 1.0, rank)
        for i in gold.items
        for rank, key in enumerate(i.coding.keys)
    )
    row = ("2021", "reviews", "reconsideration", "", "upheld", "")
    analysis = Analysis(
        read_text(TEXT),
        Outline("2021", (Section(FIVE, five.heading, five.span, five.body, 1, "test"),)),
        items,
        mentions,
        (Link("i0", "i2", 1.0, "theme"),),
        Figures("2021", (Figure(*row, 1.0, "number"),)),
        (),
        tuple(Score("substance", 1, i.id, 2.0, "") for i in items),
        Provenance("0", "test"),
    )
    return Reading(gold, analysis)


def test_a_perfect_reading(perfect):
    found = narrative.figures([narrative.marks(perfect)])
    assert {name: value.value for name, value in found.items() if value.value is not None} == {
        "sections.problems_improvements.f1": 1.0,
        "items.boundary_f1": 1.0,
        "roles.macro_f1": 1.0,
        "roles.accuracy": 1.0,
        "roles.ece": 0.0,
        "status.accuracy": 1.0,
        "links.f1": 1.0,
    }


def test_items_run_together_and_a_wrong_role(perfect):
    one, two, three = perfect.analysis.items
    merged = dataclasses.replace(one, span=Span(one.span.start, two.span.end))
    wrong = dataclasses.replace(three, role="problem")
    analysis = dataclasses.replace(perfect.analysis, items=(merged, wrong))
    found = narrative.figures([narrative.marks(dataclasses.replace(perfect, analysis=analysis))])
    assert found["items.boundary_f1"].value == pytest.approx(2 * 1 / 5)
    assert found["roles.accuracy"].value == 0.0
    assert found["links.f1"].value == 0.0  # its problem was not found


def test_end_to_end_what_was_not_found_counts(perfect):
    book = codebook("disclosure-themes")
    classes = [theme.key for theme in book.themes]
    rows = themes.end_to_end([perfect], book)
    assert themes.figures(rows, classes)["micro_f1"].value == 1.0
    lost = dataclasses.replace(perfect.analysis, items=perfect.analysis.items[:2])
    rows = themes.end_to_end([dataclasses.replace(perfect, analysis=lost)], book)
    # the measure is missed, and its mention is false
    assert themes.figures(rows, classes)["micro_f1"].value == pytest.approx(2 * 2 / (4 + 1 + 1))


def test_whole_evaluations_make_tables(perfect, gold):
    readings = {"clean": [perfect], "combined": [perfect], "real": [perfect]}
    for findings in (
        narrative.evaluate(readings, [gold]),
        themes.evaluate(readings, [gold], [gold]),
        scores.evaluate(readings, [gold], [gold]),
        figures.evaluate(readings),
    ):
        assert findings.tables and findings.figures


def test_cells_are_right_wrong_or_missing(perfect):
    assert figures.accuracy_of([perfect]).value == 0.5
    cell = perfect.analysis.figures.cells[0]
    assert figures.verdict(cell, "1") == "right"
    assert figures.verdict(cell, "/") == "state"
    assert figures.verdict(None, "1") == "missing"


def test_copied_characters_are_counted_where_they_stand(gold):
    source = dataclasses.replace(gold, id="b", about={**gold.about, "issuer": "乙局"})
    first = gold.items[0].span
    copy = dataclasses.replace(gold, reuse=(("b", Span(first.start, first.start + 8)),))
    rows = scores.reuse([copy, source])
    (row,) = (row for row in rows if row.cross > 0)
    assert {r.report for r in rows} == {"a"}  # b lent its text
    assert (row.own, row.cross) == (0.0, pytest.approx(8 / 15, abs=0.08))


def test_simple_scores_are_finite_for_any_text():
    texts = ["", "无", "进一步加强公开", "3月印发《办法》"]
    for name, values in simple_scores(texts, ["进一步加强培训"] * 3).items():
        assert all(abs(value) < 1e6 for value in values), name
