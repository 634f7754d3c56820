"""What plans write into papers: highlight reports of one plan, and plans and confidence in a joint progress report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404

from severalty.dispositions.queries.jointly import jointly
from severalty.engine.dates import day
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.transition.earned import Earned, earned_of
from severalty.engine.transition.packages import Colour, Transparency, WorkPackage, Workstream
from severalty.engine.transition.path import Path, path_of
from severalty.engine.transition.stated_colour import stated_words
from severalty.formats.documents import Block, Bullets, Paragraph, Table, TableColumn
from severalty.tenancy.permissions import Permission
from severalty.transition.binding import STEPS, WORKSTREAMS
from severalty.transition.queries.cut_overs import cut_overs_of, waiting
from severalty.transition.queries.drawn import drawn_plan
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.standing import baselines_of, earned_question, path_question
from severalty.transition.reports.go_tables import state_words
from severalty.transition.reports.standing import without_dates
from severalty.transition.reports.standing_tables import because_words
from severalty.web.parts import Fill, Writing

PERIOD_DAYS = 28
"""How long a period is where the head of a paper names none."""
_NOT_STATED = "not stated"


@dataclass(frozen=True)
class Highlights:
    """A plan as its highlight report tells of it, with the first and the last day of the period."""

    seen: SeenPlan
    earned: Earned
    path: Path
    first: date
    last: date
    has_baseline: bool

    def evidence(self) -> Evidence:
        """The weakest evidence among the packages."""
        return weakest(one.evidence for one in self.seen.record.packages)


def highlights(writing: Writing) -> Highlights | None:
    """The plan that a highlight report is about: its subject, else that of the viewer's organisation; once a paper."""
    return writing.once("highlights", lambda: _gathered(writing))


def _gathered(writing: Writing) -> Highlights | None:
    if not writing.viewer.may(Permission.PLAN_VIEW, writing.case):
        return None
    try:
        seen = drawn_plan(writing.viewer, writing.case, writing.subject, writing.on).seen
    except Http404:
        return None
    baselines = baselines_of(seen)
    last = writing.period[1] or writing.on
    first = writing.period[0] or last - timedelta(days=PERIOD_DAYS - 1)
    earned = earned_of(earned_question(seen, baselines[0].pk if baselines else "", min(last, writing.on)))
    return Highlights(seen, earned, path_of(path_question(seen, writing.on)), first, last, bool(baselines))


def _summary(writing: Writing, told: Highlights) -> Iterator[Block]:
    record = told.seen.record
    done = [one for one in record.packages if one.finished_on is not None]
    figures, inputs = writing.figures, ["work_packages"]
    many = figures.rows("Packages of the plan", len(record.packages), told.evidence(), inputs)
    finished = figures.rows("Packages that are finished", len(done), told.evidence(), inputs)
    words = f"“{record.plan.name}”, {day(told.first)} to {day(told.last)}: {finished} of {many} packages are finished."
    ends = max((one.ends for one in record.previous), default=None)
    if ends is not None and record.plan.ends_by is not None:
        spare = (record.plan.ends_by.last - ends).days
        side = "before" if spare >= 0 else "after"
        words += f" By its dates the last ends on {day(ends)}, {abs(spare)} days {side} {record.plan.ends_by}."
        lacking = without_dates(record)
        if lacking:
            none = figures.rows("Packages without a date", lacking, told.evidence(), inputs)
            words += f" Without a date are {none}, so that when the whole ends cannot be said."
    yield Paragraph(words, numbered=True)
    if told.last > writing.on:
        yield Paragraph(f"The period is not over: this is how things stand on {day(writing.on)}.", numbered=True)
    if told.has_baseline and writing.viewer.may(Permission.MONEY_VIEW, writing.case):
        yield Paragraph(" ".join(told.earned.sentences), numbered=True)


def _done(_: Writing, told: Highlights) -> Iterator[Block]:
    packages = told.seen.record.packages
    finished = [one for one in packages if _within(told, one.finished_on)]
    started = [one for one in packages if _within(told, one.started_on) and one not in finished]
    if finished:
        yield Paragraph("Finished:")
        yield Bullets(tuple(f"{one.name}, {one.finished_on}" for one in finished))
    if started:
        yield Paragraph("Started:")
        yield Bullets(tuple(f"{one.name}, {one.started_on}{_percent(one)}" for one in started))


