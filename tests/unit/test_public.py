"""The public surface: what it names exists, and importing it touches nothing."""

import subprocess
import sys

import nlp_reports
from nlp_reports.chinese.words import tokenizer

_PROBE = """
import logging, sys, warnings
filters, handlers = list(warnings.filters), list(logging.root.handlers)
import nlp_reports
assert warnings.filters == filters and logging.root.handlers == handlers
heavy = {"spacy", "sklearn", "pandas", "numpy", "jieba", "rjieba", "pyarrow", "pypdfium2", "lxml",
         "pydantic", "rich", "typer", "duckdb", "joblib", "scipy"} & set(sys.modules)
assert not heavy, heavy
"""


def test_every_public_name_is_there():
    for name in nlp_reports.__all__:
        assert getattr(nlp_reports, name) is not None
    assert sorted(nlp_reports.__all__) == list(nlp_reports.__all__) == dir(nlp_reports)


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(nlp_reports, "nothing_of_the_kind")


def test_importing_loads_nothing_heavy_and_touches_no_global_state():
    subprocess.run([sys.executable, "-c", _PROBE], check=True)


def test_showing_one_report_does_not_load_what_it_does_not_use(tmp_path):
    report = tmp_path / "r.txt"
    report.write_text(
        "某县教育局2023年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
        "一是更新不及时。二是解读形式单一。\n下一步，一是加强培训。\n",
        "utf-8",
    )
    probe = (
        "import sys; from nlp_reports.cli import main; main();"
        "heavy = {'sklearn', 'pandas', 'scipy', 'pyarrow', 'duckdb', 'joblib', 'pdfplumber',"
        " 'jieba', 'spacy', 'nlp_reports.pipeline.run'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    command = [sys.executable, "-c", probe, "show", str(report)]
    shown = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    assert "更新不及时" in shown and "加强培训" in shown


def test_the_default_tokenizer_is_built_once_whatever_it_is_called():
    assert tokenizer() is tokenizer("rjieba")
