"""The letters on record, what each of them rests on, and the contracts about which one can be written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from severalty.dispositions.binding import DISPOSITIONS, LETTERS
from severalty.dispositions.models import Disposition
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions import dispositions as records
from severalty.engine.dispositions.correspondence import OPEN, WAITING
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.letters import Letter, LetterKind, LetterState
from severalty.engine.estate.items import Contract
from severalty.engine.estate.parties import OrganisationKind
from severalty.estate.queries import CONTRACTS, register_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Lookup, lookup_for, record_of, refs_of, shared_with
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import organisations_of


@dataclass(frozen=True)
class LetterFacts:
    """A letter with everything on record that it draws on, as far as the viewer may see it; the rest is blank.

    `moves` are the dispositions of the organisation that writes it, for the council it speaks for; in them `moves_to`
    is the reference of the contract, `moves_to_name` gives its name.
    """

    row: Any
    letter: Letter
    writer: Organisation
    council: Organisation | None = None
    contract: Contract | None = None
    contract_ref: str = ""
    supplier: str = ""
    supplier_ref: str = ""
    holder: str = ""
    moves: tuple[records.Disposition, ...] = ()
    names: Mapping[str, str] | None = None

    @property
    def on_behalf_of(self) -> Organisation:
        """The council that the letter speaks for: the one it names, or the one that wrote it."""
        return self.council or self.writer

    @property
    def concerns_all(self) -> bool:
        """Whether it names no council and is written by somebody who is none, so that it speaks for all of them."""
        return self.council is None and self.writer.kind != OrganisationKind.COUNCIL

    def concerns(self, council: str) -> bool:
        """Whether it speaks for a council, by key."""
        return self.concerns_all or self.on_behalf_of.key == council

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The references of all that its text is drawn from, as far as the viewer may see it."""
        refs = {self.contract_ref, self.supplier_ref, *(move.key for move in self.moves)}
        return tuple(sorted(refs - {""}))

    def name_of(self, key: str) -> str:
        """The name of an organisation of the case; its key where there is none."""
        return (self.names or {}).get(key, key)


