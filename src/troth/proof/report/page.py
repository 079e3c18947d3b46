"""The report as one HTML file: no script, nothing loaded from anywhere, and it prints."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from troth.proof.model import STATUSES
from troth.proof.report.dossier import MEANING, Dossier, data_url


def as_html(dossier: Dossier) -> str:
    template = _environment().get_template("report.html")
    return template.render(it=dossier, meaning=MEANING, statuses=STATUSES)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("troth.proof.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(moment=moment, data_url=data_url)
    return made


def moment(at: datetime) -> str:
    """1 March 2014, 10:00 UTC."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
