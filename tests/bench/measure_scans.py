"""How right scans are read: ``python tests/bench/measure_scans.py [PAGES]`` (extra ``ocr``).

Renders an authored report, draws its first PAGES pages (default 2) at 200 dpi, turns them by one
degree, saves them as JPEG in a PDF without text, reads that, and prints the share of the prose's
characters that came out right and the characters of tables left in the prose.
"""

from __future__ import annotations

import sys
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from nlp_reports.evaluate.authored import load  # noqa: E402
from nlp_reports.readers import read  # noqa: E402
from tests.render.layouts import LAYOUTS  # noqa: E402
from tests.render.pdf import render_pdf  # noqa: E402

DPI, TURN, QUALITY = 200, 1.0, 75


def scan(printed: Path, scanned: Path, pages: range) -> None:
    """The pages as a scanner would give them."""
    import pypdfium2

    images = []
    with pypdfium2.PdfDocument(printed) as pdf:
        for number in pages:
            image = pdf[number].render(scale=DPI / 72).to_pil().convert("L")
            images.append(image.rotate(TURN, fillcolor=255, resample=3))
    first, *rest = images
    first.save(scanned, save_all=True, append_images=rest, resolution=DPI, quality=QUALITY)


def only(printed: Path, kept: Path, pages: range) -> None:
    """The same pages with their text layer."""
    import pypdfium2

    with pypdfium2.PdfDocument(printed) as pdf, pypdfium2.PdfDocument.new() as own:
        own.import_pages(pdf, list(pages))
        own.save(kept)


def main(pages: int = 2) -> None:
    """Print the figures."""
    report = load(ROOT / "corpora" / "sample" / "authored")[0]
    with tempfile.TemporaryDirectory() as folder:
        printed, kept, scanned = (Path(folder) / f"{n}.pdf" for n in ("all", "text", "scan"))
        render_pdf(report, printed, LAYOUTS[0])
        only(printed, kept, range(pages))
        scan(printed, scanned, range(pages))
        truth, found = read(kept).text.replace("\n", ""), read(scanned)
    text = found.text.replace("\n", "")
    blocks = SequenceMatcher(None, truth, text, autojunk=False).get_matching_blocks()
    right = sum(block.size for block in blocks)
    print(f"prose right {100 * right / len(truth):.2f} % of {len(truth)} characters")
    print(f"characters in the prose that are not its own: {len(text) - right}")
    for tag, a, b, c, d in SequenceMatcher(None, truth, text, autojunk=False).get_opcodes():
        if tag != "equal":
            print(f"  {truth[a:b]!r} -> {text[c:d]!r}")
    print(*found.warnings, sep="\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
