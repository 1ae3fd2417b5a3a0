"""The quality gate: figures on a pinned corpus must not fall below their floors.

``floors.toml`` names the corpus by digest, a floor per figure (a ceiling where less is better)
and, in ``[[lowered]]``, the written reason for every floor that was ever taken back.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nlp_reports.errors import UsageError
from nlp_reports.evaluate.agreement import Interval

FLOORS = Path(__file__).with_name("floors.toml")
MARGIN = 0.005
"""What a figure may lie under the one it was pinned at: rounding of other machines."""
GATED = (
    "narrative.clean.",
    "narrative.combined.",
    "themes.clean.given.",
    "practices.clean.given.",
    "substance.clean.given.",
    "reuse.",
    "figures.",
)
_LESS_IS_BETTER = (".ece", ".mae")


@dataclass(frozen=True, slots=True)
class Lowered:
    """A floor that was taken back, and why."""

    figure: str
    before: float
    after: float
    reason: str


@dataclass(frozen=True, slots=True)
class Floors:
    """The bounds that hold for a corpus."""

    corpus: str
    bounds: Mapping[str, float]
    lowered: tuple[Lowered, ...] = ()


def load(path: Path = FLOORS) -> Floors:
    """Read the floors.

    Raises:
        UsageError: the file is missing or malformed, or a lowered floor has no reason.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        lowered = tuple(
            Lowered(row["figure"], row["before"], row["after"], row["reason"])
            for row in raw.get("lowered", [])
        )
        floors = Floors(raw["corpus"], raw["floors"] | raw["ceilings"], lowered)
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path}: {error!r}; write it anew with evaluate gate --pin") from error
    for row in lowered:
        if len(row.reason.strip()) < 10:
            raise UsageError(f"{path}: {row.figure} was lowered without a reason; write one")
    return floors


def wanted(figures: Mapping[str, Interval]) -> dict[str, float]:
    """The figures that the gate looks at."""
    return {
        name: found.value
        for name, found in sorted(figures.items())
        if name.startswith(GATED) and found.value is not None
    }


def worse(name: str, value: float, bound: float) -> bool:
    """Whether a figure breaks its bound."""
    return value > bound if name.endswith(_LESS_IS_BETTER) else value < bound


def failures(floors: Floors, figures: Mapping[str, Interval], corpus: str) -> Iterator[str]:
    """Say what is wrong, a line each."""
    if corpus != floors.corpus:
        yield (
            f"the floors are pinned to corpus {floors.corpus}, this is {corpus}: "
            "pin them again (evaluate gate --pin)"
        )
        return
    values = wanted(figures)
    for name, bound in sorted(floors.bounds.items()):
        if name not in values:
            yield f"{name}: not measured any more; its floor is {bound:.3f}"
        elif worse(name, values[name], bound):
            yield f"{name}: {values[name]:.4f}, its bound is {bound:.4f}"


def pinned(old: Floors | None, figures: Mapping[str, Interval], corpus: str, reason: str) -> Floors:
    """New bounds at the present figures; on the same corpus a better old one stays.

    Raises:
        UsageError: a bound would be taken back and there is no reason.
    """
    bounds = {}
    lowered = list(old.lowered if old else ())
    for name, value in wanted(figures).items():
        sign = 1 if name.endswith(_LESS_IS_BETTER) else -1
        bound = round(max(0.0, value + sign * MARGIN), 4)
        before = old.bounds.get(name) if old else None
        if before is not None and worse(name, bound, before):
            if not worse(name, value, before):
                bound = before
            elif not reason.strip():
                raise UsageError(f"{name} would be lowered from {before} to {bound}: give --reason")
            else:
                lowered.append(Lowered(name, before, bound, reason))
        bounds[name] = bound
    return Floors(corpus, bounds, tuple(lowered))


def save(floors: Floors, path: Path = FLOORS) -> None:
    """Write the floors as TOML, sorted."""
    lines = [
        "# Floors of quality, see nlp_reports/evaluate/gate.py. Written by",
        "# nlp-reports evaluate gate --pin; a floor that falls needs --reason.",
        f'corpus = "{floors.corpus}"',
    ]
    for title, less in (("floors", False), ("ceilings", True)):
        lines += ["", f"[{title}]"]
        lines += [
            f'"{name}" = {bound}'
            for name, bound in sorted(floors.bounds.items())
            if name.endswith(_LESS_IS_BETTER) is less
        ]
    for row in floors.lowered:
        reason = row.reason.replace("\\", "\\\\").replace('"', '\\"')
        lines += ["", "[[lowered]]", f'figure = "{row.figure}"', f"before = {row.before}"]
        lines += [f"after = {row.after}", f'reason = "{reason}"']
    path.write_text("\n".join(lines) + "\n", "utf-8")
