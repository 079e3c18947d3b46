"""Letters to one person: queued with the act that they tell of, and sent once it is committed."""

from troth.notices.outbox.letters import Addressee, last_addressee, queue_last_letter, queue_letter
from troth.notices.outbox.outbox import Outbox
from troth.notices.outbox.store import Listed, delete_letters
from troth.notices.outbox.templates import fields_of, letter, template_names

__all__ = [
    "Addressee",
    "Listed",
    "Outbox",
    "delete_letters",
    "fields_of",
    "last_addressee",
    "letter",
    "queue_last_letter",
    "queue_letter",
    "template_names",
]
