"""Impact on the partner: what falls on it, from when, and what it must do."""

from dataclasses import replace
from typing import Any

from severalty.engine.dates import read_date
from severalty.engine.dispositions.answers import fingerprint
from severalty.engine.dispositions.dispositions import Answer, Disposition, DispositionAnswer, Route
from severalty.engine.dispositions.impact import Effect, Impacts, impacts_on
from severalty.engine.dispositions.register import Money, Thing, register_of
from severalty.engine.estate.items import Contract, Liability

ON = read_date("2026-11-26")
CONTRACT = Contract(key="C-1", name="Desk", ends=read_date("2027-09-30"))


def proposal(council: str, route: Route, by_when: str = "2027-06-30", **more: Any) -> Disposition:
    values = {"key": f"D-{council}", "name": "", "thing": "C-1", "recorded_by": council,
              "by_when": read_date(by_when) if by_when else None}  # fmt: skip
    return Disposition(council=council, route=route, **(values | more))


def impacts(*proposals: Disposition, contract: Contract | None = CONTRACT, on: str = "b", by: str = "",
            answers: tuple[DispositionAnswer, ...] = ()) -> Impacts:  # fmt: skip
    thing = Thing("C-1", "contracts", "Desk", {"a": 2, "b": 1}, contract=contract, annual=300_00)
    rows = register_of([thing], proposals, answers, ON).rows
    return impacts_on(on, rows, {"C-1": contract} if contract else {}, by)


def test_who_leaves_leaves_its_part_to_the_one_who_has_decided_nothing() -> None:
    [one] = impacts(proposal("a", Route.REPROCURE)).rows
    assert (one.effect, one.yearly, one.once, str(one.on)) == (Effect.LEFT_WITH_IT, 200_00, 0, "30 June 2027")
    assert one.duties == ("Give an answer.", "Decide what becomes of it by 30 June 2027.")


def test_it_falls_on_the_other_only_until_that_goes_too() -> None:
    found = impacts(proposal("a", Route.REPROCURE), proposal("b", Route.EXPIRE, "2027-09-11"))
    [one] = found.rows
    assert (one.yearly, one.once) == (0, 40_00), "73 days of £200 a year"
    assert found.once == Money(40_00, 0)


def test_nothing_falls_on_who_goes_no_later_or_has_a_plan_of_its_own() -> None:
    assert impacts(proposal("a", Route.EXPIRE), proposal("b", Route.EXPIRE)).rows == ()
    [one] = impacts(proposal("a", Route.EXPIRE), proposal("b", Route.NOVATE)).rows
    assert (one.yearly, one.once) == (0, 0)


def test_who_stays_bears_all_of_it() -> None:
    [one] = impacts(proposal("a", Route.EXPIRE), proposal("b", Route.EXTEND)).rows
    assert one.yearly == 200_00


def test_what_is_not_known_is_counted_and_not_summed() -> None:
    assert impacts(proposal("a", Route.EXPIRE, "")).yearly == Money(0, 1), "no day on record"
    assert impacts(proposal("a", Route.EXPIRE), proposal("b", Route.EXPIRE, "")).once == Money(0, 1)
    thing = Thing("C-1", "contracts", "Desk", {"a": None, "b": None}, contract=CONTRACT, annual=300_00)
    rows = register_of([thing], [proposal("a", Route.EXPIRE)], [], ON).rows
    assert impacts_on("b", rows, {"C-1": CONTRACT}).yearly == Money(0, 1), "shares are not known"


def test_duties_follow_from_the_contract() -> None:
    contract = replace(CONTRACT, minimum_volume="600 seats", liability=Liability.JOINT_AND_SEVERAL)
    [one] = impacts(proposal("a", Route.EXPIRE), proposal("b", Route.EXTEND), contract=contract).rows
    assert one.duties[-2:] == (
        "Bear the minimum of 600 seats.", "Answer for the whole contract, jointly and severally.",
    )  # fmt: skip


def test_what_is_taken_over_leaves_a_gap_until_ones_own_is_ready() -> None:
    [one] = impacts(proposal("a", Route.NOVATE), proposal("b", Route.REPROCURE, "2027-12-31")).rows
    assert one.effect is Effect.TAKEN_OVER
    assert "Close the gap from 30 June 2027 until its own is ready." in one.duties


def test_whoever_is_to_keep_a_shared_thing_has_to_serve_the_other() -> None:
    [mine] = impacts(proposal("a", Route.KEEP_SHARED, new_holder="b")).rows
    [others] = impacts(proposal("a", Route.KEEP_SHARED)).rows
    assert mine.duties[-1] == "Hold it and serve the other."
    assert others.duties[-1] == "Agree terms with whoever keeps it."


def test_what_somebody_proposes_for_another_changes_its_costs_and_asks_for_an_answer() -> None:
    found = impacts(proposal("b", Route.REPROCURE, recorded_by="a", annual_cost=130_00, one_off_cost=50_00))
    [one] = found.rows
    assert (one.effect, one.by, one.yearly, one.once) == (Effect.PROPOSED_FOR_IT, "a", 30_00, 50_00)
    assert (one.duties, found.to_answer) == (("Give an answer.",), 1)
    assert impacts(proposal("b", Route.REPROCURE)).rows == (), "its own proposal is no impact of a partner"


def test_an_answer_given_is_no_duty_any_more_and_what_is_done_is_left_out() -> None:
    given = proposal("a", Route.EXPIRE)
    answer = DispositionAnswer(disposition=given.key, organisation="b", answer=Answer.ACCEPTED,
                               of_version=fingerprint(given), recorded_by="b")  # fmt: skip
    [one] = impacts(given, answers=(answer,)).rows
    assert "Give an answer." not in one.duties
    done = replace(given, done_on=read_date("2026-11-01"), proof="a letter")
    finished = replace(answer, of_version=fingerprint(done))
    assert impacts(done, answers=(finished,)).rows == ()


def test_only_what_one_organisation_proposes_can_be_asked_for() -> None:
    both = proposal("a", Route.EXPIRE), proposal("b", Route.NOVATE, recorded_by="service")
    assert [one.by for one in impacts(*both).rows] == ["a", "service"]
    assert [one.by for one in impacts(*both, by="service").rows] == ["service"]


def test_a_thing_that_the_council_does_not_use_touches_it_not() -> None:
    assert impacts(proposal("a", Route.EXPIRE), on="c").rows == ()