def letter_rows(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The letters that the viewer may see, with the names of contract and council."""
    return register_for(viewer, case, LETTERS)


def overdue(rows: QuerySet[Any], on: PartialDate) -> QuerySet[Any]:
    """Those of some letters that wait for an answer which was due before a day; of an imprecise day the last counts."""
    return rows.filter(pk__in=overdue_refs(rows, on))


def overdue_refs(rows: QuerySet[Any], on: PartialDate) -> list[str]:
    """The references of those letters. One query."""
    late = rows.filter(state__in=[state.value for state in WAITING], answer_due__lt=on.first)
    return [pk for pk, due in late.values_list("pk", "answer_due") if due.last < on.first]


SEND_SOON_DAYS = 60
_TO_SEND = (LetterKind.NOTICE.value, LetterKind.EXTENSION.value)


@dataclass(frozen=True)
class OwnOpen:
    """The open letters of one's own organisation: how many answers are overdue, how many drafts are past their last
    day, how many have it within `SEND_SOON_DAYS`, and the first of those days."""

    overdue: int
    late: int
    soon: int
    first: PartialDate | None


def own_open_letters(viewer: Viewer, case: Case, on: PartialDate) -> OwnOpen:
    """What waits of the letters that the viewer's organisation wrote. Two queries."""
    own = LETTERS.rows_for(viewer, case).filter(item__recorded_by=viewer.organisation)
    days = [act_by for _, act_by in _to_send(viewer, case, own, on)]
    ahead = [one for one in days if one.last >= on.first]
    return OwnOpen(
        len(overdue_refs(own, on)),
        len(days) - len(ahead),
        len(ahead),
        min(ahead, key=lambda one: one.last, default=None),
    )


def to_send(viewer: Viewer, case: Case, rows: QuerySet[Any], on: PartialDate, when: str) -> QuerySet[Any]:
    """Those of some letters that are drafts with a last day to act soon (`when` is `soon`), or past it (`late`)."""
    late = when == "late"
    return rows.filter(
        pk__in=[pk for pk, act_by in _to_send(viewer, case, rows, on) if (act_by.last < on.first) is late]
    )


def _to_send(viewer: Viewer, case: Case, rows: QuerySet[Any], on: PartialDate) -> list[tuple[str, PartialDate]]:
    """Drafts that end or extend a contract, each with the last day to act that the viewer may see, if it is near."""
    drafts = rows.filter(state=LetterState.DRAFT.value, kind__in=_TO_SEND)
    seen = CONTRACTS.rows_for(viewer, case).filter(pk=OuterRef("contract"))
    found = drafts.annotate(acts=Subquery(seen.values("act_by")[:1])).values_list("pk", "acts")
    until = on.first + timedelta(days=SEND_SOON_DAYS)
    return [(pk, acts) for pk, acts in found if acts is not None and acts.last <= until]


def letter_for(viewer: Viewer, case: Case, ref: str) -> LetterFacts:
    """One letter with what it draws on. Raises Http404 where there is none that the viewer may see."""
    found = letters_for(viewer, case, [ref])
    if not found:
        raise Http404
    return found[0]


def letters_for(viewer: Viewer, case: Case, refs: Collection[str]) -> list[LetterFacts]:
    """Those of some letters that the viewer may see, in the order asked for. As many queries however many letters."""
    rows = letter_rows(viewer, case).filter(pk__in=list(refs)).in_bulk()
    return letter_facts(viewer, case, [rows[ref] for ref in dict.fromkeys(refs) if ref in rows])


def letters_about(viewer: Viewer, case: Case, contract: str) -> list[LetterFacts]:
    """The letters about one contract that the viewer may see, in the order of their days."""
    rows = letter_rows(viewer, case).filter(contract=contract).order_by("sent_on", "item__key", "pk")
    return letter_facts(viewer, case, list(rows))


def letter_facts(viewer: Viewer, case: Case, rows: Sequence[Any]) -> list[LetterFacts]:
    """Letters with what they draw on. As many queries however many letters."""
    seen = {row.pk: row for row in register_for(viewer, case, CONTRACTS).filter(pk__in=[r.contract_id for r in rows])}
    moves = _moves(viewer, case, list(seen))
    lookup = lookup_for(viewer, case, {*seen, *refs_of(LETTERS, rows), *refs_of(CONTRACTS, seen.values())})
    parties = {one.pk: one for one in organisations_of(case)}
    named = shared_with([row.pk for row in rows])
    return [_facts(row, seen.get(row.contract_id), moves, lookup, parties, named) for row in rows]


def _facts(
    row: Any, contract: Any, moves: Sequence[tuple[Any, records.Disposition]], lookup: Lookup,
    parties: Mapping[int, Organisation], named: Mapping[str, tuple[int, ...]],
) -> LetterFacts:  # fmt: skip
    writer, council = parties[row.item.recorded_by_id], parties.get(row.council_id)
    speaks_for = council or writer
    for_all = council is None and writer.kind != OrganisationKind.COUNCIL
    return LetterFacts(
        row=row,
        letter=record_of(LETTERS, row, lookup, named),
        writer=writer,
        council=council,
        contract=record_of(CONTRACTS, contract, lookup) if contract else None,
        contract_ref=contract.pk if contract else "",
        supplier=(contract.supplier_name or "") if contract else "",
        supplier_ref=contract.supplier_id if contract and contract.supplier_name else "",
        holder=contract.holder.name if contract and contract.holder else "",
        moves=tuple(
            record for move, record in moves
            if contract and move.thing_id == contract.pk and (for_all or move.council_id == speaks_for.pk)
            and move.item.recorded_by_id == writer.pk
        ),
        names={one.key: one.name for one in parties.values()},
    )  # fmt: skip


def _moves(viewer: Viewer, case: Case, contracts: Iterable[str]) -> list[tuple[Any, records.Disposition]]:
    rows = list(DISPOSITIONS.rows_for(viewer, case).filter(thing__in=list(contracts)).order_by("item__key", "pk"))
    lookup = lookup_for(viewer, case, refs_of(DISPOSITIONS, rows))
    return [(row, replace(record_of(DISPOSITIONS, row, lookup), key=row.pk)) for row in rows]


@dataclass(frozen=True)
class Open:
    """A letter that is still open, by what tells it from others: the contract, the council, and its kind."""

    contract: str
    council: int | None
    kind: str


def open_letters(viewer: Viewer, case: Case, contracts: Iterable[str]) -> set[Open]:
    """The letters about some contracts that the viewer's organisation has under way. One query."""
    rows = LETTERS.rows_for(viewer, case).filter(
        contract__in=list(contracts), item__recorded_by=viewer.organisation, state__in=[one.value for one in OPEN]
    )
    return {Open(*found) for found in rows.values_list("contract", "council", "kind")}


def contracts_to_write_about(viewer: Viewer, case: Case, refs: Collection[str] = ()) -> QuerySet[Any]:
    """The contracts that the viewer may see, with supplier and holder; with `refs`, those of them."""
    rows = register_for(viewer, case, CONTRACTS)
    return rows.filter(pk__in=list(refs)) if refs else rows


def own_moves(viewer: Viewer, case: Case, contracts: Iterable[str]) -> dict[str, list[tuple[Any, records.Disposition]]]:
    """What the viewer's organisation proposes for some contracts, by contract, council by council."""
    found: dict[str, list[tuple[Any, records.Disposition]]] = {}
    for row, record in _moves(viewer, case, contracts):
        if viewer.organisation is not None and row.item.recorded_by_id == viewer.organisation.pk:
            found.setdefault(row.thing_id, []).append((row, record))
    return found


def with_words(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Those of some letters whose name or key has the words."""
    return rows.filter(Q(item__name__icontains=words) | Q(item__key__icontains=words))


def proposed_as(rows: QuerySet[Any], viewer: Viewer, route: str) -> QuerySet[Any]:
    """Those of some contracts for which the viewer's organisation proposes a route; of `undecided`, none yet."""
    own = Disposition.objects.filter(item__recorded_by=viewer.organisation, item__withdrawn=False)
    if route == Route.UNDECIDED.value:
        return rows.exclude(pk__in=own.exclude(route=route).values("thing"))
    return rows.filter(pk__in=own.filter(route=route).values("thing"))
