from dataclasses import replace

import pytest

from nlp_reports.chinese.patterns import find, parse
from nlp_reports.chinese.words import cut
from nlp_reports.errors import ModelError
from nlp_reports.report import Item
from nlp_reports.text import Span
from nlp_reports.themes import codebook, tag
from nlp_reports.themes.loading import read_codebook
from nlp_reports.themes.match import rules
from nlp_reports.themes.model import BATCH, load
from nlp_reports.themes.tagging import by_rules, model_of

BOOK = codebook("disclosure-themes")


def item(text, role="problem", start=0):
    return Item("i1", "problems_improvements", role, Span(start, start + len(text)), text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("依申请公开答复不规范", ("requests",)),
        ("政策解读形式单一", ("interpretation",)),
        ("信息更新不及时", ("timeliness",)),
        ("无", ("other",)),
    ],
)
def test_plain_items_by_rules_and_by_model(text, keys):
    assert tuple(m.theme for m in by_rules(item(text), BOOK)) == keys
    assert tuple(m.theme for m in tag([item(text)], BOOK)) == keys


def test_evidence_counts_in_the_text_of_the_report():
    found = tag([item("政策解读形式单一", start=100)], BOOK)
    assert found[0].evidence and all(span in Span(100, 108) for span in found[0].evidence)


def test_only_roles_of_the_codebook_are_tagged():
    assert tag([item("组织培训2期", "supervision"), item("受理申请3件", "activity")], BOOK) == ()
    practices = codebook("supervision-practices")
    assert [m.theme for m in tag([item("举办培训班2期", "supervision")], practices)] == ["training"]


@pytest.mark.parametrize("text", ["", " ", "。", "\n\t", "abc", "🙂" * 50, "一" * 5000])
def test_odd_texts_get_a_theme_and_no_exception(text):
    found = tag([item(text)], BOOK)
    assert [m.rank for m in found] == list(range(len(found))) and found
    assert all(0 <= m.weight <= 1 for m in found)


def test_other_stands_alone():
    texts = ["无", "工作还有差距", "更新不及时，解读单一", "进一步加强学习，提高认识"]
    for text in texts:
        keys = [m.theme for m in tag([item(text)], BOOK)]
        assert "other" not in keys or keys == ["other"]


def test_the_batch_changes_nothing():
    items = [
        replace(item(t), id=str(n)) for n, t in enumerate(["更新慢", "解读少", "无", "人手少"])
    ]
    afresh = [tag([one], BOOK, model=replace(model_of(BOOK))) for one in items]
    alone = tuple(mention for own in afresh for mention in own)
    assert tag(items, BOOK) == alone
    assert sorted(map(repr, tag(items[::-1], BOOK))) == sorted(map(repr, alone))


def test_items_beyond_a_batch_are_judged_as_alone():
    kinds = ["更新慢，解读少", "无", "人手少", f"培训{'不足' * 9}"]
    texts = [f"{kinds[n % 4]}{n}" for n in range(140)]  # all unlike, so that none is recalled
    items = [replace(item(text), id=str(n)) for n, text in enumerate(texts)]
    assert len(items) > 2 * BATCH
    afresh = [tag([one], BOOK, model=replace(model_of(BOOK))) for one in items]
    assert tag(items, BOOK, model=replace(model_of(BOOK))) == tuple(
        m for own in afresh for m in own
    )


def test_a_changed_codebook_does_not_get_the_shipped_model():
    changed = replace(BOOK, themes=BOOK.themes[:3])
    assert model_of(BOOK) is not None and model_of(changed) is None
    (found,) = tag([item("公开意识不强")], changed)
    assert found.decided_by.startswith("rule:awareness")


def test_a_codebook_without_other_may_say_nothing():
    book = replace(BOOK, themes=tuple(t for t in BOOK.themes if t.key != "other"))
    assert tag([item("无")], book) == ()


def test_scope_and_negation_of_a_pattern():
    text = """name = "x"\nversion = 1\nroles = ["problem"]\n[[themes]]\nkey = "late"\nzh = "迟"
en = "Late"\ndefinition = "d"\npatterns = ["更新 ..3 滞后|慢 ! 解读", "^无 =0.4"]"""
    own = rules(read_codebook(text))
    assert [h.span.of("栏目更新工作滞后") for h in own.hits("栏目更新工作滞后")] == ["更新工作滞后"]
    assert own.hits("更新，慢") == () and own.hits("慢更新") == ()
    assert own.hits("解读更新慢") == ()
    assert [h.weight for h in own.hits("无")] == [0.4] and own.hits("慢 无") == ()


def test_a_negation_rules_out_its_clause_and_no_other():
    """The example of docs/themes.md."""
    found = {
        text: bool(find(parse("更新 ..3 及时 ! 没有|未能"), cut(text)))
        for text in ("更新做到及时", "更新没有做到及时", "更新做到及时，没有遗漏", "及时更新")
    }
    assert list(found.values()) == [True, False, True, False]


def test_an_altered_model_is_refused(tmp_path):
    import shutil

    from nlp_reports.data import models

    shutil.copytree(models() / "practices", tmp_path / "m")
    assert load(tmp_path / "m").keys[0] == "assessment"
    (tmp_path / "m" / "bias.npy").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="altered"):
        load(tmp_path / "m")
    (tmp_path / "m" / "bias.npy").unlink()
    with pytest.raises(ModelError, match="no complete model"):
        load(tmp_path / "m")
