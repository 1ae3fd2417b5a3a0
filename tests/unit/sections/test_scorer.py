"""Headings that no rule knows: named by the scorer, only where their part is missing."""

import pytest

from nlp_reports.report import Section
from nlp_reports.sections import outline_text, scorer
from nlp_reports.text import Span

FORM = (
    "一、总体情况\n（一）主动公开\n全年公开信息80条。\n（二）{heading}\n{body}\n（三）政府信息管理\n"
    "清理文件12件。\n（四）平台建设\n维护网站一个。\n（五）监督保障\n开展检查2次。\n"
)
BODY = "全年收到公开申请5件，均按时答复，结转0件，未收取费用。"


def rules_of(heading, body=BODY):
    return {s.key: s.rule for s in outline_text(FORM.format(heading=heading, body=body)).sections}


def test_an_unseen_heading_is_named_by_the_scorer():
    assert rules_of("依法办理公开申请")["overview.requests"] == scorer.shipped().name


def test_a_known_heading_is_left_to_the_rules():
    assert rules_of("依申请公开")["overview.requests"].startswith("overview.requests")


def test_what_belongs_nowhere_stays_unmapped():
    assert "overview.requests" not in rules_of("村务监督试点", "选了两个村，立了一块牌子。")


def test_a_key_is_given_once():
    text = f"（一）依申请公开{BODY}（二）依法办理公开申请{BODY}"
    at = text.index("（二）")
    parts = [
        Section("overview.requests", text[:8], Span(0, at), Span(8, at), 2, "overview.requests"),
        Section("unmapped", text[at : at + 11], Span(at, len(text)), Span(at + 11, len(text)), 2,
                "ordinal / own line"),
    ]  # fmt: skip
    assert scorer.scored(text, parts) == parts
    (named,) = scorer.scored(text, parts[1:])
    assert (named.key, named.span) == ("overview.requests", parts[1].span)
    assert 0.5 <= named.confidence <= 1


def test_without_a_model_nothing_is_named(monkeypatch):
    monkeypatch.setattr(scorer, "shipped", lambda: None)
    assert not any("@" in rule for rule in rules_of("依法办理公开申请").values())


@pytest.mark.parametrize("heading", ["（三）强化平台管理。", "三、强化平台 管理", "强化平台管理："])
def test_a_title_is_its_words(heading):
    assert scorer.title_of(heading) == "强化平台管理"


def test_probabilities_lie_between_nought_and_one():
    for heading in ("", "附表", "（三）加强平台管理"):
        key, chance = scorer.shipped().best(heading, "")
        assert key in scorer.shipped().keys and 0 <= chance <= 1
