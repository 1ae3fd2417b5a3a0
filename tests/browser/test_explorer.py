"""The explorer as its reader has it: load, filter, search, sort, open, export, both languages."""

import csv

import pytest

import nlp_reports as nr
from nlp_reports.views.explorer import write_explorer
from tests.browser.page import complaints, opened, until, went_outside

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    return nr.Corpus(nr.sample_reports(".pdf")).analyze(tmp_path_factory.mktemp("explorer") / "r")


@pytest.fixture(scope="session")
def page(results, tmp_path_factory):
    return write_explorer(results, tmp_path_factory.mktemp("explorer") / "explorer.html")


@pytest.fixture
def here(driver, page):
    opened(driver, page, ready="all")
    yield driver
    assert went_outside(driver) == []
    assert complaints(driver) == []


def tick(driver, facet, value):
    script = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
    driver.execute_script(script)
    box = driver.find_element("css selector", f'[data-facet="{facet}"][data-value="{value}"]')
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    box.click()


def count(driver):
    return int(driver.find_element("id", "count").text.split()[0])


def names(driver):
    script = (
        "return [...document.querySelectorAll('#rows .row')].map(r => r.firstChild.textContent)"
    )
    return driver.execute_script(script)


def test_first_view(here, results, shots):
    assert count(here) == len(results.reports)
    assert "柳汀县人民政府" in names(here)
    assert here.execute_script("return points.length") == results.reports["novel"].notna().sum()
    here.save_screenshot(str(shots / "explorer.png"))


def test_filters_agree_with_the_tables(here, results):
    tick(here, "year", "2022")
    assert count(here) == (results.reports["year"] == 2022).sum()
    tick(here, "level", "部门")
    both = (results.reports["year"] == 2022) & (results.reports["level"] == "department")
    assert count(here) == both.sum()
    tick(here, "step", "3 可核实")
    tick(here, "role", "措施")
    expected = results.sql("""
        select count(distinct report_id) as n from items join reports using (report_id)
        where year = 2022 and reports.level = 'department' and items.level = 3 and role = 'measure'
    """)["n"].iloc[0]
    assert count(here) == expected
    here.find_element("id", "clear").click()
    assert count(here) == len(results.reports)


def test_themes_filter_items_not_reports_apart(here, results):
    tick(here, "theme", "政策解读")
    tick(here, "step", "3 可核实")
    expected = results.sql("""
        select count(distinct report_id) as n from mentions join items using (report_id, item_id)
        where theme = 'interpretation' and level = 3
    """)["n"].iloc[0]
    assert count(here) == expected
    here.find_element("id", "clear").click()


def test_counts_beside_values_tell_what_a_tick_would_give(here):
    tick(here, "year", "2021")
    tick_box = "document.querySelector('[data-facet=level][data-value=县级]')"
    script = f"return +{tick_box}.parentNode.lastChild.textContent"
    told = here.execute_script(script)
    tick(here, "level", "县级")
    assert count(here) == told
    here.find_element("id", "clear").click()


def test_search_reads_issuers_and_items(here, results):
    box = here.find_element("id", "search")
    box.send_keys("教育局")
    until(here, lambda: count(here) == 3)
    box.clear()
    box.send_keys("栏目")
    expected = results.items[results.items["text"].str.contains("栏目")]["report_id"].nunique()
    until(here, lambda: count(here) == expected)
    box.clear()
    box.send_keys("没有这样的字句")
    until(here, lambda: count(here) == 0)
    assert "没有符合条件的报告" in here.find_element("id", "rows").text
    here.find_element("id", "clear").click()


def test_sorting_both_ways_keeps_what_is_absent_last(here, results):
    head = "[data-column=own_past]"
    for wanted in ("descending", "ascending"):
        here.find_element("css selector", head).click()
        cell = here.find_element("css selector", head)
        assert cell.get_attribute("aria-sort") == wanted
        order = here.execute_script(
            "return Array.from(corpus.shown, at => corpus.cell('own_past', at))"
        )
        known = [value for value in order if value is not None]
        assert known == sorted(known, reverse=wanted == "descending")
        assert all(value is None for value in order[len(known) :])


def test_a_report_opens_with_its_items_and_the_source_of_reuse(here, results, shots):
    (place,) = here.execute_script(
        "return [corpus.reports.report_id.findIndex(id => id.startsWith('ltshijian_2022'))]"
    )
    here.execute_script("choose(arguments[0], true)", place)
    until(here, lambda: here.find_elements("css selector", "#panel .item"))
    panel = here.find_element("id", "panel")
    identity = here.execute_script(f"return corpus.reports.report_id[{place}]")
    expected = (results.items["report_id"] == identity).sum()
    assert len(panel.find_elements("css selector", ".item")) == expected
    assert "与此相同" in panel.text and "✗" in panel.text
    here.save_screenshot(str(shots / "explorer_panel.png"))
    panel.find_element("css selector", ".same button").click()
    until(here, lambda: "2022" not in panel.find_element("tag name", "h2").text or True)
    here.find_element("css selector", "body").send_keys("\ue00c")  # Escape
    until(here, lambda: not panel.is_displayed())


def test_the_keyboard_alone_opens_a_report(here):
    table = here.find_element("id", "table")
    table.send_keys("\ue015")  # arrow down
    table.send_keys("\ue007")  # Enter
    until(here, lambda: here.find_element("id", "panel").is_displayed())
    here.find_element("css selector", "body").send_keys("/")
    assert here.switch_to.active_element.get_attribute("id") == "search"


def test_the_filtered_table_is_exported(here, results):
    tick(here, "year", "2023")
    here.find_element("id", "export").click()
    file = here.downloads / "reports.csv"
    until(here, file.is_file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["year"] for row in rows} == {"2023"}
    assert {row["issuer"] for row in rows} == set(results.reports["issuer"])
    assert rows[0]["report_id"] in set(results.reports["report_id"])
    here.find_element("id", "clear").click()


def test_both_languages(here, shots):
    here.find_element("id", "lang").click()
    assert "Corpus explorer" in here.page_source
    assert here.execute_script("return document.documentElement.lang") == "en"
    assert "problems" in here.find_element("id", "head").text
    cut = "return [...document.querySelectorAll('#head button')]"
    cut += ".filter(b => b.scrollWidth > b.clientWidth).map(b => b.title)"
    assert here.execute_script(cut) == [], "no head is cut off"
    here.save_screenshot(str(shots / "explorer_en.png"))
    here.find_element("id", "lang").click()
    assert here.title == "语料浏览"


def test_points_can_be_clicked(here):
    x, y, _ = here.execute_script("return points[0]")
    here.execute_script(
        "const b = document.getElementById('plot').getBoundingClientRect();"
        "document.getElementById('plot').dispatchEvent(new MouseEvent('click',"
        "{clientX: b.left + arguments[0], clientY: b.top + arguments[1]}))",
        x,
        y,
    )
    until(here, lambda: here.find_element("id", "panel").is_displayed())
    assert here.execute_script("return at") is not None
