"""Which options pass every gate."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.gates import Gated, Gating, OptionViability, Viability, gate
from severalty.engine.appraisal.options import Gate, GateVerdict, Passing
from severalty.engine.appraisal.weights import ScoringError
from severalty.engine.evidence import Evidence
from tests.engine.appraisal.scored import option

PASSES, FAILS, UNKNOWN = Passing.PASSES, Passing.FAILS, Passing.UNKNOWN


def said(of: str, at: str, verdict: Passing, reason: str = "", **rest: Any) -> GateVerdict:
    return GateVerdict(option=of, gate=at, verdict=verdict, reason=reason, **rest)


def gated(options: str, gates: str, *verdicts: GateVerdict) -> Gated:
    made = tuple(Gate(key=key, name=f"Gate {key}", appraisal="it") for key in gates)
    return gate(Gating(tuple(option(key) for key in options), made, verdicts))


def only(*verdicts: GateVerdict, gates: str = "g") -> OptionViability:
    return gated("a", gates, *verdicts).options[0]


def test_an_option_that_passes_every_gate_is_viable() -> None:
    found = only(said("a", "g", PASSES), said("a", "h", PASSES), gates="gh")
    assert (found.viable, found.state, found.reasons) == (True, Viability.VIABLE, ())


def test_one_gate_failed_is_enough_and_its_reason_is_kept() -> None:
    found = only(said("a", "g", PASSES), said("a", "h", FAILS, "Ends in March."), gates="ghi")
    assert (found.viable, found.state) == (False, Viability.NOT_VIABLE)
    assert found.reasons == ("Gate h: fails (Ends in March).", "Gate i: not known.")


def test_what_nobody_said_is_not_known() -> None:
    found = only(said("a", "g", PASSES), gates="gh")
    assert (found.viable, found.state) == (None, Viability.UNKNOWN)
    assert [cell.verdict for cell in found.cells] == [PASSES, UNKNOWN]


def test_verdicts_that_differ_are_disputed_and_all_reasons_kept() -> None:
    found = only(
        said("a", "g", PASSES, "Plan holds", recorded_by="melton"),
        said("a", "g", FAILS, "No staff", recorded_by="blaby"),
    )
    assert (found.viable, found.cells[0].verdict, found.cells[0].disputed) == (None, UNKNOWN, True)
    assert found.reasons == ("Gate g: disputed (blaby: fail, No staff; melton: pass, Plan holds).",)
    assert len(found.cells[0].said) == 2


def test_verdicts_that_agree_are_one() -> None:
    found = only(said("a", "g", PASSES, recorded_by="melton"), said("a", "g", PASSES, recorded_by="blaby"))
    assert (found.viable, found.cells[0].disputed) == (True, False)


@pytest.mark.parametrize("verdict", [PASSES, FAILS])
def test_a_doubt_beside_a_verdict_leaves_it_not_known(verdict: Passing) -> None:
    found = only(said("a", "g", verdict), said("a", "g", UNKNOWN, "Not yet asked"))
    assert (found.viable, found.cells[0].disputed) == (None, False)
    assert found.reasons == ("Gate g: not known (Not yet asked).",)


def test_a_source_that_contradicts_itself_gives_no_verdict() -> None:
    assert only(said("a", "g", FAILS, evidence=Evidence.CONTRADICTED)).viable is None


def test_without_gates_nothing_is_tested() -> None:
    found = gated("ab", "")
    assert {(one.viable, one.state) for one in found.options} == {(None, Viability.NOT_TESTED)}
    assert found.words == "No gates are set, so no option has been tested."


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ((PASSES, FAILS, FAILS), "Only one option is viable: a."),
        ((FAILS, FAILS, FAILS), "No option is viable."),
        ((PASSES, PASSES, FAILS), "3 options: 2 viable, 1 not viable, 0 not yet known."),
        ((PASSES, FAILS, UNKNOWN), "3 options: 1 viable, 1 not viable, 1 not yet known (c)."),
        ((UNKNOWN, UNKNOWN, UNKNOWN), "3 options: 0 viable, 0 not viable, 3 not yet known (a; b; c)."),
        ((FAILS, UNKNOWN, UNKNOWN), "3 options: 0 viable, 1 not viable, 2 not yet known (b; c)."),
    ],
)
def test_how_many_are_viable_is_said_in_words(verdicts: tuple[Passing, ...], words: str) -> None:
    found = gated("abc", "g", *(said(of, "g", verdict) for of, verdict in zip("abc", verdicts, strict=True)))
    assert found.words == words


def test_variants_are_counted_apart_from_options() -> None:
    options = (option("a"), option("b"), option("b1", part_of="b"), option("b2", part_of="b"))
    gates = (Gate(key="g", name="Gate g", appraisal="it"),)
    found = gate(Gating(options, gates, (said("a", "g", PASSES), said("b1", "g", FAILS))))
    assert found.words == (
        "2 options: 1 viable, 0 not viable, 1 not yet known (b). "
        "2 variants: 0 viable, 1 not viable, 1 not yet known (b2)."
    )


def test_what_is_not_the_keeper_s_alone_is_told_with_its_organisation() -> None:
    gates = (Gate(key="g", name="Gate g", appraisal="it", recorded_by="melton"),)
    names = {"melton": "Melton", "blaby": "Blaby"}

    def words(*verdicts: GateVerdict) -> str:
        return gate(Gating((option("a"),), gates, verdicts, names)).options[0].cells[0].words

    own, other = said("a", "g", PASSES, "Plan holds.", recorded_by="melton"), said("a", "g", FAILS, recorded_by="blaby")
    assert words(own) == "Plan holds"
    assert words(own, other) == "Blaby: fail; Melton: pass, Plan holds"
    assert words(other) == "Blaby: fail"
    assert words() == ""


@pytest.mark.parametrize(
    ("verdict", "fault"),
    [
        (said("z", "g", PASSES), "The verdict on z at Gate g: there is no option z"),
        (said("a", "z", PASSES), "The verdict on a at z: there is no gate z"),
    ],
)
def test_a_verdict_on_what_is_not_there_is_refused(verdict: GateVerdict, fault: str) -> None:
    with pytest.raises(ScoringError, match=fault):
        only(verdict)


def test_a_gate_or_an_option_given_twice_is_refused() -> None:
    with pytest.raises(ScoringError, match="gate g is given twice"):
        gated("a", "gg")
    with pytest.raises(ScoringError, match="option a is given twice"):
        gated("aa", "g")


VERDICTS = st.lists(
    st.builds(said, st.sampled_from("abc"), st.sampled_from("gh"), st.sampled_from(Passing), st.sampled_from("xy")),
    max_size=8,
)


@given(VERDICTS, st.randoms())
def test_the_order_of_verdicts_does_not_matter(verdicts: list[GateVerdict], chance: Any) -> None:
    shuffled = list(verdicts)
    chance.shuffle(shuffled)
    assert gated("abc", "gh", *shuffled) == gated("abc", "gh", *verdicts)


@given(VERDICTS)
def test_a_further_gate_that_is_failed_makes_nothing_viable(verdicts: list[GateVerdict]) -> None:
    found = gated("abc", "ghi", *verdicts, *(said(of, "i", FAILS) for of in "abc"))
    assert {one.viable for one in found.options} == {False}
