import math

import numpy as np
import pytest

from nlp_reports.errors import UsageError
from nlp_reports.themes.keyness import keyness, kwic
from nlp_reports.themes.topics import cooccurrence, topics

LATE = ["栏目更新滞后，发布缓慢", "部分栏目更新滞后", "信息发布缓慢，更新滞后", "栏目发布缓慢"]
TEACH = ["组织业务培训，提升能力", "开展业务培训", "业务能力不足，缺少培训", "提升业务能力"]


def test_topics_part_what_differs_and_sum_to_one():
    found = topics(LATE + TEACH, 2, common=0.9)
    late, teach = found.shares[:4].mean(axis=0), found.shares[4:].mean(axis=0)
    assert late.argmax() != teach.argmax()
    assert sum(topic.share for topic in found.topics) == pytest.approx(1)
    for topic in found.topics:
        assert -1 <= topic.coherence <= 1 and 0 <= topic.stability <= 1 + 1e-9
        assert topic.exemplars and str(topic)


def test_topics_are_the_same_twice():
    one, two = (topics(LATE + TEACH, 2, common=0.9) for _ in range(2))
    assert one.topics == two.topics and np.array_equal(one.shares, two.shares)


def test_stability_tells_topics_that_are_there_from_those_that_are_not():
    """Two planted topics come from every start; cut into five, they are found another way."""
    clear, forced = (topics(LATE * 3 + TEACH * 3, count, common=0.9) for count in (2, 5))
    assert min(topic.stability for topic in clear.topics) > 0.98
    assert min(topic.stability for topic in forced.topics) < 0.9


def test_topics_by_group_and_against_themes():
    found = topics(LATE + TEACH, 2, common=0.9)
    means = found.by([2021] * 4 + [2022] * 4)
    assert list(means) == [2021, 2022] and means[2021].argmax() != means[2022].argmax()
    nearest = found.themes([("timeliness",)] * 4 + [()] * 4)
    assert sorted(str(key) for key, _ in nearest) == ["None", "timeliness"]
    with pytest.raises(UsageError, match="one each"):
        found.by([2021])


def test_keywords_of_topics_stand_out_from_the_other_texts():
    found = topics(LATE + TEACH, 2, common=0.9)
    late = found.shares[0].argmax()
    words = [[key.word for key in keys] for keys in found.keywords(LATE + TEACH, 3)]
    assert "滞后" in words[late] and "滞后" not in words[1 - late]
    assert all(
        len(keys) <= 3 and all(key.z > 0 for key in keys)
        for keys in found.keywords(LATE + TEACH, 3)
    )
    with pytest.raises(UsageError, match="give the same"):
        found.keywords(LATE)


def test_too_few_texts_are_said_to_be_too_few():
    with pytest.raises(UsageError, match="too few"):
        topics(["更新滞后"], 2)


def test_keyness_by_hand():
    """甲: 培训 3, 更新 1; 乙: 培训 1, 更新 3; prior 1 a word, split by the whole: 1 and 1."""
    found = {k.word: k for k in keyness(["培训，培训，培训，更新"], ["培训，更新，更新，更新"])}
    odds = math.log(4 / 2) - math.log(2 / 4)
    assert found["培训"].log_odds == pytest.approx(odds)
    assert found["培训"].z == pytest.approx(odds / math.sqrt(1 / 4 + 1 / 2))
    assert found["更新"].log_odds == pytest.approx(-odds)
    assert keyness([], ["更新"]) == []


def test_keywords_in_context_have_their_places():
    texts = ["更新不及时，更新慢", "无"]
    lines = list(kwic(texts, "更新", width=3))
    assert [(line.text, line.span.start) for line in lines] == [(0, 0), (0, 6)]
    assert all(line.span.of(texts[line.text]) == "更新" for line in lines)
    assert list(kwic(texts, "")) == []


def test_cooccurrence_has_lift_one_where_independent():
    pairs = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
    assert set(cooccurrence(pairs).values()) == {(1, 1.0)}
    assert cooccurrence([("a", "x"), ("b", "y")])["a", "x"] == (1, 2.0)
