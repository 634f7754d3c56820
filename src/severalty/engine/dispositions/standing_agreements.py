"""Whether agreements between councils and their variations are in force, who has not signed, and when one may leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.dates import DateError, Duration, PartialDate, day, earlier_by, later_by, read_duration
from severalty.engine.dispositions.agreements import Agreement, AgreementParty, Variation, VariationSignature
from severalty.engine.freeze import digest

_LENGTH = 12


def wording_of(variation: Variation) -> str:
    """A short digest over what a party puts its name to: it changes when the words of the variation do."""
    said = (variation.name, variation.changes, variation.effective_on, variation.authority)
    return digest([str(one or "") for one in said])[:_LENGTH]


def signs_this(signature: VariationSignature, variation: Variation) -> bool:
    """Whether a signature says of itself that it is for the variation as it reads now."""
    return signature.wording == wording_of(variation)


class InForce(StrEnum):
    """How far an agreement or a variation has come."""

    UNKNOWN = "not known"
    WAITING = "waiting for signatures"
    NOT_YET = "signed, not yet in force"
    IN_FORCE = "in force"
    ENDED = "ended"


@dataclass(frozen=True)
class AgreementQuestion:
    """An agreement with all that hangs on it, the day from which one looks, and the day on which one wants to be out.

    `variation` of a signature is the key of a variation, `organisation` that of a party. `closed` are bank holidays,
    which a notice in working days leaves out.
    """

    agreement: Agreement
    parties: tuple[AgreementParty, ...]
    on: date
    variations: tuple[Variation, ...] = ()
    signatures: tuple[VariationSignature, ...] = ()
    leave_on: PartialDate | None = None
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True)
class VariationStanding:
    """A variation: how far it has come, from when it counts, who has signed and who has not.

    `strangers` signed without being a party; their signatures count for nothing. `others` are parties that signed
    another wording than the one that stands, `unworded` those whose signature does not say which. Such signatures, on
    paper, count while nobody's says which: beside one that does, nobody knows that it is for the same wording.
    """

    variation: str
    state: InForce
    from_on: PartialDate | None
    signed: tuple[str, ...]
    unsigned: tuple[str, ...]
    strangers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    wording: str = ""
    others: tuple[str, ...] = ()
    unworded: tuple[str, ...] = ()

    @property
    def same_wording(self) -> bool:
        """Whether all who are bound signed, and each signature says that it is for the wording that stands."""
        return bool(self.signed) and not (self.unsigned or self.others or self.unworded)


@dataclass(frozen=True)
class AgreementStanding:
    """An agreement: how far it has come, its parties today, and the days that matter to whoever wants to leave.

    `withdraw_by` is the last day to give notice so as to be out on `leave_on`; `earliest_out` is when one would be out
    whose notice is given on the day from which one looks. `faults` say what is missing or cannot be right.
    """

    state: InForce
    parties: tuple[str, ...]
    unsigned: tuple[str, ...]
    withdrawn: tuple[str, ...]
    notice: Duration | None
    leave_on: PartialDate | None
    withdraw_by: PartialDate | None
    too_late: bool
    earliest_out: PartialDate | None
    variations: tuple[VariationStanding, ...]
    faults: tuple[str, ...] = ()


def standing_of_agreement(question: AgreementQuestion) -> AgreementStanding:
    """What an agreement and its variations amount to on a day.

    A variation is in force only once every party has signed the wording that stands, and never before the last
    signature; a party that had withdrawn by then is not waited for. Where no day is given to leave on, the end of the
    agreement stands for it.
    """
    agreement, on = question.agreement, day(question.on)
    withdrawn = tuple(one.organisation for one in question.parties if _reached(one.withdrew_on, on))
    parties = tuple(one.organisation for one in question.parties if one.organisation not in withdrawn)
    unsigned = tuple(
        one.organisation for one in question.parties if one.organisation in parties and not _reached(one.signed_on, on)
    )
    notice, faults = _notice(agreement)
    if not question.parties:
        faults.append("No party is on record.")
    leave_on = question.leave_on or agreement.ends
    withdraw_by = earlier_by(leave_on, notice, question.closed) if leave_on and notice else None
    return AgreementStanding(
        state=_state(question, unsigned, on),
        parties=parties,
        unsigned=unsigned,
        withdrawn=withdrawn,
        notice=notice,
        leave_on=leave_on,
        withdraw_by=withdraw_by,
        too_late=withdraw_by is not None and question.on > withdraw_by.last,
        earliest_out=later_by(on, notice, question.closed) if notice else None,
        variations=tuple(_variation(question, one) for one in question.variations),
        faults=tuple(faults),
    )


def _notice(agreement: Agreement) -> tuple[Duration | None, list[str]]:
    if not agreement.withdrawal_notice:
        return None, ["The notice needed to withdraw is not known."]
    try:
        return read_duration(agreement.withdrawal_notice), []
    except DateError as error:
        return None, [str(error)]


def _state(question: AgreementQuestion, unsigned: Sequence[str], on: PartialDate) -> InForce:
    agreement = question.agreement
    if agreement.ends is not None and agreement.ends.last < on.first:
        return InForce.ENDED
    if not question.parties:
        return InForce.UNKNOWN
    if unsigned:
        return InForce.WAITING
    if agreement.starts is None:
        return InForce.UNKNOWN
    return InForce.IN_FORCE if _reached(agreement.starts, on) else InForce.NOT_YET


def _variation(question: AgreementQuestion, variation: Variation) -> VariationStanding:
    on = day(question.on)
    given = [one for one in question.signatures if one.variation == variation.key and _reached(one.signed_on, on)]
    members = {one.organisation for one in question.parties}
    on_paper = not any(one.wording for one in given if one.organisation in members)
    mine = [one for one in given if on_paper or signs_this(one, variation)]
    dates = {one.organisation: one.signed_on for one in mine if one.signed_on is not None}
    bound = [one.organisation for one in question.parties if not _out_by(one, variation.effective_on, on)]
    signed = tuple(name for name in bound if name in dates)
    strangers = tuple(sorted(set(dates) - members))
    reasons = [f"{name} is no party to the agreement." for name in strangers]
    if not bound:
        reasons.insert(0, "No party is on record, so nobody can have signed for all.")
    state, from_on = InForce.WAITING if bound else InForce.UNKNOWN, None
    if bound and len(signed) == len(bound):
        state, from_on, late = _from_last(question, variation, max((dates[name] for name in signed), key=_last))
        reasons += late
    others = {one.organisation for one in given if one.wording} - set(dates)
    unworded = {one.organisation for one in given if not one.wording}
    return VariationStanding(
        variation.key, state, from_on, signed, tuple(name for name in bound if name not in dates), strangers,
        tuple(reasons), wording_of(variation), tuple(name for name in bound if name in others),
        tuple(name for name in bound if name in unworded),
    )  # fmt: skip


def _from_last(
    question: AgreementQuestion, variation: Variation, last: PartialDate
) -> tuple[InForce, PartialDate, list[str]]:
    """How a variation that all signed stands, from when, and why that is later than it says."""
    effective = variation.effective_on
    from_on = last if effective is None or effective.last < last.last else effective
    late = from_on is last and effective is not None
    reasons = [f"It was to take effect on {effective}, but the last party signed on {last}."] if late else []
    return _in_force(question.agreement, from_on, day(question.on)), from_on, reasons


def _last(value: PartialDate) -> date:
    return value.last


def _in_force(agreement: Agreement, from_on: PartialDate, on: PartialDate) -> InForce:
    if agreement.ends is not None and agreement.ends.last < on.first:
        return InForce.ENDED
    return InForce.IN_FORCE if _reached(from_on, on) else InForce.NOT_YET


def _out_by(party: AgreementParty, effective: PartialDate | None, on: PartialDate) -> bool:
    """Whether a party has left before the variation counts; one who leaves later still has to sign."""
    if party.withdrew_on is None:
        return False
    return party.withdrew_on.last <= (effective or on).first and _reached(party.withdrew_on, on)


def _reached(when: PartialDate | None, on: PartialDate) -> bool:
    """Whether a day has certainly come; an imprecise one only with its last day."""
    return when is not None and when.last <= on.first
