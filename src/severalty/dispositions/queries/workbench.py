"""What one viewer may see of what becomes of each shared thing: things, councils, proposals, answers, register."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from severalty.dispositions.binding import AGREEMENTS, ANSWERS, DISPOSITIONS
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.agreements import AgreementKind
from severalty.engine.dispositions.answers import State, fingerprint
from severalty.engine.dispositions.dispositions import Disposition, DispositionAnswer
from severalty.engine.dispositions.register import RegisterRow, Thing, rows_of
from severalty.engine.dispositions.routes import thing_routes
from severalty.engine.estate.items import Contract
from severalty.engine.estate.parties import Audience, OrganisationKind, Standing, in_force
from severalty.engine.fields import Known
from severalty.estate.queries import (
    CONFIGURATION_ITEMS,
    CONTRACTS,
    ENTITLEMENTS,
    POSTS,
    SERVICES,
    bank_holidays,
)  # fmt: skip
from severalty.tenancy.access import Viewer, sight_of, visible_items
from severalty.tenancy.binding import Lookup, lookup_for, plain_rows, record_of, refs_of
from severalty.tenancy.models import Case, Holding, Membership, Organisation
from severalty.tenancy.queries import organisations_of

THINGS = {one.table: one for one in (CONTRACTS, SERVICES, CONFIGURATION_ITEMS, ENTITLEMENTS, POSTS)}
JOINT = frozenset({Audience.PARTNERS.value, Audience.PARTNERSHIP.value, Audience.PUBLIC.value})
"""The audiences in which all partners see the same."""
_SOLE = 1


@dataclass(frozen=True)
class Tie:
    """The contract that another ends with: its reference, its terms, and whether all partners see it."""

    ref: str
    contract: Contract
    is_joint: bool


@dataclass(frozen=True)
class Subject:
    """A thing of which something is to become, as the viewer sees it; `users` are the councils that it is decided
    for, by key, and `weights` their shares."""

    ref: str
    key: str
    name: str
    table: str
    audience: str
    recorder: Organisation
    item_class: str
    users: tuple[str, ...]
    weights: Mapping[str, int | None]
    is_held: bool = False
    contract: Contract | None = None
    supplier: str = ""
    annual: int | None = None
    tie: Tie | None = None

    @property
    def is_joint(self) -> bool:
        """Whether all partners of its recorder see it."""
        return self.audience in JOINT

    def thing(self, *, joint: bool = False) -> Thing:
        """It as the register takes it; `joint` leaves out a contract that it ends with and not all partners see."""
        tie, contract = self.tie.contract if self.tie else None, self.contract
        if joint and contract is not None and not (self.tie and self.tie.is_joint):
            tie, contract = None, replace(contract, ends_with="")
        return Thing(
            self.ref, self.table, self.name, self.weights, self.item_class, contract, self.annual,
            linked=tie, assumed=not self.is_held,
        )  # fmt: skip

    @property
    def routes(self) -> tuple[Any, ...]:
        """The dispositions that fit this kind of thing."""
        return thing_routes(self.table, self.item_class)


@dataclass(frozen=True)
class Proposal:
    """One disposition on record. In `record` references take the place of keys: two things of one key are two."""

    row: Any
    record: Disposition
    recorder: Organisation

    @cached_property
    def told(self) -> Disposition:
        """It as it is spelled for all who answer; what not all partners see is left out, or could be guessed."""
        moves_to = self.row.to_key if self.row.to_audience in JOINT else ""
        return replace(self.record, key=self.row.item.key, thing=self.row.thing_key, moves_to=moves_to)

    @cached_property
    def fingerprint(self) -> str:
        """What councils answer to; the same whoever looks."""
        return fingerprint(self.told)

    @property
    def ref(self) -> str:
        """The reference of its item."""
        return str(self.row.pk)

    @property
    def is_joint(self) -> bool:
        """Whether all partners of its recorder see it."""
        return self.row.item.audience in JOINT


@dataclass(frozen=True)
class Place:
    """One thing for one council: the row of the register that the viewer sees, the one that all partners see (none
    where they do not see the thing), the proposals, the answers, and the councils that have still to answer."""

    subject: Subject
    council: Organisation
    row: RegisterRow
    joint: RegisterRow | None
    proposals: tuple[Proposal, ...]
    answers: tuple[DispositionAnswer, ...]
    waits: tuple[Organisation, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether what the viewer sees here is not what all partners see."""
        return self.joint is not self.row and self.joint != self.row

    def own(self, viewer: Viewer) -> Proposal | None:
        """The proposal of the viewer's own organisation."""
        mine = (one for one in self.proposals if viewer.organisation and one.recorder.pk == viewer.organisation.pk)
        return next(mine, None)

    @property
    def on_table(self) -> Proposal | None:
        """The proposal that counts; none where nothing is proposed or proposals conflict."""
        found = self.row.standing.disposition
        return next((one for one in self.proposals if found is not None and one.ref == found.key), None)

    def version_of(self, proposal: Proposal) -> str:
        """What an answer carries that was given to a proposal as it stands."""
        return fingerprint(proposal.record)

    def waits_for(self, viewer: Viewer) -> bool:
        """Whether the viewer's own council has still to answer what is proposed."""
        standing, own = self.row.standing, viewer.organisation
        asked = own is not None and own.key in standing.waiting_for
        return asked and standing.state in (State.PROPOSED, State.STALE) and self.own(viewer) is not self.on_table


