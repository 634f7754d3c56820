"""How a register stands: appetite, lateness, and what looks better than anything on record explains."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from severalty.engine.dates import read_date
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.engine.risks.comparing import EffectsQuestion, effects_compared
from severalty.engine.risks.concerns import Code
from severalty.engine.risks.heat import HeatQuestion, Score, heat
from severalty.engine.risks.matrices import CellStanding, RiskAppetite
from severalty.engine.risks.quantities import EffectStage, RiskEffect
from severalty.engine.risks.rating import Grid, GridCell
from severalty.engine.risks.register import (
    ControlState,
    Issue,
    Response,
    Risk,
    RiskAction,
    RiskControl,
    RiskReview,
    RiskState,
)
from severalty.engine.risks.standing import AppetiteQuestion, RegisterQuestion, appetite_of, register_standing

ON = date(2026, 11, 22)
GRID = Grid(
    "m", ("rare", "likely", "certain"), ("minor", "major", "severe"), ("Low", "Medium", "High"),
    tuple(
        GridCell(one, other, band, CellStanding.CONFIRMED)
        for (one, other), band in zip(
            [(one, other) for one in (1, 2, 3) for other in (1, 2, 3)], (1, 1, 2, 1, 2, 3, 2, 3, 3), strict=True
        )
    ),
)  # fmt: skip
GOOD = Risk(
    key="r", name="A risk", matrix="m", recorded_by="north", owner="Head of ICT", response=Response.TREAT,
    inherent_likelihood=3, inherent_impact=3, current_likelihood=2, current_impact=2, target_likelihood=1,
    target_impact=1, review_on=read_date("2026-12-01"),
)  # fmt: skip
CONTROL = RiskControl(key="c", name="Control", risk="r", state=ControlState.IN_PLACE, works=Known.YES)
ACTION = RiskAction(key="a", name="Action", risk="r", due=read_date("2026-12-05"), owner="Head of ICT")
APPETITE = RiskAppetite(key="p", name="All", organisation="north", matrix="m", most="Medium", taken_to="Board")


def codes(risk: Risk = GOOD, **more: Any) -> set[Code]:
    """What is amiss with one risk that is in order but for what is given."""
    given: dict[str, Any] = {"controls": (CONTROL,), "actions": (ACTION,), "appetites": (APPETITE,)} | more
    [row] = register_standing(RegisterQuestion(ON, (risk,), (GRID,), **given)).rows
    return {one.code for one in row.concerns}


def reviewed(on: str, likelihood: int, organisation: str = "north") -> RiskReview:
    """A review of the risk."""
    return RiskReview(risk="r", organisation=organisation, reviewed_on=read_date(on), likelihood=likelihood, impact=2)


def test_nothing_is_amiss_with_a_risk_that_is_in_order() -> None:
    assert codes() == set()


@pytest.mark.parametrize(
    ("risk", "more", "code"),
    [
        (replace(GOOD, current_likelihood=3, inherent_likelihood=3), {}, Code.BREACH),
        (replace(GOOD, accepted_by="Board", acceptance_reason="Cheap", accepted_until=read_date("2026-11-21")), {},
         Code.ACCEPTANCE_LAPSED),
        (replace(GOOD, response=Response.TOLERATE), {}, Code.NOT_ACCEPTED),
        (replace(GOOD, accepted_by="Board"), {}, Code.NO_REASON),
        (replace(GOOD, review_on=read_date("2026-11-21")), {}, Code.REVIEW_OVERDUE),
        (replace(GOOD, review_on=None), {}, Code.NO_REVIEW),
        (GOOD, {"actions": (replace(ACTION, due=read_date("2026-11")), replace(ACTION, due=read_date("2026-10")))},
         Code.ACTION_OVERDUE),
        (GOOD, {"actions": (ACTION, replace(ACTION, done_on=read_date("2026-11-01")))}, Code.UNPROVEN),
        (replace(GOOD, owner=""), {}, Code.NO_OWNER),
        (replace(GOOD, response=Response.UNKNOWN), {}, Code.NO_RESPONSE),
        (replace(GOOD, current_likelihood=None), {}, Code.UNSCORED),
        (replace(GOOD, matrix=""), {}, Code.NO_MATRIX),
        (replace(GOOD, inherent_likelihood=4), {}, Code.OFF_MATRIX),
        (replace(GOOD, stated_band="High"), {}, Code.BAND_DIFFERS),
        (replace(GOOD, current_likelihood=3, current_impact=3, inherent_impact=2), {}, Code.OUT_OF_ORDER),
        (replace(GOOD, target_likelihood=3, target_impact=3), {}, Code.OUT_OF_ORDER),
        (GOOD, {"actions": ()}, Code.TARGET_UNWORKED),
        (GOOD, {"actions": (replace(ACTION, done_on=read_date("2026-11-01"), proof="Minute 4"),)}, Code.TARGET_MISSED),
        (GOOD, {"controls": ()}, Code.FELL_UNEXPLAINED),
        (replace(GOOD, inherent_likelihood=None), {"controls": (), "reviews": (reviewed("2026-05-01", 3),
                                                                               reviewed("2026-09-01", 2))},
         Code.FELL_UNEXPLAINED),
        (GOOD, {"controls": (CONTROL, replace(CONTROL, state=ControlState.FAILED))}, Code.CONTROL_FAILED),
        (GOOD, {"reviews": (reviewed("2026-11-01", 3, "south"),)}, Code.SEEN_OTHERWISE),
        (GOOD, {"issues": (Issue(key="i", name="It happened", risk="r"),)}, Code.CAME_TRUE),
        (replace(GOOD, state=RiskState.CLOSED), {}, Code.CLOSED_OPEN),
        (replace(GOOD, state=RiskState.CLOSED), {"actions": ()}, Code.NO_REASON),
    ],
)  # fmt: skip
def test_what_is_amiss_is_found(risk: Risk, more: dict[str, Any], code: Code) -> None:
    assert code in codes(risk, **more)


def test_a_closed_risk_is_not_overdue_and_counts_nowhere() -> None:
    closed = replace(GOOD, state=RiskState.CLOSED, closed_reason="Gone", review_on=read_date("2020-01-01"))
    found = register_standing(RegisterQuestion(ON, (closed,), (GRID,)))
    assert (found.open, found.closed, found.reviews_overdue) == (0, 1, 0)
    assert all(band.risks == 0 for band in found.bands)


def test_a_month_is_overdue_only_once_it_is_over() -> None:
    assert Code.REVIEW_OVERDUE not in codes(replace(GOOD, review_on=read_date("2026-11")))
    assert Code.REVIEW_OVERDUE in codes(replace(GOOD, review_on=read_date("2026-10")))


def test_the_owner_s_own_appetite_for_the_category_comes_first() -> None:
    anybody = replace(APPETITE, key="any", organisation="", most="High")
    legal = replace(APPETITE, key="legal", category="Legal", most="Low")
    other = replace(APPETITE, key="other", organisation="south", category="Legal", most="High")
    risk = replace(GOOD, category="legal")
    assert appetite_of(AppetiteQuestion(risk, (anybody, APPETITE, other, legal))) is legal
    assert appetite_of(AppetiteQuestion(GOOD, (anybody, other, legal))) is anybody
    assert appetite_of(AppetiteQuestion(replace(GOOD, matrix="another"), (anybody,))) is None


def test_bands_are_counted_and_the_highest_named() -> None:
    high = replace(GOOD, key="h", current_likelihood=3, current_impact=3)
    unscored = replace(GOOD, key="u", current_impact=None)
    found = register_standing(RegisterQuestion(ON, (GOOD, high, unscored), (GRID,), (replace(CONTROL, risk=""),)))
    assert [(band.word, band.risks) for band in found.bands] == [("Low", 0), ("Medium", 1), ("High", 1)]
    assert (found.highest, found.without_band, found.loose) == (("h",), 1, ("c",))


def test_a_heat_map_holds_each_open_risk_of_its_matrix_once() -> None:
    risks = (GOOD, replace(GOOD, key="o", current_likelihood=9), replace(GOOD, key="u", current_likelihood=None),
             replace(GOOD, key="x", matrix="another"), replace(GOOD, key="z", state=RiskState.CLOSED))  # fmt: skip
    found = heat(HeatQuestion(GRID, risks))
    assert {(cell.likelihood, cell.impact): cell.risks for cell in found.cells if cell.risks} == {(2, 2): ("r",)}
    assert (found.off_matrix, found.unscored) == (("o",), ("u",))
    target = heat(HeatQuestion(GRID, (GOOD,), Score.TARGET))
    assert [(cell.likelihood, cell.impact) for cell in target.cells if cell.risks] == [(1, 1)]


def effect(stage: EffectStage, probability: str, likely: int | None, **more: Any) -> RiskEffect:
    """An effect of the risk on one thing."""
    return RiskEffect(
        key=f"{stage}{probability}", name="Effect", risk="r", thing="t", stage=stage, probability=probability,
        pounds_likely=likely, evidence=Evidence.ESTIMATED, **more,
    )  # fmt: skip


def test_expected_pounds_are_the_chance_of_the_mean_and_add_up() -> None:
    before = effect(EffectStage.BEFORE, "40", 600_00, pounds_low=0, pounds_high=1_200_00, days_likely=10)
    after = effect(EffectStage.AFTER, "10", 300_00)
    other = replace(before, thing="u", key="other", pounds_low=None, pounds_high=None, pounds_likely=100_00)
    found = effects_compared(EffectsQuestion((before, after, other)))
    assert [row.before and row.before.expected_pence for row in found.rows] == [240_00, 40_00]
    assert found.rows[0].before is not None
    assert found.rows[0].before.expected_tenths == 40
    assert found.before_pence == 280_00
    assert found.after_pence == 30_00 + 40_00, "where nothing is said for afterwards, what stands before counts"


def test_mitigation_that_changes_no_figure_is_told() -> None:
    same = (effect(EffectStage.BEFORE, "40", 5), effect(EffectStage.AFTER, "40.0", 5))
    assert effects_compared(EffectsQuestion(same)).rows[0].unchanged
    assert Code.EFFECT_UNCHANGED in codes(effects=same)
    assert Code.EFFECT_UNCHANGED not in codes(effects=(same[0], effect(EffectStage.AFTER, "30", 5)))


def test_an_effect_without_a_chance_or_a_figure_counts_for_nothing() -> None:
    lacking = (effect(EffectStage.BEFORE, "", 5), effect(EffectStage.BEFORE, "40", None))
    found = effects_compared(EffectsQuestion((lacking[0], replace(lacking[1], thing="u"))))
    assert (found.before_pence, found.lacking) == (0, 2)
