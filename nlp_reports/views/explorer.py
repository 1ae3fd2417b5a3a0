"""A corpus as one page: filter, search, sort, the two axes, items; works offline.

The page holds the data compressed and asks nothing of any server: its Content-Security-Policy
lets only its own script run, known by its hash. Reports and the index of items are read first;
texts of items come in parts, when they are needed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nlp_reports.views.labels import Lang, labels, theme_labels

if TYPE_CHECKING:
    from nlp_reports.corpus.results import Results

PART = 250
"""Reports whose items are compressed together."""
_NAMED = ("level", "kind", "region", "issuer")
_COLUMNS = (
    "issuer",
    "year",
    "level",
    "kind",
    "region",
    "problems",
    "measures",
    "supervisions",
    "substance_mean",
    "mandated",
    "own_past",
    "cross_issuer",
    "novel",
    "checks_failed",
)
_MORE = ("report_id", "title", "path", "form", "substance_low", "substance_high")
_ROLES = ("problem", "measure", "supervision", "activity", "context")
_ITEMS = """
    select report_id, item_id, role, items.level as step, themes, practices, text, status, page,
        round(substance, 2) as substance, why, round(items.own_past, 2) as own_past,
        round(items.cross_issuer, 2) as cross_issuer, round(items.mandated, 2) as mandated
    from items order by report_id, item_id
"""
_SOURCES = """
    select report_id, item_id, kind, other_report_id, other_item_id, round(share, 2) as share
    from (select *, row_number() over (partition by report_id, item_id, kind
        order by share desc, other_report_id, other_item_id) as nth from reuse) where nth = 1
    order by report_id, item_id, kind desc
"""
_CHECKS = """
    select report_id, "check", note, likely from checks where result = 'failed' order by all
"""
_LINKS = "select report_id, measure_id, problem_id from links order by all"


def write_explorer(
    results: Results, path: str | Path, *, lang: Lang = "zh", pages: str | None = None
) -> Path:
    """Write the explorer of a finished run as one file; return its path.

    Args:
        results: a finished run.
        path: where to.
        lang: the language that the page opens in; it can be switched there.
        pages: folder of the reports' own pages, relative to ``path``, where they were written.
    """
    from nlp_reports.corpus.store import write_aside

    target = Path(path)
    write_aside(target, page(results, lang=lang, pages=pages).encode())
    return target


def page(results: Results, *, lang: Lang = "zh", pages: str | None = None) -> str:
    """Return the explorer as HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    templates = resources.files("nlp_reports.views") / "templates"
    parts = [(templates / f"explorer_{n}.js").read_text("utf-8") for n in ("data", "view")]
    script = "\n" + "\n".join(parts)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    loader = PackageLoader("nlp_reports.views", "templates")
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return jinja.get_template("explorer.html.j2").render(
        lang=lang,
        style=Markup((templates / "explorer.css").read_text("utf-8")),
        script=Markup(script),
        digest=digest,
        blocks=list(_blocks(results, lang, pages)),
    )


def packed(value: Any) -> str:
    """Return a value as JSON, compressed, in letters that mean nothing to HTML."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(data.encode("utf-8", "replace"), 6, mtime=0)).decode()


def _blocks(results: Results, lang: Lang, pages: str | None) -> Iterator[tuple[str, str]]:
    """Yield the page's data: first what the first view needs, then items part by part."""
    reports = _plain(results.reports[[*_COLUMNS, *_MORE]].sort_values("report_id"))
    place = {identity: at for at, identity in enumerate(reports["report_id"])}
    items = _plain(results.sql(_ITEMS))
    keys, themes = _theme_keys(items)
    owners = [place[identity] for identity in items["report_id"]]
    counts = [0] * len(place)
    for owner in owners:
        counts[owner] += 1
    yield (
        "reports",
        packed(
            {
                "lang": lang,
                "labels": labels(),
                "keys": keys,
                "roles": _ROLES,
                "columns": _COLUMNS,
                "part": PART,
                "pages": _page_names(reports, pages),
                "reports": {name: _coded(name, values) for name, values in reports.items()},
                "counts": counts,
                "role": "".join(str(_ROLES.index(role)) for role in items["role"]),
                "step": "".join("-" if s is None else str(int(s)) for s in items["step"]),
                "themes": themes,
            }
        ),
    )
    for number, part in enumerate(_parts(results, items, owners, place)):
        yield f"part{number}", packed(part)


