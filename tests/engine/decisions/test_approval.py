"""A core is in force only when every partner has approved one digest and every call-in has run."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from severalty.engine.dates import day, read_date
from severalty.engine.decisions.approval_facts import CallInRule, PartnerState, Said, Whole
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.fields import Known
from tests.engine.decisions.approving import NORTH, ONE, RULES, SOUTH, TWO, looked, says, states


def test_before_anything_is_frozen_nobody_can_approve() -> None:
    assert looked("2024-02-01", versions=()).state is Whole.NOT_FROZEN


def test_nobody_has_decided_yet() -> None:
    found = looked("2024-02-01")
    assert (found.state, set(states(found).values())) == (Whole.NOT_YET, {PartnerState.TO_COME})
    assert found.sentence == (
        "North Thornton has not decided on version 1; South Thornton has not decided on version 1. Not in force."
    )


def test_it_is_in_force_from_the_latest_effective_day() -> None:
    said = says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07")
    before, after = looked("2024-02-14", *said), looked("2024-02-15", *said)
    assert (before.state, after.state, after.since) == (Whole.NOT_YET, Whole.IN_FORCE, date(2024, 2, 15))
    assert "if nobody calls it in, version 1 is from 15 February 2024" in before.sentence
    assert after.sentence.endswith("Version 1 is in force since 15 February 2024.")


def test_one_council_alone_brings_nothing_into_force() -> None:
    found = looked("2025-01-01", says(NORTH, "2024-02-05"))
    assert (found.state, states(found)["north"]) == (Whole.NOT_YET, PartnerState.EFFECTIVE)


def test_a_new_version_voids_an_approval_and_says_what_changed() -> None:
    found = looked(
        "2024-03-20", says(SOUTH, "2024-02-07"), says(NORTH, "2024-03-05", TWO.digest, Outcome.AMENDED),
        versions=(ONE, TWO),
    )  # fmt: skip
    assert states(found) == {"north": PartnerState.EFFECTIVE, "south": PartnerState.VOID}
    assert found.sentence == (
        "North Thornton has approved version 2; South Thornton has approved version 1, which is void: costing changed. "
        "Not in force."
    )
    assert "The price moved" in found.missing[0]


def test_a_version_frozen_once_another_is_in_force_does_not_end_it() -> None:
    said = says(NORTH, "2024-01-15"), says(SOUTH, "2024-01-16")
    found = looked("2024-06-01", *said, versions=(ONE, TWO))
    assert (found.state, found.digest, found.current) == (Whole.IN_FORCE, ONE.digest, TWO.digest)
    later = looked("2024-06-01", *said, says(NORTH, "2024-03-01", TWO.digest), says(SOUTH, "2024-03-04", TWO.digest),
                   versions=(ONE, TWO))  # fmt: skip
    assert (later.digest, later.since) == (TWO.digest, date(2024, 3, 12))


def test_a_version_frozen_before_the_last_call_in_has_run_comes_first() -> None:
    said = says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07")
    assert looked("2024-06-01", *said, versions=(ONE, TWO)).state is Whole.NOT_YET


def test_an_amendment_of_the_local_paper_only_leaves_the_others_as_they_are() -> None:
    said = says(NORTH, "2024-02-05", outcome=Outcome.AMENDED), says(SOUTH, "2024-02-07")
    assert looked("2024-03-01", *said).state is Whole.IN_FORCE


@pytest.mark.parametrize(
    ("call_in", "settled", "state"),
    [
        (CallIn.PENDING, "", PartnerState.CALLED_IN),
        (CallIn.RELEASED, "", PartnerState.CANNOT_SAY),
        (CallIn.RELEASED, "2024-02-21", PartnerState.EFFECTIVE),
        (CallIn.RELEASED, "2024-04-21", PartnerState.CALLED_IN),
        (CallIn.REFERRED_BACK, "2024-02-21", PartnerState.REFERRED_BACK),
        (CallIn.REFERRED_TO_COUNCIL, "2024-02-21", PartnerState.REFERRED_BACK),
    ],
)
def test_a_call_in_stops_the_clock_until_it_is_settled(call_in: CallIn, settled: str, state: PartnerState) -> None:
    called = says(NORTH, "2024-02-05", call_in=call_in, called_in_on=read_date("2024-02-08"),
                  settled_on=read_date(settled) if settled else None)  # fmt: skip
    found = looked("2024-03-20", called, says(SOUTH, "2024-02-07"))
    assert states(found)["north"] is state
    assert (found.state is Whole.IN_FORCE) == (state is PartnerState.EFFECTIVE)
    assert found.since == (date(2024, 2, 21) if state is PartnerState.EFFECTIVE else None)


def test_a_call_in_that_somebody_makes_late_is_not_passed_over() -> None:
    called = says(NORTH, "2024-02-05", call_in=CallIn.PENDING, called_in_on=read_date("2024-03-08"))
    found = looked("2024-03-20", called, says(SOUTH, "2024-02-07"))
    assert (found.state, found.until) == (Whole.ENDED, date(2024, 3, 8))


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.REFUSED, Outcome.WITHDRAWN])
def test_the_later_word_of_a_body_holds(outcome: Outcome) -> None:
    first, second = says(NORTH, "2024-02-05", outcome=outcome), says(NORTH, "2024-02-26")
    south = says(SOUTH, "2024-02-07")
    assert looked("2024-04-01", first, second, south).state is Whole.IN_FORCE
    back = says(NORTH, "2024-03-18", outcome=outcome)
    found = looked("2024-04-01", back, first, second, south)
    assert (found.state, found.until, states(found)["north"].value) == (Whole.ENDED, date(2024, 3, 18), outcome.value)


def test_to_approve_once_more_suspends_nothing() -> None:
    said = says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07"), says(NORTH, "2024-03-04")
    assert looked("2024-03-05", *said).since == date(2024, 2, 15)
    refused = says(NORTH, "2024-02-26", outcome=Outcome.REFUSED)
    assert looked("2024-03-05", *said, refused).state is Whole.ENDED


def test_of_two_approvals_of_one_day_the_narrower_holds() -> None:
    north = says(NORTH, "2024-02-05"), says(NORTH, "2024-02-05", entry="Also", expires_on=read_date("2024-02-20"))
    assert looked("2024-04-01", *north, says(SOUTH, "2024-02-26")).state is Whole.NOT_YET


def test_two_entries_of_one_day_that_differ_cannot_be_told_apart() -> None:
    found = looked("2024-04-01", says(NORTH, "2024-02-05"), says(NORTH, "2024-02-05", outcome=Outcome.REFUSED),
                   says(SOUTH, "2024-02-07"))  # fmt: skip
    assert (found.state, states(found)["north"]) == (Whole.CANNOT_SAY, PartnerState.CANNOT_SAY)


@pytest.mark.parametrize("on", ["", "2024-02", "about 2024-02-05"])
def test_an_approval_of_an_unknown_day_never_brings_it_into_force(on: str) -> None:
    found = looked("2025-04-01", says(NORTH, on), says(SOUTH, "2024-02-07"))
    assert (found.state, states(found)["north"]) == (Whole.CANNOT_SAY, PartnerState.CANNOT_SAY)


def test_without_the_rule_or_the_day_of_publication_nobody_can_say() -> None:
    south, north = says(SOUTH, "2024-02-07"), says(NORTH, "2024-02-05", published_on=None)
    assert looked("2025-04-01", north, south).state is Whole.CANNOT_SAY
    assert looked("2025-04-01", says(NORTH, "2024-02-05"), south, rules=RULES[1:]).state is Whole.CANNOT_SAY
    stated = replace(north, stated_on=day(date(2024, 2, 13)))
    assert looked("2025-04-01", stated, south).state is Whole.IN_FORCE


def test_a_day_stated_before_the_call_in_ends_is_not_believed() -> None:
    early = says(NORTH, "2024-02-05", stated_on=read_date("2024-02-05"))
    assert looked("2025-04-01", early, says(SOUTH, "2024-01-20")).since == date(2024, 2, 13)


def test_a_decision_that_cannot_be_called_in_takes_effect_at_once() -> None:
    rules = tuple(CallInRule(one.body, Known.NO) for one in RULES)
    assert looked("2024-02-07", says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07"), rules=rules).since == date(
        2024, 2, 7
    )


def test_the_long_stop_lapses_the_approval_that_waited_for_the_other() -> None:
    version = replace(ONE, long_stop=read_date("2024-02-29"))
    alone = looked("2024-03-01", says(NORTH, "2024-02-05"), versions=(version,))
    assert states(alone)["north"] is PartnerState.LAPSED
    late = looked("2024-04-01", says(NORTH, "2024-02-05"), says(SOUTH, "2024-03-05"), versions=(version,))
    assert late.state is Whole.NOT_YET
    kept = looked("2024-04-01", says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07"), versions=(version,))
    assert kept.state is Whole.IN_FORCE


def test_an_approval_with_a_last_day_of_its_own_lapses_too() -> None:
    north = says(NORTH, "2024-02-05", expires_on=read_date("2024-03"))
    assert looked("2024-04-01", north, says(SOUTH, "2024-02-26")).state is Whole.NOT_YET


def test_cabinet_and_council_of_one_partner_are_both_needed() -> None:
    full = replace(NORTH, body="north-council", body_name="Council of North Thornton")
    version, rules = replace(ONE, needed=(NORTH, full, SOUTH)), (*RULES, CallInRule("north-council", Known.NO))
    said = says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07")
    assert states(looked("2024-04-01", *said, versions=(version,), rules=rules))["north"] is PartnerState.TO_COME
    both = looked("2024-04-01", *said, says(full, "2024-02-28"), versions=(version,), rules=rules)
    assert (both.state, both.since) == (Whole.IN_FORCE, date(2024, 2, 28))


@pytest.mark.parametrize("more", [{"binds": False}, {"said_by": "south"}, {"outcome": Outcome.NOTED}])
def test_no_informal_word_and_no_word_of_another_council_counts(more: dict[str, object]) -> None:
    north = replace(says(NORTH, "2024-02-05"), entry="Their word", **more)
    found = looked("2024-04-01", north, says(SOUTH, "2024-02-07"))
    assert (found.state, states(found)["north"]) == (Whole.NOT_YET, PartnerState.TO_COME)
    assert "“Their word” does not count" in found.missing[0]


def test_an_informal_body_never_approves() -> None:
    board = replace(NORTH, binds=False)
    found = looked("2024-04-01", says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07"),
                   versions=(replace(ONE, needed=(board, SOUTH)),))  # fmt: skip
    assert (found.state, "binds nobody" in found.missing[0]) == (Whole.NOT_YET, True)


def test_a_partner_that_leaves_is_needed_no_more() -> None:
    third = replace(SOUTH, partner="east", partner_name="East", body="east-cabinet")
    version, said = replace(ONE, needed=(NORTH, SOUTH, third)), (says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07"))
    left = [("east", read_date("2024-03-01"), "east")]
    found = looked("2024-04-01", *said, versions=(version,), left=left)
    assert (found.state, found.since, states(found)["east"]) == (Whole.IN_FORCE, date(2024, 3, 1), PartnerState.LEFT)
    others_word = looked("2024-04-01", *said, versions=(version,), left=[("east", read_date("2024-03-01"), "north")])
    assert (others_word.state, len(others_word.notes)) == (Whole.NOT_YET, 1)


def test_nothing_is_in_common_once_one_partner_is_left_alone() -> None:
    said, left = (says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07")), [("south", read_date("2024-03-01"), "south")]
    found = looked("2024-04-01", *said, left=left)
    assert (found.state, found.until) == (Whole.ENDED, date(2024, 3, 1))
    assert looked("2024-04-01", said[0], left=left).state is Whole.NOT_YET


def test_an_approval_before_the_version_was_frozen_is_doubted() -> None:
    assert looked("2024-04-01", says(NORTH, "2024-01-05"), says(SOUTH, "2024-02-07")).state is Whole.CANNOT_SAY


def test_an_approval_of_a_digest_that_nobody_knows_here_is_void() -> None:
    found = looked("2024-04-01", says(NORTH, "2024-02-05", "f" * 64), says(SOUTH, "2024-02-07"))
    assert (found.state, states(found)["north"]) == (Whole.NOT_YET, PartnerState.VOID)
    assert "not on record here (ffffffffffff…)" in found.missing[0]


def test_versions_side_by_side_are_told() -> None:
    other = replace(TWO, digest="3" * 64)
    assert "stand side by side" in looked("2024-04-01", versions=(ONE, TWO, other)).notes[0]


def test_of_two_versions_side_by_side_that_all_approve_the_last_to_take_effect_stays_in_force() -> None:
    other = replace(TWO, digest="3" * 64)
    said = [says(one, "2024-02-19", TWO.digest) for one in (NORTH, SOUTH)]
    said += [says(one, "2024-02-26", other.digest) for one in (NORTH, SOUTH)]
    for on in ("2024-04-01", "2024-04-02"):
        found = looked(on, *said, says(NORTH, "2024-03-20", "f" * 64), versions=(ONE, TWO, other))
        assert (found.digest, found.since, found.current) == (other.digest, date(2024, 3, 5), other.digest)
    earlier = [replace(one, digest={TWO.digest: other.digest}.get(one.digest, TWO.digest)) for one in said]
    found = looked("2024-04-01", *earlier, versions=(ONE, TWO, other))
    assert (found.digest, found.current, set(states(found).values())) == (TWO.digest,) * 2 + ({PartnerState.EFFECTIVE},)
    assert "Version 2 (22222222…) is in force" in found.sentence


def test_a_partner_that_may_have_left_leaves_it_open_whether_anybody_is_left_to_agree_with() -> None:
    said, left = (says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07")), [("south", read_date("2024-03"), "south")]
    assert looked("2024-02-29", *said, left=left).state is Whole.IN_FORCE
    found = looked("2024-03-20", *said, left=left)
    assert (found.state, states(found)["south"]) == (Whole.CANNOT_SAY, PartnerState.CANNOT_SAY)
    assert "may have left: on March 2024" in found.missing[0]
    assert looked("2024-04-01", *said, left=left).state is Whole.ENDED


def test_call_in_never_ends_sooner_than_it_could_from_the_day_of_the_decision() -> None:
    south = says(SOUTH, "2024-01-20")
    unpublished = says(NORTH, "2024-02-05", published_on=None, stated_on=read_date("2024-02-05"))
    before_it = says(NORTH, "2024-02-05", published_on=read_date("2024-01-29"))
    for north in (unpublished, before_it):
        assert looked("2024-04-01", north, south).since == date(2024, 2, 13)


def test_entries_in_any_order_say_the_same() -> None:
    said: tuple[Said, ...] = (
        says(NORTH, "2024-02-05"), says(SOUTH, "2024-02-07", outcome=Outcome.DEFERRED),
        says(SOUTH, "2024-02-28", TWO.digest), says(NORTH, "2024-03-05", TWO.digest),
    )  # fmt: skip
    found = {looked("2024-04-01", *each, versions=pair) for each in permutations(said)
             for pair in ((ONE, TWO), (TWO, ONE))}  # fmt: skip
    assert [one.state for one in found] == [Whole.IN_FORCE]
