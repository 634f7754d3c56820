"""Packages of work from dispositions: what templates make, and that nothing edited is made again."""

from dataclasses import replace

import pytest

from severalty.engine.dispositions.dispositions import Route
from severalty.engine.transition.circles import CircleLink, circles_of
from severalty.engine.transition.drafts_chosen import totals_of, without
from severalty.engine.transition.packages import Maturity, PackageKind, TaskCalendar
from severalty.engine.transition.progress import TemplateStep
from severalty.engine.transition.record import DispositionFact, PlanError
from severalty.engine.transition.resources import Team
from severalty.engine.transition.templates import Drafting, follows_of, packages_from, template_for
from severalty.engine.transition.weekends import weekend_faults
from severalty.formats.work_templates import shipped_templates
from tests.engine.transition.plans import on

SHIPPED = shipped_templates()
STREAMS = {"alder": "alder-stream", "stan": "stan-stream", "": "handover"}


def fact(thing: str = "crm", council: str = "alder", **more: object) -> DispositionFact:
    """A disposition of an application that is moved."""
    held = {"key": f"d-{thing}-{council}", "thing": thing, "council": council, "route": Route.MOVE, "thing_name": "CRM"}
    return DispositionFact(**{**held, "item_class": "application", **more})  # type: ignore[arg-type]


def drafting(*facts: DispositionFact, **more: object) -> Drafting:
    """What is to be drafted by the shipped templates."""
    held = {"dispositions": facts, "templates": SHIPPED.templates, "steps": SHIPPED.steps, "workstreams": STREAMS}
    return Drafting(**{**held, **more})  # type: ignore[arg-type]


def test_a_disposition_makes_the_steps_of_its_template_in_order() -> None:
    drafts = packages_from(drafting(fact(by_when=on("2026-10-30"))))
    assert [one.kind for one in drafts.packages][-3:] == [
        PackageKind.CUT_OVER,
        PackageKind.HYPERCARE,
        PackageKind.DECOMMISSION,
    ]
    cut_over = next(one for one in drafts.packages if one.kind is PackageKind.CUT_OVER)
    assert (cut_over.workstream, cut_over.thing, cut_over.council) == ("alder-stream", "crm", "alder")
    assert cut_over.wanted_by == on("2026-10-30")
    lag = next(one.lag for one in drafts.waits if one.package == cut_over.key)
    assert lag == 5


def test_a_step_done_at_a_weekend_makes_packages_that_are() -> None:
    steps = tuple(
        replace(one, calendar=TaskCalendar.WEEKEND) if one.kind == PackageKind.CUT_OVER else one
        for one in SHIPPED.steps
    )
    drafts = packages_from(drafting(fact(), steps=steps))
    assert {one.kind for one in drafts.packages if one.calendar is TaskCalendar.WEEKEND} == {PackageKind.CUT_OVER}


def test_a_step_that_no_weekend_can_hold_is_named() -> None:
    step = TemplateStep(
        template="rehost", step="go", name="Go", kind="cut-over", low=1, likely=2, high=5, calendar=TaskCalendar.WEEKEND
    )
    assert [(one.column, one.found) for one in weekend_faults(step)] == [("high", "5 days")]
    assert weekend_faults(replace(step, calendar=TaskCalendar.WORKING_DAYS)) == ()
    assert weekend_faults(replace(step, kind="milestone")) == ()


def test_what_is_taken_down_for_all_is_drafted_once_and_waits_for_every_council() -> None:
    drafts = packages_from(drafting(fact(), fact(council="stan")))
    down = [one for one in drafts.packages if one.kind is PackageKind.DECOMMISSION]
    assert [(one.workstream, one.council) for one in down] == [("handover", "")]
    assert len([one for one in drafts.waits if one.package == down[0].key]) == 2


def test_what_exists_is_never_drafted_again() -> None:
    first = packages_from(drafting(fact()))
    keys = tuple(one.key for one in first.packages)
    again = packages_from(drafting(fact(), keys=keys))
    assert (again.packages, again.waits, again.needs) == ((), (), ())
    assert set(again.kept) == set(keys)
    without = packages_from(drafting(fact(), keys=tuple(f"work_packages:{one}@alder" for one in keys[1:])))
    assert [one.key for one in without.packages] == [keys[0]]


