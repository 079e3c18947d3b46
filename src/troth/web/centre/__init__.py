"""The privacy centre: what people see and do about their own data. Complete without JavaScript."""

from troth.web.centre.desk import Centre
from troth.web.centre.pages import FROM_ANYWHERE, PAGES, Show, answer

__all__ = ["FROM_ANYWHERE", "PAGES", "Centre", "Show", "answer"]
