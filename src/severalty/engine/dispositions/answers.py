"""Where a disposition stands between the councils that it touches: who has agreed to what, and to which version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from severalty.engine import freeze
from severalty.engine.dispositions.dispositions import Answer, Disposition, DispositionAnswer, Route

SUBSTANCE = ("thing", "council", "route", "by_when", "new_holder", "moves_to", "one_off_cost", "annual_cost")
AGREED_COLUMNS = (*SUBSTANCE, "reason")
_WORDS = {
    "route": "what becomes of it",
    "by_when": "the day",
    "new_holder": "who holds it afterwards",
    "moves_to": "where its use moves to",
    "one_off_cost": "the one-off cost",
    "annual_cost": "the cost a year afterwards",
}


class State(StrEnum):
    """How far the councils have come with what becomes of a thing for one of them."""

    UNDECIDED = "undecided"
    PROPOSED = "proposed"
    AGREED = "agreed"
    DISPUTED = "disputed"
    CONFLICTING = "conflicting"
    STALE = "stale"
    DONE = "done"


@dataclass(frozen=True)
class Standing:
    """What proposals and answers on one thing for one council amount to.

    `disposition` is the proposal on the table; none where nothing is proposed, or where proposals conflict.
    `waiting_for` names the councils that have still to answer what is now proposed; `accepted_by` those that have
    accepted it or propose the same. `reasons` say in sentences why it is no further.
    """

    state: State
    disposition: Disposition | None = None
    waiting_for: tuple[str, ...] = ()
    accepted_by: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether everybody whose word counts has agreed to what is now on record."""
        return self.state in (State.AGREED, State.DONE)


def fingerprint(disposition: Disposition) -> str:
    """A digest over what a council agrees to; it changes when any of AGREED_COLUMNS does, and with nothing else."""
    return freeze.digest({name: getattr(disposition, name) for name in AGREED_COLUMNS})


def proposer_of(disposition: Disposition) -> str:
    """The organisation whose proposal it is: its recorder, or the council concerned where none is named."""
    return disposition.recorded_by or disposition.council


def standing_of(
    dispositions: Iterable[Disposition],
    answers: Iterable[DispositionAnswer],
    others: Iterable[str],
    names: Mapping[str, str] | None = None,
) -> Standing:
    """What the proposals for one thing and one council, and the answers to them, amount to.

    `others` are the councils that use the thing as well; none where it touches one council only. Everybody among them
    and the council concerned must agree, by an own answer to the present version or by proposing the same. Different
    proposals conflict until the proposer of one has accepted the other. An answer recorded by somebody else than the
    council in whose name it stands counts for nothing. `names` are the organisations' names by key, for the reasons;
    where one is missing its key stands.
    """
    proposals = sorted(
        (one for one in dispositions if one.route is not Route.UNDECIDED), key=lambda one: (proposer_of(one), one.key)
    )
    if not proposals:
        return Standing(State.UNDECIDED)
    given = sorted(answers, key=_place)
    own = [one for one in given if one.recorded_by in ("", one.organisation)]
    live = _without_conceded(proposals, own)
    if len({_substance(one) for one in live}) > 1:
        return Standing(State.CONFLICTING, reasons=_differences(live, names or {}))
    on_table = next((one for one in live if proposer_of(one) == one.council), live[0])
    versions = frozenset(fingerprint(one) for one in live) if own else frozenset()
    said = {council: _said(council, live, versions, own) for council in sorted({on_table.council, *others})}
    return _standing(on_table, said, [one for one in given if one not in own], names or {})


@dataclass(frozen=True)
class _Said:
    """What one council says of the proposal on the table: `stale` where it answered an earlier version."""

    answer: Answer | None = None
    stale: bool = False
    reason: str = ""


def _place(answer: DispositionAnswer) -> tuple[str, ...]:
    return answer.organisation, answer.disposition, answer.of_version, answer.answer, answer.reason, answer.recorded_by


def _substance(disposition: Disposition) -> tuple[Any, ...]:
    return tuple(getattr(disposition, name) for name in SUBSTANCE)


def _without_conceded(proposals: Sequence[Disposition], own: Sequence[DispositionAnswer]) -> Sequence[Disposition]:
    """The proposals but for those whose proposer has accepted a different one; all of them where that leaves none."""
    if len(proposals) == 1:
        return proposals
    accepted = {(one.organisation, one.of_version) for one in own if one.answer is Answer.ACCEPTED}
    live = [
        one
        for one in proposals
        if not any(
            (proposer_of(one), fingerprint(other)) in accepted and _substance(other) != _substance(one)
            for other in proposals
        )
    ]
    return live or proposals


def _differences(live: Sequence[Disposition], names: Mapping[str, str]) -> tuple[str, ...]:
    proposers = sorted({proposer_of(one) for one in live})
    who = ", ".join(names.get(one, one) for one in proposers)
    differ = [words for name, words in _WORDS.items() if len({str(getattr(one, name)) for one in live}) > 1]
    return (f"The proposals of {who} differ in {', '.join(differ)}.",)


def _said(
    council: str, live: Sequence[Disposition], versions: frozenset[str], own: Sequence[DispositionAnswer]
) -> _Said:
    if any(proposer_of(one) == council for one in live):
        return _Said(Answer.ACCEPTED)
    keys = {one.key or one.completed().key for one in live}
    mine = [one for one in own if one.organisation == council]
    present = [one for one in mine if one.of_version in versions]
    present += [one for one in mine if one.disposition in keys and not one.of_version and one.answer is Answer.DISPUTED]
    disputed = [one for one in present if one.answer is Answer.DISPUTED]
    if disputed:
        return _Said(Answer.DISPUTED, reason=disputed[0].reason)
    if present:
        return _Said(Answer.ACCEPTED)
    return _Said(stale=any(one.disposition in keys for one in mine))


def _standing(
    on_table: Disposition, said: dict[str, _Said], borrowed: Sequence[DispositionAnswer], names: Mapping[str, str]
) -> Standing:
    disputed = [
        f"{names.get(council, council)} disputes it: {one.reason or 'no reason is given'}"
        for council, one in said.items()
        if one.answer is Answer.DISPUTED
    ]
    stale = [
        f"{names.get(council, council)} answered an earlier version; ask again."
        for council, one in said.items()
        if one.stale
    ]
    waiting = tuple(council for council, one in said.items() if one.answer is None)
    reasons = [*disputed, *stale]
    reasons += sorted(
        f"The answer of {names.get(one.organisation, one.organisation)} was recorded by "
        f"{names.get(one.recorded_by, one.recorded_by)}, so it does not count."
        for one in borrowed
        if one.organisation in waiting
    )
    if on_table.done_on and not on_table.proof:
        reasons.append("It is said to be done, but nothing on record shows it.")
    done = bool(on_table.done_on and on_table.proof)
    steps = (
        (disputed, State.DISPUTED), (stale, State.STALE), (waiting, State.PROPOSED), (done, State.DONE),
    )  # fmt: skip
    state = next((state for found, state in steps if found), State.AGREED)
    accepted = tuple(council for council, one in said.items() if one.answer is Answer.ACCEPTED)
    return Standing(state, on_table, waiting, accepted, tuple(reasons))
