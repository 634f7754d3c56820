"""A timetable as SVG: one strip for each row, drawn in per cent of its width, so that it fits any screen.

On a page the strips stand beside the words of their rows in HTML (`strip`); for papers they make one drawing (`sheet`).
Everything is whole without colour: a bar has the pattern of those whose it is, what is critical has a heavy outline,
what is done is filled, and every mark has a shape of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.web.axes import Axis
from severalty.web.pictures import INK, LINE, QUIET, SWATCHES, drawn, patterns, short

NOTHING = SafeString("")
MIDDLE, HIGH = -18, 16
FAR = 4000
_WIDE = SafeString(' class="sev-plan__wide"')
ROW, LABELS, PLOT, TOP = 34, 300, 800, 40
SHAPES = {
    "gate": "M0 -8l8 8l-8 8l-8 -8z",
    "milestone": "M0 -6l6 6l-6 6l-6 -6z",
    "promise": "M-6 -7h12v9l-6 6l-6 -6z",
    "end": "M-1 -8h2v16h-2zM-6 -8h12v2h-12z",
    "notice": "M0 8l-8 -14h16z",
    "fixed end": "M-4 -10h2v20h-2zM2 -10h2v20h-2z",
}
HOLLOW = frozenset({"gate", "promise", "notice"})
BANDS = {
    "freeze": ("#dfe5e7", "M-2 2L2 -2M0 8L8 0M6 10L10 6", "#68757b", 0.9),
    "election": ("#f4e8cf", "M0 0L8 8M8 0L0 8", "#7a6326", 0.7),
    "holiday": ("#e9eef0", "M0 4H8", "#8a979d", 0.8),
}


@dataclass(frozen=True)
class Band:
    """Days over which something holds for all rows: `kind` is `freeze`, `election` or `holiday`."""

    kind: str
    name: str
    starts: date
    ends: date


@dataclass(frozen=True)
class Mark:
    """A day that matters: `shape` is a key of SHAPES."""

    shape: str
    on: date
    words: str


@dataclass(frozen=True)
class Bar:
    """Work from the morning of `starts` to the evening of `ends`.

    `swatches` are the numbers of those whose it is, `done` the share that is done (0 to 1), `baseline` the days that
    were approved; what is not `settled` has no estimate and is an outline.
    """

    starts: date
    ends: date
    swatches: tuple[int, ...] = (8,)
    done: float = 0.0
    critical: bool = False
    baseline: tuple[date, date] | None = None
    settled: bool = True


@dataclass(frozen=True)
class Row:
    """One row: its words, where they lead, what it shows in a sentence, its bar and its marks."""

    ident: str
    label: str
    words: str
    url: str = ""
    bar: Bar | None = None
    marks: tuple[Mark, ...] = ()
    tag: str = ""


@dataclass(frozen=True)
class Link:
    """What comes `after` waits for what comes `before`; each with the day at which the link touches it."""

    before: str
    leaves: date
    after: str
    reaches: date
    critical: bool = False


@dataclass(frozen=True)
class Ground:
    """What lies behind every row: the axis, today, and bands."""

    axis: Axis
    today: date
    bands: tuple[Band, ...] = ()
    ident: str = "plan"


def definitions(ground: Ground) -> SafeString:
    """The patterns that the strips of a page refer to, as a drawing that takes no room."""
    return format_html(
        '<svg width="0" height="0" aria-hidden="true" focusable="false" class="sev-plan__defs"><defs>{}</defs></svg>',
        _defs(ground.ident),
    )


def head(ground: Ground) -> SafeString:
    """The strip above the rows: the words of the axis."""
    return _outer(_axis_words(ground.axis))


def strip(ground: Ground, row: Row, lines: SafeString = NOTHING) -> SafeString:
    """The strip of one row; `lines` are the links that pass through it (see `lines_of`)."""
    return _outer(_content(ground, row, lines))


def lines_of(axis: Axis, rows: Sequence[Row], links: Iterable[Link]) -> dict[str, SafeString]:
    """By row, the pieces of the links that pass through it; a link to a row that is not shown is left out."""
    place = {row.ident: number for number, row in enumerate(rows)}
    pieces: dict[str, list[SafeString]] = {}
    for link in links:
        if link.before not in place or link.after not in place or link.before == link.after:
            continue
        first, last = sorted((place[link.before], place[link.after]))
        for number in range(first, last + 1):
            pieces.setdefault(rows[number].ident, []).append(_piece(axis, link, number, place))
    return {ident: SafeString("".join(found)) for ident, found in pieces.items()}


def legend(kinds: Iterable[str]) -> list[tuple[SafeString, str]]:
    """Each sign that a timetable uses with its words; `kinds` are keys of SHAPES and BANDS."""
    words = {
        "gate": "a decision", "milestone": "a milestone", "promise": "a promise to the others",
        "end": "the end of a contract or of support", "notice": "the last day for notice", "fixed end": "the fixed end",
        "freeze": "changes are frozen", "election": "an election", "holiday": "a bank holiday",
    }  # fmt: skip
    return [(_sample(kind), words[kind]) for kind in (*SHAPES, *BANDS) if kind in set(kinds)]


def sheet(ground: Ground, groups: Sequence[tuple[str, Sequence[Row]]], *, title: str, description: str) -> SafeString:
    """The whole timetable as one drawing with its words in it, for papers; empty without rows."""
    if not any(rows for _, rows in groups):
        return SafeString("")
    inner, y = [_nested(LABELS, 0, PLOT, TOP, _axis_words(ground.axis, links=False))], TOP
    for name, rows in groups:
        if name:
            inner.append(format_html(
                '<text x="8" y="{}" font-size="14" font-weight="700" fill="{}">{}</text>', y + 21, INK, short(name, 90)
            ))  # fmt: skip
            y += ROW - 4
        for row in rows:
            inner.append(format_html(
                '<text x="{}" y="{}" font-size="13" text-anchor="end" fill="{}">{}</text>',
                LABELS - 10, y + 21, INK, short(row.label),
            ))  # fmt: skip
            inner.append(_nested(LABELS, y, PLOT, ROW, _content(ground, row, SafeString(""), links=False)))
            y += ROW
    numbers = [number for _, rows in groups for row in rows if row.bar for number in row.bar.swatches]
    whole = format_html("<g><g>{}</g>{}</g>", SafeString("".join(inner)), "")
    return drawn(ground.ident, title, description, (LABELS + PLOT + 16, y + 8), numbers, _with_bands(ground, whole))


def _with_bands(ground: Ground, inner: SafeString) -> SafeString:
    return format_html("<defs>{}</defs>{}", _band_patterns(ground.ident), inner)


def _nested(x: float, y: float, width: float, height: float, inner: SafeString) -> SafeString:
    return format_html(
        '<svg x="{}" y="{}" width="{}" height="{}" overflow="hidden">{}</svg>', x, y, width, height, inner
    )


def _outer(inner: SafeString) -> SafeString:
    return format_html('<svg class="sev-plan__strip" aria-hidden="true" focusable="false">{}</svg>', inner)


def _defs(ident: str) -> SafeString:
    return format_html("{}{}", patterns(ident, SWATCHES), _band_patterns(ident))


def _band_patterns(ident: str) -> SafeString:
    return format_html_join(
        "",
        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="{}"/>'
        '<path d="{}" fill="none" stroke="{}" stroke-width="{}"/></pattern>',
        ((ident, kind, *shape) for kind, shape in BANDS.items()),
    )


def _axis_words(axis: Axis, *, links: bool = True) -> SafeString:
    """The words of the axis; on a page those for which a telephone has no room are marked."""
    return format_html_join(
        "",
        '<text x="{}%" y="24" dx="3" font-size="13" fill="{}"{}>{}</text>',
        (
            (axis.at(tick.on), QUIET, NOTHING if tick.main or not links else _WIDE, tick.words)
            for tick in axis.ticks
            if tick.words and axis.at(tick.on) < 93
        ),
    )  # fmt: skip


def _content(ground: Ground, row: Row, lines: SafeString, *, links: bool = True) -> SafeString:
    axis = ground.axis
    bands = format_html_join(
        "",
        '<rect x="{}%" y="0" width="{}%" height="100%" fill="url(#{}-{})"><title>{}</title></rect>',
        (
            (*axis.span(one.starts, one.ends), ground.ident, one.kind, one.name)
            for one in ground.bands
            if axis.holds(one.starts, one.ends)
        ),
    )  # fmt: skip
    grid = format_html_join(
        "", '<line x1="{0}%" x2="{0}%" y1="0" y2="100%" stroke="{1}"/>', ((axis.at(one.on), LINE) for one in axis.ticks)
    )
    today = format_html(
        '<line x1="{0}%" x2="{0}%" y1="0" y2="100%" stroke="{1}" stroke-width="2" stroke-dasharray="5 3"/>',
        axis.at(ground.today), INK,
    ) if axis.holds(ground.today, ground.today) else ""  # fmt: skip
    bar = _bar(axis, row.bar, ground.ident) if row.bar and axis.holds(row.bar.starts, row.bar.ends) else ""
    if bar and row.url and links:
        bar = format_html('<a href="{}" tabindex="-1"><title>{}</title>{}</a>', row.url, row.words, bar)
    marks = format_html_join("", "{}", ((_mark(axis, one),) for one in row.marks if axis.holds(one.on, one.on)))
    return format_html("{}{}{}{}{}{}", bands, grid, today, lines, bar, marks)


def _bar(axis: Axis, bar: Bar, ident: str) -> SafeString:
    """The bar, anchored to the foot of its row: its patterns, what is done, its outline, and the baseline below it."""
    left, width = axis.span(bar.starts, bar.ends)
    top, numbers = MIDDLE - HIGH // 2, bar.swatches or (8,)
    each = round(HIGH / len(numbers), 2)
    fills = [
        (left, round(top + each * n, 2), width, each, SafeString(f"url(#{ident}-p{(number - 1) % 8 + 1})"))
        for n, number in enumerate(numbers)
    ] if bar.settled else [(left, top, width, HIGH, "#fff")]  # fmt: skip
    filled = format_html_join("", '<rect x="{}%" y="{}" width="{}%" height="{}" fill="{}"/>', fills)
    outline = format_html(
        '<rect x="{}%" y="{}" width="{}%" height="{}" fill="none" stroke="{}" stroke-width="{}"{}/>'
        '<rect x="{}%" y="{}" width="3" height="{}" fill="{}"/>',
        left, top, width, HIGH, INK, 4 if bar.critical else 1,
        "" if bar.settled else SafeString(' stroke-dasharray="4 3"'), left, top, HIGH, INK,
    )  # fmt: skip
    done = format_html(
        '<rect x="{}%" y="{}" width="{}%" height="6" fill="{}" stroke="#fff"/>',
        left, MIDDLE - 3, round(width * min(1.0, bar.done), 3), INK,
    ) if bar.done > 0 else ""  # fmt: skip
    base = _baseline(axis, bar.baseline) if bar.baseline else ""
    return _anchored("0", format_html("{}{}{}{}", filled, done, outline, base), width="100%")


def _baseline(axis: Axis, days: tuple[date, date]) -> SafeString:
    if not axis.holds(*days):
        return SafeString("")
    left, width = axis.span(*days)
    return format_html(
        '<rect x="{}%" y="-8" width="{}%" height="5" fill="#fff" stroke="{}"/>', left, width, QUIET
    )  # fmt: skip


def _anchored(x: str, inner: SafeString, *, width: str = "1") -> SafeString:
    """What is drawn upwards from the foot of the row at `x`."""
    return format_html('<svg x="{}" y="100%" width="{}" height="1" overflow="visible">{}</svg>', x, width, inner)


def _mark(axis: Axis, mark: Mark) -> SafeString:
    return _anchored(
        f"{axis.at(mark.on)}%",
        format_html(
            '<path d="{}" transform="translate(0 {})" fill="{}" stroke="{}" stroke-width="2" stroke-linejoin="round">'
            "<title>{}</title></path>",
            SHAPES[mark.shape], MIDDLE, "#fff" if mark.shape in HOLLOW else INK,
            INK, mark.words,
        ),
    )  # fmt: skip


def _piece(axis: Axis, link: Link, number: int, place: dict[str, int]) -> SafeString:
    """What one link leaves in one row: down (or up) from what comes before, and across to what comes after."""
    begins, ends = place[link.before], place[link.after]
    x, width = f"{axis.at(link.leaves)}%", 3 if link.critical else 1.5
    if number not in (begins, ends):
        return format_html('<line x1="{0}" x2="{0}" y1="0" y2="100%" stroke="{1}" stroke-width="{2}"/>', x, INK, width)
    down = (begins < ends) == (number == begins)
    upright = format_html(
        '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}" stroke-width="{4}"/>',
        x, MIDDLE if down else -FAR, FAR if down else MIDDLE, INK, width,
    )  # fmt: skip
    across = _across(axis, link, width) if number == ends else ""
    return _anchored("0", format_html("{}{}", upright, across), width="100%")


def _across(axis: Axis, link: Link, width: float) -> SafeString:
    left, right = axis.at(link.leaves), axis.at(link.reaches)
    arrow = "M0 0l-8 -5v10z" if right >= left else "M0 0l8 -5v10z"
    return format_html(
        '<line x1="{}%" x2="{}%" y1="{}" y2="{}" stroke="{}" stroke-width="{}"/>'
        '<svg x="{}%" width="1" height="1" overflow="visible">'
        '<path d="{}" transform="translate(0 {})" fill="{}"/></svg>',
        left, right, MIDDLE, MIDDLE, INK, width, right, arrow, MIDDLE, INK,
    )  # fmt: skip


def _sample(kind: str) -> SafeString:
    if kind in SHAPES:
        inner = format_html(
            '<path d="{}" transform="translate(12 12)" fill="{}" stroke="{}" stroke-width="2"/>',
            SHAPES[kind], "#fff" if kind in HOLLOW else INK, INK,
        )  # fmt: skip
    else:
        fill, path, stroke, width = BANDS[kind]
        inner = format_html(
            '<rect width="24" height="24" fill="{}"/><g fill="none" stroke="{}" stroke-width="{}">{}</g>',
            fill, stroke, width,
            format_html_join("", '<path d="{}" transform="translate({} {})"/>',
                             ((path, x, y) for x in (0, 8, 16) for y in (0, 8, 16))),
        )  # fmt: skip
    return format_html('<svg class="sev-plan__sample" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', inner)
