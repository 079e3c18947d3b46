"""Parties: the recipients of people's data, the agreements that bind them, and what went to whom."""

from troth.parties.disclosure import (
    disclosures,
    erase_disclosures,
    people_sent,
    receivers,
    record_disclosures,
)
from troth.parties.endpoint import check_endpoint, connected
from troth.parties.model import Agreement, Disclosure, Entered, Recipient
from troth.parties.register import (
    add_agreement,
    agreement_at,
    agreements,
    end_agreement,
    get_recipient,
    last_known,
    list_recipients,
    of_kinds,
    put_recipient,
    remove_recipient,
)
from troth.parties.terms import terms_for

__all__ = [
    "Agreement",
    "Disclosure",
    "Entered",
    "Recipient",
    "add_agreement",
    "agreement_at",
    "agreements",
    "check_endpoint",
    "connected",
    "disclosures",
    "end_agreement",
    "erase_disclosures",
    "get_recipient",
    "last_known",
    "list_recipients",
    "of_kinds",
    "people_sent",
    "put_recipient",
    "receivers",
    "record_disclosures",
    "remove_recipient",
    "terms_for",
]
