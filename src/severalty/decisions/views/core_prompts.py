"""What waits for the viewer's own council of common cores, for the first page."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.decisions.queries.cores import Look, cores_for, looks_at
from severalty.engine.decisions.approval_facts import PartnerState
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Prompt

WAITING = {
    PartnerState.TO_COME: "{who} has not decided on version {number} of “{core}”.",
    PartnerState.VOID: "{who} has not decided on version {number} of “{core}”: its approval of an earlier one is void.",
    PartnerState.DEFERRED: "{who} has deferred version {number} of “{core}” and has to take it again.",
    PartnerState.REFERRED_BACK: "{who} has to decide on version {number} of “{core}” again after a call-in.",
    PartnerState.LAPSED: "The approval of version {number} of “{core}” by {who} has lapsed.",
    PartnerState.CALLED_IN: "The approval of version {number} of “{core}” by {who} is called in and not settled.",
    PartnerState.CANNOT_SAY: "It cannot be told whether {who} has approved version {number} of “{core}”.",
}


def core_prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """The cores whose newest version waits for a body of the viewer's own council."""
    if viewer.organisation is None or not viewer.may(Permission.DECISION_EDIT, case):
        return
    for look in looks_at(viewer, case, cores_for(viewer, case), on):
        words = _words(look, viewer.organisation)
        if words:
            yield Prompt(words, reverse("decisions:core", args=[case.key, look.row.pk]))


def _words(look: Look, own: Any) -> str:
    state = next((one.state for one in look.position.partners if one.partner == own.key), None)
    told = WAITING.get(state, "") if state and look.newest else ""
    number = look.newest.content.number if look.newest else 0
    return told.format(who=own.name, number=number, core=look.row.item.name)
