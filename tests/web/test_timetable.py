"""Pictures of plans: whole without colour and in words, and nothing in them that a page or a paper may not hold."""

import re
from datetime import date, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from severalty.formats.paper_pictures import picture_fault
from severalty.web.axes import MOST_WORDS, Axis, Scale, axis_of, fitting
from severalty.web.curves import Curve, SpreadRow, Upright, confidence_curve, spread_rows
from severalty.web.layers import Arrow, Node, layer_picture, layered
from severalty.web.timetable import (
    Band,
    Bar,
    Ground,
    Link,
    Mark,
    Row,
    definitions,
    head,
    legend,
    lines_of,
    sheet,
    strip,
)
from severalty.web.weeks import WeekColumn, week_columns

pytestmark = pytest.mark.sqlite_enough

START, LAST = date(2027, 1, 4), date(2027, 6, 30)
AXIS = axis_of(START, LAST, Scale.MONTH)
GROUND = Ground(AXIS, date(2027, 2, 1), (Band("freeze", "Year end", date(2027, 3, 25), date(2027, 4, 9)),))
MOVE = Row("a", "Move <mail>", "in March; critical", "/a/", Bar(date(2027, 3, 1), date(2027, 3, 12), (1, 2), 0.5, True,
           (date(2027, 2, 1), date(2027, 2, 12))))  # fmt: skip
TEST = Row("b", "Test", "in April", "/b/", Bar(date(2027, 4, 12), date(2027, 4, 16), settled=False),
           (Mark("gate", date(2027, 4, 20), "Cabinet decides"),))  # fmt: skip
LINK = Link("a", date(2027, 3, 12), "b", date(2027, 4, 12), True)


def sketches() -> list[str]:
    curve = Curve("As things stand", ((START, 0.1), (LAST, 0.9)))
    spread = SpreadRow("North", "in words", START, date(2027, 3, 1), date(2027, 5, 1), LAST)
    weeks = [WeekColumn(START, 5, 4, 1), WeekColumn(START + timedelta(days=7), 2, 4)]
    return [
        sheet(GROUND, [("Handover", [MOVE, TEST])], title="Timetable", description="Two packages"),
        confidence_curve([curve], [Upright("Fixed end", LAST, 0.9)], title="How sure", description="In words"),
        spread_rows([spread], title="From P10 to P90", description="In words"),
        week_columns(weeks, title="Work by week", unit="person-days"),
        layer_picture([Node("a", "Move"), Node("b", "Test")], [Arrow("a", "b")], title="Waits", description="In words"),
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_picture_may_stand_on_a_page_and_in_a_paper(number: int) -> None:
    svg = sketches()[number]
    assert not picture_fault(svg.encode())
    assert "style=" not in svg
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids)), "an id is used twice"
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids), "a pattern is used but not drawn"
    root = fromstring(svg)
    assert root.get("role") == "img"
    assert root.find("{http://www.w3.org/2000/svg}desc").text


def test_a_strip_shows_what_a_bar_is_by_more_than_colour() -> None:
    drawn = strip(GROUND, MOVE)
    assert "plan-p1" in drawn, "the pattern of one of those whose it is"
    assert "plan-p2" in drawn, "the pattern of the other"
    assert 'stroke-width="4"' in drawn, "critical has a heavy outline"
    assert 'stroke-width="4"' not in strip(GROUND, TEST)
    assert "stroke-dasharray" in strip(Ground(AXIS, date(2020, 1, 1)), TEST), "undefined work is a broken outline"
    assert "Year end" in drawn
    assert 'href="/a/"' in drawn
    assert 'tabindex="-1"' in drawn, "the words beside it are the link for the keyboard"
    assert "Cabinet decides" in strip(GROUND, TEST)
    assert {"plan-p1", "plan-freeze"} <= set(re.findall(r'id="([^"]+)"', definitions(GROUND)))


def test_a_row_outside_of_the_span_leaves_its_strip_empty() -> None:
    far = Ground(axis_of(date(2030, 1, 1), date(2030, 3, 1), Scale.WEEK), date(2030, 1, 1))
    assert "href" not in strip(far, MOVE)
    assert "Cabinet" not in strip(far, TEST)


def test_a_link_runs_through_every_row_between_and_only_those() -> None:
    rows = [Row(ident, ident, "") for ident in ("x", "a", "between", "b")]
    assert set(lines_of(AXIS, rows, [LINK])) == {"a", "between", "b"}
    assert set(lines_of(AXIS, rows[::-1], [LINK])) == {"a", "between", "b"}, "upwards as well"
    assert not lines_of(AXIS, rows[:2], [LINK]), "a link to a row on another page is left out"


