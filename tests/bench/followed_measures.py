"""How well a planned measure is found among what the next report tells as done.

Plans and tellings of fictional issuers, which of them tell the same deed was settled when they were
written (``tests/cases/followed.toml``). Each plan is held against all that its issuer tells. The
threshold is chosen on one half of the issuers and reported on the other, with 95 % intervals from a
bootstrap over issuers; the one in use is marked::

    python -m tests.bench.followed_measures
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlp_reports.report import Item
from nlp_reports.scores import versus as module
from nlp_reports.scores.versus import versus
from nlp_reports.text import Span

CASES = Path(__file__).parents[1] / "cases" / "followed.toml"
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
RESAMPLES = 2000


@dataclass(frozen=True)
class Tally:
    """Plans whose deed was found, plans said to be kept, and plans that were kept."""

    right: int
    found: int
    wanted: int


def issuers(half: str) -> list[dict[str, Any]]:
    """The issuers of a half, ``choose`` or ``report``."""
    rows = tomllib.loads(CASES.read_text("utf-8"))["issuer"]
    return [row for row in rows if row["half"] == half]


def items(texts: list[str], status: str) -> list[Item]:
    """Measures with a status."""
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    return [
        Item(f"{status}{n}", "problems_improvements", "measure", Span(at, at + len(t)), t, status)
        for n, (at, t) in enumerate(zip(starts, texts, strict=False))
    ]


def tally(issuer: dict[str, Any]) -> Tally:
    """Count what is found for one issuer at the threshold in use."""
    plans = issuer["plans"]
    told = [plan[key] for plan in plans for key in ("done", "near") if key in plan]
    earlier = items([plan["text"] for plan in plans], "planned")
    later = items([*told, *issuer["others"]], "done")
    names = ((issuer["name"],), (issuer["name"],))
    found = versus(earlier, later, names=names).kept
    wanted = {plan["text"]: plan["done"] for plan in plans if "done" in plan}
    right = sum(wanted.get(plan.text) == done.text for plan, done in found)
    return Tally(right, len(found), len(wanted))


def at(threshold: float, half: str) -> list[Tally]:
    """The tallies of a half's issuers at a threshold."""
    kept, module.KEPT = module.KEPT, threshold
    try:
        return [tally(issuer) for issuer in issuers(half)]
    finally:
        module.KEPT = kept


def rates(tallies: list[Tally]) -> tuple[float, float, float]:
    """Precision, recall and F1 over issuers."""
    right, found, wanted = (
        sum(getattr(one, name) for one in tallies) for name in ("right", "found", "wanted")
    )
    precision, recall = right / found if found else 1.0, right / wanted
    return precision, recall, 2 * right / (found + wanted)


def interval(tallies: list[Tally]) -> list[tuple[float, float]]:
    """95 % percentile intervals of precision, recall and F1, resampling issuers."""
    random = np.random.default_rng(20210930)
    draws = random.integers(0, len(tallies), (RESAMPLES, len(tallies)))
    drawn = np.array([rates([tallies[n] for n in draw]) for draw in draws])
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def main() -> None:
    """Print a table per half."""
    for half in ("choose", "report"):
        plans = [plan for issuer in issuers(half) for plan in issuer["plans"]]
        kept = sum("done" in plan for plan in plans)
        print(f"{half}: {len(plans)} plans of {len(issuers(half))} issuers, {kept} kept")
        for threshold in THRESHOLDS:
            tallies = at(threshold, half)
            shown = (
                f"{value:.2f} ({low:.2f} to {high:.2f})"
                for value, (low, high) in zip(rates(tallies), interval(tallies), strict=True)
            )
            mark = " <- in use" if threshold == module.KEPT else ""
            print(f"  {threshold:.2f}  " + "  ".join(shown) + mark)


if __name__ == "__main__":
    main()
