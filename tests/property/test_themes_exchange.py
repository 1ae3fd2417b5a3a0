"""Round trips through every labelling format lose nothing; draws keep their probabilities."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.errors import DataError
from nlp_reports.themes.exchange import Task, formats, read, write
from nlp_reports.themes.sampling import draw

texts = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029")
    | st.just("\n"),
    min_size=1,
    max_size=60,
)
keys = st.lists(st.sampled_from(["awareness", "timeliness", "other"]), unique=True, max_size=3)


@st.composite
def tasks(draw_):
    text = draw_(texts)
    start = draw_(st.integers(0, len(text) - 1))
    end = draw_(st.integers(start + 1, len(text)))
    spans = draw_(st.sampled_from([(), ((start, end, "timeliness"),)]))
    chance = draw_(st.floats(0.001, 1))
    labels = tuple(draw_(keys))
    options = tuple(draw_(keys))
    return Task("r/i1", text, "problem", draw_(texts), chance, labels, spans, "甲", options)


@pytest.mark.parametrize("name", formats.names())
@settings(deadline=None, max_examples=40)
@given(st.lists(tasks(), min_size=1, max_size=4))
def test_a_round_trip_loses_nothing(name, tmp_path_factory, wanted):
    path = tmp_path_factory.mktemp("labels") / f"tasks{formats.get(name).suffix}"
    write(wanted, path, name)
    assert read(path, name) == wanted


def _edit_cell(path):
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(path.read_bytes()))
    sheet = book.active
    column = next(cell.column for cell in sheet[1] if cell.value == "text")
    sheet.cell(2, column).value = "更新很及时"
    out = BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())


@pytest.mark.parametrize("name", formats.names())
def test_an_edited_text_is_refused(name, tmp_path):
    path = tmp_path / "tasks"
    write([Task("r/i1", "更新不及时", "problem", "g")], path, name)
    if name == "xlsx":
        _edit_cell(path)
    else:
        data = path.read_bytes()
        path.write_bytes(data.replace("更新不及时".encode(), "更新很及时".encode()))
    with pytest.raises(DataError, match="edited"):
        read(path, name)


@pytest.mark.parametrize("name", formats.names())
def test_a_span_outside_the_text_is_refused(name, tmp_path):
    path = tmp_path / "tasks"
    write([Task("r/i1", "更新不及时", "problem", "g", spans=((0, 9, "timeliness"),))], path, name)
    with pytest.raises(DataError, match=r"does not stand at|is not in the text"):
        read(path, name)


def test_offsets_in_other_units_are_noticed_by_what_stands_there(tmp_path):
    """A tool that counts UTF-16 units shifts what follows a sign beyond the basic plane."""
    path = tmp_path / "tasks.json"
    write([Task("r/i1", "𠮷更新慢", "problem", "g", spans=((1, 3, "late"),))], path, "labelstudio")
    shifted = (
        path.read_text("utf-8").replace('"start": 1', '"start": 2').replace('"end": 3', '"end": 4')
    )
    path.write_text(shifted, "utf-8")
    with pytest.raises(DataError, match="does not stand at 2-4"):
        read(path, "labelstudio")


@pytest.mark.parametrize(
    "found",
    [
        {"label": [[0, 2, "timeliness"]]},
        {"label": [], "entities": [{"start_offset": 0, "end_offset": 2, "label": "timeliness"}]},
    ],
)
def test_marks_as_doccano_itself_exports_them(found, tmp_path):
    path = tmp_path / "tasks.jsonl"
    write([Task("r/i1", "更新慢", "problem", "g", 0.5)], path, "doccano")
    row = json.loads(path.read_text("utf-8"))
    row.pop("entities")
    path.write_text(json.dumps(row | found, ensure_ascii=False), "utf-8")
    (task,) = read(path, "doccano")
    assert task.spans == ((0, 2, "timeliness"),) and task.probability == 0.5


def test_prodigy_and_label_studio_offer_the_keys_to_choose_from(tmp_path):
    task = Task("r/i1", "更新慢", "problem", "g", options=("timeliness", "other"))
    write([task], tmp_path / "p", "prodigy")
    row = json.loads((tmp_path / "p").read_text("utf-8"))
    assert [one["id"] for one in row["options"]] == ["timeliness", "other"]
    write([task], tmp_path / "s", "labelstudio")
    (row,) = json.loads((tmp_path / "s").read_text("utf-8"))
    assert row["data"]["options"] == ["timeliness", "other"]


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.integers(1, 30),
    st.sampled_from(["random", "stratified", "uncertain"]),
)
def test_a_draw_has_the_wanted_size_and_known_probabilities(confidence, count, how):
    strata = [str(int(value * 3)) for value in confidence]
    size = len(confidence)
    drawn = draw(size, count, how=how, strata=strata, confidence=confidence, seed=1)
    assert abs(len(drawn) - min(count, size)) <= 1
    assert len({at for at, _ in drawn}) == len(drawn)
    assert all(0 < chance <= 1 + 1e-9 for _, chance in drawn)


def test_weights_of_an_uncertain_sample_estimate_the_total():
    confidence = [0.1, 0.9, 0.5, 0.99, 0.3] * 20
    totals = [
        sum(
            1 / chance
            for _, chance in draw(100, 20, how="uncertain", confidence=confidence, seed=s)
        )
        for s in range(300)
    ]
    assert abs(sum(totals) / len(totals) - 100) < 5