def test_the_legend_explains_what_is_used_in_words() -> None:
    assert [words for _, words in legend(["gate", "freeze"])] == ["a decision", "changes are frozen"]


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 4000), st.sampled_from(Scale),
    st.integers(-500, 5000), st.integers(0, 500),
)  # fmt: skip
def test_every_day_lies_on_the_axis_and_later_days_lie_further(
    first: date, length: int, scale: Scale, begin: int, days: int
) -> None:
    axis = axis_of(first, first + timedelta(days=length), scale)
    starts = first + timedelta(days=begin)
    left, width = axis.span(starts, starts + timedelta(days=days))
    assert 0 <= left <= 100
    assert -0.001 <= width <= 100.001
    assert left + width <= 100.001
    assert axis.first <= first
    assert axis.last >= first + timedelta(days=length)
    ticks = axis.ticks
    assert sum(bool(one.words) for one in ticks) <= MOST_WORDS
    assert all(axis.first <= one.on <= axis.last for one in ticks)
    assert len(ticks) < 160 or scale is Scale.WEEK


def test_an_axis_keeps_to_whole_steps_and_never_runs_backwards() -> None:
    assert axis_of(date(2027, 2, 10), date(2027, 2, 1), Scale.QUARTER) == Axis(
        date(2027, 1, 1), date(2027, 3, 31), Scale.QUARTER
    )
    assert axis_of(date(2027, 2, 10), date(2027, 2, 11), Scale.WEEK).first.weekday() == 0
    assert [fitting(START, START + timedelta(days=days)) for days in (30, 400, 2000, 4000)] == [
        Scale.WEEK, Scale.MONTH, Scale.QUARTER, Scale.YEAR,
    ]  # fmt: skip
    assert "2027" in head(GROUND)


def test_layers_put_what_waits_to_the_right_and_a_circle_in_one() -> None:
    nodes = [Node(key, key) for key in "dcba"]
    arrows = [Arrow("a", "b"), Arrow("b", "c"), Arrow("a", "c"), Arrow("c", "d"), Arrow("d", "c"), Arrow("x", "a")]
    assert [set(layer) for layer in layered(nodes, arrows)] == [{"a"}, {"b"}, {"c", "d"}]


@settings(max_examples=30, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_layers_hold_each_thing_once_and_no_arrow_runs_backwards_outside_of_circles(
    pairs: set[tuple[int, int]],
) -> None:
    forwards = [Arrow(str(a), str(b)) for a, b in pairs if a < b]
    layers = layered([Node(str(key), "") for key in range(8)], forwards)
    place = {key: number for number, layer in enumerate(layers) for key in layer}
    assert sorted(key for layer in layers for key in layer) == [str(key) for key in range(8)]
    assert all(place[one.before] < place[one.after] for one in forwards)


def test_over_use_is_named_in_words() -> None:
    svg = sketches()[3]
    assert ">over</text>" in svg
    assert "In 1 more is asked for than there is" in svg
    assert ">over</text>" not in week_columns([WeekColumn(START, 1, 4)], title="x", unit="days")


def test_nothing_is_drawn_of_nothing() -> None:
    assert not sheet(GROUND, [("Empty", [])], title="x", description="x")
    assert not confidence_curve([], [], title="x", description="x")
    assert not spread_rows([SpreadRow("a", "not defined")], title="x", description="x")
    assert not week_columns([], title="x", unit="days")
    assert not layer_picture([], [], title="x", description="x")


def test_marks_of_a_curve_on_one_day_share_one_place_for_their_letters() -> None:
    curve = Curve("As things stand", ((START, 0.1), (LAST, 1.0)))
    marks = [Upright("P50", START, 0.5), Upright("P80", LAST, 0.8), Upright("Fixed end", LAST, 0.9)]
    drawn = confidence_curve([curve], marks, title="How sure", description="In words")
    assert ">B, C</text>" in drawn
    assert drawn.count(">C</text>") == 1, "in the key alone"


def test_marks_of_a_curve_a_day_apart_share_one_place_too() -> None:
    curve = Curve("As things stand", ((START, 0.1), (LAST, 1.0)))
    near = [LAST, LAST - timedelta(days=1), START, LAST - timedelta(days=60)]
    marks = [Upright(label, on) for label, on in zip("PQRS", near, strict=True)]
    drawn = confidence_curve([curve], marks, title="How sure", description="In words")
    assert ">A, B</text>" in drawn
    for letter in "AB":
        assert drawn.count(f">{letter}</text>") == 1, "in the key alone"
    for letter in "CD":
        assert drawn.count(f">{letter}</text>") == 2, "in the key and above its own mark"
