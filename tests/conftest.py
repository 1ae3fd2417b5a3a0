"""What several tests share: where the repository and the real reports lie."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "real"


@pytest.fixture
def real() -> Path:
    """The folder of real reports; the test is skipped where it is absent."""
    if not REAL.is_dir():
        pytest.skip(f"the real reports are not here: {REAL}")
    return REAL
