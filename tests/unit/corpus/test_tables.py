"""Finished folders: opened anywhere, never misread."""

import shutil
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nlp_reports.corpus import tables
from nlp_reports.corpus.results import Results
from nlp_reports.corpus.tables import schema_version, schemas
from nlp_reports.errors import StoreError
from nlp_reports.pipeline import Corpus
from tests.unit.test_run import write_reports


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Results:
    folder = tmp_path_factory.mktemp("tables")
    return Corpus(write_reports(folder / "in")).analyze(folder / "out")


def test_a_folder_opens_at_another_place(made, tmp_path):
    moved = Results(shutil.copytree(made.folder, tmp_path / "moved"))
    assert moved.sql("select count(*) as n from items")["n"][0] == len(made.items)
    assert (tmp_path / "moved" / "methods.md").read_text("utf-8").startswith("# Methods")
    assert moved.manifest["schema"] == schema_version()
    assert moved.manifest["seeds"] == {"bootstrap": 20210930}


def test_a_damaged_manifest_is_said(made, tmp_path):
    folder = shutil.copytree(made.folder, tmp_path / "damaged")
    (folder / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match=r"manifest\.json: missing or damaged; run"):
        repr(Results(folder))


def test_the_methods_name_the_codebooks_that_were_used(made):
    from nlp_reports.corpus.methods import methods

    manifest = {**made.manifest, "settings": {"codebooks": ["mine@3"]}}
    assert "(`mine@3`)" in methods(manifest)
    assert methods(made.manifest) == (made.folder / "methods.md").read_text("utf-8")


def test_a_newer_schema_is_refused(made, tmp_path, monkeypatch):
    folder = shutil.copytree(made.folder, tmp_path / "newer")
    path = folder / "items.parquet"
    table = pq.read_table(path)
    newer = {**table.schema.metadata, b"nlp_reports.schema": str(schema_version() + 1).encode()}
    pq.write_table(table.replace_schema_metadata(newer), path)
    with pytest.raises(StoreError, match=r"items\.parquet: written with schema .*; upgrade"):
        Results(folder)


def test_a_table_of_another_program_is_refused(made, tmp_path):
    folder = shutil.copytree(made.folder, tmp_path / "other")
    pq.write_table(pa.table({"a": [1]}), folder / "links.parquet")
    with pytest.raises(StoreError, match="not a table of nlp_reports"):
        Results(folder)


def test_every_column_says_what_it_is_in_the_file_itself(made):
    for schema in schemas().values():
        written = pq.read_schema(made.path(schema.name))
        assert written.names == [column.name for column in schema.columns]
        for column in schema.columns:
            assert written.field(column.name).metadata[b"meaning"].decode() == column.meaning


@pytest.fixture(scope="module")
def filled(crawl) -> Results:
    """A folder in which no table is empty."""
    return Results(crawl.folder.parent / "out")


COLUMNS = [
    pytest.param(schema.name, column, id=f"{schema.name}.{column.name}")
    for schema in schemas().values()
    for column in schema.columns
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_holds_what_its_documentation_says(filled, table, column):
    values = filled.table(table)[column.name]
    assert column.missing or not values.isna().any(), "missing, and nobody says why"
    values = values.dropna()
    if column.type in ("int", "float"):
        assert column.unit
        assert column.min is None or (values >= column.min).all()
        assert column.max is None or (values <= column.max).all()
    if column.values:
        assert set(values) <= set(column.values)
    if column.pattern:
        assert values.str.fullmatch(column.pattern).all()
    if column.type == "text" and column.name != "cells":
        assert not (values == "").any(), "absent is null, never empty"


def test_the_check_of_a_column_can_fail(filled):
    wrong = [
        ("reports", replace(column("reports", "level"), values=("county",))),
        ("reports", replace(column("reports", "own_past"), missing=None)),
        ("reports", replace(column("reports", "sha256"), pattern="[0-9]+")),
        ("items", replace(column("items", "substance"), max=0.01)),
        ("items", replace(column("items", "depth"), min=1)),
    ]
    for table, other in wrong:
        with pytest.raises(AssertionError):
            test_a_column_holds_what_its_documentation_says(filled, table, other)


def column(table: str, name: str) -> tables.Column:
    return next(column for column in schemas()[table].columns if column.name == name)


def test_shares_sum_to_one(made):
    for name in ("mandated", "own_past", "cross_issuer", "novel", "p_substantive"):
        assert made.items[name].dropna().between(0, 1).all()
    scored = made.items.dropna(subset=["mandated"])
    shares = scored[["mandated", "own_past", "cross_issuer", "novel"]].fillna(0).sum(axis=1)
    assert ((shares - 1).abs() < 1e-9).all()


def test_a_row_with_an_unknown_column_is_refused():
    with pytest.raises(StoreError, match="no columns"):
        tables.schemas()["links"].table([{"report_id": "a", "colour": "red"}])
