"""What a codebook's patterns see of texts, as columns for a scikit-learn pipeline of one's own.

scikit-learn loads here and nowhere on the way of a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from nlp_reports.themes.loading import codebook as find_codebook
from nlp_reports.themes.match import rules

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


class PatternVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts the hits of a codebook's patterns: a row per text, a column per pattern.

    Stands in a pipeline before any classifier, or beside a ``TfidfVectorizer`` in a
    ``FeatureUnion``. It learns nothing from the texts.

    Args:
        codebook: name, TOML file or model folder.
        binary: whether a pattern hits at all, instead of how often.

    Attributes:
        patterns_: names of the patterns, in the order of the columns.
    """

    def __init__(self, codebook: str | Path = "disclosure-themes", *, binary: bool = False) -> None:
        self.codebook = codebook
        self.binary = binary

    def fit(self, X: Sequence[str], y: Any = None) -> PatternVectorizer:  # noqa: N803
        """Read the codebook; the texts are not looked at."""
        self.patterns_ = tuple(rules(find_codebook(self.codebook)).names)
        return self

    def transform(self, X: Sequence[str]) -> csr_matrix:  # noqa: N803
        """Hits of each pattern in each text, 0 and up."""
        from scipy.sparse import csr_matrix

        check_is_fitted(self, "patterns_")
        own = rules(find_codebook(self.codebook))
        places = {name: at for at, name in enumerate(self.patterns_)}
        texts = [str(text) for text in X]
        cells = [
            (row, places[hit.pattern]) for row, text in enumerate(texts) for hit in own.hits(text)
        ]
        at = np.asarray(cells, dtype=np.int64).reshape(-1, 2)
        size = (len(texts), len(self.patterns_))
        found = csr_matrix((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=size)
        if self.binary:
            found.data[:] = 1.0
        return found

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """The names of the patterns, such as ``timeliness.3``."""
        check_is_fitted(self, "patterns_")
        return np.asarray(self.patterns_, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        tags.no_validation = True
        return tags
