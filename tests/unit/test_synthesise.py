"""The generator of large corpora: seeded, without end, with reuse as it was set."""

import random

import pytest

from tests.bench.synthesise import (
    BORROWED,
    KEPT,
    _said,
    issuer_name,
    reports_of,
    sentences,
    write,
)


def test_a_seed_gives_the_same_bytes_and_another_other_ones():
    assert reports_of(3) == reports_of(3)
    assert reports_of(3) != reports_of(3, seed=1)
    assert reports_of(3)[0][0] != reports_of(4)[0][0]


def test_fewer_reports_are_the_first_ones(tmp_path):
    for count in (7, 12):
        write(count, tmp_path / str(count))
    few, more = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.txt")}
        for name in ("7", "12")
    )
    assert len(few) == 7 and len(more) == 12
    assert few.items() <= more.items()


def test_names_are_another_for_each_of_many_issuers():
    assert len({issuer_name(number) for number in range(64_000)}) == 64_000


def test_sentences_are_borrowed_and_kept_as_often_as_was_set():
    chance, pool = random.Random(1), set(sentences())
    old, past = "栏目更新不够及时，解读形式不够多样。", ["去年说过的一句话，今年原样再说一遍。"]
    said = [_said(chance, old, past) for _ in range(4000)]
    assert sum(one in pool for one in said) / 4000 == pytest.approx(BORROWED, abs=0.03)
    assert sum(one == past[0] for one in said) / 4000 == pytest.approx(KEPT, abs=0.03)
    assert len({one for one in said if one not in pool}) > 0.7 * 4000 * (1 - BORROWED - KEPT)
