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
