"""Write the codebook for readers: ``python -m tests.render.codebook``.

Themes and practices come from the package's TOML files, everything else from ``codebook.md``
beside this file, so that ``docs/codebook.md`` cannot say otherwise than the software does.
"""

from __future__ import annotations

from pathlib import Path

from nlp_reports.report import Codebook, Theme
from nlp_reports.themes import codebook

PAGE = Path(__file__).parents[2] / "docs" / "codebook.md"
TEMPLATE = Path(__file__).with_name("codebook.md")
BOOKS = {"{{themes}}": "disclosure-themes", "{{practices}}": "supervision-practices"}


def page() -> str:
    """The whole page."""
    text = TEMPLATE.read_text("utf-8")
    for place, name in BOOKS.items():
        text = text.replace(place, listed(codebook(name)))
    return text


def listed(book: Codebook) -> str:
    """A table of all themes, then each with its examples."""
    rows = [f"`{book.id}`\n", "| key | 中文 | covers | not |", "|---|---|---|---|"]
    rows += [_row(theme) for theme in book.themes]
    return "\n".join([*rows, "", *(_examples(theme) for theme in book.themes)])


def _row(theme: Theme) -> str:
    covers = f"{theme.definition} {'; '.join(theme.includes)}".replace("|", "\\|")
    return f"| `{theme.key}` | {theme.zh} | {covers} | {'; '.join(theme.excludes)} |"


def _examples(theme: Theme) -> str:
    lines = [f"**{theme.key}** {theme.zh}: {theme.definition_zh}\n"]
    lines += [f"- {text}" for text in theme.examples]
    lines += [f"- not: {text}" for text in theme.counterexamples]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
