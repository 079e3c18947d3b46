"""What people are told: of a new version, which waits until they are (SPEC 7, `notify`); and letters to one person."""

from troth.notices.announcing import Announcement, announced, must_be_announced
from troth.notices.forgetting import forget_messages
from troth.notices.guard import begun, concerned, count_concerned, ends_of_waiting
from troth.notices.mail import mail_server
from troth.notices.outbox import Listed, Outbox, fields_of, letter, queue_last_letter, queue_letter, template_names
from troth.notices.sending import (
    Batch,
    Deliver,
    Message,
    Sender,
    Undelivered,
    post_list,
    record_posted,
    send_all,
)
from troth.notices.words import Words, words_of

__all__ = [
    "Announcement",
    "Batch",
    "Deliver",
    "Listed",
    "Message",
    "Outbox",
    "Sender",
    "Undelivered",
    "Words",
    "announced",
    "begun",
    "concerned",
    "count_concerned",
    "ends_of_waiting",
    "fields_of",
    "forget_messages",
    "letter",
    "mail_server",
    "must_be_announced",
    "post_list",
    "queue_last_letter",
    "queue_letter",
    "record_posted",
    "send_all",
    "template_names",
    "words_of",
]
