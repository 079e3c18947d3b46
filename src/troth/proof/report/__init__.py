"""The report on a version: one file that an auditor reads, and checks without trusting us."""

from troth.proof.report.dossier import Dossier, assemble
from troth.proof.report.page import as_html
from troth.proof.report.paper import as_pdf

__all__ = ["Dossier", "as_html", "as_pdf", "assemble"]
