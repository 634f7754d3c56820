"""What becomes of one thing for one council: every route with its reasons, the form, what others propose and say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.decisions.actions.authority import Unauthorised
from severalty.decisions.queries.authority import Ways, ground_for, ways_for
from severalty.dispositions.actions import Unfit, propose
from severalty.dispositions.forms import SHOWN, AnswerForm, DecideForm, initial_of
from severalty.dispositions.queries.choices import Choice, contracts_for, said_by
from severalty.dispositions.queries.deeds import agreed_deed
from severalty.dispositions.queries.workbench import THINGS, Bench, Place, Proposal, workbench_for
from severalty.dispositions.views.authority_boxes import RESTS_ON, add_authority, resting_of
from severalty.dispositions.views.lines import TONES
from severalty.dispositions.views.workbench import may_propose, refused_by
from severalty.engine.dates import day
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.routes import Routes, routes_for, situation_of
from severalty.engine.estate.items import Contract
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence, show_money
from severalty.engine.fields import Kind, columns_of, write
from severalty.estate.queries import bank_holidays
from severalty.tenancy.access import Request, Viewer, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.permissions import Permission

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

TERMS = (
    "supplier", "holder", "shared", "starts", "ends", "extensions", "extensions_used", "renewal", "notice",
    "annual_charge", "total_value", "minimum_volume", "assignable", "consent_needed", "partners_named", "route",
    "procured_from", "framework_ends", "liability", "may_end_early", "termination_charge", "ends_with",
)  # fmt: skip
_NOTHING = ("", None, "unknown")


@require_http_methods(["GET", "POST"])
@requires(Permission.DISPOSITION_VIEW)
def decide(request: Request, case: Case, ref: str, organisation: str) -> HttpResponse:
    bench = workbench_for(request.viewer, case, timezone.localdate(), {ref})
    place = bench.place(ref, organisation)
    if place is None:
        raise Http404
    writes = may_propose(request.viewer, case)
    if request.method == "POST" and not writes:
        raise Http404
    form = _form(request, bench, place) if writes else None
    ways = _ask_authority(request, bench, place, form) if form is not None else Ways()
    others: list[tuple[str, str, str]] = []
    if request.method == "POST" and form is not None and form.is_valid():
        written, others = _save(request, bench, place, form, ways)
        if written:
            messages.success(request, f"{place.subject.name} for {place.council.name} is saved.")
            return redirect("dispositions:decide", case.key, ref, organisation)
    context = _context(request.viewer, bench, place) | {"form": form, "others": others, "writes": writes}
    return render(request, "dispositions/decide.html", context, status=422 if form and form.errors else 200)


def _form(request: Request, bench: Bench, place: Place, data: Any = None) -> DecideForm:
    own = place.own(request.viewer)
    kind = Audience.PARTNERS if place.subject.is_joint else Audience.HOLDERS
    initial = _initial(own) | {"version": own.row.item.version} if own else {
        "route": Route.UNDECIDED.value, "version": 0, "audience": kind.value, "evidence": Evidence.ATTESTED.value,
        "consent": "unknown",
    }  # fmt: skip
    form = DecideForm(
        data or request.POST or None, routes=place.subject.routes, initial=initial,
        parties=[(one.key, one.name) for one in bench.organisations.values()],
        contracts=contracts_for(request.viewer, bench.case),
    )  # fmt: skip
    refused = refused_by(bench, place.subject)
    form.fields["route"].choices = [  # type: ignore[attr-defined]
        (one.value, f"{one.value} (its terms refuse it)" if one in refused else one.value)
        for one in (Route.UNDECIDED, *place.subject.routes)
    ]
    return form


def _initial(proposal: Proposal) -> dict[str, Any]:
    return initial_of(proposal.record, proposal.record.moves_to)


def _ask_authority(request: Request, bench: Bench, place: Place, form: DecideForm) -> Ways:
    """What an approval can rest on; one that is on record is of what was to become of it then."""
    ways = ways_for(ground_for(request.viewer, bench.case), agreed_deed(place, day(timezone.localdate())))
    add_authority(form, ways, bench.case)
    return ways


def _save(
    request: Request, bench: Bench, place: Place, form: DecideForm, ways: Ways
) -> tuple[bool, list[tuple[str, str, str]]]:
    """Whether it is written; if somebody was quicker, where what was typed differs from what is on record now."""
    version = form.cleaned_data["version"] or 0
    choice = Choice(place.subject.ref, place.council.key, form.values(), version, resting_of(form, ways))
    try:
        propose(
            by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"] or "decided on its page",
            case=bench.case, on=timezone.localdate(), choices=[choice],
        )  # fmt: skip
    except Stale as error:
        fresh = workbench_for(request.viewer, bench.case, timezone.localdate(), {place.subject.ref})
        now = fresh.place(place.subject.ref, place.council.key)
        own = now.own(request.viewer) if now else None
        form.add_error(None, f"{error} Compare below; if you save again, what you typed takes its place.")
        form.opened_anew(own.row.item.version if own else 0)
        return False, _differences(form, _initial(own) if own else {})
    except Unfit as error:
        form.refuse(error.columns or {"": str(error)})
        return False, []
    except Unauthorised as error:
        form.add_error(RESTS_ON if RESTS_ON in form.fields else None, str(error))
        return False, []
    except Refused as error:
        form.add_error(None, str(error))
        return False, []
    return True, []


def _differences(form: DecideForm, now: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = []
    for name in ("route", *SHOWN):
        mine, theirs = str(form.data.get(name, "")), str(now.get(name, ""))
        if mine != theirs:
            found.append((str(form.fields[name].label), theirs or "nothing", mine or "nothing"))
    return found


@dataclass(frozen=True)
class Told:
    """A proposal on the page of its place: who says so, what it says, and whether the viewer's council may answer."""

    proposal: Proposal
    facts: tuple[tuple[str, str], ...]
    answers: tuple[Any, ...]
    may_answer: bool
    is_own: bool
    said: str


