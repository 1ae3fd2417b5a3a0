"""``nlp-reports compare``: two years or two issuers, item by item."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_reports.cli.console import console, note

if TYPE_CHECKING:
    from rich.console import RenderableType

    from nlp_reports.report import Analysis, Item
    from nlp_reports.scores.versus import Match, Versus

_KINDS = {
    "reused": ("reused 照搬", "yellow"),
    "changed": ("changed 改写", "cyan"),
    "same matter": ("same matter, reworded 同题重述", "magenta"),
}


def compare(
    first: Annotated[Path, typer.Argument(help="A report: the earlier year, or one issuer.")],
    second: Annotated[Path, typer.Argument(help="The later year, or the other issuer.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    page: Annotated[
        Path | None, typer.Option("--html", help="Write a self-contained page here.")
    ] = None,
) -> None:
    """Compare two reports: items reused, changed, dropped and new, problems that return.

    Example: `nlp-reports compare 2022.pdf 2023.pdf --html changes.html`
    """
    import json

    from nlp_reports.pipeline import analyze

    left, right = analyze(first), analyze(second)
    found = _versus(left, right)
    if as_json:
        print(json.dumps(_facts(left, right, found), ensure_ascii=False, indent=2))
    elif page:
        from nlp_reports.corpus.store import write_aside

        write_aside(page, _page(left, right, found).encode())
        typer.echo(f"written to {page}")
    else:
        for part in _parts(left, right, found):
            console().print(part)
    for failure in (*left.failures, *right.failures):
        note(f"failed: {failure.stage}: {failure.error}: {failure.message}")


def _versus(left: Analysis, right: Analysis) -> Versus:
    from nlp_reports.scores.versus import versus

    themes = {
        item: keys[0]
        for analysis in (left, right)
        for item in analysis.items
        if (keys := analysis.themes_of(item))
    }
    return versus(left.items, right.items, names=(_names(left), _names(right)), themes=themes)


def _names(analysis: Analysis) -> tuple[str | None, ...]:
    from nlp_reports.report import Issuer

    issuer = analysis.report.issuer
    return (issuer.name, issuer.region) if isinstance(issuer, Issuer) else ()


def _label(analysis: Analysis) -> str:
    from nlp_reports.report import Issuer, Year

    issuer, year = analysis.report.issuer, analysis.report.year
    name = issuer.name if isinstance(issuer, Issuer) else Path(analysis.report.source.path).name
    return f"{name} {year.value}" if isinstance(year, Year) else name


def _measures(left: Analysis, right: Analysis, found: Versus) -> dict[str, float | None]:
    """The document-level numbers: what returns, and the literature's similarities."""
    from nlp_reports.scores.measures import measures

    texts = ["。".join(i.text for i in a.items if i.role != "context") for a in (right, left)]
    names = ("stickiness@1", "tf_cosine@1", "jaccard@1", "minimum_edit@1")
    return {
        "persistence": found.persistence,
        "follow_through": found.follow_through(left.items),
        **{name: measures.get(name)(*texts) for name in names},
    }


def _facts(left: Analysis, right: Analysis, found: Versus) -> dict[str, Any]:
    def match(one: Match) -> dict[str, Any]:
        return {
            "kind": one.kind,
            "role": one.right.role,
            "shared": one.shared,
            "first": {"item_id": one.left.id, "text": one.left.text},
            "second": {"item_id": one.right.id, "text": one.right.text},
            "alignment": asdict(one.alignment),
        }

    def plain(items: tuple[Item, ...]) -> list[dict[str, str]]:
        return [{"item_id": i.id, "role": i.role, "text": i.text} for i in items]

    return {
        "first": _label(left),
        "second": _label(right),
        "matches": [match(one) for one in found.matches],
        "dropped": plain(found.dropped),
        "new": plain(found.new),
        "repeated_problems": [
            {"first": m.left.id, "second": m.right.id, "kind": m.kind} for m in found.repeated
        ],
        "kept": [{"planned": a.id, "done": b.id} for a, b in found.kept],
        "measures": _measures(left, right, found),
    }


