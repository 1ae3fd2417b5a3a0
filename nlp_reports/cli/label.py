"""``nlp-reports label``: items out to a labelling tool, and back as labels to train on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp_reports.errors import UsageError

if TYPE_CHECKING:
    from nlp_reports.themes.exchange import Task

app = typer.Typer(
    help="Draw items to label, and bring labels back.",
    no_args_is_help=True,
)

_FORMAT = typer.Option("--format", help="csv, xlsx, labelstudio, doccano or prodigy.")


@app.command("export")
def export_items(
    results: Annotated[Path, typer.Argument(help="A result folder of analyze.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many items.")] = 100,
    how: Annotated[
        str, typer.Option(help="random, stratified (by main theme) or uncertain.")
    ] = "random",
    name: Annotated[str, _FORMAT] = "csv",
    codebook: Annotated[str, typer.Option(help="Codebook to label with.")] = "disclosure-themes",
    suggest: Annotated[bool, typer.Option(help="Fill in the themes found by software.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 20210930,
) -> None:
    """Draw items with known probabilities and write them for a labelling tool."""
    from nlp_reports.themes.exchange import write

    if how not in ("random", "stratified", "uncertain"):
        raise UsageError(f"no sampling {how!r}; there are random, stratified, uncertain")
    tasks = _draw(results, codebook, count, how, seed, suggest)
    write(tasks, out, name)
    print(f"{len(tasks)} items to {out}")


def _draw(
    results: Path, codebook: str, count: int, how: Any, seed: int, suggest: bool
) -> list[Task]:
    from nlp_reports.corpus.results import Results
    from nlp_reports.themes.exchange import Task
    from nlp_reports.themes.loading import codebook as find
    from nlp_reports.themes.sampling import draw

    book = find(codebook)
    roles = ", ".join(f"'{role}'" for role in book.roles)
    quoted = book.id.replace("'", "''")
    rows = Results(results).sql(
        f"""
        select i.report_id, i.item_id, i.role, i.text, coalesce(r.issuer, i.report_id) as issuer,
          list(m.theme order by m.rank) filter (m.theme is not null) as themes,
          coalesce(max(m.weight), 0) as confidence
        from items i join reports r using (report_id)
        left join mentions m on m.report_id = i.report_id and m.item_id = i.item_id
          and m.codebook = '{quoted}'
        where i.role in ({roles}) group by all order by i.report_id, i.item_id
        """
    )
    items = rows.to_dict("records")
    found = [[str(key) for key in _list(row["themes"])] for row in items]
    drawn = draw(
        len(items),
        count,
        how=how,
        strata=[themes[0] if themes else "" for themes in found],
        confidence=[float(row["confidence"]) for row in items],
        seed=seed,
    )
    return [
        Task(
            f"{items[at]['report_id']}/{items[at]['item_id']}",
            items[at]["text"],
            items[at]["role"],
            items[at]["issuer"],
            chance,
            tuple(found[at]) if suggest else (),
            options=tuple(theme.key for theme in book.themes),
        )
        for at, chance in drawn
    ]


def _list(value: Any) -> list[Any]:
    return [] if value is None or isinstance(value, float) else list(value)


@app.command("import")
def import_labels(
    file: Annotated[Path, typer.Argument(help="What came back from the labelling tool.")],
    out: Annotated[Path, typer.Option(help="Labels as JSON lines, for train.")],
    name: Annotated[str, _FORMAT] = "csv",
    codebook: Annotated[str, typer.Option(help="Codebook labelled with.")] = "disclosure-themes",
) -> None:
    """Check what came back (texts, spans, keys) and write labels to train on.

    Items without a label are left out and counted.
    """
    from nlp_reports.themes.exchange import read
    from nlp_reports.themes.labels import write_labels
    from nlp_reports.themes.loading import codebook as find

    book = find(codebook)
    known = {theme.key for theme in book.themes}
    tasks = read(file, name)
    for task in tasks:
        unknown = [key for key in task.labels if key not in known]
        if unknown:
            raise UsageError(f"{file}: {task.item} has {unknown}; {book.id} has {sorted(known)}")
    done = [task.labelled() for task in tasks if task.labels]
    write_labels(done, out)
    print(f"{len(done)} labelled items to {out}, {len(tasks) - len(done)} without a label left out")
