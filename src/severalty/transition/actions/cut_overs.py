"""A council's own word on a cut-over: go, no go, or not said yet, with what must be there before it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from severalty.decisions.queries.making import evidence_in, own_of
from severalty.engine.dates import PartialDate
from severalty.engine.fields import Known
from severalty.engine.transition.cut_overs import CouncilWord, word_faults
from severalty.engine.transition.resources import CutOverMember, GoWord
from severalty.engine.transition.span import day_fault
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case
from severalty.tenancy.permissions import Permission
from severalty.transition.binding import CUT_OVER_MEMBERS, CUT_OVER_RULES, PACKAGES
from severalty.transition.queries.cut_overs import CutOver, cut_over_for
from severalty.web.parts import check_drafts

CHANGED = (
    "Your council’s word, or what it is about, was changed since you opened this. Nothing is written yet: look at it "
    "again, then give your word."
)


class Unfit(Refused):
    """A word that cannot stand; `columns` say why by the column that must change."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        super().__init__(next(iter(columns.values())))
        self.columns = columns


@dataclass(frozen=True)
class GivenWord:
    """A word as it is given: on which rule, by which post, when and why. `answers` and `shown` are by the names of
    CRITERIA; `seen` is the fingerprint of what its giver looked at.
    """

    rule: str
    seen: str
    go: GoWord
    said_by: str = ""
    said_on: PartialDate | None = None
    reason: str = ""
    answers: Mapping[str, Known] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def give_word(*, by: Viewer, at: datetime, on: date, case: Case, given: GivenWord) -> None:
    """Give the word of the viewer's own organisation on a cut-over, for every package of its own there.

    A later word takes the place of the one before, which stays in the trail. The very same word twice is written once.
    Raises Refused where nothing there is the viewer's own, Unfit where the word cannot stand, Stale where it was
    changed since it was looked at, and Http404 where the viewer may not see the cut-over.
    """
    take_turn()
    own_of(by)
    if not by.may(Permission.PLAN_EDIT, case):
        raise Refused("Your role may not give your council’s word on a cut-over.")
    cut_over = cut_over_for(by, case, given.rule)
    word = cut_over.word_of(by)
    if word is None:
        raise Refused("No package of your own goes with this cut-over; each council gives its own word.")
    _refuse_what_cannot_be(given, word, on)
    drafting = Drafting(by, case)
    drafts = drafting.claim(CUT_OVER_MEMBERS, list(enumerate(_rows(drafting, by, case, cut_over, given), 1)))
    drafting.settle()
    if all(one.effect is Effect.SAME for one in drafts):
        return
    if given.seen != cut_over.fingerprint(by):
        raise Stale(CHANGED)
    check_drafts(by, case, timezone.localtime(at).date(), drafting)
    _write(by, at, case, drafts, given.go)


def _write(by: Viewer, at: datetime, case: Case, drafts: list[Draft], go: GoWord) -> None:
    why = {GoWord.GO: "go was said", GoWord.NO_GO: "no go was said"}.get(go, "the word is open")
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafts)


def _refuse_what_cannot_be(given: GivenWord, word: CouncilWord, on: date) -> None:
    found = {one.column: one.sentence for one in word_faults(_filled(CutOverMember(rule="-", package="-"), given))}
    if given.said_on is not None and given.said_on.first > on:
        found["said_on"] = f"It cannot have been given on {given.said_on}, which is still to come."
    elif day_fault(given.said_on):
        found["said_on"] = day_fault(given.said_on)
    if given.go is GoWord.UNKNOWN and word.go is not GoWord.UNKNOWN and not given.reason.strip():
        found["reason"] = f"Your council said {word.go.value}. Say why it takes this back."
    if found:
        raise Unfit(found)


def _filled(record: CutOverMember, given: GivenWord) -> CutOverMember:
    values: dict[str, Any] = {**given.answers, **{f"{name}_shown": text for name, text in given.shown.items()}}
    return replace(
        record, go=given.go, said_by=given.said_by.strip(), said_on=given.said_on, reason=given.reason.strip(), **values
    )


def _rows(drafting: Drafting, by: Viewer, case: Case, cut_over: CutOver, given: GivenWord) -> list[CutOverMember]:
    """The rows of the viewer's own organisation, one for each package of its own, with the word in them."""
    own, word = own_of(by), cut_over.word_of(by)
    held = {
        (row.rule_id, row.package_id): record
        for row, record in drafting.existing(CUT_OVER_MEMBERS).values() if row.recorded_by_id == own.pk
    }  # fmt: skip
    name_of = drafting.lookup.name_of
    rule = name_of(cut_over.ref, CUT_OVER_RULES.table, own.pk)
    found = []
    for ref in word.packages if word else ():
        new = CutOverMember(
            rule=rule, package=name_of(ref, PACKAGES.table, own.pk), recorded_by=own.key, evidence=evidence_in(case)
        )
        found.append(_filled(held.get((cut_over.ref, ref), new), given))
    return found
