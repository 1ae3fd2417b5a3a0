"""How a report is laid out on paper: the ways of WPS, Word and web exports that readers meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rules = Literal["full", "half", "none"]


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout by name; lengths are points.

    ``rules`` says which lines the tables have: all, horizontal ones only, or none. ``upright``
    sets 三、本年度办理结果 one character a line. ``head`` is a running head, ``number`` the page
    number with ``#`` for the digits, ``mark`` a watermark set aslant.
    """

    name: str
    rules: Rules = "full"
    upright: bool = False
    head: str = ""
    number: str = "— # —"
    mark: str = ""
    size: float = 15.0
    cell: float = 8.5
    indent: bool = True
    justify: bool = True

    @property
    def furniture(self) -> list[str]:
        """The words that must not come out as prose."""
        return [word for word in (self.head, self.mark) if word]


LAYOUTS = (
    Layout("office", number="— # —"),
    Layout("upright", upright=True, head="政务公开年报汇编", size=16.0, number="- # -"),
    Layout("half", rules="half", head="年报公开专栏", number="第#页", justify=False),
    Layout("borderless", rules="none", number="#", size=14.0, cell=8.0),
    Layout("marked", mark="内部传阅", number="#", size=12.0, cell=9.0, indent=False),
    Layout(
        "dense",
        head="政务数据局",
        number="第 # 页 共 9 页",
        size=10.5,
        cell=7.5,
        justify=False,
    ),
)
