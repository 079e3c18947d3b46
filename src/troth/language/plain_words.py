"""The words that plain sentences are put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from troth.language.model import Action

VERBS: Mapping[Action, str] = MappingProxyType(
    {
        Action.COLLECT: "collect",
        Action.USE: "use",
        Action.DISCLOSE: "pass on",
        Action.PUBLISH: "publish",
        Action.LINK: "put together",
    }
)

PROPERTIES = "on"

SAYS: Mapping[str, str] = MappingProxyType(
    {
        "about": "This tells you something. There is nothing for us to do about it.",
        "disclaimer": "This says what we do not promise.",
        "person-duty": "This asks something of you.",
        "title": "This is a heading.",
    }
)

# Each fact of a person: that it is so, and that it is not.
FACTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "registered": ("you are registered with us", "you are not registered with us"),
        "customer": (
            "you have bought or ordered something from us",
            "you have never bought anything from us",
        ),
        "account-open": ("your account is open", "your account is closed"),
        "verified": ("we have checked who you are", "we have not checked who you are"),
        "adult": ("you are an adult", "you are not an adult"),
        "known-minor": ("we know that you are under age", "we do not know that you are under age"),
    }
)

GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "legal-order": "the law or a court orders us to",
        "legal-claim": "we need it to bring a claim before a court, or to answer one",
        "emergency": "someone is in danger and it helps them",
        "protect-rights": "it is needed to protect someone's rights, property or safety",
        "corporate-change": "our company, or a part of it, is being sold or joined with another",
        "support-case": "you have asked us for help with a problem, and we are working on it",
        "order": "you have ordered something and it is needed for that",
        "transaction": "you have made a payment or a trade and it is needed for that",
        "authorisation": "you have allowed someone to ask for it",
        "joint-purchase": "you have bought something from us and a partner together",
        "audit": "someone from outside is checking that we do everything properly",
    }
)

# Where "your" and the term's own name would read badly.
_DATA: Mapping[str, str] = MappingProxyType(
    {
        "data": "any data about you",
        "identity": "data that say who you are",
        "contact": "your contact details",
        "financial": "data about your money",
        "purchase": "what you have bought",
        "demographic": "data such as your age, gender or language",
        "interest": "what you are interested in",
        "device": "data about your phone or computer",
        "os-version": "the version of your phone's or computer's system",
        "network": "data about your connection",
        "ip-address": "your IP address",
        "cookie-id": "the numbers that cookies hold",
        "behaviour": "what you do on our sites and in our apps",
        "page-visit": "the pages you look at",
        "app-usage": "how you use our app",
        "click": "what you click on",
        "search-history": "what you have searched for",
        "location": "where you are or have been",
        "content": "what you write, say, make or send",
        "registration-data": "what you fill in to open your account",
        "organisation-data": "data about your company",
        "third-person": "what you tell us about other people",
        "referral": "the people you recommend to us",
        "household-member": "data about people in your home",
        "beneficiary": "the person you named to receive something in your place",
        "sensitive": "sensitive data about you",
        "special-category": "especially sensitive data about you, such as on your health or beliefs",
        "health": "data about your health",
        "race": "data about your race",
        "derived": "what we have worked out about you",
        "profile": "the profile we have made of you",
        "de-identified": "data from which your name and the like were taken out",
        "aggregate": "figures about many people that tell nothing about you alone",
        "pin": "your PIN",
    }
)

_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "purposes": "for any purpose",
        "service-provision": "to give you the service you asked for",
        "account-management": "to look after your account",
        "authentication": "to check that it is you who signs in",
        "order-fulfilment": "to supply what you ordered",
        "delivery": "to bring you what you ordered",
        "billing": "to bill you",
        "payment-processing": "to take or make a payment",
        "support": "to help you when you have a problem",
        "enquiry-answering": "to answer your questions",
        "service-notice": "to tell you about the service you use",
        "selling": "to let you sell things",
        "autofill": "to fill in forms for you",
        "personalisation": "to fit our pages to you",
        "improvement": "to make our service better",
        "analytics": "to learn how our service is used",
        "protection": "to keep people and the service safe",
        "legal-compliance": "to do what the law asks",
        "legal-process": "to answer a court or an office of the state",
        "terms-enforcement": "to see that people keep to our terms",
        "administration": "to run the company",
        "corporate-change": "to sell, buy or join companies",
        "verification-for-person": "to confirm something about you to others, because you asked",
        "sale": "to sell them",
    }
)

_RECIPIENTS: Mapping[str, str] = MappingProxyType(
    {
        "recipients": "anyone outside our company",
        "processor": "companies that work for us",
        "vendor": "companies that sell to us",
        "mail-house": "companies that send our mail",
        "affiliate": "companies of our group",
        "third-party": "others outside our company",
        "authority": "offices of the state",
        "law-enforcement": "the police and others who look into crimes",
        "regulator": "the office that watches over data protection",
        "emergency-service": "the ambulance, the fire brigade and the like",
        "successor": "whoever takes over the company or a part of it",
        "authorised-verifier": "those whom you have allowed to check something about you",
        "guardian": "the person who by law looks after you",
        "contacts": "your contacts",
        "public": "anyone",
    }
)

_SOURCES: Mapping[str, str] = MappingProxyType(
    {"person": "from you", "device": "from your phone or computer", "third-party": "from others"}
)


def listed(words: Sequence[str], joint: str) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


def data_in_words(data: Sequence[str] | None) -> str:
    if data is None:
        return _DATA["data"]
    plain = [term.replace("-", " ") for term in data if term not in _DATA]
    phrases = [f"your {listed(plain, 'and')}"] if plain else []
    return listed(phrases + [_DATA[term] for term in data if term in _DATA], "and")


def purposes_in_words(purposes: Sequence[str]) -> str:
    plain = [term.replace("-", " ") for term in purposes if term not in _PURPOSES]
    phrases = [f"for {listed(plain, 'or')}"] if plain else []
    return listed(phrases + [_PURPOSES[term] for term in purposes if term in _PURPOSES], "or")


def recipients_in_words(recipients: Sequence[str]) -> str:
    return listed([_RECIPIENTS.get(term) or term.replace("-", " ") for term in recipients], "or")


def sources_in_words(sources: Sequence[str]) -> str:
    return listed([_SOURCES.get(word) or f"from {recipients_in_words([word])}" for word in sources], "or")
