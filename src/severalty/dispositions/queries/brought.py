"""Dispositions that come in by a file or by a register's form: what the workbench refuses is refused there too.

They are looked at together with what comes in beside them: a contract may stand further down in the same file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from severalty.dispositions.binding import AGREEMENTS, ANSWERS, DISPOSITIONS
from severalty.dispositions.queries.choices import stands_against
from severalty.dispositions.queries.fitting import Facts, against, clashes, is_overridden, refusals_of
from severalty.dispositions.queries.workbench import JOINT, THINGS, workbench_for
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.agreements import AgreementKind
from severalty.engine.dispositions.dispositions import Answer, Consent, Disposition, Route
from severalty.engine.estate.items import Contract
from severalty.engine.estate.parties import OrganisationKind, Standing, in_force
from severalty.engine.fields import Known
from severalty.estate.queries import CONTRACTS
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case
from severalty.tenancy.queries import BINDINGS, HOLDINGS

PROPOSERS = (OrganisationKind.COUNCIL, OrganisationKind.SHARED_SERVICE)
_ORGANISATIONS, _PARTNERSHIPS, _MEMBERSHIPS = BINDINGS
_LONG_AGO = day(date(2000, 1, 1))
_WEIGHED = frozenset({
    "thing", "council", "route", "by_when", "new_holder", "moves_to", "consent", "notice_given_on", "override",
    "overridden_by", "done_on", "proof",
})  # fmt: skip
_MEND = "Choose another disposition, or fill “Reason to go on all the same” and “Officer who says so”."
_BOTH = "Fill both “Reason to go on all the same” and “Officer who says so”, or neither."
_SAID = {
    "override": ("a reason, because an officer is named who says to go on all the same", _BOTH),
    "overridden_by": ("the officer who says so, because a reason is given to go on all the same", _BOTH),
    "proof": (
        "where it shows that it is done, because a day is given on which it was",
        "Fill “Proof”, or clear “Done”.",
    ),
}


def refuse_what_cannot_be(viewer: Viewer, case: Case, on: date, drafting: Drafting) -> None:
    """Refuse those of the settled drafts of dispositions that the workbench would refuse on this day.

    Rows that stay as they are on record, or change in nothing that counts here, are left alone. For the operator, who
    brings in what organisations decided earlier, only what could never be counts, and not what time or the supplier has
    closed since. Answers are looked at as on record: nobody accepts by a file what the workbench lets nobody accept.
    """
    _refuse_dispositions(viewer, case, on, drafting)
    _refuse_answers(viewer, case, on, drafting)


def _refuse_dispositions(viewer: Viewer, case: Case, on: date, drafting: Drafting) -> None:
    drafts = [
        one
        for one in drafting.drafts
        if one.binding is DISPOSITIONS and one.effect in (Effect.NEW, Effect.CHANGED)
        and (one.row is None or _WEIGHED & {*one.before, *one.after})
    ]  # fmt: skip
    if not drafts:
        return
    seen = _Incoming(viewer, case, day(on), drafting)
    counted = Counter(_place_of(one) for one in seen.proposals)
    for draft in drafts:
        _refuse_one(seen, draft, counted)
    _refuse_clashes(seen, [one for one in drafts if one.effect is not Effect.REFUSED])


def _place_of(one: "Draft | _Held") -> tuple[str, str, int]:
    return one.targets["thing"], one.record.council, one.recorder


@dataclass(frozen=True)
class _Held:
    """A row on record that the file leaves alone, in the shape of a draft."""

    record: Any
    recorder: int
    targets: Mapping[str, Any]


@dataclass(frozen=True)
class _Incoming:
    """The record as it would stand with everything that comes in, as far as the viewer may see it."""

    viewer: Viewer
    case: Case
    on: PartialDate
    drafting: Drafting

    def _coming(self, binding: Binding) -> list[Draft]:
        found = (one for one in self.drafting.drafts if one.binding is binding)
        return [one for one in found if one.effect is not Effect.REFUSED]

    def _both(self, binding: Binding) -> list[tuple[Any, Mapping[str, Any], Draft | None]]:
        """Every record of a table as it would stand: with its row where it is on record, and its draft where one is."""
        coming = self._coming(binding)
        replaced = {one.row.pk for one in coming if one.row is not None}
        held = [(record, row) for row, record in self.drafting.existing(binding).values() if row.pk not in replaced]
        return [(one.record, {}, one) for one in coming] + [(record, {"row": row}, None) for record, row in held]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kinds of organisations by key."""
        return {record.key: record.kind for record, _, _ in self._both(_ORGANISATIONS)}

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of organisations by key."""
        return {record.key: record.name for record, _, _ in self._both(_ORGANISATIONS)}

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """Contracts by reference."""
        return {_ref(draft, more): record for record, more, draft in self._both(CONTRACTS)}

    @cached_property
    def links(self) -> dict[str, str]:
        """The contract that each ends with, by reference."""
        found = {}
        for record, more, draft in self._both(CONTRACTS):
            target = draft.targets.get("ends_with") if draft is not None else more["row"].ends_with_id
            if record.ends_with and target:
                found[_ref(draft, more)] = target
        return found

    @cached_property
    def held(self) -> dict[str, set[str]]:
        """The councils that hold each thing on the day."""
        found: dict[str, set[str]] = {}
        for record, more, draft in self._both(HOLDINGS):
            ref = draft.targets.get("item") if draft is not None else more["row"].item_id
            if self.kinds.get(record.organisation) == OrganisationKind.COUNCIL and in_force(
                record.starts, record.ends, self.on
            ):
                found.setdefault(str(ref), set()).add(record.organisation)
        return found

    @cached_property
    def partners(self) -> set[str]:
        """The councils that share the case on the day; all of them where nobody is on record."""
        councils = {key for key, kind in self.kinds.items() if kind == OrganisationKind.COUNCIL}
        standing = {one.key for one, _, _ in self._both(_PARTNERSHIPS) if in_force(one.starts, one.ends, self.on)}
        members = {
            one.organisation
            for one, _, _ in self._both(_MEMBERSHIPS)
            if one.standing is Standing.PARTNER and one.partnership in standing
            and in_force(one.starts, one.ends, self.on)
        }  # fmt: skip
        return members & councils or councils

    @cached_property
    def agreement(self) -> Known:
        """Whether an agreement between the councils that all partners see stands."""
        standing = any(
            record.kind is AgreementKind.INTER_AUTHORITY
            and record.audience.value in JOINT
            and in_force(record.starts, record.ends, self.on)
            for record, _, _ in self._both(AGREEMENTS)
        )
        return Known.YES if standing else Known.UNKNOWN

    @cached_property
    def proposals(self) -> list[Draft | _Held]:
        """Every disposition as it would stand."""
        return [
            draft or _Held(record, more["row"].item.recorded_by_id, {"thing": more["row"].thing_id})
            for record, more, draft in self._both(DISPOSITIONS)
        ]

    def facts(self, ref: str) -> Facts:
        """What decides how a thing may be disposed of."""
        contract, held = self.contracts.get(ref), self.held.get(ref, set())
        marked = contract is not None and contract.shared is Known.YES
        users = held if len(held) > 1 or (held and not marked) else self.partners
        linked = self.contracts.get(self.links.get(ref, ""))
        table, holders = self.drafting.lookup.items[ref][0], sorted(users if held else ())
        return Facts(ref, table, contract, linked, len(users), holders)


def _ref(draft: Draft | None, more: Mapping[str, Any]) -> str:
    return str(draft.ref if draft is not None else more["row"].pk)


def _refuse_one(seen: _Incoming, draft: Draft, counted: Mapping[tuple[str, str, int], int]) -> None:
    record, facts = draft.record, seen.facts(draft.targets["thing"])
    kind = seen.kinds.get(seen.drafting.lookup.organisations.get(draft.recorder, ""))
    if kind not in PROPOSERS:
        draft.refuse("recorded_by", "a council or its shared service: nobody else proposes what becomes of a thing",
                     "Take the row out, or let one of them record it.")  # fmt: skip
    if seen.kinds.get(record.council) != OrganisationKind.COUNCIL:
        draft.refuse("council", f"one of the councils; {seen.names.get(record.council, record.council)} is none",
                     "Name the council for which this is to become of it.")  # fmt: skip
    if facts.table not in THINGS:
        kinds = ", ".join(one.plural for one in THINGS.values())
        draft.refuse("thing", f"one of the {kinds}", "Nothing is decided for other kinds of records; correct the key.")
        return
    if counted[_place_of(draft)] > 1:
        draft.refuse("thing", "one disposition of each thing for each council from one organisation",
                     "Your organisation has recorded another; change or withdraw that one instead.")  # fmt: skip
    for column, sentence in _against(seen, draft, facts).items():
        draft.refuse(column, *_SAID.get(column, (f"one that the record allows: {sentence.rstrip('.')}", _MEND)))


def _against(seen: _Incoming, draft: Draft, facts: Facts) -> dict[str, str]:
    record, moves_to = draft.record, draft.targets.get("moves_to") or ""
    refusals = refusals_of(facts, record, moves_to, seen.agreement, seen.on)
    if refusals and seen.viewer.operator and facts.contract is not None:
        began = facts.contract.starts or _LONG_AGO
        # What the supplier has answered since, like what time has closed, came after the decision.
        then = replace(record, consent=Consent.UNKNOWN)
        always = refusals_of(facts, then, moves_to, seen.agreement, began)
        refusals = tuple(one for one in refusals if one in always)
    return against(facts, record, refusals)


def _refuse_clashes(seen: _Incoming, drafts: Iterable[Draft]) -> None:
    """Refuse what cannot be beside what comes in for other councils, or beside what others have settled."""
    groups: dict[tuple[str, int], dict[str, Draft]] = {}
    for draft in drafts:
        groups.setdefault((draft.targets["thing"], draft.recorder), {})[draft.record.council] = draft
    settled = _settled(seen, {ref for ref, _ in groups})
    for (ref, recorder), mine in groups.items():
        others = {
            council: record for (council, owner), record in settled.get(ref, {}).items()
            if owner != recorder and council not in mine
        }  # fmt: skip
        records = {**others, **{council: draft.record for council, draft in mine.items()}}
        for council, sentences in clashes(seen.facts(ref), records, seen.names).items():
            if council in mine and not is_overridden(mine[council].record):
                words = " ".join(sentences).rstrip(".")
                mine[council].refuse("route", f"one that can be beside those of other councils: {words}", _MEND)


def _settled(seen: _Incoming, refs: set[str]) -> dict[str, dict[tuple[str, int], Disposition]]:
    """What stands settled on record of these things: by thing, then by council and whose proposal it is."""
    known = {ref for ref in refs if any(_is_stored(one, ref) for one in seen.proposals)}
    found: dict[str, dict[tuple[str, int], Disposition]] = {}
    for place in workbench_for(seen.viewer, seen.case, seen.on.first, known).places if known else ():
        table = place.on_table
        if place.row.standing.settled and table is not None and table.record.route is not Route.UNDECIDED:
            found.setdefault(place.subject.ref, {})[place.council.key, table.recorder.pk] = table.record
    return found


def _is_stored(one: Draft | _Held, ref: str) -> bool:
    return one.targets["thing"] == ref and (isinstance(one, _Held) or one.row is not None)


def _refuse_answers(viewer: Viewer, case: Case, on: date, drafting: Drafting) -> None:
    """Refuse a council's own answers that accept what the record refuses, or dispute without a reason.

    What stands in the name of another, or answers an earlier version, counts for nothing and is left alone.
    """
    key = viewer.organisation.key if viewer.organisation is not None and not viewer.operator else ""
    drafts = [
        one for one in drafting.drafts
        if one.binding is ANSWERS and one.effect in (Effect.NEW, Effect.CHANGED) and one.record.organisation == key
    ]  # fmt: skip
    disputes = [one for one in drafts if one.record.answer is Answer.DISPUTED and not one.record.reason.strip()]
    for draft in disputes:
        draft.refuse("reason", "why it is disputed, so that it can be put right", "Give the reason.")
    accepted = {one.targets["disposition"]: one for one in drafts if one.record.answer is Answer.ACCEPTED}
    held = {row.pk: row.thing_id for row, _ in drafting.existing(DISPOSITIONS).values() if row.pk in accepted}
    if not held:
        return
    bench = workbench_for(viewer, case, on, set(held.values()))
    for place in bench.places:
        for proposal in place.proposals:
            given = accepted.get(proposal.ref)
            if given is None or given.record.of_version != proposal.fingerprint:
                continue
            sentences = stands_against(bench, place, proposal)
            if sentences:
                words = " ".join(sentences).rstrip(".")
                given.refuse(
                    "answer", f"no acceptance of what the record refuses: {words}",
                    "Dispute it, or ask its proposer to change it or to record who goes on and why.",
                )  # fmt: skip
