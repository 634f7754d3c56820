"""Charts drawn on the server as SVG: bars with the range that the evidence allows, and columns by year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.web.pictures import ACCENT, INK, LINE, QUIET, drawn, short

# As narrow as a telephone: each bar stands under its words, so that nothing is cut off or shrunk.
WIDTH, EDGE, ROW, TOP = 440, 6, 50, 4
FULL = WIDTH - 2 * EDGE
LETTER, LEAD = 7.6, 18
NARROWEST = 12
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class RangeRow:
    """One bar: its words, its value, the least and most that the evidence allows, and its value in words.

    Without a value the bar is left out and `shown` says why. `marked` fills the bar; the others are outlines.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    shown: str
    marked: bool = False


def range_bars(
    rows: Sequence[RangeRow], *, title: str, description: str = "", ident: str = "bars", most: float = 0
) -> SafeString:
    """Horizontal bars from nought, each with a whisker from its least to its most. Empty where no row has a value."""
    known = [row for row in rows if row.value is not None]
    if not known:
        return SafeString("")
    top = max([most, *(row.high if row.high is not None else row.value or 0.0 for row in known)], default=1) or 1

    def x(value: float) -> float:
        return round(EDGE + FULL * min(max(value, 0), top) / top, 1)

    lines = [wrap(row.label, max(_room(row), NARROWEST)) or [""] for row in rows]
    tops = list(accumulate((ROW + LEAD * (len(words) - 1) for words in lines), initial=TOP))
    height = tops[-1] + 8
    bars = format_html_join("", "{}", ((_bar(*one, x),) for one in zip(rows, lines, tops, strict=False)))
    words = "; ".join(_words(row) for row in rows)
    return drawn(ident, title, description or words, (WIDTH, height), (), bars)


def _words(row: RangeRow) -> str:
    spread = row.low is not None and row.high is not None and row.low != row.high
    return f"{row.label}: {row.shown}{' (with a range)' if spread else ''}"


def _room(row: RangeRow) -> int:
    """How many letters of its words fit beside its value."""
    return int((FULL - 14) / LETTER) - len(row.shown)


def _bar(row: RangeRow, lines: Sequence[str], top: int, x: Callable[[float], float]) -> SafeString:
    """One row from its top: its words, over as many lines as they need, its value beside the first, and the bar."""
    label = format_html_join(
        "", '<text x="{}" y="{}" font-size="14" fill="{}">{}</text>',
        ((EDGE, top + 15 + LEAD * place, INK, line) for place, line in enumerate(lines)),
    )  # fmt: skip
    words = format_html(
        '{}<text x="{}" y="{}" font-size="14" text-anchor="end" fill="{}">{}</text>',
        label, WIDTH - EDGE, top + 15, INK if row.value is not None else QUIET, short(row.shown, 34),
    )  # fmt: skip
    y = top + LEAD * (len(lines) - 1)
    if row.value is None:
        return format_html("<g><title>{}</title>{}</g>", _words(row), words)
    bar = format_html(
        '<rect x="{}" y="{}" width="{}" height="16" fill="{}" stroke="{}" stroke-width="1.5"/>',
        EDGE, y + 22, max(1.0, round(x(row.value) - EDGE, 1)), ACCENT if row.marked else "#fff", ACCENT,
    )  # fmt: skip
    return format_html("<g><title>{}</title>{}{}{}</g>", _words(row), words, bar, _whisker(row, y + 30, x))


def _whisker(row: RangeRow, y: int, x: Callable[[float], float]) -> SafeString:
    if row.low is None or row.high is None or row.low == row.high:
        return SafeString("")
    left, right = x(row.low), x(row.high)
    return format_html(
        '<path d="M{0} {2}H{1}M{0} {3}v12M{1} {3}v12" fill="none" stroke="#fff" stroke-width="5"/>'
        '<path d="M{0} {2}H{1}M{0} {3}v12M{1} {3}v12" fill="none" stroke="{4}" stroke-width="2"/>',
        left, right, y, y - 6, INK,
    )  # fmt: skip


@dataclass(frozen=True)
class Series:
    """A line of a chart by year: its words and its value for each year, nothing where nobody knows it."""

    label: str
    values: tuple[float | None, ...]


