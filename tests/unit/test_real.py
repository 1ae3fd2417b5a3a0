"""The real reports, where their folder is present: the whole way from file to items."""

import json
from difflib import SequenceMatcher

import pytest

from nlp_reports import analyze
from nlp_reports.report import Issuer, Year
from tests.conftest import REAL

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real reports are not here: {REAL}")


@pytest.fixture(scope="module")
def analyses():
    return {
        path.stem: analyze(path)
        for path in sorted(REAL.iterdir())
        if path.suffix in (".txt", ".pdf")
    }


def overlap(a: str, b: str) -> float:
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(a), len(b))


def test_all_go_the_whole_way(analyses):
    assert not [failure for a in analyses.values() for failure in a.failures]
    assert all(a.items for a in analyses.values())


def test_issuer_level_year_and_form(analyses):
    for truth in json.loads((REAL / "reports.json").read_text("utf-8")):
        found = analyses[truth["report"]]
        assert isinstance(found.report.issuer, Issuer) and isinstance(found.report.year, Year)
        assert found.report.issuer.name == truth["issuer"]
        assert found.report.issuer.level == truth["level"]
        assert (found.report.year.value, found.outline.scheme) == (truth["year"], truth["form"])


def test_items_and_roles_against_the_gold(analyses):
    gold = json.loads((REAL / "gold.json").read_text("utf-8"))
    matched = right = found = 0
    for name, analysis in analyses.items():
        found += len(analysis.items)
        left = list(analysis.items)
        for item in (item for item in gold if item["report"] == name):
            best = max(left, key=lambda i: overlap(i.text, item["text"]), default=None)
            if best is not None and overlap(best.text, item["text"]) >= 0.8:
                left.remove(best)
                matched += 1
                right += best.role == item["role"]
    f1, accuracy = 2 * matched / (found + len(gold)), right / matched
    print(f"\nreal reports: item boundary F1 {f1:.3f}, role accuracy {accuracy:.3f}")
    assert f1 >= 0.85
    assert accuracy >= 0.90


def test_a_sentence_reads_on_over_a_table_that_stands_in_it(analyses):
    analysis = analyses["hongsipu_2021"]
    assert len(analysis.by_role("problem")) == len(analysis.by_role("measure")) == 3
    first = analysis.by_role("measure")[0]
    assert "相关内容，进一步提高" in first.text
    assert "结果" not in first.text


def test_spans_of_a_pdf_lead_to_page_and_box(analyses):
    analysis = analyses["hongze_2023"]
    assert len(analysis.by_role("problem")) == len(analysis.by_role("measure")) == 3
    for item in analysis.items:
        places = analysis.report.locate(item.span)
        assert places and all(p.page and p.box and p.box[0] < p.box[2] for p in places)


def test_the_request_figures(analyses):
    names = {"new_received": "new_received", "carried_over": "carried_over",
             "handled_total": "total", "carried_forward": "carried_forward"}  # fmt: skip
    for truth in json.loads((REAL / "reports.json").read_text("utf-8")):
        if truth["requests_source"] != "table":
            continue
        cells = analyses[truth["report"]].figures
        for key, row in names.items():
            cell = cells.get("requests", row, "total")
            assert cell is not None and cell.value == truth["requests"][key], (truth["report"], key)
