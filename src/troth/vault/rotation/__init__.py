"""New keys for old, while everything goes on: in batches, each a transaction of its own.

A rotation that was interrupted is resumed by starting it again: what is left to do is what still stands under an
older key. Readers cope with both throughout.

The order for a master key: (1) add the new key to the ring of every process, (2) `rewrap`, (3) when `keys_under`
says 0 for the old one, take it out of the rings and destroy it. From then on wrapped keys in older backups are
dead too, and with them whatever was erased since.
"""

from troth.vault.rotation.index import renew_index
from troth.vault.rotation.master import keys_under, rewrap
from troth.vault.rotation.person import ResealOthers, reseal

__all__ = ["ResealOthers", "keys_under", "renew_index", "reseal", "rewrap"]
