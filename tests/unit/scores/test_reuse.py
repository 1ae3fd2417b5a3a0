import random

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.scores import Passage, compare, substance
from nlp_reports.scores.copies import STRONGEST

OLD = "依申请公开答复文书不够规范，个别答复书没有写明救济途径和救济期限，需要改进"
NEW = "围绕出租车票价听证编写问答短片，邀请乘客代表到直播间提问，主持人现场作答"
LAW = "行政机关公开政府信息，应当坚持以公开为常态、不公开为例外，遵循公正、公平、合法、便民的原则"


def passage(report, text, *, issuer="临沅市教育局", region="临沅市", year=2021, item="1"):
    return Passage(report, item, issuer, region, year, text)


def shares(*passages):
    ordered = sorted(passages, key=lambda p: (p.issuer or "~", p.year or 0, p.report_id))
    return {(s.report_id, s.item_id): (s, pairs) for s, pairs in compare(lambda: iter(ordered))}


def test_an_issuers_earlier_text_is_its_own_past():
    found = shares(passage("a", OLD, year=2020), passage("b", OLD + "。" + NEW, year=2021))
    first, _ = found["a", "1"]
    later, pairs = found["b", "1"]
    assert first.own_past is None and first.novel == 1
    assert 0.4 < later.own_past < 0.6 and later.cross_issuer == 0
    assert later.own_past + later.novel == pytest.approx(1)
    assert [(p.kind, p.other_report_id, p.first_year) for p in pairs] == [("own_past", "a", 2020)]
    assert pairs[0].alignment.startswith("依申请公开答复文书不够规范")


def test_the_same_year_and_later_years_are_no_past():
    found = shares(passage("a", OLD), passage("b", OLD), passage("c", NEW, year=2023))
    assert found["a", "1"][0].own_past is None
    assert found["a", "1"][0].cross_issuer == 0
    assert found["c", "1"][0].own_past == 0


def test_text_of_another_issuer_is_found_behind_swapped_names_and_numbers():
    found = shares(
        passage("a", "2020年，临沅市教育局" + OLD + "，全年答复12件"),
        passage(
            "b",
            "2023年，锦塘市民政局" + OLD + "，全年答复345件",
            issuer="锦塘市民政局",
            region="锦塘市",
            year=2023,
        ),
    )
    one, pairs = found["b", "1"]
    assert one.cross_issuer == 1 and one.own_past is None
    assert pairs[0].kind == "cross_issuer" and pairs[0].first_year == 2021


def test_swapping_names_numbers_and_years_changes_no_share():
    base = [
        passage("a", "2021年，吴忠市举办培训12期，" + OLD, issuer="甲局", region="吴忠市"),
        passage("b", OLD + "，参训300人", issuer="乙局", region=None),
    ]
    other = [
        passage("a", "2019年，都江堰市举办培训3期，" + OLD, issuer="丙局", region="都江堰市"),
        passage("b", OLD + "，参训1.2万人", issuer="丁局", region=None),
    ]
    one, two = shares(*base), shares(*other)
    for key in one:
        for name in ("mandated", "cross_issuer", "novel"):
            assert getattr(one[key][0], name) == pytest.approx(getattr(two[key][0], name), abs=0.02)


def test_statutory_wording_is_mandated_not_reuse():
    found = shares(passage("a", LAW), passage("b", LAW, issuer="乙局", region=None))
    for share, _ in found.values():
        assert share.mandated == 1 and share.cross_issuer == 0
    plain = shares(passage("a", OLD), passage("b", OLD + "。" + NEW, issuer="乙局"))["b", "1"][0]
    more = shares(passage("a", OLD), passage("b", OLD + "。" + NEW + "。" + LAW, issuer="乙局"))
    mixed = more["b", "1"][0]
    left = 1 - mixed.mandated
    assert mixed.cross_issuer / left == pytest.approx(plain.cross_issuer, abs=0.02)


def test_paraphrase_lowers_reuse_but_not_substance():
    said_otherwise = "我们给群众的回复写得不规矩，有几份连不服怎么办都没告诉人家"
    found = shares(passage("a", OLD), passage("b", said_otherwise, issuer="乙局", region=None))
    assert found["b", "1"][0].cross_issuer == 0
    assert substance(said_otherwise, "problem").level == substance(OLD, "problem").level == 2


def test_the_order_of_reports_changes_nothing():
    texts = [OLD, NEW, OLD + NEW, NEW[:20] + OLD[10:], LAW + OLD]
    passages = [
        passage(f"r{n}", texts[n % 5], issuer=f"{'甲乙丙丁'[n % 4]}局", region=None, year=2019 + n)
        for n in range(12)
    ]
    one = shares(*passages)
    random.Random(1).shuffle(passages)
    assert shares(*passages) == one


def common(count: int):
    """Reports of many issuers; two in three have one text, all have one of their own."""
    found = []
    for number in range(count):
        own = "".join(random.Random(number).sample(NEW, len(NEW)))
        text = OLD if number % 3 else own
        name = f"{chr(0x4E00 + 3 * number)}山市教育局"
        found.append(passage(f"r{number:03}", text, issuer=name, region=None))
        found.append(passage(f"r{number:03}", own, issuer=name, region=None, item="2"))
    return found


def test_the_text_of_two_issuers_in_three_has_few_pairs_and_whole_shares():
    rows = {}
    for count in (60, 240):
        found = shares(*common(count))
        holders = [key for key in found if key[1] == "1" and int(key[0][1:]) % 3]
        assert len(holders) == count * 2 // 3 > count / 3
        assert all(found[key][0].cross_issuer == pytest.approx(1) for key in holders)
        assert all(1 <= len(found[key][1]) <= STRONGEST for key in holders)
        rows[count] = sum(len(pairs) for _, pairs in found.values())
    assert rows[240] <= 4.5 * rows[60], "four times the issuers, four times the pairs, not sixteen"


def test_an_unknown_issuer_stands_for_itself():
    found = shares(
        passage("a", OLD, issuer=None, year=None), passage("b", OLD, issuer=None, year=None)
    )
    for share, pairs in found.values():
        assert share.own_past is None and share.cross_issuer == 1
        assert pairs[0].first_year is None


def test_unsorted_passages_are_refused():
    rows = [passage("a", OLD), passage("b", OLD, issuer="乙局"), passage("c", OLD)]
    with pytest.raises(UsageError, match="sort them by issuer"):
        list(compare(lambda: iter(rows)))


def test_a_small_corpus_is_scored_with_a_warning():
    notes: list[str] = []
    list(compare(lambda: iter([passage("a", OLD)]), notes))
    assert "only 1 issuers" in notes[0]


def test_what_is_too_short_is_no_reuse_of_others():
    found = shares(
        passage("a", "", issuer="甲局"),
        passage("b", "无", issuer="乙局"),
        passage("c", "无", issuer="丙局"),
        passage("d", "无", issuer="丙局", year=2022),
        passage("e", "加强业务培训和监督检查", issuer="丁局"),
        passage("f", "加强业务培训和监督检查", issuer="戊局"),
        passage("g", "加强业务培训和监督检查工作", issuer="己局"),
        passage("h", "加强业务培训和监督检查工作", issuer="庚局"),
    )
    assert found["a", "1"][0].novel == 1
    assert found["b", "1"][0].cross_issuer == 0 and not found["b", "1"][1]
    assert found["d", "1"][0].own_past == 1
    assert found["e", "1"][0].cross_issuer == 0 and found["g", "1"][0].cross_issuer == 1


def test_an_empty_corpus_yields_nothing():
    assert list(compare(lambda: iter([]))) == []
