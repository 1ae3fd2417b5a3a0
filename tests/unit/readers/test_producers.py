"""PDFs of several producers and layouts are read as they were written."""

import pytest

from nlp_reports.readers import read
from tests.bench.measure_readers import compare, reports
from tests.render.layouts import LAYOUTS
from tests.render.producers import producers

KNOWN = producers()
BY_NAME = {layout.name: layout for layout in LAYOUTS}


@pytest.mark.parametrize("layout", BY_NAME)
@pytest.mark.parametrize("producer", ["reportlab", "weasyprint"])
def test_prose_cells_and_breaks(tmp_path, producer, layout):
    if producer not in KNOWN:
        pytest.skip(f"{producer} or its font is not installed")
    report = reports()[0]
    path = tmp_path / "report.pdf"
    KNOWN[producer](report, BY_NAME[layout], path)
    tally = compare(report, BY_NAME[layout], read(path))
    assert tally.error < 0.002
    assert tally.cell_share >= 0.995
    assert tally.f1 >= 0.98
    assert tally.furniture == 0
