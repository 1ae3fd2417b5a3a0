"""XML from outside, parsed without entities, network or unbounded depth."""

from __future__ import annotations

from typing import Any

from nlp_reports.errors import DamagedFileError


def parse_xml(data: bytes, path: str, place: str) -> Any:
    """The root element of an XML part; entities stay unresolved, so none can expand.

    Raises:
        DamagedFileError: it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFileError(path, place=place, what="its XML is damaged") from error
    if root is None:
        raise DamagedFileError(path, place=place, what="its XML is empty")
    return root
