"""The words that plain sentences are put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from troth.language.model import Action

Joint = Literal["and", "or"]

VERBS: Mapping[Action, str] = MappingProxyType(
    {
        Action.COLLECT: "collect",
        Action.USE: "use",
        Action.DISCLOSE: "pass on",
        Action.PUBLISH: "publish",
        Action.LINK: "put together",
    }
)

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

# How each built-in term reads after "we use …".
DATA: Mapping[str, str] = MappingProxyType(
    {
        "data": "any data about you",
        "identity": "data that say who you are",
        "name": "your name",
        "username": "your user name",
        "account-id": "your account number",
        "official-id": "the numbers of your official papers",
        "contact": "your contact details",
        "email": "your e-mail address",
        "phone": "your phone number",
        "postal-address": "your postal address",
        "social-handle": "your names on social networks",
        "credential": "what you sign in with",
        "password": "your password",
        "pin": "your PIN",
        "secret-answer": "your answers to security questions",
        "financial": "data about your money",
        "payment-card": "your payment card",
        "bank-account": "your bank account",
        "billing-address": "the address your bills go to",
        "account-balance": "the amount in your account",
        "commission": "what you have earned from sales",
        "credit-record": "the record of how you have paid your debts",
        "purchase": "what you have bought",
        "order": "your orders",
        "transaction-record": "the records of your payments and trades",
        "demographic": "data such as your age, gender or language",
        "age": "your age",
        "birth-date": "your date of birth",
        "gender": "your gender",
        "language": "your language",
        "postcode": "your postcode",
        "interest": "what you are interested in",
        "preference": "what you have said you like",
        "device": "data about your phone or computer",
        "device-id": "the number that tells your device from others",
        "device-type": "the kind of device you have",
        "os-version": "the version of your device's system",
        "device-settings": "the settings of your device",
        "advertising-id": "the number advertisers know your device by",
        "network": "data about your connection",
        "ip-address": "your IP address",
        "browser-type": "the browser you use",
        "referrer": "the page you came from",
        "access-time": "the times of your visits",
        "traffic-data": "the record of whom you were connected with, when and for how long",
        "call-record": "the list of your calls",
        "connection-quality": "data on how well your connection works",
        "cookie-id": "the numbers that cookies hold",
        "behaviour": "data on what you do on our sites and in our apps",
        "page-visit": "the pages you look at",
        "app-usage": "data on how you use our app",
        "click": "what you click on",
        "search-history": "what you have searched for",
        "location": "your location",
        "precise-location": "your exact location",
        "network-location": "your rough location",
        "content": "what you write, say, make or send",
        "upload": "the files you store with us",
        "post": "what you write for others to read",
        "testimonial": "what you say in public about us",
        "message": "your messages",
        "image": "pictures of you",
        "voice-recording": "recordings of your voice",
        "enquiry": "your questions to us",
        "survey-answer": "your answers in surveys",
        "registration-data": "what you fill in to open your account",
        "organisation-data": "data about your company",
        "company-name": "the name of your company",
        "contact-person": "the person to talk to at your company",
        "position": "your job in your company",
        "registration-date": "the day your company was registered",
        "third-person": "what you tell us about other people",
        "beneficiary": "the person you named to receive something in your place",
        "household-member": "data about people in your home",
        "referral": "the people you recommend to us",
        "sensitive": "sensitive data about you",
        "special-category": "the most sensitive data about you, such as on your health or your beliefs",
        "biometric": "measures of your body that tell who you are",
        "voiceprint": "the measures of your voice that tell who you are",
        "face-template": "the measures of your face that tell who you are",
        "health": "data about your health",
        "race": "data about your race",
        "religion": "data about your religion",
        "political-affiliation": "data about your politics",
        "derived": "what we have worked out about you",
        "profile": "the profile we have made of you",
        "de-identified": "data from which your name and the like were taken out",
        "aggregate": "figures about many people that tell nothing about you alone",
    }
)

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "purposes": "for any purpose",
        "service-provision": "to give you the service you asked for",
        "account-management": "to look after your account",
        "authentication": "to check that it is you who signs in",
        "order-fulfilment": "to supply what you ordered",
        "delivery": "to bring you what you ordered",
        "billing": "to bill you",
        "payment-processing": "to take or make a payment",
        "commission-accounting": "to pay you your share of sales",
        "support": "to help you when you have a problem",
        "enquiry-answering": "to answer your questions",
        "service-notice": "to tell you about the service you use",
        "selling": "to let you sell things",
        "autofill": "to fill in forms for you",
        "publication": "to show something to the public",
        "community": "to run forums and the like",
        "marketing": "to win people for products",
        "direct-marketing": "to send you offers and news",
        "partner-offers": "to send you offers of other companies",
        "campaign": "to run a series of advertisements",
        "advertising": "to show advertisements",
        "interest-based-advertising": "to show you advertisements chosen for you",
        "marketing-improvement": "to make our marketing work better",
        "personalisation": "to fit our pages to you",
        "improvement": "to make our service better",
        "analytics": "to learn how our service is used",
        "statistics": "to count and make figures",
        "market-research": "to learn what people want",
        "survey": "to ask people for their opinions",
        "research": "to find out and develop new things",
        "planning": "to decide what to offer next",
        "troubleshooting": "to find and mend what does not work",
        "network-performance": "to keep the network fast",
        "staff-training": "to train our staff",
        "credit-risk": "to judge whether people will pay",
        "protection": "to keep people and the service safe",
        "fraud-prevention": "to stop fraud",
        "safety": "to keep people from being hurt",
        "legal-compliance": "to do what the law asks",
        "legal-process": "to answer a court or an office of the state",
        "legal-claims": "to bring or answer a claim before a court",
        "audit": "to let someone check that all is done properly",
        "terms-enforcement": "to see that people keep to our terms",
        "administration": "to run the company",
        "corporate-change": "to sell, buy or join companies",
        "verification-for-person": "to confirm something about you to others, because you asked",
        "joint-service": "to offer a service together with another company",
        "sale": "to sell them",
    }
)

RECIPIENTS: Mapping[str, str] = MappingProxyType(
    {
        "recipients": "anyone outside our company",
        "processor": "companies that work for us",
        "vendor": "companies that sell to us",
        "sub-contractor": "companies that work for those who work for us",
        "payment-processor": "companies that handle payments for us",
        "courier": "couriers",
        "mail-house": "companies that send our mail",
        "support-provider": "companies that help our customers for us",
        "analytics-provider": "companies that measure for us how our service is used",
        "security-provider": "companies that guard our systems",
        "affiliate": "companies of our group",
        "partner": "companies that work together with us",
        "joint-partner": "companies that offer a service together with us",
        "solution-provider": "companies that build what goes with our service",
        "third-party": "others outside our company",
        "advertiser": "advertisers",
        "advertising-network": "networks that place advertisements",
        "social-network": "social networks",
        "retail-partner": "shops that sell our goods",
        "carrier": "phone and internet companies",
        "authority": "offices of the state",
        "law-enforcement": "the police and others who look into crimes",
        "court": "courts",
        "regulator": "the office that watches over data protection",
        "emergency-service": "the ambulance, the fire brigade and the like",
        "auditor": "those from outside who check that all is done properly",
        "legal-adviser": "our lawyers",
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


def listed(words: Sequence[str], joint: Joint) -> str:
    """`a, b and c`, of at least one word."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


def data_in_words(data: Sequence[str] | None, joint: Joint = "and") -> str:
    """Terms of data, to follow what is done; None is any."""
    if data is None:
        return DATA["data"]
    return listed([DATA.get(term) or f"your {spaced(term)}" for term in data], joint)


def purposes_in_words(purposes: Sequence[str]) -> str:
    """Terms of purposes, to follow what is done."""
    return listed([PURPOSES.get(term) or f"for {spaced(term)}" for term in purposes], "or")


def recipients_in_words(recipients: Sequence[str]) -> str:
    """Terms of recipients, to follow "to" or "from"."""
    return listed([RECIPIENTS.get(term) or spaced(term) for term in recipients], "or")


def sources_in_words(sources: Sequence[str]) -> str:
    """Where data come from."""
    return listed([_SOURCES.get(word) or f"from {recipients_in_words([word])}" for word in sources], "or")


def spaced(name: str) -> str:
    """A name that the company made (a term, a topic, a role): it is all there is to say of it."""
    return name.replace("-", " ")
