"""Packages of work from dispositions: what a template makes of a thing that takes a route for a council.

What is already there is never written again, so that nothing which somebody has edited is lost: a package that a
template made is known by its key, and only what is lacking is drafted.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from severalty.engine.dates import PartialDate
from severalty.engine.evidence import Evidence
from severalty.engine.transition.drawing_parts import listed
from severalty.engine.transition.packages import Maturity, PackageKind, PackageNeed, PackageWait, WorkPackage
from severalty.engine.transition.progress import TemplateStep, WorkTemplate
from severalty.engine.transition.record import DispositionFact, PlanError
from severalty.engine.transition.resources import Team


@dataclass(frozen=True)
class Drafting:
    """What packages are to be made from.

    `workstreams` gives the key of the workstream for each council, and under "" that of what all do together. `keys`
    are the keys of the packages that exist already. Of two templates that fit, the one for fewer classes is taken, then
    the one that comes first: a council's own stand before those that are shipped. `chosen` are the keys of teams that
    somebody has chosen for skills that no team has on record, by skill in small letters; empty for none.
    """

    dispositions: tuple[DispositionFact, ...]
    templates: tuple[WorkTemplate, ...]
    steps: tuple[TemplateStep, ...]
    workstreams: Mapping[str, str]
    teams: tuple[Team, ...] = ()
    keys: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SkillAsked:
    """A skill that packages ask for and no team has on record, with their keys; `team` is the one chosen for it."""

    skill: str
    packages: tuple[str, ...]
    team: str = ""


@dataclass(frozen=True)
class Drafts:
    """Packages to be entered, with what they wait for and the teams that they need.

    `kept` are the keys of packages that exist and stay as they are; `notes` say what was not drafted, and why. `skills`
    are those that no team has.
    """

    packages: tuple[WorkPackage, ...] = ()
    waits: tuple[PackageWait, ...] = ()
    needs: tuple[PackageNeed, ...] = ()
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    skills: tuple[SkillAsked, ...] = ()


@dataclass(frozen=True)
class Follow:
    """A step that another waits for, with a lag in working days; below nought it is an overlap."""

    step: str
    lag: int = 0


@dataclass(frozen=True)
class Follows:
    """What a step waits for."""

    follows: tuple[Follow, ...]


def follows_of(step: TemplateStep) -> Follows:
    """What the text of a step says that it waits for: `test; build +5`. Raises PlanError for what cannot be read."""
    found = []
    for word in (one.strip() for one in step.follows.split(";")):
        if not word:
            continue
        match = re.fullmatch(r"(.*?)\s*([+−-]\s*\d{1,3})?", word)
        if match is None or not match[1]:
            raise PlanError(f"Step {step.step} waits for {word!r}; write steps with ; between, and a lag as +5.")
        lag = (match[2] or "0").replace("−", "-").replace(" ", "")
        found.append(Follow(match[1], int(lag)))
    return Follows(tuple(found))


def template_for(fact: DispositionFact, templates: Sequence[WorkTemplate]) -> WorkTemplate | None:
    """The template that fits a disposition best; None where none does."""
    fitting = [one for one in templates if _fits(fact, one)]
    return min(fitting, key=lambda one: (len(_words(one.classes)) or 1_000, templates.index(one)), default=None)


def packages_from(drafting: Drafting) -> Drafts:
    """The packages that the dispositions ask for and that do not exist yet.

    What is taken down for all is drafted once, after the last council has gone over, where a workstream for all is
    given. Raises PlanError where a template waits for a step that it does not have.
    """
    made = _Made(drafting)
    for fact in sorted(drafting.dispositions, key=lambda one: (one.thing, one.council)):
        template = template_for(fact, drafting.templates)
        name = fact.thing_name or drafting.names.get(fact.thing, _key(fact.thing))
        if template is None:
            made.unfitting.setdefault(fact.route, []).append(name)
        elif fact.council not in drafting.workstreams:
            made.notes.append(f"{name}: no workstream of this plan is for {drafting.names.get(fact.council, 'it')}.")
        else:
            made.take(fact, template, name)
    return made.drafts()


def skill_of(team: Team, asked: str) -> str:
    """A skill as the team's own record spells it, be it in the singular or the plural; empty where it has not."""
    wanted = _stem(asked)
    return next((word.strip() for word in team.skills.split(";") if word.strip() and _stem(word) == wanted), "")


def _stem(word: str) -> str:
    return word.strip().lower().removesuffix("s")


def _words(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(";") if word.strip()]


def _fits(fact: DispositionFact, template: WorkTemplate) -> bool:
    classes = _words(template.classes)
    kind = {fact.item_class.lower(), fact.table.replace("_", " ").lower(), fact.table.lower()} - {""}
    return str(fact.route).lower() in _words(template.routes) and (not classes or bool(kind & set(classes)))


def _key(handle: str) -> str:
    """The key within a handle; a plain key stays as it is."""
    return (handle.partition(":")[2] or handle).partition("@")[0]


