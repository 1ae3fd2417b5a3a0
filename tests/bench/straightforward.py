"""What a researcher would write with pdfplumber, jieba, scikit-learn and pandas, done decently.

It asks what this package asks of a corpus, with the obvious tool for each question:

=====================  =========================================================================
text and tables        pdfplumber (text and tables of each page), or the file itself
issuer and year        regular expressions over title and file name
sections               regular expressions over lines that begin 一、 or （一）
statements             sentences of 监督保障 and of the problems, split at 。；！？ and line ends
words                  jieba, over every statement
roles, themes          TF-IDF of words and logistic regression, one against the rest for themes,
                       trained on the gold corpus beforehand, predicted in one batch
specificity            share of words that jieba.posseg tags as names, times or numbers: the
                       measure of Hope, Hu & Lu (2016) as it is computed for Chinese
figures                a regular expression per row of the request table, or pdfplumber's cells
numbers                a regular expression for numbers with a unit
reuse across issuers   cosine of TF-IDF against all statements of other issuers, in blocks
reuse of own past      difflib against each statement of the issuer's report of the year before
tables                 pandas to CSV and Parquet: statements, reports, figures
=====================  =========================================================================

The *light* variant leaves out posseg and difflib, so that nobody need think them padding.

What it lacks, and this package does: the place of every result in the source; masking of names,
numbers and dates before texts are compared; what law and form prescribe; how many issuers share a
text and since when; which characters are shared; enumerated statements that run over or within
sentences; nested and unmapped sections, missing ones with a reason; headers, footers and lines
broken by the page taken out; tables read from ruled lines, half-ruled or run together; 0, blank and
slash told apart; identities checked; links from problems to measures; calibrated levels of
substance with their reasons; evidence for themes; issuers over renames; failures as rows; a run
that can be stopped, resumed and spread. It keeps everything in memory and compares every statement
with every other, so its cost per report grows with the corpus: a small corpus flatters it.

Loading of libraries and dictionaries and the training are not counted. jieba.posseg guesses words
that it does not know character by character, which is slow: synthetic text, in which characters
were exchanged, costs it several times what natural text does. So the comparison is made on
natural text (the gold corpus) too.
"""

from __future__ import annotations

import difflib
import json
import re
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jieba
import jieba.posseg
import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
BLOCK, CELLS = 500, 20_000_000
"""Statements that are held against all others at once, and how many cosines that may give."""
PARTICULAR = ("nr", "ns", "nt", "nz", "t", "m")
"""Tags of jieba.posseg for persons, places, organisations, other names, times and numbers."""
_TITLE = re.compile(r"(.{2,40}?)(20\d{2})年(?:度)?政府信息公开(?:工作)?年度报告")
_HEADING = re.compile(r"(?m)^(?=[一二三四五六七八]、)")
_PROBLEMS = re.compile(r"[一二三四五六七八]、[^\n]*问题[^\n]*\n(.*)", re.S)
_SUPERVISED = re.compile(
    r"（[四五]）[^\n。]{0,6}监督保障[^\n。]{0,8}[\n。：](.*?)(?=\n[一二]、|\Z)", re.S
)
_ENDS = re.compile(r"[。；！？\n]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?[%％]?(?:余|多)?[件条次期个项人份篇场万元家部]")
_ROWS = {
    "new_received": r"本年新收[^\d]{0,20}",
    "carried_over": r"上年结转[^\d]{0,20}",
    "granted": r"予以公开\s*",
    "partly": r"部分公开[^\d]{0,40}",
    "total": r"[（(]七[）)]\s*总计\s*",
    "carried_forward": r"结转下年度继续办理\s*",
}
_CELLS = {name: re.compile(start + r"(\d+(?:\s+\d+){0,6})") for name, start in _ROWS.items()}


class Pipeline:
    """The pipeline with its classifiers, trained on the gold corpus."""

    def __init__(self) -> None:
        jieba.initialize()
        jieba.posseg.lcut("预热")
        rows = [json.loads(line) for line in (GOLD / "labels.jsonl").open(encoding="utf-8")]
        words = [" ".join(jieba.lcut(row["text"])) for row in rows]
        self.terms = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2)
        matrix = self.terms.fit_transform(words)
        self.roles = LogisticRegression(max_iter=500).fit(matrix, [row["role"] for row in rows])
        self.keys = MultiLabelBinarizer()
        wanted = self.keys.fit_transform([[*row["themes"], *row["practices"]] for row in rows])
        self.themes = OneVsRestClassifier(LogisticRegression(max_iter=500)).fit(matrix, wanted)

    def __call__(self, files: Sequence[Path], out: Path) -> tuple[float, float]:
        """Analyse files into tables under ``out``.

        Returns:
            Seconds of processor time a report: light, and whole.
        """
        start = time.process_time()
        reports, figures, statements = [], [], []
        for number, file in enumerate(files):
            text, cells = _read(file)
            issuer, year = _head(text, file)
            reports.append({"report": number, "issuer": issuer, "year": year, "chars": len(text)})
            figures += [{"report": number, **cell} for cell in _figures(text, cells)]
            statements += [
                {"report": number, "issuer": issuer, "year": year, **statement}
                for statement in _statements(text)
            ]
        frame = pd.DataFrame(statements)
        self._judge(frame)
        frame["reuse_others"] = _alike(frame)
        before = time.process_time()
        frame["specificity"] = [_specificity(text) for text in frame["text"]]
        frame["reuse_own"] = _own_past(frame)
        more = time.process_time() - before
        _write(frame, pd.DataFrame(reports), pd.DataFrame(figures), out)
        whole = time.process_time() - start
        return (whole - more) / len(files), whole / len(files)

    def _judge(self, frame: pd.DataFrame) -> None:
        """Give every statement its words, role and themes."""
        frame["words"] = [" ".join(jieba.lcut(text)) for text in frame["text"]]
        matrix = self.terms.transform(frame["words"])
        frame["role"] = self.roles.predict(matrix)
        chances = self.themes.predict_proba(matrix)
        keys = self.keys.classes_
        frame["themes"] = ["|".join(keys[row > 0.3]) for row in chances]
        frame["numbers"] = [len(_NUMBER.findall(text)) for text in frame["text"]]


