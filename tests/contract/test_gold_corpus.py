"""The gold corpus is what its sources say, and keeps what its card promises."""

from collections import Counter, defaultdict

import pytest

from nlp_reports.evaluate import boundaries, variety
from nlp_reports.evaluate import gate as gates
from nlp_reports.evaluate.authored import load as load_authored
from nlp_reports.evaluate.findings import Findings
from nlp_reports.evaluate.gold import load, load_real
from nlp_reports.scores.slots import SCORED
from tests.render.gold import GOLD, compiled


@pytest.fixture(scope="module")
def gold():
    return load(GOLD)


def test_compiling_anew_gives_the_same_bytes():
    for name, text in compiled(load_authored(GOLD / "authored"), GOLD).items():
        assert (GOLD / name).read_text("utf-8") == text, f"{name}: python -m tests.render.gold"


def test_every_doubtful_boundary_was_read():
    known = boundaries.allowed(GOLD / "boundaries.tsv")
    reports = load_authored(GOLD / "authored")
    assert boundaries.unread(reports, known) == [], "mend it, or a reason to boundaries.tsv"
    found = {(d.report, d.rule, d.opening) for report in reports for d in boundaries.doubts(report)}
    assert sorted(known.keys() - found) == [], "no longer a doubt: take it out of boundaries.tsv"


def test_no_issuer_is_in_two_splits(gold):
    splits = defaultdict(set)
    for report in gold.reports:
        splits[report.issuer].add(report.about["split"])
    assert [issuer for issuer, found in splits.items() if len(found) > 1] == []


def test_no_family_is_in_two_splits(gold):
    split = {report.id: report.about["split"] for report in gold.reports}
    torn = {
        (report.id, source)
        for report in gold.reports
        for source, _ in report.reuse
        if split.get(source, report.about["split"]) != report.about["split"]
    }
    assert torn == set()


def test_one_region_and_one_year_are_wholly_in_test(gold):
    for about in ("region", "year"):
        splits = defaultdict(set)
        for report in gold.reports:
            splits[report.about[about].split("/")[0]].add(report.about["split"])
        assert {"test"} in splits.values(), about


def test_there_is_enough(gold):
    items = [item for report in gold.reports for item in report.items]
    assert len(gold.reports) >= 150
    assert len(items) >= 1800
    assert sum(report.about["whole"] == "1" for report in gold.reports) >= 60
    years = Counter(report.issuer for report in gold.reports)
    assert sum(count > 1 for count in years.values()) >= 25


def test_themes_and_practices_are_frequent_enough(gold):
    for split, least in (("train", 60), ("test", 20)):
        items = [item for report in gold.split(split) for item in report.items]
        counts = Counter(
            (item.role == "supervision", key) for item in items for key in item.coding.keys
        )
        assert min(counts.values()) >= least


def test_items_lie_in_their_sections_and_do_not_overlap(gold):
    for report in gold.reports:
        end = 0
        for item in report.items:
            assert item.span.start >= end, (report.id, item.index)
            end = item.span.end
            bodies = report.bodies(item.section)
            assert any(item.span in body for body in bodies), (report.id, item.index)


def test_codings_are_complete(gold):
    for report in gold.reports:
        problems = {item.index for item in report.items if item.role == "problem"}
        for item in report.items:
            where = (report.id, item.index)
            assert (item.coding.substance is not None) == (item.role in SCORED), where
            assert (item.coding.status is not None) == (item.role == "measure"), where
            assert bool(item.coding.keys) == (item.role in SCORED), where
            assert {n for n in item.coding.links if n != "prior"} <= problems, where


def test_nearly_every_item_was_coded_twice(gold):
    items = [item for report in gold.reports for item in report.items]
    assert sum(item.second is not None for item in items) / len(items) > 0.98


def test_little_is_shared_outside_planted_families(gold):
    found = Findings()
    variety._variety(found, gold)
    shares = {row[0]: row[3] for row in found.tables[0].rows}
    assert shares["all other reports"] < 0.10


def test_nothing_is_copied_from_real_reports(gold, real):
    found = Findings()
    variety._overlap(found, gold, load_real(real))
    assert [row for row in found.tables[0].rows if row[2]] == []


def test_the_card_and_the_floors_speak_of_this_corpus(gold):
    assert gold.digest in (GOLD / "CARD.md").read_text("utf-8"), "python -m tests.render.cards"
    assert gates.load().corpus == gold.digest, "nlp-reports evaluate gate --pin"
