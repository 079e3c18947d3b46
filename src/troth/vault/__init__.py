"""Values at rest: each sealed under its person's own key, so that destroying the key erases the person."""

from troth.vault.keys import MasterKeys
from troth.vault.model import (
    MASK,
    Collection,
    Erasure,
    File,
    Item,
    ItemFacts,
    KeyWrapper,
    Kind,
    New,
    StoredFile,
    Value,
)
from troth.vault.vault import Vault

__all__ = [
    "MASK",
    "Collection",
    "Erasure",
    "File",
    "Item",
    "ItemFacts",
    "KeyWrapper",
    "Kind",
    "MasterKeys",
    "New",
    "StoredFile",
    "Value",
    "Vault",
]
