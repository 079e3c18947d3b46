"""The dossier: everything that is held of a person, and what of it they can take along, as documents in JSON."""

from troth.cases.dossier.gathering import access, controller, portable, read, written
from troth.cases.dossier.items import by_category
from troth.cases.dossier.model import ACCESS, PORTABLE, Access, Portable
from troth.cases.dossier.schema import access_schema
from troth.cases.dossier.things import Item

__all__ = [
    "ACCESS",
    "PORTABLE",
    "Access",
    "Item",
    "Portable",
    "access",
    "access_schema",
    "by_category",
    "controller",
    "portable",
    "read",
    "written",
]
