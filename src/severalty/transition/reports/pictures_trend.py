"""How P50 and P80 of a plan's end went from one time to the next at which they were kept; the table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.engine.dates import MONTHS, day
from severalty.transition.reports.movement_table import TrendRow
from severalty.web.axes import Axis, axis_of, fitting
from severalty.web.pictures import ACCENT, INK, LINE, QUIET, drawn

LEFT, TOP, STEP, HIGH, RIGHT, FOOT = 84, 30, 64, 230, 40, 88
MOST = 10
"""So many of the last times are drawn; the table has all."""
Point = tuple[int, date, date]


def trend_picture(rows: Sequence[TrendRow], fixed_end: date | None, ident: str = "trend-picture") -> SafeString:
    """A line from P50 (disc) to P80 (diamond) for each time, oldest left, and the fixed end across; days run downwards.
    Empty where fewer than two have days."""
    last = list(rows)[-MOST:]
    points = [
        (place, p50, p80) for place, one in enumerate(last)
        if (p50 := one.kept.whole.at(50)) is not None and (p80 := one.kept.whole.at(80)) is not None
    ]  # fmt: skip
    if len(points) < 2:
        return SafeString("")
    days = [on for _, *both in points for on in both] + ([fixed_end] if fixed_end else [])
    axis = axis_of(min(days), max(days), fitting(min(days), max(days)))
    width = LEFT + STEP * (len(last) - 1) + RIGHT + 60
    inner = format_html(
        "{}{}{}{}{}", _grid(axis, width), _fixed(axis, width, fixed_end), _lines(axis, points), _marks(axis, points),
        _below(last),
    )  # fmt: skip
    words = "; ".join(f"{last[place].when}: P50 {day(p50)}, P80 {day(p80)}" for place, p50, p80 in points)
    if fixed_end:
        words += f"; fixed end {day(fixed_end)}"
    return drawn(ident, "P50 and P80 each time they were kept", f"{words}.", (width, TOP + HIGH + FOOT), (), inner)


def _x(place: int) -> int:
    return LEFT + 30 + STEP * place


def _y(axis: Axis, on: date) -> float:
    return round(TOP + HIGH * axis.at(on) / 100, 1)


def _grid(axis: Axis, width: int) -> SafeString:
    return format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" font-size="13" text-anchor="end" fill="{}">{}</text>',
        (
            (LEFT, width - 8, _y(axis, one.on), _y(axis, one.on), LINE, LEFT - 8, _y(axis, one.on) + 4, QUIET,
             one.words)
            for one in axis.ticks
            if one.words
        ),
    )  # fmt: skip


def _fixed(axis: Axis, width: int, on: date | None) -> SafeString:
    """The fixed end across, with its words below: among the marks nobody could read them."""
    if on is None:
        return SafeString("")
    y, key = _y(axis, on), TOP + HIGH + 72
    return format_html(
        '<g><title>Fixed end, {0}</title><path d="M{1} {2}H{3}M8 {4}h40" stroke="{5}" stroke-width="2" '
        'stroke-dasharray="6 4"/><text x="56" y="{6}" font-size="13" fill="{5}">Fixed end, {0}</text></g>',
        day(on), LEFT, y, width - 8, key, INK, key + 4,
    )  # fmt: skip


def _lines(axis: Axis, points: Sequence[Point]) -> SafeString:
    """P50 joined by a whole line, P80 by a dashed one."""

    def path(which: int) -> str:
        return " ".join(
            f"{'L' if number else 'M'}{_x(one[0])} {_y(axis, one[1] if which == 50 else one[2])}"
            for number, one in enumerate(points)
        )

    return format_html(
        '<path d="{}" fill="none" stroke="{}"/><path d="{}" fill="none" stroke="{}" stroke-dasharray="4 3"/>',
        path(50), QUIET, path(80), QUIET,
    )  # fmt: skip


def _marks(axis: Axis, points: Sequence[Point]) -> SafeString:
    return format_html_join(
        "",
        '<g><title>P50 {0}, P80 {1}</title><path d="M{2} {3}V{4}" stroke="{5}" stroke-width="3"/>'
        '<circle cx="{2}" cy="{3}" r="6" fill="#fff" stroke="{5}" stroke-width="3"/>'
        '<path d="M{2} {4}m0 -8l8 8l-8 8l-8 -8z" fill="{5}" stroke="#fff"/></g>',
        ((day(p50), day(p80), _x(place), _y(axis, p50), _y(axis, p80), ACCENT) for place, p50, p80 in points),
    )


def _below(rows: Sequence[TrendRow]) -> SafeString:
    """When each was kept: the day and the month, the year below."""
    return format_html_join(
        "",
        '<text x="{0}" y="{1}" font-size="13" text-anchor="middle" fill="{2}">{3}</text>'
        '<text x="{0}" y="{4}" font-size="13" text-anchor="middle" fill="{2}">{5}</text>',
        (
            (_x(place), TOP + HIGH + 24, INK, _when(one)[0], TOP + HIGH + 42, _when(one)[1])
            for place, one in enumerate(rows)
        ),
    )


def _when(one: TrendRow) -> tuple[str, str]:
    if not one.run:
        return "now", ""
    on = one.kept.on
    return f"{on.day} {MONTHS[on.month - 1][:3]}", str(on.year)
