"""The document about a person as a page to print: its words in their language, set by Typst."""

from troth.cases.paper.setting import Fonts, as_paper, can_be_set, typeset
from troth.cases.paper.telling import PARTS

__all__ = ["PARTS", "Fonts", "as_paper", "can_be_set", "typeset"]
