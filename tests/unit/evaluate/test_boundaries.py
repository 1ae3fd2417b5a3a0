"""Candidates of a breach of section 1 of the codebook, each beside a text that keeps it."""

from pathlib import Path

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.evaluate.authored import parse
from nlp_reports.evaluate.boundaries import RULES, allowed, doubts, unread

SUPERVISION = "[[h overview.supervision]]（五）监督保障[[/]]\n"
FIVE = "[[h problems_improvements]]五、存在的问题[[/]]\n"
S = "[[s other 1]]"
P = "[[p other 1]]"
M = "[[m other 1 planned]]"

CASES = {
    "wins": (
        f"{SUPERVISION}一是{S}加强考核[[/]]。{S}公布监督电话[[/]]。",
        f"{SUPERVISION}一是{S}加强考核。公布监督电话[[/]]。\n{S}此外，接受评议[[/]]。",
    ),
    "sentences": (
        f"{SUPERVISION}{S}加强考核，逐项打分。公布监督电话[[/]]。",
        f"{SUPERVISION}{S}印发“先审。后发”的规定[[/]]。{S}公布监督电话[[/]]。",
    ),
    "nested": (
        f"{SUPERVISION}{S}加强保障，主要是：一是抓考核；二是抓检查[[/]]。",
        f"{SUPERVISION}一是{S}抓考核[[/]]；二是{S}抓检查[[/]]。",
    ),
    "heading": (
        f"{SUPERVISION}1.{S}加强考核[[/]]\n2.{S}加强检查[[/]]。",
        f"{SUPERVISION}1.加强考核\n{S}按季打分[[/]]。{S}年底通报[[/]]。",
    ),
    "comma": (
        f"{SUPERVISION}{S}专人负责公开[[/]]，{S}同时列入考核[[/]]。",
        f"{FIVE}{P}更新有待加快[[/]]，{P}渠道有待拓宽[[/]]。",
    ),
    "list": (
        f"{FIVE}{P}更新不及时、渠道单一[[/]]。",
        f"{FIVE}一是{P}更新不及时、渠道单一[[/]]。",
    ),
    "outside": (
        f"{FIVE}一是{P}更新不及时[[/]]。\n下一步，我局将：一是{M}按月更新[[/]]。",
        f"{FIVE}一是{P}更新不及时[[/]]。\n[[c]]下一步，我局将[[/]]：一是{M}按月更新[[/]]。",
    ),
    "frame": (
        f"{FIVE}[[c]]还存在一些问题[[/]]，如{P}更新不及时[[/]]。",
        f"{FIVE}[[c]]还存在一些问题，如[[/]]：{P}更新不及时[[/]]。",
    ),
    "paragraph": (
        f"{SUPERVISION}一是{S}加强考核[[/]]。\n{S}公布监督电话[[/]]。",
        f"{SUPERVISION}一是{S}加强考核[[/]]。\n{S}同时，公布监督电话[[/]]。",
    ),
    "joined": (
        f"{SUPERVISION}一是{S}加强考核。\n目前，已公布监督电话[[/]]。",
        f"{SUPERVISION}一是{S}加强考核。\n考核按季打分[[/]]。",
    ),
    "mixed": (
        f"{FIVE}1.{P}更新不及时。下一步按月更新[[/]]。",
        f"{FIVE}1.{P}更新不及时[[/]]。改进措施：{M}按月更新[[/]]。",
    ),
}


def found(source):
    return [doubt.rule for doubt in doubts(parse(f"@title: 年报\n{source}\n"))]


@pytest.mark.parametrize("rule", RULES)
def test_a_breach_is_a_candidate(rule):
    assert rule in found(CASES[rule][0])


@pytest.mark.parametrize("rule", RULES)
def test_what_the_codebook_asks_for_is_none(rule):
    assert found(CASES[rule][1]) == []


def test_a_lead_in_may_follow_the_last_item_of_a_list():
    assert found(f"{FIVE}一是{P}更新不及时[[/]]。[[c]]为此将[[/]]：一是{M}按月更新[[/]]。") == []


def test_only_the_coded_sections_are_read():
    source = (
        f"[[h overview.proactive]]（一）主动公开[[/]]\n一是发布信息。又发布。\n{FIVE}{P}少[[/]]。"
    )
    assert found(source) == []


def test_a_reason_settles_a_candidate(tmp_path: Path):
    path = tmp_path / "boundaries.tsv"
    report = parse(f"@title: 年报\n{FIVE}{P}更新不及时、渠道单一[[/]]。\n", Path("r.mark"))
    assert [doubt.opening for doubt in unread([report], {})] == ["更新不及时、渠道单一"]
    path.write_text("r\tlist\t更新不及时、渠道单一\tone shortcoming\n", "utf-8")
    assert unread([report], allowed(path)) == []


@pytest.mark.parametrize("line", ["r\tlist\t更新", "r\tnone\t更新\twhy", "r\tlist\t更新\t"])
def test_a_line_without_rule_or_reason_is_refused(tmp_path: Path, line: str):
    path = tmp_path / "boundaries.tsv"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(UsageError, match=r"boundaries\.tsv:1"):
        allowed(path)
