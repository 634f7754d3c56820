"""A confidence curve as SVG: by which day which share of the draws has ended, with the days that matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.engine.dates import day
from severalty.web.axes import axis_of, fitting
from severalty.web.charts import HUES, LEAD
from severalty.web.pictures import ACCENT, INK, LINE, QUIET, drawn

PLOT, HIGH, LEFT, TOP = 620, 280, 70, 46
MOST_LINES = len(HUES)
NEAR = 24
"""Up to which distance two marks share a place for their letters."""
DASHES = ("", "7 4", "2 3", "9 3 2 3")


@dataclass(frozen=True)
class Curve:
    """One curve: its words, and days with the share (0 to 1) that has ended by then, in order."""

    label: str
    points: tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class Upright:
    """A day that is marked across the curve, such as the fixed end."""

    label: str
    on: date
    share: float | None = None


@dataclass(frozen=True)
class SpreadRow:
    """A row of a spread: from the day of P10 to that of P90 with P50 and P80 marked; without days `words` say why."""

    label: str
    words: str
    p10: date | None = None
    p50: date | None = None
    p80: date | None = None
    p90: date | None = None


def confidence_curve(
    curves: Sequence[Curve], uprights: Sequence[Upright], *, title: str, description: str, ident: str = "curve"
) -> SafeString:
    """Cumulative curves from 0 to 100 per cent, told apart by dash as well as colour. Empty where none has two days."""
    known = [one for one in curves if len(one.points) > 1][:MOST_LINES]
    if not known:
        return SafeString("")
    days = [on for one in known for on, _ in one.points] + [one.on for one in uprights]
    first, last = min(days), max(days)
    axis = axis_of(first, last, fitting(first, last))

    def at(on: date, share: float) -> tuple[float, float]:
        return round(LEFT + PLOT * axis.at(on) / 100, 1), round(TOP + HIGH * (1 - share), 1)

    lines = format_html_join("", "{}", ((_curve(one, place, [at(*p) for p in one.points]),)
                                        for place, one in enumerate(known)))  # fmt: skip
    above = _above([at(one.on, 0)[0] for one in uprights])
    marked = format_html_join(
        "",
        "{}",
        (
            (_upright(one, above.get(place, ("", 0)), at(one.on, 0)[0], left=axis.at(one.on) > 70),)
            for place, one in enumerate(uprights)
        ),
    )
    below = format_html_join(
        "", '<text x="{}" y="{}" font-size="13" fill="{}">{}</text>',
        ((at(tick.on, 0)[0], TOP + HIGH + 22, QUIET, tick.words) for place, tick in enumerate(axis.ticks)
         if tick.words and place != 1 and axis.at(tick.on) < 95),
    )  # fmt: skip
    foot = TOP + HIGH + 52
    keys = format_html_join("", "{}", ((_key(one.label, place, foot + (LEAD + 6) * place),)
                                       for place, one in enumerate(known)))  # fmt: skip
    height = foot + (LEAD + 6) * (len(known) - 1 + len(uprights)) + 12
    named = format_html_join("", "{}", (
        (_named(one, place, foot + (LEAD + 6) * (len(known) + place)),) for place, one in enumerate(uprights)
    ))  # fmt: skip
    inner = format_html("{}{}{}{}{}{}", _grid(), below, lines, marked, keys, named)
    return drawn(ident, title, description, (LEFT + PLOT + 30, height), (), inner)


def _grid() -> SafeString:
    return format_html_join(
        "",
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" stroke="{3}"/>'
        '<text x="{4}" y="{5}" font-size="13" text-anchor="end" fill="{6}">{7}%</text>',
        (
            (LEFT, LEFT + PLOT, TOP + HIGH * (1 - part / 10), LINE, LEFT - 8, TOP + HIGH * (1 - part / 10) + 4, QUIET,
             part * 10)
            for part in (0, 1, 2, 5, 8, 9, 10)
        ),
    )  # fmt: skip


def _curve(one: Curve, place: int, points: Sequence[tuple[float, float]]) -> SafeString:
    """Steps, since a share holds until the next day that is known."""
    path = f"M{points[0][0]} {points[0][1]}" + "".join(f"H{right[0]}V{right[1]}" for _, right in pairwise(points))
    return format_html(
        '<g><title>{}</title><path d="{}" fill="none" stroke="{}" stroke-width="3" stroke-dasharray="{}"/></g>',
        one.label, path, HUES[place], DASHES[place % len(DASHES)],
    )  # fmt: skip


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _above(across: Sequence[float]) -> dict[int, tuple[str, int]]:
    """The letters above marks, and in which of two rows: those of marks too near to be told apart stand together, by
    the one furthest left."""
    held: list[list[int]] = []
    for place in sorted(range(len(across)), key=lambda one: across[one]):
        if held and across[place] - across[held[-1][0]] < NEAR:
            held[-1].append(place)
        else:
            held.append([place])
    return {one[0]: (", ".join(_letter(each) for each in sorted(one)), row % 2) for row, one in enumerate(held)}


def _upright(one: Upright, above: tuple[str, int], x: float, *, left: bool) -> SafeString:
    """A mark with the letters above it."""
    letter, row = above
    return format_html(
        '<g><title>{0}, {1}</title><line x1="{2}" x2="{2}" y1="{3}" y2="{4}" stroke="{5}" stroke-width="2" '
        'stroke-dasharray="6 4"/><text x="{6}" y="{7}" font-size="14" font-weight="700" fill="{5}" text-anchor="{8}">'
        "{9}</text></g>",
        one.label, day(one.on), x, TOP - 8, TOP + HIGH, INK, x - 5 if left else x + 5,
        TOP - 12 if row else TOP - 26, "end" if left else "start", letter,
    )  # fmt: skip


def _key(label: str, place: int, y: int) -> SafeString:
    return format_html(
        '<path d="M{} {}h40" stroke="{}" stroke-width="3" stroke-dasharray="{}"/>'
        '<text x="{}" y="{}" font-size="14" fill="{}">{}</text>',
        LEFT, y, HUES[place], DASHES[place % len(DASHES)], LEFT + 50, y + 5, INK, label,
    )  # fmt: skip


def _named(one: Upright, place: int, y: int) -> SafeString:
    share = f": {100 * one.share:.0f}% have ended by then" if one.share is not None else ""
    return format_html(
        '<text x="{}" y="{}" font-size="14" font-weight="700" fill="{}">{}</text>'
        '<text x="{}" y="{}" font-size="14" fill="{}">{}</text>',
        LEFT + 12, y + 5, INK, _letter(place), LEFT + 50, y + 5, INK, f"{one.label}, {day(one.on)}{share}",
    )  # fmt: skip


SPREAD, SPREAD_ROW = 440, 58


def spread_rows(rows: Sequence[SpreadRow], *, title: str, description: str, ident: str = "spread") -> SafeString:
    """A line from P10 to P90 under the words of each row, as narrow as a telephone; P50 is a disc, P80 a diamond."""
    days = [on for row in rows for on in (row.p10, row.p90) if on]
    if not days:
        return SafeString("")
    axis = axis_of(min(days), max(days), fitting(min(days), max(days)))

    def x(on: date) -> float:
        return round(8 + (SPREAD - 16) * axis.at(on) / 100, 1)

    ticks = [one for one in axis.ticks if one.main and one.words and axis.at(one.on) < 88]
    height = 34 + SPREAD_ROW * len(rows)
    grid = format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="24" y2="{1}" stroke="{2}"/>'
        '<text x="{3}" y="18" font-size="13" fill="{4}">{5}</text>',
        ((x(one.on), height, LINE, x(one.on) + 3, QUIET, one.words) for one in ticks),
    )
    drawn_rows = []
    for place, row in enumerate(rows):
        y = 34 + SPREAD_ROW * place
        line = SafeString("")
        if row.p10 and row.p50 and row.p80 and row.p90:
            line = format_html(
                '<path d="M{0} {4}H{3}M{0} {5}v12M{3} {5}v12" fill="none" stroke="{6}" stroke-width="3"/>'
                '<circle cx="{1}" cy="{4}" r="6" fill="#fff" stroke="{6}" stroke-width="3"/>'
                '<path d="M{2} {4}m0 -8l8 8l-8 8l-8 -8z" fill="{6}" stroke="#fff"/>',
                x(row.p10), x(row.p50), x(row.p80), x(row.p90), y + 40, y + 34, ACCENT,
            )  # fmt: skip
        drawn_rows.append(format_html(
            '<g><title>{0}: {1}</title><rect x="6" y="{2}" width="{3}" height="19" fill="#fff"/>'
            '<text x="8" y="{4}" font-size="14" fill="{5}">{6}</text>{7}</g>',
            row.label, row.words, y + 4, min(SPREAD - 16, 12 + 7.4 * len(row.label)), y + 18, INK, row.label[:56], line,
        ))  # fmt: skip
    return drawn(
        ident, title, description, (SPREAD, height), (), format_html("{}{}", grid, SafeString("".join(drawn_rows)))
    )