def _percent(package: WorkPackage) -> str:
    return "" if package.percent_done is None else f"; {package.percent_done} % done"


def _within(told: Highlights, on: object) -> bool:
    first, last = getattr(on, "first", None), getattr(on, "last", None)
    return first is not None and last is not None and told.first <= last and first <= told.last


def _coming(_: Writing, told: Highlights) -> Iterator[Block]:
    until = told.last + (told.last - told.first) + timedelta(days=1)
    names = {one.key: one for one in told.seen.record.packages}
    rows = [
        (names[one.package].name, str(day(one.starts)), str(day(one.ends)))
        for one in sorted(told.seen.record.previous, key=lambda one: (one.starts, one.package))
        if one.package in names and told.last < one.starts <= until and names[one.package].started_on is None
    ]
    if rows:
        columns = (TableColumn("Package", width_share=3), TableColumn("Begins"), TableColumn("Ends"))
        yield Table(f"Begins by {day(until)}", columns, tuple(rows))


def _dates(_: Writing, told: Highlights) -> Iterator[Block]:
    planned = {one.package: one for one in told.seen.record.previous}
    rows = []
    for stream in told.seen.record.workstreams:
        ends = [
            planned[one.key].ends for one in told.seen.record.packages
            if one.workstream == stream.key and one.key in planned
        ]  # fmt: skip
        later = [one.later for one in told.earned.standings if one.group == stream.key and one.later is not None]
        shift = "no baseline" if not told.has_baseline else f"{max(later)} working days" if later else _NOT_STATED
        rows.append((stream.name, str(day(max(ends))) if ends else "no dates yet", shift))
    if rows:
        columns = (TableColumn("Workstream", width_share=2), TableColumn("Last package ends"),
                   TableColumn("Latest against the baseline"))  # fmt: skip
        yield Table("When each workstream ends", columns, tuple(rows))


def _path(_: Writing, told: Highlights) -> Iterator[Block]:
    rows = tuple(
        (one.workstream.name, one.colour.value, because_words(one), one.stated.value,
         stated_words(one.workstream) or _NOT_STATED)
        for one in told.path.streams
    )  # fmt: skip
    columns = (TableColumn("Workstream"), TableColumn("Colour"), TableColumn("Because", width_share=3),
               TableColumn("As its steps state"), TableColumn("As a person states", width_share=2))  # fmt: skip
    if rows:
        yield Table("How well each workstream is defined", columns, rows)
    steps = [one for stream in told.path.streams for one in stream.steps if one.step.done_on is None]
    lines = tuple(
        (one.step.element or one.step.name, one.step.action or _NOT_STATED, one.step.owner or _NOT_STATED,
         f"{one.step.due or _NOT_STATED}{' (overdue)' if one.overdue else ''}")
        for one in steps
    )  # fmt: skip
    if lines:
        heads = (TableColumn("Element"), TableColumn("What moves it on", width_share=3),
                 TableColumn("Owner", width_share=2), TableColumn("Due"))  # fmt: skip
        yield Table("What moves it on", heads, lines)


def _budget(writing: Writing, told: Highlights) -> Iterator[Block]:
    if not writing.viewer.may(Permission.MONEY_VIEW, writing.case):
        return
    packages = told.seen.record.packages
    spent = [one.spent for one in packages if one.spent is not None]
    if spent:
        words = writing.figures.money("Spent on the plan", sum(spent), told.evidence(), inputs=["work_packages"])
        yield Paragraph(f"Spent so far, where anybody has said so: {words}.", numbered=True)
    if told.has_baseline and told.earned.as_planned is not None:
        words = writing.figures.money(
            "Cost in the end, if the rest costs what was planned", told.earned.as_planned, told.evidence(),
            inputs=["work_packages", "baseline_dates"],
        )  # fmt: skip
        yield Paragraph(f"In the end, if the rest costs what was planned: {words}.", numbered=True)


