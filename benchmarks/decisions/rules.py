"""One example policy as a neutral list of rules, from which every engine's own policy text is made.

A rule names sets of actions, data, purposes, recipients and roles (None: any), tests that must all be true
(`when`), and tests of which none may be (`unless`). A `never` beats every `may`; what no `may` permits is refused.
Sets are of plain words: groups are written out, so that engines without trees answer alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from troth.terms import Tree, builtin

Test = tuple[str, str | int]  # kind and value; the kinds are those that `peers.writing` can write
Words = frozenset[str]

ACTIONS = ("collect", "use", "disclose")
ROLES = ("support", "billing", "marketing", "analyst", "security", "legal", "researcher", "operations")
DATA = (
    *("name", "email", "phone", "postal-address", "payment-card", "bank-account", "order", "transaction-record"),
    *("age", "gender", "postcode", "interest", "device-id", "ip-address", "cookie-id", "page-visit"),
    *("search-history", "precise-location", "post", "message", "enquiry", "survey-answer", "health", "voiceprint"),
    "religion",
)
PURPOSES = (
    *("account-management", "order-fulfilment", "delivery", "billing", "payment-processing", "support"),
    *("direct-marketing", "partner-offers", "interest-based-advertising", "personalisation", "statistics"),
    *("market-research", "research", "planning", "troubleshooting", "fraud-prevention", "safety", "legal-process"),
)
RECIPIENTS = (
    *("courier", "payment-processor", "mail-house", "support-provider", "analytics-provider", "affiliate"),
    *("partner", "advertiser", "law-enforcement", "emergency-service", "successor", "auditor"),
)
FACTS = ("registered", "customer", "account-open", "verified", "adult", "known-minor")
TOPICS = ("newsletters", "offers", "partner-offers", "profiling", "advertising", "surveys")
GROUNDS = ("legal-order", "emergency", "corporate-change", "support-case")


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    effect: Literal["may", "never"]
    actions: Words | None = None
    data: Words | None = None
    purposes: Words | None = None
    recipients: Words | None = None
    roles: Words | None = None
    when: tuple[Test, ...] = ()
    unless: tuple[Test, ...] = ()


def fact(name: str) -> Test:
    return "fact", name


def choice(topic: str) -> Test:
    return "choice", topic


def consent(purpose: str) -> Test:
    """A consent to that purpose. A rule with it names no other."""
    return "consent", purpose


def ground(kind: str) -> Test:
    return "ground", kind


def group(people: int) -> Test:
    return "group", people


AGREEMENT: Test = ("agreement", "agreement")
NOTIFIED: Test = ("notified", "notified")


@cache
def rules() -> tuple[Rule, ...]:
    """The example: 65 rules."""
    return tuple(_numbered("p", _permits())) + tuple(_numbered("n", _prohibitions()))


def ten_times(base: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The same, and nine more sets of rules alike, about data that no request asks for."""
    return base + tuple(_elsewhere(rule, copy) for copy in range(1, 10) for rule in base)


def copied(datum: str, copy: int) -> str:
    """The company's own word that stands for a datum in another set of rules."""
    return f"own-{copy}-{datum}"


def _elsewhere(rule: Rule, copy: int) -> Rule:
    data = rule.data or frozenset(DATA)
    return replace(rule, id=f"{rule.id}-{copy}", data=frozenset(copied(datum, copy) for datum in data))


def _numbered(letter: str, unnumbered: Iterable[Rule]) -> Iterator[Rule]:
    for number, rule in enumerate(unnumbered, start=1):
        yield replace(rule, id=f"{letter}{number:02}")


def _set(words: str, tree: Tree | None, known: tuple[str, ...]) -> Words | None:
    """The words of a text, each with what stands under it. `*`: any."""
    if words == "*":
        return None
    found = set[str]()
    for word in words.split():
        found |= (tree.descendants(word) if tree else {word}) & set(known)
    assert found, f"no request could name any of {words}"
    return frozenset(found)


def _rule(effect: Literal["may", "never"], scope: str, *tests: Test, unless: tuple[Test, ...] = ()) -> Rule:
    """`scope`: actions, data, purposes, recipients, roles, with a bar between."""
    actions, data, purposes, recipients, roles = (part.strip() for part in scope.split("|"))
    terms = builtin()
    rule = Rule(
        "",
        effect,
        _set(actions, None, ACTIONS),
        _set(data, terms.data, DATA),
        _set(purposes, terms.purposes, PURPOSES),
        _set(recipients, terms.recipients, RECIPIENTS),
        _set(roles, None, ROLES),
        tests,
        unless,
    )
    consents = frozenset(str(value) for kind, value in tests if kind == "consent")
    assert not consents or rule.purposes == consents, "a rule with a consent names its purpose alone"
    return rule


def _permits() -> Iterator[Rule]:
    for scope, *tests in _PERMITS:
        yield _rule("may", str(scope), *[test for test in tests if isinstance(test, tuple)])


def _prohibitions() -> Iterator[Rule]:
    for scope, tests, unless in _PROHIBITIONS:
        yield _rule("never", scope, *tests, unless=unless)


