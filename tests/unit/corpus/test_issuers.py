"""One issuer under several names: rules propose, the file settles."""

import csv
from pathlib import Path

import pytest

from nlp_reports.corpus.issuers import Link, Name, edits, links, proposals
from nlp_reports.errors import DataError
from nlp_reports.pipeline import Corpus
from tests.unit.test_run import REPORT, tables

HEALTH = "卫生健康"


def name(text, *years, region="白溪县", kind=HEALTH, level="department") -> Name:
    return Name(text, region, kind, level, frozenset(years), len(years))


def issuers(*names: Name) -> int:
    return len(set(proposals(names).values()))


def test_a_bureau_that_became_a_commission_is_one_issuer():
    found = proposals([name("白溪县卫生局", 2012, 2013), name("白溪县卫生健康委员会", 2020)])
    assert set(found.values()) == {"白溪县卫生健康委员会"}


REFORMS = """
国土资源局 自然资源和规划局 · 环保局 生态环境局
旅游局 文化和旅游局 · 文化广电新闻出版局 文化和旅游局
农业委员会 农业农村局 · 安全生产监督管理局 应急管理局
工商行政管理局 市场监督管理局 · 交通局 交通运输局
人口和计划生育委员会 卫生和计划生育委员会 · 卫计局 卫健委
住房和城乡建设局 住建局 · 教育局 教育和体育局
发展和改革委员会 发展改革局 · 经济和信息化委员会 工业和信息化局
人力资源和社会保障局 人社局 · 城市管理局 综合行政执法局
民族宗教事务局 民族宗教事务委员会 · 地方税务局 税务局
行政审批局 数据局 · 政务服务管理办公室 行政审批局
粮食局 粮食和物资储备局 · 林业局 林业和草原局
政府办公室 人民政府办公室
"""
NO_REFORMS = """
教育局 体育局 · 卫生局 医疗保障局
人民政府 人民政府办公室 · 扶贫开发办公室 农业农村局
公安局 司法局 · 交通运输局 交通运输综合行政执法大队
文化市场综合行政执法局 综合行政执法局 · 水利局 水文站
"""


def described(text: str, *years: int) -> Name:
    from nlp_reports.agencies import describe

    about = describe(text)
    return name(text, *years, region=about.region, kind=about.kind, level=about.level)


@pytest.mark.parametrize(
    ("pair", "count"),
    [(pair.strip(), 1) for line in REFORMS.split("\n") for pair in line.split("·") if pair]
    + [(pair.strip(), 2) for line in NO_REFORMS.split("\n") for pair in line.split("·") if pair],
)
def test_names_before_and_after_the_reforms(pair, count):
    before, after = pair.split()
    assert issuers(described(f"白溪县{before}", 2015), described(f"白溪县{after}", 2020)) == count


@pytest.mark.parametrize(
    "other",
    [
        name("白溪县卫生健康委员会", 2013, 2020),  # both have a report for 2013
        name("石门县卫生健康委员会", 2020, region="石门县"),
        name("白溪县教育局", 2020, kind="教育"),
        name("白溪县疾病预防控制中心", 2020),
        name("白溪县卫生健康委员会"),  # no year is known
    ],
)
def test_what_may_be_two_issuers_stays_two(other):
    assert issuers(name("白溪县卫生局", 2012, 2013), other) == 2


def test_the_city_in_front_of_the_name_changes_nothing():
    short = name("白渡区教育局", 2019, region="白渡区", kind="教育")
    city = name("临沅市白渡区教育局", 2020, region="临沅市白渡区", kind="教育")
    whole = name("沅北省临沅市白渡区教育局", 2021, region="沅北省临沅市白渡区", kind="教育")
    assert issuers(short, city, whole) == 1
    other = name("青屏市白渡区教育局", 2022, region="青屏市白渡区", kind="教育")
    assert issuers(short, city, other) == 3, "either city could be meant"


def test_width_and_blanks_change_nothing():
    assert issuers(name("白溪县 卫生局", 2012), name("白溪县卫生局", 2012)) == 1


