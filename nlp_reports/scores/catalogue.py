"""Every score that is given to items and reports: name, version, what it is of, unit and range.

One place to touch for a new one; a property test holds every score that is given to its range.
The measures of the literature have a registry of their own, :mod:`nlp_reports.scores.measures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Target = Literal["item", "report"]


@dataclass(frozen=True, slots=True)
class Described:
    """A published score; both ends of its range are included."""

    name: str
    of: tuple[Target, ...]
    unit: str
    low: float
    high: float
    version: int = 1


_SHARE = "share of masked characters, 0-1"
_PERCENTILE = "percentile among reports of its level, kind and year, 0-100"
_ALL = (
    Described("substance", ("item",), "expected level, 0-3", 0, 3),
    Described("level", ("item",), "most probable level, 0-3", 0, 3),
    Described("p_substantive", ("item",), "P(level >= 2), 0-1", 0, 1),
    Described("mandated", ("item", "report"), _SHARE, 0, 1),
    Described("own_past", ("item", "report"), _SHARE, 0, 1),
    Described("cross_issuer", ("item", "report"), _SHARE, 0, 1),
    Described("novel", ("item", "report"), _SHARE, 0, 1),
    Described("substance_mean", ("report",), "mean expected level, 0-3", 0, 3),
    Described("substance_low", ("report",), "2.5 % bootstrap quantile of the mean, 0-3", 0, 3),
    Described("substance_high", ("report",), "97.5 % bootstrap quantile of the mean, 0-3", 0, 3),
    Described("substance_max", ("report",), "largest expected level, 0-3", 0, 3),
    Described("share_substantive", ("report",), "mean P(level >= 2), 0-1", 0, 1),
    Described(
        "responsiveness",
        ("report",),
        "share of problems answered by a substantive measure, 0-1",
        0,
        1,
    ),
    Described(
        "admission",
        ("report",),
        "share of problem items that admit something (level 1 or more), 0-1",
        0,
        1,
    ),
    Described("substance_percentile", ("report",), _PERCENTILE, 0, 100),
    Described("cross_issuer_percentile", ("report",), _PERCENTILE, 0, 100),
    Described(
        "unexplained_stickiness",
        ("report",),
        "own_past beyond what the change of the figures lets expect, -1-1",
        -1,
        1,
    ),
)
CATALOGUE = {one.name: one for one in _ALL}
"""By name."""


def unit_of(name: str) -> str:
    """The unit of a score, as rows of the table ``scores`` have it."""
    return CATALOGUE[name].unit
