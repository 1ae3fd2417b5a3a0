"""Our stages in a spaCy pipeline of the user's own."""

import spacy

import nlp_reports


def test_the_components_work_in_a_blank_pipeline():
    nlp = spacy.blank("zh")
    nlp.add_pipe("nlp_reports.items")
    nlp.add_pipe("nlp_reports.themes")
    doc = nlp("一是信息更新不及时。二是政策解读形式单一。")
    assert [(s.text, s.label_) for s in doc.spans["items"]] == [
        ("信息更新不及时", "problem"),
        ("政策解读形式单一", "problem"),
    ]
    assert {"timeliness", "interpretation"} <= {span.label_ for span in doc.spans["themes"]}


def test_a_pipeline_with_our_tokenizer_is_saved_and_loaded(tmp_path):
    nlp = nlp_reports.language("jieba")
    nlp.add_pipe("nlp_reports.items", name="items")
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    text = "依申请公开答复不规范，“三审三校”执行 不严。"
    assert [t.text for t in again(text)] == [t.text for t in nlp(text)]
    assert again(text).text == text
    assert again.meta["nlp_reports_tokenizer"].startswith("jieba ")
    assert "items" in again(text).spans
