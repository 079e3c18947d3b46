"""Publications: which item is shown to whom, since when, and until when. The values are in the vault alone."""

from troth.gate.publications.model import AUDIENCES, Publication
from troth.gate.publications.store import end, listed, people_showing, put, standing, standing_of_item

__all__ = [
    "AUDIENCES",
    "Publication",
    "end",
    "listed",
    "people_showing",
    "put",
    "standing",
    "standing_of_item",
]
