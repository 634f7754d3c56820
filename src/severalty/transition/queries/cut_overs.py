"""Cut-overs that bind several packages, with each council's word, as far as the viewer may see rule and package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from severalty.engine.fields import Kind
from severalty.engine.freeze import digest
from severalty.engine.transition.cut_overs import CRITERIA, CouncilWord, GoQuestion, GoStanding, GoState, go_of
from severalty.engine.transition.resources import CutOverKind, CutOverMember, GoWord
from severalty.tenancy.access import Viewer
from severalty.tenancy.audit import read_body
from severalty.tenancy.binding import texts_of
from severalty.tenancy.models import Case
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import history_of
from severalty.transition.binding import CUT_OVER_MEMBERS, CUT_OVER_RULES, PACKAGES, WORKSTREAMS

MOST_EARLIER = 50


@dataclass(frozen=True)
class CutOver:
    """One rule with the packages that it ties and what comes of the words. `packages` are rows by reference, `councils`
    organisations by key, `rows` what is on record of words, by package and by whose row it is."""

    row: Any
    packages: Mapping[str, Any]
    councils: Mapping[str, Any]
    rows: tuple[CutOverMember, ...]
    standing: GoStanding

    @property
    def ref(self) -> str:
        """The reference of the rule."""
        return str(self.row.pk)

    @property
    def name(self) -> str:
        """What people call the rule."""
        return str(self.row.item.name)

    @property
    def plan(self) -> str:
        """The plan of its first package; empty where the viewer sees none that it ties."""
        return next((str(one.workstream.plan_id) for one in self.packages.values()), "")

    def named(self, keys: Iterable[str]) -> str:
        """Councils by name: `Alderbourne, Birch and Stanmere`."""
        names = [self.councils[key].name for key in keys]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def word_of(self, viewer: Viewer) -> CouncilWord | None:
        """The word of the viewer's own organisation; None where no package of its own is tied."""
        own = viewer.organisation.key if viewer.organisation else ""
        return next((one for one in self.standing.words if one.council == own), None)

    def fingerprint(self, viewer: Viewer) -> str:
        """What a form of the viewer's word is made from: the rule, the packages of its own, and what it said."""
        word = self.word_of(viewer)
        own = [one for one in self.rows if word is not None and one.recorded_by == word.council]
        said = sorted(str(sorted(texts_of(CUT_OVER_MEMBERS, one).items())) for one in own)
        return digest([str(self.row.item.version), *(word.packages if word else ()), *said])[:16]


@dataclass(frozen=True)
class EarlierWord:
    """A word as it was given once: when and by whom it was recorded, and what it said."""

    at: datetime
    by: str
    go: GoWord
    said_by: str
    said_on: str
    reason: str
    unmet: tuple[str, ...]


def cut_overs_of(viewer: Viewer, case: Case, plan: str) -> list[CutOver]:
    """The rules that tie a package of a plan, with all that they tie, by name. One query."""
    rows = _members(viewer, case)
    tying = CUT_OVER_MEMBERS.rows_for(viewer, case).filter(package__workstream__plan=plan).values("rule")
    return _gathered(rows.filter(rule__in=tying))


def cut_over_for(viewer: Viewer, case: Case, ref: str) -> CutOver:
    """One rule. Raises Http404 where the viewer may not see it. One query, two where they see nothing that it ties."""
    found = _gathered(_members(viewer, case).filter(rule=ref))
    if found:
        return found[0]
    row = CUT_OVER_RULES.rows_for(viewer, case).filter(pk=ref).first()
    if row is None:
        raise Http404
    return CutOver(row, {}, {}, (), go_of(GoQuestion(CutOverKind(row.kind), {})))


def waiting(cut_overs: Iterable[CutOver]) -> list[CutOver]:
    """Those that all make at one time and that have not everybody's go, a no among them or not."""
    return [one for one in cut_overs if one.standing.together and one.standing.state is not GoState.GO]


def _members(viewer: Viewer, case: Case) -> QuerySet[Any]:
    streams = WORKSTREAMS.rows_for(viewer, case).values("pk")
    seen = PACKAGES.rows_for(viewer, case).filter(workstream__in=streams).values("pk")
    rules = CUT_OVER_RULES.rows_for(viewer, case).values("pk")
    rows = CUT_OVER_MEMBERS.rows_for(viewer, case).filter(package__in=seen, rule__in=rules)
    more = (
        "recorded_by", "rule__item", "package__item__recorded_by", "package__council", "package__workstream__council",
    )  # fmt: skip
    return rows.select_related(*more).order_by("rule__item__name", "rule", "package__item__name", "package", "pk")


def whose_of(package: Any) -> Any:
    """Whose a package is: its own council's, else its workstream's, else its keeper's."""
    return package.council or package.workstream.council or package.item.recorded_by


def _gathered(rows: Iterable[Any]) -> list[CutOver]:
    held: dict[str, list[Any]] = {}
    for row in rows:
        held.setdefault(row.rule_id, []).append(row)
    return [_one(rows) for rows in held.values()]


def _one(rows: list[Any]) -> CutOver:
    packages = {row.package_id: row.package for row in rows}
    owners = {ref: whose_of(package) for ref, package in packages.items()}
    ordered = sorted(owners.items(), key=lambda one: one[1].name)
    records = tuple(_record(row) for row in rows)
    question = GoQuestion(CutOverKind(rows[0].rule.kind), {ref: one.key for ref, one in ordered}, records)
    return CutOver(rows[0].rule, packages, {one.key: one for _, one in ordered}, records, go_of(question))


def _record(row: Any) -> CutOverMember:
    values: dict[str, Any] = {
        shape.name: shape.choices(getattr(row, shape.name)) if shape.choices else getattr(row, shape.name)
        for shape in CUT_OVER_MEMBERS.columns if shape.kind is not Kind.REFERENCE
    }  # fmt: skip
    return CutOverMember(rule=row.rule_id, package=row.package_id, recorded_by=row.recorded_by.key, **values)


def earlier_words(viewer: Viewer, case: Case, cut_over: CutOver) -> list[EarlierWord]:
    """What the viewer's own organisation said of a cut-over before, newest first, without the word that stands.

    For those who may see who changed what; of what others said each organisation's own trail tells. One query.
    """
    if viewer.organisation is None or not viewer.may(Permission.HISTORY_VIEW, case):
        return []
    entries = history_of(cut_over.row.item).filter(organisation=viewer.organisation).order_by("number")
    state: dict[str, dict[str, str]] = {}
    found: dict[datetime, EarlierWord] = {}
    for entry in entries:
        body = read_body(entry)
        if body.get("table") == CUT_OVER_MEMBERS.table:
            now = state.setdefault(body["subject"], {})
            now.update(body["after"])
            found[entry.at] = _earlier(entry.at, body["by"], now)
    return list(found.values())[-MOST_EARLIER - 1 : -1][::-1]


def _earlier(at: datetime, by: str, said: Mapping[str, str]) -> EarlierWord:
    unmet = tuple(name for name in CRITERIA if said.get(name, "") != "yes")
    go = said.get("go", "") or GoWord.UNKNOWN.value
    return EarlierWord(
        at, by, GoWord(go) if go in set(GoWord) else GoWord.UNKNOWN, said.get("said_by", ""), said.get("said_on", ""),
        said.get("reason", ""), unmet,
    )  # fmt: skip
