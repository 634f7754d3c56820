"""Go or no go: only a council's own row holds its word, and its go counts when it is for all and rests on six yeses."""

from dataclasses import replace

from severalty.engine.dates import read_date
from severalty.engine.fields import Known
from severalty.engine.transition.cut_overs import CRITERIA, GoQuestion, GoState, go_of, word_faults
from severalty.engine.transition.resources import CutOverKind, CutOverMember, GoWord

WHOSE = {"a1": "alder", "a2": "alder", "b1": "birch"}
GO = CutOverMember(
    rule="r", package="a1", recorded_by="alder", go=GoWord.GO, said_by="CIO", said_on=read_date("2027-05-03"),
    **dict.fromkeys(CRITERIA, Known.YES),  # type: ignore[arg-type]
)  # fmt: skip
A2, B1 = replace(GO, package="a2"), replace(GO, package="b1", recorded_by="birch")


def of(*rows: CutOverMember, kind: CutOverKind = CutOverKind.TOGETHER) -> tuple[GoState, tuple[str, ...]]:
    found = go_of(GoQuestion(kind, WHOSE, rows))
    return found.state, found.missing


def test_it_goes_when_all_have_said_go_of_all_that_is_theirs_and_lack_nothing() -> None:
    assert of(GO, A2, B1) == (GoState.GO, ())
    assert of(GO, B1) == (GoState.WAITING, ("alder",)), "Of its second package Alder has said nothing."
    assert of(GO, A2, replace(B1, recorded_by="alder")) == (GoState.WAITING, ("birch",)), "Another spoke for Birch."
    assert of(GO, A2, replace(B1, desk=Known.UNKNOWN)) == (GoState.WAITING, ("birch",)), "Go, and the desk not known."
    assert of() == (GoState.WAITING, ("alder", "birch"))


def test_one_no_stops_all_even_of_one_package_among_several() -> None:
    no = replace(A2, go=GoWord.NO_GO, reason="The rehearsal ran over")
    assert of(GO, no, B1) == (GoState.NO_GO, ())
    found = go_of(GoQuestion(CutOverKind.TOGETHER, WHOSE, (GO, no)))
    assert (found.stopped_by, found.words[0].reason, found.together) == (("alder",), "The rehearsal ran over", True)
    assert not go_of(GoQuestion(CutOverKind.ONE_AT_A_TIME, WHOSE, (GO, no))).together


def test_a_word_says_who_when_and_why_and_a_go_says_yes_six_times() -> None:
    assert word_faults(GO) == word_faults(CutOverMember(rule="r", package="a1")) == ()
    bare = CutOverMember(rule="r", package="a1", go=GoWord.NO_GO)
    assert [one.column for one in word_faults(bare)] == ["said_by", "said_on", "reason"]
    assert [one.column for one in word_faults(replace(GO, funding=Known.NO, desk=Known.UNKNOWN))] == ["funding", "desk"]
