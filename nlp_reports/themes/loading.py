"""Codebooks as data: found by name or path, checked, with the line of every fault named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from nlp_reports.chinese.patterns import parse
from nlp_reports.errors import DataError, UsageError
from nlp_reports.plugins import Registry
from nlp_reports.report import Codebook, Role, Theme

SHIPPED = ("disclosure-themes", "supervision-practices")
OTHER = "other"
"""Key of the theme of items that no other theme fits; a codebook need not have it."""
_TEXTS = ("key", "zh", "en", "definition")
_LISTS = ("includes", "excludes", "examples", "counterexamples", "patterns")
_OPTIONAL = ("definition_zh",)
_ROLES = get_args(Role)

codebooks: Registry[Path] = Registry("codebook", group="nlp_reports.codebooks")
"""Other packages register a path to a TOML file under the codebook's name."""


@dataclass(frozen=True, slots=True)
class TrainedCodebook(Codebook):
    """A codebook that came with a model of its own, in ``folder``."""

    folder: str


class _Source:
    """A codebook file and the way from an entry to its line."""

    def __init__(self, text: str, where: str) -> None:
        self.lines = text.splitlines()
        self.where = where

    def fault(self, what: str, theme: int | None = None, field: str | None = None) -> str:
        return f"{self.where}, line {self.line(theme, field)}: {what}"

    def line(self, theme: int | None = None, field: str | None = None) -> int:
        """The line (from 1) of a theme's header, of a field in it, or of a field at the top."""
        heads = [n for n, line in enumerate(self.lines) if re.match(r"\s*\[\[themes]]", line)]
        first, last = 0, len(self.lines)
        if theme is not None and theme < len(heads):
            first = heads[theme]
            last = heads[theme + 1] if theme + 1 < len(heads) else last
        if field is not None:
            for at in range(first, last):
                if re.match(rf"\s*{re.escape(field)}\s*=", self.lines[at]):
                    return at + 1
        return first + 1

    def line_with(self, text: str, theme: int, field: str) -> int:
        """The line on which a list's entry stands."""
        first = self.line(theme, field) - 1
        for at in range(first, len(self.lines)):
            if text in self.lines[at]:
                return at + 1
        return first + 1


def codebook(name: str | Path = "disclosure-themes") -> Codebook:
    """Find a codebook: shipped, registered by another package, or a TOML file of your own.

    Args:
        name: ``disclosure-themes``, ``disclosure-themes@1``, a path ending in ``.toml``, or the
            folder of a trained model, whose codebook then brings its classifier along.

    Raises:
        DataError: the file is wrong; file and line are named.
        UsageError: no codebook has this name and version.
    """
    name = str(name)
    if name.endswith(".toml"):
        path = Path(name)
        try:
            changed = path.stat().st_mtime_ns
        except OSError as error:
            raise DataError(f"{path}: no such codebook file ({error.strerror})") from None
        return _from_file(path, changed)
    if Path(name).is_dir():
        return _of_model(Path(name).resolve())
    bare, _, version = name.partition("@")
    found = _named(bare)
    if version and version != str(found.version):
        raise UsageError(f"no codebook {name!r}; this version of the package has {found.id}")
    return found


def toml_of(name: str | Path) -> str:
    """The TOML text of a codebook, to lay beside a model that is trained for it."""
    text = str(name)
    if text.endswith(".toml"):
        return Path(text).read_text("utf-8-sig")
    if Path(text).is_dir():
        return (Path(text) / "codebook.toml").read_text("utf-8")
    bare = text.partition("@")[0]
    if bare in SHIPPED:
        return _shipped(bare)
    return codebooks.get(bare).read_text("utf-8-sig")


def _shipped(name: str) -> str:
    return (resources.files("nlp_reports.themes") / "codebooks" / f"{name}.toml").read_text("utf-8")


def names() -> tuple[str, ...]:
    """The names that :func:`codebook` knows."""
    return (*SHIPPED, *codebooks.names())


@cache
def _named(name: str) -> Codebook:
    if name in SHIPPED:
        return read_codebook(_shipped(name), f"{name}.toml")
    if name in codebooks:
        path = codebooks.get(name)
        return _from_file(path, path.stat().st_mtime_ns)
    raise UsageError(f"no codebook {name!r}; known: {', '.join(names())}, or a path to a .toml")


@cache
def _of_model(folder: Path) -> TrainedCodebook:
    file = folder / "codebook.toml"
    if not file.is_file():
        raise DataError(f"{folder}: no codebook.toml in it; name the folder of a trained model")
    book = read_codebook(file.read_text("utf-8"), str(file))
    return TrainedCodebook(book.name, book.version, book.roles, book.themes, str(folder))


