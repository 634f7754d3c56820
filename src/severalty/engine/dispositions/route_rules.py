"""What stands against each route for a contract, what to look at, and by when: one function for each route."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from severalty.engine.dates import PartialDate, Precision, day
from severalty.engine.dispositions.dispositions import Consent, Route
from severalty.engine.dispositions.seen import Seen, running_term
from severalty.engine.estate.items import Assignable, Liability, Renewal
from severalty.engine.estate.terms import ActState, TermError, read_extensions, terms_of
from severalty.engine.fields import Known


@dataclass
class Findings:
    """What is found about one route while it is looked at; see RouteView."""

    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    needs_consent: Known = Known.NO
    needs_notice: bool = False
    last_day: PartialDate | None = None
    until: PartialDate | None = None
    cost: int | None = None


def findings_of(route: Route, seen: Seen) -> Findings:
    """What the terms on record say about one route. A route that contracts do not have is refused."""
    found = Findings()
    if route not in _RULES:
        found.refusals.append(f"'{route.value}' does not fit a contract.")
        return found
    _RULES[route](seen, found)
    if seen.contract.ends_with and route in _CHANGES_END:
        _same_end(seen, found)
    return found


def _same_end(seen: Seen, found: Findings) -> None:
    """A contract that ends with another must be acted on no later than that other."""
    name, linked = seen.contract.ends_with, seen.known.linked
    found.warnings.append(f"It stands and falls with {name}: both must take the same end.")
    if linked is None:
        return
    end = terms_of(linked).current_end
    if end is not None and seen.terms.current_end is not None and end != seen.terms.current_end:
        found.warnings.append(f"Their terms end apart: this {seen.terms.current_end}, that {end}.")
    last = running_term(linked, seen.on, seen.closed).act.last_day
    if last is None or seen.on.first > last.last:
        return
    if found.last_day is None or last.first < found.last_day.first:
        found.last_day = last
        found.warnings.append(f"The last day to act on {name} comes first: {last}.")


_CHANGES_END = (
    Route.NOVATE, Route.SPLIT, Route.TERMINATE, Route.EXPIRE, Route.EXTEND, Route.CONSOLIDATE, Route.RETIRE,
)  # fmt: skip


def _novate(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "novate")
    _consent_to_change(seen, found)
    if seen.contract.assignable is Assignable.NO:
        found.warnings.append("Its benefit may not be assigned: only a deed that the supplier signs can pass it on.")
    _former_partners(seen, found)


def _assign(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "assign")
    if seen.contract.assignable is Assignable.NO:
        found.refusals.append("It is not assignable: its terms do not let its benefit pass to another party.")
    needs = {Assignable.YES: Known.NO, Assignable.UNKNOWN: Known.UNKNOWN}.get(seen.contract.assignable, Known.YES)
    _consent(seen, found, needs)
    found.warnings.append("Only the benefit passes: whoever assigns it still answers for its duties.")


def _split(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "split")
    if seen.councils == 1:
        found.refusals.append("Only one council holds it: there is nothing to split.")
    _consent_to_change(seen, found)
    if seen.contract.minimum_volume.strip():
        found.warnings.append(
            f"The least to be paid for is {seen.contract.minimum_volume}: each part must reach it by itself, "
            "unless the supplier lowers it."
        )
    _former_partners(seen, found)
    _no_call_off(seen, found)


def _reprocure(seen: Seen, found: Findings) -> None:
    _must_stop(seen, found)
    _no_call_off(seen, found)


def _terminate(seen: Seen, found: Findings) -> None:
    passed = seen.rolling or (seen.past_end and not seen.renews)
    end = seen.running.ends
    found.needs_notice = True
    target = seen.known.by_when or end
    found.last_day = seen.notice_for(target)
    found.until = seen.soonest if seen.known.notice_given_on else (target or seen.soonest)
    if not passed:
        _early_end(seen, found, end)
    elif seen.over:
        found.warnings.append(f"Its term has ended ({seen.terms.current_end}): find out on what terms it goes on.")
    found.cost = 0 if passed and not seen.rolling else seen.contract.termination_charge
    _notice_in_time(seen, found)


def _early_end(seen: Seen, found: Findings, end: PartialDate | None) -> None:
    until = f"the end of its term is {end}" if end else "the end of its term is not known"
    if seen.contract.may_end_early is Known.NO:
        found.refusals.append(f"It may not be ended early, and {until}.")
    elif seen.contract.may_end_early is Known.UNKNOWN:
        found.warnings.append(f"Nobody has said whether it may be ended early, and {until}.")
    if seen.contract.termination_charge is None:
        found.warnings.append("The charge for ending it early is not known.")
    if seen.known.by_when and end and seen.known.by_when.first > end.last:
        found.warnings.append(f"Its term ends before that ({end}): let it expire instead.")


def _notice_in_time(seen: Seen, found: Findings) -> None:
    """Warnings where notice is not known, or no longer brings the end about in time."""
    if seen.terms.notice is None:
        found.warnings.append("The notice period is not known.")
        return
    if seen.rolling:
        found.warnings.append(f"It has no end: notice of {seen.terms.notice} ends it on any day.")
    given = seen.known.notice_given_on or seen.on
    last = found.last_day
    if last is not None and given.first > last.last:
        what = "was given too late" if seen.known.notice_given_on else "is too late now"
        found.until = seen.soonest
        found.warnings.append(f"Notice {what}: the last day was {last}; the earliest end is {seen.soonest}.")


def _expire(seen: Seen, found: Findings) -> None:
    if seen.rolling:
        _roll_out(seen, found)
    elif seen.renews:
        _stop_renewal(seen, found)
    else:
        found.last_day = found.until = seen.terms.current_end
        if seen.contract.renewal is Renewal.UNKNOWN:
            _unknown_renewal(seen, found)
        if seen.terms.current_end is None:
            found.warnings.append("The end of its term is not known.")
    _must_be_replaced(seen, found)


def _roll_out(seen: Seen, found: Findings) -> None:
    found.needs_notice = True
    found.last_day = seen.notice_for(seen.known.by_when)
    found.until = seen.soonest if seen.known.notice_given_on else (seen.known.by_when or seen.soonest)
    _notice_in_time(seen, found)


def _stop_renewal(seen: Seen, found: Findings) -> None:
    """A contract that renews expires only where notice is given in time; else it runs another term."""
    found.needs_notice = True
    if seen.stopped is not None:
        found.last_day, found.until = seen.stopped.act.last_day, seen.stopped.ends
        if seen.stopped.missed:
            found.warnings.append(
                f"Notice was given ({seen.known.notice_given_on}) after the last day ({seen.stopped.missed}): "
                f"it {_runs_until(seen.stopped.ends)}."
            )
        return
    found.last_day, found.until = seen.running.act.last_day, seen.running.ends
    if seen.running.missed:
        missed = (
            f"It renews unless stopped, the last day to give notice was {seen.running.missed}, and no notice is on "
            f"record: it {_runs_until(seen.running.ends)}."
        )
        (found.warnings if _may_still_end(seen) else found.refusals).append(missed)
    elif seen.terms.notice is None:
        found.warnings.append("It renews unless stopped, and the notice period is not known.")
    _may_have_passed(seen, found)


def _may_still_end(seen: Seen) -> bool:
    """Whether notice can still end the term that runs since the one on record went by, or that is meant by the day."""
    end, wanted = seen.running.ends, seen.known.by_when
    if end is None:
        return False
    return seen.past_end or (wanted is not None and wanted.first >= end.first)


def _may_have_passed(seen: Seen, found: Findings) -> None:
    if seen.running.act.state is ActState.MAY_HAVE_PASSED:
        found.warnings.append(f"The last day to give notice, {seen.running.act.last_day}, may have passed.")


def _runs_until(end: PartialDate | None) -> str:
    if end is None:
        return "runs another term, whose length is not on record"
    return f"runs another term, {'which ends' if end.precision is Precision.RANGE else 'until'} {end}"


def _unknown_renewal(seen: Seen, found: Findings) -> None:
    found.needs_notice = True
    found.last_day = seen.running.act.last_day
    by = f" by {found.last_day}" if found.last_day else ""
    found.warnings.append(f"Nobody has said what happens at its end: if it renews, notice is needed{by}.")


def _must_be_replaced(seen: Seen, found: Findings) -> None:
    if found.until is not None and not seen.over:
        by = day(found.until.first) if found.until.precision is Precision.RANGE else found.until
        found.warnings.append(f"What takes its place, or the end of its use, must be ready by {by}.")


def _extend(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "extend")
    found.last_day = found.until = None
    if seen.rolling:
        found.refusals.append("It has no end: there is nothing to extend.")
        return
    _option(seen, found)
    if found.refusals:
        return
    if seen.renews:
        _comes_by_itself(seen, found)
    else:
        found.needs_notice = True
        found.last_day = seen.notice_for(seen.terms.current_end)
        _option_in_time(seen, found)


def _option(seen: Seen, found: Findings) -> None:
    """Whether an option is left, and until when it would run."""
    used = seen.contract.extensions_used or 0
    try:
        possible = read_extensions(seen.contract.extensions)
    except TermError as error:
        found.warnings.append(str(error))
        return
    if possible is None:
        if not seen.renews:
            found.warnings.append("Nobody has said whether it has an option to extend.")
    elif not possible:
        found.refusals.append("It has no option to extend.")
    elif not seen.terms.remaining:
        found.refusals.append(f"No option is left: {used} of {len(possible)} used.")
    else:
        until = terms_of(replace(seen.contract, extensions_used=used + 1)).current_end
        found.until = until if until is not None and until.last >= seen.on.first else None


def _comes_by_itself(seen: Seen, found: Findings) -> None:
    if seen.known.notice_given_on:
        found.refusals.append(f"Notice was given ({seen.known.notice_given_on}), and stops the renewal.")
    else:
        found.warnings.append("It renews by itself unless notice is given: nothing need be done.")


def _option_in_time(seen: Seen, found: Findings) -> None:
    if found.last_day is None:
        found.warnings.append("The last day to take up the option is not known.")
        return
    taken_up = seen.known.notice_given_on or seen.on
    if taken_up.first > found.last_day.last:
        found.refusals.append(f"The last day to take up the option was {found.last_day}.")
    elif taken_up.last > found.last_day.first:
        found.warnings.append(f"The last day to take up the option, {found.last_day}, may have passed.")


def _keep_shared(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "keep")
    if seen.councils == 1:
        found.refusals.append("Only one council holds it: there is nobody to share it with.")
    if seen.known.agreement is Known.NO:
        found.refusals.append("Keeping it shared needs an inter-authority agreement, and none is on record.")
    elif seen.known.agreement is Known.UNKNOWN:
        found.warnings.append("Keeping it shared needs an inter-authority agreement.")
    if seen.contract.partners_named is not Known.YES:
        said = "does not name" if seen.contract.partners_named is Known.NO else "may not name"
        found.warnings.append(f"The contract {said} the partners as users: ask the supplier whether they may use it.")


def _consolidate(seen: Seen, found: Findings) -> None:
    if not seen.known.moves_to:
        found.warnings.append("Name the contract that its use moves to; it must have the scope and the capacity.")
    elif seen.known.moves_to == seen.contract.key:
        found.refusals.append("Its use cannot move to the contract itself.")
    _must_stop(seen, found)


def _already_sole(seen: Seen, found: Findings) -> None:
    if seen.councils > 1:
        found.refusals.append(f"{seen.councils} councils hold it: it is not sole.")
    elif seen.contract.shared is Known.YES:
        found.warnings.append("It is marked as shared.")


def _retire(seen: Seen, found: Findings) -> None:
    _must_stop(seen, found)


def _must_stop(seen: Seen, found: Findings) -> None:
    """For a route after which this contract is not needed any more: when it must be stopped, or how long it runs."""
    found.last_day = seen.running.act.last_day if seen.may_be_stopped else seen.terms.current_end
    found.until = seen.running.ends
    found.needs_notice = seen.may_be_stopped
    if seen.rolling:
        _roll_out(seen, found)
    elif seen.renews and seen.stopped is not None:
        _stop_renewal(seen, found)
    elif seen.running.missed:
        found.warnings.append(
            f"The last day to give notice was {seen.running.missed}: it {_runs_until(seen.running.ends)}, "
            "and is paid for until then."
        )
    elif seen.renews:
        by = f" by {found.last_day}" if found.last_day else " in time; the notice period is not known"
        found.warnings.append(f"It renews unless stopped: give notice{by}.")
        _may_have_passed(seen, found)
    elif seen.contract.renewal is Renewal.UNKNOWN:
        _unknown_renewal(seen, found)


def _goes_on(seen: Seen, found: Findings, what: str) -> None:
    """For a route that this contract must live for."""
    if seen.over:
        found.refusals.append(f"It has ended ({seen.terms.current_end}): there is nothing left to {what}.")
    elif seen.past_end and seen.contract.renewal is Renewal.UNKNOWN:
        found.warnings.append(f"Its term has ended ({seen.terms.current_end}), and nobody has said what happened then.")
    found.until = seen.running.ends
    found.last_day = None if seen.renews else seen.running.ends


def _consent_to_change(seen: Seen, found: Findings) -> None:
    """Whether the supplier must agree that it is novated or split: where it may not be assigned freely, it must."""
    needs = seen.contract.consent_needed
    if needs is Known.UNKNOWN and seen.contract.assignable in (Assignable.NO, Assignable.WITH_CONSENT):
        needs = Known.YES
    _consent(seen, found, needs)
    if needs is Known.NO:
        found.warnings.append("Its terms ask for no consent; whoever is party to the deed must still sign it.")


def _consent(seen: Seen, found: Findings, needs: Known) -> None:
    if needs is Known.UNKNOWN and seen.known.consent is Consent.NOT_NEEDED:
        needs = Known.NO
    found.needs_consent = needs
    if seen.known.consent is Consent.REFUSED:
        found.refusals.append("The supplier has refused its consent.")
    elif seen.known.consent is not Consent.GIVEN and needs in _CONSENT_WARNINGS:
        found.warnings.append(_CONSENT_WARNINGS[needs])


_CONSENT_WARNINGS = {
    Known.YES: "The supplier's consent is needed, and is not given yet.",
    Known.UNKNOWN: "Nobody has said whether the supplier's consent is needed; ask before relying on it.",
}


def _former_partners(seen: Seen, found: Findings) -> None:
    if seen.contract.liability is Liability.JOINT_AND_SEVERAL:
        found.warnings.append(
            "The councils answer for it jointly and severally: former partners stay liable until they are released."
        )


def _no_call_off(seen: Seen, found: Findings) -> None:
    ends = seen.contract.framework_ends
    if ends is None:
        return
    if seen.on.first > ends.last:
        found.warnings.append(f"Its framework has ended ({ends}): nothing new can be called off under it.")
    elif found.until is not None and ends.first < found.until.last:
        found.warnings.append(f"Its framework ends ({ends}) before it does: a new call-off must be made by then.")


_RULES: Mapping[Route, Callable[[Seen, Findings], None]] = {
    Route.NOVATE: _novate,
    Route.ASSIGN: _assign,
    Route.SPLIT: _split,
    Route.REPROCURE: _reprocure,
    Route.TERMINATE: _terminate,
    Route.EXPIRE: _expire,
    Route.EXTEND: _extend,
    Route.KEEP_SHARED: _keep_shared,
    Route.CONSOLIDATE: _consolidate,
    Route.ALREADY_SOLE: _already_sole,
    Route.RETIRE: _retire,
}
