"""Results that are asked for again."""

from __future__ import annotations

from nlp_reports.recall import Recall


def test_works_once_for_what_is_asked_again() -> None:
    asked: list[list[str]] = []

    def work(fresh: list[str]) -> list[int]:
        asked.append(fresh)
        return [len(key) for key in fresh]

    recall: Recall[str, int] = Recall()
    assert recall(["公开", "是", "公开"], work) == [2, 1, 2]
    assert recall(["是", "不及时"], work) == [1, 3]
    assert asked == [["公开", "是"], ["不及时"]]


def test_forgets_what_was_not_used_for_longest() -> None:
    asked: list[str] = []

    def work(fresh: list[str]) -> list[str]:
        asked.extend(fresh)
        return fresh

    recall: Recall[str, str] = Recall(most=2)
    for key in ("甲", "乙", "甲", "丙", "甲", "乙"):
        assert recall([key], work) == [key]
    assert asked == ["甲", "乙", "丙", "乙"]


def test_more_keys_than_it_keeps_all_get_their_result() -> None:
    recall: Recall[int, int] = Recall(most=3)
    assert recall(list(range(10)), lambda fresh: [2 * key for key in fresh]) == list(
        range(0, 20, 2)
    )
