"""What this stage tells in a joint progress report: people, systems, contracts and money, as all partners see them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from severalty.dispositions.binding import FUTURE_ROLES, POST_TRANSFERS
from severalty.dispositions.queries.jointly import jointly
from severalty.dispositions.queries.money import ProgrammeMoney, programme_money_for
from severalty.dispositions.reports.joint import Entry, JointRegister, amount, joint_register, resting
from severalty.engine.appraisal.programme import ProgrammeRow
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.register import total_of
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.fields import Known
from severalty.estate.queries import POSTS
from severalty.formats.documents import Block, Paragraph, Table, TableColumn
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Fill, Writing

NO_BASIS = "unknown"


def people(writing: Writing) -> Iterator[Block]:
    """Posts in a transfer by where they go and on what footing, and the roles that must stand before transition."""
    if not writing.viewer.may(Permission.DISPOSITION_VIEW, writing.case):
        return
    moves = list(jointly(writing.viewer, writing.case, POST_TRANSFERS).select_related("item", "to").order_by("pk"))
    if moves:
        counted = Counter((row.to.name if row.to else "not decided", row.basis) for row in moves)
        evidence = weakest(Evidence(row.item.evidence) for row in moves)
        columns = (TableColumn("Goes to", width_share=3), TableColumn("Footing", width_share=2),
                   TableColumn("Posts", "right"))  # fmt: skip
        rows = tuple(
            (to, "not decided" if basis == NO_BASIS else basis,
             writing.figures.rows(f"Posts to {to}, {basis}", count, evidence, ["post_transfers"]))
            for (to, basis), count in sorted(counted.items())
        )  # fmt: skip
        yield Table(
            "Posts in scope of a transfer", columns, rows, notes="Evidence for those who advise; not legal advice."
        )
    yield from _roles(writing)


def _roles(writing: Writing) -> Iterator[Block]:
    rows = list(jointly(writing.viewer, writing.case, FUTURE_ROLES).select_related("item").order_by("pk"))
    first = [row for row in rows if row.before_transition == Known.YES.value]
    if not first:
        return
    evidence = weakest(Evidence(row.item.evidence) for row in rows)
    needed = writing.figures.rows("Roles before transition", len(first), evidence, ["future_roles"])
    # A post that not all see must look like none: the count would tell that it exists.
    seen = set(jointly(writing.viewer, writing.case, POSTS).values_list("pk", flat=True))
    empty = [row for row in first if row.filled_by_id not in seen]
    open_ = writing.figures.rows("Of these without a post", len(empty), evidence, ["future_roles"])
    yield Paragraph(f"{needed} roles must stand before transition begins; {open_} of them have no post named for them.",
                    numbered=True)  # fmt: skip


def information(writing: Writing) -> Iterator[Block]:
    """How many shared systems and data it is decided of what becomes of them."""
    found = joint_register(writing)
    if found is not None:
        yield from _decided(writing, "shared systems and data stores", found.of("configuration_items"))


def contracts(writing: Writing) -> Iterator[Block]:
    """What becomes of shared contracts: how many are undecided, by disposition, and whose consent is outstanding."""
    found = joint_register(writing)
    entries = found.of("contracts") if found is not None else []
    if found is None or not entries:
        return
    yield from _decided(writing, "shared contracts", entries)
    routes = [one for one in found.totals.by_route if one.name != Route.UNDECIDED.value]
    rows = [row for route in routes if (row := _route(writing, route.name, entries))]
    if rows:
        columns = (TableColumn("Disposition", width_share=2), TableColumn("Rows", "right"),
                   TableColumn("One-off", "right", 2), TableColumn("A year now", "right", 2),
                   TableColumn("A year afterwards", "right", 2))  # fmt: skip
        yield Table("What becomes of contracts, one row for each council", columns, tuple(rows))
    asking = [one for one in entries if one.row.consent_outstanding]
    if asking:
        inputs = [one.input for one in asking]
        count = writing.figures.rows("Contracts with consent outstanding", len(asking), resting(asking), inputs)
        yield Paragraph(f"In {count} rows the supplier's consent is outstanding.", numbered=True)


def _route(writing: Writing, route: str, entries: list[Entry]) -> tuple[str, ...] | None:
    some = [one for one in entries if one.row.route.value == route]
    if not some:
        return None
    total = total_of(route, [one.row for one in some])
    sums = (("one-off", total.one_off), ("a year now", total.annual_now), ("a year afterwards", total.annual_after))
    return (route, str(total.rows), *(amount(writing, f"Contracts, {route}, {name}", one, some) for name, one in sums))


def _decided(writing: Writing, what: str, entries: list[Entry]) -> Iterator[Block]:
    proposed = [one for one in entries if one.row.route is not Route.UNDECIDED]
    if not proposed:
        return
    things = len({one.place.subject.ref for one in entries})
    evidence, inputs = resting(entries), [one.input for one in entries]
    whole = writing.figures.rows(f"Rows of {what}", len(entries), evidence, inputs)
    left = writing.figures.rows(f"Undecided of {what}", len(entries) - len(proposed), evidence, inputs)
    yield Paragraph(
        f"{left} of {whole} rows are undecided, one for each of {things:,} {what} and each council that uses it.",
        numbered=True,
    )  # fmt: skip


def budget(writing: Writing) -> Iterator[Block]:
    """The money of the programme for one council, and what its dispositions would cost."""
    if not writing.about:
        return
    if writing.viewer.may(Permission.MONEY_VIEW, writing.case):
        yield from _programme(writing)
    found = joint_register(writing)
    if found is not None:
        yield from _dispositions(writing, found)


def _programme(writing: Writing) -> Iterator[Block]:
    money = writing.once("programme", lambda: programme_money_for(writing.viewer, writing.case))
    rows: list[ProgrammeRow] = [row for row in money.programme.rows if row.council == writing.about and row.counts]
    if not rows:
        return
    inside = [row for row in rows if row.in_headline is not Known.NO]
    outside = [row for row in rows if row.in_headline is Known.NO]
    label = f"Programme of {money.name_of(writing.about)}"
    words = f"Money of the programme: {_entered(writing, money, label, inside)}"
    if outside:
        words += (
            f", and {_entered(writing, money, f'{label}, outside the headline', outside)} outside the headline figure"
        )
    statuses = list(dict.fromkeys(row.status for row in inside if row.pence))
    if len(statuses) > 1:
        sums = {status: [row for row in inside if row.status == status] for status in statuses}
        parts = [f"{_entered(writing, money, f'{label}, {status}', some)} {status}" for status, some in sums.items()]
        words += f". By status: {'; '.join(parts)}"
    yield Paragraph(f"{words}.", numbered=True)


def _entered(writing: Writing, money: ProgrammeMoney, label: str, rows: list[ProgrammeRow]) -> str:
    """The sum of some rows as a figure, with the sources and rows that it rests on."""
    inputs = [f"charges:{money.keys[row.charge]}" for row in rows if row.charge in money.keys]
    sources = "; ".join(dict.fromkeys(row.source for row in rows if row.source and row.charge in money.keys))
    evidence = weakest(row.evidence for row in rows)
    return writing.figures.money(label, sum(row.together or 0 for row in rows), evidence, sources, inputs)


def _dispositions(writing: Writing, found: JointRegister) -> Iterator[Block]:
    some = [one for one in found.entries if one.row.council == writing.about and one.row.standing.disposition]
    if not some:
        return
    total, name = total_of(writing.about, [one.row for one in some]), found.name_of(writing.about)
    once = amount(writing, f"One-off cost of dispositions for {name}", total.one_off, some)
    now = amount(writing, f"A year now for {name}", total.annual_now, some)
    after = amount(writing, f"A year afterwards for {name}", total.annual_after, some)
    yield Paragraph(f"What is proposed for {name} would cost {once} once; what it pays a year now comes to {now}, and "
                    f"afterwards to {after}.", numbered=True)  # fmt: skip


def sections() -> Iterable[tuple[tuple[str, str], Fill]]:
    """What a progress report is filled with, by the kind of paper and the section."""
    for section, fill in (("people", people), ("information", information), ("contracts", contracts),
                          ("budget", budget)):  # fmt: skip
        yield ("progress", section), fill
