"""Which controls there are: the built-in ones, and those of installed packages (entry points `troth.controls`)."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType

from troth.controls import (
    account_for_disclosures,
    answer,
    attest,
    bind_recipients,
    detect_tampering,
    encrypt_at_rest,
    encrypt_in_transit,
    erase,
    give_choice,
    handle_complaints,
    hold,
    notify,
    offer_choice,
    protect_credentials,
    recall,
    separate,
    set_visibility,
    suppress_leads,
    survive_loss,
    take_security_reports,
    withdraw_publication,
)
from troth.controls.model import Control

_BUILT: tuple[Control, ...] = (
    offer_choice.CONTROL,
    encrypt_at_rest.CONTROL,
    encrypt_in_transit.CONTROL,
    protect_credentials.CONTROL,
    separate.CONTROL,
    detect_tampering.CONTROL,
    bind_recipients.CONTROL,
    account_for_disclosures.CONTROL,
    give_choice.CONTROL,
    attest.CONTROL,
    notify.CONTROL,
    erase.CONTROL,
    hold.CONTROL,
    survive_loss.CONTROL,
    answer.CONTROL,
    handle_complaints.CONTROL,
    take_security_reports.CONTROL,
    set_visibility.CONTROL,
    withdraw_publication.CONTROL,
    recall.CONTROL,
    suppress_leads.CONTROL,
)

CONTROLS: Mapping[str, Control] = MappingProxyType({control.duty: control for control in _BUILT})


def known_controls() -> Mapping[str, Control]:
    """Every control by its duty; a built-in one cannot be replaced."""
    added: dict[str, Control] = {point.name: point.load() for point in entry_points(group="troth.controls")}
    return MappingProxyType({**added, **CONTROLS})