def _plain(frame: Any) -> dict[str, list[Any]]:
    """Return columns of plain values, absent ones as ``None``."""
    return {name: [_value(v) for v in frame[name].tolist()] for name in frame.columns}


def _value(value: Any) -> Any:
    import pandas as pd

    if hasattr(value, "__len__"):
        return value if isinstance(value, str) else list(value)
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return round(value, 3) if isinstance(value, float) else value


def _coded(name: str, values: list[Any]) -> Any:
    """Return a column, names that come again and again as numbers into a list."""
    if name not in _NAMED:
        return values
    known = list(labels()["level"]) if name == "level" else []
    present = {value for value in values if value is not None}
    names = sorted(present, key=lambda v: (known.index(v) if v in known else len(known), v))
    place = {value: at for at, value in enumerate(names)}
    return {"names": names, "codes": [-1 if v is None else place[v] for v in values]}


def _theme_keys(items: dict[str, list[Any]]) -> tuple[list[list[str]], list[list[int]]]:
    """Return every theme and practice with its names, and each item's as numbers into them."""
    found = [
        [("theme", key) for key in themes or ()] + [("practice", key) for key in practices or ()]
        for themes, practices in zip(items["themes"], items["practices"], strict=True)
    ]
    keys = sorted({pair for pairs in found for pair in pairs}, reverse=True)
    place = {pair: at for at, pair in enumerate(keys)}
    books = {
        "theme": theme_labels("disclosure-themes"),
        "practice": theme_labels("supervision-practices"),
    }
    named = [[kind, *books[kind].get(key, (key, key))] for kind, key in keys]
    return named, [[place[pair] for pair in pairs] for pairs in found]


def _page_names(reports: dict[str, list[Any]], pages: str | None) -> list[str] | None:
    if pages is None:
        return None
    return [f"{quote(pages)}/{quote(page_name(identity))}" for identity in reports["report_id"]]


def page_name(report_id: str) -> str:
    """Return the file name of a report's page: its id, without what file systems mind.

    >>> page_name("a/b:c#2")
    'a_b_c_2.html'
    """
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in report_id)
    return f"{kept}.html"


def _parts(
    results: Results, items: dict[str, list[Any]], owners: list[int], place: dict[str, int]
) -> Iterator[Any]:
    """Yield, for each part, per report: its items, and its failed checks."""
    number = {
        key: at for at, key in _numbered(zip(items["report_id"], items["item_id"], strict=True))
    }
    sources = _sources(results, number, place)
    answers = _grouped(results.sql(_LINKS), ("report_id", "measure_id"), ("problem_id",))
    checks = _grouped(results.sql(_CHECKS), ("report_id",), ("check", "note", "likely"))
    names = ("item_id", "text", "status", "page", "substance", "why", "mandated")
    shares = ("own_past", "cross_issuer")
    rows: list[list[Any]] = [[] for _ in place]
    for at, owner in enumerate(owners):
        key = (items["report_id"][at], items["item_id"][at])
        row = [items[name][at] for name in (*names, *shares)]
        rows[owner].append([*row, sources.get(key, []), [a for (a,) in answers.get(key, [])]])
    identities = list(place)
    for start in range(0, len(identities), PART):
        yield [
            [rows[at], checks.get((identities[at],), [])]
            for at in range(start, min(start + PART, len(identities)))
        ]


def _numbered(keys: Iterable[tuple[str, str]]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield each item's place within its report; items come sorted by report."""
    last, at = None, -1
    for key in keys:
        at = at + 1 if key[0] == last else 0
        last = key[0]
        yield at, key


def _sources(
    results: Results, number: dict[tuple[str, str], int], place: dict[str, int]
) -> dict[tuple[str, str], list[list[Any]]]:
    """Return for each item where else its wording stands: kind, report, item, share."""
    found: defaultdict[tuple[str, str], list[list[Any]]] = defaultdict(list)
    columns = _plain(results.sql(_SOURCES))
    for report, item, kind, other, other_item, share in zip(*columns.values(), strict=True):
        if (other, other_item) in number:
            found[report, item].append([kind, place[other], number[other, other_item], share])
    return found


def _grouped(
    frame: Any, by: tuple[str, ...], names: tuple[str, ...]
) -> dict[tuple[str, ...], list[list[Any]]]:
    found: defaultdict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
    columns = _plain(frame)
    for at in range(len(frame)):
        key = tuple(columns[name][at] for name in by)
        found[key].append([columns[name][at] for name in names])
    return found
