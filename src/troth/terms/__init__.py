"""The words of a policy: three trees of data, purposes and recipients."""

from troth.terms.builtin import SOURCES, Terms, builtin
from troth.terms.tree import Term, Tree

__all__ = ["SOURCES", "Term", "Terms", "Tree", "builtin"]
