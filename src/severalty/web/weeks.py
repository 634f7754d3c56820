"""Work by week drawn on the server: what is asked for against what is there, over-use hatched and named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.engine.dates import day
from severalty.web.pictures import ACCENT, INK, LINE, QUIET, drawn

PLOT, HIGH, LEFT, TOP = 760, 190, 62, 30
MOST_LABELS = 10
WORD = 34
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class WeekColumn:
    """One week by its Monday: days of work asked for, that can be given, and that are too many, day by day."""

    monday: date
    used: float
    room: float
    over: float = 0.0


def week_columns(columns: Sequence[WeekColumn], *, title: str, unit: str, ident: str = "weeks") -> SafeString:
    """A column for each week and a stepped line for what can be given. Empty where nothing is asked or given."""
    most = max((max(one.used, one.room) for one in columns), default=0.0)
    if most <= 0:
        return SafeString("")
    top, width = _round_up(most), PLOT / len(columns)

    def y(value: float) -> float:
        return round(TOP + HIGH * (1 - value / top), 1)

    bars = format_html_join("", "{}", ((_column(one, place, width, y, ident),) for place, one in enumerate(columns)))
    named = format_html_join(
        "", '<text x="{}" y="{}" font-size="12" font-weight="700" text-anchor="middle" fill="{}" '
        'stroke="#fff" stroke-width="4" paint-order="stroke">over</text>',
        ((round(LEFT + width * (place + 0.5), 1), y(columns[place].used) - 5, INK) for place in _named(columns, width)),
    )  # fmt: skip
    over = [one for one in columns if one.over > 0.05]
    worst = max(over, key=lambda one: one.over, default=None)
    words = f"{len(columns)} weeks from {day(columns[0].monday)}. " + (
        f"In {len(over)} more is asked for than there is, most in the week of {day(worst.monday)}: "
        f"{worst.over:.1f} {unit} too many."
        if worst else "In none more is asked for than there is."
    ) + " The table under the picture says the same."  # fmt: skip
    around = (_room(columns, width, y), _below(columns, width), _legend(unit, ident))
    inner = format_html("{}{}{}{}{}{}{}", _hatch(ident), _grid(top, y), bars, named, *around)
    return drawn(ident, title, words, (LEFT + PLOT + 16, TOP + HIGH + 112), (), inner)


def _round_up(value: float) -> float:
    size = 10.0 ** (len(str(int(value))) - 1)
    return next((size * step for step in STEPS if size * step >= value), size * 10)


def _hatch(ident: str) -> SafeString:
    return format_html(
        '<defs><pattern id="{0}-over" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" '
        'fill="#fff"/><path d="M0 6L6 0" stroke="{1}" stroke-width="2"/></pattern></defs>', ident, INK,
    )  # fmt: skip


def _named(columns: Sequence[WeekColumn], width: float) -> list[int]:
    """The places of the columns that bear the word: the worst first, each where there is room for it."""
    room = WORD / width
    found: list[int] = []
    for place in sorted(range(len(columns)), key=lambda one: -columns[one].over):
        if columns[place].over > 0.05 and all(abs(place - other) >= room for other in found):
            found.append(place)
    return sorted(found)


def _column(one: WeekColumn, place: int, width: float, y: Callable[[float], float], ident: str) -> SafeString:
    left, wide = round(LEFT + width * (place + 0.12), 1), round(width * 0.76, 1)
    inside = max(0.0, one.used - one.over)
    base, middle, high = y(0), y(inside), y(one.used)
    over = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{}-over)" stroke="{}" stroke-width="2"/>',
        left, high, wide, round(middle - high, 1), ident, INK,
    ) if one.over > 0.05 else ""  # fmt: skip
    return format_html(
        '<g><title>Week of {}: {} of {}</title><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>{}</g>',
        day(one.monday), f"{one.used:.1f}", f"{one.room:.1f}", left, middle, wide, round(base - middle, 1), ACCENT,
        over,
    )  # fmt: skip


def _room(columns: Sequence[WeekColumn], width: float, y: Callable[[float], float]) -> SafeString:
    path = f"M{LEFT} {y(columns[0].room)}" + "".join(
        f"V{y(one.room)}H{round(LEFT + width * (place + 1), 1)}" for place, one in enumerate(columns)
    )
    return format_html('<path d="{}" fill="none" stroke="{}" stroke-width="2.5"/>', path, INK)


def _grid(top: float, y: Callable[[float], float]) -> SafeString:
    return format_html_join(
        "",
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" stroke="{3}"/>'
        '<text x="{4}" y="{5}" font-size="13" text-anchor="end" fill="{6}">{7}</text>',
        ((LEFT, LEFT + PLOT, y(top * part / 4), LINE, LEFT - 8, y(top * part / 4) + 4, QUIET, f"{top * part / 4:g}")
         for part in range(5)),
    )  # fmt: skip


def _below(columns: Sequence[WeekColumn], width: float) -> SafeString:
    step = -(-len(columns) // MOST_LABELS)
    return format_html_join(
        "", '<text x="{}" y="{}" font-size="13" fill="{}">{}</text>',
        ((round(LEFT + place * width, 1), TOP + HIGH + 22, QUIET, f"{one.monday.day} {one.monday:%b %y}")
         for place, one in enumerate(columns) if place % step == 0 and LEFT + place * width < LEFT + PLOT - 50),
    )  # fmt: skip


def _legend(unit: str, ident: str) -> SafeString:
    y = TOP + HIGH + 42
    return format_html(
        '<rect x="{0}" y="{1}" width="24" height="14" fill="{2}"/><text x="{3}" y="{4}" font-size="13" fill="{5}">'
        '{6} asked for</text><path d="M{0} {7}h24" stroke="{5}" stroke-width="2.5"/>'
        '<text x="{3}" y="{8}" font-size="13" fill="{5}">{6} that can be given, less day-to-day work and leave</text>'
        '<rect x="{0}" y="{9}" width="24" '
        'height="14" fill="url(#{10}-over)" stroke="{5}" stroke-width="2"/><text x="{3}" y="{11}" font-size="13" '
        'fill="{5}">over: more than can be given</text>',
        LEFT, y, ACCENT, LEFT + 34, y + 12, INK, unit[:1].upper() + unit[1:], y + 29, y + 34, y + 44, ident, y + 56,
    )  # fmt: skip