@lru_cache(maxsize=16)
def _from_file(path: Path, changed: int) -> Codebook:
    """``changed`` makes the cache read a file anew that was edited meanwhile."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    return read_codebook(text, str(path))


def read_codebook(text: str, where: str = "codebook") -> Codebook:
    """Read a codebook from the text of its TOML file.

    Raises:
        DataError: what is wrong and what is expected: each fault with its line of ``where``.
    """
    source = _Source(text, where)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise DataError(f"{where}, line {place[1] if place else '?'}: {error}") from None
    faults = list(_faults(data, source))
    if faults:
        raise DataError("\n".join(faults))
    words = _word_lists(data)
    themes = tuple(_theme(row, words) for row in data["themes"])
    return Codebook(data["name"], data["version"], tuple(data["roles"]), themes)


def place_of(name: str | Path, theme: str, field: str, entry: str) -> str:
    """Where an entry of a theme's list stands in a codebook: its file and line.

    Args:
        name: of the codebook, as for :func:`codebook`.
        theme: its key.
        field: the list, such as ``examples``.
        entry: a text of the list.
    """
    bare = str(name).partition("@")[0]
    source = _Source(toml_of(name), f"{bare}.toml" if bare in SHIPPED else str(name))
    keys = [one.key for one in codebook(name).themes]
    return f"{source.where}, line {source.line_with(entry, keys.index(theme), field)}"


def _faults(data: Mapping[str, Any], source: _Source) -> Iterator[str]:
    """Everything that is wrong with the form of a codebook."""
    whole = True
    for field, kind in (("name", str), ("version", int), ("roles", list), ("themes", list)):
        if not isinstance(data.get(field), kind) or not data[field]:
            whole = False
            yield source.fault(f"{field!r} is missing or no {kind.__name__}", field=field)
    if not whole:
        return
    unknown = [role for role in data["roles"] if role not in _ROLES]
    if unknown:
        yield source.fault(f"unknown roles {unknown}; known: {', '.join(_ROLES)}", field="roles")
    for name, value in data.get("words", {}).items():
        if not _texts(value):
            yield source.fault(f"words.{name} must be a list of texts", field=name)
    words = _word_lists(data)
    keys: set[Any] = set()
    for number, row in enumerate(data["themes"]):
        if not isinstance(row, dict):
            yield source.fault("a theme is written under [[themes]]", number)
            continue
        yield from _theme_faults(row, number, source)
        yield from _pattern_faults(row.get("patterns", []), number, words, source)
        if str(row.get("key")) in keys:
            yield source.fault(f"theme {row['key']!r} stands twice; keys are unique", number, "key")
        keys.add(str(row.get("key")))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _word_lists(data: Mapping[str, Any]) -> dict[str, str]:
    lists = data.get("words", {})
    return {name: "|".join(value) for name, value in lists.items() if _texts(value)}


def _theme_faults(row: Mapping[str, Any], number: int, source: _Source) -> Iterator[str]:
    for field in _TEXTS:
        if not isinstance(row.get(field), str) or not row[field].strip():
            yield source.fault(f"theme {number + 1} needs {field!r}, a text", number, field)
    key = row.get("key")
    if isinstance(key, str) and not re.fullmatch(r"[a-z][a-z0-9_]*", key):
        yield source.fault(f"key {key!r} must be lower case letters, digits and _", number, "key")
    for field in sorted(set(row) - {*_TEXTS, *_LISTS, *_OPTIONAL}):
        known = ", ".join((*_TEXTS, *_LISTS, *_OPTIONAL))
        yield source.fault(f"unknown field {field!r}; known: {known}", number, field)
    for field in _LISTS:
        if not _texts(row.get(field, [])):
            yield source.fault(f"{field!r} must be a list of texts", number, field)


def _pattern_faults(
    patterns: Any, number: int, words: Mapping[str, str], source: _Source
) -> Iterator[str]:
    for text in patterns if _texts(patterns) else ():
        try:
            parse(_spelled(text, words))
        except ValueError as error:
            line = source.line_with(text, number, "patterns")
            yield f"{source.where}, line {line}: pattern {text!r}: {error}"


def _spelled(pattern: str, words: Mapping[str, str]) -> str:
    """The pattern with its word lists written out."""

    def words_of(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise ValueError(f"no word list @{match[1]} in [words]")
        return words[match[1]]

    return re.sub(r"@(\w+)", words_of, pattern)


def _theme(row: Mapping[str, Any], words: Mapping[str, str]) -> Theme:
    return Theme(
        row["key"],
        row["zh"],
        row["en"],
        row["definition"],
        includes=tuple(row.get("includes", ())),
        excludes=tuple(row.get("excludes", ())),
        examples=tuple(row.get("examples", ())),
        counterexamples=tuple(row.get("counterexamples", ())),
        patterns=tuple(_spelled(text, words) for text in row.get("patterns", [])),
        definition_zh=row.get("definition_zh", ""),
    )
