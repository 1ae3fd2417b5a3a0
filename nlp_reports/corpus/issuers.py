"""The same issuer under several names: proposed by rules, settled by hand in ``issuers.csv``.

The file lies in the result folder, a row per name. Whoever knows better changes ``issuer_id`` and
runs the same command again: a value that differs from ``proposed`` is kept, whatever the rules
say later. Comparison with an issuer's own past and the panel go by ``issuer_id``. In ``place`` may
be set what the region's code is looked up by instead of the name: a place in full
(江苏省南京市鼓楼区), with its code in each report's year, or six digits that hold for all years.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from nlp_reports.agencies import division
from nlp_reports.corpus.store import write_aside
from nlp_reports.errors import DataError
from nlp_reports.report import Missing

FILE = "issuers.csv"
COLUMNS = ("name", "issuer_id", "proposed", "reports", "first_year", "last_year", "place")
_AGENCY = re.compile(r"(?:局|委|委员会|厅|办公室|办)$")
_UPPER = re.compile(r"省|自治区|市|自治州|州|盟|地区")
_PART = re.compile(r"中心|大队|支队|分局|总站|管委会|管理委员会|街道")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an issuer as reports have it, and the years for which they do."""

    name: str
    region: str | None
    kind: str | None
    level: str
    years: frozenset[int]
    reports: int


def links(names: Iterable[Name], path: Path) -> dict[str, Link]:
    """Return the issuer and the place of every name and write them to ``path``, edits kept.

    Raises:
        DataError: the file has lost its columns.
    """
    names = sorted(names, key=lambda name: name.name)
    proposed, edited = proposals(names), edits(path)
    found = {
        name.name: replace(
            edited.get(name.name, Link(None)), issuer_id=_issuer(edited, name.name, proposed)
        )
        for name in names
    }
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for name in names:
        years = (min(name.years, default=""), max(name.years, default=""))
        link = found[name.name]
        own = (name.name, link.issuer_id, proposed[name.name])
        table.writerow([*own, name.reports, *years, link.place or ""])
    for gone in sorted(set(edited) - set(found)):
        link = edited[gone]
        table.writerow([gone, link.issuer_id or "", "", 0, "", "", link.place or ""])
    write_aside(path, out.getvalue().encode("utf-8-sig"))
    return found


@dataclass(frozen=True, slots=True)
class Link:
    """Whose name it is, and which place stands for it; ``None`` what nobody has settled."""

    issuer_id: str | None
    place: str | None = None


def _issuer(edited: Mapping[str, Link], name: str, proposed: Mapping[str, str]) -> str:
    link = edited.get(name)
    return link.issuer_id if link and link.issuer_id else proposed[name]


def edits(path: Path) -> dict[str, Link]:
    """Return what was settled by hand, by name; nothing where there is no file.

    Raises:
        DataError: the file has lost its columns.
    """
    if not path.is_file():
        return {}
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")  # as Excel may save it
    rows = list(csv.DictReader(io.StringIO(text)))
    if rows and not {"name", "issuer_id", "proposed"} <= set(rows[0]):
        raise DataError(f"{path}: columns name, issuer_id and proposed are needed; restore them")
    found = {}
    for row in rows:
        issuer = (row["issuer_id"] or "").strip()
        link = Link(
            issuer if issuer != row["proposed"] and issuer else None,
            (row.get("place") or "").strip() or None,
        )
        if link != Link(None):
            found[row["name"]] = link
    return found


def place_of(
    region: str | None, place: str | None, year: int | None
) -> tuple[str | None, int | None, str | None]:
    """Return the code of a report's place, the year of the list it stands in, and a note.

    Args:
        region: as read off the issuer's name.
        place: what ``issuers.csv`` says instead: a place in full, or a code.
        year: the year reported on.
    """
    if place and re.fullmatch(r"\d{6}", place):
        return place, None, "set in issuers.csv"
    found = division(place or region, year)
    if isinstance(found, Missing):
        return None, None, found.reason
    notes = ("place set in issuers.csv" if place else None, found.note)
    return found.code, found.year, "; ".join(filter(None, notes)) or None


def proposals(names: Iterable[Name]) -> dict[str, str]:
    """Return the issuer that the rules see behind each name: the latest of its names.

    1. Names that are equal without blanks and width are one issuer.
    2. A name that only adds province or city in front of another's region is the same issuer, if
       no other name could be meant and no year has reports under both.
    3. Reform (机构改革): bureaus and commissions of one region and one system, such as 卫生局 and
       卫生健康委员会, are one issuer, if no year has reports under two of them.
    """
    plain: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        plain[_plain(name.name)].append(name)
    offices: dict[tuple[str, ...], list[list[Name]]] = defaultdict(list)
    for group in _by_region(plain):
        offices[_office(group)].append(group)
    found = {}
    for key, groups in offices.items():
        whole = [name for group in groups for name in group]
        for group in [whole] if key[0] and _apart(groups) else groups:
            latest = max(group, key=lambda one: (max(one.years, default=0), one.name))
            found.update({name.name: latest.name for name in group})
    return found


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _by_region(plain: dict[str, list[Name]]) -> list[list[Name]]:
    """Put names with and without province or city together."""
    longer: dict[str, list[str]] = defaultdict(list)
    for text in sorted(plain):
        region = plain[text][0].region or ""
        for match in _UPPER.finditer(region[:-1]):
            if text[match.end() :] in plain:
                longer[text[match.end() :]].append(text)
    groups: list[list[str]] = []
    taken: set[str] = set()
    for short in sorted(longer, key=lambda text: (len(text), text)):
        texts = sorted([*longer[short], short], key=len)
        one = all(b.endswith(a) for a, b in pairwise(texts))
        if one and taken.isdisjoint(texts) and _apart([plain[text] for text in texts]):
            taken.update(texts)
            groups.append(texts)
    groups += [[text] for text in plain if text not in taken]
    return [[name for text in group for name in plain[text]] for group in groups]


def _apart(groups: list[list[Name]]) -> bool:
    """Whether the years of all groups are known and none has two of them."""
    years = [frozenset[int]().union(*(name.years for name in group)) for group in groups]
    return all(years) and sum(map(len, years)) == len(frozenset[int]().union(*years))


def _office(group: list[Name]) -> tuple[str, ...]:
    """Region and system of a bureau or commission; the first part is empty for all others."""
    latest = max(group, key=lambda name: (max(name.years, default=0), name.name))
    bureau = latest.level == "department" and _AGENCY.search(latest.name)
    if not bureau or _PART.search(latest.name) or not latest.region or not latest.kind:
        return ("", latest.name)
    return latest.region, latest.kind
