"""The prescribed forms: tables, rows, columns and identities, read from ``forms/*.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from nlp_reports.errors import DataError

_ENUMERATOR = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.．、])\s*"
)
_HAN = re.compile(r"[一-鿿]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column: ``names`` are the Chinese characters it is known by, longest first.

    ``columns`` are a row's own columns where a table's rows differ; ``unit`` the unit of a
    column's values, ``signed`` whether they may be negative.
    """

    key: str
    zh: str
    en: str
    names: tuple[str, ...]
    group: str = ""
    columns: tuple[str, ...] = ()
    unit: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """The cells ``left`` add up to the cells ``right``, for each column or each row."""

    name: str
    en: str
    table: str
    each: Literal["row", "column"]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """In these rows the cell ``small`` (nought, where it is empty) is at most the sum of ``large``.

    The first ``cut`` of ``large`` are alone large enough but in rare cases: they decide how
    run-together digits are cut.
    """

    name: str
    en: str
    table: str
    rows: tuple[str, ...]
    small: str
    large: tuple[str, ...]
    cut: int


@dataclass(frozen=True, slots=True)
class TableForm:
    """One statutory table; ``opens`` and ``ends`` are the words around it in running text.

    ``keys`` are those of its columns.
    """

    key: str
    section: str
    zh: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    opens: tuple[str, ...]
    ends: tuple[str, ...]
    keys: tuple[str, ...]

    def row(self, key: str) -> Label:
        """The row with this key."""
        return next(row for row in self.rows if row.key == key)

    def column(self, key: str) -> Label:
        """The column with this key."""
        return next(column for column in self.columns if column.key == key)

    def columns_of(self, row: Label) -> tuple[str, ...]:
        """The keys of the columns that a row fills."""
        return row.columns or self.keys


@dataclass(frozen=True, slots=True)
class Form:
    """A prescribed form; ``marks`` are words that only this form prints."""

    name: str
    marks: tuple[str, ...]
    tables: tuple[TableForm, ...]
    identities: tuple[Identity, ...] = field(default=())
    bounds: tuple[Bound, ...] = field(default=())

    def table(self, key: str) -> TableForm:
        """The table ``proactive``, ``requests`` or ``reviews``."""
        return next(table for table in self.tables if table.key == key)


@lru_cache(maxsize=4096)
def han(text: str) -> str:
    """The Chinese characters of a label, without its enumerator.

    >>> han("2.其他 法律"), han("（七）总 计")
    ('其他法律', '总计')
    """
    return "".join(_HAN.findall(_ENUMERATOR.sub("", text)))


def _label(entry: dict[str, Any]) -> Label:
    names = {han(name) for name in (entry["zh"], *entry.get("aliases", ()))}
    return Label(
        key=entry["key"],
        zh=entry["zh"],
        en=entry["en"],
        names=tuple(sorted(names, key=lambda name: (-len(name), name))),
        group=entry.get("group", ""),
        columns=tuple(entry.get("columns", ())),
        unit=entry.get("unit"),
        signed=entry.get("signed", False),
    )


def _table(entry: dict[str, Any]) -> TableForm:
    return TableForm(
        key=entry["key"],
        section=entry["section"],
        zh=entry["zh"],
        rows=tuple(_label(row) for row in entry["rows"]),
        columns=tuple(_label(column) for column in entry["columns"]),
        keys=tuple(column["key"] for column in entry["columns"]),
        opens=tuple(han(words) for words in entry["from"]),
        ends=tuple(han(words) for words in entry["until"]),
    )


@cache
def form(name: str) -> Form:
    """The form of ``2019`` or ``2021``.

    Raises:
        DataError: there is no such form, or its file is wrong.
    """
    file = resources.files("nlp_reports.figures") / "forms" / f"{name}.toml"
    try:
        data = tomllib.loads(file.read_text("utf-8"))
        identities = (
            Identity(e["name"], e["en"], e["table"], e["each"], (*e["left"],), (*e["right"],))
            for e in data["identities"]
        )
        tables = tuple(_table(entry) for entry in data["tables"])
        bounds = (
            Bound(
                *(e["name"], e["en"], e["table"], (*e["rows"],), e["small"], (*e["large"],)),
                e.get("cut", 1),
            )
            for e in data["bounds"]
        )
        marks = tuple(map(han, data["marks"]))
        return Form(data["form"], marks, tables, tuple(identities), tuple(bounds))
    except FileNotFoundError:
        raise DataError(f"no form {name!r}; there are {', '.join(FORMS)}") from None
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"forms/{name}.toml: {error}; compare it with forms/2021.toml") from error


FORMS = ("2021", "2019")
