"""What views call things in Chinese and English, read from ``labels.toml`` and the codebooks."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from nlp_reports.errors import UsageError

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@cache
def labels() -> dict[str, dict[str, tuple[str, str]]]:
    """Return every label by group and key, as (Chinese, English)."""
    path = resources.files("nlp_reports.views") / "labels.toml"
    groups = tomllib.loads(path.read_text("utf-8"))
    return {
        group: {key: (str(zh), str(en)) for key, (zh, en) in entries.items()}
        for group, entries in groups.items()
    }


def label(group: str, key: str | None, lang: Lang) -> str:
    """Return one label; a key without a label is its own, ``None`` is a dash.

    >>> label("role", "problem", "zh")
    '问题'

    Raises:
        UsageError: the language is neither ``zh`` nor ``en``.
    """
    if lang not in LANGS:
        raise UsageError(f"no labels in {lang!r}; known: zh, en")
    if key is None:
        return "–"
    pair = labels()[group].get(key)
    return pair[LANGS.index(lang)] if pair else key


@cache
def theme_labels(*books: str) -> dict[str, tuple[str, str]]:
    """Return (Chinese, English) of each theme of the codebooks; an earlier codebook wins.

    Args:
        books: names; the two shipped codebooks if left out.
    """
    from nlp_reports.themes import codebook

    found: dict[str, tuple[str, str]] = {}
    for name in books or ("disclosure-themes", "supervision-practices"):
        for theme in codebook(name).themes:
            found.setdefault(theme.key, (theme.zh, theme.en))
    return found


def theme_label(key: str, lang: Lang, *books: str) -> str:
    """Return the name of a theme or practice; a key of another codebook is its own name."""
    pair = theme_labels(*books).get(key)
    return pair[LANGS.index(lang)] if pair else key
