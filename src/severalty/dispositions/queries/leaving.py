"""Leaving a supplier, as far as one viewer may see it: contracts, tools, key staff, commitments, plan, co-operation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import Http404

from severalty.dispositions.binding import EXIT_ITEMS, EXIT_WORDS, POST_TRANSFERS
from severalty.dispositions.queries.workbench import Bench, Place, workbench_for
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.exit_items import (
    Consequence,
    ExitItem,
    ExitKind,
    ExitProgress,
    ExitWord,
    Likelihood,
)
from severalty.engine.dispositions.impact import LEAVES
from severalty.engine.dispositions.leaving import ExitState, Leaving, LeavingQuestion, Way, leaving, risk_score
from severalty.engine.dispositions.register import Totals, totals_of
from severalty.estate.queries import CONTRACTS, POSTS, SUPPLIERS
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.binding import lookup_for, record_of
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import Case
from severalty.tenancy.permissions import Permission


@dataclass(frozen=True)
class Outgoing:
    """Everything on record of leaving one supplier that the viewer may see. References of items take the place of keys.

    `held` are the contracts that it holds on the councils' behalf, `own` those that it has with them, each a place for
    each council; `without_council` the contracts that stand for no council. `names` are those of items referred to.
    """

    row: Any
    bench: Bench
    held: tuple[Place, ...]
    own: tuple[Place, ...]
    without_council: tuple[Any, ...]
    rows: Mapping[str, Any]
    names: Mapping[str, str]
    posts: tuple[tuple[Any, Any], ...]
    question: LeavingQuestion

    @cached_property
    def worked(self) -> Leaving:
        """How far leaving is."""
        return leaving(self.question)

    @cached_property
    def totals(self) -> Totals:
        """What the contracts that it holds come to."""
        return totals_of([one.row for one in self.held])

    @property
    def tools(self) -> dict[str, tuple[Place, ...]]:
        """What is to become of each thing that an exit item is about or that replaces it, council by council."""
        found: dict[str, tuple[Place, ...]] = {}
        for place in self.bench.places:
            found[place.subject.ref] = (*found.get(place.subject.ref, ()), place)
        return found

    def name_of(self, key: str) -> str:
        """The name of an organisation; its key where it takes no part."""
        return self.bench.organisations[key].name if key in self.bench.organisations else key


@dataclass(frozen=True)
class OutgoingLine:
    """One supplier in the list: how many contracts it holds for the councils, and how many exit items there are."""

    row: Any
    held: int
    items: int


def outgoing_for(viewer: Viewer, case: Case) -> list[OutgoingLine]:
    """The suppliers of which something is to be left: they have exit items, or hold contracts for others. 3 queries."""
    items: dict[str, int] = {}
    for ref in EXIT_ITEMS.rows_for(viewer, case).values_list("supplier_id", flat=True):
        items[ref] = items.get(ref, 0) + 1
    held: dict[int, int] = {}
    for pk in CONTRACTS.rows_for(viewer, case).filter(holder__kind="supplier").values_list("holder_id", flat=True):
        held[pk] = held.get(pk, 0) + 1
    rows = SUPPLIERS.rows_for(viewer, case).filter(Q(pk__in=items) | Q(organisation__in=held))
    return [
        OutgoingLine(row, held.get(row.organisation_id, 0), items.get(row.pk, 0))
        for row in rows.order_by("item__name", "pk")
    ]


def leaving_for(viewer: Viewer, case: Case, ref: str, on: date) -> Outgoing:
    """One supplier that is left. As many queries however much there is.

    Raises Http404 where there is no such supplier that the viewer may see.
    """
    supplier = SUPPLIERS.rows_for(viewer, case).select_related("organisation").filter(pk=ref).first()
    if supplier is None:
        raise Http404
    rows = {
        row.pk: row
        for row in EXIT_ITEMS.rows_for(viewer, case)
        .filter(supplier=ref)
        .select_related("item__recorded_by", "item__case", "supplier", "owner", "jointly_with")
        .order_by("item__name", "pk")
    }
    whose = Q(supplier=ref) | Q(holder=supplier.organisation_id) if supplier.organisation_id else Q(supplier=ref)
    contracts = {row.pk: row for row in CONTRACTS.rows_for(viewer, case).filter(whose).order_by("item__name", "pk")}
    about = {one for row in rows.values() for one in (row.thing_id, row.replaced_by_id, row.contract_id) if one}
    bench = workbench_for(viewer, case, on, {*contracts, *about})
    names = dict(visible_items(viewer, case).filter(ref__in=about).values_list("ref", "name"))
    held, own = _held_and_own(bench, contracts, supplier.organisation_id)
    placed = {place.subject.ref for place in bench.places}
    return Outgoing(
        supplier, bench, held, own, tuple(row for key, row in contracts.items() if key not in placed), rows, names,
        _posts(viewer, case, supplier.organisation_id, rows),
        LeavingQuestion(
            on, tuple(_record(viewer, case, rows, names)), tuple(_words(viewer, case, rows)),
            () if is_supplier(viewer, supplier) else tuple(_way(place) for place in held),
            _leaves(own, rows, contracts),
        ),
    )  # fmt: skip


def is_supplier(viewer: Viewer, supplier: Any) -> bool:
    """Whether the viewer acts for the supplier itself. What councils do with contracts is not for it to be told."""
    return viewer.organisation is not None and viewer.organisation.pk == supplier.organisation_id


@dataclass(frozen=True)
class Asked:
    """How many exit items of one leaving supplier are for the viewer's organisation to see to, and are late or at risk.

    `ref` is the reference of the supplier.
    """

    ref: str
    overdue: int
    at_risk: int


def asked_of(viewer: Viewer, case: Case, on: date) -> list[Asked]:
    """What the viewer's organisation, a supplier that is left, has to see to. As many queries however much there is."""
    own = viewer.organisation
    if own is None:
        return []
    found = EXIT_ITEMS.rows_for(viewer, case).filter(supplier__organisation=own.pk)
    rows = {row.pk: row for row in found.select_related("item__recorded_by", "item__case", "supplier").order_by("pk")}
    if not rows:
        return []
    refs = {row.supplier_id for row in rows.values()}
    whose = CONTRACTS.rows_for(viewer, case).filter(Q(supplier__in=refs) | Q(holder=own.pk))
    contracts = {row.pk: row for row in whose}
    _, places = _held_and_own(workbench_for(viewer, case, on, set(contracts), terms=False), contracts, own.pk)
    records, words = _record(viewer, case, rows, {}), _words(viewer, case, rows)
    mine = {ref for ref, row in rows.items() if own.pk in (row.owner_id, row.jointly_with_id)}
    asked = []
    for ref in sorted(refs):
        those = {key: row for key, row in rows.items() if row.supplier_id == ref}
        question = LeavingQuestion(
            on, tuple(one for one in records if one.key in those), tuple(words), (), _leaves(places, those, contracts)
        )
        states = [row.state for row in leaving(question).rows if row.item in mine]
        asked.append(Asked(ref, states.count(ExitState.OVERDUE), states.count(ExitState.AT_RISK)))
    return asked


