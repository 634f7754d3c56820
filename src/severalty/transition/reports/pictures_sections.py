"""What plans write into papers beside highlights: timetable, waves, how sure, and money of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.module_loading import import_string

from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.record import PlanError
from severalty.engine.transition.weekends import works_weekends
from severalty.formats.documents import Block, Note, Paragraph, Picture
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.drawn import Drawn, drawn_plan, plans_of
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.budget_table import budget_table, evidence_of, lines_of
from severalty.transition.reports.confidence_table import Told, confidence_blocks, curve_picture, headline
from severalty.transition.reports.pictures import Group, groups_of, span_of, summary_picture
from severalty.transition.reports.pictures_look import Look, explained, plain_look
from severalty.transition.reports.timetable_table import paper_table
from severalty.transition.reports.wave_table import board_of, waves_table
from severalty.web.axes import axis_of, fitting
from severalty.web.parts import Fill, Writing

if TYPE_CHECKING:
    from collections.abc import Sequence

SIMULATED = "severalty.transition.reports.simulated.simulated"
MOST_ROWS = 60
EDGE = timedelta(days=14)  # room for a mark on the last day


@dataclass(frozen=True)
class Written:
    """The plan that a paper is about."""

    drawn: Drawn
    look: Look
    told: Told | None
    why_not: str


def written(writing: Writing) -> Written | None:
    """The plan that a paper is about, as its writer may see it; once a paper. Nothing where it is about none."""
    return writing.once("written plan", lambda: _gathered(writing))


def _gathered(writing: Writing) -> Written | None:
    if not writing.viewer.may(Permission.PLAN_VIEW, writing.case):
        return None
    known = {one.pk for one in plans_of(writing.viewer, writing.case)}
    if writing.subject not in known and not (writing.kind == "highlight" and not writing.subject):
        return None
    try:
        drawn = drawn_plan(writing.viewer, writing.case, writing.subject, writing.on)
    except Http404:
        return None
    look = explained(plain_look(drawn.seen.record, drawn.approved, drawn.organisations))
    return Written(drawn, look, *_simulated(drawn, look))


def _simulated(drawn: Drawn, look: Look) -> tuple[Told | None, str]:
    try:
        laid, found = import_string(SIMULATED)(look.record, risk_events(drawn.seen))
    except (PlanError, NetworkError) as error:
        return None, str(error)
    weekends = any(works_weekends(one) for one in look.record.packages)
    return Told(found, laid.day_at, look.name, evidence_of(look), weekends), ""


def timetable(_: Writing, plan: Written) -> Iterator[Block]:
    """The picture of the workstreams, then what is critical, joint or a milestone, as a table."""
    look = plan.look
    first, last = span_of(look)
    picture = summary_picture(look, axis_of(first, last + EDGE, fitting(first, last)))
    if picture:
        yield Picture(
            picture.encode(), f"Workstreams and days to keep of {look.record.plan.name}.",
            f"Timetable of {look.record.plan.name}",
        )  # fmt: skip
    chosen = [one for one in look.packages if _matters(look, one)]
    groups = groups_of(look, "workstream", chosen[:MOST_ROWS])
    if groups:
        yield paper_table(look, groups, "What is critical, what all do together, and milestones")
    if len(chosen) > MOST_ROWS:
        yield Paragraph(f"{len(chosen) - MOST_ROWS} more stand in the plan itself.")


def _matters(look: Look, package: WorkPackage) -> bool:
    """Whether members are told of a package by name."""
    joint = {one.package for one in look.record.members}
    return package.key in look.critical or package.key in joint or package.kind is PackageKind.MILESTONE


def every_date(_: Writing, plan: Written) -> Iterator[Block]:
    """Every package with its dates."""
    groups: Sequence[Group] = groups_of(plan.look, "workstream")
    if groups:
        yield paper_table(plan.look, groups, "Every package and its dates")


def waves(_: Writing, plan: Written) -> Iterator[Block]:
    """The waves, how full they are, and what goes in them."""
    board = board_of(plan.look, {})
    if plan.look.record.waves:
        yield waves_table(plan.look, board)


def how_sure(_: Writing, plan: Written) -> Iterator[Block]:
    """The chance of the fixed end, the bands, and what is not defined; or why it cannot be told."""
    if plan.told is None:
        if plan.look.record.packages:
            yield Note(f"How sure the plan is cannot be worked out. {plan.why_not}")
        return
    curve = curve_picture(plan.told)
    if curve:
        yield Picture(curve.encode(), headline(plan.told) or "A curve of dates by chance.", "Confidence curve")
    yield from confidence_blocks(plan.told)


def money(writing: Writing, plan: Written) -> Iterator[Block]:
    """The budget by council, year and kind of money, for whom may see money."""
    if not writing.viewer.may(Permission.MONEY_VIEW, writing.case):
        return
    lines = lines_of(plan.look)
    if not lines:
        return
    known, figures = evidence_of(plan.look), writing.figures
    inputs = ["plan_budgets", "work_packages"]
    forecast = figures.money("Forecast of the plan", sum(one.forecast for one in lines), known, inputs=inputs)
    held = figures.money("Budgets of the plan", sum(one.budget or 0 for one in lines), known, inputs=inputs)
    yield Paragraph(f"{forecast} is forecast; budgets of {held} are on record.", numbered=True)
    yield budget_table(plan.look, lines)


_TOLD: dict[tuple[str, str], tuple[Callable[[Writing, Written], Iterator[Block]], ...]] = {
    ("committee", "considerations"): (timetable, waves, how_sure),
    ("committee", "financial"): (money,),
    ("highlight", "dates"): (how_sure,),
    ("highlight", "budget"): (money,),
    ("highlight", "appendices"): (timetable, waves, every_date),
}


def _filling(tells: Iterable[Callable[[Writing, Written], Iterator[Block]]]) -> Fill:
    def fill(writing: Writing) -> Iterator[Block]:
        plan = written(writing)
        for tell in tells if plan is not None else ():
            yield from tell(writing, plan)  # type: ignore[arg-type]

    return fill


def drawn_sections() -> Iterator[tuple[tuple[str, str], Fill]]:
    """What the plan of a paper is told as, by the kind of paper and the section."""
    yield from ((place, _filling(tells)) for place, tells in _TOLD.items())
