import json

import pytest

from nlp_reports.cli.app import main

BODY = """临沅市教育局{year}年政府信息公开工作年度报告
一、总体情况
（五）监督保障情况。{year}年组织业务培训{n}期，参训60人次。
五、存在的主要问题及改进情况
存在的问题：一是个别答复书没有写明救济途径；二是{problem}。
改进措施：一是修订答复书模板并组织案例教学；二是加强业务培训<b>。
六、其他需要报告的事项
无。
"""


@pytest.fixture
def two(tmp_path):
    for year, n, problem in ((2021, 2, "栏目更新滞后"), (2022, 3, "窗口人员轮岗快")):
        text = BODY.format(year=year, n=n, problem=problem)
        (tmp_path / f"{year}.txt").write_text(text, "utf-8")
    return tmp_path


def run(monkeypatch, capsys, *words):
    monkeypatch.setattr("sys.argv", ["nlp-reports", "compare", *map(str, words)])
    with pytest.raises(SystemExit) as done:
        main()
    return done.value.code, capsys.readouterr().out


def test_json_terminal_and_page(two, monkeypatch, capsys):
    code, out = run(monkeypatch, capsys, two / "2021.txt", two / "2022.txt", "--json")
    facts = json.loads(out)
    assert code == 0 and facts["first"].endswith("2021")
    kinds = {m["second"]["text"]: m["kind"] for m in facts["matches"]}
    assert kinds["个别答复书没有写明救济途径"] == "reused"
    assert [row["text"] for row in facts["new"]] == ["窗口人员轮岗快"]
    assert facts["measures"]["persistence"] == 0.5
    assert [row["kind"] for row in facts["repeated_problems"]] == ["reused"]

    code, out = run(monkeypatch, capsys, two / "2021.txt", two / "2022.txt")
    assert code == 0 and "dropped" in out and "栏目更新滞后" in out
    assert "问题重复出现 (1)" in out

    page = two / "c.html"
    code, _ = run(monkeypatch, capsys, two / "2021.txt", two / "2022.txt", "--html", page)
    text = page.read_text("utf-8")
    assert "problems that return" in text
    assert code == 0 and "<mark>" in text and "<b>" not in text and "<script" not in text


def test_what_the_alignment_keeps_is_set_off_around_a_gap(two, monkeypatch, capsys):
    for year, more in ((2021, ""), (2022, "并当面说明理由和依据、")):
        text = BODY.format(year=year, n=2, problem="栏目更新滞后")
        text = text.replace("没有写明救济途径", f"没有按照规定{more}写明救济途径")
        (two / f"{year}.txt").write_text(text, "utf-8")
    page = two / "c.html"
    run(monkeypatch, capsys, two / "2021.txt", two / "2022.txt", "--html", page)
    kept = "<mark>个别答复书没有按照规定</mark>{}<mark>写明救济途径</mark>"
    assert kept.format("并当面说明理由和依据、") in page.read_text("utf-8")
