"""Decision routes: what a council's route asks for on a day, the history of a value, and a form for one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from severalty.decisions.actions import routes as actions
from severalty.decisions.forms.routes import RouteForm, ValueForm
from severalty.decisions.queries import routes as queries
from severalty.decisions.queries.papers import councils_of
from severalty.decisions.queries.routes import HeldValue
from severalty.decisions.views.tables import trail_of as decisions_trail
from severalty.engine.dates import day
from severalty.engine.decisions.route_reading import Reading, RouteError, route_on, value_words
from severalty.engine.decisions.routes import RouteRule, RouteState, RouteValue
from severalty.engine.evidence import Evidence
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.permissions import Permission

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Organisation


@dataclass(frozen=True)
class RuleLine:
    """One rule as the page of a route shows it; without a reading it is unknown."""

    rule: RouteRule
    url: str
    reading: Reading | None = None


@dataclass(frozen=True)
class HistoryLine:
    """One value in the history of a rule, with its words and whether it counts on the day."""

    held: HeldValue
    words: str
    counts: bool


@require_GET
@requires(Permission.DECISION_VIEW)
def routes(request: Request, case: Case) -> HttpResponse:
    councils = councils_of(case)
    form = RouteForm(request.GET if "on" in request.GET else None, councils=[(one.key, one.name) for one in councils])
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on = chosen.get("on") or timezone.localdate()
    council = queries.council_of(request.viewer, case, chosen.get("council", ""))
    if not form.is_bound:
        form.initial = {"council": council.key, "on": str(day(on))}
    route = route_on(council.key, on, queries.records_of(queries.values_for(case)))
    lines = [RuleLine(rule, _rule_url(case, council, rule), route.reading(rule)) for rule in RouteRule
             if rule is not RouteRule.POLL]  # fmt: skip
    context = {
        "case": case, "heading": "Decision routes", "trail": trail_of(case, ("Decision routes", "")), "form": form,
        "council": council, "on": day(on), "lines": lines, "faults": route.faults,
        "polls": [day(one) for one in route.polls], "polls_url": _rule_url(case, council, RouteRule.POLL),
        "unconfirmed": sum(1 for one in route.readings if one.state is RouteState.CONFIRM),
        "unknown": sum(1 for one in lines if one.reading is None),
        "may_write": may_write(request, case, council),
    }  # fmt: skip
    return render(request, "decisions/routes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def route_value(request: Request, case: Case, council: str, rule: str) -> HttpResponse:
    wanted, whose = queries.rule_of(rule), queries.council_of(request.viewer, case, council)
    held = queries.history_of(queries.values_for(case), whose.key, wanted)
    form = _value_form(request, case, whose, wanted, held) if may_write(request, case, whose) else None
    if form is not None and request.method == "POST" and form.is_valid() and _saved(request, case, whose, form, held):
        return redirect(_rule_url(case, whose, wanted))
    route = route_on(whose.key, timezone.localdate(), queries.records_of(held))
    context = {
        "case": case, "heading": f"{wanted.value[:1].upper()}{wanted.value[1:]}", "form": form, "council": whose,
        "reading": route.reading(wanted), "polls": [day(one) for one in route.polls],
        "is_poll": wanted is RouteRule.POLL, "faults": route.faults,
        "lines": [HistoryLine(one, _words(one.record), _counts(one.record, route.reading(wanted))) for one in held],
        "trail": trail_of(case, ("Decision routes", reverse("decisions:routes", args=[case.key])), (whose.name, "")),
    }  # fmt: skip
    refused = request.method == "POST" and form is None
    return render(request, "decisions/route_value.html", context,
                  status=403 if refused else 422 if form is not None and form.errors else 200)  # fmt: skip


def trail_of(case: Case, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the overview of decisions, then these steps: words and an address, empty for here."""
    return decisions_trail(case, *steps)


def may_write(request: Request, case: Case, council: Organisation) -> bool:
    """Whether the viewer records values of this council: its own and no other's."""
    viewer = request.viewer
    own = viewer.organisation is not None and viewer.organisation.pk == council.pk
    return own and viewer.may(Permission.DECISION_EDIT, case)


def _rule_url(case: Case, council: Organisation, rule: RouteRule) -> str:
    return reverse("decisions:route-value", args=[case.key, council.key, slugify(rule.value)])


def _words(record: RouteValue) -> str:
    try:
        return value_words(record.rule, record.value)
    except RouteError:
        return f"“{record.value}”, which cannot be read"


def _counts(record: RouteValue, reading: Reading | None) -> bool:
    """Whether this value is the one that counts."""
    return reading is not None and (reading.council, reading.value, reading.starts, reading.source) == (
        record.organisation, record.value.strip(), record.starts, record.source,
    )  # fmt: skip


def _value_form(request: Request, case: Case, council: Organisation, rule: RouteRule, held: list[HeldValue]) -> Any:
    """The form as it was sent, or filled with the council's newest own value, else with the national one."""
    if request.method == "POST":
        return ValueForm(request.POST, rule=rule)
    own = next((one for one in held if one.row is not None and one.record.recorded_by == council.key), None)
    first = own or (held[0] if held and rule is not RouteRule.POLL else None)
    if first is None:
        return ValueForm(rule=rule)
    record = first.record
    days = {name: str(getattr(record, name) or "") for name in ("starts", "ends", "confirmed_on")}
    initial = {"value": record.value, "source": record.source, "confirmed_by": record.confirmed_by} | days
    return ValueForm(rule=rule, initial=initial | {"token": own.token if own else ""})


def _saved(request: Request, case: Case, council: Organisation, form: Any, held: list[HeldValue]) -> bool:
    data = form.cleaned_data
    post = data["confirmed_by"].strip()
    before = next((one for one in held if one.row is not None and one.record.starts == data["starts"]), None)
    record = RouteValue(
        organisation=council.key, rule=form.rule, value=data["value"], starts=data["starts"], ends=data["ends"],
        state=RouteState.CONFIRMED if post else RouteState.CONFIRM, confirmed_by=post,
        confirmed_on=data["confirmed_on"], recorded_by=council.key, source=data["source"].strip(),
        evidence=Evidence.ATTESTED if post else before.record.evidence if before else Evidence.REPORTED,
    )  # fmt: skip
    edit = actions.RouteEdit(record, data["token"])
    try:
        actions.record_route_value(by=request.viewer, at=timezone.now(), why=data["why"], case=case, edit=edit)
    except Refused as error:
        form.add_error(None, str(error))
        if isinstance(error, Stale):
            _show_token(form, case, council, record)
        return False
    messages.success(request, f"The value is on record: {_words(record)}.")
    return True


def _show_token(form: Any, case: Case, council: Organisation, record: RouteValue) -> None:
    """Carry the token of the value that the page shows now, so that saving again is meant."""
    held = queries.history_of(queries.values_for(case), council.key, record.rule)
    same = next((one for one in held if one.row is not None and one.record.starts == record.starts), None)
    data = form.data.copy()
    data["token"] = same.token if same else ""
    form.data = data