def _parts(left: Analysis, right: Analysis, found: Versus) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(f"{_label(left)}  →  {_label(right)}", style="bold")
    for kind, (title, style) in _KINDS.items():
        chosen = [match for match in found.matches if match.kind == kind]
        if chosen:
            yield Text(f"\n{title} ({len(chosen)})", style=style)
        for match in chosen:
            yield Text(f"  {match.right.role}  {match.shared:.0%}")
            first, second = _kept_runs(match)
            yield _styled("-", match.left.text, first)
            yield _styled("+", match.right.text, second)
    for title, sign, items in (
        ("dropped 不再出现", "-", found.dropped),
        ("new 新出现", "+", found.new),
    ):
        if items:
            yield Text(f"\n{title} ({len(items)})", style="bold")
        yield from (Text(f"  {sign} {item.role}: {item.text}") for item in items)
    if found.repeated:
        yield Text(f"\nproblems that return 问题重复出现 ({len(found.repeated)})", style="red")
    yield from (Text(f"  {m.kind}: {m.right.text}") for m in found.repeated)
    if found.kept:
        yield Text(f"\nplanned, then told as done 承诺后落实 ({len(found.kept)})", style="green")
    for planned, done in found.kept:
        yield Text(f"  - {planned.text}\n  + {done.text}")
    yield Text("")
    for name, value in _measures(left, right, found).items():
        yield Text(f"{name:>16}  {'n/a' if value is None else f'{value:.2f}'}")


def _page(left: Analysis, right: Analysis, found: Versus) -> str:
    """A page without script; every string of the sources is escaped."""
    rows = [_match_row(match) for match in found.matches]
    rows += [_row("dropped", item.role, html.escape(item.text), "") for item in found.dropped]
    rows += [_row("new", item.role, "", html.escape(item.text)) for item in found.new]
    rows += [
        _row("planned → done 承诺后落实", "measure", html.escape(a.text), html.escape(b.text))
        for a, b in found.kept
    ]
    numbers = "".join(
        f"<li>{name}: {'n/a' if value is None else f'{value:.2f}'}</li>"
        for name, value in _measures(left, right, found).items()
    )
    first, second = html.escape(_label(left)), html.escape(_label(right))
    return (
        "<!doctype html><html lang='zh'><meta charset='utf-8'>"
        f"<title>{first} → {second}</title><style>{_STYLE}</style>"
        f"<h1>{first} → {second}</h1><ul>{numbers}</ul>{_returning(found)}"
        f"<table><tr><th></th><th></th><th>{first}</th><th>{second}</th></tr>{''.join(rows)}</table>"
        "</html>\n"
    )


def _returning(found: Versus) -> str:
    """The problems that the later report has again, as a list."""
    rows = "".join(f"<li>{m.kind}: {html.escape(m.right.text)}</li>" for m in found.repeated)
    return f"<h2>problems that return 问题重复出现</h2><ul>{rows}</ul>" if rows else ""


_STYLE = (
    "body{font-family:system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.4rem;"
    "vertical-align:top;text-align:left}mark{background:#fde68a;color:inherit}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}mark{background:#854d0e}}"
)


def _row(kind: str, role: str, first: str, second: str) -> str:
    return f"<tr><td>{kind}</td><td>{role}</td><td>{first}</td><td>{second}</td></tr>"


def _match_row(match: Match) -> str:
    """Both texts with what their local alignment keeps marked."""
    first, second = _kept_runs(match)
    left, right = _marked(match.left.text, first), _marked(match.right.text, second)
    return _row(f"{_KINDS[match.kind][0]} {match.shared:.0%}", match.right.role, left, right)


Runs = list[tuple[int, int]]
_LARGEST = 400_000
"""Pairs of characters from which on an alignment would keep the reader waiting."""


def _kept_runs(match: Match) -> tuple[Runs, Runs]:
    """Runs of characters that the alignment (local, affine gaps) of two items keeps, in each."""
    from nlp_reports.scores.align import align

    left, right = match.left.text, match.right.text
    if len(left) * len(right) > _LARGEST:
        return [], []
    met = [(a, b) for a, b in align(left, right).pairs if a is not None and b is not None]
    same = [(a, b) for a, b in met if left[a] == right[b]]
    return _runs([a for a, _ in same]), _runs([b for _, b in same])


def _runs(places: list[int]) -> Runs:
    """Join places that follow each other; a single character that agrees shows nothing."""
    found: Runs = []
    for place in places:
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return [run for run in found if run[1] - run[0] > 1]


def _styled(sign: str, text: str, runs: Runs) -> RenderableType:
    """A line of the terminal with runs set off."""
    from rich.text import Text

    line = Text(f"    {sign} {text}")
    for start, end in runs:
        line.stylize("yellow", start + 6, end + 6)
    return line


def _marked(text: str, runs: Runs) -> str:
    out, at = [], 0
    for start, end in runs:
        out += [html.escape(text[at:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        at = end
    return "".join([*out, html.escape(text[at:])])
