"""Who told us of somebody else: a member of a beneficiary, a customer of whom a parcel goes to.

The data are of the one whom they are about (GDPR Art. 4(1), 14): sealed under their key, theirs to see, to correct and
to have removed. Who gave them is known here alone, for two ends: the giver can see that they told us, and take it back;
and when the giver's own data have gone, the clock of what they told us starts.
"""

from troth.vault.givers.store import Told, add_giver, end_giver, given_of, told_by

__all__ = ["Told", "add_giver", "end_giver", "given_of", "told_by"]
