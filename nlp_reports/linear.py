"""Linear models as arrays with a JSON manifest: saved, checked and loaded without pickle.

A model folder holds ``manifest.json`` and one ``<name>.npy`` per array. The manifest names the
SHA-256 of every other file in the folder that it vouches for; an altered file is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MANIFEST = "manifest.json"


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def save(
    folder: Path,
    manifest: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
    texts: Mapping[str, str],
) -> None:
    """Write a model folder.

    Args:
        folder: made where it is not there; files of the same names are replaced.
        manifest: what the model is; ``files`` is added to it.
        arrays: by name, without ``.npy``.
        texts: other files by their full name.
    """
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    names = sorted([*texts, *(f"{name}.npy" for name in arrays)])
    files = {name: digest((folder / name).read_bytes()) for name in names}
    whole = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(whole + "\n", "utf-8")


def load(folder: Path) -> tuple[dict[str, Any], dict[str, NDArray[np.float32]], dict[str, str]]:
    """Read a model folder: manifest, arrays by name, other files by name.

    Raises:
        ModelError: a file is missing or altered.
    """
    import io

    import numpy as np

    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8"))
        files = {name: (folder / name).read_bytes() for name in manifest["files"]}
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: no complete model ({error}); train or fetch it again") from error
    arrays: dict[str, NDArray[np.float32]] = {}
    texts: dict[str, str] = {}
    for name, data in files.items():
        if digest(data) != manifest["files"][name]:
            raise ModelError(f"{folder / name}: altered since training; train or fetch it again")
        if name.endswith(".npy"):
            array = np.load(io.BytesIO(data), allow_pickle=False)
            arrays[name.removesuffix(".npy")] = array.astype(np.float32)
        else:
            texts[name] = data.decode()
    return manifest, arrays, texts