def test_teams_with_the_skill_are_proposed_and_a_missing_skill_is_told() -> None:
    ours = Team(key="ours", name="Ours", council="alder", skills="Servers; Applications")
    theirs = Team(key="theirs", name="Theirs", council="one", skills="Servers")
    drafts = packages_from(drafting(fact(), teams=(theirs, ours)))
    assert {one.team for one in drafts.needs} == {"ours"}
    lacking = {one.skill: len(one.packages) for one in drafts.skills}
    assert lacking == {"Architecture": 1, "Information governance": 1}
    chosen = packages_from(drafting(fact(), teams=(theirs, ours), chosen={"architecture": "theirs"}))
    [added] = [one for one in chosen.needs if one.team == "theirs"]
    assert added.skill == "", "a team that is chosen is not asked for a skill that it has not, or nothing gets a date"
    assert [one.team for one in chosen.skills] == ["theirs", ""]


def test_what_is_left_out_leaves_the_order_of_the_rest() -> None:
    """Without test and rehearsal the cut-over waits for the build and the rule on data, five days later."""
    drafts = packages_from(drafting(fact()))
    keys = {one.key.partition(" ")[0]: one.key for one in drafts.packages}
    left = without(drafts, [keys["test"], keys["rehearse"]])
    assert len(left.packages) == len(drafts.packages) - 2
    waits = {(one.package, one.follows): one.lag for one in left.waits}
    assert waits[keys["cut-over"], keys["build"]] == 5
    assert waits[keys["cut-over"], keys["data-rule"]] == 5
    known = {one.key for one in left.packages}
    assert all(one.package in known and one.follows in known for one in left.waits)
    before, after = totals_of(drafts), totals_of(left)
    assert (before.likely - after.likely, before.packages - after.packages) == (7, 2)


def test_the_template_for_the_class_comes_before_one_for_all_and_a_councils_own_before_ours() -> None:
    identity = fact(item_class="identity", route=Route.SPLIT)
    assert template_for(identity, SHIPPED.templates).key == "tenancy-split"  # type: ignore[union-attr]
    own = replace(SHIPPED.templates[0], key="own", name="Our own way")
    assert template_for(fact(), (own, *SHIPPED.templates)) == own
    assert template_for(fact(route=Route.KEEP_SHARED), SHIPPED.templates) is None


def test_what_has_no_estimate_is_undefined_and_what_has_no_template_is_told() -> None:
    step = TemplateStep(template="rehost", step="only", name="Only")
    drafts = packages_from(drafting(fact(), fact(thing="kept", route=Route.KEEP_SHARED), steps=(step,)))
    assert [(one.likely, one.maturity) for one in drafts.packages] == [(None, Maturity.UNDEFINED)]
    assert any("No template fits the route “keep shared”" in note for note in drafts.notes)


def test_lags_are_read_and_steps_that_are_not_there_are_named() -> None:
    step = TemplateStep(template="rehost", step="b", name="B", follows="a +5; test -2; done")
    assert [(one.step, one.lag) for one in follows_of(step).follows] == [("a", 5), ("test", -2), ("done", 0)]
    with pytest.raises(PlanError, match="which it does not have"):
        packages_from(drafting(fact(), steps=(step,)))


@pytest.mark.parametrize("template", SHIPPED.templates, ids=lambda one: one.key)
def test_shipped_templates_can_be_worked(template: object) -> None:
    steps = [one for one in SHIPPED.steps if one.template == template.key]  # type: ignore[attr-defined]
    known = {one.step for one in steps}
    kinds = {one.value for one in PackageKind}
    routes = {one.value for one in Route}
    assert {word.strip() for word in template.routes.split(";")} <= routes  # type: ignore[attr-defined]
    links = []
    for step in steps:
        assert step.kind in kinds
        assert step.low <= step.likely <= step.high  # type: ignore[operator]
        assert {one.step for one in follows_of(step).follows} <= known
        links += [CircleLink(one.step, step.step) for one in follows_of(step).follows]
    assert not circles_of(links).circles
