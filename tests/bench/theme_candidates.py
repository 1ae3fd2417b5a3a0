"""The candidates for the theme classifier, out of fold by issuer on the splits train and dev.

python tests/bench/theme_candidates.py [disclosure-themes|supervision-practices]

Every candidate sees the same folds, statements and examples, and names themes from the threshold
that is best for it. Ridge and logistic regression run over as many settings of their penalty.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import ComplementNB

from nlp_reports.themes import codebook
from nlp_reports.themes.classify import _dual, indicator, matrix, targets
from nlp_reports.themes.features import learn
from nlp_reports.themes.labels import examples_of, for_codebook, read_gold, read_statements
from nlp_reports.themes.match import rules
from nlp_reports.themes.model import choose

CORPORA = Path(__file__).parents[2] / "corpora"


PENALTIES = (0.4, 0.7, 1.0, 1.5)
INVERSE = (5, 15, 30, 60)


def ridge(strength):
    def scores(rows, wanted, rest, fold):
        gram = (rows @ rows.T).toarray()
        dual, mean = _dual(gram[np.ix_(rest, rest)], wanted[rest], strength)
        return gram[np.ix_(fold, rest)] @ dual + mean

    return scores


def estimator(make):
    def scores(rows, wanted, rest, fold):
        model = OneVsRestClassifier(make(), n_jobs=1).fit(rows[rest], wanted[rest])
        return model.predict_proba(rows[fold])

    return scores


def main(name):
    book = codebook(name)
    gold = [r for r in for_codebook(read_gold(CORPORA / "gold"), book) if r.split != "test"]
    more = read_statements(CORPORA / "statements" / "statements.txt")
    rows = [*gold, *for_codebook(more, book), *examples_of(book)]
    keys = tuple(theme.key for theme in book.themes)
    features = learn([r.text for r in rows], rules(book))
    seen = features.rows([r.text for r in rows])
    everything = matrix(features, seen)[: len(rows)]
    wanted, _ = targets([r.keys for r in rows], keys)
    blocks = np.array([feature[0] for feature in features.names])
    parts = {
        "characters": everything[:, blocks == "c"],
        "words": everything[:, blocks == "w"],
        "patterns": everything[:, np.isin(blocks, ["p", "f"])],
        "all": everything,
    }

    def logistic(inverse):
        return estimator(lambda: LogisticRegression(C=inverse, solver="liblinear", tol=0.01))

    boosting = estimator(lambda: HistGradientBoostingClassifier(max_iter=12, random_state=0))

    def dense(rows, wanted, rest, fold):
        return boosting(np.asarray(rows.todense()), wanted, rest, fold)

    both = [(f"ridge, all, penalty {value}", "all", ridge(value)) for value in PENALTIES]
    both += [(f"logistic, all, C {value}", "all", logistic(value)) for value in INVERSE]
    candidates = [
        *both,
        ("ridge, words", "words", ridge(1.0)),
        ("ridge, characters", "characters", ridge(1.0)),
        ("ridge, patterns", "patterns", ridge(1.0)),
        ("logistic, words", "words", logistic(30)),
        ("logistic, characters", "characters", logistic(30)),
        ("complement naive Bayes, characters", "characters", estimator(ComplementNB)),
        ("gradient boosting, patterns", "patterns", dense),
    ]
    folds = list(GroupKFold(4).split(gold, groups=[r.group for r in gold]))
    print(f"{name}: {len(gold)} coded items\n\n| candidate | micro-F1 | macro-F1 |\n|---|---|---|")
    for label, part, fit in candidates:
        given = np.zeros((len(gold), len(keys)))
        for rest, fold in folds:
            seen = np.concatenate([rest, np.arange(len(gold), len(rows))])
            given[fold] = fit(parts[part], wanted, seen, fold)
        print(f"| {label} | {best(given, wanted[: len(gold)], keys)} |", flush=True)


def best(scores, wanted, keys):
    found = []
    for threshold in np.quantile(scores, np.linspace(0.85, 0.97, 25)):
        chosen = [choose(row, row, keys, threshold, -9.0) for row in scores]
        given = indicator(chosen, keys)
        micro, macro = (
            f1_score(wanted, given, average=a, zero_division=0) for a in ("micro", "macro")
        )
        found.append((macro, micro))
    macro, micro = max(found)
    return f"{micro:.3f} | {macro:.3f}"


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["disclosure-themes"]))
