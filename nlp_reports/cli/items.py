"""``nlp-reports items``: the items of a bare passage, as JSON lines."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def items(
    section: Annotated[
        str, typer.Option(help="Section the passage comes from.")
    ] = "problems_improvements",
) -> None:
    """Split a passage from standard input into items, one JSON object a line.

    Example: `echo '一是更新不及时。下一步，将每周更新。' | nlp-reports items`
    """
    from nlp_reports.cli.facts import item_facts
    from nlp_reports.pipeline import analyze_passage

    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    analysis = analyze_passage(text, section)
    for item in analysis.items:
        print(json.dumps(item_facts(analysis, item), ensure_ascii=False))
