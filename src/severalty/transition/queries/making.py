"""What packages dispositions ask for by templates: a council's own before those that come with the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from severalty.decisions.queries.making import evidence_in
from severalty.dispositions.binding import DISPOSITIONS
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import digest
from severalty.engine.transition.drafts_chosen import without
from severalty.engine.transition.packages import WorkPackage
from severalty.engine.transition.record import DispositionFact
from severalty.engine.transition.resources import Team
from severalty.engine.transition.templates import Drafting as Asked
from severalty.engine.transition.templates import Drafts, packages_from
from severalty.estate.queries import CONFIGURATION_ITEMS
from severalty.formats.work_templates import shipped_templates
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.actions import Refused
from severalty.tenancy.binding import Lookup, record_of
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.queries import organisations_of
from severalty.transition.binding import PACKAGES, TEAMS, TEMPLATE_STEPS, TEMPLATES, WORKSTREAMS

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@dataclass(frozen=True)
class Choice:
    """What somebody chose of what would be made: keys of packages that are left out, and teams by skill in small
    letters."""

    left_out: frozenset[str] = frozenset()
    teams: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposed:
    """The packages that could be made, with what they wait for and need, spelled as files spell them.

    `every` are all of them, made from what was `asked`; `seen` is their fingerprint, whatever is chosen of them.
    """

    case: Case
    asked: Asked
    own_templates: frozenset[str]
    every: Drafts
    seen: str

    @property
    def teams(self) -> Mapping[str, str]:
        """The names of the teams that could be chosen, by key."""
        return {one.key: one.name for one in self.asked.teams}


def workstreams_of(viewer: Viewer, case: Case, plan: str) -> list[tuple[str, str]]:
    """The viewer's own workstreams of a plan: reference and name."""
    rows = WORKSTREAMS.rows_for(viewer, case).filter(plan=plan, item__recorded_by=viewer.organisation)
    return [(row.pk, row.item.name) for row in rows.order_by("order", "item__name")]


def proposed(viewer: Viewer, case: Case, workstream: str) -> Proposed:
    """What the dispositions for the viewer's own council ask for, in one of its workstreams. As many queries however
    many there are. Raises Refused where the workstream is not the viewer's own."""
    own = viewer.organisation
    drafting = Drafting(viewer, case)
    row = next((one for one, _ in drafting.existing(WORKSTREAMS).values() if one.pk == workstream), None)
    if own is None or row is None or row.item.recorded_by_id != own.pk:
        raise Refused("Packages are made in a workstream of your own organisation.")
    name = drafting.lookup.name_of(workstream, WORKSTREAMS.table, own.pk)
    shipped = shipped_templates()
    templates = [one for _, one in drafting.existing(TEMPLATES).values()]
    steps = [one for _, one in drafting.existing(TEMPLATE_STEPS).values()]
    held = Asked(
        tuple(_facts(viewer, case, own.pk, drafting.lookup)), (*templates, *shipped.templates),
        (*steps, *shipped.steps), {own.key: name},
        tuple(_teams(drafting, own.pk)), tuple(one.key for _, one in drafting.existing(PACKAGES).values()),
        {one.key: one.name for one in organisations_of(case)},
    )  # fmt: skip
    own_templates = frozenset(one.key for one in templates)
    every = _ours(packages_from(held), case, own_templates)
    seen = digest([list(every.packages), list(every.waits), list(every.needs)])[:16]
    return Proposed(case, held, own_templates, every, seen)


def chosen_of(found: Proposed, choice: Choice) -> Drafts:
    """What is made of all that could be: without what is left out, with the teams that were chosen. No query."""
    chosen = {skill: key for skill, key in choice.teams.items() if key in found.teams}
    made = _ours(packages_from(replace(found.asked, chosen=chosen)), found.case, found.own_templates)
    return without(made, choice.left_out)


def _ours(made: Drafts, case: Case, own_templates: frozenset[str]) -> Drafts:
    """Drafts as they are written: for the council alone, with the evidence of the case."""
    evidence = evidence_in(case)
    return replace(
        made, packages=tuple(_own(one, case, own_templates) for one in made.packages),
        waits=tuple(replace(one, evidence=evidence) for one in made.waits),
        needs=tuple(replace(one, evidence=evidence) for one in made.needs),
    )  # fmt: skip


def _own(package: WorkPackage, case: Case, own_templates: frozenset[str]) -> WorkPackage:
    """A package for the council alone; a template that is no record is named in the source of the estimate."""
    known = package.template in own_templates
    evidence = Evidence.ILLUSTRATIVE if case.illustrative else package.evidence
    return replace(package, audience=Audience.HOLDERS, evidence=evidence, template=package.template if known else "")


def _teams(drafting: Drafting, own: int) -> list[Team]:
    return [
        replace(one, key=drafting.lookup.name_of(row.pk, TEAMS.table, own))
        for row, one in drafting.existing(TEAMS).values()
    ]


def _facts(viewer: Viewer, case: Case, own: int, lookup: Lookup) -> list[DispositionFact]:
    """The dispositions for the viewer's own council that it may see, the own record before another's; by thing.

    A thing about which the council has entered a package of its own is left out: its work is planned. One of which a
    template has made some packages stays, so that those which were left out can be made yet.
    """
    council = viewer.organisation.key if viewer.organisation else ""
    rows = DISPOSITIONS.rows_for(viewer, case).filter(council=own).exclude(route=Route.UNDECIDED.value)
    found = {}
    for row in rows.order_by("pk"):
        if row.thing_id not in found or row.item.recorded_by_id == own:
            found[row.thing_id] = row
    planned = PACKAGES.rows_for(viewer, case).filter(item__recorded_by=own, thing__in=list(found))
    for ref, key in planned.values_list("thing", "item__key"):
        thing = lookup.items[ref][1] if ref in lookup.items else ""
        if not key.endswith((f" {thing} for {council}", f" {thing}")):
            found.pop(ref, None)
    things = dict(visible_items(viewer, case).filter(pk__in=list(found)).values_list("pk", "name"))
    items = CONFIGURATION_ITEMS.rows_for(viewer, case).filter(pk__in=list(found))
    classes = dict(items.values_list("pk", "item_class"))
    facts = []
    for ref, row in sorted(found.items()):
        if ref in things and ref in lookup.items:
            record = record_of(DISPOSITIONS, row, lookup)
            facts.append(DispositionFact(
                record.key, lookup.name_of(ref, "item", own), record.council, record.route, things[ref],
                lookup.items[ref][0], str(classes.get(ref, "")), record.by_when, record.one_off_cost,
                record.annual_cost,
            ))  # fmt: skip
    return facts
