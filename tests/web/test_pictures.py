"""Pictures: whole for those who cannot see colour, or cannot see, and the same patterns everywhere."""

import re
from datetime import date
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from severalty.web.pictures import SWATCHES, RunwayRow, SharePart, meter, runway, share_bar
from tests.guards.source import PACKAGE

pytestmark = pytest.mark.sqlite_enough

TODAY = date(2025, 3, 14)
ROWS = [
    RunwayRow("Wide area network", date(2024, 1, 1), date(2026, 3, 31), date(2025, 9, 30), (1, 2), "for both"),
    RunwayRow(
        "A title that is <much> too long for the space that is left beside its bar", None, date(2025, 6, 1), None, (3,)
    ),
    RunwayRow("Telephony", None, None),
]
NS = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> Element:
    return fromstring(svg)


def test_a_runway_says_in_words_what_it_draws() -> None:
    root = parsed(runway(ROWS, TODAY, title="Last days to act"))
    assert root.find(f"{NS}title").text == "Last days to act"
    assert "3 bars" in root.find(f"{NS}desc").text
    assert root.get("aria-labelledby") == "runway-title runway-desc"
    titles = [title.text for title in root.findall(f"{NS}g/{NS}title")]
    assert titles == [
        "Wide area network from 1 January 2024 to 31 March 2026; last day to act 30 September 2025; for both",
        "A title that is <much> too long for the space that is left beside its bar to 1 June 2025",
        "Telephony (no end known)",
    ]
    assert any(text.text.endswith("…") and len(text.text) <= 40 for text in root.iter(f"{NS}text")), "no label was cut"


def test_a_joint_bar_has_the_pattern_of_each() -> None:
    root = parsed(runway(ROWS[:1], TODAY, title="x", ident="here"))
    fills = [rect.get("fill") for rect in root.find(f"{NS}g").iter(f"{NS}rect")]
    assert fills == ["url(#here-p1)", "url(#here-p2)", "none"]


@pytest.mark.parametrize(
    "svg", [runway(ROWS, TODAY, title="x"), share_bar([SharePart("a", 1, (1, 2))], title="x"), meter(0.5)]
)
def test_no_picture_needs_what_the_security_policy_forbids(svg: str) -> None:
    assert "style=" not in svg
    assert "<script" not in svg
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids)), "an id is used twice"
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids), "a pattern is used but not drawn"


@given(
    st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 20_000)), min_size=1, max_size=6),
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
)
def test_every_bar_lies_inside_the_picture(spans: list[tuple[date, int]], today: date) -> None:
    rows = [RunwayRow("x", start, date.fromordinal(start.toordinal() + days)) for start, days in spans]
    root = parsed(runway(rows, today, title="x"))
    for rect in root.findall(f"{NS}g/{NS}rect"):
        assert float(rect.get("x")) >= 300
        assert float(rect.get("x")) + float(rect.get("width")) <= 1120 + 4
    assert 1 <= len(root.findall(f"{NS}text")) - 1 <= 16, "the axis has too few or too many words"


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any))
def test_the_parts_of_a_bar_fill_it_and_no_more(weights: list[int]) -> None:
    root = parsed(share_bar([SharePart(f"p{n}", weight) for n, weight in enumerate(weights)], title="x"))
    pieces = [group.find(f"{NS}rect") for group in root.findall(f"{NS}g")]
    ends = [float(piece.get("x")) + float(piece.get("width")) for piece in pieces]
    assert all(end <= 561 for end in ends)
    assert len(pieces) == len(weights)


def test_a_bar_of_nothing_is_no_picture() -> None:
    assert share_bar([SharePart("a", 0)], title="x") == ""
    assert runway([], TODAY, title="x") == ""


@pytest.mark.parametrize(("fraction", "words"), [(-1.0, "0%"), (0.784, "78%"), (7.0, "100%")])
def test_a_meter_stays_within_its_bounds(fraction: float, words: str) -> None:
    assert words in meter(fraction)


def test_the_style_sheet_draws_the_same_swatches() -> None:
    css = (PACKAGE / "web" / "static" / "web" / "severalty.css").read_text(encoding="utf-8")
    for number, (colour, path, width) in SWATCHES.items():
        rule = re.search(rf"\.sev-swatch--{number}\{{([^}}]+)\}}", css)
        assert rule, f"swatch {number} is not in the style sheet; run assets/build.py"
        for part in (colour.replace("#", "%23"), f"d='{path}'", f"stroke-width='{width:g}'"):
            assert part in rule[1], f"swatch {number} differs between pictures.py and _palette.scss: {part}"


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_swatch_stands_out_from_the_page_and_has_its_own_pattern() -> None:
    assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour, _, _ in SWATCHES.values())
    assert len({path for _, path, _ in SWATCHES.values()}) == 8
