"""Write the corpora's cards: ``python -m tests.render.cards``.

Prose stands beside this file; counts and agreement come from the evaluation, so that no number in
a card is typed. The real reports must be at hand, because the card sets them beside ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from nlp_reports.evaluate import coders
from nlp_reports.evaluate.authored import Authored, load
from nlp_reports.evaluate.findings import shown, to_markdown
from nlp_reports.evaluate.gold import Gold
from nlp_reports.evaluate.whole import Scope, evaluate

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
REAL = ROOT.parent / "shared" / "real"
LATER = ("g10", "g11")
"""The batches whose second coders had not seen the coding of the real reports."""
STORIES = {
    "qyshi": "a city that reports in detail every year",
    "wcweijian": "every problem paired with its remedy, last year's answered first",
    "liuting": "a county that goes from stock phrases to checkable facts",
    "yanmen": "a county that improves: nothing in 2021, facts in 2022, a look back in 2023",
    "qyjiaotong": "two sentences, then a lost review, then candour",
    "qyzhujian": "section five copied from the year before, one point reworded",
    "wcgongan": "copied with its numbering error, one measure renewed",
    "wcjiaoyu": "section five copied letter by letter for three years",
    "baisha": "copied supervision, the same problem in other words",
    "ltshijian": "the county's report with names swapped; its text contradicts its own tables",
    "ltyiyuan": "a hospital under the county's template, a problem from the market regulator",
    "weidu": "very short, stock, denies problems, slashes in its tables",
}


def gold_card(real: Path = REAL) -> str:
    """The card of the gold corpus."""
    scope = Scope.at(ROOT / "corpora" / "gold", real=real)
    found = evaluate(scope, ("corpus", "agreement"))
    return _filled(
        "gold",
        size=_size(scope.gold),
        digest=scope.gold.digest,
        corpus=to_markdown(found["corpus"]).strip(),
        agreement=to_markdown(found["agreement"]).strip(),
        later=str(len(_later(scope.gold).reports)),
        blind=_blind(scope.gold),
        settled=_settled(scope.folder, scope.gold),
        splits=str(len(list((scope.folder / "split_b").glob("*.txt")))),
    )


def _later(gold: Gold) -> Gold:
    reports = (report for report in gold.reports if report.about["batch"] in LATER)
    return replace(gold, reports=tuple(reports))


def _blind(gold: Gold) -> str:
    rows = coders.evaluate(_later(gold)).tables[0].rows
    return "; ".join(f"{name} {shown(value)}" for name, _, _, _, value, _ in rows)


def _size(gold: Gold) -> str:
    whole = sum(report.about["whole"] == "1" for report in gold.reports)
    issuers = len({report.issuer for report in gold.reports})
    items = sum(len(report.items) for report in gold.reports)
    return (
        f"{len(gold.reports)} reports of {issuers} issuers ({whole} whole, the rest the two coded "
        f"parts), {items:,} items."
    )


def _settled(folder: Path, gold: Gold) -> str:
    once = sum(item.second is None for report in gold.reports for item in report.items)
    path = folder / "settled.tsv"
    count = len(path.read_text("utf-8").splitlines()) if path.is_file() else 0
    told = f"It settled {count} fields; where it is missing, the first coding stands."
    return f"{told} {once} items were coded once only." if once else told


def sample_card() -> str:
    """The card of the sample."""
    reports = load(ROOT / "corpora" / "sample" / "authored")
    items = sum(len(report.items) for report in reports)
    size = f"{len(reports)} reports in four formats each, {items} items."
    return _filled("sample", size=size, stories="\n".join(_stories(reports)))


def _stories(reports: Iterable[Authored]) -> Iterable[str]:
    issuers = {report.id.rpartition("_")[0]: report.meta["issuer"] for report in reports}
    for key, story in STORIES.items():
        yield f"| {issuers[key]} (`{key}`) | {story} |"


def _filled(name: str, **values: str) -> str:
    text = (HERE / f"{name}.md").read_text("utf-8")
    for key, value in values.items():
        text = text.replace("{{" + key + "}}", value)
    return text


def main() -> None:
    """Write both cards."""
    for name, text in (("gold", gold_card()), ("sample", sample_card())):
        path = ROOT / "corpora" / name / "CARD.md"
        path.write_text(text, "utf-8", newline="\n")
