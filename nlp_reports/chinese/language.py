"""The spaCy language: blank ``zh`` with our tokenizer.

spaCy loads here, on first use, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nlp_reports.chinese.words import tokenizer

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


class DocTokenizer:
    """Turns our words into a spaCy ``Doc``; blanks become tokens' trailing spaces.

    Args:
        vocab: the language's vocabulary.
        backend: name of the tokenizer, ``rjieba`` or ``jieba``.
    """

    def __init__(self, vocab: Vocab, backend: str = "rjieba") -> None:
        self.vocab = vocab
        self.backend = backend

    def __call__(self, text: str) -> Doc:
        """Cut ``text``; ``doc.text == text`` holds for every input."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for word in tokenizer(self.backend).cut(text):
            if word == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **kwargs: Any) -> bytes:
        """Nothing is stored but the name of the backend."""
        return self.backend.encode()

    def from_bytes(self, data: bytes, **kwargs: Any) -> DocTokenizer:
        """Take the backend's name back."""
        self.backend = data.decode()
        return self

    def to_disk(self, path: Any, **kwargs: Any) -> None:
        """Write the name of the backend to a file."""
        from pathlib import Path

        Path(path).write_text(self.backend, "utf-8")

    def from_disk(self, path: Any, **kwargs: Any) -> DocTokenizer:
        """Read the name of the backend from a file."""
        from pathlib import Path

        self.backend = Path(path).read_text("utf-8")
        return self


def make_tokenizer(backend: str = "rjieba") -> Callable[[Language], DocTokenizer]:
    """Build the tokenizer for a spaCy config: ``@tokenizers = "nlp_reports.Tokenizer.v1"``."""

    def create(nlp: Language) -> DocTokenizer:
        return DocTokenizer(nlp.vocab, backend)

    return create


def language(backend: str = "rjieba") -> Language:
    """Return a fresh blank ``zh`` :class:`spacy.language.Language` with our tokenizer.

    Args:
        backend: ``rjieba`` (default) or ``jieba``; kept in ``nlp.meta["nlp_reports_tokenizer"]``.

    Raises:
        UsageError: the backend is not known.
    """
    from spacy.lang.zh import Chinese

    name = tokenizer(backend).name
    config = {"nlp": {"tokenizer": {"@tokenizers": "nlp_reports.Tokenizer.v1", "backend": backend}}}
    nlp = Chinese.from_config(config)
    nlp.meta["nlp_reports_tokenizer"] = name
    return nlp
