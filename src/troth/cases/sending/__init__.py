"""What recipients are told when something of a person changes: sent, answered, called back from many at once."""

from troth.cases.sending.model import Recall, state_of
from troth.cases.sending.recalls import Recalls
from troth.cases.sending.sending_on import SendingOn

__all__ = ["Recall", "Recalls", "SendingOn", "state_of"]
