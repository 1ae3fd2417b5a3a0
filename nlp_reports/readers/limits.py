"""How much a reader takes before it refuses: hostile and broken files end quickly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file; what exceeds them raises ``LimitError``.

    Annual reports have 5 to 40 pages and 3,000 to 60,000 characters; the defaults leave room for
    a province's worst case and stop everything beyond.

    Args:
        bytes: size of the file itself.
        pages: pages of a paged source.
        characters: characters of the decoded or extracted text.
        pixels: pixels of a page image handed to OCR.
        members: files in an archive.
        unpacked: bytes of an archive (ZIP, DOCX) once unpacked.
        ratio: unpacked bytes per packed byte of one archive member; ZIP bombs have over 1,000.
        cells: cells of one table; of a PDF's grid, a larger one is no table.
        objects: drawn objects looked at for rulings on one page.
        depth: archives inside archives.
    """

    bytes: int = 128 * 2**20
    pages: int = 500
    characters: int = 500_000
    pixels: int = 40_000_000
    members: int = 2_000
    unpacked: int = 512 * 2**20
    ratio: int = 500
    cells: int = 50_000
    objects: int = 100_000
    depth: int = 2


DEFAULT = Limits()
