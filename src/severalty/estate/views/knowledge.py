"""How well the estate is known: confirmations asked for, and what is believed about others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.engine.dates import day
from severalty.engine.estate.attestation import AttestationState, attestation_state
from severalty.engine.estate.beliefs import answers
from severalty.estate import queries
from severalty.estate.views.columns import item_url
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of
from severalty.web.lists import Column, Register, render_list
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

_TONES = {
    AttestationState.OVERDUE: "bad",
    AttestationState.STALE: "warn",
    AttestationState.ATTESTED: "good",
    AttestationState.DUE: "plain",
}
_WORDS = {AttestationState.ATTESTED: "confirmed", AttestationState.STALE: "changed since"}


@require_GET
@requires(Permission.ESTATE_VIEW)
def attestations(request: Request, case: Case) -> HttpResponseBase:
    rows = queries.attestations_for(request.viewer, case)
    on = day(timezone.localdate())

    def state(row: Any) -> Tag:
        changed = row.attested_version not in (None, row.item.version)
        found = attestation_state(queries.attestation_record(row), on, changed)
        return Tag(_WORDS.get(found, found.value), _TONES[found])

    spec = Register(
        "confirmation", "confirmations",
        (
            Column("item", "Record", "link", "item__name", "item.name", url=lambda row: item_url(case, row.item_id)),
            Column("owner", "Asked of", "text", "owner"),
            Column("due_on", "Due", "date", "due_on"),
            Column("state", "State", "tag", value=state),
            Column("attested_on", "Confirmed", "date", "attested_on"),
            Column("recorded_by", "Asked by", "organisation", "recorded_by__name"),
        ),
        default_sort="due_on",
    )  # fmt: skip
    context = {"heading": "Confirmations asked for", "case": case}
    return render_list(request, spec, rows, context, template="estate/attestations.html")


@require_GET
@requires(Permission.BELIEFS_VIEW)
def beliefs(request: Request, case: Case) -> HttpResponseBase:
    viewer = request.viewer
    own = viewer.organisation.key if viewer.organisation else ""
    names = {organisation.key: organisation.name for organisation in organisations_of(case)}
    records = queries.assumptions_for(viewer, case)
    found = answers(records, own)
    rows = [
        {"belief": one.belief, "statement": one.statement, "agrees": one.agrees, "difference": one.difference,
         "about": names.get(one.belief.about, one.belief.about)}
        for one in found
    ]  # fmt: skip
    statements = [(one, names.get(one.about, one.about)) for one in records if one.about == one.recorded_by]
    context = {
        "case": case, "answers": rows, "statements": statements,
        "answered": sum(1 for one in found if one.statement),
        "differing": sum(1 for one in found if one.statement and not one.agrees),
        "may_add": viewer.may(Permission.ESTATE_EDIT, case),
    }  # fmt: skip
    return render(request, "estate/beliefs.html", context)
