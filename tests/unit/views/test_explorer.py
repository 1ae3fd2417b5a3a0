"""The explorer's file: data whole, nothing from outside, its one script known by hash."""

import base64
import gzip
import hashlib
import json
import re

import pytest
from typer.testing import CliRunner

from nlp_reports.views import explorer
from nlp_reports.views.explorer import page_name


def blocks(html):
    found = re.findall(r'<script type="application/octet-stream" id="data-(\w+)">([^<]*)<', html)
    return {name: json.loads(gzip.decompress(base64.b64decode(data))) for name, data in found}


@pytest.fixture(scope="module")
def html(results):
    return explorer.page(results, lang="en")


def test_it_asks_nothing_of_anybody(html):
    assert "http" not in re.sub(r"http-equiv", "", html)
    assert not re.findall(r"<(?:link|img|iframe)", html)


def test_the_policy_knows_the_script_by_its_hash(html):
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html
    assert "innerHTML" not in script and "eval(" not in script


def test_all_reports_and_items_are_in_it(html, results):
    data = blocks(html)
    head = data["reports"]
    assert len(head["counts"]) == len(results.reports)
    assert sum(head["counts"]) == len(head["role"]) == len(head["themes"]) == len(results.items)
    texts = [item[1] for items, _ in data["part0"] for item in items]
    assert sorted(texts) == sorted(results.items["text"])


def test_sources_point_at_items_that_are_there(html, results):
    data = blocks(html)
    sources = [
        (item[1], source) for items, _ in data["part0"] for item in items for source in item[9]
    ]
    assert sources
    for text, (kind, report, item, share) in sources:
        other = data["part0"][report][0][item][1]
        assert kind in ("own_past", "cross_issuer")
        assert share < 0.99 or len(set(text) & set(other)) > len(set(text)) / 2


def test_reports_are_cut_into_parts(results, monkeypatch):
    monkeypatch.setattr(explorer, "PART", 10)
    data = blocks(explorer.page(results))
    assert [len(data[f"part{n}"]) for n in range(4)] == [10, 10, 10, 6]


def test_the_same_results_give_the_same_bytes(results):
    assert explorer.page(results) == explorer.page(results)


def test_the_command_writes_the_page_and_the_pages_of_reports(results, tmp_path):
    from nlp_reports.cli.app import app

    out = tmp_path / "x" / "corpus.html"
    out.parent.mkdir()
    done = CliRunner().invoke(app, ["explore", str(results.folder), "--out", str(out), "--pages"])
    assert done.exit_code == 0, done.output
    pages = blocks(out.read_text("utf-8"))["reports"]["pages"]
    assert len(pages) == len(results.reports)
    for name in pages:
        assert (out.parent / name).is_file()


def test_an_unknown_language_is_refused(results):
    from nlp_reports.cli.app import app
    from nlp_reports.errors import UsageError

    done = CliRunner().invoke(app, ["explore", str(results.folder), "--lang", "fr"])
    assert isinstance(done.exception, UsageError)


def test_without_pages_there_are_no_links(html):
    assert blocks(html)["reports"]["pages"] is None


def test_file_names_of_pages_are_tame():
    assert "/" not in page_name("../../etc/passwd")
