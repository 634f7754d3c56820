"""What is published of a case: its forward plan and its decisions, column by column what the viewer may see.

Pages and open data ask for the public, whoever is signed in. Left out though the row is public: values of money, the
days of drafts, digests and sources, for nobody meant them for publication; and whatever lies in a meeting, paper,
delegation or matter that is not public itself.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models import Case as DbCase

from severalty.decisions.binding import BODY_MEMBERS, MATTERS, RESOLUTIONS
from severalty.decisions.queries.routes import records_of, values_for
from severalty.engine.clear_days import Effect
from severalty.engine.dates import day
from severalty.engine.decisions.bodies import Seat
from severalty.engine.decisions.meetings import NoticeWay, PlanKind
from severalty.engine.decisions.publishing import CallInTerms, PlannedDecision, TakenDecision
from severalty.engine.decisions.resolutions import CallIn, Form, Outcome
from severalty.engine.decisions.route_reading import route_on
from severalty.engine.decisions.routes import RouteRule
from severalty.engine.estate.parties import in_force
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.models import Case

_VOTING = frozenset({Seat.CHAIR, Seat.VICE_CHAIR, Seat.MEMBER})


def planned_for(viewer: Viewer, case: Case, on: date) -> list[PlannedDecision]:
    """The entries of the forward plans of a case. Two queries."""
    # Asked for once and not row by row: a database without statistics goes through all decisions for every row.
    taken = RESOLUTIONS.rows_for(viewer, case).filter(matter__isnull=False)
    rows = MATTERS.rows_for(viewer, case).filter(plan=PlanKind.FORWARD_PLAN.value, body__item__withdrawn=False)
    rows = rows.select_related("body__item", "body__organisation").annotate(
        met_on=seen_column(viewer, case, "meeting__", "meets_on", "meeting__body__"),
        lead=seen_column(viewer, case, "paper__", "lead"),
        decided=ExpressionWrapper(Q(pk__in=taken.values("matter")), output_field=BooleanField()),
    )
    members = _members(viewer, case, on)
    return [_planned(row, members.get(row.body_id, ())) for row in rows.order_by("item__key", "pk")]


def seen_column(viewer: Viewer, case: Case, path: str, column: str, also: str = "") -> DbCase:
    """A column of what a row leads to, or nothing where that may not be seen."""
    seen = Q()
    for place in (one for one in (path, also) if one):
        seen &= sight_of(viewer, case, f"{place}item__") & Q(**{f"{place}item__withdrawn": False})
    return DbCase(When(seen, then=F(f"{path}{column}")), default=None)


def _members(viewer: Viewer, case: Case, on: date) -> dict[str, tuple[str, ...]]:
    """The posts that sit and vote on each body on a day, the chair first."""
    order = list(Seat)
    held: dict[str, list[tuple[int, str]]] = {}
    for row in BODY_MEMBERS.rows_for(viewer, case):
        seat = Seat(row.seat)
        if seat in _VOTING and in_force(row.starts, row.ends, day(on)):
            words = row.post if seat is Seat.MEMBER else f"{row.post} ({seat.value})"
            held.setdefault(row.body_id, []).append((order.index(seat), words))
    return {body: tuple(dict.fromkeys(words for _, words in sorted(seats))) for body, seats in held.items()}


def _planned(row: Any, members: tuple[str, ...]) -> PlannedDecision:
    return PlannedDecision(
        reference=row.item.key,
        title=row.item.name,
        description=row.item.description,
        members=members,
        due=row.met_on or row.decide_on,
        key_decision=Known(row.key_decision),
        key_reason=row.key_reason,
        wards=row.wards,
        lead=row.lead or "",
        contact=row.contact,
        documents=row.documents,
        way=NoticeWay(row.way),
        notice_on=row.notice_on,
        urgent_reason=row.urgent_reason,
        urgent_agreed_by=row.urgent_agreed_by,
        exempt_under=row.exempt_under,
        public_interest=row.public_interest,
        private_notice_on=row.private_notice_on,
        outcome=row.outcome,
        is_decided=row.decided,
        **_of_body(row),
    )


def _of_body(row: Any) -> dict[str, Any]:
    return {
        "decision_maker": row.body.item.name,
        "decision_maker_kind": row.body.kind,
        "council": row.body.organisation.name if row.body.organisation else "",
        "evidence": Evidence(row.item.evidence),
        "changed": max(row.item.changed_at, row.body.item.changed_at).date(),
    }


def decisions_for(viewer: Viewer, case: Case) -> list[TakenDecision]:
    """The formal decisions of a case, the last first; informal agreements bind nobody and are left out. One query."""
    rows = RESOLUTIONS.rows_for(viewer, case).filter(body__item__withdrawn=False)
    rows = rows.exclude(form=Form.INFORMAL.value).select_related("body__item", "body__organisation")
    return [_taken(row) for row in _with_matters(viewer, case, rows)]


def _with_matters(viewer: Viewer, case: Case, rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.annotate(
        key_decision=seen_column(viewer, case, "matter__", "key_decision", "matter__body__"),
        wards=seen_column(viewer, case, "matter__", "wards", "matter__body__"),
        under=seen_column(viewer, case, "delegation__", "item__name"),
    )
    return rows.order_by(F("decided_on").desc(nulls_last=True), "item__name", "pk")


def _taken(row: Any) -> TakenDecision:
    return TakenDecision(
        reference=row.item.key,
        title=row.item.name,
        decision=row.item.description,
        form=Form(row.form),
        outcome=Outcome(row.outcome),
        decided_on=row.decided_on,
        key_decision=Known(row.key_decision or Known.UNKNOWN),
        wards=row.wards or "",
        reasons=row.reasons,
        alternatives=row.alternatives,
        interests=row.interests,
        consulted=row.consulted,
        delegation=row.under or "",
        condition=row.condition,
        published_on=row.published_on,
        can_be_called_in=Known(row.body.call_in),
        call_in=CallIn(row.call_in),
        called_in_on=row.called_in_on,
        call_in_ended_on=row.call_in_ended_on,
        stated_on=row.effective_on,
        expires_on=row.expires_on,
        **_of_body(row),
    )


def call_in_terms(viewer: Viewer, case: Case) -> Callable[[TakenDecision], CallInTerms]:
    """How long call-in runs for a decision, by the route of its council on its day; whoever may open the case may
    read the routes. Three queries."""
    values = records_of(values_for(case))
    keys = dict(case.organisations.values_list("name", "key"))

    def terms(one: TakenDecision) -> CallInTerms:
        if one.decided_on is None or one.council not in keys:
            return CallInTerms()
        route = route_on(keys[one.council], one.decided_on.last, values)
        found = route.effect
        return CallInTerms(route.number(RouteRule.CALL_IN_DAYS), found if isinstance(found, Effect) else None)

    return terms
