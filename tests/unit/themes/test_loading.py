import pytest

from nlp_reports.errors import DataError, UsageError
from nlp_reports.themes import codebook
from nlp_reports.themes.check import failures
from nlp_reports.themes.loading import read_codebook

GOOD = """name = "mine"
version = 1
roles = ["problem", "measure"]

[words]
site = ["网站", "专栏"]

[[themes]]
key = "site"
zh = "网站"
en = "Site"
definition = "The site."
examples = ["网站打不开"]
counterexamples = ["更新不及时"]
patterns = [
  "@site",
]

[[themes]]
key = "late"
zh = "迟"
en = "Late"
definition = "Late."
patterns = ["更新 ..2 不及时|滞后"]
"""


def test_a_codebook_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, "utf-8")
    book = codebook(path)
    assert book.id == "mine@1" and [t.key for t in book.themes] == ["site", "late"]
    assert book.get("site").patterns == ("网站|专栏",)
    assert codebook(str(path)) is book and list(failures(book)) == []


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, "utf-8")
    first = codebook(path)
    path.write_text(GOOD.replace("version = 1", "version = 2"), "utf-8")
    __import__("os").utime(path, ns=(1, 1))
    assert first.version == 1 and codebook(path).version == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("version = 1", 'version = "1"', 2, "version"),
        ('roles = ["problem", "measure"]', 'roles = ["problems"]', 3, "unknown roles"),
        ("version = 1", "version = = 1", 2, "Invalid"),
        ('key = "late"', 'key = "site"', 20, "twice"),
        ('key = "late"', 'key = "Late!"', 20, "lower case"),
        ('zh = "迟"', "", 19, "'zh'"),
        ('definition = "Late."', 'definition = "Late."\nexample = ["x"]', 24, "unknown field"),
        ('  "@site",', '  "@nowhere",', 16, "no word list @nowhere"),
        ('"更新 ..2 不及时|滞后"', '"更新 ..2"', 24, "gap"),
        ('"更新 ..2 不及时|滞后"', '"更新||慢"', 24, "empty alternative"),
        ('examples = ["网站打不开"]', 'examples = "网站打不开"', 13, "list of texts"),
        ('site = ["网站", "专栏"]', "site = 1", 6, "words.site"),
    ],
)
def test_every_fault_is_named_with_its_line(old, new, line, what):
    assert old in GOOD
    with pytest.raises(DataError) as caught:
        read_codebook(GOOD.replace(old, new), "mine.toml")
    assert f"mine.toml, line {line}:" in str(caught.value) and what in str(caught.value)


def test_all_faults_are_named_at_once():
    text = GOOD.replace('zh = "网站"\n', "").replace('"@site",', '"@nowhere", "更新||慢",')
    text = text.replace('key = "late"', 'key = "site"')
    with pytest.raises(DataError) as caught:
        read_codebook(text, "mine.toml")
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert [line.partition(":")[0] for line in lines] == [
        f"mine.toml, line {number}" for number in (8, 15, 15, 19)
    ]


def test_unknown_names_and_versions():
    with pytest.raises(UsageError, match="disclosure-themes"):
        codebook("nope")
    with pytest.raises(UsageError, match="disclosure-themes@1"):
        codebook("disclosure-themes@9")
    with pytest.raises(DataError, match="no such codebook"):
        codebook("nowhere.toml")


def test_a_failing_example_is_explained():
    book = read_codebook(GOOD.replace("网站打不开", "栏目打不开"))
    (failed,) = failures(book)
    assert failed.kind == "example" and "栏目打不开" in str(failed)


def test_a_folder_without_a_codebook_is_refused(tmp_path):
    with pytest.raises(DataError, match="trained model"):
        codebook(str(tmp_path))
