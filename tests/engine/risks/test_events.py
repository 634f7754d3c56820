"""Risks become events: one draw for what a risk does alike, pounds added up, and what cannot be drawn is told."""

from dataclasses import replace

from severalty.engine.dates import read_date
from severalty.engine.risks.events import EventsQuestion, risk_events
from severalty.engine.risks.quantities import EffectStage, RiskEffect
from severalty.engine.risks.register import RiskAction

BEFORE = RiskEffect(
    key="b", name="Late", risk="r", thing="t", probability="40", days_low=5, days_likely=10, days_high=20,
    pounds_likely=100_00,
)  # fmt: skip
AFTER = replace(BEFORE, key="a", stage=EffectStage.AFTER, probability="10")


def test_things_with_the_same_effect_in_time_share_one_event_whose_pounds_add_up() -> None:
    other = [replace(one, thing="u", key=f"{one.key}u", pounds_likely=50_00) for one in (BEFORE, AFTER)]
    found = risk_events(EventsQuestion((BEFORE, AFTER, *other), slots_in_day=2))
    [event] = found.events
    assert (event.key, event.on, event.now.probability) == ("r", ("t", "u"), 0.4)
    assert event.now.slots is not None
    assert (event.now.slots.low, event.now.slots.likely, event.now.slots.high) == (10, 20, 40)
    assert event.now.pence is not None
    assert event.now.pence.likely == 150_00
    assert event.then is not None
    assert event.then.probability == 0.1


def test_a_risk_whose_effects_differ_has_events_of_one_key_and_is_paid_for_once() -> None:
    action = RiskAction(key="x", name="Do it", risk="r", cost=500_00)
    other = replace(AFTER, thing="u", key="v", days_likely=12)
    effects = (BEFORE, replace(BEFORE, thing="u", key="u", days_likely=12), other)
    found = risk_events(EventsQuestion(effects, (action,)))
    assert [(event.key, event.on) for event in found.events] == [("r", ("t",)), ("r", ("u",))]
    assert [event.mitigation_pence for event in found.events] == [0, 500_00], "with the first that is mitigated"


def test_what_cannot_be_drawn_is_told_and_left_out() -> None:
    falling = replace(BEFORE, days_low=30)
    found = risk_events(EventsQuestion((falling, replace(BEFORE, risk="s", probability=""))))
    assert found.events == ()
    assert len(found.unusable) == 2
    assert "rising order" in found.unusable[0]
    assert "no probability" in found.unusable[1]


def test_what_a_plan_does_not_know_costs_money_and_moves_no_date() -> None:
    [event] = risk_events(EventsQuestion((BEFORE,), among=("elsewhere",))).events
    assert event.on == ()
    assert event.now.pence is not None


def test_open_actions_are_what_mitigation_costs() -> None:
    action = RiskAction(key="x", name="Do it", risk="r", cost=500_00)
    done = replace(action, key="y", done_on=read_date("2026-11-01"))
    [event] = risk_events(EventsQuestion((BEFORE, AFTER), (action, done))).events
    assert event.mitigation_pence == 500_00
