"""What one viewer may read of common cores: their versions, what was resolved on each, and where all stand by that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from severalty.decisions.binding import BODIES, CORE_BODIES, CORE_EXEMPT, CORES, RESOLUTIONS, ROUTE_VALUES
from severalty.decisions.models import Core, CoreBody, CoreExempt, CoreVersion, Resolution
from severalty.engine.decisions.approval import position_of
from severalty.engine.decisions.approval_facts import (
    Approvals,
    CallInRule,
    JointPosition,
    Leaving,
    Needed,
    Said,
    Version,
)
from severalty.engine.decisions.bodies import DECIDES, BodyKind
from severalty.engine.decisions.core_content import CoreContent, Decider, changed_parts
from severalty.engine.decisions.resolutions import CallIn, Form, Outcome
from severalty.engine.decisions.route_reading import route_on
from severalty.engine.decisions.routes import RouteRule, RouteValue
from severalty.engine.fields import Known, read
from severalty.formats.core_json import read_core
from severalty.formats.decision_routes import route_values
from severalty.formats.reference import bank_holidays
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.binding import records_for
from severalty.tenancy.models import Case

_NOT_CALLED_IN = frozenset({BodyKind.COUNCIL.value})
_CALLED_IN = frozenset({BodyKind.EXECUTIVE.value, BodyKind.EXECUTIVE_MEMBER.value})
_BINDING = (Form.RESOLUTION.value, Form.OFFICER_DECISION.value)


@dataclass(frozen=True)
class Frozen:
    """One frozen version: its row, and what its text says."""

    row: CoreVersion
    content: CoreContent


@dataclass(frozen=True)
class Look:
    """A core as one viewer sees it on a day: its row, its versions by number, what was resolved on them, by whom it
    is to be decided as the draft has it, what all of it comes to, what that was worked out from, and the bodies whose
    call-in is only counted as is typical."""

    row: Core
    versions: tuple[Frozen, ...]
    resolutions: tuple[Resolution, ...]
    deciders: tuple[Decider, ...]
    approvals: Approvals
    position: JointPosition
    typical: tuple[str, ...] = ()

    def version(self, digest: str) -> Frozen | None:
        """The version of a digest."""
        return next((one for one in self.versions if one.row.digest == digest), None)

    @property
    def newest(self) -> Frozen | None:
        """The version that is to be decided on."""
        return self.version(self.position.current)

    @property
    def partners(self) -> tuple[str, ...]:
        """The keys of those who decide, by the newest version or else the draft."""
        deciders = self.newest.content.deciders if self.newest else self.deciders
        return tuple(dict.fromkeys(one.partner for one in deciders))


def bodies_for(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The bodies that the viewer may see, by name."""
    return BODIES.rows_for(viewer, case).select_related("item").order_by("item__name", "pk")


def cores_for(viewer: Viewer, case: Case) -> QuerySet[Core]:
    """The cores that the viewer may see, by name."""
    rows = CORES.rows_for(viewer, case).select_related("item__recorded_by", "partnership", "subject")
    return rows.order_by("item__name", "pk")


def look_at(viewer: Viewer, case: Case, ref: str, on: date) -> Look:
    """One core with everything of it. Raises Http404 where there is none that this viewer may see."""
    row = cores_for(viewer, case).filter(pk=ref).first()
    if row is None:
        raise Http404
    return looks_at(viewer, case, [row], on)[0]


def looks_at(viewer: Viewer, case: Case, rows: Iterable[Core], on: date) -> list[Look]:
    """Several cores with everything of them; a fixed number of queries. The rows must come from `cores_for`."""
    held = list(rows)
    versions = _by_core(_versions(viewer, case, held))
    resolutions = _by_core(_resolutions(viewer, case, held))
    bodies = _by_core(_bodies(viewer, case, held))
    values = _own_words(record for _, record in records_for(viewer, case, ROUTE_VALUES)) if held else []
    return [
        _look(row, [Frozen(one, read_core(one.body)) for one in versions.get(row.pk, ())],
              resolutions.get(row.pk, []), bodies.get(row.pk, []), values, on)
        for row in held
    ]  # fmt: skip


