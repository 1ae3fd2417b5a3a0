"""The shipped classifier: guarded files, a light path, the same bytes when trained again."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nlp_reports.data import models
from nlp_reports.errors import ModelError
from nlp_reports.items import model
from nlp_reports.items.train import Passage, train
from nlp_reports.text import Span

ROLES = models() / "roles"


def test_altered_arrays_are_refused(tmp_path):
    shutil.copytree(ROLES, tmp_path / "roles")
    with (tmp_path / "roles" / "role.npy").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="altered"):
        model.load(tmp_path / "roles")


def test_missing_manifest_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"manifest\.json"):
        model.load(tmp_path)


def test_other_features_are_refused(tmp_path):
    shutil.copytree(ROLES, tmp_path / "roles")
    path = tmp_path / "roles" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | {"features": 99}
    path.write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelError, match="features 99"):
        model.load(tmp_path / "roles")


def test_nothing_heavy_is_imported():
    code = (
        "import sys; from nlp_reports.items import split_passage; split_passage('更新慢。');"
        "print([m for m in ('sklearn', 'scipy', 'pandas', 'spacy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _passages() -> list[Passage]:
    texts = [
        ("一是更新不及时；二是渠道单一。下一步，将加强培训。", 2),
        ("一是人手不足；二是解读不够。今后，已印发办法。", 2),
        ("一是答复不规范；二是重视不够。明年，正在改版。", 2),
    ]
    status = ["planned", "done", "ongoing"]
    found = []
    for group in range(5):
        for text, _ in texts:
            first, second = text.index("；"), text.index("。")
            labels = (
                (Span(2, first), "problem", None),
                (Span(first + 3, second), "problem", None),
                (Span(second + 1, len(text) - 1), "measure", status[texts.index((text, 2))]),
            )
            found.append(
                Passage(text, Span(0, len(text)), "problems_improvements", "", labels, f"g{group}")
            )
    return found


def test_training_twice_gives_the_same_bytes(tmp_path):
    one = train(_passages(), tmp_path / "a", data="x")
    other = train(_passages(), tmp_path / "b", data="x")
    assert one == other
    for name in ("role.npy", "status.npy", "manifest.json"):
        assert Path(tmp_path / "a" / name).read_bytes() == Path(tmp_path / "b" / name).read_bytes()
    assert model.load(tmp_path / "a").roles.classes == ("measure", "problem")
