"""Families of reports that share a template, as a network, with the earliest known member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp_reports.scores.reuse import Pair

LEAST = 0.3
"""Share of a report's scored characters that another one must have to be its relative."""


@dataclass(frozen=True, slots=True)
class Member:
    """A report in a network.

    ``chars`` counts its masked scored characters; ``parent`` is the superior unit where known.
    """

    report_id: str
    issuer: str | None
    year: int | None
    chars: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """``later`` shares ``share`` of its scored characters with ``earlier``."""

    earlier: str
    later: str
    share: float


@dataclass(frozen=True, slots=True)
class Family:
    """Reports of several issuers tied by shared text.

    Attributes:
        members: by year, then name.
        edges: who shares with whom.
        source: the earliest known report; ``None`` where two or more are the earliest or years
            are not known. Earliest *known*: the true source may lie outside the corpus.
        from_above: the superior unit that all members share, where there is one: then the
            template may have been issued from above, and sharing it is compliance.
    """

    members: tuple[Member, ...]
    edges: tuple[Edge, ...]
    source: str | None
    from_above: str | None


def edges(pairs: Iterable[Pair], members: Mapping[str, Member], least: float = LEAST) -> list[Edge]:
    """Add up shared characters over the items of two reports of different issuers.

    Of several pairs of one item with a report, the strongest counts.
    """
    best: dict[tuple[str, str, str], int] = {}
    for pair in pairs:
        if pair.kind == "cross_issuer":
            key = (pair.report_id, pair.other_report_id, pair.item_id)
            best[key] = max(best.get(key, 0), pair.shared_chars)
    total: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (report, other, _), chars in best.items():
        total[report, other] += chars
    found: dict[tuple[str, str], float] = {}
    for (report, other), chars in total.items():
        share = min(1.0, chars / max(1, members[report].chars))
        if share >= least:
            earlier, later = sorted((report, other), key=lambda name: _age(members[name]))
            found[earlier, later] = max(share, found.get((earlier, later), 0.0))
    return [Edge(*key, share) for key, share in sorted(found.items())]


def _age(member: Member) -> tuple[int, str]:
    return (member.year if member.year is not None else 9999, member.report_id)


def families(found: Sequence[Edge], members: Mapping[str, Member]) -> list[Family]:
    """Group reports that edges connect, the largest family first."""
    root: dict[str, str] = {}

    def top(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for edge in found:
        one, other = sorted((top(edge.earlier), top(edge.later)))
        root[other] = one
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in root:
        groups[top(name)].append(name)
    built = [_family(names, found, members) for names in groups.values()]
    return sorted(built, key=lambda f: (-len(f.members), f.members[0].report_id))


def _family(names: Sequence[str], found: Sequence[Edge], members: Mapping[str, Member]) -> Family:
    own = sorted((members[name] for name in names), key=_age)
    inside = set(names)
    years = [member.year for member in own]
    known = None not in years and years.count(years[0]) == 1
    parents = {member.parent for member in own}
    return Family(
        tuple(own),
        tuple(edge for edge in found if edge.earlier in inside),
        own[0].report_id if known else None,
        parents.pop() if len(parents) == 1 else None,
    )
