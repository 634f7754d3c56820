"""A picture of amounts by month: a column for each, stacked from parts of which one is full and one an outline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.engine.dates import MONTHS
from severalty.web.pictures import ACCENT, INK, LINE, QUIET, drawn

PLOT, HIGH, LEFT, TOP, BELOW = 720, 220, 70, 16, 64
MOST_LABELS = 12
STEPS = (1, 2, 2.5, 5, 10)
WHOLE = 4
FILLS = (ACCENT, "#fff", LINE)


@dataclass(frozen=True)
class MonthColumn:
    """One month by its first day, and the amount of each part in the order of the legend."""

    month: date
    values: tuple[int, ...]


def month_columns(
    columns: Sequence[MonthColumn], parts: Sequence[str], *, title: str, unit: Callable[[float], str],
    ident: str = "months",
) -> SafeString:  # fmt: skip
    """Columns from nought, one for each month, of up to three parts. Empty where nothing is to be drawn."""
    most = max((sum(column.values) for column in columns), default=0)
    if most <= 0:
        return SafeString("")
    top = _round_up(most)
    width = PLOT / len(columns)
    bars = format_html_join("", "{}", ((_bar(one, (place, width), parts, top),) for place, one in enumerate(columns)))
    size = (LEFT + PLOT + 24, TOP + HIGH + BELOW + 26 * len(parts))
    span = f"{len(columns)} months from {_named(columns[0].month)} to {_named(columns[-1].month)}"
    words = f"{span}; the table under the picture says the same."
    inner = format_html("{}{}{}{}", _grid(top, unit), bars, _below(columns, width), _legend(parts))
    return drawn(ident, title, words, size, (), inner)


def _round_up(value: int) -> float:
    size = 10.0 ** (len(str(value)) - 1)
    return next(size * step for step in STEPS if size * step >= value)


def _named(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def _bar(one: MonthColumn, place: tuple[int, float], parts: Sequence[str], top: float) -> SafeString:
    number, width = place
    left, base = round(LEFT + number * width + width * 0.1, 1), float(TOP + HIGH)
    pieces = []
    for value, fill in zip(one.values, FILLS, strict=False):
        high = round(HIGH * value / top, 1)
        base = round(base - high, 1)
        pieces.append((left, base, round(width * 0.8, 1), high, fill, ACCENT))
    boxes = format_html_join(
        "", '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>', [one for one in pieces if one[3]]
    )
    words = "; ".join(f"{label} £{value / 100:,.2f}" for label, value in zip(parts, one.values, strict=True))
    return format_html("<g><title>{}: {}</title>{}</g>", _named(one.month), words, boxes)


def _grid(top: float, unit: Callable[[float], str]) -> SafeString:
    marks = [(part, round(TOP + HIGH * (1 - part / WHOLE), 1)) for part in range(WHOLE + 1)]
    return format_html_join(
        "",
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" stroke="{3}"/>'
        '<text x="{4}" y="{5}" font-size="12" text-anchor="end" fill="{6}">{7}</text>',
        ((LEFT, LEFT + PLOT, y, LINE, LEFT - 6, y + 4, QUIET, unit(top * part / WHOLE)) for part, y in marks),
    )  # fmt: skip


def _below(columns: Sequence[MonthColumn], width: float) -> SafeString:
    step = -(-len(columns) // MOST_LABELS)
    return format_html_join(
        "", '<text x="{}" y="{}" font-size="12" text-anchor="middle" fill="{}">{}</text>',
        (
            (round(LEFT + (place + 0.5) * width, 1), TOP + HIGH + 20, QUIET, f"{one.month:%b %y}")
            for place, one in enumerate(columns)
            if place % step == 0
        ),
    )  # fmt: skip


def _legend(parts: Sequence[str]) -> SafeString:
    return format_html_join(
        "", '<rect x="{0}" y="{1}" width="26" height="14" fill="{2}" stroke="{3}"/>'
        '<text x="{4}" y="{5}" font-size="13" fill="{6}">{7}</text>',
        (
            (LEFT, TOP + HIGH + 36 + 24 * place, fill, ACCENT, LEFT + 36, TOP + HIGH + 48 + 24 * place, INK, label)
            for place, (label, fill) in enumerate(zip(parts, FILLS, strict=False))
        ),
    )  # fmt: skip