class _Made:
    """Drafts while they are made."""

    def __init__(self, drafting: Drafting) -> None:
        self.given = drafting
        self.existing = {_key(one) for one in drafting.keys}
        self.packages: dict[str, WorkPackage] = {}
        self.waits: dict[tuple[str, str], PackageWait] = {}
        self.needs: dict[tuple[str, str], PackageNeed] = {}
        self.kept: dict[str, None] = {}
        self.notes: list[str] = []
        self.unfitting: dict[str, list[str]] = {}
        self.asked: dict[str, list[str]] = {}

    def drafts(self) -> Drafts:
        """What has been made."""
        unfitting = [
            f"No template fits the route “{route}”; where there is work, enter packages yourself for: {listed(names)}."
            for route, names in sorted(self.unfitting.items())
        ]
        chosen = self.given.chosen
        skills = tuple(
            SkillAsked(skill, tuple(keys), chosen.get(skill.lower(), "")) for skill, keys in sorted(self.asked.items())
        )
        return Drafts(
            tuple(self.packages.values()),
            tuple(self.waits.values()),
            tuple(self.needs.values()),
            tuple(self.kept),
            tuple(dict.fromkeys((*self.notes, *unfitting))),
            skills,
        )

    def take(self, fact: DispositionFact, template: WorkTemplate, name: str) -> None:
        """Every step of a template for one thing and one council."""
        steps = [one for one in self.given.steps if one.template == template.key]
        keys = {one.step: self._key_of(fact, one) for one in steps}
        if not steps:
            self.notes.append(f"The template {template.name} has no steps; {name} gets no packages.")
        last = steps[-1].step if steps else ""
        for step in steps:
            key = keys[step.step]
            fresh = key not in self.existing
            if not fresh:
                self.kept[key] = None
            elif key not in self.packages:
                due = fact.by_when if step.step == last or self._ends(step) else None
                self.packages[key] = self._package(fact, template, step, name, due)
                self._need(step, key, fact)
            if fresh:
                for follow in follows_of(step).follows:
                    self._wait(template, keys, key, follow)

    def _key_of(self, fact: DispositionFact, step: TemplateStep) -> str:
        council = "" if self._is_joint(step) else f" for {_key(fact.council)}"
        return f"{step.step} {_key(fact.thing)}{council}"[:300]

    def _is_joint(self, step: TemplateStep) -> bool:
        return step.kind == PackageKind.DECOMMISSION and "" in self.given.workstreams

    @staticmethod
    def _ends(step: TemplateStep) -> bool:
        return step.kind in (PackageKind.CUT_OVER, PackageKind.TRANSFER)

    def _package(
        self, fact: DispositionFact, template: WorkTemplate, step: TemplateStep, name: str, due: PartialDate | None
    ) -> WorkPackage:
        council = "" if self._is_joint(step) else fact.council
        for_whom = f" for {self.given.names.get(council, _key(council))}" if council else ""
        kinds = {one.value: one for one in PackageKind}
        return WorkPackage(
            key=self._key_of(fact, step),
            name=f"{step.name}: {name}{for_whom}",
            workstream=self.given.workstreams[council],
            kind=kinds.get(step.kind, PackageKind.OTHER),
            thing=fact.thing,
            council=council,
            template=template.key,
            low=step.low,
            likely=step.likely,
            high=step.high,
            calendar=step.calendar,
            maturity=Maturity.UNDEFINED if step.likely is None else Maturity.INDICATIVE,
            estimated_by=f"Template {template.name}",
            wanted_by=due,
            evidence=Evidence.ILLUSTRATIVE if step.evidence is Evidence.ILLUSTRATIVE else Evidence.ESTIMATED,
            source=step.source,
        )

    def _wait(self, template: WorkTemplate, keys: Mapping[str, str], key: str, follow: Follow) -> None:
        if follow.step not in keys:
            raise PlanError(
                f"The template {template.name} waits for its step {follow.step!r}, which it does not have; "
                "correct the step, or add it."
            )
        lag, overlap = (follow.lag or None, None) if follow.lag >= 0 else (None, -follow.lag)
        before = keys[follow.step]
        self.waits[key, before] = PackageWait(
            package=key, follows=before, lag=lag, overlap=overlap, evidence=Evidence.ESTIMATED
        )

    def _need(self, step: TemplateStep, key: str, fact: DispositionFact) -> None:
        if not step.skill or not step.units:
            return
        skilled = [one for one in self.given.teams if skill_of(one, step.skill)]
        own = [one for one in skilled if one.council == fact.council]
        team = next(iter(own or skilled), None)
        if team is None:
            self.asked.setdefault(step.skill.strip(), []).append(key)
            chosen = self.given.chosen.get(step.skill.strip().lower(), "")
            team = next((one for one in self.given.teams if one.key == chosen), None)
        if team is not None:
            # A team that is chosen without the skill is asked for people, and not for a skill that it has not.
            skill = skill_of(team, step.skill)
            self.needs[key, team.key] = PackageNeed(
                package=key, team=team.key, skill=skill, units=step.units, evidence=Evidence.ESTIMATED
            )
