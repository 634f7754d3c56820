"""The timetable of a plan as rows, marks and bands, for its page and for papers; the tables under it say the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from severalty.engine.dates import day
from severalty.engine.transition.packages import Maturity, PackageKind, WaitKind, WorkPackage
from severalty.engine.transition.record import ContractFact, SupportFact
from severalty.engine.transition.resources import Freeze, FreezeKind
from severalty.transition.reports.pictures_look import Look
from severalty.web.axes import Axis
from severalty.web.marks import swatch_number
from severalty.web.timetable import Band, Bar, Ground, Link, Mark, Row, sheet

GROUPS = {
    "workstream": "workstream", "council": "council", "team": "team", "wave": "wave", "thing": "thing", "kind": "kind",
}  # fmt: skip
PAGE = 40
NOT_SAID = "Not said"


@dataclass(frozen=True)
class Group:
    """Some packages under one name."""

    name: str
    packages: tuple[WorkPackage, ...]
    key: str = ""


def days_words(days: tuple[date, date] | None) -> str:
    """`3 March 2027 to 14 March 2027`, `on 3 March 2027`, `no dates yet`."""
    if days is None:
        return "no dates yet"
    first, last = days
    return f"on {day(first)}" if first == last else f"{day(first)} to {day(last)}"


def groups_of(look: Look, by: str, packages: Sequence[WorkPackage] | None = None) -> tuple[Group, ...]:
    """The packages of a plan under names, in the order of dates; one that several teams do stands under each."""
    found: dict[tuple[int, str], list[WorkPackage]] = {}
    names = _named(look, by)
    for one in packages if packages is not None else look.packages:
        for key in names(one):
            found.setdefault(key, []).append(one)
    return tuple(Group(name, tuple(rows), f"{place}") for (place, name), rows in sorted(found.items()))


def _named(look: Look, by: str) -> Callable[[WorkPackage], list[tuple[int, str]]]:
    """A function from a package to the places and names of its groups."""
    record = look.record
    if by == "wave":
        return lambda one: [_wave(look, one)]
    if by == "team":
        teams: dict[str, list[str]] = {}
        for need in record.needs:
            teams.setdefault(need.package, []).append(need.team)
        return lambda one: [(0, look.name(team)) for team in teams.get(one.key, ())] or [(1, "No team named")]
    if by == "council":
        return lambda one: [(0, look.name(one.council)) if one.council else (1, "All together")]
    if by == "thing":
        return lambda one: [(0, look.name(one.thing)) if one.thing else (1, "No thing named")]
    if by == "kind":
        return lambda one: [(0, one.kind.value.capitalize())]
    streams = {one.key: (one.order or 99, one.name) for one in record.workstreams}
    return lambda one: [streams.get(one.workstream, (100, look.name(one.workstream)))]


def _wave(look: Look, package: WorkPackage) -> tuple[int, str]:
    number = wave_of(look, package)
    if number is None:
        return 1000, "In no wave"
    return number, next((one.name for one in look.record.waves if one.number == number), f"Wave {number}")


def wave_of(look: Look, package: WorkPackage) -> int | None:
    """The wave that a package goes in: as the run has it, else as it is pinned; a cut-over in none of both goes in that
    on whose days it begins."""
    dated, days = look.dates.get(package.key), look.days(package)
    if dated is not None and dated.wave is not None:
        return dated.wave
    if package.wave is not None or package.kind is not PackageKind.CUT_OVER or days is None:
        return package.wave
    known = [one for one in look.record.waves if one.starts is not None and one.ends is not None]
    return next((one.number for one in known if one.starts.last <= days[0] <= one.ends.first), None)  # type: ignore[union-attr]


def row_of(look: Look, package: WorkPackage, prefix: str = "") -> Row:
    """The row of a package."""
    days, critical = look.days(package), package.key in look.critical
    bar, marks = None, []
    if days is not None and look.is_milestone(package):
        marks.append(Mark("milestone", days[1], f"{package.name}, {day(days[1])}"))
    elif days is not None:
        bar = Bar(
            *days, tuple(swatch_number(one) for one in look.whose(package)), _done(package), critical,
            look.baseline.get(package.key), package.maturity is not Maturity.UNDEFINED or package.likely is not None,
        )  # fmt: skip
    must = package.must_end_by
    if must is not None:
        marks.append(Mark("fixed end", must.last, f"{package.name} must end by {must}"))
    return Row(
        f"{prefix}{package.key}", package.name, words_of(look, package), look.urls.get(package.key, ""), bar,
        tuple(marks), "critical" if critical else "",
    )  # fmt: skip


def words_of(look: Look, package: WorkPackage) -> str:
    """What a row shows, in words."""
    parts = [days_words(look.days(package))]
    if package.key in look.critical:
        parts.append("critical")
    elif (spare := look.floats.get(package.key)) is not None:
        parts.append(f"{spare} working days to spare")
    if package.finished_on:
        parts.append("done")
    elif package.percent_done:
        parts.append(f"{package.percent_done} per cent done")
    if (approved := look.baseline.get(package.key)) and approved != look.days(package):
        parts.append(f"approved for {days_words(approved)}")
    if package.maturity is Maturity.UNDEFINED and package.likely is None:
        parts.append("work not defined yet")
    return "; ".join(parts)


def _done(package: WorkPackage) -> float:
    return 1.0 if package.finished_on else min(100, package.percent_done or 0) / 100


def bands_of(look: Look) -> tuple[Band, ...]:
    """Freezes, elections and bank holidays."""
    freezes = tuple(
        Band(
            "election" if one.kind is FreezeKind.ELECTION else "freeze", f"{one.name}, {days_words(_span(one))}",
            *_span(one),
        )
        for one in look.record.freezes
        if one.starts is not None and one.ends is not None
    )  # fmt: skip
    return freezes + tuple(Band("holiday", f"Bank holiday, {day(one)}", one, one) for one in look.record.closed)


def _span(freeze: Freeze) -> tuple[date, date]:
    """The days of a freeze, a vague one in full; one without an end has a single day."""
    first = freeze.starts.first if freeze.starts else date.min
    return first, max(first, freeze.ends.last) if freeze.ends else first


def key_rows(look: Look) -> tuple[Row, ...]:
    """The days that bind the plan, a row for each kind that has any."""
    plan = look.record.plan
    fixed = [Mark("fixed end", plan.ends_by.last, f"Must end by {plan.ends_by}")] if plan.ends_by else []
    kinds: tuple[tuple[str, str, list[Mark]], ...] = (
        ("fixed", "Fixed end", fixed),
        ("gates", "Decisions count from", list(_gates(look))),
        ("promises", "Promises", list(_promises(look))),
        ("ends", "Contracts and support end", list(_ends(look))),
        ("notice", "Last days for notice", list(_notices(look))),
    )
    return tuple(
        Row(ident, label, "; ".join(mark.words for mark in sorted(marks, key=lambda one: one.on)), marks=tuple(marks))
        for ident, label, marks in kinds
        if marks
    )


def _gates(look: Look) -> Iterator[Mark]:
    for one in look.record.gates:
        if one.earliest is not None:
            late = f", {day(one.latest)} at the latest" if one.latest and one.latest != one.earliest else ""
            yield Mark("gate", one.earliest, f"{one.name}: {day(one.earliest)}{late}")


def _promises(look: Look) -> Iterator[Mark]:
    for one in look.record.promises:
        on = one.kept_on or one.promised_for
        if on is not None:
            yield Mark("promise", on.last, f"{one.name}: {'kept on' if one.kept_on else 'promised for'} {on}")


def _ends(look: Look) -> Iterator[Mark]:
    facts: tuple[ContractFact | SupportFact, ...] = (*look.record.contracts, *look.record.supports)
    for one in facts:
        if one.ends is not None:
            yield Mark("end", one.ends.last, f"{one.name} ends {one.ends}")


def _notices(look: Look) -> Iterator[Mark]:
    for one in look.record.contracts:
        if one.act_by is not None:
            yield Mark("notice", one.act_by, f"{one.name}: notice by {day(one.act_by)}")


def links_of(look: Look, wanted: str, prefix: Mapping[str, str]) -> tuple[Link, ...]:
    """The links that are drawn: `critical` for the critical path, else those that touch one package (its handle)."""
    if not wanted:
        return ()
    if wanted == "critical":
        pairs: Iterable[tuple[str, str, WaitKind]] = (
            (before, after, WaitKind.FINISH_START) for before, after in look.chain
        )
    else:
        pairs = (
            (one.follows, one.package, one.kind) for one in look.record.waits if wanted in (one.follows, one.package)
        )
    found = [_link(look, *one, prefix) for one in pairs]
    return tuple(one for one in found if one is not None)


def _link(look: Look, before: str, after: str, kind: WaitKind, prefix: Mapping[str, str]) -> Link | None:
    first, last = (look.days(look.by_key[key]) if key in look.by_key else None for key in (before, after))
    if first is None or last is None or before not in prefix or after not in prefix:
        return None
    leaves = first[1] if kind in (WaitKind.FINISH_START, WaitKind.FINISH_FINISH) else first[0]
    reaches = last[0] if kind in (WaitKind.FINISH_START, WaitKind.START_START) else last[1]
    return Link(prefix[before], leaves, prefix[after], reaches, (before, after) in look.chained)


def pages_of(groups: Sequence[Group], size: int = PAGE) -> tuple[tuple[Group, ...], ...]:
    """The groups cut into pages of so many rows at most; a group that is cut says which part of it a page shows."""
    pages: list[tuple[Group, ...]] = []
    held: list[Group] = []
    for group in groups:
        for piece in _pieces(group, size):
            if held and sum(len(one.packages) for one in held) + len(piece.packages) > size:
                pages.append(tuple(held))
                held = []
            held.append(piece)
    return (*pages, tuple(held)) if held or not pages else tuple(pages)


def _pieces(group: Group, size: int) -> Iterator[Group]:
    many = len(group.packages)
    for begin in range(0, many, size):
        some = group.packages[begin : begin + size]
        part = f", {begin + 1} to {begin + len(some)} of {many}" if many > size else ""
        yield Group(f"{group.name}{part}", some, f"{group.key}-{begin}")


def span_of(look: Look) -> tuple[date, date]:
    """The days from the first to the last that the plan itself names; today where it names none."""
    plan = look.record.plan
    days = [found for one in look.record.packages if (found := look.days(one))]
    firsts = [one for one, _ in days] + ([plan.starts_on.first] if plan.starts_on else [])
    lasts = [one for _, one in days] + ([plan.ends_by.last] if plan.ends_by else [])
    return min(firsts, default=look.record.on), max(lasts, default=look.record.on)


def summary_picture(look: Look, axis: Axis, ident: str = "timetable") -> SafeString:
    """The days to keep and a bar for each workstream, as one drawing for papers."""
    ground = Ground(axis, look.record.on, bands_of(look), ident)
    streams = tuple(row for group in groups_of(look, "workstream") if (row := _stream_row(look, group)) is not None)
    words = (
        f"{len(streams)} workstreams from {day(axis.first)} to {day(axis.last)}; the done part is filled, bands "
        "are days on which changes are frozen. The table says the same."
    )
    rows = [("Days to keep", key_rows(look)), ("Workstreams", streams)]
    return sheet(ground, rows if streams else (), title=f"Timetable: {look.record.plan.name}", description=words)


def _stream_row(look: Look, group: Group) -> Row | None:
    """A workstream from its first day to its last; nothing without dates."""
    days = [found for one in group.packages if (found := look.days(one))]
    if not days:
        return None
    span = min(first for first, _ in days), max(last for _, last in days)
    whole = sum(one.likely or 0 for one in group.packages)
    done = sum(_done(one) * (one.likely or 0) for one in group.packages)
    marks = tuple(
        Mark("milestone", found[1], f"{one.name}, {day(found[1])}")
        for one in group.packages
        if look.is_milestone(one) and (found := look.days(one))
    )
    owners = dict.fromkeys(swatch_number(owner) for one in group.packages for owner in look.whose(one))
    bar = Bar(*span, tuple(owners) or (8,), done / whole if whole else 0.0)
    return Row(f"stream-{group.key}-{group.name}", group.name, days_words(span), bar=bar, marks=marks)
