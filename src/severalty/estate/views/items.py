"""One item: everything that touches it, its history, and the forms that change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.engine.appraisal.apportionment import percent
from severalty.engine.dates import day
from severalty.engine.estate.attestation import attestation_state
from severalty.engine.estate.completeness import completeness, is_known
from severalty.engine.estate.holdings import Basis, Holding, Position, State, position_of
from severalty.engine.estate.parties import Audience
from severalty.engine.estate.terms import last_day_to_act
from severalty.engine.estate.value_evidence import EvidenceError, ValueEvidence, read_value_evidence
from severalty.engine.evidence import Evidence, show_money
from severalty.engine.fields import Kind, write
from severalty.estate import actions, queries
from severalty.estate.forms import AttestForm, ReasonForm, RecordForm
from severalty.estate.views import sharing
from severalty.estate.views.columns import counted, item_url, lock_words, named
from severalty.estate.views.trail import told
from severalty.tenancy.access import Request, refused, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import read_body
from severalty.tenancy.binding import Binding, is_item_reference
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import HOLDINGS, history_of, holdings_of, is_told, name_of_share, organisations_of
from severalty.web.parts import panels_for

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

HISTORY_MOST = 200
LONGEST_GIVEN = 300
"""So many characters of an address may fill one box of a form."""
SEEN_BY = {
    Audience.NAMED: "those who share it and those named in it",
    Audience.PARTNERS: "the partner councils and their shared service",
    Audience.PARTNERSHIP: "the whole partnership, suppliers and advisers too",
    Audience.PUBLIC: "everyone",
}


@dataclass(frozen=True)
class Fact:
    """One value of an item as its page shows it."""

    label: str
    value: Any
    evidence: Evidence
    source: str
    url: str = ""
    kind: str = ""


@require_GET
@requires(Permission.ESTATE_VIEW)
def item(request: Request, case: Case, ref: str) -> HttpResponse:
    viewer, on = request.viewer, timezone.localdate()
    binding, row = queries.row_for(viewer, case, ref)
    record = queries.record_for(viewer, case, binding, row)
    names = {organisation.key: organisation for organisation in organisations_of(case)}
    claims = holdings_of([ref]).get(ref, ())
    position = position_of(claims, day(on))
    links = list(queries.links_for(viewer, case, [ref])[:400])
    context = {
        "case": case, "binding": binding, "row": row, "item": row.item, "lock": lock_words(row),
        "facts": _facts(case, binding, row, record, names), "complete": completeness(record),
        "claims": [_claim(viewer, claim, _total_of(claim, claims, position), names) for claim in claims],
        "position": position, "total_words": _total_words(position), "seen_by": SEEN_BY.get(row.item.audience, ""),
        "reasons": [named(reason, names) for reason in position.reasons],
        "down": [link for link in links if link.depends_id == ref],
        "up": [link for link in links if link.on_id == ref],
        "touching": [(t, item_url(case, t.item.pk)) for t in queries.touching(viewer, case, ref)],
        "attestations": _attestations(viewer, case, row, on), "own": _is_own(viewer, row),
        "may_edit": _is_own(viewer, row) and viewer.may(binding.permission, case),
        "may_claim": not viewer.is_anonymous and viewer.may(Permission.ESTATE_EDIT, case),
        "panels": [(panel.title, panel.draw(viewer, row.item)) for panel in panels_for(binding.table)],
        "act": last_day_to_act(record, day(on), queries.bank_holidays()) if binding.table == "contracts" else None,
    }  # fmt: skip
    return render(request, "estate/item.html", context)


@dataclass(frozen=True)
class Claim:
    """One claim on the item as its page shows it."""

    record: Holding
    organisation: Any
    claimant: Any
    words: str
    dates: str
    name: str
    may_remove: bool


def _total_of(claim: Holding, claims: Sequence[Holding], position: Position) -> int | None:
    """What a claim is a part of: its stated total, or the sum of what its claimant says for everybody."""
    if claim.out_of or position.state != State.DISPUTED:
        return claim.out_of or position.total
    same = {one.organisation: one.weight for one in claims
            if (one.claimed_by, one.basis) == (claim.claimed_by, claim.basis)}  # fmt: skip
    known = [weight for weight in same.values() if weight is not None]
    return sum(known) if len(known) == len(position.weights) else None


def _total_words(position: Position) -> str:
    """The total that the shares add up to; where it is disputed there is none to tell."""
    known = position.total is not None and position.state != State.DISPUTED and position.basis != Basis.UNKNOWN
    return counted(position.total or 0, position.basis) if known else ""


def _claim(viewer: Any, claim: Holding, total: int | None, names: dict[str, Any]) -> Claim:
    words = "" if claim.weight is None else counted(claim.weight, claim.basis)
    if total and claim.weight is not None:
        words = f"{counted(claim.weight, claim.basis, total)} ({percent(claim.weight, total)}%)"
    dates = [f"counted {claim.counted_on}" if claim.counted_on else "", f"from {claim.starts}" if claim.starts else "",
             f"until {claim.ends}" if claim.ends else ""]  # fmt: skip
    own = viewer.organisation is not None and claim.recorded_by == viewer.organisation.key
    return Claim(
        claim, names[claim.organisation], names.get(claim.claimed_by), words, ", ".join(d for d in dates if d),
        name_of_share(claim), own and viewer.may(HOLDINGS.permission),
    )  # fmt: skip


def _is_own(viewer: Any, row: Any) -> bool:
    return viewer.organisation is not None and row.item.recorded_by == viewer.organisation


def _facts(case: Case, binding: Binding, row: Any, record: Any, names: dict[str, Any]) -> list[Fact]:
    entries = entries_of(record)
    facts = []
    for shape in binding.own_columns:
        value = getattr(record, shape.name)
        entry = entries.get(shape.name)
        evidence = entry.evidence if entry else record.evidence
        if not is_known(shape, value):
            facts.append(Fact(shape.label, "", Evidence.UNKNOWN, entry.source if entry else ""))
            continue
        shown, url = _shown(case, shape, row, value, evidence, names)
        source = (entry.source if entry else "") or record.source
        facts.append(Fact(shape.label, shown, evidence, source, url, shape.kind.value))
    return facts


def entries_of(record: Any) -> dict[str, ValueEvidence]:
    """The evidence of single values; none where the text cannot be read."""
    try:
        return {entry.column: entry for entry in read_value_evidence(record.value_evidence, type(record))}
    except EvidenceError:
        return {}


def _shown(case: Case, shape: Any, row: Any, value: Any, evidence: Evidence, names: dict[str, Any]) -> tuple[Any, str]:
    if shape.kind is Kind.MONEY:
        return show_money(value, evidence), ""
    if shape.kind is Kind.REFERENCE and not is_item_reference(shape):
        return names[value].name if value in names else value, ""
    if shape.kind is Kind.REFERENCE:
        return getattr(row, f"{shape.name}_name"), item_url(case, getattr(row, f"{shape.name}_ref"))
    if shape.kind is Kind.WHOLE:
        return f"{value:,}", ""
    return str(value) if shape.kind is Kind.DATE else write(shape, value), ""


def _attestations(viewer: Any, case: Case, row: Any, on: Any) -> list[tuple[Any, str]]:
    rows = queries.attestations_for(viewer, case, row.pk)
    return [
        (one, attestation_state(queries.attestation_record(one), day(on), one.attested_version not in
                                (None, row.item.version)).value)
        for one in rows
    ]  # fmt: skip


@require_GET
@requires(Permission.HISTORY_VIEW)
def history(request: Request, case: Case, ref: str) -> HttpResponse:
    found = queries.row_for(request.viewer, case, ref)[1].item
    # It tells of earlier values and of references that others may not see, so it is for those who keep the record.
    if request.viewer.organisation != found.recorded_by:
        raise Http404
    names = {one.key: one.name for one in organisations_of(case)}
    bodies = ((entry, read_body(entry)) for entry in history_of(found)[:HISTORY_MOST])
    entries = [(entry, told(body, names)) for entry, body in bodies if is_told(request.viewer, body)]
    return render(request, "estate/history.html", {"case": case, "item": found, "entries": entries})


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_VIEW)
def new(request: Request, case: Case, table: str) -> HttpResponse:
    binding = queries.binding_of(table)
    if not binding.is_item:
        raise Http404
    if not request.viewer.may(binding.permission, case) or request.viewer.is_anonymous:
        return _turned_away(request, binding)
    initial = {"audience": "holders"} | _given(request, binding)
    form = RecordForm(binding, organisations_of(case), request.POST or None, initial=initial)
    return _save(request, case, binding, form, f"Add {binding.one}")


def _turned_away(request: Request, binding: Binding) -> HttpResponse:
    """The way to sign in for the public; for others, that their role does not write this table."""
    if request.viewer.is_anonymous:
        return redirect_to_login(request.get_full_path())
    return refused(request, binding.permission)


def _given(request: Request, binding: Binding) -> dict[str, str]:
    """What the address of an empty form fills in, by column: a page that leads here knows some of it already."""
    return {one.name: request.GET[one.name][:LONGEST_GIVEN] for one in binding.columns if one.name in request.GET}


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_VIEW)
def edit(request: Request, case: Case, ref: str) -> HttpResponse:
    binding, row = queries.row_for(request.viewer, case, ref)
    if not request.viewer.may(binding.permission, case) or request.viewer.is_anonymous:
        return _turned_away(request, binding)
    if not _is_own(request.viewer, row):
        raise Http404
    record = queries.record_for(request.viewer, case, binding, row)
    form = RecordForm(
        binding, organisations_of(case), request.POST or None, record=record, fixed={"key": record.key},
        initial={"version": row.item.version},
    )  # fmt: skip
    sharing.ask_before(form, request.viewer, row.item)
    return _save(request, case, binding, form, f"Change {row.item.name}", row)


def _save(
    request: Request, case: Case, binding: Binding, form: RecordForm, heading: str, row: Any = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        ref = _written(request, case, form, row)
        if ref:
            messages.success(request, f"{form.record().name or form.record().key} is saved.")
            return redirect("estate:item", case.key, ref)
    context = {"case": case, "binding": binding, "form": form, "heading": heading, "row": row}
    return render(request, "estate/edit.html", context, status=422 if form.errors else 200)


def _written(request: Request, case: Case, form: RecordForm, row: Any) -> str:
    """The reference of the record once it is written; empty where it could not be, and the form says why."""
    before = None if row is None else queries.record_for(request.viewer, case, form.binding, row)
    if row is not None and before == form.record():
        return str(row.pk)  # sent twice, or saved by somebody else in the very same words
    if row is not None and form.cleaned_data["version"] != row.item.version:
        form.add_error(None, _conflict(row))
        form.show_version(row.item.version)
        return ""
    if row is not None and sharing.is_kept_back(request.viewer, row.item, before, form):
        return ""
    try:
        ref, refusals = actions.save_record(
            by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, binding=form.binding,
            record=form.record(), version=0 if row is None else row.item.version,
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error))
        return ""
    form.refuse(refusals)
    return "" if refusals else ref


def _conflict(row: Any) -> str:
    bodies = (read_body(entry) for entry in history_of(row.item)[:HISTORY_MOST])
    nobody: dict[str, Any] = {"by": "Somebody", "after": {}}
    body = next((one for one in bodies if one["table"] == row.item.table), nobody)
    changed = "; ".join(f"{name.replace('_', ' ')}: {text or 'blank'}" for name, text in body["after"].items())
    return format_html(
        "{} changed this while you had it open ({}). Your entries are below, nothing is lost: "
        "check them against that change, then save again.", body["by"] or "The operator", changed,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_VIEW)
def withdraw(request: Request, case: Case, ref: str) -> HttpResponse:
    binding, row = queries.row_for(request.viewer, case, ref)
    if not request.viewer.may(binding.permission, case) or request.viewer.is_anonymous:
        return _turned_away(request, binding)
    if not _is_own(request.viewer, row):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], item=row.item)
        messages.success(request, f"{row.item.name} is withdrawn; its history is kept.")
        return redirect("estate:register", case.key, binding.table)
    return render(request, "estate/withdraw.html", {"case": case, "item": row.item, "form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_EDIT)
def share(request: Request, case: Case, ref: str) -> HttpResponse:
    found = queries.row_for(request.viewer, case, ref)[1].item
    form = RecordForm(HOLDINGS, organisations_of(case), request.POST or None, fixed={"item": "item"})
    if request.method == "POST" and form.is_valid():
        record = replace(form.record(), item=queries.reference_to(request.viewer, case, found))
        _, refusals = actions.save_record(
            by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, binding=HOLDINGS,
            record=record,
        )  # fmt: skip
        if not refusals:
            messages.success(request, "The share is recorded.")
            return redirect("estate:item", case.key, ref)
        form.refuse(refusals)
    context = {"case": case, "form": form, "heading": f"Record a share in {found.name}", "row": None, "item": found}
    return render(request, "estate/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_ATTEST)
def ask_attestation(request: Request, case: Case, ref: str) -> HttpResponse:
    found = queries.row_for(request.viewer, case, ref)[1].item
    fixed = {"item": "item", "attested_on": "", "note": ""}
    form = RecordForm(queries.ATTESTATIONS, organisations_of(case), request.POST or None, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        record = replace(form.record(), item=queries.reference_to(request.viewer, case, found))
        _, refusals = actions.save_record(
            by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case,
            binding=queries.ATTESTATIONS, record=record, version=0,
        )  # fmt: skip
        if not refusals:
            messages.success(request, "The confirmation is asked for.")
            return redirect("estate:item", case.key, ref)
        form.refuse(refusals)
    context = {"case": case, "form": form, "heading": f"Ask for {found.name} to be confirmed", "row": None,
               "item": found}  # fmt: skip
    return render(request, "estate/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_ATTEST)
def attest(request: Request, case: Case, ref: str, handle: str) -> HttpResponse:
    found = queries.row_for(request.viewer, case, ref)[1].item
    rows = queries.attestations_for(request.viewer, case, ref)
    asked = next((one for one in rows if one.handle == handle), None)
    if asked is None or asked.recorded_by != request.viewer.organisation:
        raise Http404
    form = AttestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.attest(
            by=request.viewer, at=timezone.now(), on=timezone.localdate(), attestation=asked, item=found,
            note=form.cleaned_data["note"],
        )  # fmt: skip
        messages.success(request, f"{found.name} is confirmed.")
        return redirect("estate:item", case.key, ref)
    return render(request, "estate/attest.html", {"case": case, "item": found, "asked": asked, "form": form})


@require_POST
@requires(Permission.ESTATE_EDIT)
def remove_share(request: Request, case: Case, ref: str) -> HttpResponse:
    found = queries.row_for(request.viewer, case, ref)[1].item
    try:
        actions.remove_share(
            by=request.viewer, at=timezone.now(), case=case, item=found, share=request.POST.get("share", "")
        )
        messages.success(request, "The share is removed; the history keeps it.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("estate:item", case.key, ref)
