import shutil

import numpy as np
import pytest

from nlp_reports.data import models
from nlp_reports.errors import ModelError
from nlp_reports.scores import substance
from nlp_reports.scores.features import names
from nlp_reports.scores.model import from_logits, load, shipped
from nlp_reports.scores.slots import SCORED, slots
from nlp_reports.scores.training import Example, save, train

EXAMPLES = [
    Example(text, role, level, group)
    for group in ("a", "b")
    for role in SCORED
    for level, text in enumerate(
        ["无", "加强学习，提高认识", "编制答复书模板", f"6月举办培训{len(group)}期"]
    )
    for _ in range(3)
]


def test_weights_have_the_sign_of_their_slot():
    denial = [slot.key for slot in slots() if slot.grade == 0]
    for row in shipped().weights:
        for name, weight in zip((*names(), "wording"), row, strict=True):
            if name in denial:
                assert weight <= 0, name
            elif name not in SCORED:
                assert weight >= 0, name


def test_probabilities_sum_to_one():
    for logits in (np.zeros(3), np.array([40.0, -40.0, 3.0]), np.array([1.0, 2.0, -1.0])):
        found = from_logits(logits)
        assert sum(found) == pytest.approx(1) and min(found) >= 0


def test_training_saves_what_it_fitted(tmp_path):
    model = train(EXAMPLES)
    save(model, tmp_path, data="none", metrics={"items": 1})
    again = load(tmp_path)
    for example in EXAMPLES[:4]:
        one = substance(example.text, example.role, model)
        other = substance(example.text, example.role, again)
        assert other.expected == pytest.approx(one.expected, abs=0.01)


def test_an_altered_model_is_refused(tmp_path):
    shutil.copytree(models() / "substance", tmp_path / "m")
    (tmp_path / "m" / "model.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match="altered"):
        load(tmp_path / "m")
    with pytest.raises(ModelError):
        load(tmp_path / "nothing")
