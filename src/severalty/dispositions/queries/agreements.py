"""Agreements between councils with their parties, variations, signatures, and what stands under them for a while."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404

from severalty.dispositions.binding import (
    AGREEMENT_PARTIES,
    AGREEMENTS,
    BRIDGES,
    VARIATION_SIGNATURES,
    VARIATIONS,
)
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.agreements import (
    Agreement,
    AgreementParty,
    Bridge,
    Variation,
    VariationSignature,
)
from severalty.engine.dispositions.standing_agreements import (
    AgreementQuestion,
    AgreementStanding,
    InForce,
    signs_this,
    standing_of_agreement,
)
from severalty.estate.queries import bank_holidays, record_for, register_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import lookup_for, record_of, refs_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import organisations_of

ON_PAGE = "Signed on the page"
"""What a signature given on the page says of its source."""


@dataclass(frozen=True)
class Signed:
    """One signature under a variation: by whose word, and whether it names the wording that stands now."""

    record: VariationSignature
    by_word_of: str
    is_own_word: bool
    is_of_this: bool


@dataclass(frozen=True)
class AgreementPage:
    """An agreement with all that hangs on it, as far as the viewer may see it.

    The keys of variations are their references. `bridges` are pairs of row and record, `names` gives organisations by
    key.
    """

    row: Any
    record: Agreement
    standing: AgreementStanding
    parties: tuple[AgreementParty, ...]
    variations: tuple[tuple[Any, Variation], ...]
    signatures: dict[str, tuple[Signed, ...]]
    bridges: tuple[tuple[Any, Bridge], ...]
    names: dict[str, Organisation]


@dataclass(frozen=True)
class Line:
    """One agreement in the list: its row and record, how it stands, and how many of its variations wait."""

    row: Any
    record: Agreement
    standing: AgreementStanding

    @property
    def waiting(self) -> int:
        """How many variations some party has not signed yet."""
        return sum(one.state is InForce.WAITING for one in self.standing.variations)


def agreements_for(viewer: Viewer, case: Case, on: date) -> list[Line]:
    """The agreements that the viewer may see, by name. As many queries however many agreements."""
    rows = list(register_for(viewer, case, AGREEMENTS).order_by("item__name", "pk"))
    lookup = lookup_for(viewer, case, ())
    parties, variations = _parties(viewer, case, rows), _variations(viewer, case, rows)
    signatures = _signatures(viewer, case, [pair for found in variations.values() for pair in found])
    lines = []
    for row in rows:
        record = record_of(AGREEMENTS, row, lookup)
        mine = variations.get(row.pk, [])
        lines.append(Line(row, record, _standing(record, on, parties.get(row.pk, ()), mine, signatures)))
    return lines


def agreement_for(viewer: Viewer, case: Case, ref: str, on: date, leave_on: PartialDate | None = None) -> AgreementPage:
    """One agreement with all that hangs on it; `leave_on` is the day on which one wants to be out of it.

    Raises Http404 where there is none that the viewer may see.
    """
    row = register_for(viewer, case, AGREEMENTS).filter(pk=ref).first()
    if row is None:
        raise Http404
    record = record_for(viewer, case, AGREEMENTS, row)
    parties, variations = _parties(viewer, case, [row]).get(ref, ()), _variations(viewer, case, [row]).get(ref, [])
    signatures = _signatures(viewer, case, variations)
    return AgreementPage(
        row, record, _standing(record, on, parties, variations, signatures, leave_on), parties, tuple(variations),
        signatures, _bridges(viewer, case, ref), {one.key: one for one in organisations_of(case)},
    )  # fmt: skip


def _standing(
    record: Agreement, on: date, parties: tuple[AgreementParty, ...], variations: Sequence[tuple[Any, Variation]],
    signatures: dict[str, tuple[Signed, ...]], leave_on: PartialDate | None = None,
) -> AgreementStanding:  # fmt: skip
    """What the rule makes of an agreement; only what a party itself recorded is counted."""
    refs = {row.pk for row, _ in variations}
    counted = tuple(one.record for ref in refs for one in signatures.get(ref, ()) if one.is_own_word)
    records = tuple(one for _, one in variations)
    return standing_of_agreement(AgreementQuestion(record, parties, on, records, counted, leave_on, bank_holidays()))


def _parties(viewer: Viewer, case: Case, rows: Sequence[Any]) -> dict[str, tuple[AgreementParty, ...]]:
    found: dict[str, tuple[AgreementParty, ...]] = {}
    lookup = lookup_for(viewer, case, ())
    under = AGREEMENT_PARTIES.rows_for(viewer, case).filter(agreement__in=[row.pk for row in rows]).order_by("pk")
    for row in under:
        found[row.agreement_id] = (*found.get(row.agreement_id, ()), record_of(AGREEMENT_PARTIES, row, lookup))
    return found


def _variations(viewer: Viewer, case: Case, rows: Sequence[Any]) -> dict[str, list[tuple[Any, Variation]]]:
    found: dict[str, list[tuple[Any, Variation]]] = {}
    lookup = lookup_for(viewer, case, ())
    under = VARIATIONS.rows_for(viewer, case).filter(agreement__in=[row.pk for row in rows])
    for row in under.order_by("effective_on", "item__key", "pk"):
        record = replace(record_of(VARIATIONS, row, lookup), key=row.pk)
        found.setdefault(row.agreement_id, []).append((row, record))
    return found


def _bridges(viewer: Viewer, case: Case, agreement: str) -> tuple[tuple[Any, Bridge], ...]:
    rows = list(register_for(viewer, case, BRIDGES).filter(agreement=agreement).order_by("kind", "ends", "item__key"))
    lookup = lookup_for(viewer, case, refs_of(BRIDGES, rows))
    return tuple((row, record_of(BRIDGES, row, lookup)) for row in rows)


def _signatures(
    viewer: Viewer, case: Case, variations: Sequence[tuple[Any, Variation]]
) -> dict[str, tuple[Signed, ...]]:
    """The signatures under some variations, by variation. As many queries however many."""
    by_ref = {row.pk: record for row, record in variations}
    rows = VARIATION_SIGNATURES.rows_for(viewer, case).filter(variation__in=list(by_ref))
    rows = rows.select_related("recorded_by", "organisation").order_by("signed_on", "pk")
    lookup = lookup_for(viewer, case, ())
    found: dict[str, tuple[Signed, ...]] = {}
    for row in rows:
        record = replace(record_of(VARIATION_SIGNATURES, row, lookup), variation=row.variation_id)
        signed = Signed(
            record, row.recorded_by.name, row.recorded_by_id == row.organisation_id,
            signs_this(record, by_ref[row.variation_id]),
        )  # fmt: skip
        found[row.variation_id] = (*found.get(row.variation_id, ()), signed)
    return found


def variation_for(viewer: Viewer, case: Case, ref: str) -> tuple[Any, Variation]:
    """One variation with its row. Raises Http404 where there is none that the viewer may see."""
    row = register_for(viewer, case, VARIATIONS).filter(pk=ref).first()
    if row is None:
        raise Http404
    return row, record_for(viewer, case, VARIATIONS, row)


def is_party(viewer: Viewer, case: Case, agreement: str) -> bool:
    """Whether the viewer's organisation is on record as a party that has not withdrawn."""
    rows = AGREEMENT_PARTIES.rows_for(viewer, case).filter(agreement=agreement, withdrew_on__isnull=True)
    return viewer.organisation is not None and rows.filter(organisation=viewer.organisation).exists()
