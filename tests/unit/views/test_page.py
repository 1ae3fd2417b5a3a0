"""The page of a report: everything found is there, nothing of the source acts."""

import re
from html.parser import HTMLParser

import pytest

import nlp_reports as nr
from nlp_reports.errors import UsageError
from nlp_reports.views.highlight import page, tame, write_page
from nlp_reports.views.reused import passages


class Tags(HTMLParser):
    """Tags, attributes and text of a page, as a browser takes them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def analysis():
    (path,) = [p for p in nr.sample_reports(".pdf") if p.stem == "ltshijian_2022"]
    return nr.analyze(path)


@pytest.fixture(scope="module")
def html(analysis):
    return page(analysis)


def test_it_asks_nothing_of_anybody(html):
    tags = Tags(html).tags
    assert not [tag for tag, _ in tags if tag in ("script", "link", "img", "iframe", "object")]
    assert not re.findall(r"(?:src|href)=\"(?!#)", html)
    assert "url(" not in html and "@import" not in html
    policy = [a["content"] for t, a in tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0].startswith("default-src 'none'")


def test_every_item_heading_and_page_is_there(analysis, html):
    ids = {attributes.get("id") for _, attributes in Tags(html).tags}
    assert {item.id for item in analysis.items} <= ids
    wanted = re.findall(r'href="#(\w+)"', html)
    assert len(wanted) > 8
    assert set(wanted) <= ids
    assert "第 2 页 p. 2" in html


def test_the_text_is_whole_and_in_order(analysis, html):
    bare = re.sub(
        r'<span class="(card|chip|page)[^"]*".*?(</b>.*?</span>|</span>)', "", html, flags=re.S
    )
    body = bare[bare.index('id="text"') : bare.index("<h2>")]
    shown = "".join(Tags(f"<div {body}").text)
    for item in analysis.items:
        assert item.text in shown


def test_failed_checks_are_marked_in_the_tables_and_told(html):
    assert '<td class="failed">' in html
    assert "✗ 正文与表 prose against table" in html or "✗ 称无而表有" in html


def test_practices_have_the_names_of_their_own_codebook(html):
    assert ">业务培训</span>" in html


def test_reused_wording_comes_with_its_source(results):
    (path,) = [p for p in nr.sample_reports() if p.stem == "ltshijian_2022"]
    html = page(nr.analyze(path), results)
    assert "<mark>" in html
    assert re.search(r"↺ 照搬往年 own past \d+ %: 柳汀县市场监督管理局 2021 <q>", html)
    assert re.search(r"↺ 与他机关相同 cross issuer \d+ %: 柳汀县人民", html)


def test_a_report_that_is_not_in_the_run_is_refused(results, analysis):
    with pytest.raises(UsageError, match="not among the reports"):
        page(analysis, results)


HOSTILE = [
    "<script>document.title='broken'</script>",
    "</title></style></span><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "\u202etxet desrever\u202c",
    "\u200b\u200f\ufeff\x85",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_report_shows_harmlessly(tmp_path, attack):
    text = (
        f"某县教育局{attack}2023年政府信息公开工作年度报告\n五、存在的主要问题及改进情况{attack}\n"
        f"一是更新不及时{attack}，栏目空白。二是{attack}解读形式单一。\n"
    )
    file = tmp_path / "报告.txt"
    file.write_text(text, "utf-8")
    html = write_page(nr.analyze(file), tmp_path / "page.html").read_text("utf-8")
    tags = Tags(html).tags
    assert not [tag for tag, _ in tags if tag in ("script", "img", "iframe")]
    assert not [name for _, found in tags for name in found if name.startswith("on")]
    assert "49" not in Tags(html).text
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", html)


def test_a_very_long_report_stays_one_page(tmp_path):
    file = tmp_path / "long.txt"
    line = "某" * 50_000 + "<b>" + "a" * 50_000
    file.write_text("某局2023年政府信息公开工作年度报告\n" + "\n".join([line] * 3), "utf-8")
    html = page(nr.analyze(file))
    assert len(html) < 3 * len(line) * 3
    assert html.count("<b>") == html.count("</b>")


def test_tame_leaves_ordinary_text_alone():
    assert tame("一是更新\n不及时\t。") == "一是更新\n不及时\t。"
    assert tame(3) == 3


def test_passages_cut_without_loss():
    text = "加强业务培训，每周更新栏目内容"
    parts = passages(text, ["继续加强业务培训", "每周更新栏目"])
    assert "".join(part for part, _ in parts) == text
    assert [part for part, reused in parts if reused] == ["加强业务培训", "每周更新栏目"]
    assert passages("", ["x"]) == []
    assert passages("甲乙丙丁", []) == [("甲乙丙丁", False)]
