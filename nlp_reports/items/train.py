"""Training of the role and status classifier (scikit-learn; imported here only).

The features are those of :mod:`nlp_reports.items.features`; the model is multinomial logistic
regression, its temperature fitted on out-of-fold predictions (folds by issuer family). Everything
is deterministic, so the documented command gives the same digests again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.items import roles
from nlp_reports.items.features import SIZE, VERSION, see
from nlp_reports.items.model import digest
from nlp_reports.items.split import Piece
from nlp_reports.items.splitting import Part, told_of
from nlp_reports.text import Span

NAME = "roles@1"
FOLDS = 5
STRENGTH = {"role": 0.5, "status": 1.0}
"""Inverse of the penalty (scikit-learn's C), chosen by the folds."""
RARE = {"activity": 4.0, "context": 2.0}
"""Weights of rare roles, so that they are not drowned."""
MEASURE = {"role": "macro_f1", "status": "accuracy"}
"""By which figure it is judged whether the classifier beats the rules."""
FAILURES = 8
OVERLAP = 0.8
UNDECIDED = roles.Decision("context", "none", 0.0)
"""The same for all pieces, so it tells nothing: for a classifier that sees no rule's vote."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A coded section: where it stands, what was coded in it, and whose it is.

    ``labels`` are spans with role and status; ``group`` names the issuer family.
    """

    text: str
    body: Span
    section: str
    heading: str
    labels: tuple[tuple[Span, str, str | None], ...]
    group: str


Row = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Places and values of one piece."""


@dataclass(frozen=True, slots=True)
class Example:
    """A piece that meets a coded item; ``alone`` is what is seen of it without the rules' votes."""

    seen: Row
    alone: Row
    role: str
    status: str | None
    rule: str
    rule_status: str | None
    group: str
    words: str


def overlap(one: Span, other: Span) -> float:
    """Shared characters by the longer of two spans, 0..1."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0.0, shared / max(len(one), len(other), 1))


def _coded(piece: Piece, passage: Passage) -> tuple[str, str | None] | None:
    best = max(passage.labels, key=lambda label: overlap(piece.span, label[0]), default=None)
    if best is None or overlap(piece.span, best[0]) < OVERLAP:
        return None
    return best[1], best[2]


def examples(passages: Sequence[Passage]) -> list[Example]:
    """All pieces that meet a coded item, as the classifier will see them."""
    found = []
    for passage in passages:
        part = Part(passage.section, passage.body, passage.heading)
        (told,) = told_of(passage.text, [part])
        if not told.pieces:
            continue
        ruled = roles.statuses(told.rules, told.tenses, told.own)
        features = see([told])
        count = len(told.pieces)
        nothing = [None] * count
        silent = see([replace(told, rules=[UNDECIDED] * count, tenses=nothing, own=nothing)])
        for at, piece in enumerate(told.pieces):
            coded = _coded(piece, passage)
            if coded:
                found.append(
                    Example(
                        features.row(at),
                        silent.row(at),
                        *coded,
                        told.rules[at].role,
                        ruled[at],
                        passage.group,
                        told.words[at],
                    )
                )
    return found


def _matrix(rows: Sequence[Row]) -> Any:
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    values = np.concatenate([values for _, values in rows])
    places = np.concatenate([places for places, _ in rows])
    return csr_matrix((values, places, starts), shape=(len(rows), SIZE))


def _fit(rows: Any, targets: NDArray[np.str_], strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    weight = {name: RARE.get(name, 1.0) for name in map(str, np.unique(targets))}
    model = LogisticRegression(
        C=strength, max_iter=600, tol=1e-6, random_state=0, class_weight=weight
    )
    return model.fit(rows, targets)


def folds(groups: Sequence[str]) -> list[NDArray[np.int64]]:
    """Row numbers of each fold; a family stays together, sizes stay even."""
    names, sizes = np.unique(np.asarray(groups), return_counts=True)
    load = [0] * FOLDS
    fold_of: dict[str, int] = {}
    for index in np.lexsort((names, -sizes)):
        lightest = int(np.argmin(load))
        fold_of[str(names[index])] = lightest
        load[lightest] += int(sizes[index])
    which = np.asarray([fold_of[group] for group in groups])
    return [np.flatnonzero(which == fold) for fold in range(FOLDS)]


@dataclass(frozen=True, slots=True)
class Held:
    """Out-of-fold logits of one head."""

    classes: tuple[str, ...]
    logits: NDArray[np.float64]
    targets: NDArray[np.str_]


def held_out(
    rows: Sequence[Row], targets: Sequence[str], groups: Sequence[str], strength: float
) -> Held:
    """What models say about families that they did not see."""
    matrix, wanted = _matrix(rows), np.asarray(targets)
    classes = tuple(sorted(set(targets)))
    logits = np.full((len(rows), len(classes)), -20.0)
    for fold in folds(groups):
        rest = np.setdiff1d(np.arange(len(rows)), fold)
        model = _fit(matrix[rest], wanted[rest], strength)
        scores = model.decision_function(matrix[fold])
        if scores.ndim == 1:  # scikit-learn gives two classes one column
            scores = np.stack([-scores / 2, scores / 2], axis=1)
        columns = [classes.index(name) for name in model.classes_]
        logits[fold[:, None], np.asarray(columns)] = scores
    return Held(classes, logits, wanted)


def temperature(held: Held) -> float:
    """The temperature (0.3..3) at which held-out probabilities fit best (log loss)."""
    at = np.asarray([held.classes.index(name) for name in held.targets])

    def loss(heat: float) -> float:
        scaled = held.logits / heat
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chance = np.exp(scaled) / np.exp(scaled).sum(axis=1, keepdims=True)
        return float(-np.log(chance[np.arange(len(at)), at] + 1e-12).mean())

    grid = np.round(np.arange(0.3, 3.01, 0.05), 2)
    return float(min(grid, key=loss))


def _save(folder: Path, name: str, model: Any, held: Held) -> dict[str, Any]:
    weights = np.hstack([model.coef_, model.intercept_[:, None]])
    if len(weights) == 1:
        weights = np.vstack([-weights / 2, weights / 2])
    weights = weights.astype(np.float16)
    path = folder / f"{name}.npy"
    np.save(path, weights, allow_pickle=False)
    return {
        "file": path.name,
        "classes": [str(c) for c in model.classes_],
        "temperature": temperature(held),
        "sha256": digest(path),
    }


def _scores(
    held: Held, alone: Held, rows: Sequence[Example], rules: Sequence[str | None]
) -> dict[str, Any]:
    """Out-of-fold quality of both together, the classifier alone and the rules, for the card."""
    ranked = held.logits / temperature(held)
    chance = np.exp(ranked - ranked.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    guessed = np.asarray(held.classes)[chance.argmax(axis=1)]
    sure, right = chance.max(axis=1), guessed == held.targets
    ruled = np.asarray([name or "none" for name in rules])
    single = np.asarray(alone.classes)[alone.logits.argmax(axis=1)]
    wrong = [at for at in np.argsort(-sure, kind="stable") if not right[at]][:FAILURES]
    return {
        "examples": len(held.targets),
        "accuracy": round(float(right.mean()), 4),
        "interval": _interval(right, [row.group for row in rows]),
        "macro_f1": round(_macro(held.targets, guessed), 4),
        "calibration_error": round(sum(w * abs(m - r) for _, w, m, r in _bins(sure, right)), 4),
        "bins": [
            [low, round(share * len(sure)), round(mean, 3), round(hit, 3)]
            for low, share, mean, hit in _bins(sure, right)
        ],
        "alone_accuracy": round(float((single == held.targets).mean()), 4),
        "alone_macro_f1": round(_macro(held.targets, single), 4),
        "rules_accuracy": round(float((ruled == held.targets).mean()), 4),
        "rules_macro_f1": round(_macro(held.targets, ruled), 4),
        "failures": [
            f"{rows[at].words[:36]} (coded {held.targets[at]}, given {guessed[at]})" for at in wrong
        ],
    }


def _interval(right: NDArray[np.bool_], groups: Sequence[str]) -> list[float]:
    """95 % bootstrap interval of the accuracy over issuer families (1,000 draws, seed 0)."""
    _, family = np.unique(np.asarray(groups), return_inverse=True)
    hits, sizes = np.bincount(family, right), np.bincount(family)
    draws = np.random.default_rng(0).integers(0, len(sizes), (1000, len(sizes)))
    shares = hits[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    return [round(float(x), 4) for x in np.quantile(shares, (0.025, 0.975))]


def _macro(wanted: NDArray[np.str_], given: NDArray[np.str_]) -> float:
    scores = []
    for name in np.unique(wanted):
        both = np.sum((wanted == name) & (given == name))
        scores.append(2 * both / (np.sum(wanted == name) + np.sum(given == name)))
    return float(np.mean(scores))


def _bins(
    sure: NDArray[np.float64], right: NDArray[np.bool_]
) -> list[tuple[float, float, float, float]]:
    """Ten bins of confidence: lower end, share of items, mean confidence, share right."""
    bins = np.minimum((sure * 10).astype(int), 9)
    return [
        (
            at / 10,
            float((bins == at).mean()),
            float(sure[bins == at].mean()),
            float(right[bins == at].mean()),
        )
        for at in range(10)
        if (bins == at).any()
    ]


def train(passages: Sequence[Passage], folder: Path, *, data: str) -> dict[str, Any]:
    """Fit both heads, write the model folder, return its manifest.

    Args:
        passages: coded sections of the training reports.
        folder: where ``manifest.json`` and the arrays go.
        data: digest of the training data, for the manifest.

    The classifier sees the rules' votes. A head decides (``both``) only where its out-of-fold
    figure (:data:`MEASURE`) beats the rules', else the manifest says ``rules`` and they decide
    that question alone.
    """
    import sklearn

    coded = examples(passages)
    measures = [e for e in coded if e.role == "measure" and e.status]
    folder.mkdir(parents=True, exist_ok=True)
    heads, metrics = {}, {}
    for name, rows, targets, ruled in (
        ("role", coded, [e.role for e in coded], [e.rule for e in coded]),
        ("status", measures, [str(e.status) for e in measures], [e.rule_status for e in measures]),
    ):
        seen, groups = [e.seen for e in rows], [e.group for e in rows]
        model = _fit(_matrix(seen), np.asarray(targets), STRENGTH[name])
        held = held_out(seen, targets, groups, STRENGTH[name])
        heads[name] = _save(folder, name, model, held)
        alone = held_out([e.alone for e in rows], targets, groups, STRENGTH[name])
        metrics[name] = _scores(held, alone, rows, ruled)
        by = MEASURE[name]
        better = metrics[name][by] > metrics[name][f"rules_{by}"]
        heads[name]["decides"] = "both" if better else "rules"
    manifest = {
        "name": NAME,
        "features": VERSION,
        "data": data,
        "examples": len(coded),
        "trained_with": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "heads": heads,
        "metrics": metrics,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", "utf-8")
    return manifest
