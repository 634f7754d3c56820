"""A contract seen from a day: which term runs, what notice can still stop, and what is known beside the contract."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from severalty.engine.dates import PartialDate, earlier_by, later_by
from severalty.engine.dispositions.dispositions import Consent
from severalty.engine.estate.items import Contract, Renewal
from severalty.engine.estate.terms import ActState, LastDay, Terms, last_day_to_act, terms_of
from severalty.engine.fields import Known


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known beside the contract itself.

    `consent` is how far the supplier's consent has come; `agreement` whether an inter-authority agreement stands;
    `by_when` the day on which the disposition is to be done; `moves_to` the contract that its use moves to; `linked`
    the contract that it ends with, where it does; `assumed` that nobody is on record as holding it, so that every
    partner is taken to.
    """

    consent: Consent = Consent.UNKNOWN
    notice_given_on: PartialDate | None = None
    by_when: PartialDate | None = None
    moves_to: str = ""
    agreement: Known = Known.UNKNOWN
    linked: Contract | None = None
    assumed: bool = False


NOTHING_MORE = Situation()


@dataclass(frozen=True)
class Running:
    """The term that runs, once every renewal that nobody can stop any more has happened.

    `act` is what can still be done about it. `missed` is the first last day for notice that went by, and `ends` the
    end of the term; None where it renewed for a length that is not on record.
    """

    act: LastDay
    ends: PartialDate | None
    missed: PartialDate | None = None


def with_linked_end(contract: Contract, linked: Contract | None) -> Contract:
    """The contract with the end of the one that it stands and falls with, where it has none of its own."""
    if linked is None or contract.ends is not None:
        return contract
    terms = terms_of(linked)
    options = "" if terms.final_end is None else "; ".join(map(str, terms.remaining)) or "none"
    return replace(
        contract,
        ends=terms.current_end,
        extensions=options,
        extensions_used=0,
        renewal=linked.renewal if contract.renewal is Renewal.UNKNOWN else contract.renewal,
        notice=contract.notice or linked.notice,
    )


def running_term(contract: Contract, on: PartialDate, closed: Collection[date] = ()) -> Running:
    """The term that runs, seen from a day, if no notice has been given.

    Only a contract that renews unless stopped moves on by itself, by the extensions on record, one after another.
    """
    act = first = last_day_to_act(contract, on, closed)
    if contract.renewal is not Renewal.RENEWS_UNLESS_STOPPED:
        return Running(act, act.current_end)
    used = contract.extensions_used or 0
    for more, _ in enumerate(terms_of(contract).remaining, start=1):
        if not _is_over(act):
            break
        act = last_day_to_act(contract, on, closed, used=used + more)
    missed = (first.last_day or first.current_end) if _is_over(first) else None
    return Running(act, None if _is_over(act) else act.current_end, missed)


def _is_over(act: LastDay) -> bool:
    return act.state in (ActState.PASSED, ActState.ENDED)


def _rolls(contract: Contract) -> bool:
    renews = contract.renewal is Renewal.RENEWS_UNLESS_STOPPED
    return renews and contract.ends is None and not contract.ends_with


@dataclass(frozen=True)
class Seen:
    """A contract that so many councils hold, seen from a day, with all that the routes ask about it."""

    contract: Contract
    on: PartialDate
    closed: Collection[date] = ()
    councils: int = 2
    known: Situation = field(default=NOTHING_MORE)

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.contract)

    @cached_property
    def running(self) -> Running:
        return running_term(self.contract, self.on, self.closed)

    @cached_property
    def stopped(self) -> Running | None:
        """The term that the notice on record ends; none without a notice."""
        given = self.known.notice_given_on
        return running_term(self.contract, given, self.closed) if given else None

    @property
    def renews(self) -> bool:
        return self.contract.renewal is Renewal.RENEWS_UNLESS_STOPPED

    @property
    def rolling(self) -> bool:
        """Whether it renews unless stopped and has no end: notice ends it on any day."""
        with_it = self.known.linked is not None and _rolls(self.known.linked) and self.contract.ends is None
        return _rolls(self.contract) or (with_it and self.renews)

    @property
    def over(self) -> bool:
        """Whether its last term has ended, as far as is on record, and nothing renews it."""
        settled = self.contract.renewal in (Renewal.EXPIRES, Renewal.EXTENDS_BY_CHOICE)
        return settled and self.past_end

    @property
    def past_end(self) -> bool:
        end = self.terms.current_end
        return end is not None and self.on.first > end.last

    @property
    def may_be_stopped(self) -> bool:
        """Whether notice may be needed, so that it does not run on."""
        return self.contract.renewal in (Renewal.RENEWS_UNLESS_STOPPED, Renewal.UNKNOWN)

    def notice_for(self, end: PartialDate | None) -> PartialDate | None:
        """The last day of notice for this end; none where the end or the length of notice is not known."""
        return earlier_by(end, self.terms.notice, self.closed) if end is not None and self.terms.notice else None

    @property
    def soonest(self) -> PartialDate | None:
        """The end that notice given now, or the notice on record, would bring about."""
        given = self.known.notice_given_on or self.on
        return later_by(given, self.terms.notice, self.closed) if self.terms.notice else None

    @property
    def ends_by_notice(self) -> PartialDate | None:
        """The end that notice brings about: the day that is wanted, or the soonest one where that is later."""
        wanted, soonest = self.known.by_when, self.soonest
        if wanted is None or soonest is None:
            return wanted or soonest
        return soonest if soonest.first > wanted.last else wanted
