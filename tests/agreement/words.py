"""The small vocabularies that policies and requests are made of: small, so that things collide."""

from __future__ import annotations

ACTIONS = ("collect", "use", "disclose", "publish", "link")
PROPERTIES = ("a.example", "b.example", "app:com.example.shop")
ELSEWHERE = "elsewhere.example"

# Some built-in terms with their parents; the root of a tree has none.
BUILT_IN: dict[str, dict[str, tuple[str, ...]]] = {
    "data": {
        "data": (),
        "contact": ("data",),
        "email": ("contact",),
        "postal-address": ("contact",),
        "financial": ("data",),
        "billing-address": ("financial", "postal-address"),
        "identity": ("data",),
        "name": ("identity",),
    },
    "purposes": {
        "purposes": (),
        "service-provision": ("purposes",),
        "order-fulfilment": ("service-provision",),
        "delivery": ("order-fulfilment",),
        "marketing": ("purposes",),
        "direct-marketing": ("marketing",),
    },
    "recipients": {
        "recipients": (),
        "processor": ("recipients",),
        "courier": ("processor",),
        "third-party": ("recipients",),
        "advertiser": ("third-party",),
        "public": ("recipients",),
        "contacts": ("recipients",),
    },
}
OWN: dict[str, tuple[str, ...]] = {
    "data": ("member-pin", "club-number", "second-email", "old-address"),
    "purposes": ("newsletters", "club-offers", "weekend-tips", "parcel-alerts"),
    "recipients": ("couriers", "bank", "close-friends", "ad-house"),
}
TOPICS = ("newsletters", "offers")
STOPS = ("link", "one-click", "email", "gpc")
CHANNELS = ("email", "phone")
ROLES = ("dispatch", "support")
GROUNDS = ("legal-order", "legal-claim", "emergency", "protect-rights", "order", "audit", "club-dispute")
FACTS = ("registered", "customer", "account-open", "verified", "adult", "known-minor")
VISIBILITIES = ("public", "contacts", "private")
GROUPS = (5, 10)
WINDOWS = {"0d": 0, "2d": 172_800, "48h": 172_800, "30d": 2_592_000}
DAY = 86_400
VERSIONS = ("1", "2", "3", "4")
