"""What an act may rest on: the delegations, resolutions, holds and overrides on record, as one viewer sees them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from severalty.decisions.binding import AUTHORISED_ACTS, BODIES, DELEGATIONS, HOLDS, OVERRIDES, RESOLUTIONS
from severalty.decisions.queries.in_effect import with_effects
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.acts import Deed, Told, acts_in, history_of
from severalty.engine.decisions.authority import AuthorityQuestion, Cover, Covered, covered
from severalty.engine.decisions.delegations import Act, AuthorisedAct, Delegation, Hold, OverrideOf
from severalty.engine.decisions.holds import HoldState, hold_state, hold_words, holds_against
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import Binding, is_item_reference, lookup_for, record_of, refs_of
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case

_NO_DAY = day(date(2000, 1, 1))
STANDING = (Effect.NEW, Effect.CHANGED, Effect.SAME)


@dataclass(frozen=True)
class Wanted:
    """An act that a draft would put on record: the draft, the act by references, and the part that tells it apart.

    `column` is the one in which a refusal is said. `name` is how people call what is acted on.
    """

    draft: Draft
    deed: Deed
    column: str
    name: str
    part: str = ""


@dataclass(frozen=True)
class Resting:
    """What somebody says that an act rests on: the reference of a delegation or resolution, the post that acts, who was
    consulted, the whole value; or the officer who lets it pass without authority, or against a hold, and why."""

    rests_on: str = ""
    officer: str = ""
    consulted: str = ""
    amount: int | None = None
    overridden_by: str = ""
    override: str = ""

    @property
    def overrides(self) -> bool:
        """Whether a named officer lets it pass, with a reason."""
        return bool(self.overridden_by.strip() and self.override.strip())


NOTHING = Resting()


@dataclass(frozen=True)
class Way:
    """Something that an act could rest on: its reference, its name, in a sentence who may do what under it until when,
    and whether it would cover the act once the holder acts, everybody is consulted and the value fits."""

    ref: str
    name: str
    words: str
    found: Covered
    holder: str = ""

    @property
    def fits(self) -> bool:
        """Whether it can be chosen."""
        return self.found.covers is Cover.YES


@dataclass(frozen=True)
class Ways:
    """What an act could rest on, and the holds that stand against it, each in a sentence."""

    ways: tuple[Way, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """Everything on record that acts may rest on, with what comes in beside them; references in place of keys."""

    viewer: Viewer
    case: Case
    drafting: Drafting
    _held: dict[str, list[tuple[str, Any, int]]] = field(default_factory=dict)

    def records(self, binding: Binding) -> list[tuple[str, Any, int]]:
        """The records of a table as they would stand: reference, record, and whose it is."""
        if binding.table not in self._held:
            self._held[binding.table] = self._gathered(binding)
        return self._held[binding.table]

    def _gathered(self, binding: Binding) -> list[tuple[str, Any, int]]:
        coming = [one for one in self.drafting.drafts if one.binding is binding and one.effect in STANDING]
        replaced = {one.row.pk for one in coming if one.row is not None}
        held = [
            (row.pk, _by_ref(binding, record, row.pk, lambda name, row=row: getattr(row, f"{name}_id")),
             row.item.recorded_by_id)
            for row, record in self.drafting.existing(binding).values()
            if row.pk not in replaced
        ]  # fmt: skip
        return held + [
            (one.ref, _by_ref(binding, one.record, one.ref, one.targets.get), one.recorder) for one in coming
        ]

    @cached_property
    def question(self) -> AuthorityQuestion:
        """What is on record, about an act that is none yet."""
        bodies = self._of(BODIES)
        resolutions = with_effects(self.viewer, self.case, self._of(RESOLUTIONS), {one.key: one for one in bodies})
        return AuthorityQuestion(
            deed=Deed(act=Act.SPEND, on=_NO_DAY), rests_on="", delegations=self._of(DELEGATIONS),
            resolutions=resolutions, bodies=bodies, holds=self._of(HOLDS),
        )  # fmt: skip

    def _of(self, binding: Binding) -> tuple[Any, ...]:
        return tuple(record for _, record, _ in self.records(binding))

    @property
    def acts(self) -> list[tuple[str, AuthorisedAct, int]]:
        """The acts under authority on record."""
        return self.records(AUTHORISED_ACTS)

    def judged(self, deed: Deed, rests_on: str, but: str = "", *, held: bool = True) -> Covered:
        """Whether an authority covers an act; `but` is the act on record that is this one itself. Without `held`, as if
        nothing were held."""
        earlier = tuple(
            deed_of_act(act) for ref, act, _ in self.acts
            if act.rests_on == rests_on and ref != but and act.done_on is not None
        )  # fmt: skip
        asked = replace(self.question, deed=deed, rests_on=rests_on, earlier=earlier)
        return covered(asked if held else replace(asked, holds=()))

    def held_by(self, deed: Deed) -> tuple[str, ...]:
        """The holds that stand against an act, each in a sentence."""
        return tuple(hold_words(one) for one in holds_against(self.question.holds, deed))

    def overridden(self, about: str, of: OverrideOf, recorder: int, on: PartialDate) -> bool:
        """Whether an officer of an organisation let pass on a day, for a reason, what speaks against one act."""
        return any(
            (one.about, one.of, one.given_on) == (about, of, on) and one.officer and one.description
            and owner == recorder
            for _, one, owner in self.records(OVERRIDES)
        )  # fmt: skip

    def act_for(self, wanted: Wanted) -> tuple[str, AuthorisedAct] | None:
        """The act on record that is the one wanted, of the same recorder, rather of the same day; or None."""
        deed = wanted.deed
        found = [
            (ref, one) for ref, one, owner in self.acts
            if (one.about, one.act, one.part) == (deed.about, deed.act, wanted.part)
            and owner == wanted.draft.recorder and one.organisation in ("", deed.organisation)
        ]  # fmt: skip
        return min(found, key=lambda pair: pair[1].done_on != deed.on, default=None)


def _by_ref(binding: Binding, record: Any, ref: str, target: Any) -> Any:
    """A record with references in place of the keys of items; one that may not be seen stays blank."""
    names = [
        one.name for one in binding.own_columns if one.kind is Kind.REFERENCE and is_item_reference(one)
    ]  # fmt: skip
    return replace(record, key=ref, **{name: target(name) or "" for name in names if getattr(record, name)})


def ground_for(viewer: Viewer, case: Case, drafting: Drafting | None = None) -> Ground:
    """What acts may rest on, as far as the viewer may see it. As many queries however much there is."""
    return Ground(viewer, case, drafting or Drafting(viewer, case))


def deed_of_act(act: AuthorisedAct, things: tuple[str, ...] = ()) -> Deed:
    """The act that a record tells; without a day it is on none."""
    return Deed(
        act=act.act, on=act.done_on or _NO_DAY, officer=act.officer, organisation=act.organisation, amount=act.amount,
        consulted=act.consulted, about=act.about, things=things,
    )  # fmt: skip


def with_resting(deed: Deed, resting: Resting) -> Deed:
    """The act as somebody answers for it; a value that the record itself states goes before the one that they state."""
    amount = deed.amount if deed.amount is not None else resting.amount
    return replace(deed, officer=resting.officer, consulted=resting.consulted, amount=amount)


def is_told(ground: Ground, on: PartialDate, done_on: PartialDate | None, draft: Draft) -> bool:
    """Whether a draft only tells what was done before, so that nobody is asked what it rests on."""
    as_of, loads = _as_of(ground.case), ground.viewer.operator
    told = Told(
        done_on=done_on, up_to=day(as_of) if as_of else on if loads else None,
        evidence=getattr(draft.record, "evidence", Evidence.UNKNOWN), source=draft.record.source, loads=loads,
    )  # fmt: skip
    return history_of(told).is_history


def _as_of(case: Case) -> date | None:
    """The day of which a case tells; while it is being loaded its row still holds the word of the file."""
    return date.fromisoformat(case.as_of) if isinstance(case.as_of, str) else case.as_of


def ways_for(ground: Ground, deed: Deed) -> Ways:
    """What an act could rest on: what fits first, then the rest of its council, each with what speaks against it."""
    question = ground.question
    hopeful = replace(deed, amount=deed.amount or 0)
    found = [_way_under(ground, hopeful, one) for one in question.delegations if _is_of(one.organisation, deed)]
    councils = {one.key: one.organisation for one in question.bodies}
    for one in question.resolutions:
        if _is_of(councils.get(one.body, ""), deed):
            words = f"Resolution of {one.decided_on or 'a day that is not on record'}."
            found.append(Way(one.key, one.name, words, ground.judged(hopeful, one.key, held=False)))
    ordered = sorted(found, key=lambda way: (not way.fits, not way.holder, way.name))
    return Ways(tuple(ordered), ground.held_by(deed))


def _is_of(council: str, deed: Deed) -> bool:
    return not council or not deed.organisation or council == deed.organisation


def _way_under(ground: Ground, deed: Deed, link: Delegation) -> Way:
    """A delegation as a way, as if its holder acts and everybody in its chain was asked in time."""
    known = {one.key: one for one in ground.question.delegations}
    chain, posts = link, [link.in_consultation_with]
    for _ in known:
        chain = known.get(chain.parent, chain)
        posts.append(chain.in_consultation_with)
    asked = "; ".join(f"{post.strip()} on {deed.on}" for part in posts for post in part.split(";") if post.strip())
    best = replace(deed, officer=link.holder, consulted=asked)
    return Way(link.key, link.name, delegation_words(link), ground.judged(best, link.key, held=False), link.holder)


def delegation_words(link: Delegation) -> str:
    """One sentence on who may act under a delegation, up to what, until when, and after whom is asked."""
    limit = f", up to £{link.limit / 100:,.0f} for each act" if link.limit is not None else ", no limit on record"
    until = f", until {link.ends}" if link.ends else ""
    after = f", in consultation with {link.in_consultation_with}" if link.in_consultation_with else ""
    more = f" {link.conditions}" if link.conditions else ""
    return f"{link.holder}{limit}{until}{after}.{more}"


def against(ground: Ground, wanted: Wanted, resting: Resting) -> Covered:
    """What speaks against an act as somebody answers for it; an act that is on record already answers for itself."""
    on_record = ground.act_for(wanted) if not resting.rests_on else None
    if on_record is not None and not resting.overrides:
        return _against_record(ground, wanted, *on_record)
    found = ground.judged(with_resting(wanted.deed, resting), resting.rests_on)
    return replace(found, covers=Cover.YES) if resting.overrides else found


def _against_record(ground: Ground, wanted: Wanted, ref: str, act: AuthorisedAct) -> Covered:
    """What speaks against an act that a row on record answers for.

    An override of its authority or of its hold lets it pass. It is one of that row, so it counts for no other act, on
    no other day, and for no greater sum.
    """
    amounts = [one for one in (act.amount, wanted.deed.amount) if one is not None]
    deed = replace(wanted.deed, officer=act.officer, consulted=act.consulted, amount=max(amounts, default=None))
    found = ground.judged(deed, act.rests_on, ref)
    if found.covers is Cover.YES or (act.done_on, act.amount) != (deed.on, deed.amount):
        return found
    held, recorder = ground.held_by(deed), wanted.draft.recorder
    reasons = [
        one for one in found.reasons
        if not ground.overridden(ref, OverrideOf.HOLD if one in held else OverrideOf.AUTHORITY, recorder, deed.on)
    ]  # fmt: skip
    return replace(found, covers=found.covers if reasons else Cover.YES, reasons=tuple(reasons))


def held_words(viewer: Viewer, case: Case, deed: Deed, recorder: int) -> str:
    """The holds that stand against an act of a recorder, in sentences; nothing where an officer goes against them."""
    if not HOLDS.rows_for(viewer, case).exists():
        return ""
    ground = ground_for(viewer, case)
    held = ground.held_by(deed)
    return "" if held and ground.overridden(deed.about, OverrideOf.HOLD, recorder, deed.on) else " ".join(held)


def refuse_without_authority(ground: Ground, on: PartialDate, wanted: Iterable[Wanted]) -> None:
    """Refuse the drafts of acts by file or by a register's form that rest on nothing, and that are no history."""
    for one in wanted:
        if is_told(ground, on, one.deed.on if one.deed.on is not _NO_DAY else None, one.draft):
            continue
        found = against(ground, one, NOTHING)
        if found.covers is not Cover.YES:
            one.draft.refuse(one.column, f"an act that rests on authority: {' '.join(found.reasons)}".rstrip("."), MEND)


