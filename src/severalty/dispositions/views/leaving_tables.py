"""The tables of leaving a supplier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from severalty.dispositions.queries.leaving import is_supplier, may_say
from severalty.dispositions.views.contract_way import in_names
from severalty.dispositions.views.lines import TONES
from severalty.dispositions.views.people_tables import item_url
from severalty.engine.dispositions.exit_items import ExitItem, ExitKind
from severalty.engine.dispositions.leaving import ExitRow, ExitState
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence, weakest
from severalty.web.columns import Column
from severalty.web.marks import Tag, evidence_of
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.dispositions.queries.leaving import Outgoing
    from severalty.dispositions.queries.workbench import Place
    from severalty.engine.dispositions.register import Total
    from severalty.tenancy.access import Viewer

STATE_TONES = {
    ExitState.DONE: "good", ExitState.UNPROVEN: "warn", ExitState.CLAIMED: "warn", ExitState.OVERDUE: "bad",
    ExitState.AT_RISK: "bad", ExitState.OPEN: "plain", ExitState.NO_DAY: "warn",
}  # fmt: skip
WAYS = frozenset({"becomes", "route", "state", "by_when", "consent", "one_off", "annual_after"})
CAPTIONS = {
    ExitKind.COMMITMENT: "Exit commitments of its contracts", ExitKind.PLAN: "Exit plan, owned by both sides",
    ExitKind.TOOL: "Tools that go with it, and what replaces them", ExitKind.KEY_ROLE: "Key roles",
}  # fmt: skip
IDENTS = {
    ExitKind.COMMITMENT: "commitments", ExitKind.PLAN: "plan", ExitKind.TOOL: "tools", ExitKind.KEY_ROLE: "key-roles",
}  # fmt: skip


def sheets_of(viewer: Viewer, found: Outgoing) -> list[Sheet]:
    """Every table of the page, in order; those without rows too."""
    return [
        _contract_sheet(viewer, found, found.held, "Contracts that it holds for the councils", "held"),
        *(() if is_supplier(viewer, found.row) else (_route_sheet(found),)),
        _contract_sheet(viewer, found, found.own, "Its own contracts with the councils", "own"),
        _item_sheet(viewer, found, ExitKind.TOOL),
        _item_sheet(viewer, found, ExitKind.KEY_ROLE),
        _post_sheet(found),
        _item_sheet(viewer, found, ExitKind.COMMITMENT),
        _item_sheet(viewer, found, ExitKind.PLAN),
        _risk_sheet(viewer, found),
        _score_sheet(found),
    ]


def _rests_on(place: Place) -> Evidence:
    kinds = [place.subject.contract.evidence] if place.subject.contract else []
    kinds += [evidence_of(place.on_table.row.item.evidence)] if place.on_table else []
    return weakest(kinds)


def _contract_sheet(viewer: Viewer, found: Outgoing, places: tuple[Place, ...], caption: str, ident: str) -> Sheet:
    """Contracts with the way of each; the supplier is not told what becomes of them, for it sees too little of it."""
    case = found.bench.case
    columns = (
        Column("name", "Contract", "link", value="subject.name",
               url=lambda one: reverse("dispositions:contract", args=[case.key, one.subject.ref])),
        Column("supplier", "Made by", value="subject.supplier"),
        Column("council", "For", "organisation"),
        Column("route", "What becomes of it", value="row.route.value"),
        Column("state", "How far", "tag", value=lambda one: Tag(one.row.standing.state, TONES[one.row.standing.state])),
        Column("by_when", "By when", "date", value="row.standing.disposition.by_when"),
        Column("last_day", "Last day to act", "date", value="row.last_day"),
        Column("consent", "Consent", value="row.consent.value"),
        Column("one_off", "One-off", "money", value="row.one_off_cost", evidence=_rests_on),
        Column("annual_now", "A year now", "money", value="row.annual_now", evidence=_rests_on),
        Column("annual_after", "A year after", "money", value="row.annual_after", evidence=_rests_on),
        Column("evidence", "Evidence", "tag", value=_rests_on),
    )  # fmt: skip
    told = [one for one in columns if one.key not in WAYS] if is_supplier(viewer, found.row) else columns
    return Sheet(caption, tuple(told), places, ident=ident)


def _route_sheet(found: Outgoing) -> Sheet:
    resting = weakest([_rests_on(place) for place in found.held])

    def rests(_: Any) -> Evidence:
        return resting

    def not_known(one: Total) -> int:
        return one.one_off.unknown + one.annual_now.unknown + one.annual_after.unknown

    columns = (
        Column("name", "What becomes of them"),
        Column("rows", "Contracts, a council at a time", "count"),
        Column("one_off", "One-off", "money", value="one_off.pence", evidence=rests),
        Column("annual_now", "A year now", "money", value="annual_now.pence", evidence=rests),
        Column("annual_after", "A year after", "money", value="annual_after.pence", evidence=rests),
        Column("not_known", "Amounts not known", "count", value=not_known),
        Column("evidence", "Evidence", "tag", value=rests),
    )  # fmt: skip
    rows = found.totals.by_route if found.held else ()
    return Sheet("Contracts that it holds, by what becomes of them", columns, rows, foot=found.totals.all,
                 ident="held-by-route")  # fmt: skip


class _Lines:
    """What the tables of exit items say of a row of the rule."""

    def __init__(self, viewer: Viewer, found: Outgoing) -> None:
        self.viewer, self.found, self.case = viewer, found, found.bench.case
        self.records = {one.key: one for one in found.question.items}

    def of(self, row: ExitRow) -> ExitItem:
        return self.records[row.item]

    def name(self, row: ExitRow) -> str:
        locked = self.found.rows[row.item].item.audience == Audience.HOLDERS
        return (
            f"{self.of(row).name} (only {self.found.rows[row.item].item.recorded_by.name} sees this)"
            if locked
            else (self.of(row).name)
        )

    def owners(self, row: ExitRow) -> list[Any]:
        one, organisations = self.of(row), self.found.bench.organisations
        return [organisations[key] for key in (one.owner, one.jointly_with) if key in organisations]

    def referred(self, name: str) -> Callable[[ExitRow], str]:
        return lambda row: self.found.names.get(getattr(self.of(row), name), "")

    def url(self, name: str) -> Callable[[ExitRow], str]:
        return lambda row: item_url(self.case, getattr(self.of(row), name))

    def becomes(self, row: ExitRow) -> str:
        places = self.found.tools.get(self.of(row).thing, ())
        return "; ".join(f"{one.council.name}: {one.row.route.value}" for one in places)

    def said(self, row: ExitRow) -> str:
        words = (
            f"{self.found.name_of(one.organisation)}, {one.said_on}: {one.progress.value}"
            + (f". {one.note}" if one.note else "")
            for one in row.last_words
        )
        return "; ".join(words)

    def why(self, row: ExitRow) -> str:
        return " ".join(in_names(one, self.found.bench.organisations) for one in row.reasons)

    def say_words(self, row: ExitRow) -> str:
        return "Say how far" if self.say_url(row) else ""

    def say_url(self, row: ExitRow) -> str:
        item = self.found.rows[row.item]
        return reverse("dispositions:leaving-say", args=[self.case.key, row.item]) if may_say(self.viewer, item) else ""


def _item_sheet(viewer: Viewer, found: Outgoing, kind: ExitKind) -> Sheet:
    lines = _Lines(viewer, found)
    tool = (
        Column("thing", "About", "link", value=lines.referred("thing"), url=lines.url("thing")),
        Column("becomes", "What becomes of it", value=lines.becomes),
        Column("replaced_by", "Replaced by", "link", value=lines.referred("replaced_by"), url=lines.url("replaced_by")),
    )
    about = [one for one in tool if one.key not in WAYS] if is_supplier(viewer, found.row) else tool
    under = (
        Column("contract", "Under", "link", value=lines.referred("contract"), url=lines.url("contract")),
        Column("clause", "Clause", value=lambda row: lines.of(row).clause),
    )
    columns = (
        Column("name", "What", "link", value=lines.name, url=lambda row: item_url(found.bench.case, row.item)),
        *{ExitKind.TOOL: about, ExitKind.COMMITMENT: under, ExitKind.KEY_ROLE: tool[:1]}.get(kind, ()),
        Column("owner", "To be done by", "organisation", value=lines.owners),
        Column("due", "Due", "date", value=lambda row: lines.of(row).due),
        Column("state", "State", "tag", value=lambda row: Tag(row.state, STATE_TONES[row.state])),
        Column("done_on", "Done on", "date", value=lambda row: lines.of(row).done_on),
        Column("proof", "Shown by", value=lambda row: lines.of(row).proof),
        Column("said", "Last word of each side", value=lines.said),
        Column("why", "To put right", value=lines.why),
        Column("say", "Your word", "link", value=lines.say_words, url=lines.say_url),
    )  # fmt: skip
    rows = sorted((row for row in found.worked.rows if row.kind is kind), key=lambda row: _due(lines.of(row)))
    return Sheet(CAPTIONS[kind], columns, rows, ident=IDENTS[kind])


def _due(record: ExitItem) -> date:
    return record.due.last if record.due is not None else date.max


def _post_sheet(found: Outgoing) -> Sheet:
    case = found.bench.case
    columns = (
        Column("name", "Post", "link", value=lambda pair: pair[0].item.name,
               url=lambda pair: item_url(case, pair[0].pk)),
        Column("team", "Team", value=lambda pair: pair[0].team),
        Column("scope", "In scope of transfer", value=lambda pair: pair[0].in_scope_of_transfer),
        Column("to", "Transfers to", "organisation", value=lambda pair: pair[1].to if pair[1] else None),
        Column("basis", "Basis", value=lambda pair: pair[1].basis if pair[1] else ""),
        Column("on", "On", "date", value=lambda pair: pair[1].transfers_on if pair[1] else None),
    )  # fmt: skip
    return Sheet("Its staff by post, and their transfers", columns, found.posts, ident="posts")


def _risk_sheet(viewer: Viewer, found: Outgoing) -> Sheet:
    lines = _Lines(viewer, found)
    columns = (
        Column("name", "Risk", "link", value=lines.name, url=lambda row: item_url(found.bench.case, row.item)),
        Column("about", "What may happen", value=lambda row: lines.of(row).description),
        Column("owner", "Watched by", "organisation", value=lines.owners),
        Column("trend", "Since the score before", value=lambda row: found.worked.trends.get(row.item, "")),
        Column("say", "Your word", "link", value=lambda row: "Score it" if lines.say_url(row) else "",
               url=lines.say_url),
    )  # fmt: skip
    rows = [row for row in found.worked.rows if row.kind is ExitKind.COOPERATION]
    return Sheet("Co-operation, as a risk", columns, rows, ident="cooperation")


def _score_sheet(found: Outgoing) -> Sheet:
    records = {one.key: one for one in found.question.items}
    organisations = found.bench.organisations
    columns = (
        Column("said_on", "Day", "date"),
        Column("risk", "Risk", value=lambda one: records[one.item].name),
        Column("organisation", "By", "organisation", value=lambda one: organisations.get(one.organisation)),
        Column("likelihood", "Likelihood", value=lambda one: one.likelihood.value),
        Column("consequence", "Impact", value=lambda one: one.consequence.value),
        Column("score", "Likelihood times impact", "count"),
        Column("note", "Note"),
    )
    return Sheet("Scores of co-operation, as they were given", columns, found.worked.scores, ident="scores")
