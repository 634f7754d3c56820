"""What stands against each route for a contract, what to look at, and by when: one function for each route."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from severalty.engine.dates import PartialDate, Precision, day
from severalty.engine.dispositions.dispositions import Consent, Route
from severalty.engine.dispositions.findings import Findings
from severalty.engine.dispositions.seen import Seen
from severalty.engine.estate.items import Assignable, Renewal
from severalty.engine.estate.terms import ActState, TermError, read_extensions, terms_of
from severalty.engine.fields import Known


def findings_of(route: Route, seen: Seen) -> Findings:
    """What the terms on record say about one route. A route that contracts do not have is refused."""
    found = Findings()
    if route not in _RULES:
        found.refusals.append(f"'{route.value}' does not fit a contract.")
        return found
    _RULES[route](seen, found)
    if seen.contract.ends_with and route in _CHANGES_END:
        found.same_end(seen)
    return found


_CHANGES_END = (
    Route.NOVATE, Route.SPLIT, Route.TERMINATE, Route.EXPIRE, Route.EXTEND, Route.CONSOLIDATE, Route.RETIRE,
)  # fmt: skip


def _novate(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "novate")
    found.consent_to_change(seen)
    if seen.contract.assignable is Assignable.NO:
        found.warnings.append("Its benefit may not be assigned: only a deed that the supplier signs can pass it on.")
    found.former_partners(seen)


def _assign(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "assign")
    if seen.contract.assignable is Assignable.NO:
        found.refusals.append("It is not assignable: its terms do not let its benefit pass to another party.")
    needs = {Assignable.YES: Known.NO, Assignable.UNKNOWN: Known.UNKNOWN}.get(seen.contract.assignable, Known.YES)
    found.consent(seen, needs, may_refuse=seen.contract.assignable is not Assignable.YES)
    found.warnings.append("Only the benefit passes: whoever assigns it still answers for its duties.")


def _split(seen: Seen, found: Findings) -> None:
    _goes_on(seen, found, "split")
    if seen.councils == 1:
        found.refusals.append("Only one council holds it: there is nothing to split.")
    found.consent_to_change(seen)
    if seen.contract.minimum_volume.strip():
        found.warnings.append(
            f"The least to be paid for is {seen.contract.minimum_volume}: each part must reach it by itself, "
            "unless the supplier lowers it."
        )
    found.former_partners(seen)
    found.no_call_off(seen)


def _reprocure(seen: Seen, found: Findings) -> None:
    _must_stop(seen, found)
    found.no_call_off(seen)


def _terminate(seen: Seen, found: Findings) -> None:
    passed = seen.rolling or (seen.past_end and not seen.renews)
    end = seen.running.ends
    found.needs_notice = True
    target = seen.known.by_when or end
    found.last_day = seen.notice_for(target)
    told = seen.known.notice_given_on or seen.known.by_when
    found.until = seen.ends_by_notice if told else (end or seen.soonest)
    if not passed:
        _early_end(seen, found, end)
    elif seen.over:
        found.warnings.append(f"Its term has ended ({seen.terms.current_end}): find out on what terms it goes on.")
    found.cost = 0 if passed and not seen.rolling else seen.contract.termination_charge
    _notice_in_time(seen, found)
    if not passed and end is not None:
        _with_its_term(seen, found, end)


def _with_its_term(seen: Seen, found: Findings, end: PartialDate) -> None:
    """What ends with its term, or after it, is not ended early: it costs no charge, and no notice ends it later."""
    wanted, until = seen.known.by_when, found.until
    if seen.contract.renewal not in (Renewal.EXPIRES, Renewal.EXTENDS_BY_CHOICE) or until is None:
        return
    if until.first > end.last:
        found.until, found.cost = end, 0
        if wanted is None or wanted.first <= end.last:
            found.warnings.append(f"No notice ends it before its term does ({end}): let it expire instead.")
    elif wanted is not None and until.first == end.last:
        found.cost = 0


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
    if last is None or given.first <= last.last:
        return
    target = seen.known.by_when or seen.running.ends
    if target is not None and seen.soonest is not None and seen.soonest.last <= target.first:
        found.warnings.append(_counted_two_ways(target, last, given, seen.soonest))
    else:
        what = "was given too late" if seen.known.notice_given_on else "is too late now"
        found.until = seen.soonest
        found.warnings.append(f"Notice {what}: the last day was {last}; the earliest end is {seen.soonest}.")


def _counted_two_ways(target: PartialDate, last: PartialDate, given: PartialDate, over: PartialDate) -> str:
    """At the ends of months a notice may be late counted back from the end, and in time counted on from its day."""
    return (
        f"Counted back from {target} the last day for notice is {last}; counted on from {given} notice is over on "
        f"{over}, which would be in time. Have the supplier confirm the day."
    )


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
    found.until = seen.ends_by_notice
    found.cost = seen.contract.termination_charge
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
            end, given, over = seen.terms.current_end, seen.known.notice_given_on, seen.soonest
            if end is not None and given is not None and over is not None and over.last <= end.first:
                found.warnings.append(_counted_two_ways(end, seen.stopped.missed, given, over))
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
    last, act = found.last_day, seen.running.act.state
    by = f" by {last}" if last else ""
    passed = last is not None and act in (ActState.PASSED, ActState.ENDED)
    needed = f"was needed{by}, which has passed" if passed else f"is needed{by}"
    found.warnings.append(f"Nobody has said what happens at its end: if it renews, notice {needed}.")


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
    if seen.contract.partners_named is not Known.YES and seen.known.consent is Consent.REFUSED:
        found.refusals.append("It does not name the partners as users, and the supplier has refused its consent.")
    elif seen.contract.partners_named is not Known.YES:
        said = "does not name" if seen.contract.partners_named is Known.NO else "may not name"
        found.warnings.append(f"The contract {said} the partners as users: ask the supplier whether they may use it.")


def _consolidate(seen: Seen, found: Findings) -> None:
    if not seen.known.moves_to:
        found.warnings.append("Name the contract that its use moves to; it must have the scope and the capacity.")
    elif seen.known.moves_to == seen.contract.key:
        found.refusals.append("Its use cannot move to the contract itself.")
    _must_stop(seen, found)


def _already_sole(seen: Seen, found: Findings) -> None:
    if seen.councils > 1 and seen.known.assumed:
        found.warnings.append("Nobody is on record as holding it: record who does, and whether anybody else uses it.")
    elif seen.councils > 1:
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
    if seen.contract.minimum_volume.strip():
        found.warnings.append(
            f"The least to be paid for is {seen.contract.minimum_volume}, until it ends, however little is still used."
        )
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
