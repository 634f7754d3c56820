"""Instances of the literature are read, the same from every form, and refused with the line where they fail."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from severalty.engine.transition.scheduling.problem import Activity, Link, LinkKind, Problem, Resource
from severalty.formats.problems import Unreadable
from severalty.formats.psplib import MOST_BYTES, read_instance

pytestmark = pytest.mark.engine_only
SM = """\
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  4
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     8       4    0
  3      1     4       3    1
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    5    3
************************************************************************
"""
RCP = "4 2\n5 3\n0 0 0 2 2 3\n8 4 0 1 4\n4 3 1 1 4\n0 0 0 0\n"
SCH = """\
2 2 0 0
0 1 2 1 2 [0] [0]
1 1 2 3 2 [8] [-3]
2 1 1 3 [4]
3 1 0
0 1 0 0 0
1 1 8 4 0
2 1 4 3 1
3 1 0 0 0
5 3
"""
PLAN = Problem(
    (Activity("1", 0), Activity("2", 8, ((0, 4),)), Activity("3", 4, ((0, 3), (1, 1))), Activity("4", 0)),
    (Link(0, 1), Link(0, 2), Link(1, 3), Link(2, 3)),
    (Resource("R1", 5), Resource("R2", 3)),
    horizon=12,
)


@pytest.mark.parametrize(("text", "name"), [(SM, "a.sm"), (SM.replace("\n", "\r\n"), "A.SM"), (RCP, "b.rcp")])
def test_both_forms_without_lags_say_the_same(text: str, name: str) -> None:
    assert read_instance(text.encode(), name) == PLAN


def test_lags_are_between_starts() -> None:
    read = read_instance(SCH.encode(), "c.sch")
    assert [(one.before, one.after, one.kind, one.lag) for one in read.links if one.lag] == [
        (1, 3, LinkKind.START_START, 8), (1, 2, LinkKind.START_START, -3), (2, 3, LinkKind.START_START, 4),
    ]  # fmt: skip
    assert [one.duration for one in read.activities] == [0, 8, 4, 0]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.txt", SM, "suffix .txt"),
        ("a.sm", "", "found nothing"),
        ("a.sm", "é", "byte 0xc3"),
        ("a.sm", "x" * (MOST_BYTES + 1), "bytes"),
        ("a.sm", RCP, "no line for jobs"),
        ("a.sm", SM.replace("nonrenewable              :  0", "nonrenewable              :  2"), "nonrenewable"),
        ("a.sm", SM.replace("   2        1          1  ", "   2        3          1  "), "3 modes"),
        ("a.sm", SM.replace("1           4\n   3", "2           4\n   3"), "1 successors"),
        ("a.sm", SM.replace("1           4\n   3", "1           5\n   3"), "'5'"),
        ("a.sm", SM.replace("  3      1     4       3    1\n", ""), "no row for job 3"),
        ("a.sm", SM.replace("  3      1     4  ", "  2      1     4  "), "job 2 once more"),
        ("a.sm", SM.replace("     8       4    0", "     -8      4    0"), "'-8'"),
        ("a.sm", SM.replace("     8       4    0", "     8       4"), "found 4 words, expected 5: job"),
        ("a.sm", SM[: SM.index("RESOURCEAV")], "no section RESOURCEAVAILABILITIES"),
        ("a.sm", SM.replace("    5    3\n", "    5\n"), "1 numbers"),
        ("b.rcp", RCP + " 7", "'7'"),
        ("b.rcp", RCP[:-8], "nothing more"),
        ("b.rcp", RCP.replace("8 4", "99999999999 4"), "'99999999999'"),
        ("c.sch", SCH.replace("2 2 0 0", "3 2 0 0"), "12 for 3 activities"),
        ("c.sch", SCH.replace("[-3]", "-3"), "square brackets"),
        ("c.sch", SCH.replace("[8] [-3]", "[8]"), "6 words"),
        ("c.sch", SCH.replace("2 2 0 0", "2 2 1 0"), "nonrenewable"),
        ("c.sch", SCH.replace("2 1 4 3 1", "1 1 4 3 1"), "they come in order"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused_with_the_place(name: str, text: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_instance(text.encode(), name)
    assert said in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        SM.replace(" ", "   "),
        SM.replace(" ", "\t"),
        SM.replace("\n", "  \r\n\r\n"),
        SM.replace("\n", "\r"),
        SM.rstrip("*\n"),
        "\ufeff" + SM,
    ],
    ids=("blanks", "tabs", "empty lines", "old ends of lines", "no last line", "saved with a mark of its order"),
)
def test_what_an_editor_does_to_a_file_changes_nothing(text: str) -> None:
    assert read_instance(text.encode(), "a.sm") == read_instance(SM.encode(), "a.sm")


def test_a_heading_that_is_wrong_is_named_with_its_line() -> None:
    for stated in ("0", "-4"):
        with pytest.raises(Unreadable, match=f"Line 3 of .*'{stated}'"):
            read_instance(SM.replace("):  4", f"):  {stated}").encode(), "a.sm")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([SM, RCP, SCH]), st.sampled_from(["a.sm", "b.rcp", "c.sch"]), st.data())
def test_whatever_is_changed_is_read_or_refused(text: str, name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from(["", "0", "-1", "9" * 30, "\x00", "\n", "*", "[", "1.5", "٣"]))
    with suppress(Unreadable):
        read_instance((text[:at] + put + text[at + data.draw(st.integers(0, 9)) :]).encode(), name)