_PERMITS: tuple[tuple[str | Test, ...], ...] = (
    ("collect | name contact | account-management | * | *",),
    ("collect | order transaction-record payment-card | billing order-fulfilment | * | *",),
    ("use | name contact order | account-management | * | support operations", fact("registered")),
    ("use | name contact order | order-fulfilment | * | operations support",),
    ("use | payment-card bank-account transaction-record order | billing | * | billing",),
    ("use | transaction-record order | billing | * | legal", fact("customer")),
    ("use | name contact enquiry message order | support | * | support", ground("support-case")),
    ("use | name contact enquiry | support | * | support", fact("account-open")),
    ("collect | enquiry message | support | * | *",),
    ("use | name email | direct-marketing | * | marketing", choice("newsletters")),
    ("use | name email postal-address | direct-marketing | * | marketing", fact("customer"), choice("offers")),
    ("use | email | market-research | * | marketing researcher", choice("surveys"), NOTIFIED),
    ("collect | survey-answer | market-research | * | *", choice("surveys")),
    ("use | survey-answer | market-research | * | researcher analyst", group(20)),
    ("use | name email postal-address | partner-offers | * | marketing", fact("adult"), choice("partner-offers")),
    ("use | page-visit search-history interest | personalisation | * | analyst operations", choice("profiling")),
    ("use | age gender postcode interest | personalisation | * | analyst", consent("personalisation")),
    ("use | cookie-id page-visit | interest-based-advertising | * | marketing", choice("advertising")),
    ("use | search-history | interest-based-advertising | * | marketing", consent("interest-based-advertising")),
    ("use | page-visit search-history device-id | statistics | * | analyst", group(10)),
    ("use | age gender postcode interest | statistics | * | analyst researcher", group(10)),
    ("use | order transaction-record | statistics planning | * | analyst", group(50)),
    ("collect | page-visit search-history cookie-id device-id ip-address | statistics troubleshooting | * | *",),
    ("collect | age gender postcode interest | statistics personalisation | * | *",),
    ("use | ip-address device-id page-visit | troubleshooting | * | operations security",),
    ("use | ip-address device-id cookie-id transaction-record | fraud-prevention | * | security",),
    ("use | name contact payment-card | fraud-prevention | * | security", fact("verified")),
    ("collect use | voiceprint | fraud-prevention | * | security", consent("fraud-prevention")),
    ("collect use | health | research | * | researcher", consent("research"), fact("adult")),
    ("collect use | religion | market-research | * | researcher", consent("market-research"), fact("adult")),
    ("use | post message survey-answer | research | * | researcher", consent("research")),
    ("disclose | name postal-address phone | delivery | courier | operations", AGREEMENT),
    ("disclose | name payment-card order | payment-processing | payment-processor | billing", AGREEMENT),
    ("disclose | name email | direct-marketing | mail-house | marketing", AGREEMENT, choice("newsletters")),
    ("disclose | name email postal-address | direct-marketing | mail-house | marketing", choice("offers")),
    ("disclose | name email enquiry message | support | support-provider | support", AGREEMENT),
    ("disclose | page-visit device-id | statistics | analytics-provider | analyst", consent("statistics")),
    ("disclose | page-visit search-history | statistics | analytics-provider | analyst", group(10), AGREEMENT),
    ("disclose | cookie-id interest | interest-based-advertising | advertiser | marketing", choice("advertising")),
    ("disclose | name email | partner-offers | partner affiliate | marketing", consent("partner-offers")),
    ("disclose | health survey-answer | research | partner | researcher", consent("research"), AGREEMENT),
    ("disclose | data | legal-process | law-enforcement | legal", ground("legal-order")),
    ("disclose | name contact ip-address health | safety | emergency-service | support security", ground("emergency")),
    ("disclose | name contact order transaction-record | * | successor | legal", ground("corporate-change")),
    ("disclose | order transaction-record | billing | auditor | billing legal", AGREEMENT),
    ("use | data | legal-process | * | legal",),
)
_PROHIBITIONS: tuple[tuple[str, tuple[Test, ...], tuple[Test, ...]], ...] = (
    ("* | precise-location | * | * | *", (), (ground("emergency"),)),
    ("* | data | direct-marketing personalisation interest-based-advertising | * | *", (fact("known-minor"),), ()),
    ("disclose | data | * | partner advertiser | *", (fact("known-minor"),), ()),
    ("use disclose | sensitive | direct-marketing interest-based-advertising | * | *", (), ()),
    ("use disclose | message | direct-marketing personalisation statistics | * | *", (), ()),
    ("disclose | payment-card bank-account | * | partner advertiser analytics-provider courier | *", (), ()),
    ("disclose | * | * | courier payment-processor mail-house support-provider | *", (), (AGREEMENT,)),
    ("disclose | * | * | law-enforcement | *", (), (ground("legal-order"), ground("emergency"))),
    ("disclose | health message | * | law-enforcement | *", (), (ground("emergency"),)),
    ("use | contact | direct-marketing | * | *", (), (fact("account-open"), NOTIFIED)),
    ("use | voiceprint | fraud-prevention | * | *", (), (fact("verified"),)),
    ("use disclose | cookie-id | interest-based-advertising | * | *", (), (choice("profiling"),)),
    ("use | page-visit search-history | personalisation | * | *", (), (fact("account-open"),)),
    ("disclose | email phone | * | advertiser | *", (), ()),
    ("collect | religion health | * | * | *", (), (fact("adult"),)),
    ("disclose | data | interest-based-advertising | advertiser | *", (), (choice("partner-offers"),)),
    ("use | survey-answer | market-research | * | marketing", (), ()),
    ("use disclose | transaction-record | statistics | * | *", (), (group(20),)),
    ("disclose | health | research | * | *", (fact("known-minor"),), ()),
)
