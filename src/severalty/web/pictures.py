"""Pictures drawn on the server as SVG: a runway of dates, a bar of shares, a meter; whole without colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.engine.dates import MONTHS, add_months, day

# Colour, pattern on an 8 by 8 tile, and width of its stroke; the style sheet draws the same (assets/_palette.scss).
SWATCHES: dict[int, tuple[str, str, float]] = {
    1: ("#1f5fa8", "M-2 2L2 -2M0 8L8 0M6 10L10 6", 1.6),
    2: ("#b84e06", "M2 2h.01M6 6h.01", 2.6),
    3: ("#0b7a5b", "M0 2H8M0 6H8", 1.4),
    4: ("#8f3a86", "M2 0V8M6 0V8", 1.4),
    5: ("#7d6300", "M-2 6L2 10M0 0L8 8M6 -2L10 2", 1.6),
    6: ("#227fae", "M0 4H8M4 0V8", 1.4),
    7: ("#7a1f3d", "M0 0L8 8M8 0L0 8", 1.2),
    8: ("#4a4f57", "M0 7L4 2L8 7", 1.6),
}
INK, QUIET, LINE, ACCENT = "#1b2328", "#4d5a61", "#cdd7da", "#0f5f73"
FONT = "Helvetica Neue, Arial, sans-serif"
WIDTH, LABELS, ROW, TOP, RIGHT = 1120, 300, 30, 46, 16
LONGEST_LABEL = 40
MOST_TICKS = 14
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class RunwayRow:
    """One bar from `start` to `end`, and the last day to act before it.

    `swatches` are the numbers of the organisations whose it is, two or more when it is joint; without a start
    the bar begins where the picture does; without an end nothing but its name and last day is drawn.
    """

    label: str
    start: date | None
    end: date | None
    last_day: date | None = None
    swatches: tuple[int, ...] = (8,)
    note: str = ""


@dataclass(frozen=True)
class SharePart:
    """One part of a whole: its words, its weight (not negative), and whose it is."""

    label: str
    weight: int
    swatches: tuple[int, ...] = (8,)


@dataclass(frozen=True)
class _Scale:
    """Days to pixels."""

    first: date
    last: date

    def x(self, value: date) -> float:
        """How far from the left a day lies; a day outside lies at the edge."""
        inside = min(max(value, self.first), self.last)
        span = max(1, (self.last - self.first).days)
        return round(LABELS + (WIDTH - LABELS - RIGHT) * (inside - self.first).days / span, 1)


def short(label: str, longest: int = LONGEST_LABEL) -> str:
    """A label that fits, with an ellipsis where it was cut."""
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"


def patterns(ident: str, numbers: Iterable[int]) -> SafeString:
    """The definitions of the patterns that a picture uses; their ids begin with the picture's own."""
    return format_html_join(
        "",
        '<pattern id="{0}-p{1}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" '
        'fill="{2}"/><path d="{3}" fill="none" stroke="#fff" stroke-width="{4}" stroke-linecap="round"/></pattern>',
        ((ident, number, *SWATCHES[number]) for number in sorted(set(numbers))),
    )


def runway(
    rows: Sequence[RunwayRow],
    today: date,
    *,
    title: str,
    description: str = "",
    ident: str = "runway",
) -> SafeString:
    """Bars from start to end on an axis of months or years, with today and each last day to act.

    Each bar has the patterns of those whose it is, a joint one two side by side. `ident` must be the only one
    of its name on the page. The table under the picture says the same; a runway of no rows is empty.
    """
    if not rows:
        return SafeString("")
    scale = _scale_of(rows, today)
    height = TOP + ROW * len(rows) + 34
    numbers = [_number(one) for row in rows for one in row.swatches]
    bars = format_html_join("", "{}", ((_bar(row, place, scale, ident),) for place, row in enumerate(rows)))
    now = scale.x(today)
    inner = format_html(
        '{}{}<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="5 3"/>'
        '<text x="{}" y="{}" font-size="13" font-weight="700" text-anchor="{}" fill="{}">Today, {}</text>',
        _axis(scale, height),
        bars,
        *(now, now, TOP - 6, height - 26, INK),
        *(now, height - 10, "end" if now > WIDTH - 160 else "start" if now < 160 else "middle", INK, day(today)),
    )
    return drawn(ident, title, description or _runway_words(rows), (WIDTH, height), numbers, inner)