MEND = (
    "Record what it rests on among the acts under authority, in the same file or before; or do it on its own page, "
    "which asks for that."
)


_OR_OVERRIDE = "Choose another, or record with it an override of this act that an officer gave on its day."


def refuse_acts_without_authority(viewer: Viewer, case: Case, today: date, drafting: Drafting) -> None:
    """Refuse acts under authority, by file or form, that the authority which they name does not cover."""
    drafts = [one for one in drafting.drafts if one.binding is AUTHORISED_ACTS and one.effect in STANDING[:2]]
    if not drafts:
        return
    ground, on = ground_for(viewer, case, drafting), day(today)
    by_ref: Mapping[str, AuthorisedAct] = {ref: act for ref, act, _ in ground.acts}
    for draft in drafts:
        act = by_ref[draft.ref]
        if is_told(ground, on, act.done_on, draft):
            continue
        if act.done_on is None:
            draft.refuse("done_on", "the day on which it is done", "Enter the day.")
            continue
        wanted = Wanted(draft, deed_of_act(act), "rests_on", draft.record.name, act.part)
        found = _against_record(ground, wanted, draft.ref, act)
        if found.covers is not Cover.YES:
            words = " ".join(found.reasons).rstrip(".")
            draft.refuse("rests_on", f"an authority that covers it: {words}", _OR_OVERRIDE)


