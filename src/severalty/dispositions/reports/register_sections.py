"""The register of what becomes of each shared thing, as one paper for all boards."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from severalty.dispositions.binding import AGREEMENTS, VARIATIONS
from severalty.dispositions.queries.agreements import Line, agreements_for
from severalty.dispositions.queries.jointly import jointly
from severalty.dispositions.reports.joint import Entry, JointRegister, amount, joint_register, resting
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.register import Total
from severalty.engine.dispositions.standing_agreements import InForce
from severalty.engine.evidence import Evidence, show_money
from severalty.formats.documents import Block, Paragraph, Table, TableColumn
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Fill, Writing

AGREED_REFUSED = "Agreed, and refused as it stands"
OPEN = (State.DISPUTED, State.CONFLICTING, State.STALE)
COUNTED = (
    TableColumn("Rows", "right"), TableColumn("One-off", "right", 2), TableColumn("A year now", "right", 2),
    TableColumn("A year afterwards", "right", 2),
)  # fmt: skip
ROWS = (
    TableColumn("Item", width_share=3), TableColumn("Council", width_share=2),
    TableColumn("Disposition", width_share=1.4), TableColumn("How far", width_share=1.3),
    TableColumn("By", width_share=1.6),
    TableColumn("One-off", "right", 1.5), TableColumn("A year now", "right", 1.5),
    TableColumn("A year afterwards", "right", 1.5),
)  # fmt: skip


def register(writing: Writing) -> Iterator[Block]:
    """The headline, and the totals by how far, council, disposition, notice and consent."""
    found = joint_register(writing)
    if found is None:
        return
    yield Paragraph(headline(writing, found), numbered=True)
    yield Paragraph(
        "The register holds what all partners see. What one council keeps to itself is in no row and no sum of it. An "
        "amount that is not known is counted beside the sum and never taken as nought.", numbered=True,
    )  # fmt: skip
    totals = found.totals
    for one in (
        _Breakdown("How far", "How far the councils have come", totals.by_state,
                   lambda entry: entry.row.standing.state.value),
        _Breakdown("Disposition", "By disposition", totals.by_route, lambda entry: entry.row.route.value),
        _Breakdown("Council", "By council", totals.by_council, lambda entry: entry.row.council, found.name_of),
        _Breakdown("Notice due", "By the month in which notice is due", totals.by_notice_month,
                   lambda entry: entry.row.notice_month, lambda name: name.capitalize() or "None needed"),
    ):  # fmt: skip
        yield _totals(writing, found, one)
    asking = [one for one in found.entries if one.row.consent_outstanding]
    count = writing.figures.rows("Consent outstanding", len(asking), resting(asking), [one.input for one in asking])
    yield Paragraph(f"For {count} of the rows the supplier's consent is or may be needed and has not been given.",
                    numbered=True)  # fmt: skip
    against = [one for one in found.entries if one.row.agreed_refused]
    if against:
        count = writing.figures.rows("Agreed, and refused as it stands", len(against), resting(against),
                                     [one.input for one in against])  # fmt: skip
        yield Paragraph(
            f"{count} of the rows are agreed, and the record speaks against them now. They stand under what is not "
            "agreed, each with the reason: change it, or record who goes on all the same and why.", numbered=True,
        )  # fmt: skip


def headline(writing: Writing, found: JointRegister) -> str:
    """How many are still undecided, of how many things."""
    open_rows = [one for one in found.entries if one.row.route is Route.UNDECIDED]
    things = len({one.place.subject.ref for one in found.entries})
    inputs = ["dispositions"]
    evidence = resting(found.entries)
    undecided = writing.figures.rows("Still undecided", len(open_rows), evidence, inputs)
    whole = writing.figures.rows("Rows of the register", len(found.entries), evidence, inputs)
    return (
        f"Still undecided: {undecided} of {whole} rows, one for each of {things:,} shared things and each council that "
        "uses it."
    )


@dataclass(frozen=True)
class _Breakdown:
    """One way to break the totals down: the head of its column, its caption, and the name a row counts under."""

    head: str
    caption: str
    totals: tuple[Total, ...]
    name_of: Callable[[Entry], str]
    shown: Callable[[str], str] = str.capitalize


def _totals(writing: Writing, found: JointRegister, one: _Breakdown) -> Table:
    rows = []
    for total in one.totals:
        some = [entry for entry in found.entries if one.name_of(entry) == total.name]
        words = one.shown(total.name)
        rows.append((words, *_cells(writing, f"{one.caption}: {words}", total, some)))
    whole = ("All", *_cells(writing, "All of the register", found.totals.all, list(found.entries)))
    return Table(one.caption, (TableColumn(one.head, width_share=2), *COUNTED), (*rows, whole), total_row=True)


def _cells(writing: Writing, label: str, total: Total, entries: list[Entry]) -> tuple[str, ...]:
    sums = (("one-off", total.one_off), ("a year now", total.annual_now), ("a year afterwards", total.annual_after))
    return (f"{total.rows:,}", *(amount(writing, f"{label}, {name}", money, entries) for name, money in sums))


def not_agreed(writing: Writing) -> Iterator[Block]:
    """What is disputed, conflicting or answered too soon, with the reasons; and what the record refuses: first what is
    agreed all the same."""
    found = joint_register(writing)
    if found is None:
        return
    columns = (TableColumn("Item", width_share=3), TableColumn("Council", width_share=2), TableColumn("How far"),
               TableColumn("Why", width_share=4))  # fmt: skip
    rows = tuple(
        (one.label, one.council, one.row.standing.state.value, " ".join(map(found.in_names, one.row.standing.reasons)))
        for one in found.entries
        if one.row.standing.state in OPEN
    )
    if rows:
        yield Table("What the councils do not agree on", columns, rows)
    yield from refused([one for one in found.entries if one.row.agreed_refused], AGREED_REFUSED)
    yield from refused([one for one in found.entries if one.row.refusals and not one.row.agreed_refused],
                       "What the terms on record refuse")  # fmt: skip


def refused(entries: Collection[Entry], caption: str) -> Iterator[Block]:
    """A table of rows that the record refuses as they stand, with the reasons; nothing where there is none."""
    columns = (TableColumn("Item", width_share=3), TableColumn("Council", width_share=2), TableColumn("Disposition"),
               TableColumn("What speaks against it", width_share=4))  # fmt: skip
    rows = tuple((one.label, one.council, one.row.route.value, " ".join(one.row.refusals)) for one in entries)
    if rows:
        yield Table(caption, columns, rows)


def _rows(*tables: str) -> Fill:
    def fill(writing: Writing) -> Iterator[Block]:
        found = joint_register(writing)
        if found is None:
            return
        entries = found.of(*tables)
        decided = [one for one in entries if one.row.standing.disposition is not None]
        if decided:
            caption = f"What becomes of {len({one.place.subject.ref for one in decided}):,} of them"
            yield Table(caption, ROWS, tuple(_row(one) for one in decided))
        yield from _undecided([one for one in entries if one.row.standing.disposition is None])

    return fill


def _row(one: Entry) -> tuple[str, ...]:
    proposal = one.row.standing.disposition
    by_when = proposal.by_when if proposal is not None else None
    sums = (one.row.one_off_cost, one.row.annual_now, one.row.annual_after)
    return (one.label, one.council, one.row.route.value, one.row.standing.state.value, str(by_when or "not said"),
            *("" if pence is None else show_money(pence, one.evidence) for pence in sums))  # fmt: skip


def _undecided(entries: list[Entry]) -> Iterator[Table]:
    """Things of which nothing is settled to be proposed, each once with the councils it waits for."""
    waiting: dict[str, list[Entry]] = {}
    for one in entries:
        waiting.setdefault(one.place.subject.ref, []).append(one)
    if waiting:
        columns = (TableColumn("Item", width_share=3), TableColumn("Undecided for", width_share=3))
        rows = tuple((some[0].label, ", ".join(one.council for one in some)) for some in waiting.values())
        yield Table("Still undecided", columns, rows)


def agreements(writing: Writing) -> Iterator[Block]:
    """The agreements between the councils, in force or waiting, and when one may leave."""
    if not writing.viewer.may(Permission.DISPOSITION_VIEW, writing.case):
        return
    joint = set(jointly(writing.viewer, writing.case, AGREEMENTS).values_list("pk", flat=True))
    varying = set(jointly(writing.viewer, writing.case, VARIATIONS).values_list("pk", flat=True))
    lines = [one for one in agreements_for(writing.viewer, writing.case, writing.on) if one.row.pk in joint]
    if not lines:
        return
    columns = (TableColumn("Agreement", width_share=3), TableColumn("State", width_share=2), TableColumn("Ends"),
               TableColumn("Last day for notice"), TableColumn("Variations to sign", "right"),
               TableColumn("Evidence"), TableColumn("Source"))  # fmt: skip
    rows = tuple(
        (line.row.item.name, line.standing.state.value, _day(line.row.ends), _day(line.standing.withdraw_by),
         str(_waiting(line, varying)), Evidence(line.row.item.evidence).label, line.row.item.source)
        for line in lines
    )  # fmt: skip
    yield Table("Agreements between the councils", columns, rows)


def _waiting(line: Line, shown: set[str]) -> int:
    return sum(one.state is InForce.WAITING for one in line.standing.variations if one.variation in shown)


def _day(value: object | date | None) -> str:
    return str(value) if value else "not known"


def sections() -> Iterable[tuple[tuple[str, str], Fill]]:
    """What this paper is filled with, by the kind of paper and the section."""
    kind = "dispositions"
    yield (kind, "register"), register
    yield (kind, "not agreed"), not_agreed
    yield (kind, "contracts"), _rows("contracts")
    yield (kind, "systems and data"), _rows("configuration_items")
    yield (kind, "licences"), _rows("entitlements")
    yield (kind, "people"), _rows("posts")
    yield (kind, "services"), _rows("services")
    yield (kind, "agreements"), agreements
