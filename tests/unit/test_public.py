"""The public surface: what it names exists, and importing it touches nothing."""

import subprocess
import sys

import nlp_reports

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
        "import sys; from nlp_reports.pipeline import analyze; a = analyze(sys.argv[1]);"
        "assert len(a.items) >= 3, a.items;"
        "heavy = {'sklearn', 'pandas', 'scipy', 'pyarrow', 'duckdb', 'joblib', 'pdfplumber',"
        " 'jieba'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", probe, str(report)], check=True)
