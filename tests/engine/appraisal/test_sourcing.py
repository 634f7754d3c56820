"""What criteria suggest for services, beside what was decided."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.options import Sourcing, SourcingModel
from severalty.engine.appraisal.sourcing import (
    COLUMNS,
    Agreement,
    Criteria,
    Criterion,
    Services,
    SourcingReview,
    Suggestion,
    review_sourcing,
    suggest,
)
from severalty.engine.appraisal.weights import ScoringError
from severalty.engine.fields import Known, columns_of
from severalty.formats.criteria import sourcing_criteria

YES, NO = Known.YES, Known.NO
CRITERIA = sourcing_criteria()
IN, OUT, HYBRID, UNKNOWN = (
    SourcingModel.INSOURCE,
    SourcingModel.OUTSOURCE,
    SourcingModel.HYBRID,
    SourcingModel.UNKNOWN,
)
INWARD = {"strategic", "complex_risk", "political", "decisions_kept"}


def row(key: str = "desk", **rest: Any) -> Sourcing:
    return Sourcing(key=key, name=key.capitalize(), appraisal="it", **rest)


def suggested(**rest: Any) -> Suggestion:
    return suggest(row(**rest), CRITERIA)


def review(*rows: Sourcing) -> SourcingReview:
    return review_sourcing(Services(rows, CRITERIA))


def test_the_criteria_of_the_package_cover_every_column_with_its_source_and_date() -> None:
    assert {one.column for one in CRITERIA.criteria} == set(COLUMNS)
    assert {one.column for one in CRITERIA.criteria if one.points_to is IN} == INWARD
    assert {one.source for one in CRITERIA.criteria} == {"S4 24", "S4 25"}
    assert (CRITERIA.valid_from, CRITERIA.valid_to) == (date(2022, 5, 4), None)
    assert CRITERIA.source.startswith("Lincolnshire County Council")


def test_criteria_are_called_as_the_table_calls_its_columns() -> None:
    labels = {shape.name: shape.label for shape in columns_of(Sourcing)}
    assert {one.column: one.words for one in CRITERIA.criteria} == {name: labels[name] for name in COLUMNS}


def test_whether_a_service_is_in_scope_is_no_criterion() -> None:
    assert "in_scope" not in COLUMNS
    assert len(COLUMNS) == 13


def test_the_support_desk_of_lincolnshire_is_suggested_as_it_was_decided() -> None:
    found = suggested(model=OUT, transactional=YES, routine_advice=YES, market_scale=YES)
    assert (found.suggestion, found.agreement) == (OUT, Agreement.AGREES)
    assert [(one.words, one.source) for one in found.for_outsource] == [
        ("Transactional", "S4 24"),
        ("Routine advisory", "S4 24"),
        ("Market at scale", "S4 25"),
    ]
    assert found.for_insource == ()
    assert found.words == "The decision (outsource) agrees with the criteria."


@pytest.mark.parametrize("column", COLUMNS)
def test_each_criterion_alone_speaks_for_its_side(column: str) -> None:
    found = suggested(**{column: YES})
    assert found.suggestion is (IN if column in INWARD else OUT)
    assert len(found.for_insource + found.for_outsource) == 1
    assert len(found.not_said) == len(COLUMNS) - 1


def test_both_sides_together_suggest_a_hybrid() -> None:
    found = suggested(strategic=YES, specialist=YES)
    assert found.suggestion is HYBRID
    assert (len(found.for_insource), len(found.for_outsource)) == (1, 1)


def test_a_no_speaks_for_neither_side() -> None:
    found = suggested(low_risk=NO, strategic=NO)
    assert (found.suggestion, found.agreement) == (UNKNOWN, Agreement.NOT_SUGGESTED)
    assert "Low risk" not in found.not_said


def test_a_source_that_contradicts_itself_says_nothing() -> None:
    found = suggested(strategic=YES, transactional=YES, value_evidence="strategic: contradicted (App 2)")
    assert found.suggestion is OUT
    assert "Strategic or statutory" in found.not_said


@pytest.mark.parametrize(
    ("said", "decided", "agreement"),
    [
        ({"strategic": YES}, IN, Agreement.AGREES),
        ({"strategic": YES}, OUT, Agreement.DIFFERS),
        ({"strategic": YES}, HYBRID, Agreement.IN_PART),
        ({"transactional": YES}, IN, Agreement.DIFFERS),
        ({"transactional": YES}, HYBRID, Agreement.IN_PART),
        ({"strategic": YES, "specialist": YES}, HYBRID, Agreement.AGREES),
        ({"strategic": YES, "specialist": YES}, IN, Agreement.IN_PART),
        ({"strategic": YES}, UNKNOWN, Agreement.NOT_DECIDED),
        ({}, UNKNOWN, Agreement.NOT_SUGGESTED),
        ({}, IN, Agreement.NOT_SUGGESTED),
        ({"strategic": YES}, SourcingModel.SHARED, Agreement.NOT_COVERED),
        ({"strategic": YES}, SourcingModel.ARMS_LENGTH, Agreement.NOT_COVERED),
        ({"strategic": YES}, SourcingModel.STOP, Agreement.NOT_COVERED),
    ],
)
def test_how_a_decision_stands_to_the_criteria(
    said: dict[str, Known], decided: SourcingModel, agreement: Agreement
) -> None:
    found = suggested(model=decided, **said)
    assert found.agreement is agreement
    assert found.words.endswith(".")
    assert "{" not in found.words


def test_the_decision_stays_as_it_was_made() -> None:
    assert suggested(model=IN, transactional=YES).decision is IN
    assert suggested(model=IN, transactional=YES).words == (
        "The criteria suggest outsource; the decision (insource) differs."
    )


def test_a_council_may_have_criteria_of_its_own() -> None:
    own = Criteria(
        (Criterion("transactional", IN, "We do this ourselves", "Cabinet 3"),), date(2026, 4, 1), "Cabinet 3"
    )
    found = suggest(row(transactional=YES, strategic=YES), own)
    assert found.for_insource == own.criteria
    assert found.for_outsource == ()


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: Criterion("in_scope", IN, "x", "y"), "in_scope is not a criterion"),
        (lambda: Criterion("strategic", HYBRID, "x", "y"), "strategic points to hybrid"),
        (
            lambda: Criteria((Criterion("political", IN, "x", "y"),) * 2, date(2026, 1, 1), "y"),
            "political is given twice",
        ),
        (lambda: review(row("a"), row("a")), "row of the sourcing table a is given twice"),
    ],
)
def test_criteria_that_cannot_be_are_refused(make: Any, fault: str) -> None:
    with pytest.raises(ScoringError, match=fault):
        make()


def test_a_bundle_whose_services_are_sourced_alike_fits() -> None:
    found = review(row("desk", bundle="b", model=OUT, tower="Desk"), row("devices", bundle="b", model=OUT))
    assert found.bundles == (), "a tower that is not said differs from none"


def test_a_bundle_of_different_models_and_towers_is_named() -> None:
    found = review(
        row("desk", place=1, bundle="b", model=OUT, tower="Desk"),
        row("cloud", place=2, bundle="b", model=IN, tower="Cloud"),
        row("other", place=3, bundle="c", model=IN),
    )
    (fault,) = found.bundles
    assert (fault.bundle, fault.sourcings, fault.models, fault.towers) == (
        "b", ("desk", "cloud"), (OUT, IN), ("Desk", "Cloud"),
    )  # fmt: skip
    assert fault.words == (
        "The bundle b goes to one provider, but its services differ in model (outsource, insource) "
        "and tower (Desk, Cloud): Desk, Cloud."
    )


def test_a_bundle_of_one_model_in_two_towers_is_named_for_the_towers_only() -> None:
    found = review(row("x", bundle="b", model=OUT, tower="1"), row("y", bundle="b", tower="2"))
    assert "differ in tower (1, 2): X, Y." in found.bundles[0].words


def test_a_service_out_of_scope_breaks_no_bundle_and_needs_no_model() -> None:
    found = review(row("desk", bundle="b", model=OUT), row("lan", bundle="b", model=IN, in_scope=NO))
    assert found.bundles == ()
    assert review(row("lan", in_scope=NO)).complete


def test_services_that_nobody_decided_are_named() -> None:
    found = review(row("desk", in_scope=YES), row("lan"), row("cloud", in_scope=YES, model=OUT))
    assert (found.undecided, found.scope_not_said, found.complete) == (("desk",), ("lan",), False)
    assert found.words == "No model is decided for these services in scope: Desk."
    unsaid = review(row("lan"))
    assert unsaid.words.endswith("whether they are in scope: Lan.")
    assert (unsaid.complete, review(row(model=OUT)).words) == (False, "Every service in scope has a model.")


SAID = st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from(Known))


@given(SAID, st.sampled_from(SourcingModel))
def test_a_suggestion_never_depends_on_the_decision(said: dict[str, Known], model: SourcingModel) -> None:
    assert suggested(model=model, **said).suggestion is suggested(**said).suggestion


@given(SAID)
def test_every_reason_stands_on_its_own_side_and_nothing_is_lost(said: dict[str, Known]) -> None:
    found = suggested(**said)
    assert {one.points_to for one in found.for_insource} <= {IN}
    assert {one.points_to for one in found.for_outsource} <= {OUT}
    held = {one.column for one in found.for_insource + found.for_outsource}
    assert held == {column for column, value in said.items() if value is YES}
    assert len(found.not_said) == len(COLUMNS) - sum(value is not Known.UNKNOWN for value in said.values())


@given(SAID, st.sampled_from(COLUMNS))
def test_a_further_yes_never_takes_a_reason_away(said: dict[str, Known], column: str) -> None:
    before, after = suggested(**said), suggested(**{**said, column: YES})
    assert set(before.for_insource) <= set(after.for_insource)
    assert set(before.for_outsource) <= set(after.for_outsource)