def _held_and_own(
    bench: Bench, contracts: Mapping[str, Any], organisation: int | None
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    held = [
        one for one in bench.places
        if one.subject.ref in contracts and organisation and contracts[one.subject.ref].holder_id == organisation
    ]  # fmt: skip
    own = [one for one in bench.places if one.subject.ref in contracts and one not in held]
    return tuple(held), tuple(own)


def _record(viewer: Viewer, case: Case, rows: Mapping[str, Any], names: Mapping[str, str]) -> list[ExitItem]:
    lookup = lookup_for(viewer, case, ())
    return [
        replace(
            record_of(EXIT_ITEMS, row, lookup), key=ref, supplier=row.supplier_id,
            **{name: _seen(getattr(row, f"{name}_id"), names) for name in ("contract", "thing", "replaced_by")},
        )
        for ref, row in rows.items()
    ]  # fmt: skip


def _seen(ref: str | None, names: Mapping[str, str]) -> str:
    return ref if ref is not None and ref in names else ""


def _words(viewer: Viewer, case: Case, rows: Mapping[str, Any]) -> list[ExitWord]:
    """What those who have a word on an item say for themselves, and what whoever recorded it wrote down of others.

    A word may come in with a file, whoever may see the item; that of others than `may_say` lets in counts for nothing.
    """
    lookup = lookup_for(viewer, case, ())
    found = EXIT_WORDS.rows_for(viewer, case).filter(exit_item__in=list(rows)).order_by("pk")
    return [
        replace(record_of(EXIT_WORDS, row, lookup), exit_item=row.exit_item_id)
        for row in found
        if _counts(row, rows[row.exit_item_id])
    ]


def _counts(word: Any, row: Any) -> bool:
    if word.recorded_by_id == row.item.recorded_by_id:
        return True
    return bool(word.recorded_by_id == word.organisation_id and word.organisation_id in _owners(row))


def _owners(row: Any) -> set[int]:
    """Who has a word on an exit item. How well a supplier works with the councils is for those others to say."""
    itself = row.supplier.organisation_id if row.kind == ExitKind.COOPERATION else None
    return {row.owner_id, row.jointly_with_id, row.item.recorded_by_id} - {None, itself}


def _way(place: Place) -> Way:
    row, one = place.row, place.row.standing.disposition
    return Way(
        row.thing, row.council, row.route, row.standing.state, one.by_when if one else None, row.one_off_cost,
        row.annual_after,
    )  # fmt: skip


def _leaves(own: tuple[Place, ...], rows: Mapping[str, Any], contracts: Mapping[str, Any]) -> PartialDate | None:
    """The last day on which it still works for the councils: under the contracts that exit items name, the latest day
    by which a council is to leave one, and the end of its term where a council goes on or has not decided."""
    named = {row.contract_id for row in rows.values() if row.contract_id in contracts}
    ends = [contracts[ref].ends for ref in named - {place.subject.ref for place in own}]
    for place in own:
        if place.subject.ref in named:
            one = place.row.standing.disposition
            leaves = one.by_when if one is not None and place.row.route in LEAVES else None
            ends.append(leaves or contracts[place.subject.ref].ends)
    return max((day for day in ends if day is not None), key=lambda day: day.last, default=None)


def _posts(
    viewer: Viewer, case: Case, organisation: int | None, rows: Mapping[str, Any]
) -> tuple[tuple[Any, Any], ...]:
    """The posts that it employs or that an item is about, each with the transfer that is on record; two queries."""
    named = [row.thing_id for row in rows.values() if row.thing_id]
    whose = Q(pk__in=named) | Q(employer=organisation) if organisation else Q(pk__in=named)
    posts = POSTS.rows_for(viewer, case).filter(whose).order_by("item__name", "pk")
    moves = POST_TRANSFERS.rows_for(viewer, case).filter(post__in=posts).select_related("to").order_by("pk")
    by_post = {move.post_id: move for move in moves}
    return tuple((post, by_post.get(post.pk)) for post in posts)


@dataclass(frozen=True)
class Saying:
    """What somebody says of an exit item: the item by reference, the version that was looked at, and the word."""

    ref: str
    version: int
    progress: ExitProgress
    note: str = ""
    likelihood: Likelihood = Likelihood.UNKNOWN
    consequence: Consequence = Consequence.UNKNOWN


def exit_item_for(viewer: Viewer, case: Case, ref: str) -> Any:
    """The row of one exit item. Raises Http404 where there is none that the viewer may see."""
    rows = EXIT_ITEMS.rows_for(viewer, case).select_related("item__recorded_by", "item__case", "supplier", "owner")
    row = rows.filter(pk=ref).first()
    if row is None:
        raise Http404
    return row


def may_say(viewer: Viewer, row: Any) -> bool:
    """Whether the viewer's organisation has a word on an exit item: its owners and whoever recorded it."""
    own = viewer.organisation
    return own is not None and viewer.may(Permission.EXIT_REPORT, row.item.case) and own.pk in _owners(row)


def drafted_word(by: Viewer, case: Case, saying: Saying, on: date) -> list[Draft]:
    """The draft of what the viewer's own organisation says of an exit item today, in place of what it said today.

    Raises Stale where the item was changed since it was looked at, Refused for whoever has no word on it, where a risk
    is given no score, and where no reason is given for what is at risk.
    """
    drafting, own = Drafting(by, case), by.organisation
    row = next((held for held, _ in drafting.existing(EXIT_ITEMS).values() if held.pk == saying.ref), None)
    if own is None or row is None or not may_say(by, row):
        raise Refused("Only those who own an exit item, and whoever recorded it, say how far it is.")
    if row.item.version != saying.version:
        raise Stale("The exit item was changed since you opened it. Read what it says now, then say how far it is.")
    risk = row.kind == ExitKind.COOPERATION
    if risk and risk_score(saying.likelihood, saying.consequence) is None:
        raise Refused("A score needs both a likelihood and an impact: choose one of each.")
    if saying.progress is ExitProgress.AT_RISK and not risk and not saying.note.strip():
        raise Refused("Say in the note why it is at risk, so that it can be put right.")
    word = ExitWord(
        exit_item=drafting.lookup.name_of(row.pk, EXIT_ITEMS.table, own.pk), organisation=own.key, said_on=day(on),
        progress=saying.progress, note=saying.note.strip(), recorded_by=own.key,
        likelihood=saying.likelihood if risk else Likelihood.UNKNOWN,
        consequence=saying.consequence if risk else Consequence.UNKNOWN,
    )  # fmt: skip
    drafts = drafting.claim(EXIT_WORDS, [(0, word)])
    drafting.settle()
    return drafts
