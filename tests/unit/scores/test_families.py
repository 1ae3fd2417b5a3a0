from pathlib import Path

from nlp_reports.pipeline import Corpus
from nlp_reports.scores.families import Member, edges, families
from nlp_reports.scores.reuse import Pair


def pair(report, other, chars, item="1", kind="cross_issuer"):
    return Pair(report, item, other, "1", kind, chars, 0.5, 2020, "…")


MEMBERS = {
    m.report_id: m
    for m in (
        Member("a", "甲局", 2020, 100, "省厅"),
        Member("b", "乙局", 2021, 100, "省厅"),
        Member("c", "丙局", 2021, 100, "省厅"),
        Member("d", "丁局", 2021, 100, None),
        Member("e", "戊局", 2021, 100, None),
    )
}


def test_a_family_has_its_earliest_known_source():
    found = edges(
        [
            pair("b", "a", 30),
            pair("b", "a", 20, item="2"),
            pair("c", "b", 40),
            pair("d", "e", 90),
            pair("d", "a", 10),
            pair("b", "a", 100, item="3", kind="own_past"),
        ],
        MEMBERS,
    )
    assert [(e.earlier, e.later, e.share) for e in found] == [
        ("a", "b", 0.5),
        ("b", "c", 0.4),
        ("d", "e", 0.9),
    ]
    first, second = families(found, MEMBERS)
    assert [m.report_id for m in first.members] == ["a", "b", "c"]
    assert first.source == "a" and first.from_above == "省厅" and len(first.edges) == 2
    assert second.source is None and second.from_above is None


def test_no_edge_no_family():
    assert families(edges([], MEMBERS), MEMBERS) == []


def test_a_run_tells_its_families(tmp_path):
    sample = Path(__file__).parents[3] / "corpora" / "sample" / "reports"
    files = [sample / f"{name}.txt" for name in ("liuting_2021", "ltshijian_2022", "baisha_2021")]
    results = Corpus(files).analyze(tmp_path / "out")
    above = dict.fromkeys(("柳汀县人民政府", "柳汀县市场监督管理局"), "柳汀市")
    (found,) = results.families(above)
    assert [(m.issuer, m.year) for m in found.members] == [
        ("柳汀县人民政府", 2021),
        ("柳汀县市场监督管理局", 2022),
    ]
    assert found.source == found.members[0].report_id and found.from_above == "柳汀市"
    assert 0.3 <= found.edges[0].share <= 1 and results.families(least=1.0) == []
