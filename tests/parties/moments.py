"""Times and a recipient that the tests of parties share."""

from datetime import UTC, datetime, timedelta

from troth.parties import Agreement, Entered, Recipient

THEN = datetime(2014, 1, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ENTERED = Entered("account:7", THEN)
SWIFT = Recipient(
    "swift-parcels",
    "Swift Parcels Ltd",
    "courier",
    ("contact",),
    ("delivery",),
    endpoint="https://swift.example/intake",
    policy_link="https://swift.example/privacy",
    contact="privacy@swift.example",
)
AGREED = Agreement("NDA-12", THEN, THEN + 10 * DAY, "0" * 64)