@dataclass(frozen=True)
class Bench:
    """The workbench of a case for one viewer on a day; `kept` are the things whose rows may rest on what not all
    partners see, by reference."""

    case: Case
    on: PartialDate
    organisations: Mapping[str, Organisation]
    subjects: Mapping[str, Subject]
    places: tuple[Place, ...]
    kept: frozenset[str] = frozenset()
    agreement: Known = Known.UNKNOWN

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the organisations by key."""
        return {key: one.name for key, one in self.organisations.items()}

    @cached_property
    def councils(self) -> tuple[Organisation, ...]:
        """The councils for which anything is to be decided, in the order of the record."""
        seen = {place.council.key for place in self.places}
        return tuple(one for key, one in self.organisations.items() if key in seen)

    def place(self, ref: str, council: str) -> Place | None:
        """One thing for one council."""
        return self._by_pair.get((ref, council))

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], Place]:
        return {(one.subject.ref, one.council.key): one for one in self.places}


def workbench_for(
    viewer: Viewer, case: Case, on: date, refs: Collection[str] | None = None, *, terms: bool = True
) -> Bench:
    """Every shared thing that the viewer may see with its councils and what is proposed; with `refs`, those things
    whether shared or not. Without `terms` contracts stay unread: rows then say where each thing stands, and nothing of
    days, money, refusals or what partners see. The number of queries does not depend on how much there is."""
    organisations = {one.key: one for one in organisations_of(case)}
    councils = [one for one in organisations.values() if one.kind == OrganisationKind.COUNCIL]
    by_pk = {one.pk: one for one in organisations.values()}
    proposals, lookup = _proposals(viewer, case, refs, by_pk)
    shares = _shares(viewer, case, day(on), councils, refs)
    partners = _partners(case, day(on), councils)
    candidates = _candidates(viewer, case, refs, terms=terms)
    subjects = _subjects(candidates, by_pk, shares, proposals, partners, wanted=refs is not None)
    answers = _answers(viewer, case, proposals, lookup)
    agreement = agreement_on(viewer, case, day(on))
    bench = Bench(case, day(on), organisations, subjects, (), _kept(subjects, proposals), agreement)
    return replace(bench, places=_places(bench, proposals, answers))


def _proposals(
    viewer: Viewer, case: Case, refs: Collection[str] | None, by_pk: Mapping[int, Organisation]
) -> tuple[dict[str, list[Proposal]], Lookup]:
    """What is proposed by the thing it is about."""
    rows = DISPOSITIONS.rows_for(viewer, case).annotate(
        thing_key=F("thing__key"), to_key=F("moves_to__item__key"), to_audience=F("moves_to__item__audience")
    )
    rows = rows.order_by("item__key", "pk") if refs is None else rows.filter(thing__in=refs).order_by("item__key", "pk")
    lookup = lookup_for(viewer, case, ())
    found: dict[str, list[Proposal]] = {}
    for row in plain_rows(rows, "thing_key", "to_key", "to_audience"):
        inside = {"key": row.pk, "thing": row.thing_id, "moves_to": row.moves_to_id or ""}
        record = record_of(DISPOSITIONS, row, lookup, instead=inside)
        found.setdefault(row.thing_id, []).append(Proposal(row, record, by_pk[row.item.recorded_by_id]))
    return found, lookup


def _answers(
    viewer: Viewer, case: Case, proposals: Mapping[str, list[Proposal]], lookup: Lookup
) -> dict[str, list[DispositionAnswer]]:
    """Answers by the thing that they are about; what they answered is spelled as the proposals are."""
    by_ref = {one.ref: one for group in proposals.values() for one in group}
    found: dict[str, list[DispositionAnswer]] = {}
    for row in ANSWERS.rows_for(viewer, case).order_by("pk"):
        about = by_ref.get(row.disposition_id)
        if about is not None:
            thing = about.record.thing
            same = (one for one in proposals[thing] if one.fingerprint == row.of_version)
            version = next((fingerprint(one.record) for one in same), row.of_version)
            answer = replace(record_of(ANSWERS, row, lookup), disposition=about.ref, of_version=version)
            found.setdefault(thing, []).append(answer)
    return found


def _partners(case: Case, on: PartialDate, councils: list[Organisation]) -> tuple[str, ...]:
    """The councils that share the case: its partners on the day, or all its councils where nobody is on record."""
    members = Membership.objects.filter(case=case, standing=Standing.PARTNER).select_related("partnership")
    current = {
        one.organisation_id
        for one in members
        if in_force(one.starts, one.ends, on) and in_force(one.partnership.starts, one.partnership.ends, on)
    }
    return tuple(one.key for one in councils if one.pk in current) or tuple(one.key for one in councils)


def _shares(
    viewer: Viewer, case: Case, on: PartialDate, councils: list[Organisation], refs: Collection[str] | None
) -> dict[str, dict[str, int | None]]:
    """The councils that hold each thing on the day with their weights; None where claims differ or say none."""
    rows = Holding.objects.filter(case=case, item__withdrawn=False, item__table__in=THINGS)
    rows = rows.filter(sight_of(viewer, case, "item__"))
    rows = rows if refs is None else rows.filter(item__in=refs)
    keys = {one.pk: one.key for one in councils}
    claims: dict[str, dict[str, set[tuple[str, int | None]]]] = {}
    values: Any = rows.order_by("pk").values_list("item_id", "organisation_id", "basis", "weight", "starts", "ends")
    for ref, organisation, basis, weight, starts, ends in values:
        if organisation in keys and in_force(starts, ends, on):
            claims.setdefault(ref, {}).setdefault(keys[organisation], set()).add((basis, weight))
    return {ref: _agreed_weights(held) for ref, held in claims.items()}


def _agreed_weights(held: Mapping[str, set[tuple[str, int | None]]]) -> dict[str, int | None]:
    bases = {basis for claims in held.values() for basis, _ in claims}
    clear = len(bases) == 1 and all(len(claims) == 1 for claims in held.values())
    return {key: next(iter(claims))[1] if clear else None for key, claims in held.items()}


def _subjects(
    candidates: Iterable[Mapping[str, Any]],
    by_pk: Mapping[int, Organisation],
    shares: Mapping[str, Mapping[str, int | None]],
    proposals: Mapping[str, list[Proposal]],
    partners: tuple[str, ...],
    *,
    wanted: bool,
) -> dict[str, Subject]:
    found: dict[str, Subject] = {}
    for one in candidates:
        ref, contract = one["ref"], one["contract"]
        held, proposed = shares.get(ref, {}), proposals.get(ref, ())
        marked = one["contract__shared"] == Known.YES.value
        if not wanted and len(held) <= _SOLE and not marked and not proposed:
            continue
        weights = dict(held) if len(held) > _SOLE or (held and not marked) else dict.fromkeys(partners)
        users = dict.fromkeys([*weights, *held, *(each.record.council for each in proposed)])
        found[ref] = Subject(
            ref, one["key"], one["name"], one["table"], one["audience"], by_pk[one["recorded_by_id"]],
            one["configuration_item__item_class"] or "", tuple(users), weights, bool(held), contract, one["supplier"],
            _annual(contract, one["entitlement__quantity"], one["entitlement__unit_price"]), one["tie"],
        )  # fmt: skip
    return found


def _annual(contract: Contract | None, quantity: int | None, price: int | None) -> int | None:
    """What the whole of a thing costs a year, in pence."""
    if contract is not None:
        return contract.annual_charge
    return quantity * price if quantity is not None and price is not None else None


def _is_candidate(prefix: str = "") -> Q:
    """The condition on items that may be shared; Python then looks at the day and at who sees what."""
    held = Holding.objects.filter(item=OuterRef(f"{prefix}ref"), organisation__kind=OrganisationKind.COUNCIL.value)
    proposed = DISPOSITIONS.model._default_manager.filter(thing=OuterRef(f"{prefix}ref"))
    return Q(Exists(held)) | Q(Exists(proposed))


def _candidates(viewer: Viewer, case: Case, refs: Collection[str] | None, *, terms: bool) -> list[dict[str, Any]]:
    """The items that may be shared, each with what it says of itself: its contract and supplier, class and price."""
    contracts = _contracts(viewer, case, refs) if terms else {}
    items = visible_items(viewer, case).filter(table__in=THINGS)
    if refs is not None:
        items = items.filter(ref__in=refs)
    else:
        items = items.filter(_is_candidate() | Q(contract__shared=Known.YES.value))
    rows = items.order_by("name", "ref").values(
        "ref", "key", "name", "table", "audience", "recorded_by_id", "configuration_item__item_class",
        "entitlement__quantity", "entitlement__unit_price", "contract__shared",
    )  # fmt: skip
    nothing = {"contract": None, "supplier": "", "tie": None}
    return [{**nothing, **row, **contracts.get(row["ref"], {})} for row in rows]


def _contracts(viewer: Viewer, case: Case, refs: Collection[str] | None) -> dict[str, dict[str, Any]]:
    """The contracts, each with the name of its supplier and the contract that it ends with, by reference."""
    rows = CONTRACTS.rows_for(viewer, case)
    tied = rows
    rows = rows.filter(pk__in=refs) if refs is not None else rows.filter(_is_candidate("item__") | Q(shared=Known.YES))
    found = plain_rows(rows)
    ends = plain_rows(tied.filter(pk__in={row.ends_with_id for row in found if row.ends_with_id}))
    lookup = lookup_for(viewer, case, refs_of(CONTRACTS, [*found, *ends]))
    suppliers = visible_items(viewer, case).filter(ref__in={row.supplier_id for row in found if row.supplier_id})
    names = dict(suppliers.values_list("ref", "name"))
    ties = {row.pk: Tie(row.pk, record_of(CONTRACTS, row, lookup), row.item.audience in JOINT) for row in ends}
    return {
        row.pk: {
            "contract": record_of(CONTRACTS, row, lookup),
            "supplier": names.get(row.supplier_id, ""),
            "tie": ties.get(row.ends_with_id),
        }
        for row in found
    }


def agreement_on(viewer: Viewer, case: Case, on: PartialDate) -> Known:
    """Whether an agreement that all partners see stands; one that a council keeps to itself binds no partner."""
    rows = AGREEMENTS.rows_for(viewer, case).filter(kind=AgreementKind.INTER_AUTHORITY.value)
    rows = rows.filter(item__audience__in=JOINT)
    standing = any(in_force(row.starts, row.ends, on) for row in rows)
    return Known.YES if standing else Known.UNKNOWN


def _kept(subjects: Mapping[str, Subject], proposals: Mapping[str, list[Proposal]]) -> frozenset[str]:
    """The things whose rows may rest on what not all partners see: a proposal, or the contract that one ends with."""
    private = {
        ref
        for ref, one in subjects.items()
        if not one.is_joint or any(not each.is_joint for each in proposals.get(ref, ()))
    }
    ties = [(ref, one.tie) for ref, one in subjects.items() if one.tie is not None]
    near = {ref for ref, tie in ties if tie.ref in private or not tie.is_joint}
    return frozenset(private | near | {tie.ref for ref, tie in ties if ref in private})


def _places(
    bench: Bench, proposals: Mapping[str, list[Proposal]], answers: Mapping[str, list[DispositionAnswer]]
) -> tuple[Place, ...]:
    def rows_for(wanted: Collection[Subject], *, joint: bool) -> list[RegisterRow]:
        told = [one.record for each in wanted for one in proposals.get(each.ref, ()) if one.is_joint or not joint]
        given = [one for each in wanted for one in answers.get(each.ref, ())]
        things = [one.thing(joint=joint) for one in wanted]
        return rows_of(things, told, given, bench.on, bank_holidays(), agreement=bench.agreement, names=bench.names)

    subjects, organisations = bench.subjects, bench.organisations
    kept = [one for one in subjects.values() if one.is_joint and one.ref in bench.kept]
    shared = {(row.thing, row.council): row for row in rows_for(kept, joint=True)}
    places = []
    order = {ref: place for place, ref in enumerate(subjects)}
    councils = {key: place for place, key in enumerate(organisations)}
    rows = rows_for(subjects.values(), joint=False)
    for row in sorted(rows, key=lambda one: (order[one.thing], councils[one.council])):
        subject = subjects[row.thing]
        same = row if subject.is_joint and subject.ref not in bench.kept else shared.get((row.thing, row.council))
        own = tuple(one for one in proposals.get(row.thing, ()) if one.record.council == row.council)
        given = tuple(one for one in answers.get(row.thing, ()) if one.disposition in {each.ref for each in own})
        waits = tuple(organisations[one] for one in row.standing.waiting_for)
        places.append(Place(subject, organisations[row.council], row, same, own, given, waits))
    return tuple(places)
