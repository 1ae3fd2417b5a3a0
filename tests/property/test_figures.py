"""Laws of the figures: run-together digits are never read wrong, however the numbers fall."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.figures import solve
from nlp_reports.figures.digits import readings
from nlp_reports.figures.values import parse_value

counts = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 400))
LEAVES = ("disclosed", "partially_disclosed", "not_held", "petition", "other_handling")


def row(numbers: list[int]) -> list[int]:
    return [*numbers, sum(numbers)]


def joined(numbers: list[int]) -> str:
    return "".join(map(str, numbers))


@settings(deadline=None)
@given(st.lists(counts, min_size=6, max_size=6))
def test_the_true_row_is_among_the_readings(numbers):
    truth = row(numbers)
    ways = readings(joined(truth), 7, block=7)
    assert not ways or tuple(map(str, truth)) in ways


@settings(deadline=None)
@given(st.lists(counts, min_size=7, max_size=7), st.data())
def test_surviving_blanks_take_no_true_reading_away(numbers, data):
    cells = list(map(str, numbers))
    blanks = data.draw(st.lists(st.booleans(), min_size=6, max_size=6))
    raw = cells[0] + "".join((" " if b else "") + c for b, c in zip(blanks, cells[1:], strict=True))
    ways = readings(raw, 7)
    assert not ways or tuple(cells) in ways


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(counts, min_size=6, max_size=6), min_size=5, max_size=5), st.data())
def test_a_table_that_adds_up_is_read_right_or_left_open(leaves, data):
    total = [sum(column) for column in zip(*leaves, strict=True)]
    over = [data.draw(st.integers(0, number)) for number in total]
    new = [number - carried for number, carried in zip(total, over, strict=True)]
    table = dict(zip(LEAVES, map(row, leaves), strict=True))
    table |= {"total": row(total), "new_received": row(new), "carried_over": row(over)}
    table["carried_forward"] = [0] * 7
    solved = solve.requests({key: joined(cells) for key, cells in table.items()}, 7)
    for key, cells in solved.rows.items():
        for cell, true in zip(cells, table[key], strict=True):
            assert cell is None or int(cell) == true
    assert all(None not in cells or key in solved.unread for key, cells in solved.rows.items())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(counts, min_size=4, max_size=4), min_size=3, max_size=3))
def test_reviews_are_read_right_or_left_open(blocks):
    truth = [row(block) for block in blocks]
    solved = solve.reviews("".join(map(joined, truth)))
    keys = ("reconsideration", "litigation_direct", "litigation_after_review")
    for key, cells in zip(keys, truth, strict=True):
        for cell, true in zip(solved.rows.get(key, ()), cells, strict=False):
            assert cell is None or int(cell) == true


@given(st.text(max_size=20))
def test_a_cell_never_raises_and_only_numbers_have_values(text):
    value = parse_value(text)
    assert value is None or (value.number is not None) == (value.state == "number")
