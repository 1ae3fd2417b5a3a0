"""The last step: bytes of a table depend on its rows alone."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nlp_reports.corpus import finish
from nlp_reports.corpus.tables import schemas


@pytest.mark.parametrize("sizes", [[7], [1] * 7, [3, 4], [2, 0, 5], [6, 1]])
def test_batches_of_any_size_give_the_same_bytes(tmp_path, monkeypatch, sizes):
    monkeypatch.setattr(finish, "_CHUNK", 3)
    schema = schemas()["links"]
    rows = [{"report_id": f"r{n}", "problem_id": None, "weight": n / 7} for n in range(7)]
    whole = schema.table(rows).combine_chunks().to_batches()[0]
    written = []
    for some in ([7], sizes):
        ends = [sum(some[: at + 1]) for at in range(len(some))]
        batches = [whole.slice(end - size, size) for end, size in zip(ends, some, strict=True)]
        reader = pa.RecordBatchReader.from_batches(whole.schema, batches)
        path = tmp_path / "links.parquet"
        assert finish._write_parquet(reader, schema, path) == 7
        assert pq.read_table(path).to_pylist() == whole.to_pylist()
        groups = pq.read_metadata(path)
        assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [3, 3, 1]
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_a_table_without_rows(tmp_path):
    schema = schemas()["links"]
    reader = pa.RecordBatchReader.from_batches(schema.arrow(), [])
    assert finish._write_parquet(reader, schema, tmp_path / "links.parquet") == 0
    assert pq.read_table(tmp_path / "links.parquet").schema.names == schema.arrow().names
