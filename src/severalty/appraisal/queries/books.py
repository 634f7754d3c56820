"""What one viewer may read of costs and who pays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from severalty.appraisal.binding import CHARGES, COST_KEYS, KEY_COUNTS
from severalty.engine.appraisal import charges as records
from severalty.engine.appraisal.recharges import Costs, LeftOut, Line, Lines, lines_of
from severalty.engine.appraisal.totals import Agreement, agreements_of
from severalty.engine.estate.parties import OrganisationKind, Standing
from severalty.engine.estate.value_evidence import EvidenceError, evidence_of, is_said, read_value_evidence
from severalty.engine.evidence import Evidence
from severalty.estate.queries import record_for, register_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding, lookup_for, record_of
from severalty.tenancy.models import Case, Membership, Organisation, WordTemplate
from severalty.tenancy.queries import organisations_of

NO_KEY = "nobody bears it whole, and no key is on record for it that you may see"
NO_YEAR_END = "its year-end key has no counts that you may see"
PARTS_INSTEAD = "its parts are shared in its place"


@dataclass(frozen=True)
class Books:
    """The costs of a case as far as one viewer may see them.

    The records in `costs` carry the items' own references as keys, so that two organisations may use one key; a year
    that rests on nothing is blank. `rows` are the rows of charges and keys by that reference, `organisations` those of
    the case by key, in the order of the record. `unstated` are the charges whose funding nobody has said, `guessed`
    those whose year is an estimate.
    """

    costs: Costs
    rows: Mapping[str, Any] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    partners: tuple[str, ...] = ()
    unstated: frozenset[str] = frozenset()
    guessed: frozenset[str] = frozenset()

    @cached_property
    def lines(self) -> Lines:
        """The charges that can be shared, and those that cannot with the reason in words."""
        found = lines_of(self.costs)
        return Lines(found.lines, tuple(self.worded(one) for one in found.left_out))

    @cached_property
    def agreements(self) -> Mapping[str, Agreement]:
        """Every whole that the viewer may see, held against its parts."""
        return agreements_of(self.costs.charges)

    @cached_property
    def charges(self) -> Mapping[str, records.Charge]:
        """The charges by reference."""
        return {charge.key: charge for charge in self.costs.charges}

    @cached_property
    def keys(self) -> Mapping[str, records.CostKey]:
        """The keys by reference."""
        return {key.key: key for key in self.costs.keys}

    @property
    def years(self) -> tuple[int, ...]:
        """The financial years that charges name, earliest first."""
        return tuple(sorted({charge.year for charge in self.costs.charges if charge.year is not None}))

    @property
    def has_yearless(self) -> bool:
        """Whether any charge names no year."""
        return any(charge.year is None for charge in self.costs.charges)

    def lines_in(self, year: int | None) -> tuple[Line, ...]:
        """The lines of one financial year; of none, those whose year is not stated."""
        return tuple(line for line in self.lines.lines if line.year == year)

    def left_out_in(self, year: int | None) -> tuple[LeftOut, ...]:
        """The charges of one year that could not be shared, wholes that their parts stand for not among them."""
        return tuple(one for one in self.lines.left_out if one.year == year and one.reason != PARTS_INSTEAD)

    def counts_of(self, key: str) -> tuple[records.KeyCount, ...]:
        """The counts under one key, in the order of the record."""
        return tuple(count for count in self.costs.counts if count.cost_key == key)

    def worded(self, one: LeftOut) -> LeftOut:
        """The reason with names in place of references; it never tells that a hidden key exists."""
        if "on record" in one.reason or "neither a key" in one.reason:
            return replace(one, reason=NO_KEY)
        if "year-end key" in one.reason:
            return replace(one, reason=NO_YEAR_END)
        reason = one.reason
        for ref, key in self.keys.items():
            reason = reason.replace(f"key {ref}", f"key “{key.name}”")
        return replace(one, reason=reason)


def books_for(viewer: Viewer, case: Case) -> Books:
    """The costs of a case as far as the viewer may see them. Seven queries, however many charges there are."""
    names = lookup_for(viewer, case, ())
    charge_rows = list(CHARGES.rows_for(viewer, case).order_by("item__key", "pk"))
    key_rows = list(COST_KEYS.rows_for(viewer, case).order_by("item__key", "pk"))
    charges = [_charge(row, record_of(CHARGES, row, names)) for row in charge_rows]
    organisations = {organisation.key: organisation for organisation in organisations_of(case)}
    return Books(
        costs=Costs(
            tuple(charges),
            tuple(_sound(replace(record_of(COST_KEYS, row, names), key=row.pk)) for row in key_rows),
            tuple(
                replace(record_of(KEY_COUNTS, row, names), cost_key=row.cost_key_id)
                for row in KEY_COUNTS.rows_for(viewer, case).order_by("pk")
            ),
        ),
        rows={row.pk: row for row in (*charge_rows, *key_rows)},
        organisations=organisations,
        partners=_partners(case, organisations.values()),
        unstated=frozenset(one.key for one in charges if not is_said(one, "funding")),
        guessed=frozenset(one.key for one in charges if evidence_of(one, "year") is Evidence.ESTIMATED),
    )


def _charge(row: Any, record: records.Charge) -> records.Charge:
    """The charge with references for keys. Hidden ones stay: a blank would be shared by another key in their place."""
    sound = _sound(
        replace(
            record,
            key=row.pk,
            cost_key=row.cost_key_id or "",
            true_up_key=row.true_up_key_id or "",
            part_of=row.part_of_id or "",
        )
    )
    return sound if is_said(sound, "year") and sound.year_to is None else replace(sound, year=None)


def _sound(record: Any) -> Any:
    """The record; one whose evidence cannot be read rests on nothing, so that no figure is made of it."""
    try:
        read_value_evidence(record.value_evidence, type(record))
    except EvidenceError:
        return replace(record, value_evidence="", evidence=Evidence.CONTRADICTED)
    return record


def _partners(case: Case, organisations: Iterable[Organisation]) -> tuple[str, ...]:
    """The partners of a case in the order of the record; where no membership is on record, its councils."""
    places = Membership.objects.filter(case=case, standing=Standing.PARTNER.value)
    members = set(places.values_list("organisation__key", flat=True))
    return tuple(
        one.key for one in organisations if one.key in members or (not members and one.kind == OrganisationKind.COUNCIL)
    )


def charges_for(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The register of charges, with the names of what they refer to as far as the viewer may see it."""
    return register_for(viewer, case, CHARGES).select_related("borne_by")


