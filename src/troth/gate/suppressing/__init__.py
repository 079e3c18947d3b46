"""suppress-leads: who said no is not reached again through an address that was bought or given by another.

What is kept of them is a digest of the address under a key of our own, the topic, and the day: no person, no value; it
outlasts their erasure. It takes nothing from those who give their address themselves, and a yes ends it.

1. A no is said: the addresses of who said it are remembered; so is an address that we learn of them later.
2. Everyone who has that address by way of another, and said nothing themselves, has said no too.
3. Nothing that comes by way of another is collected under an address that is remembered.
"""

from troth.gate.suppressing.suppressing import agreed, concerned, kept_out, learned, remember, sharers

__all__ = ["agreed", "concerned", "kept_out", "learned", "remember", "sharers"]