def _words(writing: Writing, told: Highlights) -> Iterator[Block]:
    """What all make at one time and that has not every council's go, with who is missing or says no."""
    joint = cut_overs_of(writing.viewer, writing.case, told.seen.row.pk)
    rows = tuple((one.name, state_words(one), one.row.rollback or _NOT_STATED) for one in waiting(joint))
    if not rows:
        return
    inputs = ["cut_over_rules", "cut_over_members"]
    many = writing.figures.rows("Cut-overs that have not every council’s go", len(rows), told.evidence(), inputs)
    together = sum(one.standing.together for one in joint)
    have = "has" if len(rows) == 1 else "have"
    several = "cut-over" if together == 1 else "cut-overs"
    words = f"Of {together} {several} that all make at one time, {many} {have} not every council’s go yet."
    yield Paragraph(words, numbered=True)
    columns = (TableColumn("Cut-over", width_share=3), TableColumn("Go or no go", width_share=2),
               TableColumn("Point of no return"))  # fmt: skip
    yield Table("Cut-overs that have not every council’s go", columns, rows)


def _decisions(writing: Writing, told: Highlights) -> Iterator[Block]:
    yield from _words(writing, told)
    waiting: dict[str, int] = {}
    for one in told.seen.record.waits:
        waiting[one.follows] = waiting.get(one.follows, 0) + 1
    rows = [
        (gate.name, "not known" if gate.earliest is None else str(day(gate.earliest)), f"{waiting.get(gate.key, 0):,}")
        for gate in sorted(told.seen.record.gates, key=lambda gate: (gate.earliest or date.max, gate.name))
        if gate.earliest is None or gate.earliest > told.last
    ]
    if rows:
        columns = (TableColumn("Matter", width_share=3), TableColumn("Counts from, at the earliest"),
                   TableColumn("Packages that wait", "right"))  # fmt: skip
        yield Table("Decisions that work waits for", columns, tuple(rows))


_HIGHLIGHT: dict[str, Callable[[Writing, Highlights], Iterator[Block]]] = {
    "summary": _summary, "done in the period": _done, "coming next": _coming, "dates": _dates,
    "plans and confidence": _path, "budget": _budget, "decisions": _decisions,
}  # fmt: skip


def _filling(tell: Callable[[Writing, Highlights], Iterator[Block]]) -> Fill:
    def fill(writing: Writing) -> Iterator[Block]:
        told = highlights(writing)
        if told is not None:
            yield from tell(writing, told)

    return fill


def jointly_told(writing: Writing) -> Iterator[Block]:
    """How much one council shows of its plan, and its path to planning confidence, as all partners see them."""
    if not writing.about or not writing.viewer.may(Permission.PLAN_VIEW, writing.case):
        return
    streams = jointly(writing.viewer, writing.case, WORKSTREAMS).filter(council__key=writing.about)
    for row in streams.select_related("item").order_by("pk"):
        if row.transparency != Transparency.UNKNOWN.value:
            yield Paragraph(f"What the others are shown of the plan: {row.transparency}.", numbered=True)
        said = stated_words(_with_colour(row))
        if said:
            words = _sentence(f"Planning confidence of “{row.item.name}” as a person sees it, not calculated: {said}")
            yield Paragraph(words, numbered=True)
    rows = jointly(writing.viewer, writing.case, STEPS).filter(
        workstream__in=streams.values("pk"), done_on__isnull=True
    ).select_related("item").order_by("due", "item__key")  # fmt: skip
    lines = tuple(
        (row.element or row.item.name, row.colour if row.colour != Colour.UNKNOWN.value else _NOT_STATED,
         " ".join(filter(None, (_sentence(row.reason), _sentence(row.action)))) or _NOT_STATED,
         str(row.due or _NOT_STATED))
        for row in rows
    )  # fmt: skip
    if lines:
        columns = (TableColumn("Workstream", width_share=2), TableColumn("Colour"),
                   TableColumn("What is lacking, and what moves it on", width_share=4), TableColumn("Due"))  # fmt: skip
        yield Table("Path to increasing planning confidence", columns, lines)


def _with_colour(row: Any) -> Workstream:
    """What a row says of the colour that a person states for the workstream."""
    return Workstream(
        key=row.item.key, name=row.item.name, plan="", colour=Colour(row.colour), colour_by=row.colour_by,
        colour_on=row.colour_on, colour_because=row.colour_because,
    )  # fmt: skip


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def sections() -> Iterable[tuple[tuple[str, str], Fill]]:
    """What plans write, by the kind of paper and the section."""
    yield from ((("highlight", section), _filling(tell)) for section, tell in _HIGHLIGHT.items())
    yield ("progress", "plans and confidence"), jointly_told
