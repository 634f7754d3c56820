"""From which day resolutions have effect, where the record does not say it and the council's call-in tells."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from severalty.decisions.binding import ROUTE_VALUES
from severalty.decisions.queries.book import ByRef
from severalty.engine.dates import day
from severalty.engine.decisions.bodies import Body
from severalty.engine.decisions.resolutions import CallIn, Resolution
from severalty.engine.decisions.route_reading import Route, route_on
from severalty.engine.decisions.routes import RouteRule, RouteValue
from severalty.engine.decisions.standing import StandingQuestion, standing_of
from severalty.engine.fields import Known
from severalty.formats.decision_routes import route_values
from severalty.formats.reference import bank_holidays
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import record_of
from severalty.tenancy.models import Case
from severalty.tenancy.queries import organisations_of


def with_effects(
    viewer: Viewer, case: Case, resolutions: Iterable[Resolution], bodies: Mapping[str, Body]
) -> tuple[Resolution, ...]:
    """Resolutions with the day of effect worked out by call-in where it is not stated; at most two queries."""
    found = tuple(resolutions)
    if not any(_lacks(one, bodies) for one in found):
        return found
    values = _values(viewer, case)
    return tuple(_timed(one, bodies[one.body], values) if _lacks(one, bodies) else one for one in found)


def _lacks(resolution: Resolution, bodies: Mapping[str, Body]) -> bool:
    body = bodies.get(resolution.body)
    return (
        body is not None and body.call_in is Known.YES and resolution.call_in is CallIn.NONE
        and resolution.effective_on is None and resolution.decided_on is not None
    )  # fmt: skip


def _values(viewer: Viewer, case: Case) -> tuple[RouteValue, ...]:
    plain = ByRef({one.pk: one.key for one in organisations_of(case)}, {}, {})
    held = (record_of(ROUTE_VALUES, row, plain) for row in ROUTE_VALUES.rows_for(viewer, case))
    return (*route_values(), *held)


def _timed(resolution: Resolution, body: Body, values: tuple[RouteValue, ...]) -> Resolution:
    decided = resolution.decided_on.first  # type: ignore[union-attr]
    route: Route = route_on(body.organisation, decided, values)
    standing = standing_of(
        StandingQuestion(
            resolution=resolution, body=body, on=decided, closures=bank_holidays().closures,
            days=route.number(RouteRule.CALL_IN_DAYS), effect=route.effect,
        )
    )  # fmt: skip
    return replace(resolution, effective_on=day(standing.effective)) if standing.effective else resolution
