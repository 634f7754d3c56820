"""The estate on a date and what each service rests on, as far as one viewer may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from severalty.dispositions.binding import POST_TRANSFERS
from severalty.dispositions.queries.bridges import bridges_in
from severalty.dispositions.queries.workbench import agreement_on, workbench_for
from severalty.engine.dates import day
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.on_a_date import DateQuestion, EstateOn, Subject, Thing, estate_on
from severalty.engine.dispositions.readiness import Readiness, ReadinessQuestion, ServiceThings, readiness
from severalty.engine.estate.holdings import Holding
from severalty.engine.estate.items import ItemClass, Recovery
from severalty.engine.estate.parties import OrganisationKind, in_force
from severalty.engine.fields import Known
from severalty.estate.queries import (
    CONFIGURATION_ITEMS,
    CONTRACTS,
    ENTITLEMENTS,
    POSTS,
    RECOVERIES,
    SERVICES,
    links_for,
)
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import lookup_for, record_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import holdings_of

SUBJECT_OF = {
    ItemClass.APPLICATION: Subject.APPLICATIONS,
    ItemClass.INFRASTRUCTURE: Subject.INFRASTRUCTURE,
    ItemClass.NETWORK: Subject.NETWORK,
    ItemClass.IDENTITY: Subject.IDENTITY,
    ItemClass.TELEPHONY: Subject.NETWORK,
    ItemClass.DEVICE_FLEET: Subject.DEVICES,
    ItemClass.DATA_STORE: Subject.DATA,
}


@dataclass(frozen=True)
class Estate:
    """The estate as the engine asks about it, with the names of all things by reference."""

    organisations: Mapping[str, Organisation]
    names: Mapping[str, str]
    question: DateQuestion
    services: tuple[ServiceThings, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    agreement: Known = Known.UNKNOWN

    @property
    def worked(self) -> EstateOn:
        """What each council holds on the day."""
        return estate_on(self.question)

    @property
    def worked_readiness(self) -> Readiness:
        """Whether each council could stand alone on the day."""
        return readiness(ReadinessQuestion(self.question, self.services, self.recoveries, self.agreement))

    @property
    def councils(self) -> list[Organisation]:
        """The councils of the case, in the order of the record."""
        return [self.organisations[key] for key in self.question.councils]


def estate_for(viewer: Viewer, case: Case, on: date, today: date) -> Estate:
    """Everything that the viewer may see of the estate, and what is to become of it.

    The number of queries does not depend on how much there is.
    """
    bench = workbench_for(viewer, case, today)
    councils = tuple(key for key, one in bench.organisations.items() if one.kind == OrganisationKind.COUNCIL)
    things, names = _things(viewer, case)
    known = {one.key for one in things}
    holdings = tuple(one for held in holdings_of(known).values() for one in held)
    proposals = [one.record for place in bench.places for one in place.proposals]
    _, bridges, _ = bridges_in(viewer, case)
    return Estate(
        organisations=bench.organisations,
        names=names,
        question=DateQuestion(
            on=on,
            today=today,
            councils=councils,
            things=tuple(things),
            holdings=holdings,
            dispositions=(*proposals, *_transfers(viewer, case, bench.organisations, known)),
            answers=tuple(one for place in bench.places for one in place.answers),
            bridges=bridges,
        ),
        services=_services(viewer, case, things, _users(holdings, councils, on)),
        recoveries=_recoveries(viewer, case),
        agreement=agreement_on(viewer, case, day(on)),
    )


def _recoveries(viewer: Viewer, case: Case) -> tuple[Recovery, ...]:
    names = lookup_for(viewer, case, ())
    return tuple(
        replace(record_of(RECOVERIES, row, names), service=row.service_id)
        for row in RECOVERIES.rows_for(viewer, case).order_by("item__key", "pk")
    )


def _things(viewer: Viewer, case: Case) -> tuple[list[Thing], dict[str, str]]:
    """Every thing with its name. Five queries; a service that the viewer may not see is not named."""
    names: dict[str, str] = {}
    found: list[Thing] = []
    columns: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (SERVICES, ()),
        (CONFIGURATION_ITEMS, ("item_class", "service")),
        (CONTRACTS, ("holder__key", "shared")),
        (ENTITLEMENTS, ("holder__key",)),
        (POSTS, ("employer__key", "service")),
    )
    for binding, more in columns:
        rows = binding.rows_for(viewer, case).order_by("item__name", "pk")
        for ref, name, *values in rows.values_list("pk", "item__name", *more):
            names[ref] = name
            found.append(_thing(ref, binding.table, dict(zip(more, values, strict=True))))
    return [replace(one, service=one.service if one.service in names else "") for one in found], names


def _thing(ref: str, table: str, values: Mapping[str, Any]) -> Thing:
    subjects = {
        SERVICES.table: Subject.SERVICES, CONTRACTS.table: Subject.CONTRACT, ENTITLEMENTS.table: Subject.LICENCES,
        POSTS.table: Subject.STAFF,
    }  # fmt: skip
    return Thing(
        key=ref,
        subject=subjects.get(table) or SUBJECT_OF[ItemClass(values["item_class"])],
        holder=values.get("holder__key") or values.get("employer__key") or "",
        shared=Known(values.get("shared") or Known.UNKNOWN),
        service=(ref if table == SERVICES.table else values.get("service")) or "",
    )


def _transfers(
    viewer: Viewer, case: Case, organisations: Mapping[str, Organisation], known: set[str]
) -> list[Disposition]:
    """The transfers of posts as dispositions: the post is its new employer's from the day of transfer."""
    keys = {one.pk: key for key, one in organisations.items()}
    rows = POST_TRANSFERS.rows_for(viewer, case).filter(to__isnull=False).order_by("pk")
    values = rows.values_list("pk", "post_id", "to_id", "transfers_on")
    return [
        Disposition(
            key=ref, name=ref, thing=post, council=keys[to], route=Route.TRANSFER_STAFF, by_when=transfers_on,
            recorded_by=keys[to],
        )
        for ref, post, to, transfers_on in values
        if post in known
    ]  # fmt: skip


def _users(holdings: Iterable[Holding], councils: tuple[str, ...], on: date) -> dict[str, set[str]]:
    """The councils that hold each thing on the day."""
    found: dict[str, set[str]] = {}
    for one in holdings:
        if one.organisation in councils and in_force(one.starts, one.ends, day(on)):
            found.setdefault(one.item, set()).add(one.organisation)
    return found


def _services(
    viewer: Viewer, case: Case, things: Iterable[Thing], users: Mapping[str, set[str]]
) -> tuple[ServiceThings, ...]:
    """What each service rests on: what belongs to it, and what that depends on directly."""
    belongs: dict[str, dict[str, None]] = {}
    for one in things:
        if one.service and one.subject is not Subject.SERVICES:
            belongs.setdefault(one.service, {})[one.key] = None
    rests: dict[str, list[str]] = {}
    for link in links_for(viewer, case):
        rests.setdefault(link.depends_id, []).append(link.on_id)
    found = []
    for one in things:
        if one.subject is Subject.SERVICES:
            own = belongs.get(one.key, {})
            beneath = dict.fromkeys(on for key in (one.key, *own) for on in rests.get(key, ()))
            found.append(ServiceThings(one.key, tuple(sorted(users.get(one.key, ()))), tuple(own | beneath)))
    return tuple(found)
