"""One contract's way from notice to new contract: what stands for each council, what blocks it, and every step."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.dispositions.queries.contract_way import Mover, Way, way_for
from severalty.dispositions.queries.letters import LetterFacts
from severalty.dispositions.views.trails import trail_of
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.answers import Standing, State
from severalty.engine.dispositions.contract_way import (
    Course,
    Step,
    When,
    blocks_of,
    in_order,
    step_on_record,
    steps_of_contract,
    steps_of_course,
    steps_of_letter,
    steps_of_procurement,
)
from severalty.engine.dispositions.correspondence import days_overdue
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.procurement import ADVICE, MOST_DAYS, Purchase, law_for, regime_of
from severalty.engine.dispositions.replacing import Replacement, replacement
from severalty.engine.dispositions.routes import situation_of
from severalty.engine.dispositions.steps import ProcurementStep, StepKind, kind_of_notice
from severalty.engine.dispositions.thresholds import Supply, threshold_for
from severalty.engine.estate.items import Contract
from severalty.engine.estate.parties import OrganisationKind
from severalty.estate.queries import bank_holidays
from severalty.formats.procurement import procurement_laws, thresholds
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.forms import PlainForm

if TYPE_CHECKING:
    from severalty.tenancy.access import Viewer
    from severalty.tenancy.models import Case, Organisation

Taken = tuple[StepKind, PartialDate]
ASSUMED = {"preparation": 60, "evaluation": 42, "mobilisation": 30}
"""Days, assumed until a council puts in its own."""
TONES = {
    State.AGREED: "good", State.DONE: "good", State.DISPUTED: "bad", State.CONFLICTING: "bad", State.STALE: "warn",
    State.UNDECIDED: "warn",
}  # fmt: skip
STEP_TONES = {When.DONE: "good", When.OVERDUE: "bad", When.UNDATED: "warn"}


class TimesForm(PlainForm):
    """How long the council’s own work on buying anew takes, in days."""

    preparation = forms.IntegerField(label="Specification", min_value=0, max_value=MOST_DAYS)
    evaluation = forms.IntegerField(label="Evaluation", min_value=0, max_value=MOST_DAYS)
    mobilisation = forms.IntegerField(label="From signing to service", min_value=0, max_value=MOST_DAYS)


@dataclass(frozen=True)
class CouncilCard:
    """What stands for one council, and what still blocks it."""

    council: Organisation
    course: Course
    state: str
    tone: str
    disposition: Disposition | None
    new_holder: str
    successor: Contract | None
    successor_ref: str
    blocks: tuple[str, ...]
    letters: tuple[tuple[LetterFacts, int | None], ...]
    buying: Replacement | None = None


@dataclass(frozen=True)
class StepLine:
    """One step as the page shows it."""

    step: Step
    council: Organisation | None
    tone: str
    url: str


@dataclass(frozen=True)
class JointPurchase:
    """A contract to which the use of several moves, with what moves there."""

    name: str
    url: str
    movers: tuple[tuple[Mover, str], ...]
    councils: int


@dataclass(frozen=True)
class OneProcurement:
    """Contracts that are bought in one procurement: its name, and each contract with council and its next step."""

    name: str
    parts: tuple[tuple[str, str, Organisation | None, str], ...]


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def contract(request: Request, case: Case, ref: str) -> HttpResponse:
    context = _context(request, case, ref)
    return render(request, "dispositions/contract.html", context, status=422 if context["form"].errors else 200)


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def contract_print(request: Request, case: Case, ref: str) -> HttpResponse:
    context = _context(request, case, ref) | {"printed_at": timezone.localdate()}
    return render(request, "dispositions/contract_print.html", context)


def _context(request: Request, case: Case, ref: str) -> dict[str, Any]:
    way = way_for(request.viewer, case, ref, timezone.localdate())
    form = TimesForm(request.GET if set(ASSUMED) & set(request.GET) else None, initial=ASSUMED)
    days = form.cleaned_data if form.is_bound and form.is_valid() else ASSUMED
    buying = _buying(way, days)
    cards = [_card(way, place.council, buying.get(place.council.key)) for place in way.places]
    blocked = sum(bool(card.blocks) for card in cards)
    may_write = request.viewer.organisation is not None and request.viewer.may(Permission.DISPOSITION_EDIT, case)
    return {
        "case": case, "heading": way.contract.name, "way": way, "cards": cards, "lead": _lead(len(cards), blocked),
        "steps": _steps(way, case, buying), "form": form, "days": days, "buys": bool(buying),
        "purchases": _purchases(way, case), "procurements": _procurements(way, case),
        "take_up": _take_up(request.viewer, way, buying) if may_write else (),
        "may_write": may_write, "ref": ref,
        "advice": ADVICE,
        "regime": regime_of(way.contract.procured_from, framework_ends=way.contract.framework_ends).value,
        "supplier": way.row.supplier_name, "holder": way.row.holder,
        "other_letters": _other_letters(way), "new_url": f"{reverse('dispositions:letters-new', args=[case.key])}"
        f"?contract={ref}",
        "trail": trail_of(case, (way.contract.name, "")),
    }  # fmt: skip


def _take_up(viewer: Viewer, way: Way, buying: Mapping[str, Replacement]) -> list[Organisation]:
    """The councils for which the viewer may put the steps on the register that are not there yet."""
    own = viewer.organisation
    there = {(step.council, step.kind) for row, step in way.steps if row.contract_id == way.row.pk}
    return [
        way.names[key] for key, one in buying.items()
        if one.latest and own is not None and (own.kind != OrganisationKind.COUNCIL or own.key == key)
        and any((key, kind_of_notice(step.what, step.notice)) not in there for step in one.latest.steps)
    ]  # fmt: skip


def timetable_steps(viewer: Viewer, case: Case, ref: str, council: str, days: Mapping[str, int]) -> list[Taken]:
    """The steps of buying anew for one council, each with its latest day; nothing where none is bought."""
    way = way_for(viewer, case, ref, timezone.localdate())
    buying = _buying(way, days).get(council)
    steps = buying.latest.steps if buying and buying.latest else ()
    return [(kind_of_notice(one.what, one.notice), day(one.on)) for one in steps]


def _lead(councils: int, blocked: int) -> str:
    if not councils:
        return "No council is on record as using it."
    every = "the council" if councils == 1 else f"all {councils:,} councils"
    if not blocked:
        return f"Nothing on record stands in the way for {every}."
    return f"Something still stands in the way for {blocked:,} of {councils:,}."


def _buying(way: Way, days: Mapping[str, int]) -> dict[str, Replacement]:
    """When what follows must be bought, for each council that is to buy anew."""
    on = way.on.first
    purchase = Purchase(
        law_for(procurement_laws(), on), preparation_days=days["preparation"], evaluation_days=days["evaluation"],
        mobilisation_days=days["mobilisation"],
    )  # fmt: skip
    limit = threshold_for(thresholds(), Supply.GOODS_AND_SERVICES, on)
    return {
        key: replacement(way.contract, purchase, on, bank_holidays(), situation_of(course.disposition),
                         threshold=limit, councils=len(way.courses))
        for key, course in way.courses.items()
        if course.disposition is not None and course.disposition.route is Route.REPROCURE
        and course.standing.state is not State.DONE
    }  # fmt: skip


def _card(way: Way, council: Organisation, buying: Replacement | None) -> CouncilCard:
    course = way.courses[council.key]
    one, names = course.disposition, way.names
    mine = [facts for facts in way.letters if facts.concerns(council.key)]
    holder = names.get(one.new_holder) if one is not None and one.new_holder else council if one is not None else None
    target = next((ref for ref, record in way.successors.items() if record is course.successor), "")
    return CouncilCard(
        council, course, course.standing.state.value, TONES.get(course.standing.state, "plain"), one,
        holder.name if holder else "", course.successor, target,
        blocks_of(way.contract, replace(course, standing=_worded(course.standing, names)), way.on),
        tuple((facts, days_overdue(facts.letter, way.on)) for facts in mine), buying,
    )  # fmt: skip


def _worded(standing: Standing, names: Mapping[str, Organisation]) -> Standing:
    """The standing with the names of organisations in place of their keys."""
    waiting = tuple(names[key].name if key in names else key for key in standing.waiting_for)
    return replace(standing, waiting_for=waiting, reasons=tuple(in_names(one, names) for one in standing.reasons))


def in_names(reason: str, names: Mapping[str, Organisation]) -> str:
    """A reason with names in place of keys; what somebody wrote, behind the colon, stays as it was written."""
    told, colon, written = reason.partition(": ")
    keys = "|".join(re.escape(key) for key in sorted(names, key=len, reverse=True))
    if keys:
        told = re.sub(rf"(?<![\w@.-])(?:{keys})(?![\w@-])", lambda found: names[found[0]].name, told)
    return f"{told}{colon}{written}"


def _steps(way: Way, case: Case, buying: Mapping[str, Replacement]) -> list[StepLine]:
    steps = steps_of_contract(way.contract, way.on)
    for key, one in buying.items():
        taken_up = {step.kind for row, step in way.steps if row.contract_id == way.row.pk and step.council == key}
        steps += steps_of_procurement(key, one.latest, way.on, taken_up) if one.latest else []
    recorded = {step.key for row, step in way.steps if way.leads_here(row)}
    steps += [step_on_record(step, way.on) for _, step in way.steps if step.key in recorded]
    for course in way.courses.values():
        steps += steps_of_course(course, way.on)
    for facts in way.letters:
        council = "" if facts.concerns_all else facts.on_behalf_of.key
        steps += steps_of_letter(replace(facts.letter, key=facts.row.pk), council, way.on)
    return [
        StepLine(one, way.names.get(one.council), STEP_TONES.get(one.state, "plain"),
                 reverse(f"dispositions:{'step' if one.ref in recorded else 'letter'}", args=[case.key, one.ref])
                 if one.ref else "")
        for one in in_order(steps)
    ]  # fmt: skip


def _purchases(way: Way, case: Case) -> list[JointPurchase]:
    """What several buy together: contracts to which the use of more than one council or contract moves."""
    known = {way.row.pk: way.contract, **way.successors}
    found = []
    for ref, movers in way.joint.items():
        if len(movers) > 1:
            lines = tuple((mover, reverse("dispositions:contract", args=[case.key, mover.thing_ref])
                           if mover.is_contract else "") for mover in movers)  # fmt: skip
            councils = len({mover.council.pk for mover in movers})
            url = reverse("dispositions:contract", args=[case.key, ref])
            found.append(JointPurchase(known[ref].name, url, lines, councils))
    return found


def _procurements(way: Way, case: Case) -> list[OneProcurement]:
    """The procurements by which more than one contract or council is bought for, as the names on record tell."""
    by_name: dict[str, dict[tuple[str, str], list[tuple[Any, ProcurementStep]]]] = {}
    for row, step in way.steps:
        if step.procurement and row.contract_ref:
            parts = by_name.setdefault(step.procurement, {})
            parts.setdefault((row.contract_ref, step.council), []).append((row, step))
    found = []
    for name, parts in by_name.items():
        lines = tuple(
            (pairs[0][0].contract_name, reverse("dispositions:contract", args=[case.key, ref]), way.names.get(council),
             _next_step([step for _, step in pairs]))
            for (ref, council), pairs in parts.items()
        )  # fmt: skip
        if len(lines) > 1:
            found.append(OneProcurement(name, lines))
    return found


def _next_step(steps: Sequence[ProcurementStep]) -> str:
    waiting = sorted((one for one in steps if one.done_on is None and one.due), key=lambda one: one.due.first)  # type: ignore[union-attr]
    return f"next: {waiting[0].kind.value}, {waiting[0].due}" if waiting else "nothing left to do by a day"


def _other_letters(way: Way) -> list[LetterFacts]:
    """The letters on behalf of organisations that have no place of their own on the page."""
    return [facts for facts in way.letters if not any(map(facts.concerns, way.courses))]