def acts_resting_on(ground: Ground, ref: str) -> list[tuple[AuthorisedAct, Covered]]:
    """The acts that rested on an authority, with whether it covers each as the record stands, by day."""
    found = [(one, ground.judged(deed_of_act(one), ref, key)) for key, one, _ in ground.acts if one.rests_on == ref]
    return sorted(found, key=lambda pair: (pair[0].done_on or _NO_DAY).first)


def standing_of(ground: Ground, link: Delegation, on: PartialDate) -> Covered:
    """How a delegation stands on a day: as if its holder did the first act that it names, for nothing."""
    acts = acts_in(link.acts).acts
    deed = Deed(act=acts[0] if acts else Act.SPEND, on=on, amount=0, organisation=link.organisation)
    return _way_under(ground, deed, link).found


def touched(names: Sequence[str | None]) -> tuple[str, ...]:
    """The references that an act touches, those that there are."""
    return tuple(dict.fromkeys(one for one in names if one))


@dataclass(frozen=True)
class HeldLine:
    """A hold as a page shows it: its row with names, its record, and how it stands on the day."""

    row: Any
    record: Hold
    state: HoldState
    thing: str

    @property
    def words(self) -> str:
        """Who placed it, until when, and why."""
        return hold_words(self.record)


def hold_lines(viewer: Viewer, case: Case, on: PartialDate, thing: str = "") -> list[HeldLine]:
    """The holds that the viewer may see, of one thing where it is named; those that stand first. Few queries."""
    rows = HOLDS.rows_for(viewer, case).select_related("item__recorded_by", "organisation")
    rows = rows.filter(thing=thing) if thing else rows
    found = list(rows.order_by("item__name", "pk"))
    names = dict(visible_items(viewer, case).filter(pk__in=[row.thing_id for row in found]).values_list("pk", "name"))
    lookup = lookup_for(viewer, case, refs_of(HOLDS, found))
    lines = [(row, record_of(HOLDS, row, lookup)) for row in found]
    order = list(HoldState)
    return sorted(
        (HeldLine(row, record, hold_state(record, on), names.get(row.thing_id, "")) for row, record in lines),
        key=lambda one: order.index(one.state),
    )


@dataclass(frozen=True)
class ActLine:
    """An act about a thing: its row, and by what name the viewer may know what it rested on."""

    row: Any
    rests_on: str


def acts_about(viewer: Viewer, case: Case, ref: str) -> list[ActLine]:
    """The acts about a thing that the viewer may see, by day. Two queries."""
    rows = AUTHORISED_ACTS.rows_for(viewer, case).filter(about=ref).select_related("item__recorded_by", "organisation")
    found = sorted(rows, key=lambda row: (row.done_on or _NO_DAY).first)
    seen = visible_items(viewer, case).filter(pk__in=[row.rests_on_id for row in found if row.rests_on_id])
    names = dict(seen.values_list("pk", "name"))
    return [ActLine(row, names.get(row.rests_on_id, "")) for row in found]