def version_of(viewer: Viewer, case: Case, ref: str) -> CoreVersion:
    """One frozen version. Raises Http404 where there is none that this viewer may see."""
    rows = CoreVersion.objects.filter(item__case=case, pk=ref).filter(sight_of(viewer, case, "item__"))
    found = rows.select_related("item__recorded_by", "core__item__recorded_by").first()
    if found is None:
        raise Http404
    return found


def exempt_of(viewer: Viewer, case: Case, version: CoreVersion) -> CoreExempt | None:
    """The exempt terms of a version, where the viewer may see them."""
    return CORE_EXEMPT.rows_for(viewer, case).filter(version=version).order_by("pk").first()


def resolution_of(viewer: Viewer, case: Case, ref: str) -> Resolution:
    """A resolution on a core. Raises Http404 where there is none that this viewer may see."""
    found = RESOLUTIONS.rows_for(viewer, case).filter(pk=ref, core__isnull=False).select_related("item__recorded_by")
    row = found.first()
    if row is None:
        raise Http404
    return row


def full_name(row: Any) -> str:
    """The key of an item with that of its recorder, such as `cabinet@newham`: the same on every installation."""
    return f"{row.item.key}@{row.item.recorded_by.key}"


def deciders_in(rows: Iterable[CoreBody]) -> tuple[Decider, ...]:
    """Who decides on a core, by the rows that its keeper or the partners themselves recorded; those that left, not."""
    counted = [one for one in rows if _speaks(one) and one.left_on is None]
    found = {
        (one.organisation.key, full_name(one.body)): Decider(
            one.organisation.key, one.organisation.name, full_name(one.body), one.body.item.name,
            one.body.kind in {kind.value for kind in DECIDES} and one.body.formal != Known.NO,
        )
        for one in counted
    }  # fmt: skip
    return tuple(found[place] for place in sorted(found))


def _speaks(row: CoreBody) -> bool:
    """Whether a row is of somebody who may say who decides: the keeper of the core, or the partner itself."""
    return row.recorded_by_id in (row.core.item.recorded_by_id, row.organisation_id)


