"""Training of the substance model (scikit-learn and scipy; imported here only).

The wording score is logistic regression on the grams. The step weights are fitted on wording
scores that were made without the item's own group of writers, under the bounds that make the
model monotone. Authored reports hold more checkable items than real ones, so examples are
weighted halfway (in logits) from their own mix of levels towards that of real reports.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp_reports.report import Role
from nlp_reports.scores.features import VERSION, Seen, names, see
from nlp_reports.scores.model import FILES, STEPS, Model, Vector, digest
from nlp_reports.scores.slots import SCORED, slots

NAME = "substance@1"
REAL_MIX: dict[Role, tuple[float, ...]] = {
    "problem": (1, 17, 5, 0.5),
    "measure": (0.5, 14, 8, 3),
    "supervision": (0.5, 8, 17, 11),
}
"""Levels 0-3 as coded in eight real reports, with half an item where none was seen."""
TOWARDS_REAL = 0.5
"""0 keeps the authored mix of levels, 1 takes the real one."""
STRENGTH = 1.0
RIDGE = 1.0
SUFFICIENT = frozenset(("quantity", "date", "document", "product"))
FLOOR = 3.0
"""Least weight (logits) at the last step of the facts that suffice by themselves."""
LEAST = 3
"""Items in which a gram must occur."""


@dataclass(frozen=True, slots=True)
class Example:
    """A coded item; ``group`` names the writers whose style it shares."""

    text: str
    role: Role
    level: int
    group: str


def train(examples: Sequence[Example]) -> Model:
    """Fit the model."""
    seen = [see(example.text, example.role) for example in examples]
    levels = np.array([example.level for example in examples])
    groups = np.array([example.group for example in examples])
    weights = mix_weights(examples)
    apart = np.zeros((len(seen), STEPS))
    for group in np.unique(groups):
        rest, own = np.flatnonzero(groups != group), np.flatnonzero(groups == group)
        part = _wording([seen[i] for i in rest], levels[rest], weights[rest])
        apart[own] = [part.wordings(seen[i]) for i in own]
    whole = _wording(seen, levels, weights)
    fixed = np.array([row.values for row in seen])
    steps = [_step(fixed, apart[:, k], levels, k + 1, weights) for k in range(STEPS)]
    return Model(NAME, whole.grams, whole.wording, whole.bias, np.array(steps))


def mix_weights(examples: Sequence[Example]) -> Vector:
    """Weigh examples so that levels within a role stand halfway towards real reports."""
    count = Counter((example.role, example.level) for example in examples)
    size = Counter(example.role for example in examples)
    weights = []
    for example in examples:
        real = REAL_MIX[example.role]
        wanted = real[example.level] / sum(real)
        have = count[example.role, example.level] / size[example.role]
        weights.append((wanted / have) ** TOWARDS_REAL)
    found = np.array(weights)
    return np.asarray(found / found.mean())


def _wording(seen: Sequence[Seen], levels: npt.NDArray[np.int64], weights: Vector) -> Model:
    """Fit the three wording scores."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    often = Counter(gram for row in seen for gram in row.grams)
    known = {g: at for at, g in enumerate(sorted(g for g, n in often.items() if n >= LEAST))}
    rows = [[known[g] for g in row.grams if g in known] for row in seen]
    starts = np.cumsum([0, *map(len, rows)])
    scale = np.concatenate([np.full(len(r), 1 / np.sqrt(max(1, len(r)))) for r in rows])
    matrix = csr_matrix((scale, np.concatenate(rows).astype(int), starts), (len(rows), len(known)))
    wording = np.zeros((len(known), STEPS), dtype=np.float32)
    bias = np.zeros(STEPS)
    for k in range(STEPS):
        reached = levels >= k
        model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-6)
        model.fit(matrix[reached], levels[reached] > k, sample_weight=weights[reached])
        wording[:, k], bias[k] = model.coef_[0], model.intercept_[0]
    return Model(NAME, known, wording, bias, np.zeros((STEPS, len(names()) + 1)))


def _step(
    fixed: Vector, wording: Vector, levels: npt.NDArray[np.int64], k: int, weights: Vector
) -> Vector:
    """Fit one continuation ratio, P(level >= k | level >= k - 1), within the bounds."""
    from scipy.optimize import minimize

    reached = levels >= k - 1
    matrix = np.column_stack([fixed, wording])[reached]
    target, weight = (levels[reached] >= k).astype(float), weights[reached]
    free = np.array([name in SCORED for name in names()] + [False])
    expected = prior(k)

    def loss(beta: Vector) -> tuple[float, Vector]:
        z = matrix @ beta
        p = 1 / (1 + np.exp(-z))
        nll = float(weight @ (np.logaddexp(0, z) - target * z))
        off = RIDGE * np.where(free, 0.01, 1.0) * (beta - expected)
        value = nll + float(off @ (beta - expected)) / 2
        return value, matrix.T @ (weight * (p - target)) + off

    found = minimize(loss, expected, jac=True, bounds=bounds(k), method="L-BFGS-B")
    return np.asarray(found.x)


def prior(k: int) -> Vector:
    """Give the weights that the codebook lets expect at step ``k``; the ridge pulls towards them.

    A rare slot (a product by its own name) has few examples but a clear rule.
    """
    by_grade = {0: (-2.0, 0.0, 0.0), 1: (1.0, 0.0, 0.0), 2: (1.0, 1.5, 0.0), 3: (1.0, 2.5, 3.5)}
    grades = {slot.key: slot.grade for slot in slots()}
    own = [by_grade[grades[name]][k - 1] if name in grades else 0.0 for name in names()]
    return np.array([*own, 1.0])


def bounds(k: int) -> list[tuple[float | None, float | None]]:
    """Give the range of each weight at step ``k``: slots raise, denial lowers, the role is free.

    A fact that the codebook calls checkable by itself carries to level 3 by itself.
    """
    lowers = {slot.key for slot in slots() if slot.grade == 0}

    def of(name: str) -> tuple[float | None, float | None]:
        if name in SCORED:
            return None, None
        if name in lowers:
            return None, 0.0
        return (FLOOR if k == STEPS and name in SUFFICIENT else 0.0), None

    return [*(of(name) for name in names()), (0.0, None)]


def save(model: Model, folder: Path, *, data: str, metrics: dict[str, Any]) -> None:
    """Write the model folder: arrays, JSON and the manifest with their digests."""
    import sklearn

    folder.mkdir(parents=True, exist_ok=True)
    head = {
        "features": VERSION,
        "names": names(),
        "bias": [round(float(b), 6) for b in model.bias],
        "weights": [[round(float(w), 6) for w in row] for row in model.weights],
    }
    known = sorted(model.grams, key=lambda gram: model.grams[gram])
    (folder / "model.json").write_text(json.dumps(head, ensure_ascii=False, indent=1), "utf-8")
    (folder / "grams.json").write_text(json.dumps(known, ensure_ascii=False), "utf-8")
    np.save(folder / "wording.npy", model.wording.astype(np.float16), allow_pickle=False)
    lines = [
        f'name = "{NAME}"',
        f'data = "{data}"',
        f'trained_with = "scikit-learn {sklearn.__version__}, numpy {np.__version__}"',
        "",
        "[sha256]",
        *(f'"{name}" = "{digest(folder / name)}"' for name in FILES),
        "",
        "[metrics]",
        *(f"{name} = {value}" for name, value in sorted(metrics.items())),
    ]
    (folder / "manifest.toml").write_text("\n".join(lines) + "\n", "utf-8")
