"""Inputs and outputs at addresses that fsspec knows."""

import pytest

from nlp_reports.corpus.inputs import digest, fetched, find
from nlp_reports.corpus.results import Results
from nlp_reports.errors import UsageError
from nlp_reports.pipeline import Corpus
from tests.unit.test_run import tables, write_reports


@pytest.fixture
def memory():
    import fsspec

    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True) if system.ls("/") else None


def test_a_store_is_searched_and_read(memory):
    for name in ("b.txt", "a/c.pdf", "a/.hidden.pdf", "a/notes.xyz"):
        memory.pipe(f"/bucket/{name}", name.encode())
    assert find(["memory://bucket"]) == ["memory:///bucket/a/c.pdf", "memory:///bucket/b.txt"] or (
        find(["memory://bucket"]) == ["memory://bucket/a/c.pdf", "memory://bucket/b.txt"]
    )
    first = find(["memory://bucket/*.txt"])[0]
    with fetched(first) as place:
        assert place.read_bytes() == b"b.txt"
        assert place.parts[-2:] == ("bucket", "b.txt"), "folders may name the issuer"
    before = digest(first)
    memory.pipe("/bucket/b.txt", b"longer now")
    assert digest(first) != before
    assert digest("memory://bucket/none.txt") is None


def test_an_address_nobody_knows():
    with pytest.raises(UsageError, match="nowhere"):
        find(["nowhere://bucket/a.txt"])


def test_from_address_to_address(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = write_reports(tmp_path / "in")
    (folder / "empty.txt").write_bytes(b"")
    plain = Corpus(folder).analyze(tmp_path / "plain")
    address = f"file://{tmp_path}/shared/out"
    Corpus(f"file://{folder}").analyze(address)
    results = Results(address)
    assert len(results.reports) == 6
    assert results.reports["path"].str.startswith("file://").all()
    assert results.failures["message"].str.startswith("file://").all()
    assert tables(results.folder)["items.parquet"] == tables(plain.folder)["items.parquet"]
