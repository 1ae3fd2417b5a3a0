"""Small words for reading WordprocessingML: children and attributes by local name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def local(element: Any) -> str:
    """An element's name without its namespace; blank for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, name: str) -> Iterator[Any]:
    """The direct children with a local name."""
    return (c for c in element if local(c) == name)


def child(element: Any | None, name: str) -> Any | None:
    """The first direct child with a local name, or ``None``."""
    return None if element is None else next(children(element, name), None)


def attribute(element: Any | None, name: str, default: str = "") -> str:
    """An attribute of the main namespace."""
    if element is None:
        return default
    return str(element.get(_W + name) or element.get(_STRICT + name) or default)


def number(value: str, default: int = 0) -> int:
    """A whole number between 0 and 10,000, or the default where it is none."""
    try:
        return min(10_000, max(0, int(value)))
    except ValueError:
        return default


def is_on(element: Any | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return element is not None and attribute(element, "val", "1") not in ("0", "false", "off")
