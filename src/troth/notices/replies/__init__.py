"""Mail that comes back: stops, and messages that could not be delivered."""

from troth.notices.replies.intake import MailIn, Taken
from troth.notices.replies.store import delete_old as forget_old_stop_letters
from troth.notices.replies.store import delete_stop_letters

__all__ = ["MailIn", "Taken", "delete_stop_letters", "forget_old_stop_letters"]
