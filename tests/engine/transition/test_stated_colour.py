"""A colour that a named person states for a workstream, beside the one that is read off the record."""

from dataclasses import replace
from datetime import date

import pytest

from severalty.engine.dates import read_date
from severalty.engine.transition.packages import Colour, Maturity, WorkPackage, Workstream
from severalty.engine.transition.path import PathQuestion, path_of
from severalty.engine.transition.stated_colour import both_colours, colour_faults

PLAIN = Workstream(key="network", name="Network", plan="split")
STATED = replace(
    PLAIN, colour=Colour.GREEN, colour_by="Programme Manager", colour_on=read_date("2026-11-03"),
    colour_because="The quotation came by telephone",
)  # fmt: skip
WORDS = "stated green by Programme Manager on 3 November 2026: The quotation came by telephone"


def test_both_colours_are_told_side_by_side() -> None:
    assert both_colours(STATED, Colour.AMBER) == f"calculated amber; {WORDS}"
    assert both_colours(STATED, Colour.GREEN) == f"calculated green; {WORDS}"
    assert both_colours(STATED, Colour.UNKNOWN) == f"not calculated, since nothing is on record; {WORDS}"
    assert both_colours(PLAIN, Colour.RED) == "calculated red"


def test_what_a_person_states_leaves_the_calculated_colour_as_it_is() -> None:
    vague = WorkPackage(key="cables", name="Cables", workstream="network", maturity=Maturity.UNDEFINED, owner="A")
    question = PathQuestion((STATED,), (vague,), (), date(2026, 11, 22))
    [told] = path_of(question).streams
    [untold] = path_of(replace(question, workstreams=(PLAIN,))).streams
    assert (told.colour, told.because, told.stated) == (untold.colour, untold.because, untold.stated)
    assert told.told == f"calculated red; {WORDS}"
    assert untold.told == "calculated red"


@pytest.mark.parametrize("lacking", ["colour_by", "colour_on", "colour_because"])
def test_a_colour_says_who_when_and_why(lacking: str) -> None:
    assert colour_faults(STATED) == colour_faults(PLAIN) == ()
    [fault] = colour_faults(replace(STATED, **{lacking: None if lacking == "colour_on" else " "}))
    assert fault.column == lacking
    [fault] = colour_faults(replace(PLAIN, **{lacking: getattr(STATED, lacking)}))
    assert fault.column == "colour", "Who, when and why of no colour is a colour that was lost."
