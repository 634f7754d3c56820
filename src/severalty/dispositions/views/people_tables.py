"""The tables of posts in a transfer and of the operating model."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from severalty.engine.dates import day
from severalty.engine.dispositions.people import TransferBasis
from severalty.engine.dispositions.transfers import Information, KnownCost, Scope, TransferRow, Transfers, TransferTotal
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.fields import Known
from severalty.web.lists import Column, Filter, Register
from severalty.web.marks import Tag, evidence_of
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from severalty.dispositions.queries.people import People
    from severalty.engine.dispositions.operating_model import OperatingModel, RoleGap

INFORMATION_TONES = {
    Information.OVERDUE: "bad", Information.LATE: "bad", Information.MAY_BE_OVERDUE: "warn",
    Information.MAY_BE_LATE: "warn", Information.DUE: "plain", Information.NOT_KNOWN: "warn",
    Information.IN_TIME: "good", Information.NOT_NEEDED: "plain",
}  # fmt: skip
SCOPE_TONES = {Scope.LIKELY: "joint", Scope.UNLIKELY: "plain", Scope.CANNOT_BE_TOLD: "warn"}


@dataclass(frozen=True)
class TransferLine:
    """A row of the register of posts in a transfer."""

    row: TransferRow
    item: Any
    name: str
    to: Any
    url: str

    @property
    def evidence(self) -> str:
        """What the amounts of the row rest on."""
        return str(self.item.evidence)


def transfer_lines(case: Any, people: People, rows: tuple[TransferRow, ...]) -> list[TransferLine]:
    """The lines, by the name of the post."""
    found = [
        TransferLine(
            row, people.rows[row.transfer].item, people.post_name(row.post) or people.rows[row.transfer].item.name,
            people.council(row.to), item_url(case, row.transfer),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda line: (line.name.casefold(), line.row.transfer))


def item_url(case: Any, ref: str) -> str:
    """The page of an item; nothing where there is none to show."""
    return reverse("estate:item", args=[case.key, ref]) if ref else ""


def many(count: int, one: str, more: str) -> str:
    """`1 post is`, `3 posts are`: a count with the words that agree with it."""
    return f"{count:,} {one if count == 1 else more}"


def lock_words(line: Any) -> str:
    """Who alone sees a row that is kept to its holders."""
    return f"only {line.item.recorded_by.name} sees this" if line.item.audience == Audience.HOLDERS else ""


def transfer_register(people: People) -> Register:
    """The register of posts in a transfer."""
    columns = (
        Column("name", "Post", "link", "name", url="url"),
        Column("to", "Goes to", "organisation", "to.name"),
        Column("basis", "Footing", "tag", "row.basis.value", "row.basis.value"),
        Column("scope", "Proposal", "tag", "row.scope.value",
               lambda line: Tag(line.row.scope, SCOPE_TONES[line.row.scope])),
        Column("why", "Why", value="row.why"),
        Column("transfers_on", "Transfers", "date", "row.transfers_on.first", "row.transfers_on"),
        Column("inform_by", "Information by", "date", "row.inform_by.first", "row.inform_by"),
        Column("information", "Information", "tag", "row.information.value",
               lambda line: Tag(line.row.information, INFORMATION_TONES[line.row.information])),
        Column("faults", "To put right", value=lambda line: " ".join(line.row.faults)),
        Column("hours", "Full-time posts", "count", "row.hours", _sized("hours"), hidden_by_default=True),
        Column("vacant", "Vacant", value=lambda line: line.row.vacant.value, hidden_by_default=True),
        Column("severance", "Severance", "money", "row.severance", "row.severance", True, evidence="evidence"),
        Column("pension", "Pension strain", "money", "row.pension_strain", "row.pension_strain", True,
               evidence="evidence"),
        Column("evidence", "Evidence", "tag", "evidence", "item.evidence", hidden_by_default=True),
    )  # fmt: skip
    to = tuple((key, one.name) for key, one in people.organisations.items())
    filters = (
        Filter("q", "Contains", None, _named),
        Filter("to", "Goes to", (*to, ("none", "Nobody has said")), _going),
        Filter("basis", "Footing", tuple((one.value, one.value) for one in TransferBasis),
               _equal(lambda line: line.row.basis.value)),
        Filter("scope", "Proposal", tuple((one.value, one.value) for one in Scope),
               _equal(lambda line: line.row.scope.value)),
        Filter("information", "Information", tuple((one.value, one.value) for one in Information),
               _equal(lambda line: line.row.information.value)),
        Filter("vacant", "Vacant", tuple((one.value, one.value) for one in Known),
               _equal(lambda line: line.row.vacant.value)),
    )  # fmt: skip
    return Register("post in a transfer", "posts in a transfer", columns, filters, "name", lock_words)


def _named(rows: Any, text: str) -> Any:
    return [one for one in rows if text.casefold() in one.name.casefold()]


def _equal(word: Callable[[Any], str]) -> Callable[[Any, str], Any]:
    return lambda rows, value: [one for one in rows if word(one) == value]


def _going(rows: Any, value: str) -> Any:
    return [one for one in rows if one.row.to == ("" if value == "none" else value)]


def totals_sheet(people: People, worked: Transfers) -> Sheet:
    """What goes to whom; amounts that nobody has said are counted beside the sum."""

    def resting(one: TransferTotal) -> Evidence:
        return weakest(evidence_of(people.rows[row.transfer].item.evidence) for row in worked.rows if row.to == one.to)

    columns = (
        Column("to", "Goes to", value=lambda one: getattr(people.council(one.to), "name", "Nobody has said")),
        Column("posts", "Posts", "count"),
        Column("vacant", "Of them vacant", "count"),
        Column("hours", "Full-time posts", "count", value=lambda one: hundredths(one.hours, one.hours_unknown)),
        Column("severance", "Severance", "money", value=_sum_of("severance"), evidence=resting),
        Column("severance_unknown", "Posts without", "count", value="severance.unknown"),
        Column("pension", "Pension strain", "money", value=_sum_of("pension_strain"), evidence=resting),
        Column("pension_unknown", "Posts without", "count", value="pension_strain.unknown"),
    )
    return Sheet("Posts by where they go", columns, worked.totals, ident="totals")


def _sum_of(name: str) -> Callable[[Any], int | None]:
    """The sum of a cost as far as it is known; nothing where it is known of no post."""

    def found(one: TransferTotal) -> int | None:
        cost: KnownCost = getattr(one, name)
        return None if cost.unknown == one.posts else cost.pence

    return found


def hundredths(count: int, unknown: int = 0) -> str:
    """`4.00` for 400 hundredths, with how many posts nobody has sized."""
    return f"{count // 100}.{count % 100:02d}" + (f", and {unknown} not sized" if unknown else "")


def _sized(name: str) -> Callable[[Any], Decimal | None]:
    """A value of the row in full-time posts; nothing where nobody has said it."""

    def found(line: Any) -> Decimal | None:
        count: int | None = getattr(line.row, name)
        return None if count is None else Decimal(count).scaleb(-2)

    return found


@dataclass(frozen=True)
class RoleLine:
    """A row of the register of future roles."""

    row: RoleGap
    item: Any
    name: str
    council: Any
    url: str
    post: str

    @property
    def state(self) -> Tag:
        """How far the role is filled, in a word."""
        if self.row.not_standing:
            return Tag("not there before transition", "bad")
        if self.row.lacking is None:
            return Tag("not sized", "warn")
        if self.row.lacking:
            return Tag("lacking", "warn")
        return Tag("comes late", "warn") if self.row.late else Tag("filled", "good")


def role_lines(case: Any, people: People, model: OperatingModel) -> list[RoleLine]:
    """The lines, by council and team."""
    found = [
        RoleLine(row, people.rows[row.role].item, people.rows[row.role].item.name, people.council(row.council),
                 item_url(case, row.role), people.post_name(row.filled_by))
        for row in model.roles
    ]  # fmt: skip
    places = list(people.organisations)
    return sorted(found, key=lambda one: (places.index(one.row.council), one.row.team, one.name.casefold()))


def role_register(people: People) -> Register:
    """The register of future roles."""
    columns = (
        Column("name", "Role", "link", "name", url="url"),
        Column("council", "Council", "organisation", "council.name"),
        Column("team", "Team and skill", "text", "row.team", _team_and_skill),
        Column("needed", "Full-time posts", "count", "row.needed", _sized("needed")),
        Column("lacking", "Lacking", "count", "row.lacking", _sized("lacking")),
        Column("needed_from", "Needed from", "date", "row.needed_from.first", "row.needed_from"),
        Column("post", "Filled by", "text", "post"),
        Column("filled_from", "There from", "date", "row.filled_from.first", "row.filled_from", True),
        Column("state", "State", "tag", "state.words"),
        Column("why", "Why", value="row.why"),
        Column("annual_cost", "Cost a year", "money", "row.annual_cost", "row.annual_cost", True,
               evidence="item.evidence"),
    )  # fmt: skip
    councils = tuple((key, one.name) for key, one in people.organisations.items() if one.kind == "council")
    filters = (
        Filter("q", "Contains", None, _role_contains),
        Filter("council", "Council", councils, _equal(lambda line: line.row.council)),
        Filter("state", "To put right", (("lacking", "Lacking"), ("late", "Comes late"),
                                         ("before", "Does not stand before transition")), _role_state),
    )  # fmt: skip
    return Register("future role", "future roles", columns, filters, lock=lock_words, keep=("begins",))


def _role_contains(rows: Any, text: str) -> Any:
    word = text.casefold()
    return [one for one in rows if word in f"{one.name} {one.row.team} {one.row.skill}".casefold()]


def _role_state(rows: Any, value: str) -> Any:
    fits: dict[str, Callable[[Any], bool]] = {
        "lacking": lambda one: bool(one.row.lacking),
        "late": lambda one: one.row.late,
        "before": lambda one: one.row.not_standing,
    }
    return [one for one in rows if fits[value](one)]


def group_sheet(people: People, model: OperatingModel) -> Sheet:
    """Need and supply by council, team and skill, in the end and as it moves."""
    columns = (
        Column("name", "Team and skill", value=_team_and_skill),
        Column("council", "Council", "organisation", value=lambda one: people.council(one.council)),
        Column("roles", "Roles", "count"),
        Column("needed", "Needed", "count", value=lambda one: hundredths(one.needed, one.unsized)),
        Column("given", "Comes", "count", value=lambda one: hundredths(one.given)),
        Column("lacking", "Lacking", "count", value=lambda one: hundredths(one.lacking)),
        Column("steps", "As it moves", value=_steps),
    )
    places = list(people.organisations)
    groups = sorted(model.groups, key=lambda one: (places.index(one.council), one.team, one.skill))
    return Sheet("Need and supply, in full-time posts", columns, groups, ident="groups")


def _team_and_skill(one: Any) -> str:
    row = getattr(one, "row", one)
    return ", ".join(filter(None, (row.team, row.skill))) or "not said"


def _steps(one: Any) -> str:
    words = [
        f"from {day(step.on)} {hundredths(step.lacking) if step.lacking else 'nothing'} lacking" for step in one.steps
    ]
    undated = f"{hundredths(one.undated)} without a day" if one.undated else ""
    return "; ".join(filter(None, (*words, undated)))


def spare_sheet(case: Any, people: People, model: OperatingModel) -> Sheet:
    """Posts that come and have time that no role asks for."""
    columns = (
        Column("name", "Post", "link", value=lambda one: people.post_name(one.post),
               url=lambda one: item_url(case, one.post)),
        Column("council", "Comes to", "organisation", value=lambda one: people.council(one.council)),
        Column("team", "Team"),
        Column("hours", "Full-time posts left over", value=lambda one: hundredths(one.hours)),
    )  # fmt: skip
    return Sheet("Posts that come and have time left over", columns, model.spare, ident="spare")
