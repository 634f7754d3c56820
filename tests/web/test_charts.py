"""Charts: what they draw they also say, nothing leaves the picture, and nothing is drawn that nobody knows."""

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from severalty.web.charts import EDGE, FULL, RangeRow, Series, range_bars, year_lines

pytestmark = pytest.mark.sqlite_enough

NS = "{http://www.w3.org/2000/svg}"
ROWS = (
    RangeRow("Insource", 60.0, 50.0, 80.0, "£60", marked=True),
    RangeRow("Out <source>", 30.0, 30.0, 30.0, "£30"),
    RangeRow("Shared", None, None, None, "no net present cost"),
)
YEARS = ("2026/27", "2027/28", "2028/29")
AMOUNTS = st.one_of(st.none(), st.floats(0, 1e9, allow_nan=False))


def pounds(value: float) -> str:
    return f"£{value:g}"


def bars(root: Element) -> list[float]:
    return [float(one.get("width", "0")) for one in root.iter(f"{NS}rect")]


def places(root: Element) -> list[tuple[float, float]]:
    """Where the marks of the lines stand."""
    found = [re.fullmatch(r"translate\(([\d.-]+) ([\d.-]+)\)", one.get("transform", "")) for one in root.iter()]
    return [(float(one[1]), float(one[2])) for one in found if one]


# ----------------------------------------------------------------------------------------------------------------- bars
def test_bars_say_in_words_what_they_draw() -> None:
    root = fromstring(range_bars(ROWS, title="Cost", ident="cost"))
    assert root.find(f"{NS}title").text == "Cost"
    assert root.find(f"{NS}desc").text == (
        "Insource: £60 (with a range); Out <source>: £30; Shared: no net present cost"
    )
    assert root.get("aria-labelledby") == "cost-title cost-desc"
    assert [one.text for one in root.findall(f"{NS}g/{NS}title")] == [
        "Insource: £60 (with a range)", "Out <source>: £30", "Shared: no net present cost",
    ]  # fmt: skip


def test_bars_are_as_long_as_their_values_and_the_marked_one_is_filled() -> None:
    root = fromstring(range_bars(ROWS, title="Cost"))
    assert bars(root) == [pytest.approx(FULL * 60 / 80, abs=0.2), pytest.approx(FULL * 30 / 80, abs=0.2)]
    fills = [one.get("fill") for one in root.iter(f"{NS}rect")]
    assert fills[0] != fills[1] == "#fff"


def test_only_a_range_has_a_whisker() -> None:
    root = fromstring(range_bars(ROWS, title="Cost"))
    groups = root.findall(f"{NS}g")
    assert [len(one.findall(f"{NS}path")) for one in groups] == [2, 0, 0]
    [left, right] = re.match(r"M([\d.]+) \d+H([\d.]+)", groups[0].find(f"{NS}path").get("d")).groups()  # type: ignore[union-attr]
    assert (float(left), float(right)) == (pytest.approx(EDGE + FULL * 50 / 80, abs=0.1), EDGE + FULL)


def test_what_nobody_knows_has_words_and_no_bar() -> None:
    root = fromstring(range_bars(ROWS, title="Cost"))
    last = root.findall(f"{NS}g")[-1]
    assert last.find(f"{NS}rect") is None
    assert "no net present cost" in "".join(last.itertext())


@pytest.mark.parametrize("rows", [(), ROWS[2:]])
def test_without_a_value_there_is_no_picture(rows: tuple[RangeRow, ...]) -> None:
    assert range_bars(rows, title="Cost") == ""


def test_a_score_is_drawn_against_the_whole_scale() -> None:
    root = fromstring(range_bars([RangeRow("A", 50, None, None, "50")], title="Score", most=100))
    assert bars(root) == [pytest.approx(FULL / 2, abs=0.2)]


LONG = "Each borough lets one contract for everything but strategy, integration and a small client team of its own"


