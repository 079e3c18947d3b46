"""Mailings: one message to many, each decided at the gate in the moment that it is sent."""

from troth.notices.mailings.export import Row, export, record_sent
from troth.notices.mailings.footer import Places, mail_token, read_mail_token
from troth.notices.mailings.mailings import Mailings, Reach, Reached
from troth.notices.mailings.message import message_to
from troth.notices.mailings.model import Mailing, Plan, Progress, Text, is_marketing, mailing_ref, parse_mailing_ref
from troth.notices.mailings.posting import work
from troth.notices.mailings.store import delete_recipient

__all__ = [
    "Mailing",
    "Mailings",
    "Places",
    "Plan",
    "Progress",
    "Reach",
    "Reached",
    "Row",
    "Text",
    "delete_recipient",
    "export",
    "is_marketing",
    "mail_token",
    "mailing_ref",
    "message_to",
    "parse_mailing_ref",
    "read_mail_token",
    "record_sent",
    "work",
]