def keys_for(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The register of keys."""
    return register_for(viewer, case, COST_KEYS)


def yearless_for(viewer: Viewer, case: Case) -> frozenset[str]:
    """The charges whose financial year rests on nothing, though the row names one. One query."""
    rows = CHARGES.rows_for(viewer, case)
    doubtful = rows.exclude(item__value_evidence="") | rows.filter(item__evidence=Evidence.CONTRADICTED.value)
    spanning = rows.filter(year_to__isnull=False)
    return frozenset(row.pk for row in doubtful | spanning if row.year_to is not None or not said_in(row, "year"))


def said_in(row: Any, column: str) -> bool:
    """Whether one value of a charge may be relied on; not where its evidence cannot be read."""
    sketch = records.Charge(
        key=row.pk, name="", year=None, evidence=Evidence(row.item.evidence), value_evidence=row.item.value_evidence
    )
    try:
        return is_said(sketch, column)
    except EvidenceError:
        return False


def evidence_in(row: Any, record: type, column: str) -> Evidence:
    """What one value of a row rests on; where that cannot be read, on nothing."""
    try:
        entries = read_value_evidence(row.item.value_evidence, record)
    except EvidenceError:
        return Evidence.UNKNOWN
    return next((one.evidence for one in entries if one.column == column), Evidence(row.item.evidence))


def row_of(viewer: Viewer, case: Case, binding: Binding, ref: str) -> Any:
    """One charge or key. Raises Http404 where there is none that this viewer may see."""
    row = register_for(viewer, case, binding).filter(pk=ref).first()
    if row is None:
        raise Http404
    return row


def record_behind(viewer: Viewer, case: Case, binding: Binding, row: Any) -> Any:
    """The record of one charge or key, as a file would spell it."""
    return record_for(viewer, case, binding, row)


def charges_on(viewer: Viewer, case: Case, contract: str) -> list[Any]:
    """The charges that arise under one contract, by year."""
    return list(CHARGES.rows_for(viewer, case).filter(contract=contract).order_by("year", "item__name", "pk"))


def is_own(viewer: Viewer, row: Any) -> bool:
    """Whether the viewer's organisation keeps this record."""
    return viewer.organisation is not None and row.item.recorded_by_id == viewer.organisation.pk


def template_of(viewer: Viewer) -> bytes | None:
    """The Word template of the viewer's organisation, if it has one."""
    found = WordTemplate.objects.filter(organisation=viewer.organisation).first() if viewer.organisation else None
    return bytes(found.body) if found else None
