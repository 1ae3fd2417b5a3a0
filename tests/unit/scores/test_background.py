import json

import numpy as np
import pytest

from nlp_reports.errors import ModelError, UsageError
from nlp_reports.report import Item
from nlp_reports.scores import Background, Passage, score
from nlp_reports.scores import background as module
from nlp_reports.text import Span

OLD = "依申请公开答复文书不够规范，个别答复书没有写明救济途径和救济期限，需要改进"
NEW = "围绕出租车票价听证编写问答短片，邀请乘客代表到直播间提问，主持人现场作答"


def fitted(*issuers, text=OLD):
    return Background.fit(Passage(f"r{i}", "1", i, None, 2020, text) for i in issuers)


def test_saved_and_loaded_it_is_the_same(tmp_path):
    one = fitted("甲局", "乙局")
    one.save(tmp_path)
    two = Background.load(tmp_path)
    assert two.digest == one.digest and two.settings == one.settings
    assert np.array_equal(one.rows, two.rows)
    assert two.counts == {"issuers": 2, "reports": 2, "passages": 2}
    assert "only 2 issuers" in two.warnings[0]


def test_an_altered_one_is_refused(tmp_path):
    fitted("甲局").save(tmp_path)
    head = json.loads((tmp_path / "background.json").read_text("utf-8"))
    head["counts"]["issuers"] = 99
    (tmp_path / "background.json").write_text(json.dumps(head), "utf-8")
    with pytest.raises(ModelError, match="altered"):
        Background.load(tmp_path)
    with pytest.raises(ModelError, match="no background"):
        Background.load(tmp_path / "nothing")


def test_merging_is_fitting_on_both():
    both = fitted("甲局", "乙局")
    assert fitted("甲局").merge(fitted("乙局")).digest == both.digest
    with pytest.raises(UsageError, match="same issuer"):
        both.merge(fitted("甲局"))


def test_spilling_to_disk_changes_nothing(monkeypatch):
    names = [f"局{n:02}" for n in range(20)]
    texts = [OLD[n % 5 :] + NEW[: 10 + n] for n in range(20)]
    rows = [
        Passage(f"r{n}", "1", i, None, 2000 + n, t)
        for n, (i, t) in enumerate(zip(names, texts, strict=True))
    ]
    whole = Background.fit(rows)
    monkeypatch.setattr(module, "_SPILL", 50)
    assert Background.fit(rows).digest == whole.digest


def test_a_report_is_held_against_other_issuers():
    item = Item("i1", "problems_improvements", "problem", Span(0, len(OLD)), OLD)
    back = fitted("甲局", "丙局", text=NEW).merge(fitted("乙局"))

    def shares(issuer):
        found = {s.name: s for s in score([item], back, issuer=issuer) if s.target == "i1"}
        assert found["own_past"].value is None and found["own_past"].why_none
        assert found["novel"].background == back.id
        return found["cross_issuer"].value, found["novel"].value

    assert shares(None) == (1, 0)
    assert shares("甲局") == (1, 0)
    assert shares("乙局") == (0, 1)


def test_the_shipped_one_says_what_it_is():
    found = Background.shipped()
    assert found.name == "authored" and found.counts["issuers"] >= 30
    assert found.id.startswith("authored@") and not found.warnings
