"""What can go wrong, as one tree.

::

    NlpReportsError
    ├── ReadError                 a file could not be turned into a report
    │   ├── EmptyFileError        nothing in it
    │   ├── UnsupportedFileError  a format no reader knows
    │   ├── DamagedFileError      truncated, garbled, not what its name says
    │   ├── EncryptedFileError    needs a password
    │   ├── NoTextError           no text was found in it, or none in Chinese
    │   └── LimitError            larger than a limit in the settings
    ├── DataError                 a rule file, codebook, scheme or form is wrong
    ├── ModelError                a model folder is missing, altered or too new
    ├── StoreError                a result folder is locked, newer or damaged
    └── UsageError                a call that cannot mean anything

Every message names the file, the place in it and the next action::

    >>> error = EmptyFileError("a.pdf", place="whole file", next_action="download it again")
    >>> str(error)
    'a.pdf (whole file): the file is empty; download it again'
"""

from __future__ import annotations

from pathlib import Path


class NlpReportsError(Exception):
    """The root: catch this to catch everything this package raises on purpose."""


class ReadError(NlpReportsError):
    """A file could not be turned into a report.

    Args:
        path: the file.
        place: where in it (page, byte, line), or None for the file as a whole.
        what: what is wrong, in one clause.
        next_action: what the user can do about it.
    """

    what = "the file cannot be read"
    next_action = "check the file"

    def __init__(
        self,
        path: str | Path,
        *,
        what: str | None = None,
        place: str | None = None,
        next_action: str | None = None,
    ) -> None:
        self.path = str(path)
        self.place = place
        self.what = what or type(self).what
        self.next_action = next_action or type(self).next_action
        where = f"{self.path} ({place})" if place else self.path
        super().__init__(f"{where}: {self.what}; {self.next_action}")

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process with all parts intact."""
        return _revive, (type(self), self.path, self.what, self.place, self.next_action)


def _revive(
    kind: type[ReadError], path: str, what: str, place: str | None, next_action: str
) -> ReadError:
    return kind(path, what=what, place=place, next_action=next_action)


class EmptyFileError(ReadError):
    """Nothing in it."""

    what = "the file is empty"
    next_action = "fetch it again from its source"


class UnsupportedFileError(ReadError):
    """A format that no reader knows."""

    what = "no reader knows this format"
    next_action = "convert it to PDF, DOCX, HTML or text"


class DamagedFileError(ReadError):
    """Truncated, garbled, or not what its name says."""

    what = "the file is damaged"
    next_action = "fetch it again from its source"


class EncryptedFileError(ReadError):
    """Needs a password."""

    what = "the file is encrypted"
    next_action = "save a copy without a password"


class NoTextError(ReadError):
    """No text was found in it, or none in Chinese."""

    what = "there is no text in it"
    next_action = "look what is in it"


class LimitError(ReadError):
    """Larger than a limit in the settings."""

    what = "the file exceeds a limit"
    next_action = "raise the limit in the settings if the file is genuine"


class DataError(NlpReportsError):
    """A rule file, codebook, scheme or form is wrong; the message names file and entry."""


class ModelError(NlpReportsError):
    """A model folder is missing, altered or too new."""


class StoreError(NlpReportsError):
    """A result folder is locked, newer than this version, or damaged."""


class UsageError(NlpReportsError):
    """A call that cannot mean anything; the message says what to call instead."""
