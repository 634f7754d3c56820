"""What is proposed, and what it changes for the partner in cost, date and duty, as a paper."""

from collections.abc import Iterable, Iterator

from severalty.dispositions.reports.joint import JointRegister, joint_register, resting
from severalty.dispositions.reports.register_sections import AGREED_REFUSED, refused
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.impact import Impact, Impacts, impacts_on
from severalty.engine.estate.parties import OrganisationKind
from severalty.engine.evidence import Evidence, show_money
from severalty.formats.documents import Block, Paragraph, Table, TableColumn
from severalty.web.parts import Fill, Writing

COLUMNS = (
    TableColumn("Item", width_share=3), TableColumn("What is proposed", width_share=2), TableColumn("What it means"),
    TableColumn("From", width_share=1.5), TableColumn("More a year", "right", 1.5),
    TableColumn("More once", "right", 1.5), TableColumn("What the partner must do", width_share=3),
)  # fmt: skip


def impact(writing: Writing) -> Iterator[Block]:
    """What the proposals of the paper's council change for another; of the shared service's paper, all proposals."""
    found = joint_register(writing)
    if found is None or not writing.about or writing.about == writing.organisation:
        return
    own = found.bench.organisations.get(writing.organisation)
    by = writing.organisation if own is not None and own.kind == OrganisationKind.COUNCIL else ""
    impacts = impacts_on(writing.about, found.rows, found.contracts, by)
    if not impacts.rows:
        return
    yield Paragraph(_summary(writing, found, impacts), numbered=True)
    yield Paragraph(_not_counted(found, writing.about), numbered=True)
    rows = tuple(_row(found, one) for one in impacts.rows if _is_felt(one))
    if rows:
        yield Table(f"What changes for {found.name_of(writing.about)}", COLUMNS, rows)
    touched = {one.thing for one in impacts.rows}
    against = [one for one in found.entries if one.row.agreed_refused and one.row.thing in touched]
    yield from refused(against, AGREED_REFUSED)


def _summary(writing: Writing, found: JointRegister, impacts: Impacts) -> str:
    name, evidence = found.name_of(impacts.council), _resting(found, impacts)
    inputs = [_input(found, one) for one in impacts.rows]
    touched = writing.figures.rows(f"Dispositions that touch {name}", len(impacts.rows), evidence, inputs)
    felt = sum(_is_felt(one) for one in impacts.rows)
    yearly = writing.figures.money(f"More a year for {name}, at most", impacts.yearly.pence, evidence, "", inputs)
    once = writing.figures.money(f"More once for {name}, at most", impacts.once.pence, evidence, "", inputs)
    unknown = impacts.yearly.unknown + impacts.once.unknown
    apart = (
        f" {_many(unknown, 'amount is not known and is', 'amounts are not known and are')} in no sum."
        if unknown
        else ""
    )
    touches = "disposition touches" if len(impacts.rows) == 1 else "dispositions touch"
    changes = _many(felt, "of them changes what it pays or asks", "of them change what it pays or ask")
    return (
        f"{touched} {touches} {name}; {changes} something of it. At most "
        f"{yearly} more a year and {once} more once can fall on it, if suppliers take nothing less and nothing is put "
        f"in place.{apart} {_many(impacts.to_answer, 'waits', 'wait')} for its answer."
    )


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _not_counted(found: JointRegister, council: str) -> str:
    apart = sum(one.row.standing.state is State.CONFLICTING for one in found.entries)
    words = _many(apart, "row on which proposals conflict is", "rows on which proposals conflict are")
    words = f"{words} not counted" if apart else "No proposals conflict"
    return f"{words}; what one council keeps to itself is not told here."


def _row(found: JointRegister, one: Impact) -> tuple[str, ...]:
    entry = next(each for each in found.entries if each.row.thing == one.thing)
    return (
        entry.label, f"{found.name_of(one.by)}: {one.route.value} ({one.state.value})", one.effect.value,
        str(one.on or "not said"), *(_more(pence, entry.evidence) for pence in (one.yearly, one.once)),
        " ".join(one.duties) or "Nothing.",
    )  # fmt: skip


def _is_felt(one: Impact) -> bool:
    """Whether it changes a cost or asks for anything."""
    return bool(one.duties) or (one.yearly, one.once) != (0, 0)


def _more(pence: int | None, evidence: Evidence) -> str:
    return "none" if pence == 0 else show_money(pence, evidence)


def _input(found: JointRegister, one: Impact) -> str:
    return next(each.input for each in found.entries if each.row.thing == one.thing)


def _resting(found: JointRegister, impacts: Impacts) -> Evidence:
    things = {one.thing for one in impacts.rows}
    return resting(each for each in found.entries if each.row.thing in things)


def sections() -> Iterable[tuple[tuple[str, str], Fill]]:
    """What this paper is filled with, by the kind of paper and the section."""
    yield ("impact", "impact"), impact
