"""The methods paragraph of a run, generated from its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXT = """\
# Methods

{reports} annual reports on open government information (政府信息公开工作年度报告) were analysed
with nlp_reports {version} (settings {config}; words by {backend}). {failures} files or stages
failed; they are listed in `failures.parquet`. Sections were found by heading rules over the forms
of 2007, 2019 and 2021; statements were split, given roles (problem, measure, supervision,
activity, context), themes and practices ({codebooks}).
{items} statements were found.

Substance (0-3, `substance@1`) and reuse (shares of characters that are mandated by form or law,
stand in the issuer's own earlier reports, stand in other issuers' reports, or are novel) are two
axes and were not averaged. Names of places and units, numbers and dates were masked before
comparison; document frequency was counted over other issuers{background}. Reuse is not
misconduct: superiors issue templates, and the law prescribes wording.

Statutory figures were read with the identities that the form prescribes (国办公开办函〔2019〕60号,
〔2021〕30号); {checks} checks were made.

References: 中华人民共和国政府信息公开条例 (2019), art. 47, 49, 50; Lang & Stice-Lawrence (2015);
Dyer, Lang & Stice-Lawrence (2017); Hope, Hu & Lu (2016); Grimmer & Stewart (2013).
Cite the software as in CITATION.cff and give this folder's `manifest.json`.
"""


def methods(manifest: Mapping[str, Any]) -> str:
    """Return a methods paragraph with references, in Markdown."""
    counts, made_by = manifest["counts"], manifest["provenance"]
    return _TEXT.format(
        version=made_by["version"],
        config=made_by["config"],
        backend=made_by["backend"],
        codebooks=", ".join(f"`{name}`" for name in manifest["settings"]["codebooks"]),
        background=_background(manifest.get("background")),
        **{name: counts[name] for name in ("reports", "items", "failures", "checks")},
    )


def _background(about: Mapping[str, Any] | None) -> str:
    """Which background ``cross_issuer`` was held against, to be set behind "other issuers"."""
    if about is None:
        return ""
    issuers, reports = about["counts"]["issuers"], about["counts"]["reports"]
    whose = "the saved background" if about["saved"] else "those of this run, background"
    few = "; with so few issuers the shares say little" if about["warnings"] else ""
    return f"\n({whose} `{about['id']}`: {reports} reports of {issuers} issuers{few})"
