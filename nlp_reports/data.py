"""Where the shipped models and the sample corpus lie: inside the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

from nlp_reports.errors import ModelError

_PACKAGE = Path(__file__).parent


def models() -> Path:
    """Return the folder of the shipped models.

    Raises:
        ModelError: the installation lacks it.
    """
    return _find(_PACKAGE / "_data" / "models", _PACKAGE.parent / "models")


def sample() -> Path:
    """Return the folder of the sample corpus; its reports lie in ``reports/``.

    Raises:
        ModelError: the installation lacks it.
    """
    return _find(_PACKAGE / "_data" / "sample", _PACKAGE.parent / "corpora" / "sample")


def sample_reports(suffix: str = ".txt") -> list[Path]:
    """Return the files of the sample corpus in one format, e.g. ``.pdf``.

    Raises:
        ModelError: the installation lacks the sample.
    """
    return sorted((sample() / "reports").glob(f"*{suffix}"))


def _find(*places: Path) -> Path:
    for place in places:
        if place.is_dir():
            return place
    raise ModelError(f"{places[0]}: not there; install nlp-reports again from its wheel")
