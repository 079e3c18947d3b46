"""The published text: reading it, its blocks and sentences, and the anchors that tie clauses to it (SPEC 1)."""

from troth.language.text.anchor import Anchor
from troth.language.text.model import Block, Kind, Sentence, Span
from troth.language.text.published import NotOnePlace, Text

__all__ = ["Anchor", "Block", "Kind", "NotOnePlace", "Sentence", "Span", "Text"]