def _read(file: Path) -> tuple[str, list[list[Any]]]:
    """The text of a file and the rows of its tables."""
    if file.suffix != ".pdf":
        return file.read_text("utf-8"), []
    import pdfplumber

    with pdfplumber.open(file) as document:
        rows = [row for page in document.pages for table in page.extract_tables() for row in table]
        return "\n".join(page.extract_text() or "" for page in document.pages), rows


def _head(text: str, file: Path) -> tuple[str, int]:
    found = _TITLE.search(text[:200]) or _TITLE.search(file.stem)
    if found:
        return found[1], int(found[2])
    year = re.search(r"20\d{2}", file.stem)
    return file.stem[:12], int(year[0]) if year else 0


def _figures(text: str, rows: list[list[Any]]) -> Iterator[dict[str, object]]:
    """Values of the request table: from cells where there are, else from runs of numbers."""
    lines = [" ".join(str(cell or "").replace("\n", "") for cell in row) for row in rows]
    for source in lines or [text]:
        for name, pattern in _CELLS.items():
            if found := pattern.search(source):
                for column, value in enumerate(found[1].split()):
                    yield {"row": name, "column": column, "value": int(value)}


def _statements(text: str) -> Iterator[dict[str, str]]:
    parts = _HEADING.split(text)
    for part in parts:
        for section, pattern in (("problems", _PROBLEMS), ("supervision", _SUPERVISED)):
            if found := pattern.search(part):
                for sentence in _ENDS.split(found[1]):
                    if len(sentence.strip()) > 4:
                        yield {"section": section, "text": sentence.strip()}


def _specificity(text: str) -> float:
    words = jieba.posseg.lcut(text)
    return sum(word.flag in PARTICULAR for word in words) / max(1, len(words))


def _alike(frame: pd.DataFrame) -> list[float]:
    """The highest cosine of each statement with one of another issuer."""
    matrix = TfidfVectorizer(token_pattern=r"\S+").fit_transform(frame["words"])
    issuers = frame["issuer"].astype("category").cat.codes.to_numpy()
    found: list[float] = []
    size = max(1, min(BLOCK, CELLS // len(frame)))
    for at in range(0, len(frame), size):
        cosines = (matrix[at : at + size] @ matrix.T).tocoo()
        others = issuers[at + cosines.row] != issuers[cosines.col]
        best = np.zeros(min(size, len(frame) - at))
        np.maximum.at(best, cosines.row[others], cosines.data[others])
        found += best.tolist()
    return found


def _own_past(frame: pd.DataFrame) -> list[float]:
    """The highest ratio of each statement with one of the issuer's report of last year."""
    texts: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in frame.itertuples():
        texts[row.issuer, row.year].append(row.text)
    found = []
    for row in frame.itertuples():
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(row.text)
        best = 0.0
        for other in texts.get((row.issuer, row.year - 1), ()):
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
                best = max(best, matcher.ratio())
        found.append(best)
    return found


def _write(
    statements: pd.DataFrame, reports: pd.DataFrame, figures: pd.DataFrame, out: Path
) -> None:
    """Write the tables, with means by report."""
    means = statements.groupby("report").mean(numeric_only=True)
    reports = reports.join(means, on="report", rsuffix="_mean")
    for name, table in (("statements", statements), ("reports", reports), ("figures", figures)):
        table.to_csv(out / f"{name}.csv", index=False, encoding="utf-8-sig")
        table.to_parquet(out / f"{name}.parquet")


def main() -> None:
    """Run over the files of a list (JSON); print seconds a report, light and whole, and memory."""
    files = [Path(file) for file in json.loads(Path(sys.argv[1]).read_text())]
    out = Path(sys.argv[2])
    pipeline = Pipeline()
    pipeline(files[:20], out)
    seconds = pipeline(files, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([*seconds, peak]))


if __name__ == "__main__":
    main()
