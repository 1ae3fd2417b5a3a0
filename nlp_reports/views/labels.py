"""What views call things in Chinese and English, read from ``labels.toml`` and the codebooks."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from nlp_reports.errors import NlpReportsError, UsageError

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
def theme_labels(book: str) -> dict[str, tuple[str, str]]:
    """Return (Chinese, English) of each theme of a codebook; nothing for one not at hand."""
    from nlp_reports.themes import codebook

    try:
        return {theme.key: (theme.zh, theme.en) for theme in codebook(book).themes}
    except NlpReportsError:  # results may come from a machine that has it
        return {}


def theme_label(key: str, lang: Lang, book: str) -> str:
    """Return the name of a theme or practice; a key of a codebook not at hand is its own name."""
    pair = theme_labels(book).get(key)
    return pair[LANGS.index(lang)] if pair else key
