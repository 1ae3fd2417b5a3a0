"""Where reports stand among those of a run: percentiles, unexplained stickiness, reasons."""

import pytest

from nlp_reports.pipeline import Corpus
from nlp_reports.scores.catalogue import CATALOGUE
from nlp_reports.scores.panel import line
from tests.conftest import ROOT
from tests.unit.test_run import tables

NAMES = [f"{a}{b}县" for a in "白青石乌松" for b in "溪田门河桥"]
HEAD = "{issuer}{year}年政府信息公开工作年度报告\n一、总体情况\n（五）监督保障。"
PROBLEMS = """
五、存在的主要问题及改进情况
存在的问题：一是部分栏目更新不及时，“办事指南”栏目{months}个月未更新{extra}。二是政策解读形式单一。
下一步，一是由办公室每周一检查栏目更新并通报；二是加强政策解读，制作图解，让企业和群众看得懂。
六、其他需要报告的事项
无。
"""
SAMPLE = (ROOT / "corpora" / "sample" / "reports" / "baisha_2021.txt").read_text("utf-8")
TABLE = SAMPLE[SAMPLE.index("三、收到和处理") : SAMPLE.index("五、存在的")].rstrip()
RECEIVED = "申请数量 19 2 0 0 0 0 21"
VAGUE = "加强日常监督，压实工作责任，不断提升公开水平，确保取得实效。"
EXTRA = "，来信反映办事窗口没有摆放纸质指南，也没有人讲解"


def text(issuer, year, number):
    trained = f"{year}年组织业务培训{number + 1}期，参训60人次。" if number % 2 else VAGUE
    own = 3 + number * (year - 2020)
    table = TABLE.replace(RECEIVED, f"申请数量 {own} 2 0 0 0 0 {own + 2}")
    assert RECEIVED in TABLE
    body = HEAD + trained + "\n" + table + PROBLEMS
    extra = EXTRA[: number % 25 * (year - 2021)]
    return body.format(issuer=issuer, year=year, months=number % 7 + 2, extra=extra)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for number, name in enumerate(NAMES):
        for year in (2021, 2022):
            path = folder / f"{name}_{year}.txt"
            path.write_text(text(f"{name}人民政府", year, number), "utf-8")
    return folder


@pytest.fixture(scope="module")
def results(reports, tmp_path_factory):
    return Corpus(reports).analyze(tmp_path_factory.mktemp("out"))


def scores(results, name):
    return results.sql(
        f"select * from scores where target = 'report' and name = '{name}' order by report_id"
    )


def test_the_columns_of_reports_are_the_rows_of_scores(results):
    reports = results.reports.sort_values("report_id")
    for name in ("substance_percentile", "cross_issuer_percentile", "unexplained_stickiness"):
        rows = scores(results, name)
        assert list(rows["report_id"]) == list(reports["report_id"])
        both = zip(rows["value"], reports[name].astype("float64"), strict=True)
        assert all(a == b or (a != a and b != b) for a, b in both)


def test_every_score_of_a_run_is_in_the_catalogue_within_its_range_or_says_why(results):
    rows = results.sql("select name, version, unit, value, reason from scores").astype(object)
    assert set(rows["name"]) == set(CATALOGUE)
    for row in rows.where(rows.notna(), None).itertuples():
        one = CATALOGUE[row.name]
        assert row.unit == one.unit and row.version == one.version
        assert (row.value is None) == bool(row.reason), row
        assert row.value is None or one.low <= row.value <= one.high, row


def test_shares_of_a_report_name_their_background(results):
    rows = scores(results, "cross_issuer")
    assert set(rows["background"]) == {results.manifest["background"]["id"]}
    past = scores(results, "own_past")
    first = past["report_id"].str.contains("2021")
    assert past[first]["value"].isna().all() and past[~first]["value"].notna().all()
    assert past[first]["reason"].str.contains("no earlier report").all()


def test_percentiles_are_among_level_kind_and_year(results):
    rows = scores(results, "substance_percentile")
    for year in ("2021", "2022"):
        own = rows[rows["report_id"].str.contains(year)]
        assert own["value"].mean() == pytest.approx(50)
        assert own["background"].str.endswith(f"{year}: 25").all()


def test_unexplained_stickiness_is_what_the_line_leaves(results):
    reports = results.reports.set_index("report_id")
    rows = scores(results, "unexplained_stickiness").set_index("report_id")
    later = rows[rows["value"].notna()]
    assert len(later) == 25 and set(reports.loc[later.index, "year"]) == {2022}
    gone = rows[rows["value"].isna()]
    assert gone["reason"].str.contains("year before").all()
    changed = results.sql(
        """select a.report_id, avg(abs(ln(1 + a.value) - ln(1 + b.value))) as change
        from figures a join figures b on a."table" = b."table" and a."row" = b."row"
          and a."column" = b."column" and b.report_id like replace(left(a.report_id, 8), '2022',
          '2021') || '%' where a.report_id like '%2022%' and a.state = 'number'
          and b.state = 'number' group by a.report_id"""
    ).set_index("report_id")["change"]
    own = reports["own_past"].astype(float)
    at_zero, slope = line(list(own[changed.index]), list(changed))
    for report, change in changed.items():
        expected = min(1, max(0, at_zero + slope * change))
        assert later.loc[report, "value"] == pytest.approx(own[report] - expected, abs=1e-6)


def test_a_few_reports_have_reasons_instead(reports, tmp_path):
    few = sorted(reports.glob("白*.txt"))[:4]
    alone = Corpus(few).analyze(tmp_path / "few")
    rows = scores(alone, "substance_percentile")
    assert rows["value"].isna().all()
    assert rows["reason"].str.contains("2 reports .* fewer than 5").all()
    reasons = set(scores(alone, "unexplained_stickiness")["reason"])
    assert "2 reports with last year's, fewer than 20" in reasons


def test_neither_order_nor_workers_change_where_a_report_stands(reports, results, tmp_path):
    Corpus(sorted(reports.glob("*.txt"), reverse=True)).analyze(tmp_path / "a", n_jobs=2)
    assert tables(tmp_path / "a") == tables(results.folder)
