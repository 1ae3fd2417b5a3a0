import pytest

from nlp_reports.text import Edit, Normalised, Span


def test_a_span_refuses_nonsense():
    with pytest.raises(ValueError, match="0 <= start <= end"):
        Span(3, 2)


def test_edits_that_overlap_are_refused_with_their_rule():
    with pytest.raises(ValueError, match="rule 'b'"):
        Normalised("abcdef", [Edit(Span(0, 3), "", "a"), Edit(Span(2, 4), "", "b")])


def test_what_was_put_in_leads_to_all_it_replaced():
    clean = Normalised(
        "⼯作 ⽅案",
        [
            Edit(Span(0, 1), "工", "radical"),
            Edit(Span(2, 3), "", "blank"),
            Edit(Span(3, 4), "方", "radical"),
        ],
    )
    assert clean.text == "工作方案"
    assert clean.to_raw(Span(0, 4)) == Span(0, 5)
    assert clean.to_raw(Span(1, 3)) == Span(1, 4)


def test_steps_lead_down_to_the_first_source():
    first = Normalised("a\nb\nc", [Edit(Span(1, 2), "", "wrap")])
    second = first.then([Edit(Span(2, 3), "", "wrap")])
    assert second.text == "abc"
    assert second.source == "a\nb\nc"
    assert second.to_raw(Span(2, 3)) == Span(4, 5)
    assert second.to_raw(Span(0, 3)) == Span(0, 5)
