import spacy
from spacy.language import Language

from nlp_reports.components import (
    ItemsComponent,
    SlotsComponent,
    ThemesComponent,
    make_items,
    make_themes,
)

TEXT = "存在的问题：一是栏目更新不及时；二是政策解读形式单一。下一步，加强业务培训。"


def pipeline():
    """Register by hand what the entry points register where the package is installed."""
    for name, make in (("nlp_reports.items", make_items), ("nlp_reports.themes", make_themes)):
        if not Language.has_factory(name):
            Language.factory(name, func=make)
    nlp = spacy.blank("zh")
    nlp.add_pipe("nlp_reports.items")
    nlp.add_pipe("nlp_reports.themes", config={"codebook": "disclosure-themes@1"})
    return nlp


def test_items_and_themes_stand_in_a_foreign_pipeline():
    doc = pipeline()(TEXT)
    assert [span.label_ for span in doc.spans["items"]] == ["problem", "problem", "measure"]
    assert doc.spans["items"][0].text == "栏目更新不及时"
    found = {span.label_: span.text for span in doc.spans["themes"]}
    assert {"timeliness", "interpretation", "training"} <= set(found)
    assert "解读" in found["interpretation"]


def test_slots_stand_where_they_are():
    doc = SlotsComponent()(spacy.blank("zh")("改进措施：一是6月底前举办培训2期；二是加强学习。"))
    found = {span.label_: span.text for span in doc.spans["slots"]}
    assert found["date"] == "6月底前" and found["quantity"] == "2期"
    assert len({span.id_ for span in doc.spans["slots"]}) == 1


def test_displacy_renders_the_themes():
    html = spacy.displacy.render(
        pipeline()(TEXT), style="span", options={"spans_key": "themes"}, jupyter=False
    )
    assert "timeliness" in html


def test_empty_text_has_no_spans():
    doc = spacy.blank("zh")("")
    assert len(ThemesComponent()(ItemsComponent()(doc)).spans["themes"]) == 0
