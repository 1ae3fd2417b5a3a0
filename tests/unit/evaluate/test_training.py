"""What ships is trained from the gold corpus: no pickle, and a card that says what it must."""

import numpy as np
import pytest

from nlp_reports.data import models


@pytest.mark.parametrize("name", ["sections", "roles", "links"])
def test_what_ships_is_arrays_and_json(name):
    for path in (models() / name).iterdir():
        assert path.suffix in (".md", ".json", ".npy")
        if path.suffix == ".npy":
            assert np.load(path, allow_pickle=False).dtype.kind == "f"


@pytest.mark.parametrize("name", ["sections", "roles"])
def test_a_card_tells_data_command_intervals_calibration_and_failures(name):
    card = (models() / name / "CARD.md").read_text("utf-8")
    for wanted in (
        f"nlp-reports train {name} corpora/gold --out models/{name}",
        "95 % interval",
        "calibration error",
        "**Calibration**",
        "**Fails on.**",
    ):
        assert wanted in card
    assert "igest `" in card
