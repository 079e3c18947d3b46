"""Times that the tests of people share."""

from datetime import UTC, datetime, timedelta

THEN = datetime(2014, 1, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)
