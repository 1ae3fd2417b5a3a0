"""The page of a report in a browser: reading, hovering, keyboard; a hostile report is tame."""

from dataclasses import replace

import pytest

import nlp_reports as nr
from nlp_reports.readers import read_text
from nlp_reports.readers.limits import Limits
from nlp_reports.views.highlight import write_page
from tests.browser.page import complaints, opened, until, went_outside

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return nr.Corpus(nr.sample_reports(".pdf")).analyze(tmp_path_factory.mktemp("pages") / "r")


def test_hover_and_focus_show_the_card(driver, run, tmp_path, shots):
    (path,) = [p for p in nr.sample_reports(".pdf") if p.stem == "ltshijian_2022"]
    opened(driver, write_page(nr.analyze(path), tmp_path / "page.html", run))
    item = driver.find_element("css selector", ".item.problem")
    card = item.find_element("css selector", ".card")
    assert not card.is_displayed()
    driver.execute_script("arguments[0].focus()", item)
    until(driver, card.is_displayed)
    inside = "return arguments[0].getBoundingClientRect().bottom <= window.innerHeight"
    until(driver, lambda: driver.execute_script(inside, card))
    assert "实质性 substance" in card.text and "↺" in card.text
    driver.save_screenshot(str(shots / "page.png"))
    assert went_outside(driver) == [] and complaints(driver) == []


def test_the_keyboard_goes_from_the_legend_to_the_first_item_of_a_role(driver, run, tmp_path):
    (path,) = [p for p in nr.sample_reports(".pdf") if p.stem == "ltshijian_2022"]
    analysis = nr.analyze(path)
    opened(driver, write_page(analysis, tmp_path / "legend.html", run))
    driver.find_element("css selector", ".legend a.measure").send_keys("\ue007")  # Enter
    first = analysis.by_role("measure")[0].id
    until(driver, lambda: driver.switch_to.active_element.get_attribute("id") == first)
    driver.find_element("id", first).send_keys("\ue004")  # Tab
    assert driver.switch_to.active_element.get_attribute("id") != first, "Tab goes on from there"


def test_a_hostile_report_of_five_megabytes_acts_not_at_all(driver, tmp_path, shots):
    attack = (
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
        "</title><style>body{display:none}</style>\u202e倒过来\u2066"
    )
    head = f"某县教育局2023年政府信息公开工作年度报告{attack}\n五、存在的主要问题及改进情况\n"
    body = f"一是更新不及时{attack}。二是解读形式单一。下一步，加强培训{attack}。\n"
    filler = "长" * 400_000 + "\n" + ("w" * 500 + attack + "\n") * 6_000
    text = head + body + filler
    assert len(text.encode()) > 4_500_000
    report = read_text(text, settings=Limits(characters=10_000_000))  # the default refuses it
    found = replace(nr.analyze(read_text(head + body)), report=report)
    opened(driver, write_page(found, tmp_path / "hostile.html"))
    assert "owned" not in driver.title.replace("document.title='owned'", "")
    assert driver.find_elements("css selector", "main script, main img, main style") == []
    wide = driver.execute_script(
        "return document.documentElement.scrollWidth <= window.innerWidth + 1"
    )
    assert wide, "very long lines wrap"
    assert driver.find_element("css selector", "h1").is_displayed()
    driver.save_screenshot(str(shots / "hostile.png"))
    assert went_outside(driver) == [] and complaints(driver) == []
