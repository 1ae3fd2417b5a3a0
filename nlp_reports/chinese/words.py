"""Words: a tokenizer of our own instance, never a library's global one.

``rjieba`` (Rust, the default) and ``jieba`` (the reference) give nearly the same words; which one
was used is part of every result's provenance. Both get the field's terms from
``wordlists/terms.txt``, so that 依申请公开 and 三审三校 stay whole.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from importlib import resources
from importlib.metadata import version
from typing import Any, Protocol, cast

from nlp_reports.plugins import Registry

_SHORT = 400
"""Characters up to which it is remembered how a text is cut."""


class Tokenizer(Protocol):
    """Cuts text into words whose concatenation is the text."""

    name: str

    def cut(self, text: str) -> list[str]:
        """Words in order; nothing is dropped, not even blanks."""
        ...


tokenizers: Registry[type[Any]] = Registry("tokenizer", group="nlp_reports.tokenizers")


@cache
def terms() -> tuple[str, ...]:
    """Return the field's terms that a general dictionary would cut apart."""
    text = (resources.files("nlp_reports.chinese") / "wordlists" / "terms.txt").read_text("utf-8")
    return tuple(line for line in text.split() if not line.startswith("#"))


@tokenizers.register("rjieba")
class RustTokenizer:
    """rjieba with the field's terms. Holds its own dictionary; not picklable."""

    def __init__(self) -> None:
        import rjieba

        self._jieba = rjieba.Jieba()
        for term in terms():
            self._jieba.add_word(term, None, None)
        self.name = f"rjieba {version('rjieba')}"

    def cut(self, text: str) -> list[str]:
        """Words in order; their concatenation is ``text``."""
        return self._jieba.cut(text)


@tokenizers.register("jieba")
class ReferenceTokenizer:
    """jieba with the field's terms, in an instance of its own."""

    def __init__(self) -> None:
        import jieba

        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for term in terms():
            self._jieba.add_word(term, None, None)
        self.name = f"jieba {version('jieba')}"

    def cut(self, text: str) -> list[str]:
        """Words in order; their concatenation is ``text``."""
        return cast(list[str], self._jieba.lcut(text))


def tokenizer(backend: str = "rjieba") -> Tokenizer:
    """Return the process's tokenizer of a backend, built on first use.

    Raises:
        UsageError: the backend is not known.
    """
    return _built(backend)  # one for each name, whether it was spelled out or left to the default


@cache
def _built(backend: str) -> Tokenizer:
    return cast(Tokenizer, tokenizers.get(backend)())


def cut(text: str, backend: str = "rjieba") -> tuple[str, ...]:
    """Cut text into words.

    >>> cut("依申请公开工作规范性有待提高")
    ('依申请公开', '工作', '规范性', '有待', '提高')
    """
    if len(text) > _SHORT:
        return tuple(tokenizer(backend).cut(text))
    return _cut(text, backend)


@lru_cache(maxsize=1024)
def _cut(text: str, backend: str) -> tuple[str, ...]:
    """Cut an item, which one room after the other asks for."""
    return tuple(tokenizer(backend).cut(text))


@cache
def dictionary_digest() -> str:
    """Return the digest of the term list, for provenance: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256("\n".join(terms()).encode()).hexdigest()[:12]
