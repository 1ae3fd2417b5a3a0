"""Our stages as spaCy components, for a pipeline of your own.

::

    nlp = spacy.blank("zh")
    nlp.add_pipe("nlp_reports.items")
    nlp.add_pipe("nlp_reports.themes", config={"codebook": "disclosure-themes"})
    nlp.add_pipe("nlp_reports.slots")
    doc = nlp("一是更新不及时；二是解读形式单一。")
    spacy.displacy.render(doc, style="span", options={"spans_key": "themes"})

``doc.spans["items"]`` holds the items, labelled with their roles, ``doc.spans["themes"]`` the
evidence of each theme, ``doc.spans["slots"]`` what makes an item particular or checkable. Where
the tokens of a foreign tokenizer do not fit, a span is widened to whole tokens. A pipeline that is
to be saved needs names without a dot, or spaCy cannot read its config again:
``nlp.add_pipe("nlp_reports.items", name="items")``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from spacy.language import FactoryMeta, Language
from spacy.util import registry

from nlp_reports.items import split_passage
from nlp_reports.scores.slots import SCORED, look
from nlp_reports.themes import codebook as find_codebook
from nlp_reports.themes import tag

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan

SECTION = "problems_improvements"


class ItemsComponent:
    """Writes the items of a document to ``doc.spans["items"]``, labelled with their roles.

    Args:
        section: the section that the text comes from, which decides how roles are read.
    """

    def __init__(self, section: str = SECTION) -> None:
        self.section = section

    def __call__(self, doc: Doc) -> Doc:
        """Split the text of ``doc``; each span's ``id_`` is its item id."""
        items = split_passage(doc.text, self.section)
        doc.spans["items"] = [_span(doc, i.span.start, i.span.end, i.role, i.id) for i in items]
        return doc


class ThemesComponent:
    """Writes the evidence of themes to ``doc.spans["themes"]``, labelled with their keys.

    Args:
        codebook: name or path of a codebook.
        section: the section that the text comes from, which decides how roles are read.
    """

    def __init__(self, codebook: str = "disclosure-themes", section: str = SECTION) -> None:
        self.codebook = find_codebook(codebook)
        self.section = section

    def __call__(self, doc: Doc) -> Doc:
        """Tag the items of ``doc``; a theme without words of its own marks the whole item.

        Each span's ``id_`` is the id of its item.
        """
        items = {item.id: item for item in split_passage(doc.text, self.section)}
        doc.spans["themes"] = [
            _span(doc, span.start, span.end, mention.theme, mention.item)
            for mention in tag(items.values(), self.codebook)
            for span in mention.evidence or (items[mention.item].span,)
        ]
        return doc


class SlotsComponent:
    """Writes what makes items particular or checkable to ``doc.spans["slots"]``.

    Args:
        section: the section that the text comes from, for splitting and roles.
    """

    def __init__(self, section: str = SECTION) -> None:
        self.section = section

    def __call__(self, doc: Doc) -> Doc:
        """Find the slots of ``doc``, labelled with their keys; ``id_`` is the id of the item."""
        items = [i for i in split_passage(doc.text, self.section) if i.role in SCORED]
        looked = look([(item.text, item.role) for item in items])
        doc.spans["slots"] = [
            _span(doc, at.start, at.end, place.slot.key, item.id)
            for item, own in zip(items, looked, strict=True)
            for place in own.found
            for at in (place.span.shift(item.span.start),)
        ]
        return doc


def _span(doc: Doc, start: int, end: int, label: str, identity: str) -> DocSpan:
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    assert span is not None  # the offsets come from the document's own text
    span.id_ = identity
    return span


def make_items(nlp: Language, name: str, section: str = SECTION) -> ItemsComponent:
    """Build the component ``nlp_reports.items``."""
    return ItemsComponent(section)


def make_themes(
    nlp: Language, name: str, codebook: str = "disclosure-themes", section: str = SECTION
) -> ThemesComponent:
    """Build the component ``nlp_reports.themes``."""
    return ThemesComponent(codebook, section)


def make_slots(nlp: Language, name: str, section: str = SECTION) -> SlotsComponent:
    """Build the component ``nlp_reports.slots``."""
    return SlotsComponent(section)


def _register(name: str, factory: Callable[..., object], assigns: str) -> None:
    """Make a factory known to spaCy under a name with a dot.

    ``Language.factory`` refuses dots, which it keeps for names like ``zh.morphologizer``; what it
    does beyond that check is done here.
    """
    registry.factories.register(name, func=factory)
    meta = FactoryMeta(
        factory=name,
        default_config={},
        assigns=[assigns],
        requires=[],
        scores=[],
        default_score_weights={},
        retokenizes=False,
    )
    Language.set_factory_meta(name, meta)


_register("nlp_reports.items", make_items, "doc.spans")
_register("nlp_reports.themes", make_themes, "doc.spans")
_register("nlp_reports.slots", make_slots, "doc.spans")
