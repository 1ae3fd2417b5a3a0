import pytest

from nlp_reports.errors import UsageError
from nlp_reports.plugins import Registry


def test_a_name_is_given_once():
    things = Registry("thing")
    things.register("a")(1)
    with pytest.raises(UsageError, match="thing 'a' is registered twice"):
        things.register("a")(2)


def test_an_unknown_name_lists_what_there_is():
    things = Registry("thing")
    things.register("b")(1)
    things.register("a")(1)
    with pytest.raises(UsageError, match="no thing 'c'; known: a, b"):
        things.get("c")
    assert "a" in things and "c" not in things
