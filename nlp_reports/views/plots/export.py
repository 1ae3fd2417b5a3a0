"""Charts as files: PNG, SVG, a page of its own, or the Vega-Lite specification."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.errors import UsageError

if TYPE_CHECKING:
    import altair

_PROBE = ("政", "府")


def save(
    chart: altair.TopLevelMixin,
    path: str | Path,
    *,
    scale: float = 2.0,
    fonts: str | Path | None = None,
) -> Path:
    """Write a chart; the ending of the path says how. Return the path.

    ``.png`` is drawn here and needs a font with Chinese; ``.svg`` names the font and leaves the
    drawing to the reader's program; ``.html`` is a page of its own with hover text that fetches
    nothing; ``.json`` is the specification.

    Args:
        chart: what a function of this package returned.
        path: where to; an existing file is replaced.
        scale: pixels per point of a PNG.
        fonts: folder of font files to use beside those of the system.

    Raises:
        UsageError: the ending is not known, or a PNG would show boxes in place of Chinese.
    """
    target = Path(path)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise UsageError(f"{target}: cannot write this; known: {', '.join(_WRITERS)}")
    write(chart, target, scale, fonts)
    return target


def _png(chart: Any, target: Path, scale: float, fonts: str | Path | None) -> None:
    if not has_chinese(str(fonts) if fonts else None):
        raise UsageError(
            f"{target}: no font with Chinese found; install one (Debian: fonts-noto-cjk), or pass "
            "fonts=FOLDER, or save as .html or .svg"
        )
    target.write_bytes(_converter().vegalite_to_png(chart.to_json(), scale=scale))


def _svg(chart: Any, target: Path, scale: float, fonts: str | Path | None) -> None:
    target.write_text(_converter().vegalite_to_svg(chart.to_json()), "utf-8")


def _html(chart: Any, target: Path, scale: float, fonts: str | Path | None) -> None:
    target.write_text(_converter().vegalite_to_html(chart.to_json(), bundle=True), "utf-8")


def _json(chart: Any, target: Path, scale: float, fonts: str | Path | None) -> None:
    target.write_text(chart.to_json(), "utf-8")


_WRITERS = {".png": _png, ".svg": _svg, ".html": _html, ".json": _json}


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise UsageError(
            "writing charts needs vl-convert; install the extra: pip install 'nlp-reports[plots]'"
        ) from None
    return vl_convert


@cache
def has_chinese(fonts: str | None = None) -> bool:
    """Whether two unlike characters are drawn unlike: without a font both are the same box."""
    convert = _converter()
    if fonts:
        convert.register_font_directory(fonts)
    pictures = {convert.svg_to_png(_drawn(character)) for character in _PROBE}
    return len(pictures) == len(_PROBE)


def _drawn(character: str) -> str:
    from nlp_reports.views.plots.style import FONT

    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="4" y="30" font-size="24" font-family="{FONT}">{character}</text></svg>'
    )
