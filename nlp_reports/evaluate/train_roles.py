"""Train the shipped role and status classifier from a gold corpus.

The documented command, which gives the same arrays and digests again::

    nlp-reports train roles corpora/gold --out models/roles
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp_reports.evaluate.gold import CODED, GoldReport, load
from nlp_reports.items.train import Passage, train
from nlp_reports.sections import outline_text

USED = ("train", "dev")

_CARD = """# roles@1: role and status of an item

**What.** Two multinomial logistic regressions over hashed features (2^14 for
characters, 2^12 for traits): role (problem, measure, supervision, activity, context) and status of
measures (done, ongoing, planned, unclear). They see character 2- and 3-grams, the cues of
`nlp_reports/items/cues.toml`, label, number, place, neighbours, and what the rules decided.
Applied with numpy; no pickle.

**Trained from** `corpora/gold`, splits train and dev, {reports} reports, {examples} items that our
own splitting finds (overlap at least 0.8). The test split was never read.
Data digest `{data}`.
Command: `nlp-reports train roles corpora/gold --out models/roles`.

**How good**, on issuer families that the model did not see (5 folds):

| | items | both | 95 % interval | classifier alone | rules alone | macro-F1: both | \
classifier alone | rules alone | calibration error |
|---|---|---|---|---|---|---|---|---|---|
| role | {role[examples]} | {role[accuracy]} | {role[interval][0]}–{role[interval][1]} | \
{role[alone_accuracy]} | {role[rules_accuracy]} | {role[macro_f1]} | {role[alone_macro_f1]} | \
{role[rules_macro_f1]} | {role[calibration_error]} |
| status | {status[examples]} | {status[accuracy]} | {status[interval][0]}–{status[interval][1]} | \
{status[alone_accuracy]} | {status[rules_accuracy]} | {status[macro_f1]} | \
{status[alone_macro_f1]} | {status[rules_macro_f1]} | {status[calibration_error]} |

The figures without a name are accuracy. *Both* is the classifier that sees the rules' votes;
*alone* sees no vote, cue or tense, only characters, label, number, lead-in and place.

Intervals: bootstrap over issuer families. The rules were written while reading the same reports,
so their own figures flatter; `nlp-reports evaluate narrative` gives those of the held-out split.
**Decides** (`decides` in the manifest): role {role_decides}, status {status_decides}. `both`, the
classifier that sees the rules' votes, decides where it beats the rules (role by macro-F1, status by
accuracy), else `rules` do.

**Calibration** (role, out of fold): mean confidence and share right, by bin of confidence.

| confidence | items | mean | right |
|---|---|---|---|
{bins}

**Fails on.** {failures}

The reports are fictional, written and coded by language models after real ones; labels carry their
coders' habits. `activity` has few examples and is the weakest role.
"""


def _passages(report: GoldReport) -> list[Passage]:
    about = report.about
    labels = [(item.span, item.role, item.coding.status) for item in report.items]
    return [
        Passage(
            report.text,
            section.body,
            section.key,
            section.heading,
            tuple(label for label in labels if label[0] in section.body),
            about.get("parent") or about["issuer"],
        )
        for section in outline_text(report.text, None, report.year).sections
        if section.key in CODED
    ]


def _digest(reports: Sequence[GoldReport]) -> str:
    """A digest of exactly what is learnt from: texts, spans, roles and statuses."""
    found = hashlib.sha256()
    for report in sorted(reports, key=lambda r: r.id):
        found.update(f"{report.id}\n{report.text}".encode())
        for item in report.items:
            found.update(f"{item.span}{item.role}{item.coding.status}".encode())
    return found.hexdigest()


def train_roles(gold: Path, folder: Path) -> dict[str, Any]:
    """Train from a gold folder into a model folder, write its card, return its manifest.

    Raises:
        UsageError: the gold folder is incomplete.
    """
    reports = load(gold).split(*USED)
    passages = [passage for report in reports for passage in _passages(report)]
    manifest = train(passages, folder, data=_digest(reports))
    metrics = manifest["metrics"]
    bins = "\n".join(
        f"| {low:.1f}–{low + 0.1:.1f} | {count} | {mean:.3f} | {right:.3f} |"
        for low, count, mean, right in metrics["role"]["bins"]
    )
    card = _CARD.format(
        reports=len(reports),
        examples=manifest["examples"],
        data=manifest["data"],
        role_decides=manifest["heads"]["role"]["decides"],
        status_decides=manifest["heads"]["status"]["decides"],
        role=metrics["role"],
        status=metrics["status"],
        bins=bins,
        failures="; ".join(metrics["role"]["failures"]),
    )
    (folder / "CARD.md").write_text(card, "utf-8")
    return manifest