@pytest.mark.parametrize("label", [LONG, LONG.replace(" ", ""), LONG * 2])
def test_a_long_label_wraps_and_is_not_cut_off(label: str) -> None:
    rows = [RangeRow(label, 5.0, None, None, "not scored on every factor"), RangeRow("Next", 1.0, None, None, "£1")]
    root = fromstring(range_bars(rows, title="Cost"))
    first, second = root.findall(f"{NS}g")
    shown = [one.text or "" for one in first.findall(f"{NS}text")]
    assert re.sub(r"\s", "", "".join(shown[:-1])) == re.sub(r"\s", "", label), "A part of the label is not drawn."
    lowest = max(float(one.get("y", "0")) for one in first.findall(f"{NS}text"))
    bar, after = first.find(f"{NS}rect"), second.find(f"{NS}text")
    assert lowest < float(bar.get("y", "0")) < float(after.get("y", "0")) - 14, "Words and bars lie over one another."
    assert float(second.find(f"{NS}rect").get("y", "0")) + 16 < float(root.get("height", "0"))


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=6))
def test_no_bar_leaves_the_picture(values: list[tuple[float | None, float | None, float | None]]) -> None:
    rows = [RangeRow("x", value, low, high, "shown") for low, value, high in values]
    svg = range_bars(rows, title="Cost")
    assert not svg or all(0 < width <= FULL + 1 for width in bars(fromstring(svg)))


# ---------------------------------------------------------------------------------------------------------------- lines
def test_lines_are_told_apart_by_more_than_colour_and_named_beside() -> None:
    series = [Series(f"Option {place}", (1.0, 2.0, 3.0)) for place in range(6)]
    root = fromstring(year_lines(YEARS, series, title="By year", unit=pounds))
    lines = root.findall(f"{NS}g")
    assert [one.find(f"{NS}title").text for one in lines] == [one.label for one in series]
    dashes = {one.find(f"{NS}path").get("stroke-dasharray") for one in lines}
    assert len(dashes) == len(series)
    texts = [one.text for one in root.findall(f"{NS}text")]
    assert {*YEARS, *(one.label for one in series)} <= set(texts)


def test_long_names_of_lines_wrap_below_one_another() -> None:
    series = [Series(LONG, (1.0, 2.0, 3.0)), Series("Next", (2.0, 3.0, 4.0))]
    root = fromstring(year_lines(YEARS, series, title="By year", unit=pounds))
    texts = [(one.text or "", float(one.get("y", "0"))) for one in root.findall(f"{NS}text")][-3:]
    assert " ".join(text for text, _ in texts) == f"{LONG} Next"
    heights = [height for _, height in texts]
    assert heights == sorted(set(heights))
    assert heights[-1] < float(root.get("height", "0"))


def test_a_year_that_nobody_knows_has_no_mark() -> None:
    root = fromstring(year_lines(YEARS, [Series("A", (1.0, None, 3.0))], title="By year", unit=pounds))
    assert len(root.find(f"{NS}g").findall(f"{NS}path")) == 1 + 2


def test_the_axis_ends_at_a_round_value_above_the_highest() -> None:
    root = fromstring(year_lines(YEARS, [Series("A", (100.0, 130.0, 90.0))], title="By year", unit=pounds))
    texts = [one.text for one in root.findall(f"{NS}text")]
    assert texts[:5] == ["£0", "£50", "£100", "£150", "£200"]


@pytest.mark.parametrize("values", [(None, None), (0.0, 0.0)])
def test_nothing_but_blanks_or_noughts_is_no_picture(values: tuple[float | None, ...]) -> None:
    assert year_lines(YEARS[:2], [Series("A", values)], title="By year", unit=pounds) == ""
    assert year_lines(YEARS[:1], [Series("A", (5.0,))], title="By year", unit=pounds) == ""


@given(st.lists(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=3, max_size=3), min_size=1, max_size=5))
def test_no_line_leaves_the_picture_not_even_below_nought(values: list[list[float | None]]) -> None:
    svg = year_lines(YEARS, [Series("x", tuple(row)) for row in values], title="By year", unit=pounds)
    if svg:
        root = fromstring(svg)
        wide, high = float(root.get("width", "0")), float(root.get("height", "0"))
        assert all(0 <= x <= wide and 0 <= y <= high for x, y in places(root))


def test_what_somebody_typed_stays_words() -> None:
    svg = year_lines(YEARS, [Series("<script>x</script>", (1.0, 2.0, 3.0))], title="<b>", unit=pounds)
    assert "<script>" not in svg
    assert "<b>" not in svg
    assert "<script>" not in range_bars([RangeRow("<script>", 1, None, None, "<script>")], title="x")