MARKS = (
    ("", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"), ("6 3", "M-4 -4h8v8h-8z"), ("2 3", "M0 -5l5 9h-10z"),
    ("9 3 2 3", "M-5 0l5 -5l5 5l-5 5z"), ("4 2", "M-4 -4l8 8M4 -4l-8 8"), ("1 2", "M0 -5v10M-5 0h10"),
)  # fmt: skip
HUES = ("#0f5f73", "#b84e06", "#4a4f57", "#8f3a86", "#1f5fa8", "#7d6300")
PLOT, HIGH, LEFT = 470, 220, 60
LEGEND = 66


def year_lines(
    years: Sequence[str], series: Sequence[Series], *, title: str, unit: Callable[[float], str], ident: str = "years",
    description: str = "",
) -> SafeString:  # fmt: skip
    """A line for each series over years, told apart by dash and mark as well as colour, names under them."""
    values = [value for one in series for value in one.values if value is not None]
    if len(years) < 2 or not any(values):
        return SafeString("")
    top, low = _round_up(max(*values, 0)), -_round_up(-min(*values, 0))
    step = PLOT / (len(years) - 1)

    def at(place: int, value: float) -> tuple[float, float]:
        return round(LEFT + 20 + place * step, 1), round(20 + HIGH * (top - value) / (top - low), 1)

    lines = format_html_join("", "{}", ((_line(one, number, at),) for number, one in enumerate(series)))
    names = [wrap(one.label, LEGEND) or [""] for one in series]
    tops = list(accumulate((8 + LEAD * len(words) for words in names), initial=HIGH + 72))
    legend = format_html_join(
        "", "{}", ((_legend(*one),) for one in zip(names, range(len(series)), tops, strict=False))
    )
    words = description or f"{len(series)} lines over {len(years)} years; the table beside it says the same."
    size = (LEFT + PLOT + 60, tops[-1] - 8)
    marks = [low + (top - low) * part / 4 for part in range(5)]
    return drawn(ident, title, words, size, (), format_html("{}{}{}", _grid(years, marks, unit, at), lines, legend))


def _round_up(value: float) -> float:
    if not value:
        return 0.0
    size = 10.0 ** (len(str(int(value))) - 1)
    return next(size * step for step in STEPS if size * step >= value)


def _grid(
    years: Sequence[str], marks: Sequence[float], unit: Callable[[float], str],
    at: Callable[[int, float], tuple[float, float]],
) -> SafeString:  # fmt: skip
    """Lines across at the marks with their values, and the years below."""
    across = format_html_join(
        "",
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" stroke="{3}"/>'
        '<text x="{4}" y="{5}" font-size="12" text-anchor="end" fill="{6}">{7}</text>',
        (
            (LEFT + 10, LEFT + PLOT + 30, at(0, mark)[1], LINE, LEFT + 4, at(0, mark)[1] + 4, QUIET, unit(mark))
            for mark in marks
        ),
    )  # fmt: skip
    below = format_html_join(
        "", '<text x="{}" y="{}" font-size="12" text-anchor="middle" fill="{}">{}</text>',
        ((at(place, marks[0])[0], HIGH + 42, QUIET, year) for place, year in enumerate(years)),
    )  # fmt: skip
    return format_html("{}{}", across, below)


def _line(one: Series, number: int, at: Callable[[int, float], tuple[float, float]]) -> SafeString:
    hue, (dash, mark) = HUES[number % len(HUES)], MARKS[number % len(MARKS)]
    points = [at(place, value) for place, value in enumerate(one.values) if value is not None]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    marks = format_html_join(
        "", '<path d="{}" transform="translate({} {})" fill="#fff" stroke="{}" stroke-width="2"/>',
        ((mark, x, y, hue) for x, y in points),
    )  # fmt: skip
    return format_html(
        '<g><title>{}</title><path d="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/>{}</g>',
        one.label, path, hue, dash, marks,
    )  # fmt: skip


def _legend(lines: Sequence[str], number: int, y: int) -> SafeString:
    hue, (dash, mark) = HUES[number % len(HUES)], MARKS[number % len(MARKS)]
    left = LEFT + 10
    words = format_html_join(
        "", '<text x="{}" y="{}" font-size="13" fill="{}">{}</text>',
        ((left + 46, y + 5 + LEAD * place, INK, line) for place, line in enumerate(lines)),
    )  # fmt: skip
    return format_html(
        '<path d="M{0} {1}h34" stroke="{2}" stroke-width="2.5" stroke-dasharray="{3}"/>'
        '<path d="{4}" transform="translate({5} {1})" fill="#fff" stroke="{2}" stroke-width="2"/>{6}',
        left, y, hue, dash, mark, left + 17, words,
    )  # fmt: skip
