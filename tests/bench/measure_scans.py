"""How right scans are read: ``python tests/bench/measure_scans.py [REPORTS] [PAGES]`` (``ocr``).

Renders REPORTS authored reports (default 45, one in each layout by turns), draws the first PAGES
pages of each (default 2) at 200 dpi, turns them by up to a degree, saves them as JPEG in a PDF
without text, reads that, and prints the share of the prose's characters, as authored, that came
out right, and how many came out that are not the prose's own. Where the pages end is seen from the
printed copy.
"""

from __future__ import annotations

import sys
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from nlp_reports.chinese.normalise import normalise  # noqa: E402
from nlp_reports.evaluate.authored import Authored  # noqa: E402
from nlp_reports.readers import read  # noqa: E402
from tests.bench.measure_readers import bare, held_out  # noqa: E402
from tests.render.layouts import LAYOUTS  # noqa: E402
from tests.render.pdf import render_pdf  # noqa: E402
from tests.render.text import parts_of  # noqa: E402

DPI, QUALITY = 200, 75
TURNS = (1.0, -0.5, 0.7, 0.0, -1.0)  # degrees


def scan(printed: Path, scanned: Path, pages: range, turn: float) -> None:
    """The pages as a scanner would give them."""
    import pypdfium2

    images = []
    with pypdfium2.PdfDocument(printed) as pdf:
        for number in pages:
            image = pdf[number].render(scale=DPI / 72).to_pil().convert("L")
            images.append(image.rotate(turn, fillcolor=255, resample=3))
    first, *rest = images
    first.save(scanned, save_all=True, append_images=rest, resolution=DPI, quality=QUALITY)


def only(printed: Path, kept: Path, pages: range) -> None:
    """The same pages with their text layer."""
    import pypdfium2

    with pypdfium2.PdfDocument(printed) as pdf, pypdfium2.PdfDocument.new() as own:
        own.import_pages(pdf, list(pages))
        own.save(kept)


def differences(truth: str, found: str) -> tuple[int, list[str]]:
    """How many characters came out right, and what came out otherwise."""
    codes = SequenceMatcher(None, truth, found, autojunk=False).get_opcodes()
    right = sum(b - a for tag, a, b, _, _ in codes if tag == "equal")
    odd = [f"{truth[a:b]!r} -> {found[c:d]!r}" for tag, a, b, c, d in codes if tag != "equal"]
    return right, odd


def prose(report: Authored, printed: Path) -> str:
    """The report's prose as authored, up to where the printed pages end."""
    lines = [normalise(part).text for kind, part in parts_of(report) if kind == "text"]
    return bare("".join(lines))[: len(bare(read(printed).text))]


def main(reports: int = 45, pages: int = 2) -> None:
    """Print the figures."""
    known = held_out()
    total = kept_right = added = 0
    for number in range(reports):
        report, layout = known[7 * number % len(known)], LAYOUTS[number % len(LAYOUTS)]
        with tempfile.TemporaryDirectory() as folder:
            printed, kept, scanned = (Path(folder) / f"{n}.pdf" for n in ("all", "text", "scan"))
            render_pdf(report, printed, layout)
            only(printed, kept, range(pages))
            scan(printed, scanned, range(pages), TURNS[number % len(TURNS)])
            truth, found = prose(report, kept), read(scanned)
        text = bare(found.text)
        right, odd = differences(truth, text)
        total, kept_right, added = (
            total + len(truth),
            kept_right + right,
            added + len(text) - right,
        )
        share = 100 * right / len(truth)
        print(f"{report.id:24}{layout.name:12}{share:6.2f} %", *found.warnings, flush=True)
        print(*(f"  {one}" for one in odd[:12]), sep="\n")
    print(f"prose right {100 * kept_right / total:.2f} % of {total}; not its own: {added}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
