"""Our matcher and spaCy's agree on every pattern of the shipped codebooks and on made-up ones."""

import random
from functools import cache
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.chinese.matching import Matcher
from nlp_reports.chinese.patterns import Term, find, parse, spacy_patterns
from nlp_reports.chinese.words import cut
from nlp_reports.themes import codebook
from nlp_reports.themes.loading import names
from nlp_reports.themes.match import Rules

WORDS = ["更新", "不及时", "栏目", "，", "解读", "。", "慢", "3", "三个", "个"]
SHAPES = ["*及时", "不*", "+", "#", "#个"]
alternative = st.sampled_from(["更新", "不及时", "栏目", "慢", *SHAPES])
term = st.lists(alternative, min_size=1, max_size=3).map("|".join)
gap = st.sampled_from(["..0", "..1", "..3", "...2"])
patterns = st.one_of(
    term, st.tuples(term, term).map(" ".join), st.tuples(term, gap, term).map(" ".join)
)


@cache
def vocabulary():
    from spacy.vocab import Vocab

    return Vocab()


def starts_by_spacy(pattern, words):
    """Where spaCy finds a hit; ours takes one of several ends, so beginnings are compared."""
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

    matcher = Matcher(vocabulary())
    matcher.add("p", spacy_patterns(pattern))
    doc = Doc(vocabulary(), words=list(words), spaces=[False] * len(words))
    return {start for _, start, _ in matcher(doc)}


@settings(deadline=None, max_examples=60)
@given(patterns, st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_made_up_patterns_hit_the_same_places(source, words):
    pattern = parse(source)
    assert {start for start, _ in find(pattern, words)} == starts_by_spacy(pattern, words)


@pytest.mark.parametrize("name", names())
def test_shipped_patterns_hit_the_same_places(name):
    book = codebook(name)
    texts = [text for theme in book.themes for text in (*theme.examples, *theme.counterexamples)]
    drawn = random.Random(1).sample(texts, 12)
    for theme in book.themes:
        for source in theme.patterns:
            pattern = parse(source.partition(" ! ")[0].removeprefix("^"))
            expansions = 1
            for part in pattern.terms:
                expansions *= len(part.expressions) if isinstance(part, Term) else 1
            if expansions > 600:
                continue  # spaCy would take seconds to compile it
            for text in drawn:
                words = cut(text)
                assert {s for s, _ in find(pattern, words)} == starts_by_spacy(pattern, words)


def test_shapes_of_words():
    assert find(parse("#个"), ["3", "个", "三个", "3"]) == [(0, 2), (2, 3)]
    assert find(parse("*科"), ["法规科", "科"]) == [(0, 1)]
    assert find(parse("每* + ! *天"), ["每月", "公布"]) == [(0, 2)]
    assert not find(parse("每* + ! *天"), ["每月", "公布", "三天"])
    assert find(parse("+"), ["，", "12", "更新"]) == [(2, 3)]


@given(patterns, patterns, st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_many_patterns_at_once_hit_as_each_alone(one, two, words):
    own = [("a", "a", parse(f"{one} ! 解读")), ("b", "b", parse(two))]
    found = sorted((entry.name, at, end) for entry, at, end in Matcher(own).hits(words))
    assert found == sorted((n, at, end) for _, n, p in own for at, end in find(p, words))


def test_several_barred_terms_and_barred_lines_of_terms():
    pattern = parse("卫生|教育 ! 学习教育 ! 卫生|教育 ..1 部门|系统")
    assert len(pattern.unless) == 2
    assert find(pattern, ["卫生", "信息"])
    assert not find(pattern, ["卫生", "系统", "公开"]) and not find(pattern, ["学习教育"])
    assert not find(pattern, ["教育", "等", "部门"])


@pytest.mark.parametrize("name", names())
def test_what_is_ruled_out_beforehand_would_not_have_hit(name):
    """The rules skip searches by words that must or must not be there: with the same hits."""
    book = codebook(name)
    rules = Rules(book)
    texts = [text for theme in book.themes for text in (*theme.examples, *theme.counterexamples)]
    sources = [(theme.key, source) for theme in book.themes for source in theme.patterns]
    patterns = {n: parse(source) for n, (_, source) in zip(rules.names, sources, strict=True)}
    for text in [*texts, "，".join(texts[::7])]:
        words = cut(text)
        found = sorted((hit.pattern, hit.span.start) for hit in rules.hits(text))
        begins = [0, *accumulate(map(len, words))]
        wanted = sorted((n, begins[at]) for n, p in patterns.items() for at, _ in find(p, words))
        assert found == wanted