def _context(viewer: Viewer, bench: Bench, place: Place) -> dict[str, Any]:
    subject, case = place.subject, bench.case
    own = place.own(viewer)
    routes = _routes(bench, place, own)
    told = [_told(viewer, bench, place, one) for one in place.proposals]
    names = {one.key: one.name for one in bench.organisations.values()}
    others = [one for one in bench.places if one.council.key != place.council.key]
    return {
        "case": case, "place": place, "subject": subject, "council": place.council, "routes": routes,
        "heading": f"{subject.name}: what becomes of it for {place.council.name}",
        "tone": TONES[place.row.standing.state], "own": own, "kind": THINGS[subject.table].singular,
        "reasons": place.row.standing.reasons,
        "waiting": [one.name for one in place.waits],
        "terms": _terms(subject, names), "answer": AnswerForm(prefix="answer"),
        "to_answer": [one for one in told if one.may_answer and place.waits_for(viewer)],
        "told": [one for one in told if not (one.may_answer and place.waits_for(viewer))],
        "others_url": [(one, reverse("dispositions:decide", args=[case.key, subject.ref, one.council.key]))
                       for one in others], "item_url": reverse("estate:item", args=[case.key, subject.ref]),
        "history_url": reverse("estate:history", args=[case.key, own.ref]) if own else "",
        "back_url": reverse("dispositions:workbench", args=[case.key]),
    }  # fmt: skip


def _routes(bench: Bench, place: Place, own: Proposal | None) -> Routes | None:
    contract = place.subject.contract
    if contract is None:
        return None
    tie = place.subject.tie
    known = situation_of(
        own.record if own else None, bench.agreement, tie.contract if tie else None, assumed=not place.subject.is_held
    )
    return routes_for(contract, bench.on, bank_holidays(), councils=len(place.subject.weights), known=known)


def _terms(subject: Any, names: dict[str, str]) -> list[tuple[str, str]]:
    """The contract's own fields that decide what can become of it; those that nobody has filled say so."""
    contract, names = subject.contract, names | {"": ""}
    if contract is None:
        return []
    names |= {contract.supplier: subject.supplier}
    shapes = {shape.name: shape for shape in columns_of(Contract)}
    return [(shapes[name].label, _words(shapes[name], getattr(contract, name), names)) for name in TERMS]


def _words(shape: Any, value: Any, names: dict[str, str]) -> str:
    if value in _NOTHING:
        return ""
    if shape.kind is Kind.MONEY:
        return show_money(value, Evidence.REPORTED)
    if shape.kind is Kind.DATE:
        return str(value)
    return names.get(str(value), str(value)) if shape.kind is Kind.REFERENCE else write(shape, value)


def _told(viewer: Viewer, bench: Bench, place: Place, proposal: Proposal) -> Told:
    own = viewer.organisation
    names = {one.key: one.name for one in bench.organisations.values()}
    is_own = own is not None and proposal.recorder.pk == own.pk
    concerned = own is not None and own.key in {*place.subject.users, place.council.key} and own.kind == "council"
    may = concerned and not is_own and viewer.may(Permission.DISPOSITION_EDIT, bench.case)
    answers = tuple(
        (bench.organisations[one.organisation], one, one.of_version != place.version_of(proposal))
        for one in place.answers if one.disposition == proposal.ref and one.organisation in bench.organisations
    )  # fmt: skip
    return Told(
        proposal,
        tuple(_facts(proposal.record, names)),
        answers,
        may,
        is_own,
        said_by(viewer.organisation, place, proposal),
    )


def _facts(record: Disposition, names: dict[str, str]) -> list[tuple[str, str]]:
    shapes = {shape.name: shape for shape in columns_of(Disposition)}
    shown = [name for name in ("route", *SHOWN) if name not in ("audience", "evidence", "source", "moves_to")]
    facts = [(shapes[name].label, _words(shapes[name], getattr(record, name), names)) for name in shown]
    return [(label, words) for label, words in facts if words]
