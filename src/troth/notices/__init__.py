"""What people are told: of a new version, which waits until they are (SPEC 7, `notify`); and letters to one person."""

from troth.notices.announcing import Announcement, announced, must_be_announced
from troth.notices.forgetting import forget_messages
from troth.notices.guard import begun, concerned, count_concerned, ends_of_waiting
from troth.notices.mail import Sign, domain_of, mail_server
from troth.notices.mailings import (
    Mailing,
    Mailings,
    Places,
    Plan,
    Progress,
    Reach,
    Reached,
    Text,
    export,
    mailing_ref,
    message_to,
    parse_mailing_ref,
    record_sent,
    work,
)
from troth.notices.outbox import Listed, Outbox, fields_of, letter, queue_last_letter, queue_letter, template_names
from troth.notices.replies import MailIn, Taken, forget_old_stop_letters
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
from troth.notices.signature import dns_record, make_key, signer
from troth.notices.stopping import confirm_choice, stop_by_token
from troth.notices.wording import words_to_send
from troth.notices.words import Words, words_of

__all__ = [
    "Announcement",
    "Batch",
    "Deliver",
    "Listed",
    "MailIn",
    "Mailing",
    "Mailings",
    "Message",
    "Outbox",
    "Places",
    "Plan",
    "Progress",
    "Reach",
    "Reached",
    "Sender",
    "Sign",
    "Taken",
    "Text",
    "Undelivered",
    "Words",
    "announced",
    "begun",
    "concerned",
    "confirm_choice",
    "count_concerned",
    "dns_record",
    "domain_of",
    "ends_of_waiting",
    "export",
    "fields_of",
    "forget_messages",
    "forget_old_stop_letters",
    "letter",
    "mail_server",
    "mailing_ref",
    "make_key",
    "message_to",
    "must_be_announced",
    "parse_mailing_ref",
    "post_list",
    "queue_last_letter",
    "queue_letter",
    "record_posted",
    "record_sent",
    "send_all",
    "signer",
    "stop_by_token",
    "template_names",
    "words_of",
    "words_to_send",
    "work",
]
