"""Agreements between councils with their parties, variations, signatures, and what stands under them for a while."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from severalty.dispositions.binding import (
    AGREEMENT_PARTIES,
    AGREEMENTS,
    BRIDGES,
    VARIATION_SIGNATURES,
    VARIATIONS,
)
from severalty.engine import freeze
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
    standing_of_agreement,
)
from severalty.estate.queries import record_for, register_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding, lookup_for, record_of, refs_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import organisations_of

_LENGTH = 12
_WORDING = re.compile(r"\bwording ([0-9a-f]{12})\b")


def wording_of(variation: Variation) -> str:
    """A short digest over what a party puts its name to: it changes when the words of the variation do."""
    said = (variation.name, variation.changes, variation.effective_on, variation.authority)
    return freeze.digest([str(one or "") for one in said])[:_LENGTH]


def source_of(variation: Variation) -> str:
    """What a signature given on the page says of itself, so that it can be held against the wording later."""
    return f"Signed on the page, wording {wording_of(variation)}"


def signs_this(signature: VariationSignature, variation: Variation) -> bool:
    """Whether a signature is for the variation as it reads now; one that names no wording is taken to be."""
    named = _WORDING.search(signature.source)
    return named is None or named[1] == wording_of(variation)


@dataclass(frozen=True)
class Signed:
    """One signature under a variation: by whose word, and whether it counts. It counts where the party itself recorded
    it, for the wording that stands now."""

    record: VariationSignature
    by_word_of: str
    is_own_word: bool
    is_of_this: bool

    @property
    def counts(self) -> bool:
        """Whether the party is bound by it."""
        return self.is_own_word and self.is_of_this


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


def agreements_for(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The agreements that the viewer may see, with the names of what they refer to."""
    return register_for(viewer, case, AGREEMENTS)


def agreement_for(viewer: Viewer, case: Case, ref: str, on: date) -> AgreementPage:
    """One agreement with all that hangs on it. Raises Http404 where there is none that the viewer may see."""
    row = agreements_for(viewer, case).filter(pk=ref).first()
    if row is None:
        raise Http404
    variations = [
        (one, replace(record, key=one.pk))
        for one, record in _under(viewer, case, VARIATIONS, agreement=ref, order=("effective_on", "item__key"))
    ]
    parties = tuple(record for _, record in _under(viewer, case, AGREEMENT_PARTIES, agreement=ref))
    signatures = _signatures(viewer, case, variations)
    return standing_page(viewer, case, row, on, parties, variations, signatures)


def standing_page(
    viewer: Viewer, case: Case, row: Any, on: date, parties: tuple[AgreementParty, ...],
    variations: Sequence[tuple[Any, Variation]], signatures: dict[str, tuple[Signed, ...]],
) -> AgreementPage:  # fmt: skip
    """The agreement with what the rule makes of it; only signatures that bind their party are counted."""
    record = record_for(viewer, case, AGREEMENTS, row)
    counted = tuple(one.record for found in signatures.values() for one in found if one.counts)
    standing = standing_of_agreement(
        AgreementQuestion(record, parties, on, tuple(record for _, record in variations), counted)
    )
    return AgreementPage(
        row, record, standing, parties, tuple(variations), signatures,
        tuple(_under(viewer, case, BRIDGES, agreement=row.pk, order=("kind", "ends", "item__key"))),
        {one.key: one for one in organisations_of(case)},
    )  # fmt: skip


def _under(
    viewer: Viewer, case: Case, binding: Binding, *, agreement: str, order: Sequence[str] = ("pk",)
) -> list[tuple[Any, Any]]:
    found = register_for(viewer, case, binding) if binding.is_item else binding.rows_for(viewer, case)
    rows = list(found.filter(agreement=agreement).order_by(*order))
    lookup = lookup_for(viewer, case, refs_of(binding, rows))
    return [(row, record_of(binding, row, lookup)) for row in rows]


def _signatures(
    viewer: Viewer, case: Case, variations: Sequence[tuple[Any, Variation]]
) -> dict[str, tuple[Signed, ...]]:
    """The signatures under some variations, by variation. As many queries however many."""
    by_ref = {row.pk: record for row, record in variations}
    rows = VARIATION_SIGNATURES.rows_for(viewer, case).filter(variation__in=list(by_ref)).order_by("signed_on", "pk")
    rows = list(rows.select_related("recorded_by", "organisation"))
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
