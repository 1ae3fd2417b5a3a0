"""Train the shipped scorer of headings that no rule knows, from a gold corpus.

The documented command, which gives the same array and digests again::

    nlp-reports train sections corpora/gold --out models/sections
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports import linear
from nlp_reports.evaluate.gold import GoldReport, load
from nlp_reports.sections import outline_text
from nlp_reports.sections.candidates import candidates
from nlp_reports.sections.scorer import SIZE, UNKNOWN, VERSION, features, title_of

USED = ("train", "dev")
NAME = "sections@1"
FOLDS = 5
STRENGTH = 2.0
"""Inverse of the penalty (scikit-learn's C)."""
SURE = 0.97
"""Share that must be right, out of fold, of the unseen headings that are named."""
HEATS = np.round(np.arange(0.2, 2.01, 0.05), 2)
LEVELS = np.round(np.arange(0.5, 0.96, 0.05), 2)
ALIKE = 3
FAILURES = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A heading with the text below it and its key.

    ``by_rules`` is what the rules call it, ``taken`` what they found elsewhere in the report.
    """

    heading: str
    body: str
    key: str
    by_rules: str
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """Scores of titles that the models did not see, a row per example, a column per key.

    A key that the rules found elsewhere in the report has the score minus infinity.
    """

    keys: tuple[str, ...]
    scores: NDArray[np.float64]

    def chances(self, heat: float) -> NDArray[np.float64]:
        """Probabilities at a temperature."""
        grown = np.exp((self.scores - self.scores.max(axis=1, keepdims=True)) / heat)
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def _examples(report: GoldReport) -> list[Example]:
    """All sections of a report, and the headings inside them that head no section."""
    text = report.text
    found = outline_text(text, None, report.year)
    ruled = {s.span.start: s.key for s in (*found.sections, *found.unmapped) if "@" not in s.rule}
    parts = [
        (s.heading, s.span.start, s.body.start, s.body.end, s.key, ruled.get(s.span.start, UNKNOWN))
        for s in report.sections
    ]
    starts = {s.span.start for s in report.sections}
    inner = [c for c in candidates(text) if c.own_line and c.key == UNKNOWN]
    ends = [*(c.start for c in inner[1:]), len(text)]
    parts += [
        (text[c.start : c.end], c.start, c.end, end, UNKNOWN, UNKNOWN)
        for c, end in zip(inner, ends, strict=True)
        if c.start not in starts
    ]
    return [
        Example(heading, text[start : max(start, end)], key, by_rules, _elsewhere(ruled, at))
        for heading, at, start, end, key, by_rules in parts
        if heading
    ]


def _elsewhere(ruled: dict[int, str], at: int) -> frozenset[str]:
    return frozenset(key for start, key in ruled.items() if start != at and key != UNKNOWN)


def _few(rows: Sequence[Example]) -> list[Example]:
    """At most :data:`ALIKE` of each title and key, so that the forms' own titles drown no other."""
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for row in rows:
        alike = (title_of(row.heading), row.key)
        seen[alike] += 1
        if seen[alike] <= ALIKE:
            kept.append(row)
    return kept


def _matrix(rows: Sequence[Example]) -> Any:
    from scipy.sparse import csr_matrix

    seen = [features(row.heading, row.body) for row in rows]
    starts = np.cumsum([0, *map(len, seen)])
    places = np.concatenate([np.fromiter(one, np.int64) for one in seen])
    values = np.concatenate([np.fromiter(one.values(), np.float64) for one in seen])
    return csr_matrix((values, places, starts), shape=(len(rows), SIZE))


def _fit(matrix: Any, keys: NDArray[np.str_]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-6).fit(matrix, keys)


def _held_out(matrix: Any, rows: Sequence[Example]) -> Held:
    """What models say of titles that they did not see, nor their like in blanks and ordinals."""
    from sklearn.model_selection import GroupKFold

    wanted = np.asarray([row.key for row in rows])
    titles = [title_of(row.heading) for row in rows]
    keys = tuple(sorted(set(wanted.tolist())))
    scores = np.full((len(rows), len(keys)), -20.0)
    for learnt, held in GroupKFold(FOLDS).split(matrix, groups=titles):
        model = _fit(matrix[learnt], wanted[learnt])
        columns = [keys.index(key) for key in model.classes_.tolist()]
        scores[np.ix_(held, columns)] = model.decision_function(matrix[held])
    taken = np.asarray([[key in row.taken for key in keys] for row in rows])
    return Held(keys, np.where(taken, -np.inf, scores))


def _heat(held: Held, at: NDArray[np.int64]) -> float:
    """The temperature at which held-out probabilities fit best (log loss)."""

    def loss(heat: float) -> float:
        return float(-np.log(held.chances(heat)[np.arange(len(at)), at] + 1e-12).mean())

    return float(min(HEATS, key=loss))


def _taken(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The lowest probability from which enough of what is named is right."""
    for level in LEVELS:
        named = sure >= level
        if named.any() and right[named].mean() >= SURE:
            return float(level)
    return 1.0


def _metrics(rows: Sequence[Example], held: Held, heat: float) -> tuple[float, dict[str, Any]]:
    chances = held.chances(heat)
    wanted = np.asarray([row.key for row in rows])
    ruled = np.asarray([row.by_rules for row in rows])
    given = np.asarray(held.keys)[chances.argmax(axis=1)]
    sure, right = chances.max(axis=1), given == wanted
    named = given != UNKNOWN
    taken = _taken(sure[named], right[named])
    spoken = named & (sure >= taken)
    lost = (ruled == UNKNOWN) & (wanted != UNKNOWN)
    both = np.where((ruled == UNKNOWN) & spoken, given, ruled)
    titles = np.asarray([title_of(row.heading) for row in rows])
    coded = wanted != UNKNOWN
    wrong = [at for at in np.argsort(-sure, kind="stable") if not right[at] and named[at]]
    return taken, {
        "intervals": {
            name: _interval(told[coded], titles[coded])
            for name, told in (
                ("scorer", right),
                ("rules", ruled == wanted),
                ("both", both == wanted),
            )
        },
        "bins": _bins(sure, right),
        "headings": int(coded.sum()),
        "others": int((~coded).sum()),
        "scorer_accuracy": round(float(right[coded].mean()), 4),
        "scorer_named": int(spoken[coded].sum()),
        "scorer_named_right": round(float(right[spoken].mean()), 4),
        "rules_accuracy": round(float((ruled == wanted)[coded].mean()), 4),
        "both_accuracy": round(float((both == wanted)[coded].mean()), 4),
        "unknown_to_rules": int(lost.sum()),
        "of_them_named": int((lost & spoken).sum()),
        "of_them_right": int((lost & spoken & right).sum()),
        "calibration_error": round(_calibration(_bins(sure, right)), 4),
        "failures": [
            f"{rows[at].heading.strip()[:24]} (coded {wanted[at]}, given {given[at]}, "
            f"{sure[at]:.2f})"
            for at in wrong[:FAILURES]
        ],
    }


def _interval(right: NDArray[np.bool_], titles: NDArray[np.str_]) -> list[float]:
    """95 % bootstrap interval of an accuracy over titles (1,000 draws, seed 0)."""
    _, title = np.unique(titles, return_inverse=True)
    hits, sizes = np.bincount(title, right), np.bincount(title)
    draws = np.random.default_rng(0).integers(0, len(sizes), (1000, len(sizes)))
    shares = hits[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    return [round(float(share), 4) for share in np.quantile(shares, (0.025, 0.975))]


def _bins(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> list[list[float]]:
    """Ten bins of confidence: lower end, headings, mean confidence, share right."""
    bins = np.minimum((sure * 10).astype(int), 9)
    return [
        [
            at / 10,
            int((bins == at).sum()),
            round(float(sure[bins == at].mean()), 3),
            round(float(right[bins == at].mean()), 3),
        ]
        for at in range(10)
        if (bins == at).any()
    ]


def _calibration(bins: Sequence[Sequence[float]]) -> float:
    """Expected calibration error of the bins."""
    whole = sum(count for _, count, *_ in bins)
    return sum(count * abs(mean - hit) for _, count, mean, hit in bins) / whole


def train_sections(gold: Path, folder: Path) -> dict[str, Any]:
    """Train from a gold folder into a model folder, write its card, return its manifest.

    Raises:
        UsageError: the gold folder is incomplete.
    """
    import sklearn

    reports = load(gold).split(*USED)
    rows = _few([row for report in reports for row in _examples(report)])
    matrix, wanted = _matrix(rows), np.asarray([row.key for row in rows])
    held = _held_out(matrix, rows)
    heat = _heat(held, np.asarray([held.keys.index(row.key) for row in rows]))
    taken, metrics = _metrics(rows, held, heat)
    model = _fit(matrix, wanted)
    weights = np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float16)
    told = "".join(f"{row.heading}\n{row.body}\n{row.key}\n" for row in rows)
    manifest = {
        "name": NAME,
        "features": VERSION,
        "keys": [str(key) for key in model.classes_],
        "heat": heat,
        "taken": taken,
        "data": hashlib.sha256(told.encode()).hexdigest(),
        "reports": len(reports),
        "trained_with": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "metrics": metrics,
    }
    card = _card(manifest, metrics)
    linear.save(folder, manifest, {"weights": weights}, {"CARD.md": card})
    return manifest


def _card(manifest: dict[str, Any], metrics: dict[str, Any]) -> str:
    bins = "\n".join(
        f"| {low:.1f}–{low + 0.1:.1f} | {count} | {mean:.3f} | {hit:.3f} |"
        for low, count, mean, hit in metrics["bins"]
    )
    within = {name: f"{low}–{high}" for name, (low, high) in metrics["intervals"].items()}
    told = {"failures": "; ".join(metrics["failures"]), "bins": bins, "within": within}
    return _CARD.format(**{**manifest, **metrics, **told})


_CARD = """# sections@1: the part that a heading opens which no rule knows

**What.** A multinomial logistic regression over hashed characters of a heading (one to three, 2^12
places) and pairs of the first 160 characters below it (2^12 places). It is asked only of headings
that the rules of `nlp_reports/sections/schemes` left `unmapped`, and only for a part that nothing
else was found for. Applied with numpy; no pickle.

**Trained from** `corpora/gold`, splits train and dev, {reports} reports: {headings} headings of
sections with the key they are coded with, and {others} that head no section of the codebook. The
test split was never read. Data digest `{data}`.
Command: `nlp-reports train sections corpora/gold --out models/sections`.

**How good**, on titles that the model did not see (5 folds by title; at most 3 sections of one
title count; what the rules found elsewhere in the report is not given again):

| | | 95 % interval |
|---|---|---|
| headings of sections under the right key, scorer alone | {scorer_accuracy} | {within[scorer]} |
| the same, rules alone (written while reading these reports) | {rules_accuracy} | \
{within[rules]} |
| the same, rules and, where they know nothing, the scorer: what ships | {both_accuracy} | \
{within[both]} |
| named by the scorer from probability {taken} | {scorer_named} of {headings}; of all that is \
named {scorer_named_right} is right | |
| headings that no rule knows | {unknown_to_rules}: {of_them_named} named, {of_them_right} right | |
| expected calibration error | {calibration_error} | |

Intervals: bootstrap over titles.

A part is named from probability {taken}: the lowest (0.5 at least) from which 97 % of what is named
is right. The scorer alone is worse than the rules; both together beat either, so both ship.

**Calibration** (out of fold): mean confidence and share right, by bin of confidence.

| confidence | headings | mean | right |
|---|---|---|---|
{bins}

**Fails on.** {failures}

**Limits.** The reports are fictional and mostly keep to the forms; slogans over mixed text stay
`unmapped`, as they should.
"""
