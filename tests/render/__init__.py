"""Authored reports rendered as the files in which real ones arrive.

One public function per format; all take an :class:`~nlp_reports.evaluate.authored.Authored`.
Labels and layout are written here independently of the package's forms, so that reading a
rendered report tests the reader and not itself.
"""

from tests.render.docx import render_docx
from tests.render.html import render_html
from tests.render.pdf import render_pdf
from tests.render.tables import truth
from tests.render.text import render_text

__all__ = ["render_docx", "render_html", "render_pdf", "render_text", "truth"]