def _by_core(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in rows:
        found.setdefault(one.core_id, []).append(one)
    return found


def _versions(viewer: Viewer, case: Case, cores: list[Core]) -> QuerySet[CoreVersion]:
    """All versions, withdrawn ones too: taking one off the record must not bring an older approval back to life."""
    rows = CoreVersion.objects.filter(item__case=case, core__in=cores).filter(sight_of(viewer, case, "item__"))
    return rows.select_related("item__recorded_by").order_by("number", "digest", "pk")


def _resolutions(viewer: Viewer, case: Case, cores: list[Core]) -> QuerySet[Resolution]:
    rows = RESOLUTIONS.rows_for(viewer, case).filter(core__in=cores)
    return rows.select_related("item__recorded_by", "body__item__recorded_by").order_by("decided_on", "item__key", "pk")


def _bodies(viewer: Viewer, case: Case, cores: list[Core]) -> QuerySet[CoreBody]:
    rows = CORE_BODIES.rows_for(viewer, case).filter(core__in=cores)
    related = ("core__item", "organisation", "recorded_by", "body__item__recorded_by")
    return rows.select_related(*related).order_by("organisation__name", "body__item__name", "pk")


def _look(
    row: Core, versions: list[Frozen], resolutions: list[Resolution], bodies: list[CoreBody],
    values: list[RouteValue], on: date,
) -> Look:  # fmt: skip
    counted = _counted(row, versions, bodies)
    unique = list({one.row.digest: one for one in reversed(counted)}.values())[::-1]
    rules = list(_rules(bodies, resolutions, values, on))
    approvals = Approvals(
        on, bank_holidays().closures, tuple(_as_versions(unique, bodies)), tuple(_as_said(one) for one in resolutions),
        tuple(rule for rule, _ in rules),
        tuple(Leaving(one.organisation.key, one.left_on, one.recorded_by.key) for one in bodies if one.left_on),
    )  # fmt: skip
    typical = tuple(sorted({name for _, name in rules if name}))
    position = position_of(approvals)
    return Look(row, tuple(unique), tuple(resolutions), deciders_in(bodies), approvals, position, typical)


def _counted(row: Core, versions: list[Frozen], bodies: list[CoreBody]) -> list[Frozen]:
    """The versions that the keeper or a partner froze: nobody else can make a new one."""
    may = {row.item.recorded_by.key} | {one.organisation.key for one in bodies if _speaks(one)}
    may |= {each.partner for one in versions if one.content.frozen_by == row.item.recorded_by.key
            for each in one.content.deciders}  # fmt: skip
    return [one for one in versions if one.content.frozen_by in may]


def _as_versions(versions: list[Frozen], bodies: list[CoreBody]) -> Iterable[Version]:
    """Versions as the rule takes them. No version can do without a partner that the draft, or the version that it
    supersedes, names: whoever freezes one cannot leave out another."""
    known: dict[str, dict[tuple[str, str], Needed]] = {}
    by_digest = {one.row.digest: one for one in versions}
    draft = _needed(deciders_in(bodies))
    for one in versions:
        content = one.content
        own = _needed(content.deciders)
        held = {partner for partner, _ in own}
        more = known.get(content.supersedes, {}) | draft
        needed = own | {place: each for place, each in more.items() if place[0] not in held}
        known[one.row.digest] = needed
        before = by_digest.get(content.supersedes)
        yield Version(
            content.number, one.row.digest, tuple(needed.values()), one.row.frozen_on, content.supersedes,
            content.reason, changed_parts(before.content, content) if before else (), _long_stop(content),
        )  # fmt: skip


def _needed(deciders: Iterable[Decider]) -> dict[tuple[str, str], Needed]:
    return {
        (one.partner, one.body): Needed(one.partner, one.partner_name, one.body, one.body_name, one.binds)
        for one in deciders
    }


def _long_stop(content: CoreContent) -> Any:
    shape = next(one for one in CORES.columns if one.name == "long_stop")
    return read(shape, content.long_stop)


def _as_said(row: Resolution) -> Said:
    return Said(
        entry=row.item.name, body=full_name(row.body), said_by=row.item.recorded_by.key, digest=row.core_digest,
        outcome=Outcome(row.outcome), decided_on=row.decided_on, published_on=row.published_on,
        call_in=CallIn(row.call_in), called_in_on=row.called_in_on, settled_on=row.call_in_ended_on,
        stated_on=row.effective_on, expires_on=row.expires_on, condition=row.condition, binds=row.form in _BINDING,
    )  # fmt: skip


def _rules(
    bodies: list[CoreBody], resolutions: list[Resolution], values: list[RouteValue], on: date
) -> Iterator[tuple[CallInRule, str]]:
    """How each body is called in: by its own record, and the decision route of its council on the day it decided; and
    the body's name where that is only what is typical."""
    last: Mapping[str, Any] = {one.body_id: one.decided_on for one in resolutions if one.decided_on}
    seen = {one.body_id: (one.body, one.organisation.key) for one in bodies}
    seen |= {one.body_id: (one.body, one.item.recorded_by.key) for one in resolutions if one.body_id not in seen}
    for ref, (body, council) in seen.items():
        route = route_on(council, last[ref].first if ref in last else on, values)
        days = route.reading(RouteRule.CALL_IN_DAYS)
        applies = _applies(body, council)
        rule = CallInRule(full_name(body), applies, route.number(RouteRule.CALL_IN_DAYS))
        is_typical = applies is Known.YES and days is not None and not days.is_own
        yield (
            rule if route.effect is None else replace(rule, effect=route.effect),
            f"{body.item.name} ({days.words})" if is_typical and days is not None else "",
        )


def _applies(body: Any, council: str) -> Known:
    """Whether decisions of a body can be called in: as its own council says, else as the law has it (LGA 2000 s9F)."""
    if body.call_in != Known.UNKNOWN and body.item.recorded_by.key == council:
        return Known(body.call_in)
    if body.kind in _NOT_CALLED_IN:
        return Known.NO
    return Known.YES if body.kind in _CALLED_IN else Known.UNKNOWN


def _own_words(values: Iterable[RouteValue]) -> list[RouteValue]:
    """What each council says of its own route, and what comes with the product; nobody shortens another's call-in."""
    return [*(one for one in values if one.recorded_by == one.organisation), *route_values()]


def known_version(viewer: Viewer, case: Case, digest: str) -> CoreVersion | None:
    """The frozen version of a digest, where the viewer may see one."""
    rows = CoreVersion.objects.filter(item__case=case, digest=digest).filter(sight_of(viewer, case, "item__"))
    return rows.select_related("item").first()
