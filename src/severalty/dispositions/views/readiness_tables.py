"""The tables of the estate on a date, of the sovereignty test and of day-one readiness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from severalty.dispositions.views.contract_way import in_names
from severalty.dispositions.views.people_tables import item_url
from severalty.engine.dispositions.on_a_date import EstateOn, Held, HeldOn, Subject
from severalty.engine.dispositions.readiness import Facet, Readiness, SovereigntyTest, Verdict
from severalty.engine.fields import Known
from severalty.web.lists import Column, Filter, Register
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.dispositions.queries.readiness import Estate

TONES = {
    Held.OWN: "good", Held.SHARED: "joint", Held.KEPT_SHARED: "joint", Held.OTHER: "plain", Held.NONE: "plain",
    Held.NOT_KNOWN: "warn",
}  # fmt: skip
ANSWERS = {Known.YES: "good", Known.NO: "bad", Known.UNKNOWN: "plain"}
VERDICTS = {
    Verdict.SOVEREIGN: "good", Verdict.BUT_FOR_SHARED: "good", Verdict.DEPENDENT: "bad", Verdict.NOT_KNOWN: "warn",
}  # fmt: skip
MOST_NAMED = 5


@dataclass(frozen=True)
class HeldLine:
    """A row of the register: one thing for one council on the day."""

    row: HeldOn
    name: str
    council: Any
    others: str
    url: str


def held_lines(case: Any, estate: Estate, worked: EstateOn) -> list[HeldLine]:
    """The lines, those with something in the way first."""
    named = estate.organisations
    found = [
        HeldLine(
            row, estate.names[row.thing], named[row.council],
            ", ".join(named[key].name for key in row.others if key in named), item_url(case, row.thing),
        )
        for row in worked.rows
    ]  # fmt: skip
    return sorted(found, key=lambda line: (not line.row.blocks, line.name.casefold(), line.row.thing))


def _blocks(line: HeldLine, estate: Estate) -> str:
    """What is in the way, with names in place of the keys of organisations."""
    return " ".join(in_names(one, estate.organisations) for one in line.row.blocks)


def held_register(estate: Estate) -> Register:
    """The register of the estate on a date."""
    columns = (
        Column("name", "Thing", "link", "name", url="url"),
        Column("council", "Council", "organisation", "council.name"),
        Column("subject", "Subject", "text", "row.subject.value", "row.subject.value"),
        Column("held", "Held", "tag", "row.held.value", lambda line: Tag(line.row.held, TONES[line.row.held])),
        Column("blocks", "In the way", value=lambda line: _blocks(line, estate)),
        Column("others", "With or by", "text", "others"),
        Column("planned", "Rests on", value=lambda line: "what is planned" if line.row.planned else "the record"),
        Column("route", "Disposition", "text", "row.route.value", "row.route.value"),
        Column("due", "By when", "date", "row.due.first", "row.due"),
    )
    councils = tuple((one.key, one.name) for one in estate.councils)
    filters = (
        Filter("council", "Council", councils, _equal(lambda line: line.row.council)),
        Filter("held", "Held", tuple((one.value, one.value) for one in Held), _equal(lambda line: line.row.held.value)),
        Filter("way", "In the way", (("yes", "Something"), ("no", "Nothing")),
               _equal(lambda line: "yes" if line.row.blocks else "no")),
        Filter("subject", "Subject", tuple((one.value, one.value) for one in Subject),
               _equal(lambda line: line.row.subject.value)),
        Filter("q", "Contains", None, _named),
    )  # fmt: skip
    return Register("holding", "holdings", columns, filters, keep=("date",))


def _equal(word: Callable[[Any], str]) -> Callable[[Any, str], Any]:
    return lambda rows, value: [one for one in rows if word(one) == value]


def _named(rows: Any, text: str) -> Any:
    return [one for one in rows if text.casefold() in one.name.casefold()]


def councils_sheet(estate: Estate, worked: EstateOn) -> Sheet:
    """What each council holds on the day, counted."""
    columns = (
        Column("council", "Council", "organisation", value=lambda one: estate.organisations[one.council]),
        Column("own", "Its own", "count"),
        Column("shared", "Shared", "count"),
        Column("kept_shared", "Kept shared", "count"),
        Column("other", "Held by another", "count"),
        Column("none", "None any more", "count"),
        Column("not_known", "Not known", "count"),
        Column("planned", "If what is planned is done", "count"),
        Column("blocked", "Something in the way", "count"),
    )
    return Sheet("What each council holds", columns, worked.councils if worked.rows else (), ident="councils")


@dataclass(frozen=True)
class TriedLine:
    """A row of the register: the test of one service for one council."""

    row: SovereigntyTest
    name: str
    council: Any
    url: str
    in_the_way: str
    recovery: str

    def answer(self, facet: Facet) -> Tag:
        """One of the eight answers."""
        found = next(one for one in self.row.answers if one.facet is facet)
        return Tag("no, kept shared" if found.kept_shared else found.answer.value, ANSWERS[found.answer])


def tried_lines(case: Any, estate: Estate, worked: Readiness) -> list[TriedLine]:
    """The lines, by service."""
    found = [
        TriedLine(
            row, estate.names[row.service], estate.organisations[row.council], item_url(case, row.service),
            _names(estate, [key for one in row.answers if one.answer is Known.NO for key in one.in_the_way]),
            _recovered(estate, row),
        )
        for row in worked.tests
    ]  # fmt: skip
    return sorted(found, key=lambda line: (line.name.casefold(), line.row.service, line.council.pk))


def _recovered(estate: Estate, row: SovereigntyTest) -> str:
    """Why the answer about disaster recovery is what it is."""
    found = next(one for one in row.answers if one.facet is Facet.RECOVERY)
    return in_names(found.why, estate.organisations)


def _names(estate: Estate, keys: list[str]) -> str:
    """Names of what is in the way, a few of many."""
    names = [estate.names[key] for key in dict.fromkeys(keys) if key in estate.names]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _answer(facet: Facet, line: TriedLine) -> Tag:
    return line.answer(facet)


def tried_register(estate: Estate) -> Register:
    """The register of the sovereignty test."""
    facets = tuple(
        Column(facet.name.lower(), facet.value.capitalize(), "tag", value=partial(_answer, facet)) for facet in Facet
    )
    columns = (
        Column("name", "Service", "link", "name", url="url"),
        Column("council", "Council", "organisation", "council.name"),
        Column("score", "Of 8", "count", "row.score", "row.score"),
        Column("verdict", "Verdict", "tag", "row.verdict.value",
               lambda line: Tag(line.row.verdict, VERDICTS[line.row.verdict])),
        Column("in_the_way", "In the way"),
        *facets,
        Column("recovery_why", "Why so of recovery", value="recovery", hidden_by_default=True),
    )  # fmt: skip
    councils = tuple((one.key, one.name) for one in estate.councils)
    filters = (
        Filter("q", "Contains", None, _named),
        Filter("council", "Council", councils, _equal(lambda line: line.row.council)),
        Filter("verdict", "Verdict", tuple((one.value, one.value) for one in Verdict),
               _equal(lambda line: line.row.verdict.value)),
    )  # fmt: skip
    return Register("service of a council", "services of councils", columns, filters, keep=("date",))


def day_one_sheet(estate: Estate, worked: Readiness) -> Sheet:
    """How ready each council is, subject by subject."""
    columns = (
        Column("subject", "Subject", value=lambda one: one.subject.value.capitalize()),
        Column("council", "Council", "organisation", value=lambda one: estate.organisations[one.council]),
        Column("things", "Things", "count"),
        Column("ready", "Ready", "count"),
        Column("not_ready", "Not ready", "count"),
        Column("unknown", "Cannot be told", "count"),
        Column("in_the_way", "Not ready, or cannot be told", value=lambda one: _names(estate, list(one.in_the_way))),
    )
    rows = sorted((one for one in worked.day_one if one.things), key=lambda one: list(Subject).index(one.subject))
    return Sheet("Day-one readiness", columns, rows, ident="day-one")