def test_edits_survive_and_the_rules_move_on(tmp_path):
    path = tmp_path / "issuers.csv"
    old, new = name("白溪县卫计局", 2015, kind=None), name("白溪县卫生健康局", 2020)
    assert links([old, new], path)["白溪县卫计局"].issuer_id == "白溪县卫计局"
    rows = list(csv.reader(path.open(encoding="utf-8-sig")))
    rows[2][1] = "白溪县卫生健康局"
    with path.open("w", encoding="gb18030", newline="") as file:  # as Excel saves it
        csv.writer(file).writerows(rows)
    for _ in range(2):
        assert links([old, new], path)["白溪县卫计局"].issuer_id == "白溪县卫生健康局"
    assert links([new], path) == {"白溪县卫生健康局": Link("白溪县卫生健康局")}
    assert edits(path) == {"白溪县卫计局": Link("白溪县卫生健康局")}, "kept though no report has it"


def test_a_place_set_by_hand_survives_and_gives_the_code_of_each_year(tmp_path):
    folder, path = tmp_path / "in", tmp_path / "out" / "issuers.csv"
    folder.mkdir()
    reports = ((2008, "鼓楼区教育局"), (2021, "鼓楼区教育局"), (2018, "济阳县教育局"))
    for year, issuer in reports:
        text = REPORT.format(issuer=issuer, year=year)
        (folder / f"{issuer}{year}.txt").write_text(text, "utf-8")

    def codes() -> dict[int, tuple[str | None, int | None, str | None]]:
        found = (
            Corpus(folder)
            .analyze(tmp_path / "out")
            .sql("select year, region_code, region_code_year, region_code_note from reports")
        )
        rows = found.astype(object).where(found.notna(), None)
        return {row.pop(0): tuple(row) for row in rows.values.tolist()}

    first = codes()
    assert first[2018][:2] == ("370125", 2017)
    assert first[2021][:2] == (None, None)
    assert "江苏省南京市鼓楼区" in str(first[2021][2])
    for place, old, new in (
        ("南通市通州区", None, "320612"),
        ("江苏省徐州市鼓楼区", "320302", "320302"),
        ("320106", "320106", "320106"),
    ):
        put(path, "鼓楼区教育局", place)
        for _ in range(2):
            found = codes()
            assert (found[2008][0], found[2021][0]) == (old, new) if old else found[2021][0] == new
            assert "set in issuers.csv" in str(found[2021][2])


def put(path: Path, name: str, place: str) -> None:
    """Settle by hand where an issuer is."""
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(row | ({"place": place} if row["name"] == name else {}) for row in rows)


def test_a_file_without_its_columns_is_refused(tmp_path):
    (tmp_path / "issuers.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="restore"):
        edits(tmp_path / "issuers.csv")


def test_an_issuer_by_its_new_name_has_a_past(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for year, issuer in ((2017, "白溪县卫生局"), (2020, "白溪县卫生健康局")):
        text = REPORT.format(issuer=issuer, year=year)
        (folder / f"{year}.txt").write_text(text, "utf-8")
    results = Corpus(folder).analyze(tmp_path / "out")
    assert set(results.reports["issuer_id"]) == {"白溪县卫生健康局"}
    assert results.panel()["issuer"].nunique() == 1
    items = results.sql("from items join reports using (report_id) where reports.year = 2020")
    assert (items["own_past"].dropna() > 0.5).all()
    apart = edited(tmp_path / "out" / "issuers.csv")
    again = Corpus(folder).analyze(tmp_path / "out")
    assert again.reports["issuer_id"].nunique() == 2
    assert apart.read_text("utf-8-sig").count("\n") == 3
    assert tables(again.folder) == tables(Corpus(folder).analyze(tmp_path / "out").folder)


def edited(path: Path) -> Path:
    """Part the two names again, by hand."""
    text = path.read_text("utf-8-sig")
    text = text.replace("白溪县卫生局,白溪县卫生健康局,", "白溪县卫生局,白溪县卫生局,")
    path.write_text(text, "utf-8-sig")
    return path