def share_bar(parts: Sequence[SharePart], *, title: str, description: str = "", ident: str = "shares") -> SafeString:
    """One bar cut into parts by weight, each with its pattern; the names and counts stand under it."""
    total = sum(part.weight for part in parts)
    if total <= 0:
        return SafeString("")
    gap, full, left, lines = 2, 560, 0.0, []
    for place, part in enumerate(parts):
        width = full * part.weight / total
        lines.append(_share(part, (left, max(0.0, width - gap)), (place, total), ident))
        left += width
    words = "; ".join(_share_words(part, total) for part in parts)
    inner = format_html_join("", "{}", ((line,) for line in lines))
    numbers = [_number(one) for part in parts for one in part.swatches]
    return drawn(ident, title, description or words, (full, 50 + 24 * len(parts)), numbers, inner)


def meter(fraction: float, *, label: str = "") -> SafeString:
    """A small bar filled to a fraction between 0 and 1, with the percentage in words beside it."""
    inside = min(1.0, max(0.0, fraction))
    return format_html(
        '<span class="sev-holder"><svg class="sev-meter" viewBox="0 0 120 12" aria-hidden="true" focusable="false">'
        '<rect x=".5" y=".5" width="119" height="11" fill="#fff" stroke="{}"/>'
        '<rect x="2" y="2" width="{}" height="8" fill="{}"/></svg><span>{}%{}</span></span>',
        INK,
        round(116 * inside, 1),
        ACCENT,
        f"{100 * inside:.0f}",
        f" {label}" if label else "",
    )


def _number(swatch: int) -> int:
    return (swatch - 1) % len(SWATCHES) + 1 if swatch > 0 else len(SWATCHES)


