"""The codebook for readers is what the software applies."""

from tests.render.codebook import PAGE, page


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.render.codebook"
