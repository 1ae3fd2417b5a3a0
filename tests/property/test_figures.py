"""Laws of the figures: run-together digits are never read wrong, however the numbers fall."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.figures import figures, solve
from nlp_reports.figures.digits import readings
from nlp_reports.figures.form import form
from nlp_reports.figures.values import parse_value
from nlp_reports.readers import read_text
from nlp_reports.sections import outline

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
    assert tuple(map(str, truth)) in ways if ways else max(numbers) > 9


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
    solved = solve.reviews("".join(map(joined, truth)), lambda key: {})
    keys = ("reconsideration", "litigation_direct", "litigation_after_review")
    for key, cells in zip(keys, truth, strict=True):
        read = solved.rows.get(key, (None,) * 5)
        assert None not in read or key in solved.unread
        for cell, true in zip(read, cells, strict=True):
            assert cell is None or int(cell) == true


@given(st.text(max_size=20))
def test_a_cell_never_raises_and_only_numbers_have_values(text):
    value = parse_value(text)
    assert value is None or (value.number is not None) == (value.state == "number")


def page(rows: dict[str, list[int]], width: int, place: str) -> str:
    """Section three in lines of labels broken at ``width``; numbers at one ``place`` of each."""
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计",
    ]
    for key, cells in rows.items():
        zh, numbers = form("2021").table("requests").row(key).zh, " ".join(map(str, cells))
        label = [zh[at : at + width] for at in range(0, len(zh), width)]
        at = {"first": 0, "middle": len(label) // 2, "last": len(label) - 1}.get(place)
        if at is None:
            lines += [*label, numbers] if place == "after" else [numbers, *label]
        else:
            lines += [*label[:at], f"{label[at]} {numbers}", *label[at + 1 :]]
    return "\n".join([*lines, "四、政府信息公开行政复议、行政诉讼情况"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(counts, min_size=6, max_size=6), min_size=22, max_size=22),
    st.integers(6, 12),
    st.sampled_from(["first", "middle", "last", "after", "before"]),
)
def test_numbers_are_read_wherever_they_stand_by_a_broken_label(leaves, width, place):
    keys = [row.key for row in form("2021").table("requests").rows]
    total = [sum(column) for column in zip(*leaves[:21], strict=True)]
    table = dict(zip(keys[2:23], map(row, leaves), strict=False))
    table = {"new_received": row(total), "carried_over": row([1] * 6)} | table
    table |= {"total": row(total), "carried_forward": row([1] * 6)}
    read = read_text(page(table, width, place))
    found = figures(read, outline(read))
    for key, cells in table.items():
        said = [c.value for c in found.cells if c.table == "requests" and c.row == key]
        assert said == cells, (key, place)