def drawn(
    ident: str, title: str, description: str, size: tuple[int, int], numbers: Iterable[int], inner: SafeString
) -> SafeString:
    """The picture around what is drawn in it, with its title and what it shows in words."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" '
        'aria-labelledby="{2}-title {2}-desc" font-family="{3}" focusable="false"><title id="{2}-title">{4}</title>'
        '<desc id="{2}-desc">{5}</desc><defs>{6}</defs>{7}</svg>',
        *(*size, ident, FONT, title, description, patterns(ident, numbers), inner),
    )


def _scale_of(rows: Sequence[RunwayRow], today: date) -> _Scale:
    days = [value for row in rows for value in (row.start, row.end, row.last_day) if value] + [today]
    first, last = min(days).replace(day=1), max(days)
    ends = add_months(last.replace(day=1), 1)
    return _Scale(first, max(ends, add_months(first, 3)))


def _ticks(scale: _Scale) -> tuple[list[date], int]:
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((step for step in STEPS if months / step <= MOST_TICKS), STEPS[-1])
    begin = scale.first.replace(month=1) if step >= 12 else scale.first
    if step < 12:
        begin = begin.replace(month=(begin.month - 1) // step * step + 1)
    ticks = [add_months(begin, number * step) for number in range(months // step + 2)]
    return [tick for tick in ticks if scale.first <= tick < scale.last], step


def _axis(scale: _Scale, height: int) -> SafeString:
    ticks, step = _ticks(scale)
    words = [str(tick.year) if step >= 12 else _month(tick, tick is ticks[0]) for tick in ticks]
    return format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}"/>'
        '<text x="{0}" y="{4}" font-size="13" fill="{5}" text-anchor="start">{6}</text>',
        (
            (scale.x(tick), TOP - 14, height - 26, LINE, TOP - 20, QUIET, text)
            for tick, text in zip(ticks, words, strict=True)
        ),
    )


def _month(tick: date, first: bool) -> str:
    name = MONTHS[tick.month - 1][:3]
    return f"{name} {tick.year}" if first or tick.month == 1 else name


def _bar(row: RunwayRow, place: int, scale: _Scale, ident: str) -> SafeString:
    y = TOP + ROW * place
    return format_html(
        '<g><title>{}</title><text x="{}" y="{}" font-size="14" text-anchor="end" fill="{}">{}</text>{}{}</g>',
        _row_words(row),
        LABELS - 12,
        y + 19,
        INK,
        short(row.label),
        _blocks(row, y, scale, ident) if row.end else "",
        _last_day(scale.x(row.last_day), y) if row.last_day else "",
    )


def _blocks(row: RunwayRow, y: int, scale: _Scale, ident: str) -> SafeString:
    """The bar itself: one band for each of those whose it is, so that a joint bar carries two patterns."""
    left, right = scale.x(row.start or scale.first), scale.x(row.end or scale.last)
    width, bands = max(4.0, round(right - left, 1)), row.swatches or (len(SWATCHES),)
    each = round(18 / len(bands), 2)
    filled = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{}-p{})"/>',
        ((left, round(y + 5 + each * n, 2), width, each, ident, _number(one)) for n, one in enumerate(bands)),
    )
    outline = format_html(
        '<rect x="{}" y="{}" width="{}" height="18" fill="none" stroke="{}"/>', left, y + 5, width, INK
    )
    return format_html("{}{}", filled, outline)


def _last_day(x: float, y: int) -> SafeString:
    return format_html(
        '<path d="M{0} {1}l7 12h-14z" fill="#fff" stroke="{2}" stroke-width="2" stroke-linejoin="round"/>',
        x,
        y + 8,
        INK,
    )


def _row_words(row: RunwayRow) -> str:
    begins = f" from {day(row.start)}" if row.start else ""
    ends = f" to {day(row.end)}" if row.end else " (no end known)"
    acts = f"; last day to act {day(row.last_day)}" if row.last_day else ""
    return f"{row.label}{begins}{ends}{acts}{f'; {row.note}' if row.note else ''}"


def _runway_words(rows: Sequence[RunwayRow]) -> str:
    ends = [row.end for row in rows if row.end]
    span = f" The first ends on {day(min(ends))}, the last on {day(max(ends))}." if ends else ""
    many = f"{len(rows)} bars" if len(rows) > 1 else "1 bar"
    return f"{many}; a triangle marks the last day to act.{span} The table under the picture says the same."


def _share_words(part: SharePart, total: int) -> str:
    return f"{part.label}: {part.weight:,} of {total:,} ({100 * part.weight / total:.1f}%)"


def _share(part: SharePart, span: tuple[float, float], place: tuple[int, int], ident: str) -> SafeString:
    """A part's piece of the bar and its line in the legend under it."""
    (left, width), (number, total) = span, place
    bands = part.swatches or (len(SWATCHES),)
    y = 48 + 24 * number
    boxes = [(left, width, 0.0, 34.0), (0.0, 20.0, float(y), 14.0)]
    pieces = [
        (
            round(x, 1),
            round(top + high / len(bands) * n, 2),
            round(wide, 1),
            round(high / len(bands), 2),
            ident,
            _number(one),
        )
        for x, wide, top, high in boxes
        for n, one in enumerate(bands)
    ]
    drawn = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{}-p{})"/>', pieces)
    return format_html(
        '<g><title>{0}</title>{1}<text x="30" y="{2}" font-size="14" fill="{3}">{4}</text></g>',
        *(_share_words(part, total), drawn, y + 12, INK, short(_share_words(part, total), 70)),
    )
