"""The patterns of claims and the forms: data with examples that must hold."""

from __future__ import annotations

import pytest

from nlp_reports.figures.form import FORMS, form
from nlp_reports.figures.labels import best, columns_of, rows_of
from nlp_reports.figures.said import amount, matches, patterns
from nlp_reports.figures.scope import scope_of
from nlp_reports.figures.values import Value, parse_value

EXAMPLES = [(p, text) for p in patterns() for text in p.examples]
COUNTER = [(p, text) for p in patterns() for text in p.counterexamples]


@pytest.mark.parametrize(("pattern", "text"), EXAMPLES, ids=lambda x: getattr(x, "key", x))
def test_example_is_found(pattern, text):
    assert list(matches(pattern, text))


@pytest.mark.parametrize(("pattern", "text"), COUNTER, ids=lambda x: getattr(x, "key", x))
def test_counterexample_is_not(pattern, text):
    assert not list(matches(pattern, text))


@pytest.mark.parametrize("pattern", patterns(), ids=lambda p: p.key)
def test_claims_speak_of_cells_that_a_form_has(pattern):
    for name in (*pattern.cells, *pattern.plus):
        table, row, column = name.split(".")
        assert row in {label.key for label in rows_of(table)}
        assert column in {label.key for label in columns_of(table)}


@pytest.mark.parametrize("name", FORMS)
def test_identities_speak_of_the_forms_own_cells(name):
    shape = form(name)
    for identity in shape.identities:
        table = shape.table(identity.table)
        known = table.rows if identity.each == "column" else table.columns
        assert {*identity.left, *identity.right} <= {label.key for label in known}


@pytest.mark.parametrize("name", FORMS)
def test_every_label_names_itself_best(name):
    for table in form(name).tables:
        for label in table.rows:
            hit = best(label.zh, rows_of(table.key))
            assert hit is not None
            assert hit[1].key == label.key


@pytest.mark.parametrize(
    ("misprint", "key"),
    [
        ("5.属于三类内容事务信息", "internal_affairs"),
        ("（一）于以公开", "disclosed"),
        ("本机关不掌握的相关政府信息", "not_held"),
        ("三、结转下年度继续办理", "carried_forward"),
        ("(七)总 计", "total"),
    ],
)
def test_misprinted_labels_are_known(misprint, key):
    hit = best(misprint, rows_of("requests"))
    assert hit is not None
    assert hit[1].key == key


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("0", None, Value("number", 0.0)),
        ("", None, Value("blank")),
        ("　", None, Value("blank")),
        ("/", None, Value("slash")),
        ("／", None, Value("slash")),
        ("—", None, Value("dash")),
        ("——", None, Value("dash")),
        ("-", None, Value("dash")),
        ("无", None, Value("not_applicable")),
        ("不涉及", None, Value("not_applicable")),
        ("1,234", None, Value("number", 1234.0)),
        ("１２，３４５", None, Value("number", 12345.0)),
        ("1 234", None, Value("number", 1234.0)),
        ("-3", None, Value("number", -3.0)),
        ("+9", None, Value("number", 9.0)),
        ("减2", None, Value("number", -2.0)),
        ("12件", None, Value("number", 12.0)),
        ("3.5万元", "万元", Value("number", 3.5)),
        ("35000元", "万元", Value("number", 3.5)),
        ("0.02亿元", "万元", Value("number", 200.0)),
        ("三", None, Value("number", 3.0)),
        ("行政许可", None, None),
    ],
)
def test_states_of_cells(raw, unit, value):
    assert parse_value(raw, unit) == value


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("新收申请1000余件", 1000, 1000, 1250),
        ("新收申请近200件", 200, 170, 200),
        ("新收申请1.2万件", 12000, 11940, 12060),
        ("新收申请三十五件", 35, 35, 35),
    ],
)
def test_rounded_numbers_leave_room(text, value, low, high):
    pattern = next(p for p in patterns() if p.key == "received")
    match = next(matches(pattern, text))
    assert amount(match) == pytest.approx((value, low, high))


def test_scope_is_told_from_words():
    assert scope_of("全市共收到申请12件") == "wide"
    assert scope_of("市政府办公室收到申请12件") == "own"
    assert scope_of("收到申请12件") == "unsaid"
