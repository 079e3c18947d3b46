"""Notices of a change: a new version waits until the people it concerns have been told (SPEC 7, `notify`)."""

from troth.notices.announcing import Announcement, announced, must_be_announced
from troth.notices.guard import begun, concerned, count_concerned, ends_of_waiting
from troth.notices.mail import mail_server
from troth.notices.sending import (
    Batch,
    Deliver,
    Message,
    Sender,
    Undelivered,
    forget_messages,
    post_list,
    record_posted,
    send_all,
)
from troth.notices.words import Words, words_of

__all__ = [
    "Announcement",
    "Batch",
    "Deliver",
    "Message",
    "Sender",
    "Undelivered",
    "Words",
    "announced",
    "begun",
    "concerned",
    "count_concerned",
    "ends_of_waiting",
    "forget_messages",
    "mail_server",
    "must_be_announced",
    "post_list",
    "record_posted",
    "send_all",
    "words_of",
]
