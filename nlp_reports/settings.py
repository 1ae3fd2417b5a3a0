"""Settings: what a user may choose, checked by pydantic, read from TOML.

A file names only what it changes::

    scheme = "2021"
    time_limit = 30.0
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp_reports.errors import DataError


class Settings(BaseModel):
    """Everything that a run's results depend on, besides its input and the version.

    What a published score means (its seed, its least number of characters) is no setting.

    Attributes:
        pdf_backend: ``pdfium`` or ``pdfplumber``.
        codebooks: names of shipped codebooks or paths of TOML files.
        scheme: force a form (2007, 2019, 2021) instead of recognising it.
        time_limit: seconds one report may take before it becomes a failure row.
        memory_limit: bytes of memory one file may take before it becomes a failure row (on Linux,
            in runs over a corpus).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pdf_backend: str = "pdfium"
    codebooks: tuple[str, ...] = ("disclosure-themes@1", "supervision-practices@1")
    scheme: str | None = None
    time_limit: float = Field(default=120.0, gt=0)
    memory_limit: int = Field(default=2 * 2**30, ge=2**26)

    @classmethod
    def load(cls, path: str | Path) -> Settings:
        """Read settings from a TOML file.

        Raises:
            DataError: the file is no TOML, or a value is unknown or out of range; it is named.
        """
        try:
            return cls.model_validate(tomllib.loads(Path(path).read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: {error}; write settings as TOML in UTF-8") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise DataError(
                f"{path}: {where}: {first['msg']}; see Settings for what it may be"
            ) from error

    def digest(self) -> str:
        """Return 12 hexadecimal digits that change when any setting does that decides a result.

        The limits of time and memory decide none: what overran them is tried again anyway.
        """
        text = self.model_dump_json(exclude={"time_limit", "memory_limit"})
        return hashlib.sha256(text.encode()).hexdigest()[:12]
